/* run.c — see run.h
 *
 * To tell news from the searching thread, the search gets a time limit of a
 * slice, is asked, and gets the next.
 */
#include "problems/puzzles/run.h"

#include "coro/fatal.h"
#include "problems/puzzles/puzzle.h"
#include "problems/signals.h"

#include <stdlib.h>

enum {
    SLICE_MS = 200
};

double run_explored(const struct pando_search *search)
{
    /* exact fractions of deep trees have as many bits as there are levels */
    enum {
        MANY_OPEN = 5000
    };
    struct pando_statistics statistics;
    pando_search_statistics(search, &statistics);
    return statistics.open > MANY_OPEN ? -1 : pando_search_explored(search);
}

/* Takes in a solution; false ends the search. */
static bool take_solution(
    const struct puzzle *puzzle, const struct pando_search *search,
    const struct run_options *options, int64_t *values,
    struct run_result *result)
{
    bool optimizing = puzzle->goal != PUZZLE_SATISFY;
    for (size_t i = 0; i < puzzle->count; i++)
        values[i] = pando_search_value(search, puzzle->vars[i]);
    if (puzzle->wanted && !puzzle->wanted(puzzle, values))
        return true;
    result->solutions++;
    if (optimizing)
        result->objective = pando_search_value(search, puzzle->objective);
    if (options->solution &&
        !options->solution(options->context, values, result->objective))
        return false;
    return optimizing || options->solutions == 0 ||
           result->solutions < options->solutions;
}

static uint64_t slice_end(const struct run_options *options, uint64_t end)
{
    uint64_t limit = options->time_ms;
    if (!options->progress)
        return limit;
    end += SLICE_MS;
    return limit && limit < end ? limit : end;
}

/* After an interruption: goes on with the next slice, if there is one. */
static bool
go_on(struct pando_search *search, const struct run_options *options)
{
    struct pando_statistics statistics;
    pando_search_statistics(search, &statistics);
    uint64_t now = (uint64_t)(statistics.seconds * 1e3);
    if ((options->stop && *options->stop) || !options->progress ||
        (options->time_ms && now >= options->time_ms))
        return false;
    options->progress(options->progress_context, search);
    pando_search_set_time_limit(search, slice_end(options, now));
    return true;
}

/* Until there is a reason to end. */
static enum pando_outcome search_on(
    struct pando_search *search, const struct puzzle *puzzle,
    const struct run_options *options, struct run_result *result)
{
    int64_t *values = calloc(puzzle->count + 1, sizeof *values);
    if (!values)
        coro_fatal("out of memory");
    enum pando_outcome outcome;
    bool more = true;
    do {
        outcome = pando_search_next(search);
        if (outcome == PANDO_SOLUTION)
            more = take_solution(puzzle, search, options, values, result);
        else
            more = outcome == PANDO_INTERRUPTED && go_on(search, options);
    } while (more);
    free(values);
    return outcome;
}

void run_puzzle(
    struct puzzle *puzzle, const struct run_options *options,
    struct run_result *ret)
{
    *ret = (struct run_result){0};
    double begin = signals_now();
    const struct pando_options limits = {
        .seed = options->seed,
        .time_ms = slice_end(options, 0),
        .stop = options->stop,
    };
    struct pando_search *search = pando_search_new(puzzle->model, &limits);
    enum pando_outcome outcome = search_on(search, puzzle, options, ret);
    ret->complete = outcome == PANDO_EXHAUSTED;
    ret->interrupted = outcome == PANDO_INTERRUPTED;
    ret->incorrect = outcome == PANDO_INCORRECT;
    ret->seconds = signals_now() - begin;
    ret->explored = ret->complete ? 1 : run_explored(search);
    pando_search_statistics(search, &ret->statistics);
    pando_search_free(search);
}
