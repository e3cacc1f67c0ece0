/* text.c — see text.h */
#include "problems/puzzles/text.h"

#include "coro/fatal.h"
#include "problems/buffer.h"
#include "problems/puzzles/trouble.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_clear(struct text *text)
{
    free(text->bytes);
    free(text->lines);
    *text = (struct text){0};
}

static size_t count_lines(const char *bytes)
{
    size_t count = 1;
    for (; *bytes; bytes++)
        count += *bytes == '\n';
    return count;
}

/* Takes the bytes over, which end with a 0. */
static void split(struct text *text, const char *name, char *bytes)
{
    *text = (struct text){.name = name, .bytes = bytes};
    text->lines = calloc(count_lines(bytes), sizeof *text->lines);
    if (!text->lines)
        coro_fatal("out of memory");
    for (char *at = bytes; *at;) {
        text->lines[text->count++] = at;
        char *end = at + strcspn(at, "\n");
        at = *end ? end + 1 : end;
        *end = 0;
        if (end > text->lines[text->count - 1] && end[-1] == '\r')
            end[-1] = 0;
    }
}

static bool take(
    const char *name, struct buffer *buffer, struct text *ret_text,
    struct trouble *reterr)
{
    const char *zero =
        buffer->size > 0 ? memchr(buffer->bytes, 0, buffer->size) : NULL;
    buffer_append(buffer, "", 1);
    if (zero) {
        buffer_clear(buffer);
        return trouble_set_at(reterr, name, 0, 0, "this is no text file");
    }
    split(ret_text, name, buffer->bytes);
    return true;
}

bool text_copy(
    const char *name, const char *bytes, struct text *ret_text,
    struct trouble *reterr)
{
    struct buffer buffer = {0};
    buffer_append_text(&buffer, bytes);
    return take(name, &buffer, ret_text, reterr);
}

bool text_read(const char *path, struct text *ret_text, struct trouble *reterr)
{
    enum {
        BLOCK = 1 << 16
    };
    char block[BLOCK];
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    FILE *file = standard ? stdin : fopen(path, "rb");
    if (!file)
        return trouble_set_at(reterr, name, 0, 0, "%s", strerror(errno));
    struct buffer buffer = {0};
    size_t size;
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buffer_append(&buffer, block, size);
    bool good = !ferror(file);
    if (!good)
        trouble_set_at(reterr, name, 0, 0, "%s", strerror(errno));
    if (!standard)
        fclose(file);
    if (good)
        return take(name, &buffer, ret_text, reterr);
    buffer_clear(&buffer);
    return false;
}
