/* test_plan.c — names of heuristics, and the steps that a plan becomes */
#include "solver/plan.h"

#include "tests/solver/rig.h"

#include <criterion/criterion.h>

Test(plan, names)
{
    for (int s = 0; s < SELECTION_COUNT; s++) {
        enum selection found;
        const char *name = plan_selection_name((enum selection)s);
        cr_assert(plan_selection_named(name, &found));
        cr_assert_eq(found, s);
    }
    for (int s = 0; s < SPLIT_COUNT; s++) {
        enum split found;
        cr_assert(plan_split_named(plan_split_name((enum split)s), &found));
        cr_assert_eq(found, s);
    }
    enum selection selection;
    enum split split;
    cr_assert(!plan_selection_named("first", &selection));
    cr_assert(!plan_split_named("", &split));
    cr_assert(plan_split_named("indomain", &split));
    cr_assert_eq(split, SPLIT_ENUMERATE);
}

/* Constants are left out, and their warm values with them. */
Test(plan, steps)
{
    struct rig rig;
    rig_init(&rig);
    struct model *model = rig.model;
    var xs[4] = {
        model_var(model, 0, 9), model_constant(model, 5), model_bool(model),
        model_var(model, 0, 5000)};
    value warm[4] = {1, 5, 0, 77};
    VEC_PUSH(
        model->plan,
        (struct plan_node){
            .selection = SELECT_LARGEST,
            .split = SPLIT_MAX,
            .vars = xs,
            .var_count = 4,
            .warm = warm});
    model->plan_root = 0;
    model->goal = GOAL_MAXIMIZE;
    model->objective = xs[3];
    rig_freeze(&rig, 0);
    const struct network *network = rig.network;
    const struct step *step = &network->steps[0];
    cr_assert_eq(step->selection, SELECT_LARGEST);
    cr_assert_eq(step->split, SPLIT_MAX);
    cr_assert_eq(step->count, 3);
    cr_assert(view_same(step->xs[1], rig_view(&rig, xs[2])));
    cr_assert_eq(step->warm[1], 0);
    cr_assert_eq(step->warm[2], 77);
    /* the plan, the objective from its good end, all the rest */
    const struct step *whole = &network->steps[network->step_count - 1];
    cr_assert_eq(whole->kind, PLAN_SEQUENCE);
    cr_assert_eq(whole->child_count, 3);
    const struct step *objective = &network->steps[whole->children[1]];
    cr_assert_eq(objective->count, 1);
    cr_assert_eq(objective->split, SPLIT_MAX);
    cr_assert(view_same(objective->xs[0], rig_view(&rig, xs[3])));
    cr_assert_eq(network->steps[whole->children[2]].count, 3);
    rig_clear(&rig);
}
