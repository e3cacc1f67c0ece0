/* search_inspect.c — what a search has found and done; see search.h */
#include "solver/search_state.h"

#include "solver/learning.h"
#include "solver/solution.h"
#include "solver/tree.h"
#include "solver/worker.h"

const value *search_solution(const struct search *search)
{
    return solution_values(search->solution);
}

enum search_limit search_limit_reached(const struct search *search)
{
    return search->limit;
}

uint32_t search_violated(const struct search *search)
{
    return solution_violated(search->solution);
}

uint32_t search_unbounded(const struct search *search)
{
    return search->unbounded;
}

static void
add_beside(const struct search *beside, struct search_statistics *ret)
{
    struct search_statistics plain;
    search_get_statistics(beside, &plain);
    ret->nodes += plain.nodes;
    ret->failures += plain.failures;
    ret->propagations += plain.propagations;
    ret->memory_bytes += plain.memory_bytes;
    ret->plain_failures = plain.failures;
}

static void
add_learning(const struct search *search, struct search_statistics *ret)
{
    struct learning_statistics learned;
    learning_get_statistics(search->learning, &learned);
    ret->learning = true;
    ret->nodes = 1 + learned.decisions + learned.conflicts;
    ret->failures = ret->conflicts = learned.conflicts;
    ret->restarts = learned.restarts;
    ret->open = learned.depth;
    ret->peak_depth = learned.peak_depth;
    ret->memory_bytes += learned.nogood_bytes;
    ret->decisions = learned.decisions;
    ret->backjumps = learned.backjumps;
    ret->nogoods = learned.nogoods;
    ret->nogood_bytes = learned.nogood_bytes;
    ret->nogood_literals = learned.literals;
    ret->nogood_levels = learned.lbd;
    ret->minimised = learned.minimised;
    ret->reductions = learned.reductions;
    ret->level_bytes = learned.level_bytes;
    ret->unexplained = learned.unexplained;
    ret->near = learned.near;
    ret->near_better = learned.near_better;
    ret->shaves = learned.shaves;
    ret->shaves_refuted = learned.shaves_refuted;
    ret->leaps = learned.leaps;
    ret->leaps_reached = learned.leaps_reached;
    ret->inprocessing = learned.inprocessing;
}

void search_get_statistics(
    const struct search *search, struct search_statistics *ret)
{
    *ret = search->statistics;
    ret->propagations = search->worker->counters.propagations;
    ret->open = search->stack.count;
    ret->memory_bytes = tree_footprint(search->tree);
    ret->seconds = search_now() - search->begin;
    if (search->learning)
        add_learning(search, ret);
    if (search->beside)
        add_beside(search->beside, ret);
}

const struct coro_counters *search_counters(const struct search *search)
{
    return coro_pool_counters(search->worker->pool);
}

/* Each waiting branch has the product of 1/arity over its path, times the
 * alternatives that are left of its own choice. */
void search_explored(const struct search *search, mpq_t ret)
{
    if (search->beside && search->turns != TURNS_LEARNING &&
        !learning_done(search->learning)) {
        search_explored(search->beside, ret);
        return;
    }
    mpq_t weight, part;
    mpq_init(weight);
    mpq_init(part);
    mpq_set_ui(weight, 1, 1);
    bool begun =
        search->learning ? learning_done(search->learning) : search->started;
    mpq_set_ui(ret, begun ? 1 : 0, 1);
    uint32_t at = 0;
    for (size_t i = 0; i < search->stack.count; i++) {
        const struct waiting *waiting = &search->stack.items[i];
        for (; at < waiting->path; at++) {
            mpq_set_ui(part, 1, search->path.items[at]);
            mpq_mul(weight, weight, part);
        }
        mpq_set_ui(part, waiting->arity - waiting->next, 1);
        mpq_mul(part, part, weight);
        mpq_sub(ret, ret, part);
    }
    mpq_clear(weight);
    mpq_clear(part);
}
