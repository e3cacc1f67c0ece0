/* all_different.c — all-different: the class, and the choice of propagators
 *
 *                values    bounds (default)     domain
 *     compact    value     value, bounds        value, domain
 *     else       wide      wide                 wide, domain
 *
 * Files and words: see all_different.h.
 */
#include "propagators/all_different.h"

#include "propagators/propagators.h"

#include "coro/fatal.h"
#include <assert.h>
#include <stdlib.h>

static int compare_values(const void *a, const void *b)
{
    value x = *(const value *)a, y = *(const value *)b;
    return (x > y) - (x < y);
}

static bool differ_sorted(const struct constraint *c, const value *values)
{
    uint32_t n = c->var_count;
    value *sorted = malloc((n + 1) * sizeof *sorted);
    if (!sorted)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = values[c->vars[i].index];
    qsort(sorted, n, sizeof *sorted, compare_values);
    bool differ = true;
    for (uint32_t i = 1; i < n; i++)
        differ &= sorted[i - 1] != sorted[i];
    free(sorted);
    return differ;
}

/* No two are the same modulo 64, which settles most. */
static bool differ_by_residue(const struct constraint *c, const value *values)
{
    uint64_t seen = 0;
    for (uint32_t i = 0; i < c->var_count; i++) {
        uint64_t bit = UINT64_C(1) << (values[c->vars[i].index] & 63);
        if (seen & bit)
            return false;
        seen |= bit;
    }
    return true;
}

static bool all_different_check(const struct constraint *c, const value *values)
{
    enum {
        PAIRS_MAX = 24
    }; /* beyond that, sorting is faster */
    if (differ_by_residue(c, values))
        return true;
    if (c->var_count > PAIRS_MAX)
        return differ_sorted(c, values);
    for (uint32_t i = 1; i < c->var_count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (values[c->vars[i].index] == values[c->vars[k].index])
                return false;
    return true;
}

static enum simplified
all_different_simplify(struct model *model, const struct constraint *c)
{
    (void)model;
    return c->var_count < 2 ? SIMPLIFY_DONE : SIMPLIFY_KEEP;
}

/* ---- What is to be posted ---- */

/* Where a view's values come from: x = base + offset, or offset - base. */
struct source {
    view base;
    bool negated;
    value offset;
};

static int compare_sources(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    if (x->base.code != y->base.code)
        return x->base.code < y->base.code ? -1 : 1;
    if (x->negated != y->negated)
        return x->negated ? -1 : 1;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

/* *ret_shared: one variable lies behind two views. False if the two are equal.
 */
static bool sources_differ(
    const struct post *post, const view *xs, uint32_t count, bool *ret_shared)
{
    struct source *sources = malloc((count + 1) * sizeof *sources);
    if (!sources)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < count; i++)
        sources[i].base =
            post_base(post, xs[i], &sources[i].negated, &sources[i].offset);
    qsort(sources, count, sizeof *sources, compare_sources);
    bool differ = true, shared = false;
    for (uint32_t i = 1; i < count; i++) {
        differ &= compare_sources(&sources[i - 1], &sources[i]) != 0;
        shared |= view_same(sources[i - 1].base, sources[i].base);
    }
    free(sources);
    *ret_shared = shared;
    return differ;
}

static bool holds_holes(const struct post *post, view x)
{
    bool negated;
    value offset;
    enum view_kind kind = view_kind(post_base(post, x, &negated, &offset));
    return kind != VIEW_INTERVAL && kind != VIEW_WIDE;
}

/* A cell for x that spares the propagators a derived view where it can. */
static struct cell cell_make(const struct post *post, view x, value origin)
{
    bool negated;
    value offset, shift;
    view base = post_base(post, x, &negated, &offset);
    if (!negated && view_is_narrow(base) &&
        !__builtin_sub_overflow(offset, origin, &shift) &&
        shift > INT32_MIN / 2 && shift < INT32_MAX / 2)
        return (struct cell){base, (int32_t)shift};
    return (struct cell){x, 0};
}

/* Decides whether it is compact, and makes the cells accordingly. */
static void set_cells(
    struct post *post, struct all_different *all, const view *xs,
    uint32_t count)
{
    value min = VALUE_MAX, max = VALUE_MIN;
    all->compact = true;
    for (uint32_t i = 0; i < count; i++) {
        min = post_min(post, xs[i]) < min ? post_min(post, xs[i]) : min;
        max = post_max(post, xs[i]) > max ? post_max(post, xs[i]) : max;
        all->compact &= holds_holes(post, xs[i]);
    }
    all->compact &= (uint64_t)max - (uint64_t)min < ALL_DIFFERENT_SPAN;
    all->origin = all->compact ? min : 0;
    all->count = count;
    all->open_words = (count + 63) / 64;
    all->span = all->compact ? max - min + 1 : 0;
    all->taken_words = (uint32_t)((all->span + 63) / 64);
    struct cell *cells = post_alloc(post, count * sizeof *cells);
    for (uint32_t i = 0; i < count; i++)
        cells[i] = all->compact ? cell_make(post, xs[i], min)
                                : (struct cell){xs[i], 0};
    all->cells = cells;
}

/* ---- Posting ---- */

static void
post_bounds(struct post *post, const struct all_different *all, const view *xs)
{
    bool one_word = all->taken_words == 1;
    struct all_different_filter *filter = post_prop(
        post,
        one_word ? &all_different_bounds_class
                 : &all_different_bounds_long_class,
        sizeof *filter);
    filter->all = all;
    if (!one_word)
        post_hint(post, &filter->prop, 2 * all->count + 1);
    for (uint32_t i = 0; i < all->count; i++)
        post_wake(post, &filter->prop, xs[i], WAKE_BOUNDS);
}

/* The propagator that eliminates values. */
static struct all_different *
post_values(struct post *post, const view *xs, uint32_t count, bool shared)
{
    struct all_different made = {.shared = shared};
    set_cells(post, &made, xs, count);
    bool one_word = made.open_words == 1 && made.taken_words == 1;
    struct all_different *all = post_prop(
        post,
        !made.compact ? &all_different_wide_class
        : one_word    ? &all_different_value_class
                      : &all_different_value_long_class,
        sizeof *all);
    made.prop = all->prop;
    *all = made;
    post_state(
        post, &all->prop, 8 * (all->open_words + all->taken_words), false);
    if (!all->compact)
        post_hint(post, &all->prop, 2 * count + 1);
    for (uint32_t i = 0; i < count; i++)
        post_wake(
            post, &all->prop, xs[i], all->compact ? WAKE_FIX : WAKE_BOUNDS);
    return all;
}

/* As many variables as values: each value is taken by one. Bounds consistency
 * does not see that; a search that learns does, from clauses that cost little
 * (as in Chuffed). A sudoku of 25 x 25 takes 5,000 conflicts with them, more
 * than 75,000 without. */
static void
post_covers(struct post *post, const struct all_different *all, const view *xs)
{
    enum {
        MOST = 1 << 16 /* literals: 24 bytes each */
    };
    if (!all->compact || all->shared || (value)all->count != all->span ||
        all->count * all->span > MOST)
        return;
    for (value v = all->origin; v < all->origin + all->span; v++)
        post_cover(post, xs, all->count, v);
}

static void post_views(
    struct post *post, const view *xs, const var *vars, uint32_t count,
    enum strength strength, enum covers covers)
{
    bool shared;
    if (!sources_differ(post, xs, count, &shared)) {
        post_fail(post);
        return;
    }
    const struct all_different *all = post_values(post, xs, count, shared);
    if (all->compact && (value)count > all->span) {
        post_fail(post);
        return;
    }
    if (covers == COVERS_POSTED)
        post_covers(post, all, xs);
    if (strength == STRENGTH_DOMAIN && count > 2)
        all_different_domain_post(post, all, xs, vars);
    else if (all->compact && strength != STRENGTH_VALUE && count > 2)
        post_bounds(post, all, xs);
}

void all_different_post(
    struct post *post, const var *vars, uint32_t count, enum strength strength,
    enum covers covers)
{
    view *xs = malloc((count + 1) * sizeof *xs);
    if (!xs)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < count; i++)
        xs[i] = post_view(post, vars[i]);
    if (count > 1)
        post_views(post, xs, vars, count, strength, covers);
    free(xs);
}

void all_different_init(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all = (const struct all_different *)prop;
    for (uint32_t i = 0; i < all->count; i++) {
        uint64_t *word = branch_write(branch, prop->state + i / 64 * 8);
        *word |= UINT64_C(1) << (i % 64);
    }
}

struct places all_different_places(
    const struct branch *branch, const struct all_different *all, uint32_t i)
{
    view x = all->cells[i].x;
    return (struct places){
        (uint32_t)(domain_min(branch, x) - all->origin),
        (uint32_t)(domain_max(branch, x) - all->origin)};
}

static void
post_class(struct post *post, const struct constraint *c, view condition)
{
    assert(view_same(condition, VIEW_TRUE));
    (void)condition;
    all_different_post(
        post, c->vars, c->var_count, c->strength, COVERS_POSTED);
}

const struct constraint_class constraint_all_different = {
    .name = "all different",
    .check = all_different_check,
    .simplify = all_different_simplify,
    .post = post_class,
    .makes_holes = true,
};
