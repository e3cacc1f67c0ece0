/* power.c — x to the power y = z, and x·x = z
 *
 * As MiniZinc has it: 0 to the power 0 is 1; for y < 0 it is 1 div x^-y, so 0
 * is no base, and the result is 0 beyond ±1.
 *
 * Exponents fall into classes that act alike on 64-bit values: each of
 * 0..EXPONENT_LAST by itself, and by parity the negative ones and the greater
 * ones (where only -1, 0, 1 have powers that fit). Within a class and a sign of
 * x the power is monotone, so that integer roots give the best bounds; the
 * hulls over classes and signs make it bounds (Z) consistent.
 */
#include "propagators/propagators.h"

#include "propagators/integer.h"
#include "propagators/ternary.h"
#include "propagators/times.h"

enum {
    EXPONENT_LAST = 62, /* of 2 in 64 bits */
    NEGATIVE_EVEN = -2,
    NEGATIVE_ODD = -1,
    GREATER_ODD = EXPONENT_LAST + 1,
    GREATER_EVEN = EXPONENT_LAST + 2,
};

/* ---- Check ---- */

static bool power_check(const struct constraint *c, const value *values)
{
    value x = values[c->vars[0].index], y = values[c->vars[1].index];
    value z = values[c->vars[2].index];
    if (x == 0)
        return y >= 0 && z == (y == 0);
    if (x == 1 || x == -1)
        return z == (y % 2 == 0 ? 1 : x);
    if (y < 0)
        return z == 0;
    wide power = 1;
    for (value i = 0; i < y; i++) {
        power *= x;
        if (power > VALUE_MAX || power < VALUE_MIN)
            return false;
    }
    return power == z;
}

/* ---- Narrowing ---- */

/* The values of y that are of parity k and in min..max. */
static struct range parity_cut(struct range y, int k, value min, value max)
{
    y = range_cut(y, min, max);
    if (range_empty(y))
        return y;
    return range_cut(
        y, (wide)y.min + ((y.min ^ k) & 1), (wide)y.max - ((y.max ^ k) & 1));
}

static struct range class_members(struct range y, int k)
{
    if (k < 0)
        return parity_cut(y, k, VALUE_MIN, -1);
    if (k > EXPONENT_LAST)
        return parity_cut(y, k, GREATER_ODD, VALUE_MAX);
    return range_cut(y, k, k);
}

/* Solutions have been found in x, y, z; none if one of them is empty. */
static void
add(struct box *found, struct range x, struct range y, struct range z)
{
    if (range_empty(x) || range_empty(y) || range_empty(z))
        return;
    found->x = range_hull(found->x, x);
    found->y = range_hull(found->y, y);
    found->z = range_hull(found->z, z);
}

/* Cuts x >= 0 and z to x^n = z, n > 0. */
static bool cut_natural(struct range *x, struct range *z, uint32_t n)
{
    *z = range_cut(*z, 0, VALUE_MAX);
    if (range_empty(*z) || range_empty(*x))
        return false;
    *x =
        range_cut(*x, integer_root_up(z->min, n), integer_root_down(z->max, n));
    if (range_empty(*x))
        return false;
    *z = range_cut(*z, integer_power(x->min, n), integer_power(x->max, n));
    return !range_empty(*z);
}

static void
add_positive(struct box *found, const struct box *box, struct range y, int n)
{
    struct range x = range_cut(box->x, 0, VALUE_MAX), z = box->z;
    if (cut_natural(&x, &z, (uint32_t)n))
        add(found, x, y, z);
    x = range_cut(range_negated(box->x), 1, VALUE_MAX);
    z = n % 2 == 0 ? box->z : range_negated(box->z);
    if (cut_natural(&x, &z, (uint32_t)n))
        add(found, range_negated(x), y, n % 2 == 0 ? z : range_negated(z));
}

static void
add_negative(struct box *found, const struct box *box, struct range y, int k)
{
    value of_minus_one = k == NEGATIVE_ODD ? -1 : 1;
    add(found, range_cut(box->x, 1, 1), y, range_cut(box->z, 1, 1));
    add(found, range_cut(box->x, -1, -1), y,
        range_cut(box->z, of_minus_one, of_minus_one));
    struct range zero = range_cut(box->z, 0, 0);
    add(found, range_cut(box->x, 2, VALUE_MAX), y, zero);
    add(found, range_cut(box->x, VALUE_MIN, -2), y, zero);
}

static bool power_narrow(struct box *box)
{
    struct box found = {RANGE_EMPTY, RANGE_EMPTY, RANGE_EMPTY};
    value first = box->y.min < 0               ? NEGATIVE_EVEN
                  : box->y.min > EXPONENT_LAST ? GREATER_ODD
                                               : box->y.min;
    value last = box->y.max < 0               ? NEGATIVE_ODD
                 : box->y.max > EXPONENT_LAST ? GREATER_EVEN
                                              : box->y.max;
    for (int k = (int)first; k <= last; k++) {
        struct range y = class_members(box->y, k);
        if (range_empty(y))
            continue;
        if (k < 0)
            add_negative(&found, box, y, k);
        else if (k == 0)
            add(&found, box->x, y, range_cut(box->z, 1, 1));
        else
            add_positive(&found, box, y, k);
    }
    *box = found;
    return !range_empty(found.x);
}

/* ---- Propagator ---- */

static enum prop_status
power_propagate(struct branch *branch, const struct prop *prop)
{
    return ternary_propagate(branch, prop, power_narrow);
}

static bool power_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    return ternary_explain(before, prop, *wanted, power_narrow, ret);
}

static const struct prop_class power_class = {
    .name = "power",
    .cost = PROP_TERNARY,
    .propagate = power_propagate,
    .explain = power_explain,
};

static enum simplified
power_simplify(struct model *model, const struct constraint *c)
{
    var x = c->vars[0], y = c->vars[1], z = c->vars[2];
    enum simplified simplified = ternary_simplify(model, c, power_narrow);
    if (simplified != SIMPLIFY_KEEP || !model_fixed(model, y))
        return simplified;
    if (model_min(model, y) == 1)
        return model_alias(model, z, x, false, 0) ? SIMPLIFY_DONE
                                                  : SIMPLIFY_FAILED;
    return SIMPLIFY_KEEP;
}

static void
power_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    ternary_post(
        post, &power_class, post_view(post, c->vars[0]),
        post_view(post, c->vars[1]), post_view(post, c->vars[2]));
}

void times_square_post(struct post *post, view x, view z)
{
    ternary_post(post, &power_class, x, post_constant(post, 2), z);
}

const struct constraint_class constraint_power = {
    .name = "power",
    .check = power_check,
    .simplify = power_simplify,
    .post = power_post,
};
