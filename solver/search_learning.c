/* search_learning.c — a search that learns, and a plain one beside it
 *
 * Where the plan says well how to search, clones are so cheap that a search
 * which does not learn may be done first: it takes a tenth of the time for each
 * failure or less. So the two take turns, each where it was: the other's
 * branches wait. They share solutions, and thereby the bound of the objective.
 * Slices are counted in failures, so that a search is repeatable. Where all
 * solutions are wanted, who finds the first goes on alone.
 *
 * Ownership: the one beside is the learning one's, and so is the solution that
 * both write.
 */
#include "solver/search_state.h"

#include "solver/learning.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/solution.h"
#include "solver/worker.h"

static bool
pause_learning(void *context, uint64_t decisions, uint64_t conflicts)
{
    struct search *search = context;
    search->statistics.nodes = 1 + decisions + conflicts;
    search->statistics.failures = conflicts;
    return search_pausing(search);
}

static void start_beside(struct search *search)
{
    struct search_options options = search->options;
    options.learning = options.logging = false;
    options.slice = 0;
    options.audit = NULL;
    search->slice.failures = search->options.slice;
    search->beside = search_new(search->network, &options);
    search->beside->begin = search->begin;
    solution_free(search->beside->solution);
    search->beside->solution = search->solution;
}

static void start_learning(struct search *search)
{
    const struct learning_options options = {
        .free = search->options.free,
        .restarts = search->restarts.restarts,
        .forgetting = search->options.forgetting,
        .pause = pause_learning,
        .context = search};
    search->learning = learning_new(search->network, search->tree, &options);
    search->unbounded =
        search_find_unbounded(search->network, learning_root(search->learning));
    search->started = true;
    if (search->options.slice)
        start_beside(search);
}

/* ---- The one that learns ---- */

/* Its branch is learning's own. */
static enum search_outcome take_learned(struct search *search)
{
    struct branch *branch;
    switch (learning_run(search->learning, &branch)) {
    case LEARNING_DONE:
        return SEARCH_EXHAUSTED;
    case LEARNING_PAUSED:
        if (search->worker->stopped)
            search->limit = LIMIT_STOP;
        return SEARCH_INTERRUPTED;
    case LEARNING_SOLVED:
        break;
    }
    if (!solution_take(search->solution, branch))
        return SEARCH_INCORRECT;
    search->statistics.solutions++;
    search_take_bound(search);
    learning_take_solution(search->learning, solution_values(search->solution));
    return SEARCH_SOLUTION;
}

/* ---- Taking turns ---- */

static void share_bound(const struct search *from, struct search *to)
{
    to->worker->objective = from->worker->objective;
    to->worker->bounding = from->worker->bounding;
    to->worker->bound = from->worker->bound;
}

/* Without an objective nobody would know what the other has found. */
static void settle(struct search *search, enum search_turns who)
{
    if (search->beside && search->network->model->goal == GOAL_SATISFY) {
        search->turns = who;
        search->slice = search->beside->slice = (struct slice){0, 0};
    }
}

static enum search_outcome take_learning(struct search *search)
{
    enum search_outcome outcome = take_learned(search);
    if (!search->beside || outcome != SEARCH_SOLUTION)
        return outcome;
    settle(search, TURNS_LEARNING);
    share_bound(search, search->beside);
    return outcome;
}

static void take_plain_solution(struct search *search)
{
    search->statistics.solutions++;
    settle(search, TURNS_PLAIN);
    search_take_bound(search);
    learning_take_solution(search->learning, solution_values(search->solution));
}

static enum search_outcome take_plain(struct search *search)
{
    struct search *beside = search->beside;
    enum search_outcome outcome = search_next(beside);
    search->limit = beside->limit;
    if (outcome == SEARCH_EXHAUSTED)
        search->unbounded = beside->unbounded;
    else if (outcome == SEARCH_SOLUTION)
        take_plain_solution(search);
    return outcome;
}

static bool
slice_ended(const struct search *search, enum search_outcome outcome)
{
    return search->turns == TURNS_BOTH && search->beside &&
           outcome == SEARCH_INTERRUPTED && search->limit == LIMIT_NONE;
}

/* What is due to the one beside by now: as many failures, or as many
 * propagations, as the other's, whichever comes first, and once that has not
 * helped for a while, four times as many. A failure takes it a fifth to a
 * twentieth of the time. (Four times from the beginning took 1.19 times the
 * time of never on 64 models, and found better solutions in 3 of 39, worse ones
 * in 5; never leaves a parity problem and cvrp unsolved, and golomb_10 takes
 * 2.8 s, not 1.7.) */
static struct slice due(const struct search *search)
{
    enum {
        LONG = 5000, /* failures */
        MORE = 3
    };
    uint64_t failures = search->statistics.failures;
    uint64_t propagations = search->worker->counters.propagations;
    if (failures <= LONG)
        return (struct slice){failures, propagations};
    uint64_t more = MORE * (failures - LONG);
    return (struct slice){
        failures + more, propagations + propagations / failures * more};
}

static enum search_outcome take_turns(struct search *search)
{
    enum search_outcome outcome;
    do {
        outcome = take_learning(search);
        if (!slice_ended(search, outcome))
            break;
        search->beside->slice = due(search);
        outcome = take_plain(search);
        search->slice.failures =
            search->statistics.failures + search->options.slice;
    } while (slice_ended(search, outcome));
    return outcome;
}

enum search_outcome search_learned(struct search *search)
{
    if (!search->started)
        start_learning(search);
    if (search->done)
        return SEARCH_EXHAUSTED;
    enum search_outcome outcome =
        search->turns == TURNS_PLAIN ? take_plain(search) : take_turns(search);
    search->done |= outcome == SEARCH_EXHAUSTED;
    return outcome;
}

void search_free_learning(struct search *search)
{
    if (search->beside) {
        search->beside->solution = NULL;
        search_free(search->beside);
    }
    if (search->learning)
        learning_free(search->learning);
}
