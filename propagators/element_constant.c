/* element_constant.c — array[index - first] = result, over integers
 *
 * Domain consistent. Where index and result fit 64 values each: if the result
 * has fewer values left than the index, the index is first cut to the union of
 * precomputed masks, one for each value; then one loop over the open indices
 * collects their values. What is wider is element_scan.c's.
 */
#include "propagators/element.h"

#include "propagators/range.h"
#include "propagators/window.h"

#include <stdlib.h>

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
    struct element_integers all; /* first: index of bit 0 */
    value from;                  /* result of bit 0 */
    const value *array;          /* for reasons */
    uint64_t possible;           /* indices that lead into the result's word */
    uint64_t indices[64];        /* by bit of the result: who leads there */
    uint8_t value_bit[64];       /* by bit of the index: where it leads */
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
        element_unshifted(branch, element->all.index, element->all.first);
    struct word_view result =
        element_unshifted(branch, element->all.result, element->from);
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

static const struct prop_class element_word_class = {
    .name = "element_constant",
    .cost = PROP_BINARY,
    .propagate = element_word_propagate,
    .explain = element_integers_explain,
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
    struct element_integers *all = &element->all;
    all->index = index;
    all->result = result;
    all->first = open.min;
    all->count = (uint32_t)(open.max - open.min + 1);
    all->at = element_word_at;
    element->from = post_min(post, result);
    element->array = post_copy(post, array, all->count * sizeof *array);
    for (value i = 0; i <= open.max - open.min; i++) {
        uint64_t bit = (uint64_t)array[i] - (uint64_t)element->from;
        if (bit >= 64)
            continue;
        element->possible |= UINT64_C(1) << i;
        element->value_bit[i] = (uint8_t)bit;
        element->indices[bit] |= UINT64_C(1) << i;
    }
    return &all->prop;
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
    const struct prop *prop =
        range_fits_word(open) && range_fits_word(values)
            ? post_word(post, index, result, open, array)
            : element_scan_post(post, index, result, open, array);
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
