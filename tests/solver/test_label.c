/* test_label.c — the routines of a plan, driven by hand: chains of frames that
 * are deep when they are forked
 */
#include "solver/label.h"

#include "coro/coro.h"
#include "solver/arena.h"
#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/tree.h"
#include "solver/worker.h"
#include "tests/propagators/dice.h"
#include "tests/solver/small.h"

#include <criterion/criterion.h>

/* ---- Plans ---- */

static uint32_t
add_sequence(struct model *model, const uint32_t *children, uint32_t count)
{
    VEC_PUSH(
        model->plan,
        (struct plan_node){
            .kind = PLAN_SEQUENCE,
            .children = arena_copy(
                model->arena, children, count * sizeof *children),
            .child_count = count});
    return (uint32_t)model->plan.count - 1;
}

static uint32_t
add_label(struct small *small, uint32_t from, uint32_t count, enum split split)
{
    VEC_PUSH(
        small->model->plan,
        (struct plan_node){
            .kind = PLAN_LABEL,
            .selection = SELECT_INPUT_ORDER,
            .split = split,
            .vars = small->xs + from,
            .var_count = count});
    return (uint32_t)small->model->plan.count - 1;
}

/* ((((0 1) 2) (3) ()) 4 5), and the rest by default */
static void plan_nested(struct small *small)
{
    struct model *model = small->model;
    uint32_t inner[2] = {
        add_label(small, 0, 2, SPLIT_MIN), add_label(small, 2, 1, SPLIT_MAX)};
    uint32_t middle[3] = {
        add_sequence(model, inner, 2), add_label(small, 3, 1, SPLIT_SPLIT),
        add_sequence(model, NULL, 0)};
    uint32_t outer[2] = {
        add_sequence(model, middle, 3),
        add_label(small, 4, 2, SPLIT_ENUMERATE)};
    model->plan_root = add_sequence(model, outer, 2);
}

/* ---- A search without a search ---- */

struct explorer {
    const struct small *small;
    struct rows rows;
    uint32_t depths[32]; /* how often a choice was met with so many frames */
    uint32_t forks;
};

static void take_solution(struct explorer *explorer, struct branch *branch)
{
    value row[SMALL_VARS];
    const struct small *small = explorer->small;
    for (int x = 0; x < SMALL_VARS; x++) {
        view seen = network_view(small->network, small->xs[x]);
        cr_assert(domain_fixed(branch, seen));
        row[x] = domain_value(branch, seen);
    }
    rows_add(&explorer->rows, row);
}

/* Takes the branch, which waits for an answer below arity or has not begun. */
static void
explore(struct explorer *explorer, struct branch *branch, uint32_t arity)
{
    for (uint32_t k = 0; k < arity; k++) {
        struct branch *copy = k + 1 < arity ? branch_fork(branch) : branch;
        explorer->forks += copy != branch;
        cr_assert_eq(coro_depth(&copy->coro), coro_depth(&branch->coro));
        switch (coro_resume(&copy->coro, k)) {
        case CORO_CHOSE:
            explorer->depths[coro_depth(&copy->coro)]++;
            explore(explorer, copy, copy->coro.arity);
            continue;
        case CORO_RETURNED:
            take_solution(explorer, copy);
            break;
        case CORO_FAILED:
        case CORO_YIELDED:
        case CORO_CALLED:
            break;
        }
        branch_discard(copy);
    }
}

Test(label, deep_chains_are_forked)
{
    for (uint64_t seed = 1; seed < 9; seed++) {
        struct small small;
        small_init(&small, seed);
        plan_nested(&small);
        small_freeze(&small);
        struct tree *tree = tree_new(small.network, NULL);
        struct explorer explorer = {.small = &small};
        struct branch *root = tree_root(tree, NULL, NULL);
        struct coro_pool *pool = tree_worker(tree)->pool;
        if (root)
            explore(&explorer, root, 1);
        rows_sort(&explorer.rows);
        cr_assert(rows_equal(&explorer.rows, &small.solutions));
        if (small.solutions.count > 1) {
            /* whole plan, outer, middle, inner, label step, label */
            cr_assert_gt(explorer.depths[6], 0);
            cr_assert_gt(explorer.depths[3] + explorer.depths[4], 0);
            cr_assert_eq(coro_pool_counters(pool)->deepest_chain, 6);
        }
        cr_assert_eq(coro_pool_counters(pool)->forks, explorer.forks);
        cr_assert_eq(coro_pool_live_bytes(pool), 0);
        rows_clear(&explorer.rows);
        tree_free(tree);
        small_clear(&small);
    }
}

/* The same plan by struct search. */
Test(label, nested_plan)
{
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct small small;
        small_init(&small, seed);
        plan_nested(&small);
        small_freeze(&small);
        struct search *search =
            search_new(small.network, &(struct search_options){0});
        enum search_outcome end;
        struct rows rows = small_search(&small, search, &end);
        cr_assert_eq(end, SEARCH_EXHAUSTED);
        cr_assert(rows_equal(&rows, &small.solutions));
        rows_clear(&rows);
        search_free(search);
        small_clear(&small);
    }
}

/* Values to try first: the first solution is the warm one where that is one. */
Test(label, warm_start)
{
    uint32_t tried = 0;
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct small small;
        small_init(&small, seed);
        uint32_t count = small.solutions.count;
        if (count > 0) {
            const value *wanted = small.solutions.items[count / 2];
            uint32_t step = add_label(&small, 0, SMALL_VARS, SPLIT_MIN);
            small.model->plan.items[step].warm = wanted;
            small.model->plan_root = step;
            small_freeze(&small);
            struct search *search =
                search_new(small.network, &(struct search_options){0});
            cr_assert_eq(search_next(search), SEARCH_SOLUTION);
            for (int x = 0; x < SMALL_VARS; x++)
                cr_assert_eq(
                    search_solution(search)[small.xs[x].index], wanted[x]);
            search_free(search);
            tried++;
        }
        small_clear(&small);
    }
    cr_assert_gt(tried, 10);
}
