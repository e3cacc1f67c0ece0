/* pando_search.c — pando.h: searches, trees and branches
 *
 * A pando_branch is a struct branch by another name; a tree is the worker and
 * the world that its branches live in.
 */
#include "propagators/pando_model.h"

#include "coro/fatal.h"
#include "solver/branch.h"
#include "solver/label.h"
#include "solver/search.h"
#include "solver/tell.h"
#include "solver/tree.h"
#include "solver/worker.h"

#include <stdlib.h>

/* ---- Searches ---- */

struct pando_search {
    struct search *search;
};

struct pando_search *pando_search_new(
    struct pando_model *model, const struct pando_options *options)
{
    static const struct pando_options none = {0};
    const struct network *network = pando_model_freeze(model);
    struct pando_search *search = calloc(1, sizeof *search);
    if (!search)
        coro_fatal("out of memory");
    if (!options)
        options = &none;
    struct search_options inner = {
        .time_ms = options->time_ms,
        .nodes = options->nodes,
        .failures = options->failures,
        .memory_bytes = options->memory_bytes,
        .seed = options->seed,
        .stop = options->stop,
        .learning = options->learn,
        .free = options->free_search,
        .start = options->start,
        .start_context = options->start_context,
    };
    search->search = search_new(network, &inner);
    return search;
}

void pando_search_free(struct pando_search *search)
{
    if (!search)
        return;
    search_free(search->search);
    free(search);
}

enum pando_outcome pando_search_next(struct pando_search *search)
{
    switch (search_next(search->search)) {
    case SEARCH_SOLUTION:
        return PANDO_SOLUTION;
    case SEARCH_EXHAUSTED:
        return PANDO_EXHAUSTED;
    case SEARCH_INTERRUPTED:
        return PANDO_INTERRUPTED;
    case SEARCH_INCORRECT:
        break;
    }
    return PANDO_INCORRECT;
}

void pando_search_set_time_limit(struct pando_search *search, uint64_t time_ms)
{
    search_set_time_limit(search->search, time_ms);
}

int64_t pando_search_value(const struct pando_search *search, pando_var x)
{
    return search_solution(search->search)[x.index];
}

void pando_search_statistics(
    const struct pando_search *search, struct pando_statistics *ret)
{
    struct search_statistics inner;
    const struct coro_counters *counters = search_counters(search->search);
    search_get_statistics(search->search, &inner);
    *ret = (struct pando_statistics){
        .nodes = inner.nodes,
        .failures = inner.failures,
        .solutions = inner.solutions,
        .restarts = inner.restarts,
        .propagations = inner.propagations,
        .peak_depth = inner.peak_depth,
        .open = inner.open,
        .memory_bytes = inner.memory_bytes,
        .forks = counters->forks,
        .chunks_copied = counters->chunks_copied,
        .bytes_copied = counters->bytes_copied,
        .nogoods = inner.nogoods,
        .backjumps = inner.backjumps,
        .decisions = inner.decisions,
        .seconds = inner.seconds,
    };
}

double pando_search_explored(const struct pando_search *search)
{
    mpq_t explored;
    mpq_init(explored);
    search_explored(search->search, explored);
    double part = mpq_get_d(explored);
    mpq_clear(explored);
    return part;
}

enum pando_outcome pando_solve(
    struct pando_model *model, const struct pando_options *options,
    pando_callback *callback, void *context)
{
    struct pando_search *search = pando_search_new(model, options);
    enum pando_outcome outcome;
    do
        outcome = pando_search_next(search);
    while (outcome == PANDO_SOLUTION && callback(search, context));
    pando_search_free(search);
    return outcome;
}

/* ---- Trees ---- */

struct pando_tree {
    struct tree *tree;
};

struct pando_tree *pando_tree_new(
    struct pando_model *model, const struct coro_routine *const *routines)
{
    struct pando_tree *tree = calloc(1, sizeof *tree);
    if (!tree)
        coro_fatal("out of memory");
    tree->tree = tree_new(pando_model_freeze(model), routines);
    return tree;
}

void pando_tree_free(struct pando_tree *tree)
{
    if (!tree)
        return;
    tree_free(tree->tree);
    free(tree);
}

/* ---- Branches ---- */

static struct branch *inner(struct pando_branch *branch)
{
    return (struct branch *)branch;
}

static const struct branch *inner_const(const struct pando_branch *branch)
{
    return (const struct branch *)branch;
}

static struct pando_branch *outer(struct branch *branch)
{
    return (struct pando_branch *)branch;
}

static view view_of(const struct pando_branch *branch, pando_var x)
{
    return network_view(inner_const(branch)->network, (var){x.index});
}

struct pando_branch *pando_root(struct pando_tree *tree)
{
    return outer(tree_root(tree->tree, NULL, NULL));
}

struct pando_branch *pando_fork(struct pando_branch *branch)
{
    return outer(branch_fork(inner(branch)));
}

void pando_discard(struct pando_branch *branch)
{
    if (branch)
        branch_discard(inner(branch));
}

static bool tell(
    struct branch *branch, view x, enum pando_relation relation, value v)
{
    switch (relation) {
    case PANDO_EQ:
        return tell_fix(branch, x, v);
    case PANDO_NE:
        return tell_remove(branch, x, v);
    case PANDO_LE:
        return tell_max(branch, x, v);
    case PANDO_LT:
        return v > VALUE_MIN && tell_max(branch, x, v - 1);
    case PANDO_GE:
        return tell_min(branch, x, v);
    case PANDO_GT:
        break;
    }
    return v < VALUE_MAX && tell_min(branch, x, v + 1);
}

bool pando_tell(
    struct pando_branch *branch, pando_var x, enum pando_relation relation,
    int64_t v)
{
    if (tell(inner(branch), view_of(branch, x), relation, v))
        return propagate_branch(inner(branch));
    worker_forget(inner(branch)->worker);
    return false;
}

int64_t pando_min(const struct pando_branch *branch, pando_var x)
{
    return domain_min(inner_const(branch), view_of(branch, x));
}

int64_t pando_max(const struct pando_branch *branch, pando_var x)
{
    return domain_max(inner_const(branch), view_of(branch, x));
}

uint64_t pando_size(const struct pando_branch *branch, pando_var x)
{
    return domain_size(inner_const(branch), view_of(branch, x));
}

bool pando_contains(const struct pando_branch *branch, pando_var x, int64_t v)
{
    return domain_contains(inner_const(branch), view_of(branch, x), v);
}

uint8_t *pando_pickle(const struct pando_branch *branch, size_t *ret_size)
{
    return coro_pickle(&inner_const(branch)->coro, ret_size);
}

struct pando_branch *pando_unpickle(
    struct pando_tree *tree, const uint8_t *bytes, size_t size,
    const char **reterr_message)
{
    return outer(tree_unpickle(tree->tree, bytes, size, reterr_message));
}

struct coro *pando_coro(struct pando_branch *branch)
{
    return &inner(branch)->coro;
}

struct pando_branch *pando_branch_of(struct coro *coro)
{
    return outer(branch_of(coro));
}

/* ---- The plan, as a routine to call ---- */

CORO_DEFINE(pando_plan)
{
    int64_t done;
    CORO_BEGIN(pando_plan);
    CORO_CALL(
        rest, done, follow,
        .step = branch_of(coro)->network->step_count - 1);
    CORO_RETURN(done);
    CORO_END(pando_plan);
}
