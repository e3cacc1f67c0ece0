/* learning.c — see learning.h */
#include "solver/learning.h"

#include "solver/activity.h"
#include "solver/audit.h"
#include "solver/branch.h"
#include "solver/conflict.h"
#include "solver/inprocess.h"
#include "solver/label.h"
#include "solver/literal.h"
#include "solver/network.h"
#include "solver/nogood.h"
#include "solver/run.h"
#include "solver/tree.h"
#include "solver/turns.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <stdlib.h>

enum {
    REDUCE_FIRST = 1000, /* conflicts until nogoods are first forgotten, */
    REDUCE_MORE = 100,   /* and so many more each time */
};

enum state {
    STATE_OPEN,   /* at its fixpoint */
    STATE_FAILED, /* what failed is in `failure` */
    STATE_SOLVED,
    STATE_DONE,
};

struct learning {
    struct tree *tree;
    struct worker *worker; /* the tree's */
    struct learning_options options;
    struct nogoods *nogoods;
    struct conflict *conflict;
    struct activity *activity;
    struct inprocess *inprocess;
    bool fresh;            /* a run begins */
    struct branch *branch; /* the current one, or NULL */
    enum state state;
    bool asked;     /* the coroutine waits at a choice of this very branch */
    bool stale;     /* …but a better solution is known since */
    bool excluding; /* the failure is a solution that must not come again */
    struct path path;
    struct reason failure;
    int64_t root_bytes; /* of branches, with one level */
    struct turns *turns;
    struct run run;
    uint64_t next_reduction;
    struct learning_statistics statistics;
};

bool learning_possible(const struct network *network)
{
    return nogoods_possible(network);
}

struct learning *learning_new(
    const struct network *network, struct tree *tree,
    const struct learning_options *options)
{
    struct learning *learning = zeroed(1, sizeof *learning);
    learning->tree = tree;
    learning->worker = tree_worker(tree);
    learning->options = *options;
    learning->nogoods = nogoods_new(network);
    worker_use_nogoods(learning->worker, learning->nogoods);
    learning->conflict = conflict_new(network, !options->free);
    learning->activity = activity_new(network, learning->worker);
    learning->inprocess = inprocess_new(network);
    learning->fresh = true;
    learning->next_reduction =
        options->forgetting ? options->forgetting : REDUCE_FIRST;
    learning->turns = turns_new(
        network, &(struct turns_options){
                     .is_free = options->free,
                     .restarts = options->restarts,
                     .seed = learning->worker->random});
    learning->branch = tree_root(tree, NULL, NULL);
    if (!learning->branch)
        learning->state = STATE_DONE;
    else
        run_begin(&learning->run, learning->turns, learning->branch);
    return learning;
}

static uint32_t level_of(const struct learning *learning)
{
    return path_level(&learning->path);
}

static void drop_branch(struct learning *learning)
{
    if (learning->branch)
        branch_discard(learning->branch);
    learning->branch = NULL;
}

void learning_free(struct learning *learning)
{
    drop_branch(learning);
    path_clear(&learning->path);
    turns_free(learning->turns);
    worker_use_nogoods(learning->worker, NULL);
    nogoods_free(learning->nogoods);
    conflict_free(learning->conflict);
    activity_free(learning->activity);
    inprocess_free(learning->inprocess);
    VEC_CLEAR(learning->failure);
    free(learning);
}

/* ---- Down: decisions ---- */

static void take_depth(struct learning *learning)
{
    int64_t live = coro_pool_live_bytes(learning->worker->pool);
    uint64_t depth = level_of(learning);
    learning->statistics.peak_depth = depth;
    if (depth == 1)
        learning->root_bytes = live;
    learning->statistics.level_bytes =
        (uint64_t)(live - learning->root_bytes) / depth;
}

/* Freezes the branch and goes on with its fork. */
static void freeze(struct learning *learning, struct literal decision)
{
    learning->branch = path_freeze(
        &learning->path, learning->branch,
        (struct made){decision, learning->run.lead});
    learning->statistics.decisions++;
    if (level_of(learning) > learning->statistics.peak_depth)
        take_depth(learning);
}

/* Keeps why the branch has failed. */
static void keep_failure(struct learning *learning)
{
    struct reason *failure = &learning->failure;
    failure->count = 0;
    learning->state = STATE_FAILED;
    if (learning->worker->stopped) {
        learning->state = STATE_OPEN;
        return;
    }
    log_trace(learning->branch);
    if (explain_failure(learning->branch, failure))
        return;
    failure->count = 0;
    learning->statistics.unexplained++;
    conflict_decisions(
        learning->branch, learning->path.begins.items, level_of(learning),
        failure);
}

static void check_fixpoint(const struct learning *learning)
{
    struct audit *audit = learning->worker->audit;
    if (audit && !learning->worker->stopped)
        audit_fixpoint(audit, learning->branch);
}

static void propagate(struct learning *learning)
{
    if (propagate_branch(learning->branch))
        learning->state = STATE_OPEN;
    else
        keep_failure(learning);
}

/* Tells what the nogoods or the activity want, and propagates. */
static void
tell_and_propagate(struct learning *learning, struct literal literal)
{
    learning->asked = false;
    if (literal_tell(learning->branch, literal)) {
        propagate(learning);
        return;
    }
    worker_forget(learning->worker);
    keep_failure(learning);
}

static void take_outcome(struct learning *learning, enum coro_outcome outcome)
{
    if (outcome == CORO_CHOSE) {
        learning->state = STATE_OPEN;
        learning->asked = true;
    } else if (outcome == CORO_RETURNED) {
        learning->state = learning->worker->stopped ? STATE_OPEN : STATE_SOLVED;
    } else {
        keep_failure(learning);
    }
}

static void decide(struct learning *learning, struct literal decision)
{
    freeze(learning, decision);
    log_open_level(learning->branch);
    tell_and_propagate(learning, decision);
}

/* The coroutine decides: it says what it would do in this branch, and does it
 * in the fork. */
static void decide_by_plan(struct learning *learning)
{
    if (!learning->asked)
        take_outcome(
            learning, coro_resume(&learning->branch->coro, LABEL_AGAIN));
    if (learning->state != STATE_OPEN || learning->worker->stopped)
        return;
    freeze(learning, (struct literal){.kind = LITERAL_NONE});
    take_outcome(learning, coro_resume(&learning->branch->coro, 0));
}

static void descend(struct learning *learning)
{
    const struct turn *turn = &learning->run.turn;
    struct literal decision;
    check_fixpoint(learning);
    if (run_lead(&learning->run, learning->branch, &decision))
        decide(learning, decision);
    else if (learning->run.ending)
        return;
    else if (
        turn->kind != TURN_PLAN &&
        activity_decide(
            learning->activity, learning->branch, level_of(learning),
            turn->phase, &decision))
        decide(learning, decision);
    else
        decide_by_plan(learning);
}

/* ---- Up: lessons ---- */

/* Resumes the frozen branch of a level. */
static void jump(struct learning *learning, uint32_t level)
{
    if (level == level_of(learning))
        return;
    learning->statistics.backjumps += level + 1 < level_of(learning);
    drop_branch(learning);
    learning->run.lead = learning->path.made.items[level].lead;
    learning->branch = path_resume(&learning->path, level);
    learning->asked = false;
    worker_resume(learning->branch);
    activity_jump(learning->activity, level);
}

/* (An annotation decides without activity.) */
static void bump_seen(struct learning *learning)
{
    nogoods_decay(learning->nogoods);
    if (!learning->options.free)
        return;
    size_t count;
    const struct literal *seen = conflict_seen(learning->conflict, &count);
    for (size_t i = 0; i < count; i++)
        activity_bump(learning->activity, seen[i]);
    activity_decay(learning->activity);
}

static void
assert_lesson(struct learning *learning, const struct lesson *lesson)
{
    struct log_cause cause = {LOG_ROOT, 0};
    if (lesson->count > 1)
        cause = (struct log_cause){
            LOG_NOGOOD, nogood_add(
                            learning->nogoods, lesson->literals, lesson->count,
                            lesson->lbd, learning->excluding)};
    learning->excluding = false;
    learning->worker->running = cause;
    tell_and_propagate(learning, lesson->literals[0]);
}

static void finish(struct learning *learning)
{
    drop_branch(learning);
    path_clear(&learning->path);
    learning->state = STATE_DONE;
}

static void learn(struct learning *learning)
{
    struct lesson lesson;
    struct audit *audit = learning->worker->audit;
    learning->statistics.conflicts++;
    if (audit)
        audit_failure(
            audit, learning->branch, learning->failure.items,
            learning->failure.count);
    if (!conflict_learn(
            learning->conflict, learning->branch, &learning->failure,
            learning->path.begins.items, &lesson)) {
        finish(learning);
        return;
    }
    learning->statistics.literals += lesson.count;
    learning->statistics.lbd += lesson.lbd;
    run_learned(&learning->run, learning->turns, lesson.lbd);
    bump_seen(learning);
    jump(learning, lesson.level);
    if (audit)
        audit_lesson(audit, learning->branch, &lesson);
    assert_lesson(learning, &lesson);
}

/* ---- Solutions ---- */

/* The objective is not better than the bound that has been set since. */
static bool blame_objective(struct learning *learning)
{
    const struct worker *worker = learning->worker;
    const struct explain_view now = {
        learning->branch, log_end(learning->branch)};
    if (worker->bounding == BOUND_NONE)
        return false;
    return worker->bounding == BOUND_MAX
               ? reason_add(
                     &now, &learning->failure, worker->objective, LITERAL_MIN,
                     worker->bound + 1)
               : reason_add(
                     &now, &learning->failure, worker->objective, LITERAL_MAX,
                     worker->bound - 1);
}

static void leave_solution(struct learning *learning)
{
    learning->failure.count = 0;
    log_trace(learning->branch);
    if (!blame_objective(learning)) {
        learning->failure.count = 0;
        conflict_decisions(
            learning->branch, learning->path.begins.items, level_of(learning),
            &learning->failure);
        learning->excluding = true;
        if (learning->worker->audit)
            learning->worker->audit->excluding = true;
    }
    learning->state = STATE_FAILED;
}

/* ---- The loop ---- */

static void decide_again(struct learning *learning)
{
    uint32_t level =
        run_repeats(&learning->run, &learning->path, learning->activity);
    learning->run.again = false;
    learning->statistics.restarts++;
    if (level == level_of(learning))
        return;
    jump(learning, level);
    propagate(learning);
}

static void restart(struct learning *learning)
{
    jump(learning, 0);
    propagate(learning);
    if (learning->state != STATE_OPEN || learning->worker->stopped)
        return;
    learning->statistics.restarts += learning->run.turn.kind != TURN_PROBE;
    run_close(&learning->run, learning->turns, learning->branch);
    run_begin(&learning->run, learning->turns, learning->branch);
    learning->fresh = true;
}

/* It meets a bound that somebody else has set. */
static void refresh(struct learning *learning)
{
    learning->stale = learning->asked = false;
    propagate(learning);
}

/* Where only the root lives. */
static void inprocess(struct learning *learning)
{
    learning->fresh = false;
    learning->asked = false; /* what the coroutine saw may have changed */
    if (!inprocess_root(learning->inprocess, learning->branch))
        keep_failure(learning);
}

static bool reducing(const struct learning *learning)
{
    return learning->statistics.conflicts >= learning->next_reduction;
}

static void reduce(struct learning *learning)
{
    nogoods_reduce(learning->nogoods, learning->branch);
    learning->statistics.reductions++;
    uint64_t more =
        REDUCE_FIRST + REDUCE_MORE * learning->statistics.reductions;
    learning->next_reduction =
        learning->statistics.conflicts +
        (learning->options.forgetting ? learning->options.forgetting : more);
}

static bool pausing(const struct learning *learning)
{
    return learning->options.pause(
        learning->options.context, learning->statistics.decisions,
        learning->statistics.conflicts);
}

enum learning_outcome
learning_run(struct learning *learning, struct branch **ret_solution)
{
    if (learning->state == STATE_SOLVED)
        leave_solution(learning);
    for (;;) {
        if (learning->worker->stopped) /* nor is there a root, perhaps */
            return LEARNING_PAUSED;
        if (learning->state == STATE_DONE)
            return LEARNING_DONE;
        if (pausing(learning))
            return LEARNING_PAUSED;
        if (learning->state == STATE_FAILED)
            learn(learning);
        else if (learning->stale)
            refresh(learning);
        else if (learning->run.ending)
            restart(learning);
        else if (learning->fresh)
            inprocess(learning);
        else if (learning->run.again)
            decide_again(learning);
        else if (reducing(learning))
            reduce(learning);
        else
            descend(learning);
        if (learning->state == STATE_SOLVED) {
            *ret_solution = learning->branch;
            return LEARNING_SOLVED;
        }
    }
}

bool learning_done(const struct learning *learning)
{
    return learning->state == STATE_DONE;
}

void learning_take_solution(struct learning *learning, const value *values)
{
    activity_take_solution(learning->activity, values);
    learning->stale = learning->state == STATE_OPEN;
    if (turns_take_solution(learning->turns, values))
        run_end(&learning->run, TURN_SOLVED);
}

const struct branch *learning_root(struct learning *learning)
{
    return learning->branch;
}

void learning_get_statistics(
    const struct learning *learning, struct learning_statistics *ret)
{
    const struct conflict_counters *counters =
        conflict_counters(learning->conflict);
    *ret = learning->statistics;
    ret->nogoods = nogoods_count(learning->nogoods);
    ret->nogood_bytes = nogoods_bytes(learning->nogoods);
    ret->minimised = counters->removed;
    ret->unexplained += counters->unexplained;
    ret->depth = level_of(learning);
    const struct turns_counters *turns = turns_counters(learning->turns);
    ret->near = turns->near;
    ret->near_better = turns->near_better;
    ret->shaves = turns->shaves;
    ret->shaves_refuted = turns->shaves_refuted;
    ret->leaps = turns->leaps;
    ret->leaps_reached = turns->leaps_reached;
    ret->inprocessing = inprocess_counters(learning->inprocess);
}
