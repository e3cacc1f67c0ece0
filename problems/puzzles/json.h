/* json.h — JSON, piece by piece (RFC 8259) */
#ifndef PROBLEMS_PUZZLES_JSON_H
#define PROBLEMS_PUZZLES_JSON_H

#include <stddef.h>
#include <stdint.h>

struct buffer;

/* A string in quotes; bytes that are no UTF-8 become U+FFFD. */
void json_text(struct buffer *out, const char *text);
/* "name": */
void json_name(struct buffer *out, const char *name);
/* A number that JSON can hold; null for what is none. */
void json_real(struct buffer *out, double real);
/* [1,2,3], or [[1,2],[3,4]] in rows of so many columns; 0: one row. */
void json_values(
    struct buffer *out, const int64_t *values, size_t count, size_t columns);

#endif
