/* search.c — see search.h
 *
 * The stack holds frozen branches, each with its next alternative. The path
 * holds the arity of every choice between the root and the current branch: it
 * is cut back when a frozen branch resumes, and the explored part of the tree
 * is computed from it when somebody asks.
 */
#include "solver/search_state.h"

#include "coro/fatal.h"
#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/learning.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/restart.h"
#include "solver/solution.h"
#include "solver/tree.h"
#include "solver/worker.h"

#include <stdlib.h>
#include <time.h>

double search_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct search *
search_new(const struct network *network, const struct search_options *options)
{
    struct search *search = calloc(1, sizeof *search);
    if (!search)
        coro_fatal("out of memory");
    search->network = network;
    search->options = *options;
    if (options->start || !learning_possible(network))
        search->options.learning = false;
    search->tree = options->logging || search->options.learning
                       ? tree_new_logging(network, NULL)
                       : tree_new(network, NULL);
    search->worker = tree_worker(search->tree);
    search->worker->stop = options->stop;
    search->worker->audit = options->audit;
    search->worker->weighing = true;
    search->worker->random ^= options->seed * UINT64_C(0x2545f4914f6cdd1d);
    search->solution = solution_new(network);
    restart_begin(
        &search->restarts, options->restarts.policy != RESTART_NONE
                               ? &options->restarts
                               : &network->model->restarts);
    search->run_limit = restart_next(&search->restarts);
    search->begin = search_now();
    return search;
}

static void drop_stack(struct search *search)
{
    while (search->stack.count > 0)
        branch_discard(search->stack.items[--search->stack.count].branch);
    search->path.count = 0;
}

void search_free(struct search *search)
{
    drop_stack(search);
    search_free_learning(search);
    if (search->root)
        branch_discard(search->root);
    VEC_CLEAR(search->stack);
    VEC_CLEAR(search->path);
    if (search->solution)
        solution_free(search->solution);
    tree_free(search->tree);
    free(search);
}

/* ---- Limits ---- */

void search_set_time_limit(struct search *search, uint64_t time_ms)
{
    search->options.time_ms = time_ms;
    if (search->beside)
        search_set_time_limit(search->beside, time_ms);
}

static bool interrupted_by(struct search *search, enum search_limit limit)
{
    search->limit = limit;
    return true;
}

static bool clock_limits_reached(struct search *search)
{
    const struct search_options *options = &search->options;
    enum {
        NODES_A_TICK = 64
    };
    if (search->ticks-- > 0)
        return false;
    search->ticks = NODES_A_TICK;
    if (options->time_ms &&
        (search_now() - search->begin) * 1e3 >= (double)options->time_ms)
        return interrupted_by(search, LIMIT_TIME);
    if (options->memory_bytes &&
        tree_footprint(search->tree) > options->memory_bytes)
        return interrupted_by(search, LIMIT_MEMORY);
    return false;
}

static bool slice_over(const struct search *search)
{
    const struct slice *slice = &search->slice;
    return (slice->failures &&
            search->statistics.failures >= slice->failures) ||
           (slice->propagations &&
            search->worker->counters.propagations >= slice->propagations);
}

bool search_pausing(struct search *search)
{
    const struct search_options *options = &search->options;
    const struct search_statistics *statistics = &search->statistics;
    if (options->stop && *options->stop)
        return interrupted_by(search, LIMIT_STOP);
    if (slice_over(search))
        return interrupted_by(search, LIMIT_NONE);
    if (options->nodes && statistics->nodes >= options->nodes)
        return interrupted_by(search, LIMIT_NODES);
    if (options->failures && statistics->failures >= options->failures)
        return interrupted_by(search, LIMIT_FAILURES);
    return clock_limits_reached(search);
}

/* ---- Branches ---- */

static void push(struct search *search, struct branch *branch, uint32_t arity)
{
    VEC_PUSH(search->path, arity);
    if (search->path.count > search->statistics.peak_depth)
        search->statistics.peak_depth = search->path.count;
    VEC_PUSH(
        search->stack, (struct waiting){
                           .branch = branch,
                           .arity = arity,
                           .path = (uint32_t)search->path.count});
}

/* The branch to resume next and its alternative. */
static struct branch *pop(struct search *search, uint32_t *ret_alternative)
{
    struct waiting *top = &search->stack.items[search->stack.count - 1];
    struct branch *branch = top->branch;
    *ret_alternative = top->next++;
    search->path.count = top->path;
    if (top->next < top->arity)
        return branch_fork(branch);
    search->stack.count--;
    return branch;
}

/* Begins again from the root with what has been learned: bound and weights. */
static struct branch *restart(struct search *search)
{
    drop_stack(search);
    search->statistics.restarts++;
    search->run_nodes = 0;
    search->run_limit = restart_next(&search->restarts);
    struct branch *branch = branch_fork(search->root);
    if (propagate_branch(branch)) /* meets the bound */
        return branch;
    branch_discard(branch);
    search->done = true;
    return NULL;
}

static bool restarting(const struct search *search)
{
    return search->root && search->run_limit > 0 &&
           search->run_nodes >= search->run_limit;
}

/* ---- Solutions ---- */

void search_take_bound(struct search *search)
{
    const struct network *network = search->network;
    const struct model *model = network->model;
    struct worker *worker = search->worker;
    if (model->goal == GOAL_SATISFY) {
        search->run_limit = 0; /* or solutions would come twice */
        return;
    }
    value found = solution_values(search->solution)[model->objective.index];
    bool least = model->goal == GOAL_MINIMIZE;
    if (found == (least ? VALUE_MIN : VALUE_MAX)) {
        drop_stack(search); /* nothing is better */
        search->done = true;
        return;
    }
    worker->objective = network_view(network, model->objective);
    worker->bounding = least ? BOUND_MAX : BOUND_MIN;
    worker->bound = least ? found - 1 : found + 1;
}

static enum search_outcome found(struct search *search, struct branch *branch)
{
    bool correct = solution_take(search->solution, branch);
    branch_discard(branch);
    if (!correct)
        return SEARCH_INCORRECT;
    search->statistics.solutions++;
    search_take_bound(search);
    return SEARCH_SOLUTION;
}

/* ---- The loop ---- */

/* Resumes one branch; true if it is a solution, which is then in *branch. */
static bool
step(struct search *search, struct branch **branch, uint32_t alternative)
{
    search->run_nodes++;
    enum coro_outcome outcome = coro_resume(&(*branch)->coro, alternative);
    if (outcome == CORO_CHOSE) {
        /* go on with the first alternative; the others wait */
        push(search, *branch, (*branch)->coro.arity);
        return false;
    }
    if (outcome == CORO_RETURNED && !search->worker->stopped)
        return true;
    search->statistics.failures += !search->worker->stopped;
    worker_forget(search->worker); /* what a routine told before it failed */
    branch_discard(*branch);
    return false;
}

uint32_t
search_find_unbounded(const struct network *network, const struct branch *root)
{
    const struct model *model = network->model;
    const value near_min = VALUE_MIN / 2, near_max = VALUE_MAX / 2;
    for (uint32_t i = 0; i < model->vars.count; i++) {
        var x = {i};
        if (!model->vars.items[i].unbounded)
            continue;
        if (!root || domain_min(root, network_view(network, x)) <= near_min ||
            domain_max(root, network_view(network, x)) >= near_max)
            return i;
    }
    return UINT32_MAX;
}

/* Solutions as good as the best one, of which there are some, may all be
 * bounded where others are not: then none that is better was missed. */
static void bound_by_objective(struct search *search)
{
    struct worker *worker = search->worker;
    const struct search_options *options = &search->options;
    if (search->unbounded == UINT32_MAX || worker->bounding == BOUND_NONE)
        return;
    value bound = worker->bound;
    worker->bound += worker->bounding == BOUND_MAX ? 1 : -1;
    struct branch *root =
        tree_root(search->tree, options->start, options->start_context);
    worker->bound = bound;
    if (!root)
        return;
    search->unbounded = search_find_unbounded(search->network, root);
    branch_discard(root);
}

static struct branch *start(struct search *search)
{
    const struct search_options *options = &search->options;
    struct branch *root =
        tree_root(search->tree, options->start, options->start_context);
    search->started = true;
    search->unbounded = search_find_unbounded(search->network, root);
    search->statistics.nodes++;
    if (root && search->run_limit > 0)
        search->root = branch_fork(root);
    if (!root)
        search->statistics.failures += !search->worker->stopped;
    return root;
}

enum search_outcome search_next(struct search *search)
{
    struct branch *branch = NULL;
    if (search->options.learning)
        return search_learned(search);
    uint32_t alternative = 0;
    if (!search->started) {
        branch = start(search);
        if (branch && step(search, &branch, 0))
            return found(search, branch);
    }
    while (search->stack.count > 0 && !search->done) {
        if (search->worker->stopped)
            break;
        if (search_pausing(search))
            return SEARCH_INTERRUPTED;
        search->statistics.nodes++;
        branch =
            restarting(search) ? restart(search) : pop(search, &alternative);
        if (!branch)
            search->statistics.failures++;
        else if (step(search, &branch, alternative))
            return found(search, branch);
    }
    if (search->worker->stopped) {
        search->limit = LIMIT_STOP;
        return SEARCH_INTERRUPTED;
    }
    bound_by_objective(search);
    return SEARCH_EXHAUSTED;
}
