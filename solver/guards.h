/* guards.h — differences with a condition: when they have something to say, and
 * how a search that learns hears them event by event
 *
 * condition → x + y <= most is most of what a schedule is made of. Without
 * nogoods its propagator is queued when a guard opens (worker.c). With them the
 * log is the queue, for guards as for nogoods: when a bound grew, or a condition
 * became true, its guards are gone through, and those that open tell at once, in
 * the name of their propagator. A bound that has grown further since is left to
 * the later event, so that a bound that moves often leads on once. (On job shops
 * 1.3 times the conflicts/s.)
 *
 * Half-reified: Feydy, Somogyi, Stuckey, Half reification and flattening, 2011.
 * From variable to variable, each once for all that it grew meanwhile: Moore, The
 * shortest path through a maze, 1959.
 *
 * Invariant. At the fixpoint of a branch no guard is open, as if its propagator
 * had been queued.
 *
 * Ownership: nothing is owned. Guards are the network's, and shared by all;
 * worker->guarded says how far the worker's one path has been heard.
 */
#ifndef SOLVER_GUARDS_H
#define SOLVER_GUARDS_H

#include "solver/branch.h"
#include "solver/network.h"

static inline value
guard_least_y(const struct branch *branch, const struct guard *guard)
{
    return *(const int32_t *)branch_read(branch, guard->y);
}

/* Has the propagator something to say, now that its least x has grown? (The
 * state of a condition is hard to predict: no branch depends on it.) */
static inline bool
guard_opens(const struct branch *branch, const struct guard *guard, value x)
{
    const uint64_t *bits = branch_read(branch, guard->condition_at);
    uint32_t condition = (uint32_t)(*bits >> guard->shift);
    value low = guard_least_y(branch, guard);
    value negated_high = *(const int32_t *)branch_read(branch, guard->y ^ 4);
    value y = condition & guard->truth ? -negated_high : low;
    return !(condition & guard->falsity) & (x + y > guard->most);
}

/* Goes through the events from worker->guarded on, until one of them makes a
 * guard tell something: *ret_told. False if a tell failed. */
__attribute__((warn_unused_result)) bool
guards_hear(struct branch *branch, bool *ret_told);

#endif
