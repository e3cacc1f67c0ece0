/* cost.h — an objective as something to be made small
 *
 * Costs are values of the objective, negated if the greatest is wanted.
 */
#ifndef SOLVER_COST_H
#define SOLVER_COST_H

#include "solver/domain.h"
#include "solver/log.h"

struct cost {
    view objective;
    bool least; /* is wanted */
};

static inline value cost_of(struct cost cost, value objective)
{
    return cost.least ? objective : -objective;
}

/* The bounds that a branch allows. */
static inline value cost_min(struct cost cost, const struct branch *branch)
{
    return cost.least ? domain_min(branch, cost.objective)
                      : -domain_max(branch, cost.objective);
}

static inline value cost_max(struct cost cost, const struct branch *branch)
{
    return cost.least ? domain_max(branch, cost.objective)
                      : -domain_min(branch, cost.objective);
}

/* The cost is at most this. */
static inline struct literal cost_at_most(struct cost cost, value most)
{
    return cost.least ? (struct literal){cost.objective, LITERAL_MAX, most}
                      : (struct literal){cost.objective, LITERAL_MIN, -most};
}

/* low <= high; their difference may not fit a value. */
static inline uint64_t cost_distance(value low, value high)
{
    return (uint64_t)high - (uint64_t)low;
}

#endif
