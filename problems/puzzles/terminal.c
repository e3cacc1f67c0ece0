/* terminal.c — see terminal.h */
#include "problems/puzzles/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The first that is set and not empty decides, as POSIX has it. */
static bool locale_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        const char *charset = strchr(value, '.');
        return charset && (strncasecmp(charset, ".utf-8", 6) == 0 ||
                           strncasecmp(charset, ".utf8", 5) == 0);
    }
    return false;
}

static uint32_t width(void)
{
    enum {
        USUAL = 80
    };
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return USUAL;
}

struct terminal terminal_look(bool ascii)
{
    const char *name = getenv("TERM"), *plain = getenv("NO_COLOR");
    bool clever = name && strcmp(name, "dumb") != 0;
    bool out = isatty(STDOUT_FILENO), err = isatty(STDERR_FILENO);
    return (struct terminal){
        .utf8 = !ascii && locale_is_utf8(),
        .colour = out && clever && !(plain && *plain),
        .progress = err && clever,
        .shared = out && err,
        .width = width()};
}
