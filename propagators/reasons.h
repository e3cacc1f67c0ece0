/* reasons.h — for explainers that reason with bounds */
#ifndef PROPAGATORS_REASONS_H
#define PROPAGATORS_REASONS_H

#include "propagators/range.h"
#include "solver/explain.h"

/* Those of a view may lie beyond all values. */
static inline struct range range_clamped(value min, value max)
{
    return (struct range){
        min < VALUE_MIN ? VALUE_MIN : min, max < VALUE_MIN ? VALUE_MIN : max};
}

static inline struct range
range_before(const struct explain_view *before, view x)
{
    return range_clamped(explain_min(before, x), explain_max(before, x));
}

/* Who has told x >= 5 may be asked why x != 3: because of x >= 4. The kth of
 * the literals to try that imply l, l itself first; false if there is none. */
enum {
    STRONGER_COUNT = 3
};

static inline bool
stronger_literal(struct literal l, int k, struct literal *ret)
{
    value v = l.v < VALUE_MIN ? VALUE_MIN : l.v;
    if (k == 0)
        *ret = (struct literal){l.x, l.kind, v};
    else if (k == 1)
        *ret = (struct literal){l.x, LITERAL_MIN, v < VALUE_MAX ? v + 1 : v};
    else
        *ret = (struct literal){l.x, LITERAL_MAX, v > VALUE_MIN ? v - 1 : v};
    return k == 0 || (l.kind == LITERAL_REMOVE && ret->v != v);
}

#endif
