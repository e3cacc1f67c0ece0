/* sudoku.c — sudokus: rows, columns and boxes each hold all digits */
#include "problems/puzzles/board.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/sudoku_text.h"
#include "problems/puzzles/terminal.h"

#include "coro/fatal.h"

#include <stdlib.h>

/* A row, column or box: its cells are first, first + 1, … in the order of one
 * of three ways to number the cells. */
enum unit {
    ROW,
    COLUMN,
    BOX,
    UNITS
};

static uint32_t
cell_of(const struct sudoku *sudoku, enum unit unit, uint32_t k, uint32_t i)
{
    uint32_t n = sudoku->size, across = n / sudoku->box_columns;
    if (unit == ROW)
        return k * n + i;
    if (unit == COLUMN)
        return i * n + k;
    uint32_t row = k / across * sudoku->box_rows + i / sudoku->box_columns;
    uint32_t column =
        k % across * sudoku->box_columns + i % sudoku->box_columns;
    return row * n + column;
}

/* ---- What is wrong with the clues ---- */

struct context {
    struct sudoku sudoku;
    char none[96];
};

/* Says which clue stands twice in a unit. */
static bool repeats(
    const struct sudoku *sudoku, enum unit unit, uint32_t k, char *ret_none,
    size_t size)
{
    static const char *const names[UNITS] = {"row", "column", "box"};
    bool seen[SUDOKU_SIZE + 1] = {false};
    for (uint32_t i = 0; i < sudoku->size; i++) {
        uint8_t v = sudoku->cells[cell_of(sudoku, unit, k, i)];
        if (v > 0 && seen[v]) {
            snprintf(
                ret_none, size,
                "there is no solution: %c stands twice in %s %u",
                sudoku_text_symbol(v), names[unit], k + 1);
            return true;
        }
        seen[v] = true;
    }
    return false;
}

static const char *why_none(struct context *context)
{
    const struct sudoku *sudoku = &context->sudoku;
    for (enum unit unit = ROW; unit < UNITS; unit++)
        for (uint32_t k = 0; k < sudoku->size; k++)
            if (repeats(sudoku, unit, k, context->none, sizeof context->none))
                return context->none;
    return "there is no solution";
}

/* ---- Drawing ---- */

struct picture {
    const struct sudoku *sudoku;
    const int64_t *values;
    bool colour;
};

/* What was given is bold. */
static void draw_cell(
    const void *context, uint32_t row, uint32_t column,
    char ret_text[BOARD_CELL])
{
    const struct picture *picture = context;
    uint32_t at = row * picture->sudoku->size + column;
    bool bold = picture->colour && picture->sudoku->cells[at] > 0;
    snprintf(
        ret_text, BOARD_CELL, "%s%c%s", bold ? "\033[1m" : "",
        sudoku_text_symbol(picture->values[at]), bold ? "\033[0m" : "");
}

static void draw(
    const struct puzzle *puzzle, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    const struct context *context = puzzle->context;
    const struct sudoku *sudoku = &context->sudoku;
    const struct picture picture = {sudoku, values, terminal->colour};
    const struct board board = {
        .rows = sudoku->size,
        .columns = sudoku->size,
        .box_rows = sudoku->box_rows,
        .box_columns = sudoku->box_columns,
        .cell_width = 1,
        .context = &picture,
        .cell = draw_cell,
    };
    board_draw(&board, terminal->utf8, out);
}

/* ---- The puzzle ---- */

static void post_units(struct puzzle *puzzle, const struct sudoku *sudoku)
{
    pando_var xs[SUDOKU_SIZE];
    for (enum unit unit = ROW; unit < UNITS; unit++)
        for (uint32_t k = 0; k < sudoku->size; k++) {
            for (uint32_t i = 0; i < sudoku->size; i++)
                xs[i] = puzzle->vars[cell_of(sudoku, unit, k, i)];
            pando_all_different(puzzle->model, xs, sudoku->size, PANDO_DOMAIN);
        }
}

struct puzzle *sudoku_new(const struct sudoku *sudoku)
{
    uint32_t n = sudoku->size;
    struct puzzle *puzzle = puzzle_new("sudoku", (size_t)n * n);
    struct context *context = calloc(1, sizeof *context);
    if (!context)
        coro_fatal("out of memory");
    context->sudoku = *sudoku;
    for (uint32_t i = 0; i < n * n; i++) {
        int64_t v = sudoku->cells[i];
        puzzle->vars[i] = v ? pando_constant(puzzle->model, v)
                            : pando_int(puzzle->model, 1, n);
    }
    post_units(puzzle, sudoku);
    puzzle->context = context;
    puzzle->free_context = free;
    puzzle->none = why_none(context);
    puzzle->enough = 2;
    puzzle->columns = n;
    puzzle->selection = "first_fail";
    puzzle->split = "indomain_min";
    puzzle->draw = draw;
    buffer_append_format(&puzzle->fields, "\"line\":%d", sudoku->line);
    return puzzle;
}
