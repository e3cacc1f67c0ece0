/* magic.c — magic squares: 1 to n² such that all rows, columns and both long
 * diagonals have the same sum */
#include "problems/puzzles/board.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/sized.h"
#include "problems/puzzles/terminal.h"

#include <inttypes.h>

enum {
    LARGEST = 30
};

/* ---- The model ---- */

/* The cells from `first` on, `step` apart, add up to the magic sum. */
static void post_sum(struct puzzle *puzzle, size_t n, size_t first, size_t step)
{
    pando_var cells[LARGEST];
    int64_t ones[LARGEST], size = (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        cells[i] = puzzle->vars[first + i * step];
        ones[i] = 1;
    }
    pando_linear(
        puzzle->model, ones, cells, n, PANDO_EQ, size * (size * size + 1) / 2);
}

/* The corner first[0] is the least of four, and its neighbours are in order. */
static void break_symmetry(struct puzzle *puzzle, size_t n)
{
    const pando_var *x = puzzle->vars;
    pando_var right = x[n - 1], below = x[n * n - n], far = x[n * n - 1];
    pando_compare(puzzle->model, x[0], PANDO_LT, right, 0);
    pando_compare(puzzle->model, x[0], PANDO_LT, far, 0);
    pando_compare(puzzle->model, right, PANDO_LT, below, 0);
}

/* ---- Drawing ---- */

struct picture {
    const int64_t *values;
    size_t n;
};

static void draw_cell(
    const void *context, uint32_t row, uint32_t column,
    char ret_text[BOARD_CELL])
{
    const struct picture *picture = context;
    snprintf(
        ret_text, BOARD_CELL, "%" PRId64,
        picture->values[row * picture->n + column]);
}

static void draw(
    const struct puzzle *puzzle, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    uint32_t n = (uint32_t)puzzle->columns;
    const struct picture picture = {values, n};
    char largest[BOARD_CELL];
    const struct board board = {
        .rows = n,
        .columns = n,
        .box_rows = 1,
        .box_columns = 1,
        .cell_width =
            (uint32_t)snprintf(largest, sizeof largest, "%" PRIu32, n * n),
        .context = &picture,
        .cell = draw_cell,
    };
    board_draw(&board, terminal->utf8, out);
}

struct puzzle *magic_new(uint64_t order, bool distinct)
{
    size_t n = order;
    struct puzzle *puzzle = puzzle_new("magic", n * n);
    for (size_t i = 0; i < n * n; i++)
        puzzle->vars[i] = pando_int(puzzle->model, 1, (int64_t)(n * n));
    pando_all_different(puzzle->model, puzzle->vars, n * n, PANDO_DEFAULT);
    for (size_t i = 0; i < n; i++) {
        post_sum(puzzle, n, i * n, 1);
        post_sum(puzzle, n, i, n);
    }
    post_sum(puzzle, n, 0, n + 1);
    if (n > 1) {
        post_sum(puzzle, n, n - 1, n - 1);
        if (distinct)
            break_symmetry(puzzle, n);
    }
    puzzle->selection = "input_order";
    puzzle->split = "indomain_min";
    puzzle->columns = n;
    puzzle->none = "there is no such magic square";
    puzzle->quick = "first_fail/random/geometric:200:1.5";
    puzzle->draw = draw;
    buffer_append_format(&puzzle->fields, "\"order\":%" PRIu64, order);
    return puzzle;
}

/* ---- The command ---- */

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    const struct sized sized = {"an order", 1, LARGEST, magic_new};
    return sized_run(&sized, count, arguments, reterr);
}

const struct command magic_command = {
    .name = "magic",
    .usage = "N [option]…",
    .summary = "magic squares of order N",
    .help =
        "Fills an N × N square with the numbers 1 to N² such that all rows,\n"
        "columns and both diagonals have the same sum.\n"
        "\n"
        "Examples\n"
        "  pando magic 4                  one square\n"
        "  pando magic 3 --all            all 8\n"
        "  pando magic 4 --distinct --count\n"
        "                                 880, as rotations and reflections\n"
        "                                 count once\n"
        "\n"
        "Options\n" SIZED_OPTIONS,
    .shared_options = true,
    .run = run,
};
