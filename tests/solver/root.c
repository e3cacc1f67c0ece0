/* root.c — see root.h */
#include "tests/solver/root.h"

#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/nogood.h"
#include "solver/tree.h"
#include "solver/worker.h"

#include <criterion/criterion.h>

void root_init_small(struct small *small, uint64_t seed)
{
    small_init(small, seed);
    small_label(small, SELECT_INPUT_ORDER, SPLIT_MIN, seed);
    small->model->plan_root = 0;
    small_freeze(small);
}

void root_init(struct root *root, const struct small *small)
{
    root->small = small;
    root->tree = tree_new_logging(small->network, NULL);
    root->worker = tree_worker(root->tree);
    worker_use_nogoods(root->worker, nogoods_new(small->network));
    root->branch = tree_root(root->tree, NULL, NULL);
}

void root_clear(struct root *root)
{
    if (root->branch)
        branch_discard(root->branch);
    nogoods_free(root->worker->nogoods);
    worker_use_nogoods(root->worker, NULL);
    cr_expect_eq(coro_pool_live_bytes(root->worker->pool), 0);
    tree_free(root->tree);
}

bool root_holds(const struct root *root, struct literal l, const value *row)
{
    const struct small *small = root->small;
    int i = 0;
    while (i < SMALL_VARS &&
           !view_same(network_view(small->network, small->xs[i]), l.x))
        i++;
    cr_assert_lt(i, SMALL_VARS);
    switch (l.kind) {
    case LITERAL_MIN:
        return row[i] >= l.v;
    case LITERAL_MAX:
        return row[i] <= l.v;
    case LITERAL_REMOVE:
        return row[i] != l.v;
    case LITERAL_EQUAL:
        return row[i] == l.v;
    case LITERAL_NONE:
        break;
    }
    return false;
}

bool root_implies(
    const struct root *root, const struct literal *literals, uint32_t count)
{
    const struct rows *rows = &root->small->solutions;
    for (uint32_t r = 0; r < rows->count; r++) {
        bool holds = false;
        for (uint32_t i = 0; i < count; i++)
            holds |= root_holds(root, literals[i], rows->items[r]);
        if (!holds)
            return false;
    }
    return true;
}

bool root_keeps_solutions(const struct root *root)
{
    const struct small *small = root->small;
    const struct rows *rows = &small->solutions;
    for (uint32_t r = 0; r < rows->count; r++)
        for (int i = 0; i < SMALL_VARS; i++)
            if (!root->branch ||
                !domain_contains(
                    root->branch, network_view(small->network, small->xs[i]),
                    rows->items[r][i]))
                return false;
    return true;
}
