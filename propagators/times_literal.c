/* times_literal.c — x·b = z for a literal b: z is x or 0
 *
 * Domain consistent, except that only bounds are cut where z is wider than 64
 * values and b is open. A product of literals is three clauses.
 */
#include "propagators/times.h"

#include "propagators/range.h"
#include "propagators/window.h"
#include "solver/explain.h"
#include "solver/post.h"

struct times_literal {
    struct prop prop;
    view x, b, z;
};

/* b is true: x = z. */
static enum prop_status equate(struct branch *branch, view x, view z)
{
    if (!range_equate(branch, x, z))
        return PROP_FAILED;
    return range_equated(branch, x, z) ? PROP_ENTAILED : PROP_AGAIN;
}

/* Cuts z, which may be 0, to 0 and the values of x. */
static bool cut_product(struct branch *branch, view x, view z)
{
    struct range range = range_of(branch, x);
    if (!tell_min(branch, z, range.min < 0 ? range.min : 0) ||
        !tell_max(branch, z, range.max > 0 ? range.max : 0))
        return false;
    range = range_of(branch, z);
    if (!range_fits_word(range))
        return true;
    uint64_t kept = window_read(branch, x, range.min) | UINT64_C(1)
                                                            << -range.min;
    uint64_t now = window_read(branch, z, range.min);
    return window_tell(branch, z, range.min, now, now & kept);
}

static enum prop_status
times_literal_propagate(struct branch *branch, const struct prop *prop)
{
    const struct times_literal *times = (const struct times_literal *)prop;
    view x = times->x, b = times->b, z = times->z;
    if (literal_true(branch, b))
        return equate(branch, x, z);
    if (literal_false(branch, b))
        return tell_fix(branch, z, 0) ? PROP_ENTAILED : PROP_FAILED;
    if (!domain_contains(branch, z, 0))
        return tell_true(branch, b) ? equate(branch, x, z) : PROP_FAILED;
    value common;
    if (!range_first_common(branch, x, z, range_of(branch, z), &common))
        return tell_fix(branch, z, 0) && tell_false(branch, b) ? PROP_ENTAILED
                                                               : PROP_FAILED;
    if (!cut_product(branch, x, z))
        return PROP_FAILED;
    if (domain_fixed(branch, x) && domain_value(branch, x) == 0)
        return PROP_ENTAILED;
    return PROP_AGAIN;
}

/* ---- Reasons ---- */

/* x = z → l, where l is about z (or x; then swapped). Bounds first: to compare
 * values is the last resort. */
static bool explain_equal(
    const struct explain_view *before, view z, view x, struct literal l,
    struct reason *ret)
{
    size_t mark = ret->count;
    if (l.kind != LITERAL_REMOVE && reason_add(before, ret, x, l.kind, l.v))
        return true;
    if (reason_disjoint(before, ret, x, z))
        return true;
    ret->count = mark;
    return reason_equal(before, ret, z, x, l);
}

/* z is x or 0. */
static bool explain_product(
    const struct explain_view *before, const struct times_literal *times,
    struct literal l, struct reason *ret)
{
    bool zero = l.kind == LITERAL_MIN   ? l.v <= 0
                : l.kind == LITERAL_MAX ? l.v >= 0
                                        : l.v != 0;
    if (zero && reason_true(before, ret, view_negated(times->b)))
        return true;
    return (zero || reason_true(before, ret, times->b)) &&
           explain_equal(before, times->z, times->x, l, ret);
}

static bool explain_factor(
    const struct explain_view *before, const struct times_literal *times,
    struct literal l, struct reason *ret)
{
    return reason_true(before, ret, times->b) &&
           explain_equal(before, times->x, times->z, l, ret);
}

/* b is true, since z is not 0, or false, since z is not x. */
static bool explain_literal(
    const struct explain_view *before, const struct times_literal *times,
    bool is_true, struct reason *ret)
{
    return is_true ? reason_removed(before, ret, times->z, 0)
                   : reason_disjoint(before, ret, times->x, times->z);
}

/* b is what it cannot be. */
static bool times_literal_explain_failed(
    const struct explain_view *before, const struct times_literal *times,
    struct reason *ret)
{
    size_t mark = ret->count;
    if (reason_true(before, ret, times->b) &&
        explain_literal(before, times, false, ret))
        return true;
    ret->count = mark;
    return reason_true(before, ret, view_negated(times->b)) &&
           explain_literal(before, times, true, ret);
}

static bool times_literal_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct times_literal *times = (const struct times_literal *)prop;
    const struct network *network = before->branch->network;
    size_t mark = ret->count;
    struct literal l;
    value v;
    if (wanted->kind == LITERAL_NONE)
        return times_literal_explain_failed(before, times, ret);
    if (explain_removes(network, *wanted, times->b, &v) &&
        explain_literal(before, times, v == 0, ret))
        return true;
    ret->count = mark;
    if (explain_matches(network, *wanted, times->z, &l) &&
        explain_product(before, times, l, ret))
        return true;
    ret->count = mark;
    return explain_matches(network, *wanted, times->x, &l) &&
           explain_factor(before, times, l, ret);
}

static const struct prop_class times_literal_class = {
    .name = "times_literal",
    .cost = PROP_BINARY,
    .propagate = times_literal_propagate,
    .explain = times_literal_explain,
};

static bool is_boolean(view x)
{
    return view_is_literal(x) || view_same(x, VIEW_TRUE) ||
           view_same(x, VIEW_FALSE);
}

void times_literal_post(struct post *post, view x, view b, view z)
{
    if (is_boolean(x) && is_boolean(z)) {
        view not_z = view_negated(z);
        post_clause(post, (view[]){not_z, x}, 2);
        post_clause(post, (view[]){not_z, b}, 2);
        post_clause(post, (view[]){z, view_negated(x), view_negated(b)}, 3);
        return;
    }
    struct times_literal *times =
        post_prop(post, &times_literal_class, sizeof *times);
    times->x = x;
    times->b = b;
    times->z = z;
    post_wake(post, &times->prop, x, WAKE_DOMAIN);
    post_wake(post, &times->prop, b, WAKE_FIX);
    post_wake(post, &times->prop, z, WAKE_DOMAIN);
}
