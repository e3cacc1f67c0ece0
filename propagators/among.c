/* among.c — exactly n of the xs lie in a set
 *
 * With the number of xs that are inside and of those that may be: n lies
 * between them; where n is one of these, all that are open go inside or
 * outside. Domain consistent where no variable occurs twice, but for inner
 * values of n, which need none. A branch keeps which xs are open, so that a run
 * looks at no other.
 *
 * In a branch, from prop.state on:
 *
 *   0    number of xs inside (32 bits)
 *   8    words: the xs that are not known to be open, one bit each
 */
#include "propagators/among.h"

#include "coro/fatal.h"
#include "propagators/absence.h"
#include "propagators/propagators.h"
#include "propagators/range.h"
#include "propagators/shared.h"
#include "propagators/window.h"
#include "solver/post.h"
#include "solver/worker.h"

#include <stdlib.h>
#include <string.h>

/* ---- Sets ---- */

struct among_set among_set_of(const struct range *ranges, uint32_t count)
{
    struct among_set set = {.ranges = ranges, .count = count};
    if (count == 0)
        return set;
    set.base = ranges[0].min;
    if ((uint64_t)ranges[count - 1].max - (uint64_t)set.base > 63)
        return set;
    for (uint32_t i = 0; i < count; i++) {
        value low = ranges[i].min - set.base, high = ranges[i].max - set.base;
        set.bits |= UINT64_MAX << low & UINT64_MAX >> (63 - high);
    }
    return set;
}

bool among_reaches(const struct branch *branch, view x, value min, value max)
{
    value low = domain_min(branch, x), high = domain_max(branch, x);
    if (min > high || max < low || min > max)
        return false;
    if (min <= low || max >= high)
        return true;
    return domain_contains(branch, x, min) ||
           domain_next(branch, x, min) <= max;
}

static bool
in_no_range(const struct branch *branch, view x, const struct among_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (among_reaches(branch, x, set->ranges[i].min, set->ranges[i].max))
            return false;
    return true;
}

/* Walks the domain from range to range. */
static bool
in_ranges(const struct branch *branch, view x, const struct among_set *set)
{
    value v = domain_min(branch, x), max = domain_max(branch, x);
    for (uint32_t i = 0; i < set->count && set->ranges[i].min <= v; i++) {
        if (set->ranges[i].max < v)
            continue;
        if (set->ranges[i].max >= max)
            return true;
        v = domain_next(branch, x, set->ranges[i].max);
    }
    return false;
}

enum membership among_membership(
    const struct branch *branch, view x, const struct among_set *set)
{
    if (!set->bits)
        return in_no_range(branch, x, set) ? MEMBERSHIP_OUTSIDE
               : in_ranges(branch, x, set) ? MEMBERSHIP_INSIDE
                                           : MEMBERSHIP_OPEN;
    uint64_t window = window_read(branch, x, set->base);
    if (!(window & set->bits))
        return MEMBERSHIP_OUTSIDE;
    if (window & ~set->bits || domain_min(branch, x) < set->base ||
        (uint64_t)domain_max(branch, x) - (uint64_t)set->base > 63)
        return MEMBERSHIP_OPEN;
    return MEMBERSHIP_INSIDE;
}

/* Removes what the domain has in from..to. */
static bool remove_run(struct branch *branch, view x, value from, value to)
{
    value low = domain_min(branch, x), high = domain_max(branch, x);
    if (to < low || from > high)
        return true;
    if (from <= low && to >= high)
        return false;
    if (from <= low)
        return tell_min(branch, x, to + 1);
    if (to >= high)
        return tell_max(branch, x, from - 1);
    if (!range_holds_holes(branch, x))
        return true;
    for (value v = domain_next(branch, x, from - 1); v <= to;
         v = domain_next(branch, x, v))
        if (!tell_remove(branch, x, v))
            return false;
    return true;
}

bool among_include(struct branch *branch, view x, const struct among_set *set)
{
    if (set->count == 0)
        return false;
    if (set->bits)
        return tell_bits(branch, x, set->base, set->bits);
    if (!tell_min(branch, x, set->ranges[0].min) ||
        !tell_max(branch, x, set->ranges[set->count - 1].max))
        return false;
    for (uint32_t i = 1; i < set->count; i++)
        if (!remove_run(
                branch, x, set->ranges[i - 1].max + 1, set->ranges[i].min - 1))
            return false;
    return true;
}

static bool
put_outside(struct branch *branch, view x, const struct among_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (!remove_run(branch, x, set->ranges[i].min, set->ranges[i].max))
            return false;
    return true;
}

/* ---- Counting ---- */

static enum prop_status
put_all(struct branch *branch, const struct among_tally *tally, bool inside)
{
    for (uint32_t i = 0; i < tally->open_count; i++) {
        view x = tally->open[i];
        if (!(inside ? among_include(branch, x, tally->set)
                     : put_outside(branch, x, tally->set)))
            return PROP_FAILED;
    }
    return tally->exact || tally->open_count == 0 ? PROP_ENTAILED : PROP_AGAIN;
}

enum prop_status
among_settle(struct branch *branch, const struct among_tally *tally)
{
    enum condition condition = condition_read(branch, tally->condition);
    value least = tally->inside, most = least + tally->open_count;
    view number = tally->number;
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    if (!among_reaches(branch, number, least, most))
        return condition_refuted(branch, tally->condition);
    if (condition == CONDITION_OPEN)
        return least == most && domain_fixed(branch, number) ? PROP_ENTAILED
                                                             : PROP_STABLE;
    if (!tell_min(branch, number, least) || !tell_max(branch, number, most))
        return PROP_FAILED;
    if (domain_max(branch, number) == least)
        return put_all(branch, tally, false);
    if (domain_min(branch, number) == most)
        return put_all(branch, tally, true);
    return tally->exact ? PROP_STABLE : PROP_AGAIN;
}

enum prop_status
among_settle_negated(struct branch *branch, const struct among_tally *tally)
{
    enum condition condition = condition_read(branch, tally->condition);
    value least = tally->inside, most = least + tally->open_count;
    view number = tally->number;
    if (condition == CONDITION_FALSE ||
        !among_reaches(branch, number, least, most))
        return PROP_ENTAILED;
    if (least == most && domain_fixed(branch, number))
        return condition_refuted(branch, tally->condition);
    if (condition == CONDITION_OPEN)
        return PROP_STABLE;
    if (least == most) {
        if (!tell_remove(branch, number, least))
            return PROP_FAILED;
        return domain_contains(branch, number, least) ? PROP_STABLE
                                                      : PROP_ENTAILED;
    }
    if (tally->open_count > 1 || !domain_fixed(branch, number))
        return PROP_STABLE;
    return put_all(branch, tally, domain_value(branch, number) == least);
}

/* ---- The propagator ---- */

struct among {
    struct prop prop;
    view condition, number;
    struct among_set set;
    bool negated, exact;
    uint32_t count;
    view xs[]; /* and the number once more */
};

/* Looks again at the xs that were open; those that still are are listed. */
static void look_again(
    struct branch *branch, const struct among *self, view *ret_open,
    struct among_tally *tally)
{
    uint32_t at = self->prop.state, inside = tally->inside;
    for (uint32_t first = 0; first < self->count; first += 64) {
        uint32_t here = self->count - first < 64 ? self->count - first : 64;
        at += 8;
        uint64_t known = *(const uint64_t *)branch_read(branch, at),
                 now = known;
        for (uint64_t rest = ~known & UINT64_MAX >> (64 - here); rest;
             rest &= rest - 1) {
            view x = self->xs[first + (uint32_t)__builtin_ctzll(rest)];
            enum membership where = among_membership(branch, x, &self->set);
            if (where == MEMBERSHIP_OPEN) {
                ret_open[tally->open_count++] = x;
                continue;
            }
            now |= rest & -rest;
            inside += where == MEMBERSHIP_INSIDE;
        }
        if (now != known)
            *(uint64_t *)branch_write(branch, at) = now;
    }
    if (inside != tally->inside)
        *(uint32_t *)branch_write(branch, self->prop.state) = inside;
    tally->inside = inside;
}

static enum prop_status
among_propagate(struct branch *branch, const struct prop *prop)
{
    const struct among *self = (const struct among *)prop;
    view *open = worker_scratch(branch->worker, self->count * sizeof *open);
    struct among_tally tally = {
        .condition = self->condition,
        .number = self->number,
        .set = &self->set,
        .inside = *(const uint32_t *)branch_read(branch, prop->state),
        .open = open,
        .exact = self->exact,
    };
    look_again(branch, self, open, &tally);
    return self->negated ? among_settle_negated(branch, &tally)
                         : among_settle(branch, &tally);
}

static bool among_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct among *self = (const struct among *)prop;
    struct among_claim claim = {
        before, *wanted, self->number, self->count, self->xs};
    return absence_condition(before, ret, *wanted, self->condition) &&
           (self->negated ? among_refutes_negated(&claim, &self->set, ret)
                          : among_refutes(&claim, &self->set, true, ret));
}

static const struct prop_class among_class = {
    .name = "among",
    .cost = PROP_LINEAR,
    .propagate = among_propagate,
    .explain = among_explain,
};

/* ---- Posting ---- */

void among_post(
    struct post *post, view number, const view *xs, uint32_t count,
    struct among_set set, view condition, bool negated)
{
    struct among *self =
        post_prop(post, &among_class, sizeof *self + (count + 1) * sizeof *xs);
    *self = (struct among){
        .prop = self->prop,
        .condition = condition,
        .number = number,
        .set = set,
        .negated = negated,
        .count = count,
    };
    memcpy(self->xs, xs, count * sizeof *xs);
    self->xs[count] = number;
    self->exact = shared_exact(self->xs, count + 1);
    self->set.ranges =
        post_copy(post, set.ranges, set.count * sizeof *set.ranges);
    post_state(post, &self->prop, 8 + (count + 63) / 64 * 8, false);
    for (uint32_t i = 0; i < count; i++)
        post_wake(post, &self->prop, xs[i], WAKE_DOMAIN);
    post_wake(post, &self->prop, number, WAKE_DOMAIN);
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
}

/* ---- The constraint: vars: n, xs; values: ranges ---- */

static bool among_check(const struct constraint *c, const value *values)
{
    value inside = 0;
    for (uint32_t i = 1; i < c->var_count; i++) {
        value v = values[c->vars[i].index];
        for (uint32_t r = 0; r < c->value_count; r += 2)
            inside += c->values[r] <= v && v <= c->values[r + 1];
    }
    return values[c->vars[0].index] == inside;
}

static enum simplified
among_simplify(struct model *model, const struct constraint *c)
{
    return model_tighten(model, c->vars[0], 0, (value)c->var_count - 1)
               ? SIMPLIFY_KEEP
               : SIMPLIFY_FAILED;
}

static void post_either(
    struct post *post, const struct constraint *c, view condition, bool negated)
{
    uint32_t ranges = c->value_count / 2, merged = 0;
    struct range *list = malloc((ranges + 1) * sizeof *list);
    view *xs = malloc(c->var_count * sizeof *xs);
    if (!list || !xs)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < ranges; i++) {
        struct range range = {c->values[2 * i], c->values[2 * i + 1]};
        if (merged > 0 && list[merged - 1].max + 1 == range.min)
            list[merged - 1].max = range.max;
        else
            list[merged++] = range;
    }
    for (uint32_t i = 0; i < c->var_count; i++)
        xs[i] = post_view(post, c->vars[i]);
    among_post(
        post, xs[0], xs + 1, c->var_count - 1, among_set_of(list, merged),
        condition, negated);
    free(xs);
    free(list);
}

static void among_post_positive(
    struct post *post, const struct constraint *c, view condition)
{
    post_either(post, c, condition, false);
}

static void among_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    post_either(post, c, condition, true);
}

const struct constraint_class constraint_among = {
    .name = "among",
    .check = among_check,
    .simplify = among_simplify,
    .post = among_post_positive,
    .post_negation = among_post_negation,
    .makes_holes = true,
};
