/* extremum_explain.c — reasons of m = max(xs) and m = min(xs)
 *
 * For the maximum:
 *
 *   m <= v       all of xs are
 *   m >= v       one of xs is
 *   xs[i] <= v   m is
 *   xs[i] >= v   m >= w >= v, and all the others are below w
 *   failure      one of xs exceeds m, or all are below m
 *
 * The minimum is the same with the signs of all bounds reversed.
 */
#include "propagators/extremum.h"

#include "propagators/reasons.h"

/* A view before an event, mirrored for the minimum. */
struct explaining {
    const struct explain_view *before;
    const struct extremum *extremum;
    bool least;
};

/* ---- Bounds ---- */

static struct range bounds_of(const struct explaining *e, view x)
{
    struct range range = range_before(e->before, x);
    return e->least ? range_negated(range) : range;
}

EXPLAIN_USED static bool
add_min(const struct explaining *e, view x, value v, struct reason *ret)
{
    return e->least ? reason_add(e->before, ret, x, LITERAL_MAX, -v)
                    : reason_add(e->before, ret, x, LITERAL_MIN, v);
}

EXPLAIN_USED static bool
add_max(const struct explaining *e, view x, value v, struct reason *ret)
{
    return e->least ? reason_add(e->before, ret, x, LITERAL_MIN, -v)
                    : reason_add(e->before, ret, x, LITERAL_MAX, v);
}

/* ---- Facts about xs ---- */

/* All but one (skip; count: none) are at most v. */
static bool all_below(
    const struct explaining *e, uint32_t skip, value v, struct reason *ret)
{
    for (uint32_t i = 0; i < e->extremum->count; i++)
        if (i != skip && !add_max(e, e->extremum->xs[i], v, ret))
            return false;
    return true;
}

/* One is at least v: if there is such a one, one of which every branch knows
 * it. */
static bool some_above(const struct explaining *e, value v, struct reason *ret)
{
    size_t mark = ret->count;
    uint32_t found = e->extremum->count;
    for (uint32_t i = 0; i < e->extremum->count; i++) {
        ret->count = mark;
        if (!add_min(e, e->extremum->xs[i], v, ret))
            continue;
        if (ret->count == mark)
            return true;
        found = i;
    }
    ret->count = mark;
    return found < e->extremum->count &&
           add_min(e, e->extremum->xs[found], v, ret);
}

/* None but one (skip; count: none) reaches m. Of the values that could part
 * them m's own bound leaves most to the others. */
static bool
none_reaches(const struct explaining *e, uint32_t skip, struct reason *ret)
{
    value floor = bounds_of(e, e->extremum->m).min;
    return floor > VALUE_MIN && add_min(e, e->extremum->m, floor, ret) &&
           all_below(e, skip, floor - 1, ret);
}

/* ---- What is wanted ---- */

static bool explain_failed(const struct explaining *e, struct reason *ret)
{
    size_t mark = ret->count;
    value top = bounds_of(e, e->extremum->m).max;
    if (top < VALUE_MAX && add_max(e, e->extremum->m, top, ret) &&
        some_above(e, top + 1, ret))
        return true;
    ret->count = mark;
    return none_reaches(e, e->extremum->count, ret);
}

static bool explain_extremum(
    const struct explaining *e, struct literal l, struct reason *ret)
{
    return l.kind == LITERAL_MIN ? some_above(e, l.v, ret)
                                 : all_below(e, e->extremum->count, l.v, ret);
}

static bool explain_member(
    const struct explaining *e, uint32_t i, struct literal l,
    struct reason *ret)
{
    if (l.kind == LITERAL_MAX)
        return add_max(e, e->extremum->m, l.v, ret);
    return bounds_of(e, e->extremum->m).min >= l.v && none_reaches(e, i, ret);
}

/* A bound of m (i = count), or of xs[i]. */
static bool explain_bound(
    const struct explaining *e, uint32_t i, struct literal l,
    struct reason *ret)
{
    if (l.kind == LITERAL_REMOVE)
        return false;
    if (e->least) {
        l.kind = l.kind == LITERAL_MIN ? LITERAL_MAX : LITERAL_MIN;
        l.v = -l.v;
    }
    return i == e->extremum->count ? explain_extremum(e, l, ret)
                                   : explain_member(e, i, l, ret);
}

static bool
explain(const struct explaining *e, struct literal wanted, struct reason *ret)
{
    const struct extremum *extremum = e->extremum;
    size_t mark = ret->count;
    if (wanted.kind == LITERAL_NONE)
        return explain_failed(e, ret);
    for (uint32_t i = 0; i <= extremum->count; i++) {
        struct literal l, bound;
        view x = i == extremum->count ? extremum->m : extremum->xs[i];
        if (!explain_matches(e->before->branch->network, wanted, x, &l))
            continue;
        for (int k = 0; k < STRONGER_COUNT; k++) {
            ret->count = mark;
            if (stronger_literal(l, k, &bound) &&
                explain_bound(e, i, bound, ret))
                return true;
        }
    }
    return false;
}

bool maximum_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    struct explaining e = {before, (const struct extremum *)prop, false};
    return explain(&e, *wanted, ret);
}

bool minimum_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    struct explaining e = {before, (const struct extremum *)prop, true};
    return explain(&e, *wanted, ret);
}
