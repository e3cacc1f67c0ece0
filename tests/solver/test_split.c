/* test_split.c — the alternatives of a split divide the domain, and each is
 * less than all of it
 */
#include "solver/split.h"

#include "solver/domain.h"
#include "solver/tell.h"
#include "tests/solver/zoo.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What one alternative leaves of a domain. */
struct part {
    value min, max;
    uint64_t size;
};

struct parts {
    struct part *items;
    uint32_t count;
    uint8_t met[SETS_SPAN]; /* in how many of them is each value? */
};

static int compare(const void *left, const void *right)
{
    const struct part *a = left, *b = right;
    return (a->min > b->min) - (a->min < b->min);
}

static bool listed(const struct branch *branch, view x)
{
    return domain_size(branch, x) <= SETS_SPAN;
}

static void add_part(
    struct parts *parts, const struct branch *whole,
    const struct branch *branch, view x)
{
    parts->items[parts->count++] = (struct part){
        domain_min(branch, x), domain_max(branch, x), domain_size(branch, x)};
    uint32_t i = 0;
    if (!listed(whole, x))
        return;
    DOMAIN_FOR_EACH(v, whole, x)
    {
        parts->met[i++] += domain_contains(branch, x, v);
    }
}

static struct parts take_apart(
    struct zoo *zoo, struct branch *branch, const struct step *step)
{
    uint8_t form;
    value v;
    view x = step->xs[0];
    uint32_t arity = split_domain(branch, step, 0, &form, &v);
    cr_assert_gt(arity, 1);
    struct parts parts = {.items = malloc(arity * sizeof *parts.items)};
    for (uint32_t k = 0; k < arity; k++) {
        struct branch *copy = branch_fork(branch);
        if (split_tell(copy, x, form, v, k))
            add_part(&parts, branch, copy, x);
        worker_forget(zoo->worker);
        branch_discard(copy);
    }
    return parts;
}

static void assert_division(
    struct branch *branch, view x, struct parts *parts, const char *name)
{
    uint64_t sum = 0, size = domain_size(branch, x);
    qsort(parts->items, parts->count, sizeof *parts->items, compare);
    for (uint32_t k = 0; k < parts->count; k++) {
        const struct part *part = &parts->items[k];
        sum += part->size;
        cr_assert_lt(part->size, size, "%s gets nowhere", name);
        if (k > 0 && !listed(branch, x))
            cr_assert_gt(part->min, parts->items[k - 1].max, "%s", name);
    }
    cr_assert_eq(sum, size, "%s loses or repeats values", name);
    for (uint32_t i = 0; listed(branch, x) && i < size; i++)
        cr_assert_eq(parts->met[i], 1, "%s: parts overlap", name);
}

static void split_once(
    struct zoo *zoo, struct branch *branch, const struct set *sets, uint32_t v,
    enum split split, struct dice *dice)
{
    view x = zoo->views[v].view;
    if (domain_fixed(branch, x))
        return;
    value warm = zoo_value(zoo, sets, v, dice);
    struct step step = {
        .kind = PLAN_LABEL,
        .split = split,
        .xs = &x,
        .count = 1,
        .warm = dice_chance(dice, 20) ? &warm : NULL};
    if (split == SPLIT_ENUMERATE && domain_size(branch, x) < 70000 &&
        domain_size(branch, x) > 3000)
        return; /* right but slow */
    struct parts parts = take_apart(zoo, branch, &step);
    assert_division(branch, x, &parts, plan_split_name(split));
    free(parts.items);
}

/* Any domain that tells lead to. */
static void
narrow(struct zoo *zoo, struct branch *branch, struct set *sets, uint32_t v,
       struct dice *dice)
{
    for (uint64_t tells = dice_below(dice, 4); tells > 0; tells--) {
        const struct zoo_view *seen = &zoo->views[v];
        struct told told = {
            .kind = dice_chance(dice, 50)   ? TOLD_REMOVE
                    : dice_chance(dice, 50) ? TOLD_MIN
                                            : TOLD_MAX,
            .v = zoo_value(zoo, sets, v, dice)};
        if (!set_tell(&sets[seen->base], seen->image, told))
            continue;
        cr_assert(
            told.kind == TOLD_REMOVE ? tell_remove(branch, seen->view, told.v)
            : told.kind == TOLD_MIN  ? tell_min(branch, seen->view, told.v)
                                     : tell_max(branch, seen->view, told.v));
        worker_forget(zoo->worker);
    }
}

static void split_all(uint64_t seed)
{
    struct dice dice = {seed};
    struct zoo zoo;
    zoo_init(&zoo, &dice, 0, 0);
    struct branch *root = branch_new(zoo.worker);
    struct set *sets = malloc(sizeof zoo.initial);
    for (uint32_t v = 0; v < zoo.count; v++) {
        struct branch *branch = branch_fork(root);
        memcpy(sets, zoo.initial, sizeof zoo.initial);
        narrow(&zoo, branch, sets, v, &dice);
        for (int split = 0; split < SPLIT_COUNT; split++)
            split_once(&zoo, branch, sets, v, (enum split)split, &dice);
        branch_discard(branch);
    }
    free(sets);
    branch_discard(root);
    zoo_clear(&zoo);
}

Test(split, divides)
{
    for (uint64_t seed = 0; seed < 40; seed++)
        split_all(seed);
}

/* ---- Which alternative comes first ---- */

struct first {
    enum split split;
    struct part part; /* what the first alternative leaves */
};

static void
assert_first(const struct range *runs, uint32_t run_count,
             const struct first *firsts, uint32_t count)
{
    struct rig rig;
    rig_init(&rig);
    var x = model_var_ranges(rig.model, runs, run_count);
    rig_freeze(&rig, 0);
    view seen = rig_view(&rig, x);
    struct branch *root = branch_new(rig.worker);
    for (uint32_t i = 0; i < count; i++) {
        struct step step = {.split = firsts[i].split, .xs = &seen, .count = 1};
        uint8_t form;
        value v;
        split_domain(root, &step, 0, &form, &v);
        struct branch *copy = branch_fork(root);
        cr_assert(split_tell(copy, seen, form, v, 0));
        worker_forget(rig.worker);
        const char *name = plan_split_name(firsts[i].split);
        cr_assert_eq(domain_min(copy, seen), firsts[i].part.min, "%s", name);
        cr_assert_eq(domain_max(copy, seen), firsts[i].part.max, "%s", name);
        cr_assert_eq(domain_size(copy, seen), firsts[i].part.size, "%s", name);
        branch_discard(copy);
    }
    branch_discard(root);
    rig_clear(&rig);
}

/* {1, 2, 5, 6, 7, 20}: mean 10, median 5 (as MiniZinc and Gecode have it) */
Test(split, first_alternatives)
{
    static const struct range runs[] = {{1, 2}, {5, 7}, {20, 20}};
    static const struct first firsts[] = {
        {SPLIT_MIN, {1, 1, 1}},
        {SPLIT_MAX, {20, 20, 1}},
        {SPLIT_MIDDLE, {7, 7, 1}},
        {SPLIT_MEDIAN, {5, 5, 1}},
        {SPLIT_SPLIT, {1, 7, 5}},
        {SPLIT_REVERSE_SPLIT, {20, 20, 1}},
        {SPLIT_INTERVAL, {1, 2, 2}},
        {SPLIT_ENUMERATE, {1, 1, 1}},
        {SPLIT_OUT_MIN, {2, 20, 5}},
        {SPLIT_OUT_MAX, {1, 7, 5}},
        {SPLIT_OUT_MEDIAN, {1, 20, 5}},
        {SPLIT_ZERO_OUTWARDS, {1, 1, 1}},
    };
    assert_first(runs, 3, firsts, sizeof firsts / sizeof *firsts);
}

Test(split, first_alternatives_of_an_interval)
{
    static const struct range runs[] = {{-500, 1000}};
    static const struct first firsts[] = {
        {SPLIT_MIN, {-500, -500, 1}},
        {SPLIT_MAX, {1000, 1000, 1}},
        {SPLIT_MIDDLE, {250, 250, 1}},
        {SPLIT_MEDIAN, {250, 250, 1}},
        {SPLIT_SPLIT, {-500, 250, 751}},
        {SPLIT_REVERSE_SPLIT, {251, 1000, 750}},
        {SPLIT_INTERVAL, {-500, 250, 751}},
        {SPLIT_ZERO_OUTWARDS, {0, 0, 1}},
    };
    assert_first(runs, 1, firsts, sizeof firsts / sizeof *firsts);
}

Test(split, first_alternatives_without_bounds)
{
    static const struct range runs[] = {{VALUE_MIN, VALUE_MAX}};
    static const struct first firsts[] = {
        {SPLIT_MIN, {VALUE_MIN, VALUE_MIN, 1}},
        {SPLIT_MAX, {VALUE_MAX, VALUE_MAX, 1}},
        {SPLIT_MEDIAN, {0, 0, 1}},
        {SPLIT_SPLIT, {VALUE_MIN, 0, (uint64_t)INT64_MAX + 1}},
        {SPLIT_ZERO_OUTWARDS, {-1, 1, 3}},
    };
    assert_first(runs, 1, firsts, sizeof firsts / sizeof *firsts);
}
