/* source.c — see source.h */
#include "problems/flatzinc/source.h"

#include "coro/fatal.h"
#include "solver/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SOURCE_FIRST_BYTES = 1 << 16
};

/* One byte more than a regular file has: so its end is seen without growing. */
static size_t first_capacity(int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size < SOURCE_FIRST_BYTES || status.st_size > SOURCE_MAX)
        return SOURCE_FIRST_BYTES;
    return (size_t)status.st_size + 1;
}

static char *resized(char *text, size_t capacity)
{
    text = realloc(text, capacity + 1);
    if (!text)
        coro_fatal("out of memory");
    return text;
}

/* Gives the text even on failure. Returns 0 or an errno. */
static int read_all(int descriptor, char **ret_text, size_t *ret_size)
{
    size_t capacity = first_capacity(descriptor), size = 0;
    char *text = resized(NULL, capacity);
    int failure = 0;
    while (size <= SOURCE_MAX) {
        if (size == capacity)
            text = resized(text, capacity *= 2);
        ssize_t count = read(descriptor, text + size, capacity - size);
        if (count == 0 || (count < 0 && errno != EINTR)) {
            failure = count < 0 ? errno : 0;
            break;
        }
        size += count > 0 ? (size_t)count : 0;
    }
    text = resized(text, size);
    text[size] = 0;
    *ret_text = text;
    *ret_size = size;
    return failure;
}

bool source_read(
    const char *path, char **ret_text, uint32_t *ret_size, struct error *reterr)
{
    bool standard = strcmp(path, "-") == 0;
    int descriptor = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        error_set(reterr, path, 0, 0, "cannot open: %s", strerror(errno));
        return false;
    }
    char *text;
    size_t size;
    int failure = read_all(descriptor, &text, &size);
    if (!standard)
        close(descriptor);
    if (failure != 0 || size > SOURCE_MAX) {
        if (failure != 0)
            error_set(reterr, path, 0, 0, "cannot read: %s", strerror(failure));
        else
            error_set(reterr, path, 0, 0, "cannot read: more than 2 GiB");
        free(text);
        return false;
    }
    *ret_text = text;
    *ret_size = (uint32_t)size;
    return true;
}
