/* sized.h — commands of puzzles that one number describes: `pando queens 8` */
#ifndef PROBLEMS_PUZZLES_SIZED_H
#define PROBLEMS_PUZZLES_SIZED_H

#include <stdbool.h>
#include <stdint.h>

struct puzzle;
struct trouble;

struct sized {
    const char *what; /* as in "a number of queens" */
    uint64_t min, max;
    struct puzzle *(*make)(uint64_t size, bool distinct);
};

/* For struct command's run: the number, --distinct and the session's options.
 */
bool sized_run(
    const struct sized *sized, int count, char *const *arguments,
    struct trouble *reterr);

/* What --help says of --distinct. */
#define SIZED_OPTIONS \
    "  --distinct       no rotations or reflections of one another\n"

#endif
