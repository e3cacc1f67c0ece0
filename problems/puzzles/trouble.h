/* trouble.h — what is wrong with the input, and where
 *
 * What reads input or arguments returns false and fills the struct trouble
 * given to it last; only pando_main.c prints one and exits. (solver/error.h is
 * the same for the library's inside; puzzles see nothing but pando.h.)
 *
 * Ownership: file is borrowed.
 */
#ifndef PROBLEMS_PUZZLES_TROUBLE_H
#define PROBLEMS_PUZZLES_TROUBLE_H

#include <stdbool.h>
#include <stdio.h>

struct trouble {
    const char *file; /* or NULL */
    int line, column; /* from 1; 0 means no position */
    char message[512];
};

/* Always returns false. */
bool trouble_set(struct trouble *reterr, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool trouble_set_at(
    struct trouble *reterr, const char *file, int line, int column,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* One line: "pando: file:line:column: message", less what is not known. */
void trouble_print(const struct trouble *trouble, FILE *out);

#endif
