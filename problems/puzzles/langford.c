/* langford.c — Langford pairings: 1 1 2 2 … n n in a row such that k numbers
 * lie between the two k
 *
 * The variables are the places of the first of each pair. There is a pairing
 * only if n mod 4 is 0 or 3: the places 1 to 2n add up to n(2n + 1), which is
 * twice the sum of the first places and 2 + 3 + … + (n + 1); so (3n² - n) / 2
 * must be even (Davies, On Langford's problem II, 1959).
 */
#include "problems/puzzles/command.h"
#include "problems/puzzles/json.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/sized.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    LARGEST = 500
};

/* ---- The model ---- */

static bool possible(uint64_t order)
{
    return order % 4 == 0 || order % 4 == 3;
}

/* vars[i] belongs to the number order - i: large ones are hard to place. */
static int64_t number_of(const struct puzzle *puzzle, size_t i)
{
    return (int64_t)(puzzle->count - i);
}

static void post_places(struct puzzle *puzzle)
{
    size_t n = puzzle->count;
    struct pando_model *model = puzzle->model;
    pando_var places[2 * LARGEST];
    for (size_t i = 0; i < n; i++) {
        int64_t last = 2 * (int64_t)n, k = number_of(puzzle, i);
        places[i] = puzzle->vars[i] = pando_int(model, 1, last - k - 1);
        places[n + i] = pando_int(model, k + 2, last);
        pando_compare(model, places[n + i], PANDO_EQ, places[i], k + 1);
    }
    pando_all_different(model, places, 2 * n, PANDO_DEFAULT);
}

/* The mirror image has n - p for the first place p of n, and n + 1 - q for the
 * first place q of n - 1; the pair (p, q) is never its own image. */
static void break_symmetry(struct puzzle *puzzle)
{
    int64_t n = (int64_t)puzzle->count;
    const int64_t weights[] = {2 * (n + 1), 2};
    if (n > 1)
        pando_linear(
            puzzle->model, weights, puzzle->vars, 2, PANDO_LE,
            n * (n + 1) + n + 1);
}

/* ---- Drawing ---- */

static void read_row(
    const struct puzzle *puzzle, const int64_t *values,
    int64_t ret_row[2 * LARGEST])
{
    for (size_t i = 0; i < puzzle->count; i++) {
        int64_t k = number_of(puzzle, i);
        ret_row[values[i] - 1] = ret_row[values[i] + k] = k;
    }
}

static void draw(
    const struct puzzle *puzzle, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    (void)terminal;
    int64_t row[2 * LARGEST];
    read_row(puzzle, values, row);
    for (size_t i = 0; i < 2 * puzzle->count; i++)
        buffer_append_format(out, "%s%" PRId64, i > 0 ? " " : "", row[i]);
    buffer_append_text(out, "\n");
}

static void write_row(
    const struct puzzle *puzzle, const int64_t *values, struct buffer *out)
{
    int64_t row[2 * LARGEST];
    read_row(puzzle, values, row);
    json_values(out, row, 2 * puzzle->count, 0);
}

struct puzzle *langford_new(uint64_t order, bool distinct)
{
    struct puzzle *puzzle = puzzle_new("langford", order);
    post_places(puzzle);
    if (distinct)
        break_symmetry(puzzle);
    if (!possible(order)) {
        pando_int(puzzle->model, 1, 0); /* an empty domain */
        puzzle->none = "there is no Langford pairing of this order: "
                       "only of orders that are 0 or 3 modulo 4";
    }
    puzzle->selection = "input_order";
    puzzle->split = "indomain_min";
    puzzle->quick = "first_fail/random/geometric:200:1.5";
    puzzle->draw = draw;
    puzzle->write = write_row;
    buffer_append_format(&puzzle->fields, "\"order\":%" PRIu64, order);
    return puzzle;
}

/* ---- The command ---- */

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    const struct sized sized = {"an order", 1, LARGEST, langford_new};
    return sized_run(&sized, count, arguments, reterr);
}

const struct command langford_command = {
    .name = "langford",
    .usage = "N [option]…",
    .summary = "Langford pairings: k numbers between the two k",
    .help =
        "Puts 1 1 2 2 … N N in a row such that exactly k numbers lie between\n"
        "the two k, as in 2 3 1 2 1 3. There are such rows only if N is a\n"
        "multiple of 4, or one less than that.\n"
        "\n"
        "Examples\n"
        "  pando langford 8               one row\n"
        "  pando langford 7 --distinct --count\n"
        "                                 26, as a row and its mirror image\n"
        "                                 count once\n"
        "\n"
        "Options\n" SIZED_OPTIONS,
    .shared_options = true,
    .run = run,
};
