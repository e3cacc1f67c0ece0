/* text.h — a file as lines */
#ifndef PROBLEMS_PUZZLES_TEXT_H
#define PROBLEMS_PUZZLES_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct trouble;

struct text {
    const char *name; /* for errors; borrowed */
    char *bytes;
    char **lines; /* each ends with a 0 instead of its line break */
    size_t count;
};

/* Reads standard input if path is "-". False also if the file holds bytes that
 * no text has. */
bool text_read(const char *path, struct text *ret_text, struct trouble *reterr);
/* The same for a copy of what is in memory. */
bool text_copy(
    const char *name, const char *bytes, struct text *ret_text,
    struct trouble *reterr);
void text_clear(struct text *text);

#endif
