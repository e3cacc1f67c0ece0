/* summary.c — see summary.h */
#include "problems/puzzles/summary.h"

#include "problems/buffer.h"
#include "problems/puzzles/json.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/run.h"
#include "problems/puzzles/session.h"

#include <inttypes.h>

void summary_count(struct buffer *out, uint64_t count)
{
    if (count < 1000) {
        buffer_append_format(out, "%" PRIu64, count);
        return;
    }
    summary_count(out, count / 1000);
    buffer_append_format(out, ",%03" PRIu64, count % 1000);
}

void summary_seconds(struct buffer *out, double seconds)
{
    if (seconds < 1)
        buffer_append_format(out, "%.1f ms", seconds * 1e3);
    else
        buffer_append_format(out, "%.2f s", seconds);
}

/* ---- Sentences ---- */

static void say_solutions(const struct run_result *result, struct buffer *out)
{
    summary_count(out, result->solutions);
    buffer_append_text(
        out, result->solutions == 1 ? " solution" : " solutions");
}

static void say_after(
    const struct run_result *result, const char *words, struct buffer *out)
{
    buffer_append_text(out, words);
    summary_seconds(out, result->seconds);
}

static void say_count(
    const struct run_result *result, const char *reason, struct buffer *out)
{
    if (!result->complete)
        buffer_append_text(out, "at least ");
    buffer_append_format(out, "%" PRIu64, result->solutions);
    if (reason)
        buffer_append_format(out, " (stopped by %s)", reason);
}

static void say_none(
    const struct puzzle *puzzle, const struct run_result *result,
    const char *reason, struct buffer *out)
{
    if (result->complete) {
        buffer_append_text(out, puzzle->none);
        say_after(result, " (", out);
        buffer_append_text(out, ")");
        return;
    }
    say_after(result, "no solution found in ", out);
    if (reason)
        buffer_append_format(out, ", stopped by %s", reason);
    buffer_append_text(out, "; there may be one");
}

static void say_best(
    const struct run_result *result, const char *reason, struct buffer *out)
{
    if (result->complete) {
        buffer_append_format(out, "optimal: %" PRId64, result->objective);
        say_after(result, ", proved in ", out);
        return;
    }
    say_after(result, "the best found in ", out);
    buffer_append_format(out, ": %" PRId64, result->objective);
    if (reason)
        buffer_append_format(out, ", stopped by %s", reason);
    buffer_append_text(out, "; not proved optimal");
}

/* To the question whether there is only one. */
static void say_unique(
    const struct run_result *result, const char *reason, struct buffer *out)
{
    if (result->solutions > 1)
        say_after(
            result, "more than one solution: these are two of them, found in ",
            out);
    else if (result->complete)
        say_after(result, "the only solution, found in ", out);
    else
        buffer_append_format(
            out, "a solution; stopped by %s before another was ruled out",
            reason ? reason : "a limit");
}

static void say_found(
    const struct session_options *options, const struct run_result *result,
    const char *reason, struct buffer *out)
{
    say_solutions(result, out);
    if (result->complete)
        buffer_append_text(
            out, result->solutions == 1 ? ", the only one" : ", no more exist");
    say_after(result, ", in ", out);
    if (result->complete)
        return;
    if (reason)
        buffer_append_format(out, ", stopped by %s", reason);
    buffer_append_text(out, "; there may be more");
    if (!options->all && !options->limit && !reason)
        buffer_append_text(out, " (--all)");
}

void summary_sentence(
    const struct puzzle *puzzle, const struct session_options *options,
    const struct run_result *result, const char *reason, struct buffer *out)
{
    bool asked = !options->all && !options->limit && puzzle->enough == 2;
    if (options->count)
        say_count(result, reason, out);
    else if (result->solutions == 0)
        say_none(puzzle, result, reason, out);
    else if (puzzle->goal != PUZZLE_SATISFY)
        say_best(result, reason, out);
    else if (asked)
        say_unique(result, reason, out);
    else
        say_found(options, result, reason, out);
    buffer_append_text(out, "\n");
}

/* ---- Statistics ---- */

struct statistic {
    const char *name;
    uint64_t count;
};

enum {
    STATISTICS = 12
};

static void list_statistics(
    const struct run_result *result, struct statistic ret_list[STATISTICS])
{
    const struct pando_statistics *s = &result->statistics;
    const struct statistic list[STATISTICS] = {
        {"nodes", s->nodes},
        {"failures", s->failures},
        {"solutions", s->solutions},
        {"restarts", s->restarts},
        {"propagations", s->propagations},
        {"peak_depth", s->peak_depth},
        {"open_branches", s->open},
        {"forks", s->forks},
        {"chunks_copied", s->chunks_copied},
        {"bytes_copied", s->bytes_copied},
        {"memory_bytes", s->memory_bytes},
        {"nodes_per_second",
         result->seconds > 0 ? (uint64_t)((double)s->nodes / result->seconds)
                             : 0},
    };
    for (int i = 0; i < STATISTICS; i++)
        ret_list[i] = list[i];
}

void summary_statistics(const struct run_result *result, struct buffer *out)
{
    struct statistic list[STATISTICS];
    list_statistics(result, list);
    buffer_append_text(out, "\n");
    for (int i = 0; i < STATISTICS; i++) {
        buffer_append_format(out, "  %-18s", list[i].name);
        summary_count(out, list[i].count);
        buffer_append_text(out, "\n");
    }
    buffer_append_format(out, "  %-18s", "seconds");
    buffer_append_format(out, "%.6f\n", result->seconds);
    if (result->explored >= 0)
        buffer_append_format(
            out, "  %-18s%.4g %%\n", "explored", result->explored * 100);
}

/* ---- JSON ---- */

void summary_json(
    const struct puzzle *puzzle, const struct run_result *result,
    const char *reason, struct buffer *out)
{
    bool optimizing = puzzle->goal != PUZZLE_SATISFY;
    buffer_append_format(
        out, "\"%s\":%" PRIu64 ",\"complete\":%s",
        optimizing ? "improvements" : "count", result->solutions,
        result->complete ? "true" : "false");
    if (optimizing && result->solutions > 0)
        buffer_append_format(out, ",\"objective\":%" PRId64, result->objective);
    if (reason)
        buffer_append_format(out, ",\"stopped_by\":\"%s\"", reason);
    buffer_append_text(out, ",\"seconds\":");
    json_real(out, result->seconds);
}

void summary_json_statistics(
    const struct run_result *result, struct buffer *out)
{
    struct statistic list[STATISTICS];
    list_statistics(result, list);
    buffer_append_text(out, ",\"statistics\":{");
    for (int i = 0; i < STATISTICS; i++)
        buffer_append_format(
            out, "\"%s\":%" PRIu64 ",", list[i].name, list[i].count);
    buffer_append_text(out, "\"explored\":");
    json_real(out, result->explored >= 0 ? result->explored : 0.0 / 0.0);
    buffer_append_text(out, "}");
}

/* ---- Progress ---- */

void summary_progress(
    const struct puzzle *puzzle, const struct pando_search *search,
    uint64_t solutions, int64_t objective, struct buffer *out)
{
    struct pando_statistics s;
    pando_search_statistics(search, &s);
    buffer_append_format(out, "%.1f s  ", s.seconds);
    summary_count(out, s.nodes);
    buffer_append_text(out, " nodes  ");
    summary_count(out, s.failures);
    buffer_append_text(out, " failures  ");
    summary_count(out, (uint64_t)((double)s.nodes / s.seconds));
    buffer_append_text(out, "/s");
    if (puzzle->goal != PUZZLE_SATISFY && solutions > 0)
        buffer_append_format(out, "  best %" PRId64, objective);
    if (puzzle->goal == PUZZLE_SATISFY && solutions > 1) {
        buffer_append_text(out, "  ");
        summary_count(out, solutions);
        buffer_append_text(out, " solutions");
    }
    double explored = run_explored(search);
    if (explored >= 0)
        buffer_append_format(out, "  %.3g %% explored", explored * 100);
}
