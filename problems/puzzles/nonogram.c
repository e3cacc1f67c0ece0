/* nonogram.c — nonograms: black and white pictures from the lengths of their
 * black runs
 *
 * Each line of cells (1 white, 2 black) is a word of an automaton:
 *
 *      white        white                 white
 *     ┌──┐         ┌──┐                  ┌──┐
 *     │  ▼  black  │  ▼                  │  ▼
 *     start ─▶ ● ─▶ ● ─white─▶ gap ─▶ … ─▶ ● the last black cell
 */
#include "problems/puzzles/arguments.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/json.h"
#include "problems/puzzles/nonogram_text.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/session.h"
#include "problems/puzzles/terminal.h"
#include "problems/puzzles/text.h"
#include "problems/puzzles/trouble.h"

#include "coro/fatal.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    WHITE = 1,
    BLACK = 2
};

/* ---- The model ---- */

/* Writes the moves of a clue's automaton; gives the number of states, the last
 * of which is the only final one. */
static int64_t write_moves(const struct nonogram_clue *clue, int64_t *next)
{
    int64_t state = 1;
    next[0] = 1;
    next[1] = 0;
    for (uint32_t b = 0; b < clue->count; b++) {
        if (b > 0) { /* a gap, to which the last black cell has a move */
            next[2 * (state - 1)] = state + 1;
            state++;
            next[2 * (state - 1)] = state;
        }
        for (uint32_t i = 0; i < clue->blocks[b]; i++) {
            next[2 * (state - 1) + 1] = state + 1;
            state++;
            next[2 * (state - 1)] = next[2 * (state - 1) + 1] = 0;
        }
    }
    next[2 * (state - 1)] = state;
    return state;
}

/* The cells from `first` on, `step` apart, obey the clue. */
static void post_line(
    struct puzzle *puzzle, const struct nonogram_clue *clue, size_t first,
    size_t step, size_t count)
{
    pando_var xs[NONOGRAM_LARGEST];
    int64_t next[2 * (2 * NONOGRAM_LARGEST + 2)];
    for (size_t i = 0; i < count; i++)
        xs[i] = puzzle->vars[first + i * step];
    int64_t states = write_moves(clue, next);
    pando_regular(puzzle->model, xs, count, states, BLACK, next, 1, &states, 1);
}

/* ---- Why there may be none ---- */

struct context {
    struct nonogram nonogram;
    char none[96];
};

static uint64_t black_cells(const struct nonogram_clue *clues, uint32_t count)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t b = 0; b < clues[i].count; b++)
            sum += clues[i].blocks[b];
    return sum;
}

static const char *why_none(struct context *context)
{
    const struct nonogram *nonogram = &context->nonogram;
    uint64_t rows = black_cells(nonogram->rows, nonogram->height);
    uint64_t columns = black_cells(nonogram->columns, nonogram->width);
    snprintf(
        context->none, sizeof context->none,
        "there is no solution: %" PRIu64 " black cells in the rows, %" PRIu64
        " in the columns",
        rows, columns);
    return rows == columns ? "there is no solution" : context->none;
}

/* ---- Drawing ---- */

static bool
black(const struct puzzle *puzzle, const int64_t *values, size_t row, size_t x)
{
    size_t at = row * puzzle->columns + x;
    return at < puzzle->count && values[at] == BLACK;
}

/* Two characters a cell. */
static void draw_wide(
    const struct puzzle *puzzle, const int64_t *values, bool utf8,
    struct buffer *out)
{
    size_t height = puzzle->count / puzzle->columns;
    const char *white = utf8 ? "  " : "..";
    for (size_t row = 0; row < height; row++) {
        for (size_t x = 0; x < puzzle->columns; x++)
            buffer_append_text(
                out, !black(puzzle, values, row, x) ? white
                     : utf8                         ? "██"
                                                    : "##");
        buffer_append_text(out, "\n");
    }
}

/* Two cells a character, one above the other. */
static void draw_halves(
    const struct puzzle *puzzle, const int64_t *values, struct buffer *out)
{
    static const char *const halves[] = {" ", "▀", "▄", "█"};
    size_t height = puzzle->count / puzzle->columns;
    for (size_t row = 0; row < height; row += 2) {
        for (size_t x = 0; x < puzzle->columns; x++)
            buffer_append_text(
                out, halves
                         [black(puzzle, values, row, x) +
                          2 * black(puzzle, values, row + 1, x)]);
        buffer_append_text(out, "\n");
    }
}

static void draw(
    const struct puzzle *puzzle, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    const struct context *context = puzzle->context;
    const char *title = context->nonogram.title;
    if (*title)
        buffer_append_format(out, "%s\n", title);
    if (terminal->utf8 && 2 * puzzle->columns > terminal->width)
        draw_halves(puzzle, values, out);
    else
        draw_wide(puzzle, values, terminal->utf8, out);
}

/* ["#..#", …] */
static void write_rows(
    const struct puzzle *puzzle, const int64_t *values, struct buffer *out)
{
    for (size_t i = 0; i < puzzle->count; i++) {
        if (i % puzzle->columns == 0)
            buffer_append_text(out, i == 0 ? "[\"" : "\",\"");
        buffer_append_text(out, values[i] == BLACK ? "#" : ".");
    }
    buffer_append_text(out, "\"]");
}

/* ---- The puzzle ---- */

static void write_fields(struct puzzle *puzzle, const struct nonogram *nonogram)
{
    struct buffer *fields = &puzzle->fields;
    buffer_append_format(
        fields, "\"width\":%u,\"height\":%u", nonogram->width,
        nonogram->height);
    if (*nonogram->title) {
        buffer_append_text(fields, ",\"title\":");
        json_text(fields, nonogram->title);
    }
}

static void free_nonogram(void *context)
{
    nonogram_text_clear(&((struct context *)context)->nonogram);
    free(context);
}

struct puzzle *nonogram_new(struct nonogram *nonogram)
{
    size_t width = nonogram->width, height = nonogram->height;
    struct puzzle *puzzle = puzzle_new("nonogram", width * height);
    struct context *context = calloc(1, sizeof *context);
    if (!context)
        coro_fatal("out of memory");
    for (size_t i = 0; i < width * height; i++)
        puzzle->vars[i] = pando_int(puzzle->model, WHITE, BLACK);
    for (size_t y = 0; y < height; y++)
        post_line(puzzle, &nonogram->rows[y], y * width, 1, width);
    for (size_t x = 0; x < width; x++)
        post_line(puzzle, &nonogram->columns[x], x, width, height);
    context->nonogram = *nonogram;
    *nonogram = (struct nonogram){0};
    puzzle->context = context;
    puzzle->free_context = free_nonogram;
    puzzle->none = why_none(context);
    puzzle->enough = 2;
    puzzle->columns = width;
    puzzle->selection = "dom_w_deg";
    puzzle->split = "indomain_max";
    puzzle->draw = draw;
    puzzle->write = write_rows;
    write_fields(puzzle, &context->nonogram);
    return puzzle;
}

/* ---- The command ---- */

struct puzzle *nonogram_load(const char *path, struct trouble *reterr)
{
    struct text text = {0};
    struct nonogram nonogram = {0};
    bool good = text_read(path, &text, reterr) &&
                nonogram_text_read(&text, &nonogram, reterr);
    struct puzzle *puzzle = good ? nonogram_new(&nonogram) : NULL;
    nonogram_text_clear(&nonogram);
    text_clear(&text);
    return puzzle;
}

static bool play_file(
    const struct session_options *options, const struct arguments_words *words,
    struct trouble *reterr)
{
    if (words->count != 1)
        return trouble_set(
            reterr, "give one file, or - for standard input (see pando "
                    "nonogram --help)");
    struct puzzle *puzzle = nonogram_load(words->items[0], reterr);
    struct session *session = puzzle ? session_new(options, reterr) : NULL;
    bool good = session && session_play(session, puzzle, reterr);
    session_free(session);
    puzzle_free(puzzle);
    return good;
}

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    struct session_options options = {0};
    const struct argument_group groups[] = {{session_arguments, &options}, {0}};
    struct arguments_words words = {0};
    bool good = arguments_read(count, arguments, groups, &words, reterr) &&
                play_file(&options, &words, reterr);
    arguments_clear(&words);
    return good;
}

const struct command nonogram_command = {
    .name = "nonogram",
    .usage = "FILE|- [option]…",
    .summary = "pictures from the lengths of their black runs",
    .help =
        "Paints a nonogram: each clue lists the lengths of the black runs of "
        "a\n"
        "row or column. Says whether there is another picture, too.\n"
        "\n"
        "The file is in .non format, or has the clues of the rows, an empty\n"
        "line, and the clues of the columns:\n"
        "  width 3        3\n"
        "  height 2       1,1\n"
        "  rows\n"
        "  3              2\n"
        "  1,1            1\n"
        "  columns        2\n"
        "  2\n"
        "  1\n"
        "  2\n"
        "# begins a comment.\n"
        "\n"
        "Examples\n"
        "  pando nonogram picture.non\n"
        "  printf '3\\n1,1\\n\\n2\\n1\\n2\\n' | pando nonogram -\n"
        "\n"
        "Options\n",
    .shared_options = true,
    .run = run,
};
