/* guard.h — when a guarded propagator has something to say */
#ifndef SOLVER_GUARD_H
#define SOLVER_GUARD_H

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

#endif
