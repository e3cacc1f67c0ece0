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

static const struct prop_class absolute_class = {
    .name = "absolute",
    .cost = PROP_BINARY,
    .propagate = absolute_propagate,
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
