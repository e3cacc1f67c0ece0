/* error.h — what is wrong with the input, and where
 *
 * A function that reads input returns false and fills the struct error given to
 * it last; only main.c prints one and exits. The first error ends the work, so
 * there is never more than one.
 *
 * Ownership: file is borrowed and must outlive the error. The message is held
 * in place, cut to fit, and has no line break.
 */
#ifndef SOLVER_ERROR_H
#define SOLVER_ERROR_H

#include <stdio.h>

struct error {
    const char *file; /* or NULL */
    int line, column; /* from 1, in bytes; line 0 means no position */
    char message[256];
};

/* reterr may be NULL: the caller does not want to know. */
void error_set(
    struct error *reterr, const char *file, int line, int column,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* One line, "file:line:column: message", less what is not known. */
void error_print(const struct error *error, FILE *out);

#endif
