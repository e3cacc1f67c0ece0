/* element_constant.c — array[index - first] = result, over integers
 *
 * Domain consistent. Where index and result fit 64 values each: if the result
 * has fewer values left than the index, the index is first cut to the union of
 * precomputed masks, one for each value; then one loop over the open indices
 * collects their values. Otherwise one scan over the open indices marks the
 * rank of each value that the result can take; the result loses what is not
 * marked only where it has more values than marks.
 */
#include "propagators/element.h"

#include "propagators/range.h"
#include "propagators/window.h"
#include "solver/worker.h"

#include <stdlib.h>
#include <string.h>

/* ---- Check ---- */

static bool
element_constant_check(const struct constraint *c, const value *values)
{
    value index = values[c->vars[0].index];
    uint64_t i = (uint64_t)index - (uint64_t)c->values[0];
    return index >= c->values[0] && i < c->value_count - 1 &&
           c->values[1 + i] == values[c->vars[1].index];
}

/* ---- Words ---- */

struct element_word {
    struct prop prop;
    view index, result;
    value first;           /* index of bit 0 */
    value from;            /* result of bit 0 */
    uint32_t count;        /* of array */
    const value *array;    /* for reasons */
    uint64_t possible;     /* indices that lead into the result's word */
    uint64_t indices[64];  /* by bit of the result: who leads there */
    uint8_t value_bit[64]; /* by bit of the index: where it leads */
};

/* The values that the indices of `open` lead to; drops those from *kept that do
 * not lead to one that is wanted. */
static uint64_t follow(
    const struct element_word *element, uint64_t open, uint64_t wanted,
    uint64_t *ret_kept)
{
    if ((wanted & (wanted - 1)) == 0) {
        *ret_kept = open & element->indices[__builtin_ctzll(wanted)];
        return *ret_kept ? wanted : 0;
    }
    uint64_t left = 0;
    *ret_kept = 0;
    for (uint64_t rest = open; rest; rest &= rest - 1) {
        uint64_t bit =
            wanted & UINT64_C(1) << element->value_bit[__builtin_ctzll(rest)];
        left |= bit;
        *ret_kept |= bit ? rest & -rest : 0;
    }
    return left;
}

static enum prop_status
element_word_propagate(struct branch *branch, const struct prop *prop)
{
    const struct element_word *element = (const struct element_word *)prop;
    struct word_view index =
        element_unshifted(branch, element->index, element->first);
    struct word_view result =
        element_unshifted(branch, element->result, element->from);
    uint64_t open = window_read(branch, index.x, index.from);
    uint64_t wanted = window_read(branch, result.x, result.from), kept;
    uint64_t left = follow(element, open & element->possible, wanted, &kept);
    if (kept == 0 || !window_tell(branch, index.x, index.from, open, kept) ||
        !window_tell(branch, result.x, result.from, wanted, left))
        return PROP_FAILED;
    if ((left & (left - 1)) == 0 &&
        window_read(branch, index.x, index.from) == kept)
        return PROP_ENTAILED;
    return element_overlap(branch->network, index.x, result.x) ? PROP_AGAIN
                                                               : PROP_STABLE;
}

static value element_word_at(const struct prop *prop, uint32_t i)
{
    return ((const struct element_word *)prop)->array[i];
}

static bool element_word_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct element_word *element = (const struct element_word *)prop;
    struct element_array array = {
        element->index, element->result, element->first, element->count,
        element_word_at};
    return element_array_explain(before, prop, &array, *wanted, ret);
}

static const struct prop_class element_word_class = {
    .name = "element_constant",
    .cost = PROP_BINARY,
    .propagate = element_word_propagate,
    .explain = element_word_explain,
};

/* ---- Scanning ---- */

struct element_scan {
    struct prop prop;
    view index, result;
    value first; /* the index of rank[0] */
    uint32_t count;
    uint32_t rank_count;
    value *by_rank; /* the values of the array, ascending and distinct */
    uint32_t rank[];
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
            branch, element->index, element->first + (value)found->first) ||
        !tell_max(branch, element->index, element->first + (value)found->last))
        return false;
    for (uint64_t w = 0; w < words; w++)
        for (uint64_t rest = found->gone[w]; rest; rest &= rest - 1)
            if (!tell_remove(
                    branch, element->index,
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
    struct target target = target_of(branch, element->result);
    struct range open = range_of(branch, element->index);
    struct word_view index =
        element_unshifted(branch, element->index, open.min);
    uint64_t words = ((uint64_t)(open.max - open.min) + 64) / 64;
    *found = (struct found){
        .marks = worker_scratch(
            branch->worker, (mark_words + words) * sizeof(uint64_t))};
    found->gone = found->marks + mark_words;
    memset(found->marks, 0, mark_words * sizeof(uint64_t));
    for (uint64_t w = 0; w < words; w++)
        found->gone[w] = scan_word(
            branch, element, (uint64_t)(open.min - element->first) + 64 * w,
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
                !remove_between(branch, element->result, low, v, &excess))
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
    view result = element->result;
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
        domain_size(branch, element->index) == found.indices)
        return PROP_ENTAILED;
    view index = element_unshifted(branch, element->index, 0).x;
    view result = element_unshifted(branch, element->result, 0).x;
    return element_overlap(branch->network, index, result) ? PROP_AGAIN
                                                           : PROP_STABLE;
}

static value element_scan_at(const struct prop *prop, uint32_t i)
{
    const struct element_scan *element = (const struct element_scan *)prop;
    return element->by_rank[element->rank[i]];
}

static bool element_scan_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct element_scan *element = (const struct element_scan *)prop;
    struct element_array array = {
        element->index, element->result, element->first, element->count,
        element_scan_at};
    return element_array_explain(before, prop, &array, *wanted, ret);
}

static const struct prop_class element_scan_class = {
    .name = "element_constant_scan",
    .cost = PROP_LINEAR,
    .propagate = element_scan_propagate,
    .explain = element_scan_explain,
};

/* ---- Simplifying ---- */

static int compare(const void *a, const void *b)
{
    value x = *(const value *)a, y = *(const value *)b;
    return x < y ? -1 : x > y;
}

struct value_list {
    value *items;
    size_t count, capacity;
};

/* Cuts the index to those that lead to a value of the result; these values go
 * to *reached. */
static bool simplify_index(
    struct model *model, const struct constraint *c, struct value_list *reached)
{
    var index = c->vars[0], result = c->vars[1];
    value min = model_min(model, index);
    uint64_t width = (uint64_t)model_max(model, index) - (uint64_t)min;
    struct range_list kept = {0};
    for (uint64_t k = 0; k <= width; k++) {
        value i = min + (value)k, v = c->values[1 + (i - c->values[0])];
        if (model_contains(model, index, i) &&
            model_contains(model, result, v)) {
            range_list_add(&kept, i);
            VEC_PUSH(*reached, v);
        }
    }
    bool possible =
        model_intersect(model, index, kept.items, (uint32_t)kept.count);
    VEC_CLEAR(kept);
    return possible;
}

static bool simplify_result(
    struct model *model, const struct constraint *c, struct value_list *reached)
{
    struct range_list kept = {0};
    if (reached->count > 0)
        qsort(reached->items, reached->count, sizeof(value), compare);
    VEC_FOR_EACH (v, *reached)
        range_list_add(&kept, *v);
    bool possible =
        model_intersect(model, c->vars[1], kept.items, (uint32_t)kept.count);
    VEC_CLEAR(kept);
    return possible;
}

static enum simplified
element_constant_simplify(struct model *model, const struct constraint *c)
{
    value first = c->values[0];
    wide last = (wide)first + c->value_count - 2; /* may leave 64 bits */
    if (!model_tighten(
            model, c->vars[0], first,
            last > VALUE_MAX ? VALUE_MAX : (value)last))
        return SIMPLIFY_FAILED;
    bool fixed =
        model_fixed(model, c->vars[0]) || model_fixed(model, c->vars[1]);
    struct value_list reached = {0};
    bool possible = simplify_index(model, c, &reached) &&
                    simplify_result(model, c, &reached);
    VEC_CLEAR(reached);
    return !possible ? SIMPLIFY_FAILED : fixed ? SIMPLIFY_DONE : SIMPLIFY_KEEP;
}

/* ---- Posting ---- */

static const struct prop *post_word(
    struct post *post, view index, view result, struct range open,
    const value *array)
{
    struct element_word *element =
        post_prop(post, &element_word_class, sizeof *element);
    element->index = index;
    element->result = result;
    element->first = open.min;
    element->from = post_min(post, result);
    element->count = (uint32_t)(open.max - open.min + 1);
    element->array =
        post_copy(post, array, element->count * sizeof *array);
    for (value i = 0; i <= open.max - open.min; i++) {
        uint64_t bit = (uint64_t)array[i] - (uint64_t)element->from;
        if (bit >= 64)
            continue;
        element->possible |= UINT64_C(1) << i;
        element->value_bit[i] = (uint8_t)bit;
        element->indices[bit] |= UINT64_C(1) << i;
    }
    return &element->prop;
}

/* Sorts the distinct values of an array; returns their number. */
static uint32_t sort_distinct(value *values, uint32_t count)
{
    uint32_t distinct = 0;
    qsort(values, count, sizeof *values, compare);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || values[i] != values[i - 1])
            values[distinct++] = values[i];
    return distinct;
}

static const struct prop *post_scan(
    struct post *post, view index, view result, struct range open,
    const value *array)
{
    uint32_t count = (uint32_t)(open.max - open.min + 1);
    struct element_scan *element = post_prop(
        post, &element_scan_class,
        sizeof *element + count * sizeof *element->rank);
    element->index = index;
    element->result = result;
    element->first = open.min;
    element->count = count;
    element->by_rank = post_copy(post, array, count * sizeof *array);
    element->rank_count = sort_distinct(element->by_rank, count);
    for (uint32_t i = 0; i < count; i++) {
        const value *at = bsearch(
            &array[i], element->by_rank, element->rank_count, sizeof *array,
            compare);
        element->rank[i] = (uint32_t)(at - element->by_rank);
    }
    return &element->prop;
}

static void element_constant_post(
    struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    view index = post_view(post, c->vars[0]);
    view result = post_view(post, c->vars[1]);
    struct range open = range_cut(
        (struct range){post_min(post, index), post_max(post, index)},
        c->values[0], (wide)c->values[0] + c->value_count - 2);
    if (range_empty(open)) {
        post_fail(post);
        return;
    }
    post_tell_min(post, index, open.min);
    post_tell_max(post, index, open.max);
    const value *array = c->values + 1 + (open.min - c->values[0]);
    struct range values = {post_min(post, result), post_max(post, result)};
    const struct prop *prop = range_fits_word(open) && range_fits_word(values)
                                  ? post_word(post, index, result, open, array)
                                  : post_scan(post, index, result, open, array);
    post_wake(post, prop, index, WAKE_DOMAIN);
    post_wake(post, prop, result, WAKE_DOMAIN);
}

const struct constraint_class constraint_element_constant = {
    .name = "element_constant",
    .check = element_constant_check,
    .simplify = element_constant_simplify,
    .post = element_constant_post,
    .makes_holes = true,
};
