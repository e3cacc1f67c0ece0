/* test_layout.c — which kind of domain a variable gets, and where it lies */
#include "solver/domain.h"
#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void
post_none(struct post *post, const struct constraint *c, view condition)
{
    (void)post;
    (void)c;
    (void)condition;
}

static bool check_none(const struct constraint *c, const value *values)
{
    (void)c;
    (void)values;
    return true;
}

static const struct constraint_class holes = {
    .name = "holes",
    .check = check_none,
    .post = post_none,
    .makes_holes = true};

static enum view_kind
kind_of(const struct range *runs, uint32_t count, bool holes_made)
{
    struct rig rig;
    rig_init(&rig);
    var x = model_var_ranges(rig.model, runs, count);
    if (holes_made)
        model_add(rig.model, &holes, 1, &x, 0, NULL);
    rig_freeze(&rig, 0);
    enum view_kind kind = view_kind(rig_view(&rig, x));
    rig_clear(&rig);
    return kind;
}

static enum view_kind kind_between(value min, value max, bool holes_made)
{
    return kind_of(&(struct range){min, max}, 1, holes_made);
}

Test(layout, kinds)
{
    cr_assert_eq(kind_between(0, 1, false), VIEW_BOOL);
    cr_assert_eq(kind_between(1, 2, false), VIEW_SMALL);
    cr_assert_eq(kind_between(7, 7, false), VIEW_CONSTANT);
    cr_assert_eq(kind_between(-63, 0, false), VIEW_SMALL);
    cr_assert_eq(kind_between(-64, 0, false), VIEW_INTERVAL);
    cr_assert_eq(kind_between(-64, 0, true), VIEW_LARGE);
    cr_assert_eq(kind_between(1, 4096, true), VIEW_LARGE);
    cr_assert_eq(kind_between(1, 4097, true), VIEW_INTERVAL);
    cr_assert_eq(kind_between(-INT32_MAX, INT32_MAX, true), VIEW_INTERVAL);
    cr_assert_eq(kind_between(-INT32_MAX, INT64_C(1) << 31, true), VIEW_WIDE);
    cr_assert_eq(kind_between(INT32_MIN, 0, true), VIEW_WIDE);
    cr_assert_eq(kind_between(INT32_MAX - 1, INT32_MAX, false), VIEW_SMALL);
    cr_assert_eq(kind_between(VALUE_MIN, VALUE_MAX, true), VIEW_WIDE);
    struct range runs[2] = {{0, 5}, {60000, 65535}};
    cr_assert_eq(kind_of(runs, 2, false), VIEW_LARGE);
    runs[1].max++;
    cr_assert_eq(kind_of(runs, 2, false), VIEW_INTERVAL);
    runs[1] = (struct range){INT64_C(1) << 40, INT64_C(1) << 41};
    cr_assert_eq(kind_of(runs, 2, true), VIEW_WIDE);
}

/* Domains with holes that get no bitset keep their bounds out of them. */
Test(layout, sparse)
{
    const struct range runs[2][3] = {
        {{0, 5}, {50000, 50001}, {90000, 100000}},
        {{VALUE_MIN, -7}, {3, 3}, {INT64_C(1) << 40, VALUE_MAX}}};
    for (int i = 0; i < 2; i++) {
        struct rig rig;
        rig_init(&rig);
        var x = model_var_ranges(rig.model, runs[i], 3);
        rig_freeze(&rig, 0);
        view seen = rig_view(&rig, x);
        struct branch *root = branch_new(rig.worker);
        cr_assert(branch_start(root));
        struct branch *other = branch_fork(root);
        cr_assert(tell_min(root, seen, runs[i][0].max + 1));
        cr_assert(propagate_branch(root));
        cr_assert_eq(domain_min(root, seen), runs[i][1].min);
        cr_assert(tell_max(root, seen, runs[i][2].min - 1));
        cr_assert(propagate_branch(root));
        cr_assert_eq(domain_max(root, seen), runs[i][1].max);
        cr_assert(tell_min(other, seen, runs[i][1].max + 1));
        cr_assert(tell_max(other, seen, runs[i][2].min));
        cr_assert(propagate_branch(other));
        cr_assert(domain_fixed(other, seen));
        branch_discard(root);
        branch_discard(other);
        rig_clear(&rig);
    }
}

/* No record straddles a chunk, no two overlap, and variables of one constraint
 * lie side by side, wherever they were declared. */
_Static_assert(
    sizeof(struct domain_small) == 16 && sizeof(struct domain_large) == 16 &&
        sizeof(struct domain_wide) == 16,
    "as big as each other");

Test(layout, places)
{
    enum { GROUPS = 60 };
    struct rig rig;
    rig_init(&rig);
    var xs[3][GROUPS];
    for (int k = 0; k < 3; k++)
        for (int g = 0; g < GROUPS; g++)
            xs[k][g] = model_var(
                rig.model, 0, g % 2 ? 40 : INT64_C(1) << (10 + 20 * (g % 3)));
    for (int g = 0; g < GROUPS; g++)
        model_add(
            rig.model, &holes, 3,
            (var[]){xs[0][g], xs[1][g], xs[2][g]}, 0, NULL);
    rig_freeze(&rig, 1);
    uint8_t *used = calloc(rig.network->memory_size, 1);
    for (int g = 0; g < GROUPS; g++) {
        uint32_t first = UINT32_MAX, last = 0;
        for (int k = 0; k < 3; k++) {
            view x = rig_view(&rig, xs[k][g]);
            uint32_t at = view_offset(x);
            uint32_t size = view_kind(x) == VIEW_INTERVAL
                                ? sizeof(struct domain_interval)
                                : sizeof(struct domain_small);
            cr_assert_eq(at / CORO_CHUNK, (at + size - 1) / CORO_CHUNK);
            for (uint32_t i = 0; i < size; i++)
                cr_assert_eq(used[at + i]++, 0);
            first = at < first ? at : first;
            last = at > last ? at : last;
        }
        cr_assert_leq(last - first, 64);
    }
    free(used);
    rig_clear(&rig);
}
