/* golomb.c — Golomb rulers: marks such that no two pairs are equally far apart
 *
 * Differences of neighbours add up to the others; j - i neighbours apart means
 * a distance of at least 1 + 2 + … + (j - i). A ruler and its mirror image
 * count once: the first difference is less than the last.
 */
#include "problems/puzzles/arguments.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/run.h"
#include "problems/puzzles/session.h"
#include "problems/puzzles/terminal.h"

#include <inttypes.h>

enum {
    LARGEST = 30
};

/* ---- The model ---- */

/* mark[j] - mark[i], for all i < j, all different */
static void post_distances(struct puzzle *puzzle, int64_t longest)
{
    pando_var distances[LARGEST * (LARGEST - 1) / 2];
    struct pando_model *model = puzzle->model;
    const pando_var *mark = puzzle->vars;
    size_t n = puzzle->count, count = 0;
    pando_var first = {0}, last = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            int64_t apart = (int64_t)(j - i);
            pando_var d = pando_int(model, apart * (apart + 1) / 2, longest);
            const pando_var xs[] = {d, mark[i], mark[j]};
            pando_linear(model, (int64_t[]){1, 1, -1}, xs, 3, PANDO_EQ, 0);
            if (count == 0)
                first = d;
            last = d;
            distances[count++] = d;
        }
    if (count > 0)
        pando_all_different(model, distances, count, PANDO_DEFAULT);
    if (n > 2)
        pando_compare(model, first, PANDO_LT, last, 0);
}

/* ---- Drawing ---- */

/* A ruler with one character for each unit: ├─┼──────┤ */
static void
draw_ruler(const int64_t *values, size_t count, bool utf8, struct buffer *out)
{
    int64_t length = values[count - 1];
    size_t mark = 0;
    for (int64_t at = 0; at <= length; at++) {
        bool marked = at == values[mark];
        mark += marked;
        const char *line = utf8 ? "─" : "-", *tick = utf8 ? "┴" : "|";
        if (utf8 && at == 0)
            tick = "└";
        if (utf8 && at == length)
            tick = "┘";
        buffer_append_text(out, marked ? tick : line);
    }
    buffer_append_text(out, "\n");
}

static void draw(
    const struct puzzle *puzzle, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    int64_t length = values[puzzle->count - 1];
    for (size_t i = 0; i < puzzle->count; i++)
        buffer_append_format(out, "%s%" PRId64, i > 0 ? " " : "", values[i]);
    buffer_append_text(out, "\n");
    if (length > 0 && length < (int64_t)terminal->width)
        draw_ruler(values, puzzle->count, terminal->utf8, out);
}

struct puzzle *golomb_new(uint64_t marks, int64_t length)
{
    size_t n = marks;
    int64_t longest = length ? length : (int64_t)(n * n);
    struct puzzle *puzzle = puzzle_new("golomb", n);
    struct pando_model *model = puzzle->model;
    pando_var *mark = puzzle->vars;
    for (size_t i = 0; i < n; i++)
        mark[i] =
            i == 0 ? pando_constant(model, 0) : pando_int(model, 1, longest);
    for (size_t i = 0; i + 1 < n; i++)
        pando_compare(model, mark[i], PANDO_LT, mark[i + 1], 0);
    post_distances(puzzle, longest);
    if (length)
        pando_linear(model, (int64_t[]){1}, &mark[n - 1], 1, PANDO_EQ, length);
    puzzle->goal = length ? PUZZLE_SATISFY : PUZZLE_MINIMIZE;
    puzzle->objective = mark[n - 1];
    puzzle->selection = "input_order";
    puzzle->split = "indomain_min";
    puzzle->draw = draw;
    buffer_append_format(&puzzle->fields, "\"marks\":%" PRIu64, marks);
    return puzzle;
}

/* ---- The command ---- */

/* All optimal rulers: finds their length, then all of that length. */
static bool
play_all(struct session *session, uint64_t marks, struct trouble *reterr)
{
    struct puzzle *shortest = golomb_new(marks, 0);
    struct run_result result;
    bool good = session_search(
        session, shortest, &(struct run_options){0}, &result, reterr);
    puzzle_free(shortest);
    if (!good)
        return false;
    /* if that was interrupted, so will be this, at once */
    struct puzzle *all = golomb_new(marks, result.objective);
    good = session_play(session, all, reterr);
    puzzle_free(all);
    return good;
}

static bool play(
    const struct session_options *options, uint64_t marks,
    struct trouble *reterr)
{
    struct session *session = session_new(options, reterr);
    if (!session)
        return false;
    bool good;
    if ((options->all || options->count || options->limit) && marks > 1) {
        good = play_all(session, marks, reterr);
    } else {
        struct puzzle *puzzle = golomb_new(marks, 0);
        good = session_play(session, puzzle, reterr);
        puzzle_free(puzzle);
    }
    session_free(session);
    return good;
}

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    struct session_options options = {0};
    const struct argument_group groups[] = {{session_arguments, &options}, {0}};
    struct arguments_words words = {0};
    uint64_t marks = 0;
    bool good = arguments_read(count, arguments, groups, &words, reterr) &&
                arguments_only_number(
                    &words, "a number of marks", 1, LARGEST, &marks, reterr);
    arguments_clear(&words);
    return good && play(&options, marks, reterr);
}

const struct command golomb_command = {
    .name = "golomb",
    .usage = "MARKS [option]…",
    .summary = "the shortest ruler whose marks are all differently far apart",
    .help =
        "Finds the shortest Golomb ruler: marks at whole numbers from 0 on "
        "such\n"
        "that no two pairs of marks are equally far apart. A ruler and its\n"
        "mirror image count once.\n"
        "\n"
        "Examples\n"
        "  pando golomb 9                 the shortest, of length 44\n"
        "  pando golomb 7 --all           all of the shortest length\n"
        "  pando golomb 13 --time 30s     the best that 30 seconds find\n"
        "\n"
        "Options\n",
    .shared_options = true,
    .run = run,
};
