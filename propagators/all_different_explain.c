/* all_different_explain.c — reasons of all-different: values and bounds
 *
 * x != v, because another variable has that value. x >= v, because x begins in
 * a Hall interval, or in one behind another; a failure, because some interval
 * holds more variables than values: their bounds, and those of no more
 * variables than it takes (cf. Downing, Feydy and Stuckey, Explaining
 * alldifferent, ACSC 2012).
 *
 * Intervals are sought among the bounds of all variables, fixed ones too, so
 * that one function explains all but domain consistency (all_different_hall.c).
 * Places are value + shift here; mirrored, they are counted down.
 */
#include "propagators/all_different.h"

#include "solver/network.h"
#include "solver/worker.h"

#include <stdlib.h>

typedef __int128 wide;

struct bounds {
    wide low, high;
    uint32_t cell;
};

/* All variables but one (skip; count: none), as they were. */
struct hall {
    const struct explain_view *before;
    const struct all_different *all;
    bool mirrored;
    uint32_t count;
    struct bounds *bounds; /* by ascending high, then descending low */
    wide *lows;            /* scratch */
};

/* An interval with `needed` of the variables inside it. */
struct interval {
    wide low, high;
    uint32_t needed;
};

static wide place_of(const struct hall *hall, uint32_t i, value v)
{
    wide place = (wide)v + all_different_shift(hall->all, i);
    return hall->mirrored ? -place : place;
}

static int compare_bounds(const void *a, const void *b)
{
    const struct bounds *x = a, *y = b;
    if (x->high != y->high)
        return x->high < y->high ? -1 : 1;
    return (y->low > x->low) - (y->low < x->low);
}

static void read_bounds(struct hall *hall, uint32_t skip)
{
    uint32_t n = hall->all->count;
    hall->count = 0;
    hall->bounds = worker_scratch(
        hall->before->branch->worker,
        (n + 1) * (sizeof *hall->bounds + sizeof *hall->lows));
    hall->lows = (wide *)(hall->bounds + n + 1);
    for (uint32_t i = 0; i < n; i++) {
        view x = hall->all->cells[i].x;
        wide min = place_of(hall, i, explain_min(hall->before, x));
        wide max = place_of(hall, i, explain_max(hall->before, x));
        if (i != skip)
            hall->bounds[hall->count++] =
                hall->mirrored ? (struct bounds){max, min, i}
                               : (struct bounds){min, max, i};
    }
    qsort(
        hall->bounds, hall->count, sizeof *hall->bounds, compare_bounds);
}

/* Is there an interval that begins at or before `at`, ends at or behind it, and
 * holds `excess` more variables than places? */
static bool find_interval(
    struct hall *hall, wide at, uint32_t excess, struct interval *ret)
{
    uint32_t k = 0; /* lows, descending, of what ends so far */
    for (uint32_t b = 0; b < hall->count; b++) {
        const struct bounds *last = &hall->bounds[b];
        uint32_t to = k++;
        for (; to > 0 && hall->lows[to - 1] < last->low; to--)
            hall->lows[to] = hall->lows[to - 1];
        hall->lows[to] = last->low;
        if (last->high < at)
            continue;
        for (uint32_t j = 0; j < k; j++) {
            wide size = last->high - hall->lows[j] + 1;
            if (hall->lows[j] > at || j + 1 < size + excess)
                continue;
            *ret = (struct interval){
                hall->lows[j], last->high, (uint32_t)size + excess};
            return true;
        }
    }
    return false;
}

/* The variable of a cell begins at or behind a place. */
static bool add_low(
    const struct hall *hall, uint32_t cell, wide place, struct reason *ret)
{
    wide v = (hall->mirrored ? -place : place) -
             all_different_shift(hall->all, cell);
    return reason_add(
        hall->before, ret, hall->all->cells[cell].x,
        hall->mirrored ? LITERAL_MAX : LITERAL_MIN, (value)v);
}

static bool add_high(
    const struct hall *hall, uint32_t cell, wide place, struct reason *ret)
{
    wide v = (hall->mirrored ? -place : place) -
             all_different_shift(hall->all, cell);
    return reason_add(
        hall->before, ret, hall->all->cells[cell].x,
        hall->mirrored ? LITERAL_MIN : LITERAL_MAX, (value)v);
}

static bool add_interval(
    const struct hall *hall, struct interval interval, struct reason *ret)
{
    uint32_t left = interval.needed;
    for (uint32_t b = 0; left > 0 && b < hall->count; b++) {
        const struct bounds *x = &hall->bounds[b];
        if (x->low < interval.low || x->high > interval.high)
            continue;
        left--;
        if (!add_low(hall, x->cell, interval.low, ret) ||
            !add_high(hall, x->cell, interval.high, ret))
            return false;
    }
    return left == 0;
}

/* Why the variable of cell i has its least place at v or behind. */
static bool explain_bound(
    struct hall *hall, uint32_t i, value v, struct reason *ret)
{
    view x = hall->all->cells[i].x;
    wide wanted = place_of(hall, i, v);
    wide at = place_of(
        hall, i,
        hall->mirrored ? explain_max(hall->before, x)
                       : explain_min(hall->before, x));
    wide low = at;
    read_bounds(hall, i);
    while (at < wanted) {
        struct interval interval;
        if (!find_interval(hall, at, 0, &interval) ||
            !add_interval(hall, interval, ret))
            return false;
        low = interval.low < low ? interval.low : low;
        at = interval.high + 1;
    }
    return add_low(hall, i, low, ret);
}

/* Another variable than that of cell i has the value v there. */
static bool explain_value(
    const struct hall *hall, uint32_t i, value v, struct reason *ret)
{
    wide place = place_of(hall, i, v);
    for (uint32_t j = 0; j < hall->all->count; j++) {
        view y = hall->all->cells[j].x;
        if (j != i &&
            place_of(hall, j, explain_min(hall->before, y)) == place &&
            explain_fixed(hall->before, y))
            return reason_fixed(hall->before, ret, y);
    }
    return false;
}

static bool explain_failed(struct hall *hall, struct reason *ret)
{
    struct interval interval;
    read_bounds(hall, hall->all->count);
    for (uint32_t b = 0; b < hall->count; b++)
        if (find_interval(hall, hall->bounds[b].low, 1, &interval))
            return add_interval(hall, interval, ret);
    return false;
}

static bool explain(
    const struct explain_view *before, const struct all_different *all,
    struct literal wanted, struct reason *ret)
{
    const struct network *network = before->branch->network;
    struct hall hall = {.before = before, .all = all};
    size_t mark = ret->count;
    if (wanted.kind == LITERAL_NONE)
        return explain_failed(&hall, ret);
    for (uint32_t i = 0; i < all->count; i++) {
        struct literal l;
        value v;
        hall.mirrored = false;
        if (explain_removes(network, wanted, all->cells[i].x, &v) &&
            explain_value(&hall, i, v, ret))
            return true;
        ret->count = mark;
        if (!explain_matches(network, wanted, all->cells[i].x, &l) ||
            l.kind == LITERAL_REMOVE)
            continue;
        hall.mirrored = l.kind == LITERAL_MAX;
        if (explain_bound(&hall, i, l.v, ret))
            return true;
        ret->count = mark;
    }
    return false;
}

bool all_different_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    return explain(before, (const struct all_different *)prop, *wanted, ret);
}

bool all_different_filter_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    return explain(
        before, ((const struct all_different_filter *)prop)->all, *wanted,
        ret);
}
