/* source.h — the bytes of a file or of standard input */
#ifndef PROBLEMS_FLATZINC_SOURCE_H
#define PROBLEMS_FLATZINC_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct error;

enum {
    SOURCE_MAX = INT32_MAX - 1
}; /* bytes: offsets fit an int */

/* Reads all of it, from standard input if path is "-". The caller frees the
 * text, which has a 0 byte beyond its size. */
bool source_read(
    const char *path, char **ret_text, uint32_t *ret_size,
    struct error *reterr);

#endif
