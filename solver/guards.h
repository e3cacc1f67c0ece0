/* guards.h — guarded constraints heard event by event, in a search that learns
 *
 * condition → x + y <= most is most of what a schedule is made of. Without
 * nogoods its propagator is queued when a guard opens (worker.c). With them the
 * log is the queue, for guards as for nogoods: when a bound grew, or a condition
 * became true, its guards are gone through, and those that open tell at once, in
 * the name of their propagator. A bound that has grown further since is left to
 * the later event, so that a bound that moves often leads on once. (On job shops
 * 1.3 times the conflicts/s.)
 *
 * Invariant. At the fixpoint of a branch no guard is open, as if its propagator
 * had been queued.
 */
#ifndef SOLVER_GUARDS_H
#define SOLVER_GUARDS_H

#include "solver/branch.h"

/* Goes through the events from worker->guarded on, until one of them makes a
 * guard tell something: *ret_told. False if a tell failed. */
__attribute__((warn_unused_result)) bool
guards_hear(struct branch *branch, bool *ret_told);

#endif
