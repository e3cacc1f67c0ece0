/* test_schedule_reasons.c — reasons of cumulative and disjunctive where there
 * are too many tasks to enumerate what they allow
 *
 * A reason is told to the root, with the opposite of what was wanted: then
 * propagation has to fail.
 */
#include "propagators/propagators.h"
#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/explain.h"
#include "solver/network.h"
#include "solver/tell.h"
#include "solver/tree.h"
#include "solver/worker.h"
#include "tests/propagators/dice.h"

#include <criterion/criterion.h>

enum {
    TASKS = 14,
    VARS = 3 * TASKS + 1,
    ROUNDS = 300,
    DIVES = 6,
};

struct instance {
    struct model *model;
    uint32_t count; /* of variables */
    var vars[VARS];
    struct network *network;
    struct tree *tree;
    struct branch *root;
    uint64_t asked, literals;
};

/* A variable, or rarely an open one instead of a constant. */
static var roll_length(
    struct model *model, struct dice *dice, value min, value max,
    uint32_t percent)
{
    value v = dice_between(dice, min, max);
    return dice_chance(dice, percent) ? model_var(model, v, max + 1)
                                      : model_constant(model, v);
}

static void roll_tasks(
    struct instance *instance, struct dice *dice, uint32_t tasks, value horizon)
{
    uint32_t percent = dice_chance(dice, 50) ? 0 : 30;
    value longest = dice_chance(dice, 70) ? 8 : 25;
    for (uint32_t i = 0; i < tasks; i++) {
        value est = dice_between(dice, 0, horizon / 3);
        instance->vars[i] = model_var(
            instance->model, est, est + dice_between(dice, 3, horizon));
        instance->vars[tasks + i] =
            roll_length(instance->model, dice, 0, longest, percent);
    }
}

static void roll_disjunctive(struct instance *instance, struct dice *dice)
{
    uint32_t tasks = 3 + (uint32_t)dice_below(dice, TASKS - 2);
    value strict = dice_chance(dice, 50);
    roll_tasks(instance, dice, tasks, 7 * tasks);
    instance->count = 2 * tasks;
    model_add(
        instance->model, &constraint_disjunctive, instance->count,
        instance->vars, 1, &strict);
}

static void roll_cumulative(struct instance *instance, struct dice *dice)
{
    uint32_t tasks = 3 + (uint32_t)dice_below(dice, TASKS - 2);
    value capacity = dice_between(dice, 1, 12);
    uint32_t percent = dice_chance(dice, 50) ? 0 : 30;
    roll_tasks(instance, dice, tasks, 60 * tasks / (10 + capacity));
    for (uint32_t i = 0; i < tasks; i++)
        instance->vars[2 * tasks + i] =
            roll_length(instance->model, dice, 0, capacity / 2 + 1, percent);
    instance->vars[3 * tasks] =
        roll_length(instance->model, dice, capacity, capacity + 2, percent);
    instance->count = 3 * tasks + 1;
    model_add(
        instance->model, &constraint_cumulative, instance->count,
        instance->vars, 0, NULL);
}

/* ---- Is a reason one? ---- */

static bool tell_literal(struct branch *branch, struct literal l)
{
    return l.kind == LITERAL_MIN   ? tell_min(branch, l.x, l.v)
           : l.kind == LITERAL_MAX ? tell_max(branch, l.x, l.v)
                                   : tell_remove(branch, l.x, l.v);
}

static bool tell_opposite(struct branch *branch, struct literal l)
{
    return l.kind == LITERAL_MIN   ? tell_max(branch, l.x, l.v - 1)
           : l.kind == LITERAL_MAX ? tell_min(branch, l.x, l.v + 1)
                                   : true;
}

static void assert_reason(
    struct instance *instance, const struct explain_view *before,
    const struct reason *reason, struct literal wanted)
{
    struct branch *fork = branch_fork(instance->root);
    bool possible = tell_opposite(fork, wanted);
    for (size_t k = 0; k < reason->count; k++) {
        cr_assert(explain_true(before, reason->items[k]));
        possible = possible && tell_literal(fork, reason->items[k]);
    }
    cr_assert_not(possible && propagate_branch(fork));
    worker_forget(fork->worker);
    branch_discard(fork);
    instance->asked++;
    instance->literals += reason->count;
}

static void
assert_event(struct instance *instance, struct branch *branch, uint32_t id)
{
    const struct log_event *event = log_at(branch, id);
    struct explain_view before = {branch, id};
    struct literal wanted = {event->x, event->kind, event->v};
    struct reason reason = {0};
    if (event->why != LOG_PROP)
        return;
    cr_assert(explain_event(branch, id, wanted, &reason));
    assert_reason(instance, &before, &reason, wanted);
    VEC_CLEAR(reason);
}

static void assert_failure(struct instance *instance, struct branch *branch)
{
    struct explain_view before = {branch, log_end(branch)};
    struct reason reason = {0};
    cr_assert(explain_failure(branch, &reason));
    assert_reason(
        instance, &before, &reason, (struct literal){.kind = LITERAL_NONE});
    VEC_CLEAR(reason);
}

/* ---- Dives ---- */

static bool
decide(struct instance *instance, struct dice *dice, struct branch *branch)
{
    view x = network_view(
        instance->network, instance->vars[dice_below(dice, instance->count)]);
    value min = domain_min(branch, x), max = domain_max(branch, x);
    value v = dice_between(dice, min, max);
    if (min == max)
        return true;
    switch (dice_below(dice, 3)) {
    case 0:
        return tell_min(branch, x, v);
    case 1:
        return tell_max(branch, x, v);
    default:
        return tell_fix(branch, x, v);
    }
}

static void dive(struct instance *instance, struct dice *dice)
{
    struct branch *branch = branch_fork(instance->root);
    bool possible = true;
    for (uint32_t step = 0; possible && step < 2 * VARS; step++) {
        uint32_t id = log_end(branch);
        cr_assert(decide(instance, dice, branch));
        possible = propagate_branch(branch);
        if (!possible)
            assert_failure(instance, branch);
        for (; log_find(branch, id, &id); id++)
            assert_event(instance, branch, id);
    }
    branch_discard(branch);
}

/* Returns how many literals a reason has. */
static double dive_often(void (*roll)(struct instance *, struct dice *))
{
    struct dice dice = {1};
    uint64_t asked = 0, literals = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct instance instance = {.model = model_new()};
        roll(&instance, &dice);
        model_simplify(instance.model);
        instance.network = network_new(instance.model);
        instance.tree = tree_new_logging(instance.network, NULL);
        instance.root = tree_root(instance.tree, NULL, NULL);
        for (uint32_t k = 0; instance.root && k < DIVES; k++)
            dive(&instance, &dice);
        if (instance.root)
            branch_discard(instance.root);
        tree_free(instance.tree);
        network_free(instance.network);
        model_free(instance.model);
        asked += instance.asked;
        literals += instance.literals;
    }
    cr_assert(asked > 1000);
    return (double)literals / (double)asked;
}

Test(schedule_reasons, of_cumulative)
{
    cr_assert(dive_often(roll_cumulative) < 4);
}

Test(schedule_reasons, of_disjunctive)
{
    cr_assert(dive_often(roll_disjunctive) < 4);
}
