/* sudoku_text.h — sudokus in text files
 *
 *     53..7....6..195....98....6.8...6...3...     81 cells: one a line
 *
 *     5 3 . | . 7 . | . . .                       a grid: nine lines of nine
 *     6 . . | 1 9 5 | . . .
 *     …
 *
 * A cell is a digit, a letter from A for 10 on, or one of ". 0 _ *" if it is
 * empty. Other sizes: 4, 6, 12, 16 and 25. Spaces, bars and lines of dashes are
 * passed over; # begins a comment. Behind a puzzle of one line may follow other
 * words or columns, which are ignored.
 */
#ifndef PROBLEMS_PUZZLES_SUDOKU_TEXT_H
#define PROBLEMS_PUZZLES_SUDOKU_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;
struct trouble;

enum {
    SUDOKU_SIZE = 25, /* the largest */
    SUDOKU_CELLS = SUDOKU_SIZE * SUDOKU_SIZE
};

struct sudoku {
    uint32_t size;                  /* cells of a row */
    uint32_t box_rows, box_columns; /* of a box */
    int line;                       /* where it begins */
    uint8_t cells[SUDOKU_CELLS];    /* row by row; 0: empty */
};

struct sudoku_list {
    struct sudoku *items;
    size_t count;
};

/* The list is to be cleared in any case. */
bool sudoku_text_read(
    const struct text *text, struct sudoku_list *ret_list,
    struct trouble *reterr);
void sudoku_text_clear(struct sudoku_list *list);

/* The character of a cell: '.' for 0. */
char sudoku_text_symbol(int64_t v);

#endif
