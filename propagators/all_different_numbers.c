/* all_different_numbers.c — all-different: values as small numbers
 *
 * The values that occur in any initial domain, in ascending order, have the
 * numbers 0, 1, …; so values may be far apart. Neighbouring values make a run.
 *
 *   runs        -9..-7    100..101   5000
 *   numbers      0 1 2     3 4        5
 */
#include "propagators/all_different.h"

#include "solver/builder.h"

#include <stdlib.h>

enum {
    NUMBERS_MAX = 1 << 16
};

/* ---- Runs ---- */

struct ranges {
    struct range *items;
    size_t count, capacity;
};

/* v seen through a view: base + offset, or offset - base. */
static value seen(value v, bool negated, value offset)
{
    __int128 wide = (__int128)offset + (negated ? -(__int128)v : v);
    return wide > VALUE_MAX   ? VALUE_MAX
           : wide < VALUE_MIN ? VALUE_MIN
                              : (value)wide;
}

/* Appends the initial domain of x. */
static void add_domain(const struct model *model, var x, struct ranges *into)
{
    var base;
    bool negated;
    value offset;
    model_resolve(model, x, &base, &negated, &offset);
    const struct declaration *d = &model->vars.items[base.index];
    struct range whole = {d->min, d->max};
    uint32_t count = d->ranges ? d->range_count : 1;
    for (uint32_t k = 0; k < count; k++) {
        struct range range = d->ranges ? d->ranges[k] : whole;
        value a = seen(range.min, negated, offset);
        value b = seen(range.max, negated, offset);
        VEC_PUSH(*into, (struct range){a < b ? a : b, a < b ? b : a});
    }
}

static int compare_ranges(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return (x->min > y->min) - (x->min < y->min);
}

/* Sorts ranges, and joins those that touch. */
static void join(struct ranges *ranges)
{
    qsort(ranges->items, ranges->count, sizeof *ranges->items, compare_ranges);
    size_t count = 0;
    VEC_FOR_EACH (range, *ranges) {
        struct range *last = count ? &ranges->items[count - 1] : NULL;
        if (!last || (range->min > last->max && range->min - 1 > last->max))
            ranges->items[count++] = *range;
        else if (range->max > last->max)
            last->max = range->max;
    }
    ranges->count = count;
}

bool all_different_numbers_make(
    struct post *post, const struct all_different *all, const var *vars,
    struct all_different_numbers *ret_numbers)
{
    struct ranges ranges = {0};
    if (all->compact)
        VEC_PUSH(
            ranges, (struct range){all->origin, all->origin + all->span - 1});
    for (uint32_t i = 0; !all->compact && i < all->count; i++)
        add_domain(post->model, vars[i], &ranges);
    join(&ranges);
    uint64_t count = 0;
    struct all_different_run *runs =
        post_alloc(post, ranges.count * sizeof *runs);
    for (size_t r = 0; r < ranges.count && count <= NUMBERS_MAX; r++) {
        struct range range = ranges.items[r];
        uint64_t last = (uint64_t)range.max - (uint64_t)range.min;
        runs[r] =
            (struct all_different_run){range.min, range.max, (uint32_t)count};
        count += last < NUMBERS_MAX ? last + 1 : NUMBERS_MAX + 1;
    }
    *ret_numbers = (struct all_different_numbers){
        (uint32_t)ranges.count, (uint32_t)count, runs};
    VEC_CLEAR(ranges);
    return count <= NUMBERS_MAX;
}

/* ---- Numbers ---- */

uint32_t
all_different_number(const struct all_different_numbers *numbers, value v)
{
    uint32_t low = 0, high = numbers->run_count;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (numbers->runs[middle].min <= v)
            low = middle;
        else
            high = middle;
    }
    const struct all_different_run *run = &numbers->runs[low];
    return run->first + (uint32_t)(v - run->min);
}

value all_different_numbered(
    const struct all_different_numbers *numbers, uint32_t number)
{
    uint32_t low = 0, high = numbers->run_count;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (numbers->runs[middle].first <= number)
            low = middle;
        else
            high = middle;
    }
    const struct all_different_run *run = &numbers->runs[low];
    return run->min + (value)(number - run->first);
}
