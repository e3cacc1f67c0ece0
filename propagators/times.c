/* times.c — x·y = z
 *
 * Bounds of products and of quotients by each sign of the divisor (Apt and
 * Zoeteweij, An Analysis of Arithmetic Constraints on Integer Intervals, 2007):
 * at a fixpoint every bound has a support in the reals. Products are formed in
 * 128 bits; one that leaves 64 bits is in no domain. x·x = z is the power 2,
 * and where a factor is a Boolean, times_literal.c takes over, domain
 * consistent.
 */
#include "propagators/propagators.h"

#include "propagators/integer.h"
#include "propagators/ternary.h"
#include "propagators/times.h"

#include <assert.h>

static bool times_check(const struct constraint *c, const value *values)
{
    wide product = (wide)values[c->vars[0].index] * values[c->vars[1].index];
    return product == values[c->vars[2].index];
}

/* ---- All signs ---- */

/* z cut to products of x and y */
static struct range product_cut(struct range z, struct range x, struct range y)
{
    wide corners[4] = {
        (wide)x.min * y.min, (wide)x.min * y.max, (wide)x.max * y.min,
        (wide)x.max * y.max};
    wide min = corners[0], max = corners[0];
    for (int i = 1; i < 4; i++) {
        min = corners[i] < min ? corners[i] : min;
        max = corners[i] > max ? corners[i] : max;
    }
    return range_cut(z, min, max);
}

/* x cut to z / y for a positive part y of the divisor */
static struct range
quotient_part(struct range x, struct range z, struct range y)
{
    if (range_empty(y))
        return RANGE_EMPTY;
    return range_cut(
        x, integer_divide_up(z.min, z.min > 0 ? y.max : y.min),
        integer_divide_down(z.max, z.max > 0 ? y.min : y.max));
}

static struct range quotient_cut(struct range x, struct range z, struct range y)
{
    if (range_holds(z, 0) && range_holds(y, 0))
        return x;
    return range_hull(
        quotient_part(x, z, range_cut(y, 1, VALUE_MAX)),
        quotient_part(
            x, range_negated(z), range_cut(range_negated(y), 1, VALUE_MAX)));
}

static bool times_narrow(struct box *box)
{
    box->z = product_cut(box->z, box->x, box->y);
    if (range_empty(box->z))
        return false;
    box->x = quotient_cut(box->x, box->z, box->y);
    if (range_empty(box->x))
        return false;
    box->y = quotient_cut(box->y, box->z, box->x);
    return !range_empty(box->y);
}

/* ---- 0 <= x, y < 2^31: 64-bit products, quotients only where they cut ---- */

static bool is_short(struct range x)
{
    return x.min >= 0 && x.max <= INT32_MAX;
}

/* Cuts x to z / y, where x.min·y.max < z.min or x.max·y.min > z.max. */
static bool
cut_factor(struct branch *branch, view x, struct range z, struct range y)
{
    assert(y.max > 0);
    return tell_min(branch, x, integer_divide_up(z.min, y.max)) &&
           (y.min == 0 ||
            tell_max(branch, x, integer_divide_down(z.max, y.min)));
}

/* One round; *ret_settled: the bounds were at their fixpoint. */
static bool short_round(
    struct branch *branch, const struct ternary *times, struct range x,
    struct range y, bool *ret_settled)
{
    value least = x.min * y.min, greatest = x.max * y.max;
    value low_high = x.min * y.max, high_low = x.max * y.min;
    struct range z = range_of(branch, times->z);
    *ret_settled = true;
    if (least > z.min || greatest < z.max) {
        *ret_settled = false;
        z = range_meet(z, (struct range){least, greatest});
        if (!range_tell(branch, times->z, z))
            return false;
    }
    if (low_high < z.min || high_low > z.max) {
        *ret_settled = false;
        if (!cut_factor(branch, times->x, z, y))
            return false;
    }
    if (high_low < z.min || low_high > z.max) {
        *ret_settled = false;
        return cut_factor(branch, times->y, z, x);
    }
    return true;
}

/* ---- Propagator ---- */

static enum prop_status
times_propagate(struct branch *branch, const struct prop *prop)
{
    /* convergence may be slow: give way to others */
    enum {
        ROUNDS = 8
    };
    const struct ternary *times = (const struct ternary *)prop;
    for (int round = 0; round < ROUNDS; round++) {
        struct range x = range_of(branch, times->x);
        struct range y = range_of(branch, times->y);
        bool settled;
        if (!is_short(x) || !is_short(y))
            return ternary_propagate(branch, prop, times_narrow);
        if (!short_round(branch, times, x, y, &settled))
            return PROP_FAILED;
        if (settled)
            return (range_fixed(x) && range_fixed(y)) || x.max == 0 ||
                           y.max == 0
                       ? PROP_ENTAILED
                       : PROP_STABLE;
    }
    return PROP_AGAIN;
}

static bool times_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    return ternary_explain(before, prop, *wanted, times_narrow, ret);
}

static const struct prop_class times_class = {
    .name = "times",
    .cost = PROP_TERNARY,
    .propagate = times_propagate,
    .explain = times_explain,
};

/* ---- Posting ---- */

static bool model_is(const struct model *model, var x, value v)
{
    return model_fixed(model, x) && model_min(model, x) == v;
}

/* z = ±x, where x and z have a bound in common */
static enum simplified
alias_product(struct model *model, var z, var x, bool negated)
{
    return model_alias(model, z, x, negated, 0) ? SIMPLIFY_DONE
                                                : SIMPLIFY_FAILED;
}

static enum simplified
times_simplify(struct model *model, const struct constraint *c)
{
    var x = c->vars[0], y = c->vars[1], z = c->vars[2];
    enum simplified simplified = ternary_simplify(model, c, times_narrow);
    if (simplified != SIMPLIFY_KEEP)
        return simplified;
    for (int sign = -1; sign <= 1; sign += 2) {
        if (model_is(model, y, sign))
            return alias_product(model, z, x, sign < 0);
        if (model_is(model, x, sign))
            return alias_product(model, z, y, sign < 0);
    }
    if ((model_is(model, x, 0) || model_is(model, y, 0)) &&
        model_is(model, z, 0))
        return SIMPLIFY_DONE;
    return SIMPLIFY_KEEP;
}

static void
times_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    view x = post_view(post, c->vars[0]), y = post_view(post, c->vars[1]);
    view z = post_view(post, c->vars[2]);
    if (view_is_literal(y))
        times_literal_post(post, x, y, z);
    else if (view_is_literal(x))
        times_literal_post(post, y, x, z);
    else if (view_same(x, y))
        times_square_post(post, x, z);
    else
        ternary_post(post, &times_class, x, y, z);
}

const struct constraint_class constraint_times = {
    .name = "times",
    .check = times_check,
    .simplify = times_simplify,
    .post = times_post,
};
