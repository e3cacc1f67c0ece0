/* element_scan.c — array[index - first] = result, over many integers
 *
 * Domain consistent. One scan over the open indices marks the rank of each
 * value that the result can take; the result loses what is not marked only
 * where it has more values than marks.
 */
#include "propagators/element.h"

#include "propagators/window.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

struct element_scan {
    struct element_integers all;
    uint32_t rank_count;
    value *by_rank;  /* the values of the array, ascending and distinct */
    uint32_t rank[]; /* by place */
};

/* What a scan has found. */
struct found {
    uint32_t indices, values; /* how many are left */
    uint64_t first, last;     /* places of the least and greatest index */
    uint64_t *marks;          /* bit r: the value of rank r is left */
    uint64_t *gone;           /* bit i: index i leads nowhere */
};

/* The result, as the scan sees it. */
struct target {
    view x;
    struct range range;
    bool dense;
    const struct domain_large *large; /* NULL: of another kind */
};

static struct target target_of(const struct branch *branch, view x)
{
    return (struct target){
        x, range_of(branch, x), range_dense(branch, x),
        view_kind(x) == VIEW_LARGE ? branch_read(branch, view_offset(x))
                                   : NULL};
}

static inline bool
can_take(const struct branch *branch, const struct target *target, value v)
{
    if (!range_holds(target->range, v))
        return false;
    if (target->dense)
        return true;
    if (!target->large)
        return domain_contains(branch, target->x, v);
    uint32_t k = (uint32_t)(v - target->large->origin);
    const uint64_t *word =
        branch_read(branch, target->large->bitset + k / 64 * 8);
    return *word >> (k % 64) & 1;
}

/* Scans the indices of a word, whose bit 0 is place i; returns those that lead
 * nowhere. */
static uint64_t scan_word(
    const struct branch *branch, const struct element_scan *element, uint64_t i,
    uint64_t open, const struct target *target, struct found *found)
{
    uint64_t gone = 0;
    for (uint64_t rest = open; rest; rest &= rest - 1) {
        uint64_t place = i + (uint32_t)__builtin_ctzll(rest);
        uint32_t r = element->rank[place];
        if (!can_take(branch, target, element->by_rank[r])) {
            gone |= rest & -rest;
            continue;
        }
        if (found->indices++ == 0)
            found->first = place;
        found->last = place;
        found->values += !(found->marks[r / 64] >> (r % 64) & 1);
        found->marks[r / 64] |= UINT64_C(1) << r % 64;
    }
    return gone;
}

/* Takes the indices out that lead nowhere: words from `index` on. */
static bool cut_index(
    struct branch *branch, const struct element_scan *element, value index,
    uint64_t words, const struct found *found)
{
    if (!tell_min(
            branch, element->all.index,
            element->all.first + (value)found->first) ||
        !tell_max(
            branch, element->all.index,
            element->all.first + (value)found->last))
        return false;
    for (uint64_t w = 0; w < words; w++)
        for (uint64_t rest = found->gone[w]; rest; rest &= rest - 1)
            if (!tell_remove(
                    branch, element->all.index,
                    index + (value)w * 64 + __builtin_ctzll(rest)))
                return false;
    return true;
}

/* Scans all open indices, then takes out those that lead nowhere. */
static bool scan_all(
    struct branch *branch, const struct element_scan *element,
    struct found *found)
{
    uint32_t mark_words = (element->rank_count + 63) / 64;
    struct target target = target_of(branch, element->all.result);
    struct range open = range_of(branch, element->all.index);
    struct word_view index =
        element_unshifted(branch, element->all.index, open.min);
    uint64_t words = ((uint64_t)(open.max - open.min) + 64) / 64;
    *found = (struct found){
        .marks = worker_scratch(
            branch->worker, (mark_words + words) * sizeof(uint64_t))};
    found->gone = found->marks + mark_words;
    memset(found->marks, 0, mark_words * sizeof(uint64_t));
    for (uint64_t w = 0; w < words; w++)
        found->gone[w] = scan_word(
            branch, element, (uint64_t)(open.min - element->all.first) + 64 * w,
            window_read(branch, index.x, index.from + 64 * (value)w), &target,
            found);
    return found->indices > 0 &&
           cut_index(branch, element, open.min, words, found);
}

/* Takes the values strictly between low and high out of the result, but no more
 * than *excess. */
static bool remove_between(
    struct branch *branch, view result, value low, value high, uint64_t *excess)
{
    while (*excess > 0) {
        value v = domain_next(branch, result, low);
        if (v >= high)
            break;
        if (!tell_remove(branch, result, v))
            return false;
        --*excess;
        low = v;
    }
    return true;
}

/* Takes those values out of the result that are not marked but lie between two
 * marked ones; excess is their number. */
static bool remove_unmarked(
    struct branch *branch, const struct element_scan *element,
    const uint64_t *marks, value low, uint64_t excess)
{
    for (uint32_t w = 0; excess > 0; w++)
        for (uint64_t rest = marks[w]; rest; rest &= rest - 1) {
            value v =
                element->by_rank[w * 64 + (uint32_t)__builtin_ctzll(rest)];
            if (v > low &&
                !remove_between(branch, element->all.result, low, v, &excess))
                return false;
            low = v;
        }
    return true;
}

/* Cuts the result to the values that are marked. */
static bool cut_result(
    struct branch *branch, const struct element_scan *element,
    const struct found *found)
{
    const uint64_t *marks = found->marks;
    uint32_t first = 0, last = (element->rank_count + 63) / 64 - 1;
    while (!marks[first])
        first++;
    while (!marks[last])
        last--;
    first = first * 64 + (uint32_t)__builtin_ctzll(marks[first]);
    last = last * 64 + 63 - (uint32_t)__builtin_clzll(marks[last]);
    value low = element->by_rank[first], high = element->by_rank[last];
    view result = element->all.result;
    if (!tell_min(branch, result, low) || !tell_max(branch, result, high))
        return false;
    uint64_t size = domain_size(branch, result);
    return size == found->values || !range_holds_holes(branch, result) ||
           remove_unmarked(branch, element, marks, low, size - found->values);
}

static enum prop_status
element_scan_propagate(struct branch *branch, const struct prop *prop)
{
    const struct element_scan *element = (const struct element_scan *)prop;
    struct found found;
    if (!scan_all(branch, element, &found) ||
        !cut_result(branch, element, &found))
        return PROP_FAILED;
    if (found.values == 1 &&
        domain_size(branch, element->all.index) == found.indices)
        return PROP_ENTAILED;
    view index = element_unshifted(branch, element->all.index, 0).x;
    view result = element_unshifted(branch, element->all.result, 0).x;
    return element_overlap(branch->network, index, result) ? PROP_AGAIN
                                                           : PROP_STABLE;
}

static value element_scan_at(const struct prop *prop, uint32_t i)
{
    const struct element_scan *element = (const struct element_scan *)prop;
    return element->by_rank[element->rank[i]];
}

static const struct prop_class element_scan_class = {
    .name = "element_constant_scan",
    .cost = PROP_LINEAR,
    .propagate = element_scan_propagate,
    .explain = element_integers_explain,
};

/* ---- Posting ---- */

struct entry {
    value v;
    uint32_t place;
};

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->v != y->v ? (x->v < y->v ? -1 : 1)
                        : (x->place > y->place) - (x->place < y->place);
}

static void
rank(struct element_scan *element, const struct entry *sorted, uint32_t *places)
{
    for (uint32_t k = 0; k < element->all.count; k++) {
        if (k == 0 || sorted[k].v != sorted[k - 1].v)
            element->by_rank[element->rank_count++] = sorted[k].v;
        places[k] = sorted[k].place;
        element->rank[sorted[k].place] = element->rank_count - 1;
    }
}

const struct prop *element_scan_post(
    struct post *post, view index, view result, struct range open,
    const value *array)
{
    uint32_t count = (uint32_t)(open.max - open.min + 1);
    struct element_scan *element = post_prop(
        post, &element_scan_class,
        sizeof *element + count * sizeof *element->rank);
    struct element_integers *all = &element->all;
    uint32_t *places = post_alloc(post, count * sizeof *places);
    all->index = index;
    all->result = result;
    all->first = open.min;
    all->count = count;
    all->at = element_scan_at;
    all->places = places;
    element->by_rank = post_alloc(post, count * sizeof *element->by_rank);
    struct entry *sorted = zeroed(count, sizeof *sorted);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = (struct entry){array[i], i};
    qsort(sorted, count, sizeof *sorted, compare);
    rank(element, sorted, places);
    free(sorted);
    return &all->prop;
}
