/* absence.c — see absence.h */
#include "propagators/absence.h"

#include "propagators/range.h"

#include <string.h>

enum {
    TIDY_MAX = 500 /* literals: longer reasons are left as they are */
};

/* ---- What is assumed ---- */

struct range
absence_assumed(const struct network *network, struct literal wanted, view x)
{
    struct range all = ABSENCE_NOTHING;
    struct literal l;
    if (!explain_matches(network, wanted, x, &l))
        return all;
    if (l.kind == LITERAL_REMOVE)
        return (struct range){l.v, l.v};
    if (l.kind == LITERAL_MIN)
        return l.v == INT64_MIN ? RANGE_EMPTY
                                : (struct range){all.min, l.v - 1};
    return l.v == INT64_MAX ? RANGE_EMPTY : (struct range){l.v + 1, all.max};
}

/* ---- Reasons ---- */

/* What is being said of one variable. */
struct absence {
    const struct explain_view *before;
    struct reason *ret;
    view x;
    struct range assumed, bounds; /* bounds: of x */
    struct range needed;          /* the bounds that the reason needs */
};

static struct absence absence_begin(
    const struct explain_view *before, struct reason *ret, view x,
    struct range assumed)
{
    return (struct absence){
        .before = before,
        .ret = ret,
        .x = x,
        .assumed = assumed,
        .bounds = {explain_min(before, x), explain_max(before, x)},
        .needed = ABSENCE_NOTHING,
    };
}

/* x has no value in the run min..max. */
static bool add_run(struct absence *absence, value min, value max)
{
    struct range run = range_meet((struct range){min, max}, absence->assumed);
    if (range_empty(run))
        return true;
    if (run.max < absence->bounds.min) {
        if (run.max >= absence->needed.min)
            absence->needed.min = run.max + 1;
        return true;
    }
    if (run.min > absence->bounds.max) {
        if (run.min <= absence->needed.max)
            absence->needed.max = run.min - 1;
        return true;
    }
    if (range_holds(run, absence->bounds.min) ||
        range_holds(run, absence->bounds.max))
        return false;
    for (value v = run.min; v <= run.max; v++)
        if (!reason_removed(absence->before, absence->ret, absence->x, v))
            return false;
    return true;
}

static bool add_bounds(const struct absence *absence)
{
    struct range needed = absence->needed, all = ABSENCE_NOTHING;
    return (needed.min == all.min ||
            reason_add(
                absence->before, absence->ret, absence->x, LITERAL_MIN,
                needed.min)) &&
           (needed.max == all.max || reason_add(
                                         absence->before, absence->ret,
                                         absence->x, LITERAL_MAX, needed.max));
}

bool absence_in(
    const struct explain_view *before, struct reason *ret, view x,
    struct range assumed, const struct range *ranges, uint32_t count)
{
    struct absence absence = absence_begin(before, ret, x, assumed);
    for (uint32_t i = 0; i < count; i++)
        if (!add_run(&absence, ranges[i].min, ranges[i].max))
            return false;
    return add_bounds(&absence);
}

bool absence_beside(
    const struct explain_view *before, struct reason *ret, view x,
    struct range assumed, const struct range *ranges, uint32_t count)
{
    struct absence absence = absence_begin(before, ret, x, assumed);
    value from = INT64_MIN;
    for (uint32_t i = 0; i < count; i++) {
        if (!add_run(&absence, from, ranges[i].min - 1))
            return false;
        if (ranges[i].max == INT64_MAX)
            return add_bounds(&absence);
        from = ranges[i].max + 1;
    }
    return add_run(&absence, from, INT64_MAX) && add_bounds(&absence);
}

bool absence_bounds(
    const struct explain_view *before, struct reason *ret, view x,
    struct range *values)
{
    value min = explain_min(before, x), max = explain_max(before, x);
    bool least = min > values->min, greatest = max < values->max;
    *values = range_meet(*values, (struct range){min, max});
    return (!least || reason_add(before, ret, x, LITERAL_MIN, min)) &&
           (!greatest || reason_add(before, ret, x, LITERAL_MAX, max));
}

void absence_shorter(struct reason *reason, size_t mark, size_t middle)
{
    size_t first = middle - mark, second = reason->count - middle;
    reason->count = middle;
    if (second >= first)
        return;
    memmove(
        reason->items + mark, reason->items + middle,
        second * sizeof *reason->items);
    reason->count = mark + second;
}

static bool says(struct literal strong, struct literal weak)
{
    if (!view_same(strong.x, weak.x) || strong.kind != weak.kind)
        return false;
    return strong.kind == LITERAL_MIN   ? strong.v >= weak.v
           : strong.kind == LITERAL_MAX ? strong.v <= weak.v
                                        : strong.v == weak.v;
}

/* Of equal literals the first is kept. */
static bool said(const struct literal *items, size_t count, size_t i)
{
    for (size_t k = 0; k < count; k++)
        if (k != i && says(items[k], items[i]) &&
            (k < i || !says(items[i], items[k])))
            return true;
    return false;
}

void absence_tidy(struct reason *reason, size_t mark)
{
    struct literal *items = reason->items + mark;
    size_t count = reason->count - mark, i = 0;
    while (count <= TIDY_MAX && i < count) {
        if (said(items, count, i))
            items[i] = items[--count];
        else
            i++;
    }
    reason->count = mark + count;
}

bool absence_condition(
    const struct explain_view *before, struct reason *ret,
    struct literal wanted, view condition)
{
    return (wanted.kind != LITERAL_NONE &&
            explain_falsifies(before->branch->network, wanted, condition)) ||
           reason_true(before, ret, condition);
}
