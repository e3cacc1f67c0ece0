/* nonogram_text.h — nonograms in text files
 *
 *     width 4                 3 1          plain: the rows' clues, an empty
 *     height 3                2            line, the columns' clues
 *     rows                    0
 *     3,1
 *     …                       1
 *     columns                 2
 *     1                       …
 *     …
 *
 * The left is Steve Simpson's .non format (www.comp.lancs.ac.uk/~ss/nonogram/
 * fmt2), of which title, width, height, rows and columns are read. A line
 * without black cells has the clue 0, or an empty line where lines would be
 * missing.
 */
#ifndef PROBLEMS_PUZZLES_NONOGRAM_TEXT_H
#define PROBLEMS_PUZZLES_NONOGRAM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;
struct trouble;

enum {
    NONOGRAM_LARGEST = 1000 /* cells of a line */
};

/* The black blocks of a line, none of them empty. */
struct nonogram_clue {
    uint32_t *blocks;
    uint32_t count;
    int line; /* of the file */
};

struct nonogram {
    char title[80]; /* empty if there is none */
    uint32_t width, height;
    struct nonogram_clue *rows, *columns;
};

/* Borrows nothing. The nonogram is to be cleared in any case. */
bool nonogram_text_read(
    const struct text *text, struct nonogram *ret_nonogram,
    struct trouble *reterr);
void nonogram_text_clear(struct nonogram *nonogram);

#endif
