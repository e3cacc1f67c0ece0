/* sudoku_command.c — `pando sudoku`: one sudoku for people, or many, a line
 * each
 */
#include "problems/puzzles/arguments.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/run.h"
#include "problems/puzzles/session.h"
#include "problems/puzzles/sudoku_text.h"
#include "problems/puzzles/summary.h"
#include "problems/puzzles/text.h"
#include "problems/puzzles/trouble.h"
#include "problems/signals.h"

#include <inttypes.h>

/* ---- Many, a line each ---- */

struct batch {
    struct session *session;
    const struct session_options *options;
    const struct sudoku *sudoku;
    struct buffer line; /* the first solution, with its verdict to come */
    uint64_t count, solved, without, ambiguous, unknown;
};

static void append_cells(
    struct buffer *line, const struct sudoku *sudoku, const int64_t *values)
{
    for (uint32_t i = 0; i < sudoku->size * sudoku->size; i++) {
        char symbol = sudoku_text_symbol(values ? values[i] : sudoku->cells[i]);
        buffer_append(line, &symbol, 1);
    }
}

static bool listing(const struct session_options *options)
{
    return options->all || options->limit > 0;
}

static bool
take_solution(void *context, const int64_t *values, int64_t objective)
{
    struct batch *batch = context;
    (void)objective;
    if (batch->options->count)
        return true;
    if (batch->line.size == 0)
        append_cells(&batch->line, batch->sudoku, values);
    if (listing(batch->options)) {
        buffer_append_text(&batch->line, "\n");
        session_print(batch->session, &batch->line);
        batch->line.size = 0;
    }
    return true;
}

/* What is said behind the cells, as a comment; counts it, too. */
static void append_verdict(
    struct batch *batch, const struct puzzle *puzzle,
    const struct run_result *result)
{
    struct buffer *line = &batch->line;
    const char *reason = session_reason(batch->session);
    bool unique = result->solutions == 1 && result->complete;
    batch->solved += unique;
    batch->ambiguous += result->solutions > 1;
    batch->without += result->solutions == 0 && result->complete;
    batch->unknown += result->solutions < 2 && !result->complete;
    if (batch->options->count)
        buffer_append_format(
            line, "%s%" PRIu64, result->complete ? "" : "at least ",
            result->solutions);
    else if (result->solutions == 0)
        append_cells(line, batch->sudoku, NULL);
    if (batch->options->count && result->complete)
        return;
    if (result->solutions == 0 && result->complete)
        buffer_append_format(line, "  # %s", puzzle->none);
    else if (result->solutions > 1)
        buffer_append_text(line, "  # more than one solution");
    else if (!unique)
        buffer_append_format(
            line, "  # stopped by %s", reason ? reason : "--limit");
}

static bool play_one(struct batch *batch, struct trouble *reterr)
{
    const struct session_options *options = batch->options;
    struct puzzle *puzzle = sudoku_new(batch->sudoku);
    const struct run_options run = {
        .solutions = session_wanted(options, puzzle),
        .solution = take_solution,
        .context = batch,
    };
    struct run_result result;
    batch->line.size = 0;
    batch->count++;
    bool good = session_search(batch->session, puzzle, &run, &result, reterr);
    bool listed = listing(options) && !options->count && result.solutions > 0;
    append_verdict(batch, puzzle, &result);
    if (!listed) {
        buffer_append_text(&batch->line, "\n");
        session_print(batch->session, &batch->line);
    }
    puzzle_free(puzzle);
    return good;
}

static void print_totals(struct batch *batch, size_t all, double seconds)
{
    struct buffer *line = &batch->line;
    const char *reason = session_reason(batch->session);
    line->size = 0;
    buffer_append_text(line, "# ");
    summary_count(line, batch->count);
    if (batch->count < all) {
        buffer_append_text(line, " of ");
        summary_count(line, all);
    }
    buffer_append_text(line, " sudokus: ");
    summary_count(line, batch->solved);
    buffer_append_text(line, " with one solution, ");
    summary_count(line, batch->without);
    buffer_append_text(line, " without, ");
    summary_count(line, batch->ambiguous);
    buffer_append_text(line, " with more than one");
    if (batch->unknown > 0)
        buffer_append_format(line, ", %" PRIu64 " unknown", batch->unknown);
    buffer_append_text(line, "; ");
    summary_seconds(line, seconds);
    if (reason)
        buffer_append_format(line, ", stopped by %s", reason);
    buffer_append_text(line, "\n");
    session_print(batch->session, line);
}

static bool play_batch(
    struct session *session, const struct session_options *options,
    const struct sudoku_list *list, struct trouble *reterr)
{
    struct batch batch = {.session = session, .options = options};
    double begin = signals_now();
    bool good = true;
    for (size_t i = 0; i < list->count && good; i++) {
        if (session_stopped(session))
            break;
        batch.sudoku = &list->items[i];
        good = play_one(&batch, reterr);
    }
    if (good)
        print_totals(&batch, list->count, signals_now() - begin);
    buffer_clear(&batch.line);
    return good;
}

/* ---- One, or JSON ---- */

static bool play_list(
    const struct session_options *options, const struct sudoku_list *list,
    struct trouble *reterr)
{
    struct session *session = session_new(options, reterr);
    if (!session)
        return false;
    bool good = true;
    if (list->count > 1 && !options->json)
        good = play_batch(session, options, list, reterr);
    else
        for (size_t i = 0; i < list->count && good; i++) {
            if (session_stopped(session))
                break;
            struct puzzle *puzzle = sudoku_new(&list->items[i]);
            good = session_play(session, puzzle, reterr);
            puzzle_free(puzzle);
        }
    session_free(session);
    return good;
}

static bool play_file(
    const struct session_options *options, const struct arguments_words *words,
    struct trouble *reterr)
{
    struct text text = {0};
    struct sudoku_list list = {0};
    if (words->count != 1)
        return trouble_set(
            reterr, "give one file, or - for standard input (see pando sudoku "
                    "--help)");
    bool good = text_read(words->items[0], &text, reterr) &&
                sudoku_text_read(&text, &list, reterr) &&
                play_list(options, &list, reterr);
    sudoku_text_clear(&list);
    text_clear(&text);
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

const struct command sudoku_command = {
    .name = "sudoku",
    .usage = "FILE|- [option]…",
    .summary = "sudokus from a file, one or many",
    .help =
        "Solves the sudokus of a file, or of standard input, and says which\n"
        "have no solution or more than one. One sudoku is drawn; of several,\n"
        "each gives one line.\n"
        "\n"
        "A sudoku is a line of 81 cells, or nine lines of nine. Cells are\n"
        "digits, or . 0 _ * if empty; # begins a comment. Sizes 4, 6, 12, 16\n"
        "and 25 are understood, too, with the letters from A for 10 on.\n"
        "\n"
        "Examples\n"
        "  pando sudoku grid.txt\n"
        "  pando sudoku - < hardest.txt > solved.txt\n"
        "  echo 53..7....6..195....98....6.8...6...34..8.3..17...2...6\\\n"
        "  .6....28....419..5....8..79 | pando sudoku -\n"
        "\n"
        "Options\n",
    .shared_options = true,
    .run = run,
};
