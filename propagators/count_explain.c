/* count_explain.c — reasons of count
 *
 * Where the contrary of what is wanted is assumed, no value of y is possible:
 * either y has lost it, or n cannot be the number of xs that equal it
 * (among_explain.c). Values of y that no x has between its bounds, below the
 * common ones and above, are refuted in one go: at most as many xs as lie on
 * the wrong side of them may count.
 *
 *     values of y     5 … 9 | 10 11 12 … 17 | 18 … 30
 *                     below   one by one       above
 */
#include "propagators/count.h"

#include "propagators/absence.h"
#include "propagators/among.h"
#include "propagators/range.h"

struct refutation {
    struct among_claim claim;
    view y;
    struct range assumed; /* of y */
    struct range left;    /* values that y may have then, between bounds */
    struct reason *ret;
};

/* y cannot be beyond its least, or greatest, value. */
static bool add_least(const struct refutation *r)
{
    return r->assumed.min >= r->left.min ||
           reason_add(r->claim.before, r->ret, r->y, LITERAL_MIN, r->left.min);
}

static bool add_greatest(const struct refutation *r)
{
    return r->assumed.max <= r->left.max ||
           reason_add(r->claim.before, r->ret, r->y, LITERAL_MAX, r->left.max);
}

/* y cannot lie in a run of values: no x can then equal it, and n is not 0; or
 * it has lost them. If the run begins, or ends, with the values of y, what is
 * beyond may be refuted with it, and needs no bound of y. */
static bool refute_run(const struct refutation *r, struct range run)
{
    size_t mark = r->ret->count;
    bool from_least = run.min == r->left.min;
    bool to_greatest = run.max == r->left.max;
    for (int bounds = 0; bounds < 4; bounds++) {
        bool least = bounds & 1, greatest = bounds & 2;
        struct range tried = {
            from_least && !least ? r->assumed.min : run.min,
            to_greatest && !greatest ? r->assumed.max : run.max};
        struct among_set set = {.ranges = &tried, .count = 1};
        if ((least && !from_least) || (greatest && !to_greatest))
            continue;
        r->ret->count = mark;
        if (among_refutes(&r->claim, &set, false, r->ret) &&
            (!least || add_least(r)) && (!greatest || add_greatest(r)))
            return true;
    }
    r->ret->count = mark;
    return absence_in(r->claim.before, r->ret, r->y, r->assumed, &run, 1);
}

static bool refute_below(const struct refutation *r, value least)
{
    return least == r->left.min
               ? add_least(r)
               : refute_run(r, (struct range){r->left.min, least - 1});
}

static bool refute_above(const struct refutation *r, value greatest)
{
    return greatest == r->left.max
               ? add_greatest(r)
               : refute_run(r, (struct range){greatest + 1, r->left.max});
}

static bool refute_value(const struct refutation *r, value v)
{
    struct range run = {v, v};
    struct among_set set = {.ranges = &run, .count = 1};
    if (!explain_contains(r->claim.before, r->y, v))
        return reason_removed(r->claim.before, r->ret, r->y, v);
    return among_refutes(&r->claim, &set, true, r->ret);
}

/* The hull of the values that y and an x may both have. */
static struct range common_values(const struct refutation *r)
{
    const struct among_claim *claim = &r->claim;
    struct range common = RANGE_EMPTY;
    for (uint32_t i = 0; i < claim->count; i++) {
        struct range x = {
            explain_min(claim->before, claim->xs[i]),
            explain_max(claim->before, claim->xs[i])};
        common = range_hull(common, range_meet(x, r->left));
    }
    return common;
}

static bool refute_values(const struct refutation *r)
{
    struct range common = common_values(r);
    if (range_empty(common))
        return refute_run(r, r->left);
    uint64_t last = (uint64_t)common.max - (uint64_t)common.min;
    if (last >= COUNT_SPAN_MAX)
        return false;
    if (!refute_below(r, common.min) || !refute_above(r, common.max))
        return false;
    for (uint64_t k = 0; k <= last; k++)
        if (!refute_value(r, common.min + (value)k))
            return false;
    return true;
}

/* n cannot be a number of xs at all. */
static bool refute_number(const struct refutation *r)
{
    struct range all = ABSENCE_NOTHING;
    struct among_set set = {.ranges = &all, .count = 1};
    return among_refutes(&r->claim, &set, false, r->ret);
}

static bool refute_negated(const struct refutation *r)
{
    value v = explain_min(r->claim.before, r->y);
    struct range run = {v, v};
    struct among_set set = {.ranges = &run, .count = 1};
    return reason_fixed(r->claim.before, r->ret, r->y) &&
           among_refutes_negated(&r->claim, &set, r->ret);
}

bool count_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct count *self = (const struct count *)prop;
    const struct network *network = before->branch->network;
    struct range y = {
        explain_min(before, self->y), explain_max(before, self->y)};
    struct range assumed = absence_assumed(network, *wanted, self->y);
    struct refutation r = {
        .claim = {before, *wanted, self->number, self->count, self->xs},
        .y = self->y,
        .assumed = assumed,
        .left = range_meet(y, assumed),
        .ret = ret,
    };
    size_t mark = ret->count;
    if (!absence_condition(before, ret, *wanted, self->condition))
        return false;
    if (self->negated)
        return refute_negated(&r);
    size_t after = ret->count;
    if (refute_number(&r))
        return true;
    ret->count = after;
    bool refuted = refute_values(&r);
    absence_tidy(ret, mark);
    return refuted;
}
