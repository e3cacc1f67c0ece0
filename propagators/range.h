/* range.h — runs of values, for propagators that narrow bounds
 *
 * Interval arithmetic (Moore, Interval Analysis, 1966) on the model's struct
 * range. A range with min > max is empty; hulls leave empty ranges out. Results
 * that lie beyond 64 bits come as 128-bit integers and are cut to a range that
 * does not: what lies beyond is in no domain.
 */
#ifndef PROPAGATORS_RANGE_H
#define PROPAGATORS_RANGE_H

#include "solver/domain.h"
#include "solver/model.h"
#include "solver/tell.h"

typedef __int128 wide;

#define RANGE_EMPTY ((struct range){1, 0})

static inline bool range_empty(struct range a)
{
    return a.min > a.max;
}

static inline bool range_fixed(struct range a)
{
    return a.min == a.max;
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

/* The values of a in min..max. */
static inline struct range range_cut(struct range a, wide min, wide max)
{
    if (max < a.min || min > a.max)
        return RANGE_EMPTY;
    return (struct range){
        min > a.min ? (value)min : a.min, max < a.max ? (value)max : a.max};
}

static inline struct range range_meet(struct range a, struct range b)
{
    return (struct range){
        a.min > b.min ? a.min : b.min, a.max < b.max ? a.max : b.max};
}

struct range range_hull(struct range a, struct range b);

/* Is max - min < 64? */
static inline bool range_fits_word(struct range a)
{
    return (uint64_t)a.max - (uint64_t)a.min < 64;
}

/* The bounds of a domain. */
struct range range_of_any(const struct branch *branch, view x);
static inline struct range range_of(const struct branch *branch, view x)
{
    if (!view_is_narrow(x))
        return range_of_any(branch, x);
    const struct domain_interval *bounds = domain_bounds(branch, x);
    return (struct range){bounds->low, -(value)bounds->negated_high};
}

/* Cuts the bounds of a domain; false where none are left. */
MUST_USE static inline bool
range_tell(struct branch *branch, view x, struct range a)
{
    return a.min <= a.max && tell_min(branch, x, a.min) &&
           tell_max(branch, x, a.max);
}

/* Are all values between the bounds of a domain in it? False if in doubt. */
bool range_dense(const struct branch *branch, view x);

/* Can the domain lose an inner value for good? */
bool range_holds_holes(const struct branch *branch, view x);

/* The least and the greatest value that lie in both domains and in a. */
bool range_first_common(
    const struct branch *branch, view x, view y, struct range a,
    value *ret_first);
bool range_last_common(
    const struct branch *branch, view x, view y, struct range a,
    value *ret_last);

/* Makes two domains the same, holes included; where tells jump over holes it
 * may take another call. */
MUST_USE bool range_equate(struct branch *branch, view x, view y);
/* Are both fixed to the same value? */
bool range_equated(const struct branch *branch, view x, view y);

/* Ascending ranges, for model_intersect; VEC_CLEAR frees them. */
struct range_list {
    struct range *items;
    size_t count, capacity;
};

/* v is not less than what was added before. */
void range_list_add(struct range_list *list, value v);

#endif
