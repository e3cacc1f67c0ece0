/* member_explain.c — reasons of condition → x in S
 *
 * The condition is false if all of S has gone from x; with the condition,
 * x >= v if all values of S below v have, and so on. Of S, what lies below the
 * view's bounds has gone because x exceeds the greatest such value, what lies
 * above because x is less than the least; between the bounds each value has
 * gone by itself.
 */
#include "propagators/member.h"

#include "propagators/reasons.h"
#include "solver/network.h"

/* Of S in `part` nothing is left to x. */
static bool explain_gone(
    const struct explain_view *before, const struct member *member,
    struct range part, struct reason *ret)
{
    struct range now = range_before(before, member->x);
    wide below = (wide)VALUE_MIN - 1, above = (wide)VALUE_MAX + 1;
    for (uint32_t i = 0; i < member->count; i++) {
        struct range range = range_meet(member->ranges[i], part);
        if (range_empty(range))
            continue;
        if (range.min < now.min)
            below = range.max < now.min ? range.max : now.min - 1;
        if (range.max > now.max && above > VALUE_MAX)
            above = range.min > now.max ? range.min : now.max + 1;
        range = range_meet(range, now);
        for (wide v = range.min; v <= range.max; v++)
            if (!reason_add(before, ret, member->x, LITERAL_REMOVE, (value)v))
                return false;
    }
    return (below < VALUE_MIN ||
            reason_add(
                before, ret, member->x, LITERAL_MIN, (value)(below + 1))) &&
           (above > VALUE_MAX ||
            reason_add(
                before, ret, member->x, LITERAL_MAX, (value)(above - 1)));
}

/* The values of x where l is false. */
static struct range refuted_by(struct literal l)
{
    struct range all = {VALUE_MIN, VALUE_MAX};
    wide v = l.v;
    return l.kind == LITERAL_MIN   ? range_cut(all, VALUE_MIN, v - 1)
           : l.kind == LITERAL_MAX ? range_cut(all, v + 1, VALUE_MAX)
                                   : range_cut(all, v, v);
}

bool member_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct member *member = (const struct member *)prop;
    struct range all = {VALUE_MIN, VALUE_MAX};
    size_t mark = ret->count;
    struct literal l, stronger;
    if (reason_refutes(before, ret, *wanted, member->condition) &&
        explain_gone(before, member, all, ret))
        return true;
    if (!explain_matches(before->branch->network, *wanted, member->x, &l))
        return false;
    for (int k = 0; k < STRONGER_COUNT; k++) {
        ret->count = mark;
        if (stronger_literal(l, k, &stronger) &&
            reason_true(before, ret, member->condition) &&
            explain_gone(before, member, refuted_by(stronger), ret))
            return true;
    }
    return false;
}
