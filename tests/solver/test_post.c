/* test_post.c — what post functions are given, and what becomes of it */
#include "solver/post.h"

#include "solver/domain.h"
#include "solver/tell.h"
#include "tests/solver/rig.h"
#include "tests/solver/zoo.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

typedef __int128 wide;

/* ---- Views before propagation ---- */

struct seen {
    struct zoo *zoo;
    struct dice *dice;
};

static bool
initially(const struct zoo_view *seen, const struct set *set, wide v)
{
    wide at_base = seen->image.negated ? seen->image.offset - v
                                       : v - seen->image.offset;
    return at_base >= set->min && at_base <= set->max &&
           set_contains(set, (value)at_base);
}

static void assert_seen(
    struct post *post, view x, const struct zoo_view *seen,
    const struct set *set, struct dice *dice)
{
    wide a = image_of(seen->image, set->min);
    wide b = image_of(seen->image, set->max);
    cr_assert_eq(post_min(post, x), a < b ? a : b);
    cr_assert_eq(post_max(post, x), a < b ? b : a);
    cr_assert_eq(post_size(post, x), set_size(set));
    for (int i = 0; i < 20; i++) {
        wide v = (i & 1 ? a : b) + dice_between(dice, -70, 70);
        if (v >= INT64_MIN && v <= INT64_MAX)
            cr_assert_eq(
                post_contains(post, x, (value)v), initially(seen, set, v));
    }
}

/* A view of a view has a base that is neither NOT nor DERIVED, and the same
 * values. */
static void assert_derived(
    struct post *post, view x, const struct zoo_view *seen,
    const struct set *set, struct dice *dice)
{
    struct image more = {dice_chance(dice, 50), dice_between(dice, -3, 3)};
    wide low = image_of(more, post_min(post, x));
    wide high = image_of(more, post_max(post, x));
    if (low < VALUE_MIN || low > VALUE_MAX || high < VALUE_MIN ||
        high > VALUE_MAX)
        return;
    view y = post_derived(post, x, more.negated, more.offset);
    struct zoo_view both = *seen;
    both.image.offset =
        more.offset + (more.negated ? -seen->image.offset : seen->image.offset);
    both.image.negated ^= more.negated;
    assert_seen(post, y, &both, set, dice);
    bool negated;
    value offset;
    view base = post_base(post, y, &negated, &offset);
    cr_assert(
        view_kind(base) != VIEW_NOT && view_kind(base) != VIEW_DERIVED);
    if (view_kind(base) != VIEW_CONSTANT)
        cr_assert(
            negated == both.image.negated && offset == both.image.offset);
}

static void post_seen(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    struct seen *seen = context;
    cr_assert(view_same(condition, VIEW_TRUE));
    for (uint32_t v = 0; v < c->var_count; v++) {
        struct zoo_view *zoo_view = &seen->zoo->views[v];
        const struct set *set = &seen->zoo->initial[zoo_view->base];
        view x = post_view(post, c->vars[v]);
        assert_seen(post, x, zoo_view, set, seen->dice);
        assert_derived(post, x, zoo_view, set, seen->dice);
    }
}

Test(post, views)
{
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct zoo zoo;
        struct dice dice = {seed};
        struct seen seen = {&zoo, &dice};
        zoo_init_posting(&zoo, &dice, 20, 0, post_seen, &seen);
        zoo_clear(&zoo);
    }
}

static void post_constants(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)c;
    (void)condition;
    (void)context;
    cr_assert(view_same(post_constant(post, 0), VIEW_FALSE));
    cr_assert(view_same(post_constant(post, 1), VIEW_TRUE));
    for (value v = -500; v < 500; v++) {
        view x = post_constant(post, v * v * v);
        cr_assert(view_same(post_constant(post, v * v * v), x));
        cr_assert_eq(post_min(post, x), v * v * v);
        cr_assert_eq(post_size(post, x), 1);
    }
    view end = post_constant(post, VALUE_MAX);
    cr_assert_eq(post_max(post, post_derived(post, end, true, 5)),
                 5 - VALUE_MAX);
}

Test(post, constants)
{
    struct rig rig;
    rig_init(&rig);
    var x = model_bool(rig.model);
    rig_add(rig.model, post_constants, NULL, 1, &x);
    rig_freeze(&rig, 0);
    rig_clear(&rig);
}

/* ---- x != y + offset ---- */

struct differ {
    uint32_t x, y;
    value offset;
};

static void post_difference(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    const struct differ *differ = context;
    post_differ(
        post, post_view(post, c->vars[differ->x]),
        post_view(post, c->vars[differ->y]), differ->offset);
}

/* That the one that is fixed takes a value from the other, if it was fixed just
 * now: where holes cannot be kept, it may come back unseen. */
static bool
react(const struct zoo *zoo, const struct differ *differ, struct set *sets,
      bool x_is_fixed)
{
    const struct zoo_view *x = &zoo->views[differ->x];
    const struct zoo_view *y = &zoo->views[differ->y];
    const struct zoo_view *fixed = x_is_fixed ? x : y;
    const struct zoo_view *other = x_is_fixed ? y : x;
    wide v = image_of(fixed->image, sets[fixed->base].min) +
             (x_is_fixed ? -(wide)differ->offset : differ->offset);
    if (v < INT64_MIN || v > INT64_MAX)
        return true;
    return set_tell(
        &sets[other->base], other->image,
        (struct told){.kind = TOLD_REMOVE, .v = (value)v});
}

/* The closure after sets[changed] changed; false if it fails. */
static bool
close_sets(const struct zoo *zoo, const struct differ *differ, struct set *sets)
{
    const struct zoo_view *x = &zoo->views[differ->x];
    const struct zoo_view *y = &zoo->views[differ->y];
    bool before[2] = {false, false};
    for (int round = 0; round < 3; round++) {
        if (set_size(&sets[x->base]) == 1 && !before[0]) {
            before[0] = true;
            if (!react(zoo, differ, sets, true))
                return false;
        }
        if (set_size(&sets[y->base]) == 1 && !before[1]) {
            before[1] = true;
            if (!react(zoo, differ, sets, false))
                return false;
        }
    }
    return true;
}

/* Is a value inside bounds that cannot hold a hole at stake? Then it depends on
 * the moment whether it goes. */
static bool exact(const struct zoo *zoo, const struct differ *differ)
{
    return zoo->initial[zoo->views[differ->x].base].keeps_holes &&
           zoo->initial[zoo->views[differ->y].base].keeps_holes;
}

static bool
descend(const struct zoo *zoo, const struct differ *differ,
        struct branch *branch, struct set *sets, struct dice *dice)
{
    uint32_t v = dice_chance(dice, 50) ? differ->x : differ->y;
    const struct zoo_view *seen = &zoo->views[v];
    struct told told = {
        .kind = (enum fact_told)dice_below(dice, TOLD_REMOVE),
        .v = zoo_value(zoo, sets, v, dice)};
    struct set before = sets[seen->base];
    if (!set_tell(&sets[seen->base], seen->image, told))
        return true; /* test_tell.c */
    (void)before;
    bool told_it = told.kind == TOLD_MIN ? tell_min(branch, seen->view, told.v)
                   : told.kind == TOLD_MAX
                       ? tell_max(branch, seen->view, told.v)
                       : tell_fix(branch, seen->view, told.v);
    cr_assert(told_it);
    bool expected = close_sets(zoo, differ, sets);
    bool possible = propagate_branch(branch);
    if (exact(zoo, differ))
        cr_assert_eq(possible, expected);
    if (possible && exact(zoo, differ)) {
        zoo_assert_read(zoo, branch, sets, differ->x, dice);
        zoo_assert_read(zoo, branch, sets, differ->y, dice);
    }
    view x = zoo->views[differ->x].view, y = zoo->views[differ->y].view;
    if (possible && domain_fixed(branch, x) && domain_fixed(branch, y))
        cr_assert(
            domain_value(branch, x) !=
            (wide)domain_value(branch, y) + differ->offset);
    return possible && expected;
}

static value offset_between(
    const struct zoo *zoo, uint32_t x, uint32_t y, struct dice *dice)
{
    /* some y + offset is some x */
    wide a = image_of(
        zoo->views[x].image, zoo->initial[zoo->views[x].base].min);
    wide b = image_of(
        zoo->views[y].image, zoo->initial[zoo->views[y].base].min);
    wide offset = a - b + dice_between(dice, -20, 20);
    return offset < VALUE_MIN / 2 || offset > VALUE_MAX / 2
               ? dice_between(dice, -2, 2)
               : (value)offset;
}

static void run_differ(uint64_t seed)
{
    struct dice dice = {seed}, same = {seed};
    struct zoo zoo;
    zoo_init(&zoo, &same, 0, 0);
    struct differ differ = {
        .x = (uint32_t)dice_below(&dice, zoo.count),
        .y = (uint32_t)dice_below(&dice, zoo.count)};
    differ.offset = offset_between(&zoo, differ.x, differ.y, &dice);
    zoo_clear(&zoo);
    same.state = seed;
    zoo_init_posting(
        &zoo, &same, 0, (uint32_t)seed % 3, post_difference, &differ);
    struct branch *root = branch_new(zoo.worker);
    struct set *sets = malloc(sizeof zoo.initial);
    memcpy(sets, zoo.initial, sizeof zoo.initial);
    bool possible = branch_start(root);
    bool expected = close_sets(&zoo, &differ, sets);
    if (exact(&zoo, &differ) && differ.x != differ.y)
        cr_assert_eq(possible, expected);
    for (int i = 0; possible && expected && i < 12; i++)
        possible = descend(&zoo, &differ, root, sets, &dice);
    branch_discard(root);
    free(sets);
    zoo_clear(&zoo);
}

Test(post, differ)
{
    for (uint64_t seed = 0; seed < 4000; seed++)
        run_differ(seed);
}

/* ---- Facts, words, hints ---- */

struct words {
    struct prop *props[40];
};

static void init_words(struct branch *branch, const struct prop *prop)
{
    uint64_t *word = branch_write(branch, prop->state);
    cr_assert_eq(*word, 0);
    *word = prop->id + 100;
}

static enum prop_status
no_propagation(struct branch *branch, const struct prop *prop)
{
    const uint64_t *word = branch_read(branch, prop->state);
    cr_assert_eq(*word, prop->id + 100);
    return PROP_STABLE;
}

static const struct prop_class words_class = {
    .name = "words", .propagate = no_propagation, .init = init_words};

static void post_words(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct words *words = context;
    uint32_t end = 0;
    for (uint32_t p = 0; p < 40; p++) {
        struct prop *prop = words->props[p] =
            post_prop(post, &words_class, sizeof *prop);
        uint32_t size = 1 + p * 13 % 256;
        bool contiguous = p % 2;
        post_state(post, prop, size, contiguous);
        cr_assert(prop->state % 8 == 0 && prop->state >= end);
        end = prop->state + size;
        if (contiguous)
            cr_assert_eq(
                prop->state / CORO_CHUNK, (end - 1) / CORO_CHUNK);
        post_hint(post, prop, 3);
        cr_assert_eq(prop->hint, 3 * p);
    }
    view x = post_view(post, c->vars[0]);
    post_tell_min(post, x, 2);
    post_tell_max(post, x, 8);
    post_tell_remove(post, x, 5);
}

Test(post, words_hints_and_facts)
{
    for (uint32_t levels = 0; levels < 3; levels++) {
        struct rig rig;
        struct words words;
        rig_init(&rig);
        var x = model_var(rig.model, 0, 9);
        rig_add(rig.model, post_words, &words, 1, &x);
        rig_freeze(&rig, levels);
        struct branch *root = branch_new(rig.worker);
        cr_assert(branch_start(root));
        cr_assert_eq(rig.network->hint_count, 120);
        cr_assert_eq(domain_bits(root, rig_view(&rig, x), 0), 0x1dc);
        struct branch *copy = branch_fork(root);
        const struct prop *prop = words.props[39];
        *(uint64_t *)branch_write(copy, prop->state) = 7;
        cr_assert_eq(
            *(const uint64_t *)branch_read(root, prop->state), 139);
        branch_discard(copy);
        branch_discard(root);
        rig_clear(&rig);
    }
}

/* ---- Conditions ---- */

struct posted {
    uint32_t count;
    view conditions[4];
};

static void note_condition(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)post;
    (void)c;
    struct posted *posted = context;
    posted->conditions[posted->count++] = condition;
}

static struct posted posted_as(enum reification reification, value fixed)
{
    struct rig rig;
    struct posted posted = {0};
    rig_init(&rig);
    var x = model_var(rig.model, 0, 9);
    struct constraint *c = rig_add(rig.model, note_condition, &posted, 1, &x);
    c->reification = reification;
    c->condition =
        fixed < 0 ? model_bool(rig.model) : model_constant(rig.model, fixed);
    rig_freeze(&rig, 0);
    if (fixed < 0)
        for (uint32_t i = 0; i < posted.count; i++)
            cr_assert(
                reification == REIFY_NONE ||
                view_is_literal(posted.conditions[i]));
    rig_clear(&rig);
    return posted;
}

Test(post, conditions)
{
    struct posted posted = posted_as(REIFY_NONE, -1);
    cr_assert(
        posted.count == 1 && view_same(posted.conditions[0], VIEW_TRUE));
    posted = posted_as(REIFY_HALF, -1);
    cr_assert(
        posted.count == 1 && view_kind(posted.conditions[0]) == VIEW_BOOL);
    posted = posted_as(REIFY_FULL, -1);
    cr_assert_eq(posted.count, 2);
    cr_assert(view_same(
        posted.conditions[0], view_negated(posted.conditions[1])));
    cr_assert_eq(posted_as(REIFY_HALF, 0).count, 0);
    posted = posted_as(REIFY_FULL, 0);
    cr_assert(
        posted.count == 1 && view_same(posted.conditions[0], VIEW_TRUE));
    posted = posted_as(REIFY_FULL, 1);
    cr_assert(
        posted.count == 1 && view_same(posted.conditions[0], VIEW_TRUE));
}
