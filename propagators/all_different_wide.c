/* all_different_wide.c — all-different over any values: value elimination and
 * bounds (Z)
 *
 * For domains that are far apart, or cannot hold holes. First what has been
 * fixed is taken from the open variables. Then the bounds of all variables,
 * fixed ones too, are filtered by Hall intervals (López-Ortiz, Quimper, Tromp
 * and van Beek, IJCAI 2003), in the manner of all_different_bounds.c: there
 * places are values, here they are *buckets*, the runs of values between two
 * neighbouring bounds, with as much room as they have values.
 *
 *   bounds      0    1    2        nb     ascending, no two equal
 *   buckets   0   1    2    …   nb   nb + 1    0 and nb + 1 are never full
 *
 * Three forests over buckets, with path halving, answer: which is the first
 * bucket from b on with room, which the last before, and which the first from b
 * on that lies in no Hall interval.
 *
 * Values are shifted to unsigned ones, so that a bound and its successor always
 * exist. The orders by least and by greatest value are kept as hints: they
 * change little, so that sorting them by insertion takes linear time.
 */
#include "propagators/all_different.h"

#include "solver/worker.h"

#include <string.h>

struct wide {
    uint32_t count;
    uint32_t *by_low, *by_end; /* hints: orders */
    uint64_t *low, *end;       /* by variable: bounds; end is outside */
    uint32_t bucket_count;
    uint64_t *bounds;
    uint32_t *first, *last;                  /* by variable: its buckets */
    uint32_t *room, *next, *previous, *open; /* by bucket */
};

static uint64_t to_unsigned(value v)
{
    return (uint64_t)v - (uint64_t)VALUE_MIN;
}

static value to_value(uint64_t shifted)
{
    return (value)(shifted + (uint64_t)VALUE_MIN);
}

/* ---- Sorted orders ---- */

/* Insertion sort of every gap-th item; gives up after `budget` moves. */
static bool sort_gaps(
    uint32_t *order, const uint64_t *key, uint32_t n, uint32_t gap,
    uint64_t budget)
{
    for (uint32_t i = gap; i < n; i++) {
        uint32_t item = order[i], k = i;
        for (; k >= gap && key[order[k - gap]] > key[item]; k -= gap) {
            order[k] = order[k - gap];
            if (budget-- == 0) {
                order[k - gap] = item;
                return false;
            }
        }
        order[k] = item;
    }
    return true;
}

/* Shell sort (gaps of Ciura 2001) where insertion alone would take long. */
static void sort_order(uint32_t *order, const uint64_t *key, uint32_t n)
{
    static const uint32_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
    if (sort_gaps(order, key, n, 1, 8 * (uint64_t)n))
        return;
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        sort_gaps(order, key, n, gaps[g], UINT64_MAX);
}

/* ---- Reading ---- */

static void reserve(
    struct worker *worker, const struct all_different *all, uint32_t hint,
    struct wide *wide)
{
    size_t n = all->count, buckets = 2 * n + 2;
    uint32_t *hints = worker->hints + hint;
    wide->count = all->count;
    wide->by_low = hints + 1;
    wide->by_end = wide->by_low + n;
    for (uint32_t i = 0; !hints[0] && i < n; i++)
        wide->by_low[i] = wide->by_end[i] = i;
    hints[0] = 1;
    uint64_t *scratch = worker_scratch(
        worker, (2 * n + buckets) * sizeof(uint64_t) +
                    (2 * n + 4 * buckets) * sizeof(uint32_t));
    wide->low = scratch;
    wide->end = wide->low + n;
    wide->bounds = wide->end + n;
    wide->first = (uint32_t *)(wide->bounds + buckets);
    wide->last = wide->first + n;
    wide->room = wide->last + n;
    wide->next = wide->room + buckets;
    wide->previous = wide->next + buckets;
    wide->open = wide->previous + buckets;
}

/* Reads all bounds, sorts them, and says which buckets each variable spans. */
static void read_buckets(
    const struct branch *branch, const struct all_different *all,
    struct wide *wide)
{
    uint32_t n = wide->count, bounds = 0;
    for (uint32_t i = 0; i < n; i++) {
        value shift = all_different_shift(all, i);
        view x = all->cells[i].x;
        wide->low[i] = to_unsigned(domain_min(branch, x) + shift);
        wide->end[i] = to_unsigned(domain_max(branch, x) + shift) + 1;
    }
    sort_order(wide->by_low, wide->low, n);
    sort_order(wide->by_end, wide->end, n);
    for (uint32_t i = 0, k = 0; k < n;) {
        uint32_t x = i < n ? wide->by_low[i] : 0, y = wide->by_end[k];
        bool low = i < n && wide->low[x] <= wide->end[y];
        uint64_t bound = low ? wide->low[x] : wide->end[y];
        if (bounds == 0 || wide->bounds[bounds - 1] != bound)
            wide->bounds[bounds++] = bound;
        if (low) {
            wide->first[x] = bounds;
            i++;
        } else {
            wide->last[y] = bounds - 1;
            k++;
        }
    }
    wide->bucket_count = bounds - 1;
}

/* ---- Filtering ---- */

static uint32_t find(uint32_t *forest, uint32_t b)
{
    while (forest[b] != b) {
        forest[b] = forest[forest[b]];
        b = forest[b];
    }
    return b;
}

/* Empties all buckets. */
static void prepare(struct wide *wide, bool mirrored)
{
    uint32_t last = wide->bucket_count + 1;
    for (uint32_t b = 0; b <= last; b++) {
        wide->next[b] = wide->previous[b] = wide->open[b] = b;
        uint32_t at = mirrored ? last - b : b;
        if (at == 0 || at == last)
            continue;
        uint64_t values = wide->bounds[at] - wide->bounds[at - 1];
        wide->room[b] =
            values > wide->count ? wide->count + 1 : (uint32_t)values;
    }
}

/* Swaps left and right: buckets, and which of them each variable spans. */
static void mirror(struct wide *wide)
{
    uint32_t last = wide->bucket_count + 1, n = wide->count;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t first = wide->first[i];
        wide->first[i] = last - wide->last[i];
        wide->last[i] = last - first;
    }
}

/* One more variable lies in bucket b, and none that comes ends before `end`. */
static void put(struct wide *wide, uint32_t b, uint32_t end)
{
    if (--wide->room[b] == 0) {
        wide->next[b] = b + 1;
        wide->previous[b] = b - 1;
    }
    if (wide->next[end] == end)
        return;
    uint32_t hall = find(wide->previous, end) + 1;
    for (hall = find(wide->open, hall); hall <= end;
         hall = find(wide->open, hall))
        wide->open[hall] = hall + 1;
}

/* A variable begins behind the bucket b - 1; mirrored, it ends before it. */
static bool move(
    struct branch *branch, const struct all_different *all,
    const struct wide *wide, uint32_t i, uint32_t b, bool mirrored)
{
    uint32_t after = wide->bucket_count + 1 - b;
    value v = mirrored ? to_value(wide->bounds[after] - 1)
                       : to_value(wide->bounds[b - 1]);
    v -= all_different_shift(all, i);
    view x = all->cells[i].x;
    return mirrored ? tell_max(branch, x, v) : tell_min(branch, x, v);
}

static bool filter(
    struct branch *branch, const struct all_different *all, struct wide *wide,
    bool mirrored, bool *changed)
{
    uint32_t n = wide->count;
    prepare(wide, mirrored);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = mirrored ? wide->by_low[n - 1 - k] : wide->by_end[k];
        uint32_t b = find(wide->next, wide->first[i]);
        if (b > wide->last[i])
            return false;
        uint32_t begin = find(wide->open, wide->first[i]);
        if (begin != wide->first[i]) {
            *changed = true;
            if (!move(branch, all, wide, i, begin, mirrored))
                return false;
        }
        put(wide, b, wide->last[i]);
    }
    return true;
}

/* ---- Value elimination ---- */

static bool
take_from_open(struct branch *branch, const struct all_different *all, value v)
{
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
    {
        if (!tell_remove(branch, all->cells[i].x, v))
            return false;
    }
    return true;
}

/* *ret_open: variables that are not fixed. */
static bool eliminate(
    struct branch *branch, const struct all_different *all, uint32_t *ret_open)
{
    bool again = true;
    while (again) {
        again = false;
        *ret_open = 0;
        ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
        {
            view x = all->cells[i].x;
            if (!domain_fixed(branch, x)) {
                ++*ret_open;
                continue;
            }
            uint64_t *word = branch_write(branch, all->prop.state + i / 64 * 8);
            *word &= ~(UINT64_C(1) << (i % 64));
            if (!take_from_open(branch, all, domain_value(branch, x)))
                return false;
            again = true;
        }
    }
    return true;
}

enum prop_status all_different_wide_filter(
    struct branch *branch, const struct all_different *all, uint32_t hint)
{
    struct wide wide;
    bool changed = false;
    reserve(branch->worker, all, hint, &wide);
    read_buckets(branch, all, &wide);
    if (!filter(branch, all, &wide, false, &changed))
        return PROP_FAILED;
    mirror(&wide);
    if (!filter(branch, all, &wide, true, &changed))
        return PROP_FAILED;
    return changed ? PROP_AGAIN : PROP_STABLE;
}

static enum prop_status
wide_propagate(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all = (const struct all_different *)prop;
    uint32_t open;
    if (!eliminate(branch, all, &open))
        return PROP_FAILED;
    enum prop_status status =
        all_different_wide_filter(branch, all, prop->hint);
    return status == PROP_STABLE && open == 0 ? PROP_ENTAILED : status;
}

const struct prop_class all_different_wide_class = {
    .name = "all different: wide",
    .cost = PROP_QUADRATIC,
    .propagate = wide_propagate,
    .explain = all_different_explain,
    .init = all_different_init,
};
