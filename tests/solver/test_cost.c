/* test_cost.c — leading decisions that ask for a better objective */
#include "solver/leap.h"
#include "solver/shave.h"

#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

struct setup {
    struct rig rig;
    struct cost cost; /* of an objective in -100..100 */
    struct branch *root;
};

static void begin(struct setup *setup, bool least)
{
    rig_init(&setup->rig);
    var objective = model_var(setup->rig.model, -100, 100);
    rig_freeze_logging(&setup->rig, 0);
    setup->cost = (struct cost){rig_view(&setup->rig, objective), least};
    setup->root = branch_new(setup->rig.worker);
    cr_assert(branch_start(setup->root));
}

static void end(struct setup *setup)
{
    branch_discard(setup->root);
    rig_clear(&setup->rig);
}

static void tell_cost(struct setup *setup, value min, value max)
{
    view objective = setup->cost.objective;
    cr_assert(tell_min(setup->root, objective, min));
    cr_assert(tell_max(setup->root, objective, max));
    cr_assert(propagate_branch(setup->root));
}

/* ---- Probes and shaves ---- */

Test(cost, probes_halve_what_is_left)
{
    struct setup setup;
    begin(&setup, true);
    struct shave shave;
    struct literal lead;
    shave_init(&shave, setup.cost);
    tell_cost(&setup, 0, 100);
    cr_assert(shave_probe(&shave, setup.root, &lead));
    cr_expect_eq(lead.kind, LITERAL_MAX);
    cr_expect_eq(lead.v, 50);
    shave_probed(&shave, true);
    tell_cost(&setup, 51, 100);
    cr_assert(shave_probe(&shave, setup.root, &lead));
    cr_expect_eq(lead.v, 75);
    shave_probed(&shave, false);
    cr_assert(shave_probe(&shave, setup.root, &lead));
    cr_expect_eq(lead.v, 63);
    shave_probed(&shave, false);
    tell_cost(&setup, 63, 100);
    cr_expect_not(shave_probe(&shave, setup.root, &lead));
    end(&setup);
}

Test(cost, shaves_step_from_the_better_end)
{
    struct setup setup;
    begin(&setup, false);
    struct shave shave;
    struct literal lead;
    shave_init(&shave, setup.cost);
    static const value asked[] = {100, 99, 97, 93, 97};
    for (int i = 0; i < 5; i++) {
        cr_assert(shave_next(&shave, setup.root, &lead));
        cr_expect_eq(lead.kind, LITERAL_MIN);
        cr_expect_eq(lead.v, asked[i]);
        shave_shaved(&shave, i < 3);
    }
    tell_cost(&setup, 92, 94); /* not more than half of what is left */
    cr_assert(shave_next(&shave, setup.root, &lead));
    cr_expect_eq(lead.v, 94);
    tell_cost(&setup, 94, 94);
    cr_expect_not(shave_next(&shave, setup.root, &lead));
    end(&setup);
}

/* ---- Leaps ---- */

Test(cost, leaps_double_while_they_are_reached)
{
    struct setup setup;
    begin(&setup, true);
    struct leap leap;
    struct literal lead;
    leap_init(&leap, setup.cost);
    for (value cost = 90; cost > 84; cost -= 2) {
        leap_take_solution(&leap, cost, 10);
        cr_expect_not(leap_next(&leap, setup.root, &lead), "not yet easy");
    }
    leap_take_solution(&leap, 84, 20);
    static const value asked[] = {83 - 6, 76 - 12, 63 - 24};
    for (int i = 0; i < 3; i++) {
        tell_cost(&setup, -100, i == 0 ? 83 : asked[i - 1] - 1);
        cr_assert(leap_next(&leap, setup.root, &lead));
        cr_expect_eq(lead.kind, LITERAL_MAX);
        cr_expect_eq(lead.v, asked[i]);
        leap_take_solution(&leap, asked[i], 100 * (uint64_t)i);
    }
    leap_failed(&leap);
    for (value cost = 30; cost > 30 - 7; cost--) {
        leap_take_solution(&leap, cost, 400);
        cr_expect_not(
            leap_next(&leap, setup.root, &lead), "twice as many are wanted");
    }
    leap_take_solution(&leap, 20, 400);
    cr_expect(leap_next(&leap, setup.root, &lead));
    end(&setup);
}

Test(cost, leaps_ask_for_half_of_what_is_left_at_most)
{
    struct setup setup;
    begin(&setup, false);
    struct leap leap;
    struct literal lead;
    leap_init(&leap, setup.cost);
    for (value cost = 50; cost >= -50; cost--)
        leap_take_solution(&leap, cost, 0);
    tell_cost(&setup, 51, 61);
    cr_assert(leap_next(&leap, setup.root, &lead));
    cr_expect_eq(lead.kind, LITERAL_MIN);
    cr_expect_eq(lead.v, 56);
    tell_cost(&setup, 60, 61);
    cr_expect_not(leap_next(&leap, setup.root, &lead));
    end(&setup);
}

Test(cost, rare_solutions_lead_to_no_leap)
{
    struct setup setup;
    begin(&setup, true);
    struct leap leap;
    struct literal lead;
    leap_init(&leap, setup.cost);
    for (int i = 0; i < 50; i++) {
        leap_take_solution(&leap, 90 - i, 100 * (uint64_t)i);
        cr_expect_not(leap_next(&leap, setup.root, &lead));
    }
    end(&setup);
}
