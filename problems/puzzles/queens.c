/* queens.c — queens on a board such that none attacks another
 *
 * One queen a column; rows, rising and falling diagonals are all different.
 */
#include "problems/puzzles/board.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/sized.h"
#include "problems/puzzles/terminal.h"

#include "coro/fatal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- The model ---- */

static void post_diagonal(struct puzzle *puzzle, int64_t slope)
{
    size_t n = puzzle->count;
    int64_t size = (int64_t)n;
    pando_var *diagonal = calloc(n, sizeof *diagonal);
    if (!diagonal)
        coro_fatal("out of memory");
    for (size_t i = 0; i < n; i++) {
        int64_t shift = slope * (int64_t)i;
        diagonal[i] = pando_int(puzzle->model, 1 + shift, size + shift);
        pando_compare(
            puzzle->model, diagonal[i], PANDO_EQ, puzzle->vars[i], shift);
    }
    pando_all_different(puzzle->model, diagonal, n, PANDO_VALUE);
    free(diagonal);
}

/* ---- Symmetry ---- */

/* The row of column c after turn number `turn` of the eight of the square. */
static int64_t turned(
    const int64_t *row_of, const int64_t *column_of, int64_t size, int turn,
    int64_t c)
{
    const int64_t *map = turn & 1 ? column_of : row_of;
    int64_t v = map[(turn & 2 ? size - c + 1 : c) - 1];
    return turn & 4 ? size - v + 1 : v;
}

/* Of solutions that are rotations or reflections of one another, the least. */
static bool
least_of_its_kind(const struct puzzle *puzzle, const int64_t *values)
{
    int64_t size = (int64_t)puzzle->count, *column_of = puzzle->context;
    for (int64_t c = 1; c <= size; c++)
        column_of[values[c - 1] - 1] = c;
    for (int turn = 1; turn < 8; turn++)
        for (int64_t c = 1; c <= size; c++) {
            int64_t row = turned(values, column_of, size, turn, c);
            if (row < values[c - 1])
                return false;
            if (row > values[c - 1])
                break;
        }
    return true;
}

/* ---- Drawing ---- */

struct picture {
    const int64_t *values;
    bool utf8;
};

static void draw_cell(
    const void *context, uint32_t row, uint32_t column,
    char ret_text[BOARD_CELL])
{
    const struct picture *picture = context;
    bool queen = picture->values[column] == (int64_t)row + 1;
    strcpy(ret_text, picture->utf8 ? (queen ? "♛" : "·") : (queen ? "Q" : "."));
}

static void draw(
    const struct puzzle *puzzle, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    uint32_t n = (uint32_t)puzzle->count;
    const struct picture picture = {values, terminal->utf8};
    const struct board board = {
        .rows = n,
        .columns = n,
        .box_rows = n,
        .box_columns = n,
        .cell_width = 1,
        .context = &picture,
        .cell = draw_cell,
    };
    if (2 * n + 3 <= terminal->width) {
        board_draw(&board, terminal->utf8, out);
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        buffer_append_format(
            out, "%" PRId64 "%c", values[i], i + 1 < n ? ' ' : '\n');
}

struct puzzle *queens_new(uint64_t size, bool distinct)
{
    struct puzzle *puzzle = puzzle_new("queens", size);
    for (size_t i = 0; i < size; i++)
        puzzle->vars[i] = pando_int(puzzle->model, 1, (int64_t)size);
    pando_all_different(puzzle->model, puzzle->vars, size, PANDO_VALUE);
    post_diagonal(puzzle, 1);
    post_diagonal(puzzle, -1);
    puzzle->selection = "first_fail";
    puzzle->split = "indomain_median";
    puzzle->quick = "first_fail/random/geometric:2000:1.5";
    puzzle->draw = draw;
    buffer_append_format(&puzzle->fields, "\"size\":%" PRIu64, size);
    if (distinct) {
        puzzle->context = calloc(size, sizeof(int64_t));
        puzzle->free_context = free;
        puzzle->wanted = least_of_its_kind;
        if (!puzzle->context)
            coro_fatal("out of memory");
    }
    return puzzle;
}

/* ---- The command ---- */

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    const struct sized sized = {"a number of queens", 1, 2000, queens_new};
    return sized_run(&sized, count, arguments, reterr);
}

const struct command queens_command = {
    .name = "queens",
    .usage = "N [option]…",
    .summary = "N queens on a board, none attacking another",
    .help =
        "Puts N queens on an N × N board such that none attacks another.\n"
        "\n"
        "Examples\n"
        "  pando queens 20                one solution\n"
        "  pando queens 8 --all           all 92\n"
        "  pando queens 8 --distinct --count\n"
        "                                 12, as rotations and reflections\n"
        "                                 count once\n"
        "\n"
        "Options\n" SIZED_OPTIONS,
    .shared_options = true,
    .run = run,
};
