/* worker.h — one thread's part of a search: agenda, scratch memory, counters
 *
 * The agenda is what a branch still has to react to:
 *
 *   tell → reactions of fixed variables, last in first out
 *        → propagators that watch the change: agenda.h
 *
 * Invariants
 *   1. Outside propagate_branch and tells, the agenda is empty: it belongs to
 *      whichever branch is being propagated.
 *   2. Hints and weights may influence how fast or in which order something is
 *      found, never what holds.
 *
 * Ownership: a worker owns its pool; branches borrow the worker of the thread
 * that runs them (branch_move).
 */
#ifndef SOLVER_WORKER_H
#define SOLVER_WORKER_H

#include "solver/agenda.h"
#include "solver/branch.h"
#include "solver/log.h"
#include "solver/network.h"
#include "solver/prop.h"
#include "solver/watching.h"

#include <stddef.h>

struct worker_counters {
    uint64_t propagations; /* propagators run */
    uint64_t reactions;
};

struct worker {
    const struct network *network;
    struct coro_pool *pool;
    /* fixed variables whose reactions have not run: view codes */
    uint32_t *fixed;
    uint32_t fixed_count;
    struct agenda agenda;
    struct watching watching;
    uint32_t *hints;
    struct degrees *degrees; /* degrees.h; NULL: nobody selects by them */
    float *impacts;    /* by slot: running mean, for impact */
    uint64_t random;   /* state of worker_random */
    bool weighing;     /* failures count in the degrees */
    uint32_t failed_prop; /* who failed last, or UINT32_MAX */
    enum worker_bound {
        BOUND_NONE,
        BOUND_MAX, /* objective <= bound in every branch */
        BOUND_MIN, /* objective >= bound */
    } bounding;
    view objective;
    value bound;
    const volatile int *stop; /* nonzero: give up soon; may be NULL */
    bool stopped;      /* propagation was given up: the branch is not settled */
    uint32_t *positions; /* logging: by Boolean, the id of its event (log.h) */
    struct log_removals **removals; /* by place; NULL: none yet */
    struct log_cursor *cursors; /* by place, MIN and MAX; see log_jumped */
    uint32_t cursor_stamp;
    struct log_path path;
    uint64_t log_serial;
    struct nogoods *nogoods; /* nogood.h; NULL: none */
    struct audit *audit; /* audit.h: who checks what is learned; NULL: nobody */
    uint32_t heard;      /* events below have been heard by the nogoods, */
    uint32_t guarded;    /* and by guards */
    bool logging; /* its roots begin a log; their world has log_memory_size */
    struct log_cause running; /* who tells now */
    struct literal refused;   /* logging: the tell that failed, or NONE, */
    struct log_cause refuser; /* and who failed */
    uint8_t *scratch;
    size_t scratch_size;
    struct worker_counters counters;
};

struct coro_world;
struct worker *worker_new(
    const struct network *network, struct coro_world *world);
void worker_free(struct worker *worker);

/* They hold the clauses and the links from now on; NULL: no nogoods do. They
 * are borrowed. */
void worker_use_nogoods(struct worker *worker, struct nogoods *nogoods);

/* At least size bytes, 16-byte aligned, contents undefined; the same memory at
 * each call: for one propagator's run. */
void *worker_scratch(struct worker *worker, size_t size);

/* Puts on the agenda what watches these events of the variable with a slot. */
void worker_wake(struct branch *branch, view x, uint32_t slot, uint32_t events);

/* The same in a network that has guards. */
void worker_wake_guarded(
    struct branch *branch, view x, uint32_t slot, uint32_t events);

/* The same, in any, for x that is BOOL, SMALL, INTERVAL, LARGE or WIDE; mostly
 * nothing watches a hole. */
static inline void worker_note(struct branch *branch, view x, uint32_t events)
{
    const struct network *network = branch->network;
    uint32_t slot = view_slot(network, x);
    if (events & branch->worker->watching.watched[slot])
        branch->worker->watching.wake(branch, x, slot, events);
}

/* A random number below bound (bound > 0); the same sequence for a seed. */
uint64_t worker_random(struct worker *worker, uint64_t bound);

/* The worker, which logs, ran another branch of the path, and goes on with this
 * one, which is at its fixpoint. */
static inline void worker_resume(struct branch *branch)
{
    branch->worker->heard = branch->worker->guarded = log_end(branch);
    log_jumped(branch->worker);
}

/* The propagator is not run any more in this branch and its forks. */
void worker_retire(struct branch *branch, uint32_t prop);

/* Puts every propagator on the agenda: for a root. */
void worker_schedule_all(struct worker *worker);

/* Empties the agenda of a branch that has failed outside propagate_branch. */
void worker_forget(struct worker *worker);

/* Tells the worker's bound on the objective, and propagates to a fixpoint. So a
 * frozen branch meets a better bound when it resumes. False if the branch
 * failed; the agenda is empty either way. Where worker->stop interrupts it,
 * worker->stopped is set and the branch is not at its fixpoint. */
bool propagate_branch(struct branch *branch)
    __attribute__((warn_unused_result));

/* After tells outside propagate_branch, which succeeded or failed: the branch
 * is propagated, or its agenda emptied. False if it failed. */
__attribute__((warn_unused_result)) static inline bool
propagate_told(struct branch *branch, bool told)
{
    if (told)
        return propagate_branch(branch);
    worker_forget(branch->worker);
    return false;
}

#endif
