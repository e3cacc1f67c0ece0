/* element.c — array[index - first] = result, over variables
 *
 * Domain consistent: an index goes when its variable has no value in common
 * with the result, a result when no variable that is left can take it; once the
 * index is fixed, the result and its variable have the same domain. One pass
 * reaches the fixpoint, since what the result loses was in no variable that is
 * left. (Van Hentenryck and Carillon, Generality versus Specificity: an
 * Experience with AI and OR Techniques, 1988.)
 *
 * Where index and result fit 64 values each, a pass is one loop over the open
 * indices with a few instructions on words; else element_wide.c.
 */
#include "propagators/element.h"

#include "propagators/range.h"
#include "propagators/window.h"
#include "solver/worker.h"

#include <stdlib.h>

/* ---- Check ---- */

static bool element_check(const struct constraint *c, const value *values)
{
    value index = values[c->vars[0].index];
    uint64_t i = (uint64_t)index - (uint64_t)c->values[0];
    return index >= c->values[0] && i < c->var_count - 2 &&
           values[c->vars[2 + i].index] == values[c->vars[1].index];
}

/* ---- Words ---- */

static uint64_t read_literal(const struct branch *branch, view x, value from)
{
    uint64_t bits = literal_true(branch, x)    ? 2
                    : literal_false(branch, x) ? 1
                                               : 3;
    return from <= 0   ? (from > -64 ? bits << -from : 0)
           : from == 1 ? bits >> 1
                       : 0;
}

static uint64_t read_constant(const struct branch *branch, view x, value from)
{
    value v = branch->network->constants[view_place(x)];
    uint64_t k = (uint64_t)v - (uint64_t)from;
    return k < 64 ? UINT64_C(1) << k : 0;
}

static __attribute__((noinline)) uint64_t
read_other(const struct branch *branch, view x, value from)
{
    if (view_is_literal(x))
        return read_literal(branch, x, from);
    if (view_kind(x) == VIEW_CONSTANT)
        return read_constant(branch, x, from);
    struct word_view base = element_unshifted(branch, x, from);
    return window_read(branch, base.x, base.from);
}

static inline uint64_t
read_word(const struct branch *branch, view x, value from)
{
    return view_kind(x) == VIEW_SMALL ? window_read(branch, x, from)
                                      : read_other(branch, x, from);
}

static bool is_single(uint64_t word)
{
    return (word & (word - 1)) == 0;
}

/* Are all indices of `kept`, and only they, left, and their variables fixed? */
static bool all_fixed(
    const struct branch *branch, const view *array, struct word_view index,
    uint64_t kept)
{
    if (read_word(branch, index.x, index.from) != kept)
        return false;
    for (; kept; kept &= kept - 1)
        if (!domain_fixed(branch, array[__builtin_ctzll(kept)]))
            return false;
    return true;
}

static bool find_shared(
    const struct network *network, const struct element *element, view index,
    view result)
{
    if (element_overlap(network, index, result))
        return true;
    for (uint32_t k = 0; k < element->count; k++)
        if (view_kind(element->array[k]) == VIEW_DERIVED ||
            element_overlap(network, element->array[k], index) ||
            element_overlap(network, element->array[k], result))
            return true;
    return false;
}

/* May what was told to index or result have changed what was read? The answer
 * is always the same, and kept as a hint. */
static bool shared(
    const struct branch *branch, const struct element *element, view index,
    view result)
{
    enum {
        UNKNOWN,
        SEPARATE,
        SHARED
    };
    uint32_t *hint = &branch->worker->hints[element->prop.hint];
    if (*hint == UNKNOWN)
        *hint = find_shared(branch->network, element, index, result) ? SHARED
                                                                     : SEPARATE;
    return *hint == SHARED;
}

/* The index is fixed to x; wanted are the values that the result has now. */
static enum prop_status equate_word(
    struct branch *branch, struct word_view x, uint64_t wanted, bool again)
{
    x = element_unshifted(branch, x.x, x.from);
    if (!tell_bits(branch, x.x, x.from, wanted))
        return PROP_FAILED;
    if (again)
        return PROP_AGAIN;
    return is_single(wanted) ? PROP_ENTAILED : PROP_STABLE;
}

/* inside: bits i where array[i] is SMALL and lies in the result's word. */
static inline enum prop_status run_words(
    struct branch *branch, const struct element *element, const view *array,
    struct word_view index, struct word_view result, uint64_t inside)
{
    value from = result.from;
    result = element_unshifted(branch, result.x, result.from);
    index = element_unshifted(branch, index.x, index.from);
    uint64_t open = read_word(branch, index.x, index.from);
    uint64_t wanted = read_word(branch, result.x, result.from);
    uint64_t kept = 0, left = 0;
    for (uint64_t rest = open & inside; rest; rest &= rest - 1) {
        const struct domain_small *small =
            branch_read(branch, view_offset(array[__builtin_ctzll(rest)]));
        uint64_t common = small->bits << (small->low - from) & wanted;
        kept |= common ? rest & -rest : 0;
        left |= common;
    }
    for (uint64_t rest = open & ~inside; rest; rest &= rest - 1) {
        view x = array[__builtin_ctzll(rest)];
        uint64_t common = read_word(branch, x, from) & wanted;
        kept |= common ? rest & -rest : 0;
        left |= common;
    }
    if (kept == 0 || !window_tell(branch, index.x, index.from, open, kept) ||
        !window_tell(branch, result.x, result.from, wanted, left))
        return PROP_FAILED;
    bool again = (kept != open || left != wanted || is_single(kept)) &&
                 shared(branch, element, index.x, result.x);
    if (is_single(kept)) {
        struct word_view x = {array[__builtin_ctzll(kept)], from};
        return equate_word(branch, x, left, again);
    }
    if (again)
        return PROP_AGAIN;
    return is_single(left) && all_fixed(branch, array, index, kept)
               ? PROP_ENTAILED
               : PROP_STABLE;
}

enum prop_status element_run_words(
    struct branch *branch, const struct element *element,
    struct word_view index, struct word_view result, uint32_t place)
{
    return run_words(branch, element, element->array + place, index, result, 0);
}

static enum prop_status
element_propagate(struct branch *branch, const struct prop *prop)
{
    const struct element *element = (const struct element *)prop;
    struct word_view index = {element->index, element->first};
    struct word_view result = {element->result, element->from};
    return run_words(
        branch, element, element->array, index, result, element->inside);
}

static const struct prop_class element_class = {
    .name = "element",
    .cost = PROP_QUADRATIC,
    .propagate = element_propagate,
    .explain = element_explain,
};

/* ---- Simplifying ---- */

static struct range declared(const struct model *model, var x)
{
    return (struct range){model_min(model, x), model_max(model, x)};
}

/* Takes out indices whose variables have no bounds in common with the result;
 * the hull of the others goes to *ret_hull. */
static bool simplify_index(
    struct model *model, const struct constraint *c, struct range *ret_hull)
{
    struct range result = declared(model, c->vars[1]);
    struct range open = declared(model, c->vars[0]);
    struct range_list kept = {0};
    *ret_hull = RANGE_EMPTY;
    for (uint32_t k = 0; k <= (uint64_t)open.max - (uint64_t)open.min; k++) {
        value v = open.min + k;
        struct range x = declared(model, c->vars[2 + (v - c->values[0])]);
        if (!model_contains(model, c->vars[0], v) ||
            range_empty(range_meet(x, result)))
            continue;
        range_list_add(&kept, v);
        *ret_hull = range_hull(*ret_hull, x);
    }
    bool possible =
        model_intersect(model, c->vars[0], kept.items, (uint32_t)kept.count);
    VEC_CLEAR(kept);
    return possible;
}

static enum simplified
element_simplify(struct model *model, const struct constraint *c)
{
    var index = c->vars[0], result = c->vars[1];
    value first = c->values[0];
    wide last = (wide)first + c->var_count - 3; /* may leave 64 bits */
    struct range hull;
    if (!model_tighten(
            model, index, first, last > VALUE_MAX ? VALUE_MAX : (value)last) ||
        !simplify_index(model, c, &hull) ||
        !model_tighten(model, result, hull.min, hull.max))
        return SIMPLIFY_FAILED;
    if (!model_fixed(model, index))
        return SIMPLIFY_KEEP;
    var x = c->vars[2 + (model_min(model, index) - first)];
    struct range both = range_meet(declared(model, x), declared(model, result));
    return model_tighten(model, x, both.min, both.max) &&
                   model_alias(model, result, x, false, 0)
               ? SIMPLIFY_DONE
               : SIMPLIFY_FAILED;
}

/* ---- Posting ---- */

static void wake_element(struct post *post, const struct element *element)
{
    const struct prop *prop = &element->prop;
    post_wake(post, prop, element->index, WAKE_DOMAIN);
    post_wake(post, prop, element->result, WAKE_DOMAIN);
    for (uint32_t i = 0; i < element->count; i++)
        if (post_contains(post, element->index, element->first + i))
            post_wake(post, prop, element->array[i], WAKE_DOMAIN);
}

static void
element_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    view index = post_view(post, c->vars[0]);
    view result = post_view(post, c->vars[1]);
    struct range open = range_cut(
        (struct range){post_min(post, index), post_max(post, index)},
        c->values[0], (wide)c->values[0] + c->var_count - 3);
    if (range_empty(open)) {
        post_fail(post);
        return;
    }
    post_tell_min(post, index, open.min);
    post_tell_max(post, index, open.max);
    struct range values = {post_min(post, result), post_max(post, result)};
    bool narrow = range_fits_word(open) && range_fits_word(values);
    uint32_t count = (uint32_t)(open.max - open.min + 1);
    struct element *element = post_prop(
        post, narrow ? &element_class : &element_wide_class,
        sizeof *element + count * sizeof(view));
    element->index = index;
    element->result = result;
    element->first = open.min;
    element->from = values.min;
    element->count = count;
    const var *array = c->vars + 2 + (open.min - c->values[0]);
    for (uint32_t i = 0; i < count; i++) {
        view x = element->array[i] = post_view(post, array[i]);
        struct range hull = range_hull(
            values, (struct range){post_min(post, x), post_max(post, x)});
        if (narrow && view_kind(x) == VIEW_SMALL && hull.min == values.min &&
            range_fits_word(hull))
            element->inside |= UINT64_C(1) << i;
    }
    if (narrow)
        post_hint(post, &element->prop, 1);
    else
        element_wide_hints(post, element);
    wake_element(post, element);
}

const struct constraint_class constraint_element = {
    .name = "element",
    .check = element_check,
    .simplify = element_simplify,
    .post = element_post,
    .makes_holes = true,
};
