/* division.c — x div y = z and x mod y = z, rounding towards zero
 *
 * The signs of x and y split the box into up to four parts; in each, the
 * magnitudes obey division of natural numbers, whose bounds follow from
 * z·y <= x < (z + 1)·y and x = q·y + z, 0 <= z < y. The hull over the parts
 * that have solutions is what remains. y = 0 is in no part.
 */
#include "propagators/propagators.h"

#include "propagators/integer.h"
#include "propagators/ternary.h"

/* Cuts magnitudes (x, z >= 0, y >= 1); false where no solution is left. */
typedef bool natural_function(struct box *box);

static bool box_empty(const struct box *box)
{
    return range_empty(box->x) || range_empty(box->y) || range_empty(box->z);
}

/* Narrows the part where x and y have the given signs, and adds it to *found.
 * z has the sign of x, or for a quotient that of x·y. */
static void narrow_part(
    struct box *found, const struct box *box, bool x_negative, bool y_negative,
    bool z_negative, natural_function *natural)
{
    struct range x = x_negative ? range_negated(box->x) : box->x;
    struct range y = y_negative ? range_negated(box->y) : box->y;
    struct range z = z_negative ? range_negated(box->z) : box->z;
    struct box part = {
        range_cut(x, 0, VALUE_MAX), range_cut(y, 1, VALUE_MAX),
        range_cut(z, 0, VALUE_MAX)};
    if (box_empty(&part) || !natural(&part))
        return;
    found->x =
        range_hull(found->x, x_negative ? range_negated(part.x) : part.x);
    found->y =
        range_hull(found->y, y_negative ? range_negated(part.y) : part.y);
    found->z =
        range_hull(found->z, z_negative ? range_negated(part.z) : part.z);
}

/* ---- Quotients ---- */

/* One round; false where no solution is left. */
static bool cut_quotient(struct box *box)
{
    box->z =
        range_cut(box->z, box->x.min / box->y.max, box->x.max / box->y.min);
    if (range_empty(box->z))
        return false;
    box->x = range_cut(
        box->x, (wide)box->z.min * box->y.min,
        (wide)box->z.max * box->y.max + box->y.max - 1);
    if (range_empty(box->x))
        return false;
    /* y > x / (z + 1), and y <= x / z */
    wide above = (wide)box->x.min / ((wide)box->z.max + 1);
    box->y = range_cut(
        box->y, above + 1,
        box->z.min > 0 ? box->x.max / box->z.min : VALUE_MAX);
    return !range_empty(box->y);
}

static bool narrow_rounds(struct box *box, natural_function *cut)
{
    /* what more rounds would find, later runs find */
    enum {
        ROUNDS = 4
    };
    for (int round = 0; round < ROUNDS; round++) {
        struct box old = *box;
        if (!cut(box))
            return false;
        if (box_same(&old, box))
            break;
    }
    return true;
}

static bool natural_quotient(struct box *box)
{
    return narrow_rounds(box, cut_quotient);
}

static bool division_narrow(struct box *box)
{
    struct box found = {RANGE_EMPTY, RANGE_EMPTY, RANGE_EMPTY};
    for (int part = 0; part < 4; part++)
        narrow_part(
            &found, box, part & 1, part >> 1, (part & 1) != part >> 1,
            natural_quotient);
    *box = found;
    return !range_empty(found.x);
}

/* ---- Remainders ---- */

/* The quotients of x by y that leave a remainder in z. */
static struct range quotients(const struct box *box)
{
    value low = integer_divide_up(box->x.min - box->z.max, box->y.max);
    value floor = box->x.min / box->y.max;
    return (struct range){
        low > floor ? low : floor, (box->x.max - box->z.min) / box->y.min};
}

/* x = q·y + z */
static bool cut_with_quotients(struct box *box)
{
    struct range q = quotients(box);
    if (range_empty(q))
        return false;
    box->x = range_cut(
        box->x, (wide)q.min * box->y.min + box->z.min,
        (wide)q.max * box->y.max + box->z.max);
    if (range_empty(box->x))
        return false;
    box->z = range_cut(
        box->z, box->x.min - (wide)q.max * box->y.max,
        box->x.max - (wide)q.min * box->y.min);
    if (range_empty(box->z))
        return false;
    value rest = box->x.min - box->z.max;
    box->y = range_cut(
        box->y, rest > 0 ? integer_divide_up(rest, q.max) : 1,
        q.min > 0 ? (box->x.max - box->z.min) / q.min : VALUE_MAX);
    return !range_empty(box->y);
}

/* y is fixed: moves the bounds of x to values whose remainders are in z, and
 * those of z where the quotients of x's bounds are neighbours. */
static bool cut_with_divisor(struct box *box)
{
    value y = box->y.min;
    value low = box->x.min % y, high = box->x.max % y;
    wide min = box->x.min, max = box->x.max;
    if (low < box->z.min)
        min += box->z.min - low;
    else if (low > box->z.max)
        min += (wide)y - low + box->z.min;
    if (high > box->z.max)
        max -= high - box->z.max;
    else if (high < box->z.min)
        max -= (wide)high + y - box->z.max;
    if (box->x.max / y - box->x.min / y == 1 && low > high) {
        /* remainders are in 0..high or low..y - 1 */
        if (box->z.min > high)
            box->z = range_cut(box->z, low, y - 1);
        else if (box->z.max < low)
            box->z = range_cut(box->z, 0, high);
    }
    box->x = range_cut(box->x, min, max);
    return !range_empty(box->x) && !range_empty(box->z);
}

static bool cut_remainder(struct box *box)
{
    box->z = range_cut(
        box->z, 0, box->y.max - 1 < box->x.max ? box->y.max - 1 : box->x.max);
    if (range_empty(box->z))
        return false;
    box->y = range_cut(box->y, (wide)box->z.min + 1, VALUE_MAX);
    box->x = range_cut(box->x, box->z.min, VALUE_MAX);
    if (range_empty(box->y) || range_empty(box->x))
        return false;
    if (!cut_with_quotients(box))
        return false;
    return box->y.min < box->y.max || cut_with_divisor(box);
}

static bool natural_remainder(struct box *box)
{
    return narrow_rounds(box, cut_remainder);
}

static bool modulo_narrow(struct box *box)
{
    struct box found = {RANGE_EMPTY, RANGE_EMPTY, RANGE_EMPTY};
    for (int part = 0; part < 4; part++)
        narrow_part(
            &found, box, part & 1, part >> 1, part & 1, natural_remainder);
    *box = found;
    return !range_empty(found.x);
}

/* ---- Propagators ---- */

static enum prop_status
division_propagate(struct branch *branch, const struct prop *prop)
{
    return ternary_propagate(branch, prop, division_narrow);
}

static bool division_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    return ternary_explain(before, prop, *wanted, division_narrow, ret);
}

static const struct prop_class division_class = {
    .name = "division",
    .cost = PROP_TERNARY,
    .propagate = division_propagate,
    .explain = division_explain,
};

static enum prop_status
modulo_propagate(struct branch *branch, const struct prop *prop)
{
    return ternary_propagate(branch, prop, modulo_narrow);
}

static bool modulo_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    return ternary_explain(before, prop, *wanted, modulo_narrow, ret);
}

static const struct prop_class modulo_class = {
    .name = "modulo",
    .cost = PROP_TERNARY,
    .propagate = modulo_propagate,
    .explain = modulo_explain,
};

static void post_with_divisor(
    struct post *post, const struct constraint *c,
    const struct prop_class *class)
{
    view y = post_view(post, c->vars[1]);
    post_tell_remove(post, y, 0);
    ternary_post(
        post, class, post_view(post, c->vars[0]), y,
        post_view(post, c->vars[2]));
}

static enum simplified simplify_with_divisor(
    struct model *model, const struct constraint *c, narrow_function *narrow)
{
    return model_remove(model, c->vars[1], 0)
               ? ternary_simplify(model, c, narrow)
               : SIMPLIFY_FAILED;
}

/* ---- div ---- */

static bool division_check(const struct constraint *c, const value *values)
{
    value x = values[c->vars[0].index], y = values[c->vars[1].index];
    return y != 0 && x / y == values[c->vars[2].index];
}

static enum simplified
division_simplify(struct model *model, const struct constraint *c)
{
    return simplify_with_divisor(model, c, division_narrow);
}

static void
division_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    post_with_divisor(post, c, &division_class);
}

const struct constraint_class constraint_division = {
    .name = "division",
    .check = division_check,
    .simplify = division_simplify,
    .post = division_post,
};

/* ---- mod ---- */

static bool modulo_check(const struct constraint *c, const value *values)
{
    value x = values[c->vars[0].index], y = values[c->vars[1].index];
    return y != 0 && x % y == values[c->vars[2].index];
}

static enum simplified
modulo_simplify(struct model *model, const struct constraint *c)
{
    return simplify_with_divisor(model, c, modulo_narrow);
}

static void
modulo_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    post_with_divisor(post, c, &modulo_class);
}

const struct constraint_class constraint_modulo = {
    .name = "modulo",
    .check = modulo_check,
    .simplify = modulo_simplify,
    .post = modulo_post,
};
