/* guards.h — differences with a condition: when they have something to say, and
 * how a search that learns hears them event by event
 *
 * condition → x + y <= most is most of what a schedule is made of. Without
 * nogoods its propagator is queued when a guard opens (worker.c). With them the
 * log is the queue, for guards as for nogoods: when a bound grew, or a
 * condition became true, its guards are gone through, and those that open tell
 * at once, in the name of their propagator. A bound that has grown further
 * since is left to the later event, so that a bound that moves often leads on
 * once. (On job shops 1.3 times the conflicts/s.)
 *
 * Half-reified: Feydy, Somogyi, Stuckey, Half reification and flattening, 2011.
 * From variable to variable, each once for all that it grew meanwhile: Moore,
 * The shortest path through a maze, 1959.
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

static inline value
guard_greatest_y(const struct branch *branch, const struct guard *guard)
{
    return -(value) * (const int32_t *)branch_read(branch, guard->y ^ 4);
}

/* Has the propagator something to say, now that its least x has grown, where
 * the condition is true? */
static inline bool guard_opens_true(
    const struct branch *branch, const struct guard *guard, value x)
{
    return guard_greatest_y(branch, guard) > guard->most - x;
}

/* And whatever the condition is? It was true for a fifth of the guards that
 * were asked on a job shop, false for a third, open for the others, in no
 * order: so that no branch depends on it, one that is false makes y less than
 * anything (1.12 times the conflicts/s). */
static inline bool
guard_opens(const struct branch *branch, const struct guard *guard, value x)
{
    uint8_t condition =
        *(const uint8_t *)branch_read(branch, guard->condition_at);
    value least = guard_least_y(branch, guard);
    value greatest = guard_greatest_y(branch, guard);
    value y = condition & guard->truth ? greatest : least;
    value never = (value)(condition & guard->falsity) << 40;
    return y - never > guard->most - x;
}

/* Goes through the events from worker->guarded on: to the end, or until guards
 * have told something (*ret_told) and reactions are due, or a block of the log
 * ends. False if a tell failed. */
__attribute__((warn_unused_result)) bool
guards_hear(struct branch *branch, bool *ret_told);

#endif
