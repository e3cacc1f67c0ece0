/* absolute.c — |x| = y
 *
 * Strength: bounds on domains with holes. Where x has one sign, x and y have
 * the same bounds; where it has both, y is at most the larger magnitude of x's
 * bounds, x within ±y.max, and where only one of ±y.min is left to x, x has its
 * sign. A fixed y leaves x at most two values. (Schulte and Stuckey, When Do
 * Bounds and Domain Propagation Lead to the Same Search Space?, 2005, for
 * why bounds are enough.)
 */
#include "propagators/propagators.h"

#include "propagators/range.h"
#include "propagators/reasons.h"
#include "solver/post.h"

struct absolute {
    struct prop prop;
    view x, y;
};

/* ---- Check ---- */

static bool absolute_check(const struct constraint *c, const value *values)
{
    value x = values[c->vars[0].index];
    return (x < 0 ? -x : x) == values[c->vars[1].index];
}

/* ---- Propagator ---- */

static enum prop_status settled(const struct branch *branch, view x)
{
    return domain_fixed(branch, x) ? PROP_ENTAILED : PROP_STABLE;
}

/* x >= 0: makes the bounds of x and y the same. */
static enum prop_status equate(struct branch *branch, view x, view y)
{
    for (;;) {
        struct range a = range_of(branch, x), b = range_of(branch, y);
        if (range_same(a, b))
            return settled(branch, x);
        struct range both = range_meet(a, b);
        if (!range_tell(branch, x, both) || !range_tell(branch, y, both))
            return PROP_FAILED;
    }
}

/* x <= 0 */
static enum prop_status equate_negated(struct branch *branch, view x, view y)
{
    for (;;) {
        struct range a = range_of(branch, x), b = range_of(branch, y);
        if (range_same(range_negated(a), b))
            return settled(branch, x);
        struct range both = range_meet(range_negated(a), b);
        if (!range_tell(branch, x, range_negated(both)) ||
            !range_tell(branch, y, both))
            return PROP_FAILED;
    }
}

/* x begins with -v and ends with v: takes out what lies between. */
static enum prop_status keep_ends(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_SMALL)
        return tell_bits(branch, x, -v, UINT64_C(1) << 2 * v | 1)
                   ? PROP_ENTAILED
                   : PROP_FAILED;
    while (domain_size(branch, x) > 2) {
        value inner = domain_next(branch, x, -v);
        if (!tell_remove(branch, x, inner))
            return PROP_FAILED;
        if (!tell_remove_lasting(branch, x, inner))
            return PROP_STABLE;
    }
    return PROP_ENTAILED;
}

/* For an x of both signs: what y leaves of it. */
static struct range cut_straddling(struct range x, struct range y)
{
    x = range_meet(x, (struct range){-y.max, y.max});
    if (y.min > 0 && x.min > -y.min)
        x.min = y.min;
    else if (y.min > 0 && x.max < y.min)
        x.max = -y.min;
    return x;
}

static enum prop_status
absolute_propagate(struct branch *branch, const struct prop *prop)
{
    const struct absolute *absolute = (const struct absolute *)prop;
    view x = absolute->x, y = absolute->y;
    for (;;) {
        struct range a = range_of(branch, x), b = range_of(branch, y);
        if (a.min >= 0)
            return equate(branch, x, y);
        if (a.max <= 0)
            return equate_negated(branch, x, y);
        value top = a.max > -a.min ? a.max : -a.min;
        struct range cut = cut_straddling(a, b);
        if (b.max <= top && range_same(a, cut))
            return b.min == b.max ? keep_ends(branch, x, b.min) : PROP_STABLE;
        if (!tell_max(branch, y, top) || !range_tell(branch, x, cut))
            return PROP_FAILED;
    }
}

/* ---- Reasons ---- */

/* x, or -x, is at least v, or at most. */
EXPLAIN_USED static bool add_signed_min(
    const struct explain_view *before, struct reason *ret, view x, int sign,
    value v)
{
    return sign > 0 ? reason_add(before, ret, x, LITERAL_MIN, v)
                    : reason_add(before, ret, x, LITERAL_MAX, -v);
}

EXPLAIN_USED static bool add_signed_max(
    const struct explain_view *before, struct reason *ret, view x, int sign,
    value v)
{
    return add_signed_min(before, ret, x, -sign, -v);
}

/* y >= v because x >= v or -x >= v. */
static bool explain_y_min(
    const struct explain_view *before, const struct absolute *absolute, value v,
    struct reason *ret)
{
    return v <= 0 || add_signed_min(before, ret, absolute->x, 1, v) ||
           add_signed_min(before, ret, absolute->x, -1, v);
}

/* y <= v because -v <= x <= v. */
static bool explain_y_max(
    const struct explain_view *before, const struct absolute *absolute, value v,
    struct reason *ret)
{
    return add_signed_max(before, ret, absolute->x, 1, v) &&
           add_signed_max(before, ret, absolute->x, -1, v);
}

/* x <= v, or -x <= v, because y <= v; or because y > w and x <= w for some w,
 * so that x < -w <= v + 1. */
static bool explain_x_max(
    const struct explain_view *before, const struct absolute *absolute,
    int sign, value v, struct reason *ret)
{
    view x = absolute->x, y = absolute->y;
    if (v >= 0 && reason_add(before, ret, y, LITERAL_MAX, v))
        return true;
    struct range range = range_before(before, x);
    value w = sign > 0 ? range.max : -range.min;
    if (w < -(v + 1))
        w = -(v + 1);
    return w < VALUE_MAX && add_signed_max(before, ret, x, sign, w) &&
           reason_add(before, ret, y, LITERAL_MIN, w + 1);
}

static bool explain_x(
    const struct explain_view *before, const struct absolute *absolute,
    struct literal l, struct reason *ret)
{
    if (l.kind == LITERAL_REMOVE)
        return reason_removed(before, ret, absolute->y, l.v < 0 ? -l.v : l.v);
    int sign = l.kind == LITERAL_MAX ? 1 : -1;
    return explain_x_max(before, absolute, sign, sign * l.v, ret);
}

static bool explain_y(
    const struct explain_view *before, const struct absolute *absolute,
    struct literal l, struct reason *ret)
{
    if (l.kind == LITERAL_MIN)
        return explain_y_min(before, absolute, l.v, ret);
    if (l.kind == LITERAL_MAX)
        return explain_y_max(before, absolute, l.v, ret);
    return l.v < 0 || (reason_removed(before, ret, absolute->x, l.v) &&
                       reason_removed(before, ret, absolute->x, -l.v));
}

/* All magnitudes of x are below y, or all are above. */
static bool absolute_explain_failed(
    const struct explain_view *before, const struct absolute *absolute,
    struct reason *ret)
{
    struct range y = range_before(before, absolute->y);
    size_t mark = ret->count;
    if (y.max < VALUE_MAX && reason_max(before, ret, absolute->y) &&
        explain_y_min(before, absolute, y.max + 1, ret))
        return true;
    ret->count = mark;
    return y.min >= 0 && reason_min(before, ret, absolute->y) &&
           explain_y_max(before, absolute, y.min - 1, ret);
}

static bool absolute_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct absolute *absolute = (const struct absolute *)prop;
    const struct network *network = before->branch->network;
    size_t mark = ret->count;
    struct literal l, stronger;
    if (wanted->kind == LITERAL_NONE)
        return absolute_explain_failed(before, absolute, ret);
    for (int k = 0; k < STRONGER_COUNT; k++) {
        ret->count = mark;
        if (explain_matches(network, *wanted, absolute->x, &l) &&
            stronger_literal(l, k, &stronger) &&
            explain_x(before, absolute, stronger, ret))
            return true;
        ret->count = mark;
        if (explain_matches(network, *wanted, absolute->y, &l) &&
            stronger_literal(l, k, &stronger) &&
            explain_y(before, absolute, stronger, ret))
            return true;
    }
    return false;
}

static const struct prop_class absolute_class = {
    .name = "absolute",
    .cost = PROP_BINARY,
    .propagate = absolute_propagate,
    .explain = absolute_explain,
};

/* ---- Posting ---- */

static enum simplified
absolute_simplify(struct model *model, const struct constraint *c)
{
    var x = c->vars[0], y = c->vars[1];
    value min = model_min(model, x), max = model_max(model, x);
    value top = max > -min ? max : -min;
    if (!model_tighten(model, y, 0, top) ||
        !model_tighten(model, x, -model_max(model, y), model_max(model, y)))
        return SIMPLIFY_FAILED;
    min = model_min(model, x);
    max = model_max(model, x);
    if (min < 0 && max > 0)
        return SIMPLIFY_KEEP;
    bool negated = min < 0;
    value low = negated ? -max : min, high = negated ? -min : max;
    return model_tighten(model, y, low, high) &&
                   model_alias(model, y, x, negated, 0)
               ? SIMPLIFY_DONE
               : SIMPLIFY_FAILED;
}

static void
absolute_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    view x = post_view(post, c->vars[0]), y = post_view(post, c->vars[1]);
    post_tell_min(post, y, 0);
    if (view_same(x, y))
        return;
    struct absolute *absolute =
        post_prop(post, &absolute_class, sizeof *absolute);
    absolute->x = x;
    absolute->y = y;
    post_wake(post, &absolute->prop, x, WAKE_BOUNDS);
    post_wake(post, &absolute->prop, y, WAKE_BOUNDS);
}

const struct constraint_class constraint_absolute = {
    .name = "absolute",
    .check = absolute_check,
    .simplify = absolute_simplify,
    .post = absolute_post,
};
