/* linear_equal.c — equations of one or two variables, domain consistent
 *
 *   condition → x = v, condition → x ≠ v
 *   condition → x = ±y + offset
 *
 * Without a condition the latter is an alias (linear.c, simplify) and needs no
 * propagator. Two domains are compared 64 values at a time, over the overlap of
 * their bounds; where that is wider than COMPARED_MAX only bounds are.
 */
#include "propagators/linear.h"

#include "solver/tell.h"
#include "solver/worker.h"

enum { COMPARED_MAX = 1 << 14 };

/* ---- x = v, x ≠ v ---- */

struct equal_value {
    struct prop prop;
    view condition, x;
    value v;
};

static enum prop_status
equal_value_propagate(struct branch *branch, const struct prop *prop)
{
    const struct equal_value *equal = (const struct equal_value *)prop;
    if (domain_max(branch, equal->condition) == 0)
        return PROP_ENTAILED;
    if (!domain_contains(branch, equal->x, equal->v))
        return tell_false(branch, equal->condition) ? PROP_ENTAILED
                                                    : PROP_FAILED;
    if (domain_min(branch, equal->condition) == 1)
        return tell_fix(branch, equal->x, equal->v) ? PROP_ENTAILED
                                                    : PROP_FAILED;
    return domain_fixed(branch, equal->x) ? PROP_ENTAILED : PROP_STABLE;
}

static enum prop_status
differ_value_propagate(struct branch *branch, const struct prop *prop)
{
    const struct equal_value *differ = (const struct equal_value *)prop;
    if (domain_max(branch, differ->condition) == 0 ||
        !domain_contains(branch, differ->x, differ->v))
        return PROP_ENTAILED;
    if (domain_fixed(branch, differ->x))
        return tell_false(branch, differ->condition) ? PROP_ENTAILED
                                                     : PROP_FAILED;
    if (domain_min(branch, differ->condition) == 0)
        return PROP_STABLE;
    if (!tell_remove(branch, differ->x, differ->v))
        return PROP_FAILED;
    return tell_remove_lasting(branch, differ->x, differ->v) ? PROP_ENTAILED
                                                             : PROP_STABLE;
}

static bool equal_value_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct equal_value *equal = (const struct equal_value *)prop;
    size_t mark = ret->count;
    struct literal x;
    if (reason_refutes(before, ret, *wanted, equal->condition) &&
        reason_removed(before, ret, equal->x, equal->v))
        return true;
    ret->count = mark;
    return explain_matches(
               before->branch->network, *wanted, equal->x, &x) &&
           (x.kind == LITERAL_MIN   ? x.v <= equal->v
            : x.kind == LITERAL_MAX ? x.v >= equal->v
                                    : x.v != equal->v) &&
           reason_true(before, ret, equal->condition);
}

static bool differ_value_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct equal_value *differ = (const struct equal_value *)prop;
    size_t mark = ret->count;
    value v;
    if (reason_refutes(before, ret, *wanted, differ->condition) &&
        explain_min(before, differ->x) == differ->v &&
        reason_fixed(before, ret, differ->x))
        return true;
    ret->count = mark;
    return explain_removes(
               before->branch->network, *wanted, differ->x, &v) &&
           v == differ->v && reason_true(before, ret, differ->condition);
}

static const struct prop_class equal_value_class = {
    .name = "x = v",
    .cost = PROP_UNARY,
    .propagate = equal_value_propagate,
    .explain = equal_value_explain,
};

static const struct prop_class differ_value_class = {
    .name = "x ≠ v",
    .cost = PROP_UNARY,
    .propagate = differ_value_propagate,
    .explain = differ_value_explain,
};

void linear_equal_value_post(
    struct post *post, view x, value v, bool equal, view condition)
{
    struct equal_value *prop = post_prop(
        post, equal ? &equal_value_class : &differ_value_class, sizeof *prop);
    prop->condition = condition;
    prop->x = x;
    prop->v = v;
    bool holes =
        view_kind(x) == VIEW_SMALL || view_kind(x) == VIEW_LARGE;
    post_wake(
        post, &prop->prop, x,
        equal ? (holes ? WAKE_DOMAIN : WAKE_BOUNDS)
        : holes ? WAKE_FIX
                : WAKE_BOUNDS);
    post_wake(post, &prop->prop, condition, WAKE_FIX);
    post_link(
        post, &prop->prop, condition, x, equal ? LITERAL_EQUAL : LITERAL_REMOVE,
        v);
}

/* ---- x = ±y + offset ---- */

struct equal {
    struct prop prop;
    view condition;
    view x, y; /* y with the sign and offset in its view: x = y */
};

static value larger(value a, value b)
{
    return a > b ? a : b;
}

static value smaller(value a, value b)
{
    return a < b ? a : b;
}

/* True if the domains may share a value. */
static bool overlap(const struct branch *branch, view x, view y)
{
    value low = larger(domain_min(branch, x), domain_min(branch, y));
    value high = smaller(domain_max(branch, x), domain_max(branch, y));
    if (low > high)
        return false;
    if ((uint64_t)high - (uint64_t)low > COMPARED_MAX)
        return true;
    for (value from = low; from <= high; from += 64) {
        if (domain_bits(branch, x, from) & domain_bits(branch, y, from))
            return true;
        if (high - from < 64)
            break;
    }
    return false;
}

/* Removes from x what y has not, inside the bounds that they share. */
static bool copy_holes(struct branch *branch, view x, view y)
{
    value low = domain_min(branch, x), high = domain_max(branch, x);
    if ((uint64_t)high - (uint64_t)low > COMPARED_MAX)
        return true;
    for (value from = low; from <= high; from += 64) {
        uint64_t gone =
            domain_bits(branch, x, from) & ~domain_bits(branch, y, from);
        for (; gone; gone &= gone - 1)
            if (!tell_remove(branch, x, from + __builtin_ctzll(gone)))
                return false;
        if (high - from < 64)
            break;
    }
    return true;
}

static enum prop_status
equal_propagate(struct branch *branch, const struct prop *prop)
{
    const struct equal *equal = (const struct equal *)prop;
    view x = equal->x, y = equal->y;
    if (domain_max(branch, equal->condition) == 0)
        return PROP_ENTAILED;
    if (!overlap(branch, x, y))
        return tell_false(branch, equal->condition) ? PROP_ENTAILED
                                                    : PROP_FAILED;
    if (domain_min(branch, equal->condition) == 0)
        return PROP_STABLE;
    if (!tell_min(branch, x, domain_min(branch, y)) ||
        !tell_min(branch, y, domain_min(branch, x)) ||
        !tell_max(branch, x, domain_max(branch, y)) ||
        !tell_max(branch, y, domain_max(branch, x)) ||
        !copy_holes(branch, x, y) || !copy_holes(branch, y, x))
        return PROP_FAILED;
    return domain_fixed(branch, x) && domain_fixed(branch, y) ? PROP_ENTAILED
                                                              : PROP_AGAIN;
}

/* x has it because y has it. */
static bool explain_copy(
    const struct explain_view *before, view x, view y, struct literal wanted,
    struct reason *ret)
{
    const struct network *network = before->branch->network;
    size_t mark = ret->count;
    struct literal l;
    value v;
    if (explain_removes(network, wanted, x, &v) &&
        reason_removed(before, ret, y, v))
        return true;
    ret->count = mark;
    return explain_matches(network, wanted, x, &l) &&
           reason_equal(before, ret, x, y, l);
}

static bool equal_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct equal *equal = (const struct equal *)prop;
    size_t mark = ret->count;
    if (reason_refutes(before, ret, *wanted, equal->condition) &&
        reason_disjoint(before, ret, equal->x, equal->y))
        return true;
    ret->count = mark;
    return reason_true(before, ret, equal->condition) &&
           (explain_copy(before, equal->x, equal->y, *wanted, ret) ||
            explain_copy(before, equal->y, equal->x, *wanted, ret));
}

static const struct prop_class equal_class = {
    .name = "x = y",
    .cost = PROP_BINARY,
    .propagate = equal_propagate,
    .explain = equal_explain,
};

void linear_equal_post(
    struct post *post, view x, view y, bool negated, value offset,
    view condition)
{
    struct equal *equal = post_prop(post, &equal_class, sizeof *equal);
    equal->condition = condition;
    equal->x = x;
    equal->y = post_derived(post, y, negated, offset);
    post_wake(post, &equal->prop, x, WAKE_DOMAIN);
    post_wake(post, &equal->prop, y, WAKE_DOMAIN);
    post_wake(post, &equal->prop, condition, WAKE_FIX);
}
