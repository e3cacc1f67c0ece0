/* schedules.c — see schedules.h */
#include "tests/propagators/schedules.h"

#include "propagators/propagators.h"
#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/network.h"
#include "solver/tree.h"

void schedules_roll(
    struct dice *dice, int64_t last_start, int64_t longest,
    struct tasks *ret_tasks)
{
    struct tasks *t = ret_tasks;
    t->count = 2 + (uint32_t)dice_below(dice, SCHEDULES_TASKS - 1);
    t->capacity = dice_between(dice, 1, 4);
    for (uint32_t i = 0; i < t->count; i++) {
        t->est[i] = dice_between(dice, 0, last_start);
        t->lst[i] = dice_between(dice, t->est[i], last_start);
        t->duration[i] = dice_between(dice, 1, longest);
        t->resource[i] = dice_between(dice, 1, t->capacity);
    }
}

/* Freezes the model, propagates the root, reads the starts, frees the model. */
static bool settle(struct model *model, const var *starts, struct tasks *tasks)
{
    model_simplify(model);
    struct network *network = network_new(model);
    struct tree *tree = tree_new(network, NULL);
    struct branch *root = tree_root(tree, NULL, NULL);
    bool possible = root != NULL;
    for (uint32_t i = 0; possible && i < tasks->count; i++) {
        view start = network_view(network, starts[i]);
        tasks->est[i] = domain_min(root, start);
        tasks->lst[i] = domain_max(root, start);
    }
    if (root)
        branch_discard(root);
    tree_free(tree);
    network_free(network);
    model_free(model);
    return possible;
}

bool schedules_disjunctive(struct tasks *tasks)
{
    struct model *model = model_new();
    var vars[2 * SCHEDULES_TASKS];
    value strict = 1;
    for (uint32_t i = 0; i < tasks->count; i++) {
        vars[i] = model_var(model, tasks->est[i], tasks->lst[i]);
        vars[tasks->count + i] = model_constant(model, tasks->duration[i]);
    }
    model_add(
        model, &constraint_disjunctive, 2 * tasks->count, vars, 1, &strict);
    return settle(model, vars, tasks);
}

bool schedules_cumulative(struct tasks *tasks)
{
    struct model *model = model_new();
    var vars[3 * SCHEDULES_TASKS + 1];
    uint32_t n = tasks->count;
    for (uint32_t i = 0; i < n; i++) {
        vars[i] = model_var(model, tasks->est[i], tasks->lst[i]);
        vars[n + i] = model_constant(model, tasks->duration[i]);
        vars[2 * n + i] = model_constant(model, tasks->resource[i]);
    }
    vars[3 * n] = model_constant(model, tasks->capacity);
    model_add(model, &constraint_cumulative, 3 * n + 1, vars, 0, NULL);
    return settle(model, vars, tasks);
}
