/* command.h — one thing that `pando` does
 *
 * A command is a const struct at the foot of its file, named in the table of
 * pando_main.c, which prints help and errors.
 */
#ifndef PROBLEMS_PUZZLES_COMMAND_H
#define PROBLEMS_PUZZLES_COMMAND_H

#include <stdbool.h>

struct trouble;

struct command {
    const char *name;
    const char *usage;   /* what follows the name: "N [option]…" */
    const char *summary; /* one line, for `pando --help` */
    const char *help;    /* what `pando NAME --help` says below usage */
    bool shared_options; /* the help goes on with session_help */
    /* arguments[0] is the name. False: the arguments or the input are wrong. */
    bool (*run)(int count, char *const *arguments, struct trouble *reterr);
};

#endif
