/* test_vivify.c — nogoods that are shortened still follow from the model
 *
 * The store is given clauses that hold in all solutions of a small model.
 */
#include "solver/literal.h"
#include "solver/vivify.h"

#include "propagators/propagators.h"
#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/network.h"
#include "solver/nogood_store.h"
#include "solver/worker.h"
#include "tests/propagators/dice.h"
#include "tests/solver/rig.h"
#include "tests/solver/root.h"

#include <criterion/criterion.h>

enum {
    LENGTH_MAX = 6,
    CLAUSES = 40
};

static const uint64_t enough = UINT64_MAX / 2;

/* ---- Random clauses ---- */

static struct literal roll_literal(const struct root *root, struct dice *dice)
{
    static const enum literal_kind kinds[] = {
        LITERAL_MIN, LITERAL_MAX, LITERAL_REMOVE, LITERAL_EQUAL};
    const struct small *small = root->small;
    view x;
    do
        x = network_view(
            small->network, small->xs[dice_below(dice, SMALL_VARS)]);
    while (view_kind(x) == VIEW_NOT || view_kind(x) >= VIEW_DERIVED);
    if (view_is_literal(x))
        return dice_chance(dice, 50) ? (struct literal){x, LITERAL_MIN, 1}
                                     : (struct literal){x, LITERAL_MAX, 0};
    value min = domain_min(root->branch, x), max = domain_max(root->branch, x);
    return (struct literal){
        x, kinds[dice_below(dice, 4)], dice_between(dice, min, max)};
}

static bool mentions(const struct literal *literals, uint32_t count, view x)
{
    for (uint32_t i = 0; i < count; i++)
        if (view_same(literals[i].x, x))
            return true;
    return false;
}

/* A clause over different variables, open in the root; 0 if none was found. */
static uint32_t roll_clause(
    const struct root *root, struct dice *dice, struct literal *ret_literals)
{
    uint32_t count = 0;
    for (int i = 0; i < 40 && count < LENGTH_MAX; i++) {
        struct literal l = roll_literal(root, dice);
        if (literal_truth(root->branch, l) == TRUTH_OPEN &&
            !mentions(ret_literals, count, l.x))
            ret_literals[count++] = l;
        if (count >= 3 && root_implies(root, ret_literals, count))
            return count;
    }
    return 0;
}

static uint32_t add_clauses(struct root *root, struct dice *dice)
{
    uint32_t added = 0;
    for (int i = 0; i < CLAUSES; i++) {
        struct literal literals[LENGTH_MAX];
        uint32_t count = roll_clause(root, dice, literals);
        added += count > 0;
        if (count > 0)
            nogood_add(root->worker->nogoods, literals, count, 3, false);
    }
    return added;
}

static void expect_implied(const struct root *root)
{
    struct nogoods *nogoods = root->worker->nogoods;
    VEC_FOR_EACH (reference, nogoods->learned) {
        const struct nogood *nogood = nogood_at(nogoods, *reference);
        struct literal literals[LENGTH_MAX];
        cr_assert(nogood->size >= 2 && nogood->size <= LENGTH_MAX);
        cr_expect(nogood->vivified);
        for (uint32_t i = 0; i < nogood->size; i++)
            literals[i] = nogood_literal(nogoods, nogood->literals[i]);
        cr_expect(root_implies(root, literals, nogood->size));
    }
}

static struct vivify_counters vivify_small(uint64_t seed, uint64_t effort)
{
    struct small small;
    struct root root;
    struct dice dice = {seed};
    struct vivify_counters counters = {0};
    root_init_small(&small, seed);
    root_init(&root, &small);
    if (root.branch && small.solutions.count > 0) {
        struct vivify *vivify = vivify_new(small.network);
        uint32_t added = add_clauses(&root, &dice);
        do {
            counters = *vivify_counters(vivify);
            cr_expect(vivify_nogoods(vivify, root.branch, effort));
            cr_expect_eq(root.worker->heard, log_end(root.branch));
            cr_expect(nogoods_settled(root.worker->nogoods, root.branch));
        } while (vivify_counters(vivify)->tried > counters.tried);
        cr_expect_leq(counters.tried, added);
        cr_expect_leq(nogoods_count(root.worker->nogoods), added);
        expect_implied(&root);
        cr_expect(root_keeps_solutions(&root), "seed %d", (int)seed);
        vivify_free(vivify);
    }
    root_clear(&root);
    small_clear(&small);
    return counters;
}

Test(vivify, leaves_what_all_solutions_satisfy)
{
    uint64_t tried = 0, shortened = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct vivify_counters counters =
            vivify_small(seed, seed % 2 ? enough : 1);
        tried += counters.tried;
        shortened += counters.shortened;
    }
    cr_expect_gt(tried, 150, "%d tried", (int)tried);
    cr_expect_gt(shortened, 20, "%d shortened", (int)shortened);
}

/* ---- One nogood at a time ---- */

enum {
    BOOLS = 6
};

struct setup {
    struct rig rig;
    var b[BOOLS];
    struct branch *root;
    struct nogoods *nogoods;
    struct vivify *vivify;
};

static void begin(struct setup *setup)
{
    rig_init(&setup->rig);
    for (int i = 0; i < BOOLS; i++)
        setup->b[i] = model_bool(setup->rig.model);
}

/* At least one of two Booleans is true. */
static void either(struct setup *setup, int i, int k)
{
    model_add(
        setup->rig.model, &constraint_clause, 2,
        (var[]){setup->b[i], setup->b[k]}, 1, (value[]){2});
}

/* If one Boolean is true, so is the other. */
static void implies(struct setup *setup, int i, int k)
{
    model_add(
        setup->rig.model, &constraint_clause, 2,
        (var[]){setup->b[k], setup->b[i]}, 1, (value[]){1});
}

static struct literal literal_at(const struct setup *setup, int i)
{
    return (struct literal){rig_view(&setup->rig, setup->b[i]), LITERAL_MIN, 1};
}

/* Vivifies the nogood that one of the first Booleans is true. */
static void vivify_first(struct setup *setup, uint32_t count)
{
    struct literal literals[BOOLS];
    rig_freeze_logging(&setup->rig, 0);
    setup->nogoods = rig_use_nogoods(&setup->rig);
    setup->vivify = vivify_new(setup->rig.network);
    setup->root = branch_new(setup->rig.worker);
    cr_assert(branch_start(setup->root));
    for (uint32_t i = 0; i < count; i++)
        literals[i] = literal_at(setup, (int)i);
    nogood_add(setup->nogoods, literals, count, 3, false);
    cr_expect(vivify_nogoods(setup->vivify, setup->root, enough));
    cr_expect_eq(vivify_counters(setup->vivify)->tried, 1);
}

static void end(struct setup *setup)
{
    branch_discard(setup->root);
    vivify_free(setup->vivify);
    rig_clear(&setup->rig);
}

/* What is left of it, as bits; of two literals at least. */
static uint32_t left(const struct setup *setup)
{
    uint32_t bits = 0;
    cr_assert_eq(nogoods_count(setup->nogoods), 1);
    const struct nogood *nogood =
        nogood_at(setup->nogoods, setup->nogoods->learned.items[0]);
    for (uint32_t k = 0; k < nogood->size; k++)
        for (int i = 0; i < BOOLS; i++)
            if (view_same(
                    tight_view(nogood->literals[k]), literal_at(setup, i).x))
                bits |= 1u << i;
    return bits;
}

Test(vivify, leaves_alone_what_nothing_shortens)
{
    struct setup setup;
    begin(&setup);
    vivify_first(&setup, 4);
    cr_expect_eq(left(&setup), 15);
    cr_expect_eq(vivify_counters(setup.vivify)->shortened, 0);
    end(&setup);
}

Test(vivify, leaves_out_a_literal_that_the_others_make_false)
{
    struct setup setup;
    begin(&setup);
    implies(&setup, 0, 4);
    implies(&setup, 4, 1);
    implies(&setup, 1, 0);
    vivify_first(&setup, 4);
    cr_expect(left(&setup) == 13 || left(&setup) == 14);
    cr_expect_eq(vivify_counters(setup.vivify)->literals, 1);
    end(&setup);
}

/* b0 or b4, and b4 → b2. */
Test(vivify, ends_where_a_literal_becomes_true)
{
    struct setup setup;
    begin(&setup);
    either(&setup, 0, 4);
    implies(&setup, 4, 2);
    vivify_first(&setup, 4);
    cr_expect_eq(left(&setup), 5);
    end(&setup);
}

/* b1 or b4 or b5; b4 → b2, b5 → b2. */
Test(vivify, keeps_the_decisions_that_fail)
{
    struct setup setup;
    begin(&setup);
    implies(&setup, 4, 2);
    implies(&setup, 5, 2);
    model_add(
        setup.rig.model, &constraint_clause, 3,
        (var[]){setup.b[1], setup.b[4], setup.b[5]}, 1, (value[]){3});
    vivify_first(&setup, 4);
    cr_expect_eq(left(&setup), 6);
    cr_expect_eq(vivify_counters(setup.vivify)->literals, 2);
    end(&setup);
}

/* not b2 → b4, and not b4. */
Test(vivify, makes_a_fact_of_one_literal)
{
    struct setup setup;
    begin(&setup);
    either(&setup, 2, 4);
    either(&setup, 2, 5);
    model_add(
        setup.rig.model, &constraint_clause, 2, (var[]){setup.b[4], setup.b[5]},
        1, (value[]){0});
    vivify_first(&setup, 3);
    cr_expect_eq(nogoods_count(setup.nogoods), 0);
    cr_expect_eq(domain_min(setup.root, literal_at(&setup, 2).x), 1);
    end(&setup);
}
