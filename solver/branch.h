/* branch.h — a search branch: a coroutine with the domains that it owns
 *
 * A branch is forked, resumed, told, propagated, inspected, pickled, discarded.
 * Its memory holds, in this order:
 *
 *   0          Booleans, two bits each: known true, known false
 *   ↓          records of the other domains, laid out so that those which
 *              change together lie together (layout.c)
 *   ↓          bitsets of large domains
 *   ↓          one bit a propagator: entailed in this branch
 *   ↓          the words that propagators reserved (post_state)
 *
 * Invariants
 *   1. A domain is never empty: the tell that would empty it fails and the
 *      branch is of no use any more.
 *   2. Domains only shrink; to undo is to go on with another branch.
 *   3. Between two calls of propagate_branch, nothing of a branch lies outside
 *      its own memory and frames: the worker's agenda is empty. So a fork calls
 *      no propagator.
 *
 * Ownership: branch_new and branch_fork give a branch to the caller, who gives
 * it back with branch_discard. A branch borrows its worker and its network.
 */
#ifndef SOLVER_BRANCH_H
#define SOLVER_BRANCH_H

#include "coro/coro.h"
#include "solver/view.h"

struct log_block;
struct network;
struct worker;

struct branch {
    struct coro coro; /* must be first */
    struct worker *worker;
    const struct network *network;
    struct log_block *log; /* its last block (log.h); NULL: nothing is logged */
};

static inline struct branch *branch_of(struct coro *coro)
{
    return (struct branch *)coro;
}

/* The root: the network's initial domains, not yet propagated. */
struct branch *branch_new(struct worker *worker);

/* Tells a new root the network's facts and propagates everything once. False if
 * there is no solution. */
__attribute__((warn_unused_result)) bool branch_start(struct branch *branch);

/* The branch goes on in another thread's worker; see coro_move. */
void branch_move(struct branch *branch, struct worker *worker);

/* With a log: they share it. */
struct branch *branch_fork_logging(struct branch *branch);
void branch_discard_logging(struct branch *branch);

static inline struct branch *branch_fork(struct branch *branch)
{
    if (__builtin_expect(branch->log != NULL, 0))
        return branch_fork_logging(branch);
    return branch_of(coro_fork(&branch->coro));
}

static inline void branch_discard(struct branch *branch)
{
    if (__builtin_expect(branch->log != NULL, 0))
        branch_discard_logging(branch);
    else
        coro_discard(&branch->coro);
}

static inline const void *branch_read(const struct branch *branch, uint32_t at)
{
    return coro_read(&branch->coro, at);
}

static inline void *branch_write(struct branch *branch, uint32_t at)
{
    return coro_write(&branch->coro, at);
}

#endif
