/* member.c — x lies in a set of values
 *
 * Domain consistent, its condition included. Without a condition the set goes
 * into the model's domain. Else the set is cut to the variable's bounds and
 * stated for the variable behind the view; `condition → x not in S` is
 * membership in the complement. Then, by the kind of the domain:
 *
 *   BOOL             a clause
 *   SMALL            S as 64 bits: two masks a run
 *   LARGE            two hints, a value inside S and one outside it; while the
 *                    domain has both, nothing follows
 *   INTERVAL, WIDE   the ranges that the bounds lie in, by binary search
 */
#include "propagators/member.h"

#include "propagators/condition.h"
#include "propagators/propagators.h"
#include "solver/post.h"
#include "solver/tell.h"
#include "solver/worker.h"

#include <assert.h>

/* Index of the first range whose max is >= v; count if none is. */
static uint32_t find(const struct range *ranges, uint32_t count, value v)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (ranges[middle].max >= v)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static bool contained(const struct range *ranges, uint32_t count, value v)
{
    uint32_t at = find(ranges, count, v);
    return at < count && ranges[at].min <= v;
}

/* ---- SMALL ---- */

static enum prop_status
small_propagate(struct branch *branch, const struct prop *prop)
{
    const struct member *member = (const struct member *)prop;
    enum condition condition = condition_read(branch, member->condition);
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    uint64_t bits = domain_bits(branch, member->x, member->from);
    uint64_t kept = bits & member->bits;
    if (kept == 0)
        return condition_refuted(branch, member->condition);
    if (kept == bits)
        return PROP_ENTAILED;
    if (condition == CONDITION_OPEN)
        return PROP_STABLE;
    return tell_bits(branch, member->x, member->from, kept) ? PROP_ENTAILED
                                                            : PROP_FAILED;
}

/* ---- INTERVAL, WIDE ---- */

static enum prop_status
interval_propagate(struct branch *branch, const struct prop *prop)
{
    const struct member *member = (const struct member *)prop;
    const struct range *ranges = member->ranges;
    view x = member->x;
    enum condition condition = condition_read(branch, member->condition);
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    value min = domain_min(branch, x), max = domain_max(branch, x);
    uint32_t first = find(ranges, member->count, min);
    if (first == member->count || ranges[first].min > max)
        return condition_refuted(branch, member->condition);
    if (ranges[first].min <= min && max <= ranges[first].max)
        return PROP_ENTAILED;
    if (condition == CONDITION_OPEN)
        return PROP_STABLE;
    uint32_t last = find(ranges, member->count, max);
    if (last == member->count || ranges[last].min > max)
        last--;
    if (!tell_min(branch, x, ranges[first].min) ||
        !tell_max(branch, x, ranges[last].max))
        return PROP_FAILED;
    return first == last ? PROP_ENTAILED : PROP_STABLE;
}

/* ---- LARGE ---- */

/* The least value of the domain that is >= v and inside S, or outside it. */
static bool
next_inside(const struct branch *branch, const struct member *m, value *v)
{
    value max = domain_max(branch, m->x);
    for (uint32_t at = find(m->ranges, m->count, *v);
         at < m->count && m->ranges[at].min <= max;
         at = find(m->ranges, m->count, *v)) {
        if (*v < m->ranges[at].min)
            *v = m->ranges[at].min;
        if (!domain_contains(branch, m->x, *v))
            *v = domain_next(branch, m->x, *v);
        if (*v <= m->ranges[at].max)
            return true;
    }
    return false;
}

static bool
next_outside(const struct branch *branch, const struct member *m, value *v)
{
    value max = domain_max(branch, m->x);
    if (*v > max)
        return false;
    if (!domain_contains(branch, m->x, *v))
        *v = domain_next(branch, m->x, *v);
    for (;;) {
        uint32_t at = find(m->ranges, m->count, *v);
        if (at == m->count || m->ranges[at].min > *v)
            return true;
        if (m->ranges[at].max >= max)
            return false;
        *v = domain_next(branch, m->x, m->ranges[at].max);
    }
}

/* Is there a value inside S (or outside)? The hint is where one was. */
static bool
witnessed(const struct branch *branch, const struct member *m, bool inside)
{
    uint32_t *hint = &branch->worker->hints[m->prop.hint + !inside];
    value v = m->from + *hint;
    if (domain_contains(branch, m->x, v) &&
        contained(m->ranges, m->count, v) == inside)
        return true;
    v = domain_min(branch, m->x);
    if (!(inside ? next_inside : next_outside)(branch, m, &v))
        return false;
    *hint = (uint32_t)(v - m->from);
    return true;
}

static bool restrict_large(struct branch *branch, const struct member *member)
{
    value max = member->ranges[member->count - 1].max;
    if (!tell_min(branch, member->x, member->ranges[0].min) ||
        !tell_max(branch, member->x, max))
        return false;
    value v = domain_min(branch, member->x);
    for (; next_outside(branch, member, &v); v++)
        if (!tell_remove(branch, member->x, v))
            return false;
    return true;
}

static enum prop_status
large_propagate(struct branch *branch, const struct prop *prop)
{
    const struct member *member = (const struct member *)prop;
    switch (condition_read(branch, member->condition)) {
    case CONDITION_FALSE:
        return PROP_ENTAILED;
    case CONDITION_TRUE:
        return restrict_large(branch, member) ? PROP_ENTAILED : PROP_FAILED;
    case CONDITION_OPEN:
        break;
    }
    if (!witnessed(branch, member, true))
        return condition_refuted(branch, member->condition);
    return witnessed(branch, member, false) ? PROP_STABLE : PROP_ENTAILED;
}

/* ---- Posting ---- */

static const struct prop_class small_class = {
    .name = "member (small)",
    .cost = PROP_UNARY,
    .propagate = small_propagate,
    .explain = member_explain,
};

static const struct prop_class interval_class = {
    .name = "member (interval)",
    .cost = PROP_UNARY,
    .propagate = interval_propagate,
    .explain = member_explain,
};

static const struct prop_class large_class = {
    .name = "member (large)",
    .cost = PROP_UNARY,
    .propagate = large_propagate,
    .explain = member_explain,
};

struct set {
    uint32_t count;
    struct range *ranges;
};

/* Appends what of min..max lies in bounds; joins it to the range before. */
static void append(struct set *set, struct range bounds, value min, value max)
{
    if (min < bounds.min)
        min = bounds.min;
    if (max > bounds.max)
        max = bounds.max;
    if (min > max)
        return;
    if (set->count > 0 && set->ranges[set->count - 1].max >= min - 1)
        set->ranges[set->count - 1].max = max;
    else
        set->ranges[set->count++] = (struct range){min, max};
}

/* S as values of the variable behind x, between its bounds. */
static struct set set_make(
    struct post *post, const struct constraint *c, view x, bool negated,
    value offset)
{
    uint32_t n = c->value_count / 2;
    struct range bounds = {post_min(post, x), post_max(post, x)};
    struct set set = {0, post_alloc(post, (n + 1) * sizeof *set.ranges)};
    for (uint32_t i = 0; i < n; i++)
        append(&set, bounds, c->values[2 * i], c->values[2 * i + 1]);
    for (uint32_t i = 0, k = set.count; i < set.count && negated; i++) {
        struct range other = set.ranges[--k];
        if (k < i)
            break;
        set.ranges[k] = (struct range){
            offset - set.ranges[i].max, offset - set.ranges[i].min};
        set.ranges[i] = (struct range){offset - other.max, offset - other.min};
    }
    for (uint32_t i = 0; i < set.count && !negated; i++) {
        set.ranges[i].min -= offset;
        set.ranges[i].max -= offset;
    }
    return set;
}

static struct set
set_complement(struct post *post, struct set set, struct range bounds)
{
    struct set other = {
        0, post_alloc(post, (set.count + 1) * sizeof *other.ranges)};
    value from = bounds.min;
    for (uint32_t i = 0; i < set.count; i++) {
        if (set.ranges[i].min > from)
            append(&other, bounds, from, set.ranges[i].min - 1);
        if (set.ranges[i].max == bounds.max)
            return other;
        from = set.ranges[i].max + 1;
    }
    append(&other, bounds, from, bounds.max);
    return other;
}

static uint64_t set_bits(struct set set, value from)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < set.count; i++)
        for (value v = set.ranges[i].min; v <= set.ranges[i].max; v++)
            bits |= UINT64_C(1) << (v - from);
    return bits;
}

static void
post_member(struct post *post, view x, struct set set, view condition)
{
    enum view_kind kind = view_kind(x);
    const struct prop_class *class = kind == VIEW_SMALL   ? &small_class
                                     : kind == VIEW_LARGE ? &large_class
                                                          : &interval_class;
    struct member *member = post_prop(post, class, sizeof *member);
    member->condition = condition;
    member->x = x;
    member->count = set.count;
    member->ranges = set.ranges;
    member->from = post_min(post, x);
    if (kind == VIEW_SMALL)
        member->bits = set_bits(set, member->from);
    if (kind == VIEW_LARGE)
        post_hint(post, &member->prop, 2);
    post_wake(
        post, &member->prop, x,
        kind == VIEW_SMALL || kind == VIEW_LARGE ? WAKE_DOMAIN : WAKE_BOUNDS);
    post_wake(post, &member->prop, condition, WAKE_FIX);
}

static void post_in(
    struct post *post, const struct constraint *c, view condition,
    bool complement)
{
    bool negated;
    value offset;
    view x = post_view(post, c->vars[0]);
    view base = post_base(post, x, &negated, &offset);
    struct range bounds = {post_min(post, base), post_max(post, base)};
    struct set set = set_make(post, c, x, negated, offset);
    if (complement)
        set = set_complement(post, set, bounds);
    view literals[2] = {view_negated(condition), VIEW_FALSE};
    if (set.count == 0) {
        post_clause(post, literals, 1);
    } else if (
        set.ranges[0].min > bounds.min || set.ranges[0].max < bounds.max) {
        if (view_kind(base) == VIEW_BOOL) {
            literals[1] = set.ranges[0].min == 1 ? base : view_negated(base);
            post_clause(post, literals, 2);
        } else {
            post_member(post, base, set, condition);
        }
    }
}

static void
member_post(struct post *post, const struct constraint *c, view condition)
{
    post_in(post, c, condition, false);
}

static void member_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    post_in(post, c, condition, true);
}

/* ---- The constraint ---- */

static bool member_check(const struct constraint *c, const value *values)
{
    value x = values[c->vars[0].index];
    for (uint32_t i = 0; i + 1 < c->value_count; i += 2)
        if (c->values[i] <= x && x <= c->values[i + 1])
            return true;
    return false;
}

static enum simplified
member_simplify(struct model *model, const struct constraint *c)
{
    assert(c->value_count % 2 == 0);
    const struct range *ranges = (const struct range *)c->values;
    uint32_t count = c->value_count / 2;
    return model_intersect(model, c->vars[0], ranges, count) ? SIMPLIFY_DONE
                                                             : SIMPLIFY_FAILED;
}

const struct constraint_class constraint_member = {
    .name = "member",
    .check = member_check,
    .simplify = member_simplify,
    .post = member_post,
    .post_negation = member_post_negation,
    .makes_holes = true,
};
