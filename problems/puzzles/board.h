/* board.h — boards and tables of cells
 *
 *     ┌─────┬─────┐       +-----+-----+
 *     │ 1 2 │ 3 4 │       | 1 2 | 3 4 |
 *     │ 3 4 │ 1 2 │       | 3 4 | 1 2 |
 *     ├─────┼─────┤       +-----+-----+
 *     │ 2 1 │ 4 3 │       | 2 1 | 4 3 |
 *     │ 4 3 │ 2 1 │       | 4 3 | 2 1 |
 *     └─────┴─────┘       +-----+-----+
 */
#ifndef PROBLEMS_PUZZLES_BOARD_H
#define PROBLEMS_PUZZLES_BOARD_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;

enum {
    BOARD_CELL = 48 /* bytes of a cell's text, with its end */
};

struct board {
    uint32_t rows, columns;
    uint32_t box_rows, box_columns; /* the lines are drawn between boxes */
    uint32_t cell_width;            /* in characters */
    const void *context;
    /* Writes a cell's text; its escape sequences have no width. */
    void (*cell)(
        const void *context, uint32_t row, uint32_t column,
        char ret_text[BOARD_CELL]);
};

void board_draw(const struct board *board, bool utf8, struct buffer *out);

/* Characters of a text, less escape sequences. */
uint32_t board_width(const char *text);

#endif
