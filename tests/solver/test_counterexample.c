/* test_counterexample.c — what is found is a solution below the branch, and it
 * is found where there are many
 */
#include "solver/counterexample.h"

#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/tell.h"
#include "solver/tree.h"
#include "solver/worker.h"
#include "tests/propagators/dice.h"
#include "tests/solver/root.h"

#include <criterion/criterion.h>

struct setup {
    struct small small;
    struct tree *tree;
    struct branch *root; /* NULL: it failed */
    struct solution *found;
};

static void begin(struct setup *setup, uint64_t seed)
{
    root_init_small(&setup->small, seed);
    setup->tree = tree_new(setup->small.network, NULL);
    setup->root = tree_root(setup->tree, NULL, NULL);
    setup->found = solution_new(setup->small.network);
}

static void end(struct setup *setup)
{
    if (setup->root)
        branch_discard(setup->root);
    solution_free(setup->found);
    tree_free(setup->tree);
    small_clear(&setup->small);
}

static bool found_is(const struct setup *setup, const value *row)
{
    const value *values = solution_values(setup->found);
    for (int i = 0; i < SMALL_VARS; i++)
        if (values[setup->small.xs[i].index] != row[i])
            return false;
    return true;
}

/* Of the solutions where x is greater than v: how many there are, and whether
 * what was found is one of them. */
static uint32_t
solutions_above(const struct setup *setup, int x, value v, bool *ret_has_found)
{
    const struct rows *rows = &setup->small.solutions;
    uint32_t count = 0;
    *ret_has_found = false;
    for (uint32_t r = 0; r < rows->count; r++) {
        if (rows->items[r][x] <= v)
            continue;
        count++;
        *ret_has_found |= found_is(setup, rows->items[r]);
    }
    return count;
}

/* Counts what could be found, and what was. */
static void
look_above(struct setup *setup, int x, uint32_t *possible, uint32_t *found)
{
    enum {
        FAILURES = 20
    };
    view seen = network_view(setup->small.network, setup->small.xs[x]);
    value v = domain_min(setup->root, seen);
    bool is_solution;
    struct branch *branch = branch_fork(setup->root);
    if (domain_fixed(branch, seen) || !tell_min(branch, seen, v + 1) ||
        !propagate_branch(branch)) {
        worker_forget(branch->worker);
        branch_discard(branch);
        return;
    }
    struct literal broken = {seen, LITERAL_MAX, v};
    bool there =
        counterexample_find(branch, &broken, 1, FAILURES, setup->found);
    *possible += solutions_above(setup, x, v, &is_solution) > 0;
    *found += there;
    cr_expect(!there || is_solution);
}

Test(counterexample, is_a_solution_below_the_branch)
{
    uint32_t possible = 0, found = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct setup setup;
        begin(&setup, seed);
        for (int x = 0; x < SMALL_VARS && setup.root; x++)
            look_above(&setup, x, &possible, &found);
        end(&setup);
    }
    cr_expect_gt(possible, 50);
    cr_expect_geq(2 * found, possible, "%u of %u", found, possible);
}

/* Where the first attempt fails at once and none other is allowed. */
Test(counterexample, gives_up)
{
    uint32_t given_up = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct setup setup;
        begin(&setup, seed);
        if (setup.root && setup.small.solutions.count > 0)
            given_up += !counterexample_find(
                branch_fork(setup.root), NULL, 0, 0, setup.found);
        end(&setup);
    }
    cr_expect_gt(given_up, 0);
}
