/* interval.h — arithmetic on runs of values, for propagators that narrow bounds
 *
 * Interval arithmetic (Moore, Interval Analysis, 1966) with outward results cut
 * to what a 64-bit value can be: what lies beyond is in no domain. A range with
 * min > max is empty; hulls leave empty ranges out.
 */
#ifndef PROPAGATORS_INTERVAL_H
#define PROPAGATORS_INTERVAL_H

#include "solver/domain.h"
#include "solver/model.h"
#include "solver/tell.h"

typedef __int128 wide;

#define RANGE_EMPTY ((struct range){1, 0})
#define RANGE_ALL   ((struct range){VALUE_MIN, VALUE_MAX})

static inline bool range_empty(struct range a)
{
    return a.min > a.max;
}

static inline bool range_holds(struct range a, value v)
{
    return a.min <= v && v <= a.max;
}

static inline bool range_same(struct range a, struct range b)
{
    return a.min == b.min && a.max == b.max;
}

static inline struct range range_negated(struct range a)
{
    return (struct range){-a.max, -a.min};
}

/* The values of a in min..max; those may lie beyond 64 bits. */
static inline struct range range_cut(struct range a, wide min, wide max)
{
    if (max < a.min || min > a.max)
        return RANGE_EMPTY;
    return (struct range){
        min > a.min ? (value)min : a.min, max < a.max ? (value)max : a.max};
}

static inline struct range range_meet(struct range a, struct range b)
{
    return range_cut(a, b.min, b.max);
}

static inline struct range
range_of(const struct branch *branch, view x)
{
    return (struct range){domain_min(branch, x), domain_max(branch, x)};
}

/* Cuts the domain to a range that lies in its bounds. */
MUST_USE static inline bool
range_tell(struct branch *branch, view x, struct range a)
{
    return !range_empty(a) && tell_min(branch, x, a.min) &&
           tell_max(branch, x, a.max);
}

struct range range_hull(struct range a, struct range b);

/* a / b, rounded; b > 0. */
value divide_down(value a, value b);
value divide_up(value a, value b);

/* base to the power n, at most INT64_MAX; base >= 0. */
value power_capped(value base, uint32_t n);
/* The greatest r with r^n <= v, and the least with r^n >= v; v >= 0, n > 0. */
value root_down(value v, uint32_t n);
value root_up(value v, uint32_t n);

#endif
