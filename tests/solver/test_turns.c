/* test_turns.c — runs: what they lead with, how they end, what follows */
#include "solver/literal.h"
#include "solver/turns.h"

#include "propagators/propagators.h"
#include "solver/domain.h"
#include "solver/near.h"
#include "solver/run.h"
#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

enum {
    COUNT = 20
};

struct setup {
    struct rig rig;
    var xs[COUNT];
    var cost; /* the objective */
    struct branch *root;
};

static void begin(struct setup *setup, enum goal goal)
{
    rig_init(&setup->rig);
    struct model *model = setup->rig.model;
    for (int i = 0; i < COUNT; i++)
        setup->xs[i] = model_var(model, 0, 9);
    setup->cost = model_var(model, -100, 100);
    model->goal = goal;
    model->objective = setup->cost;
}

/* x0 + x1 = …, and so on in pairs, so that something is connected. */
static void pair_up(struct setup *setup)
{
    for (int i = 0; i < COUNT; i += 2)
        model_add(
            setup->rig.model, &constraint_linear_le, 2, &setup->xs[i], 3,
            (value[]){1, 1, 12});
}

/* An annotation: all in order. */
static void annotate(struct setup *setup)
{
    struct model *model = setup->rig.model;
    VEC_PUSH(
        model->plan, (struct plan_node){
                         .kind = PLAN_LABEL,
                         .vars = setup->xs,
                         .var_count = COUNT});
    model->plan_root = 0;
}

static void start(struct setup *setup)
{
    rig_freeze_logging(&setup->rig, 0);
    setup->root = branch_new(setup->rig.worker);
    cr_assert(branch_start(setup->root));
}

static void end(struct setup *setup)
{
    branch_discard(setup->root);
    rig_clear(&setup->rig);
}

static view at(const struct setup *setup, var x)
{
    return rig_view(&setup->rig, x);
}

/* ---- Literals ---- */

Test(turns, a_literal_is_true_false_or_open)
{
    static const struct {
        enum literal_kind kind;
        value v;
        enum truth truth;
    } cases[] = {
        {LITERAL_MIN, 3, TRUTH_TRUE},    {LITERAL_MIN, 4, TRUTH_OPEN},
        {LITERAL_MIN, 7, TRUTH_FALSE},   {LITERAL_MAX, 6, TRUTH_TRUE},
        {LITERAL_MAX, 5, TRUTH_OPEN},    {LITERAL_MAX, 2, TRUTH_FALSE},
        {LITERAL_EQUAL, 2, TRUTH_FALSE}, {LITERAL_EQUAL, 5, TRUTH_FALSE},
        {LITERAL_EQUAL, 4, TRUTH_OPEN},  {LITERAL_REMOVE, 2, TRUTH_TRUE},
        {LITERAL_REMOVE, 5, TRUTH_TRUE}, {LITERAL_REMOVE, 4, TRUTH_OPEN},
        {LITERAL_NONE, 0, TRUTH_FALSE},
    };
    struct setup setup;
    begin(&setup, GOAL_SATISFY);
    start(&setup);
    view x = at(&setup, setup.xs[0]), y = at(&setup, setup.xs[1]);
    cr_assert(tell_min(setup.root, x, 3) && tell_max(setup.root, x, 6));
    cr_assert(tell_remove(setup.root, x, 5) && tell_fix(setup.root, y, 8));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(
            literal_truth(
                setup.root, (struct literal){x, cases[i].kind, cases[i].v}),
            cases[i].truth, "case %d", (int)i);
    cr_expect_eq(
        literal_truth(setup.root, (struct literal){y, LITERAL_EQUAL, 8}),
        TRUTH_TRUE);
    cr_expect_eq(
        literal_truth(setup.root, (struct literal){y, LITERAL_REMOVE, 8}),
        TRUTH_FALSE);
    cr_assert(propagate_branch(setup.root));
    end(&setup);
}

/* ---- Leading decisions ---- */

static struct run leading(const struct literal *leads, uint32_t count)
{
    return (struct run){
        .turn = {.kind = TURN_NEAR, .leads = leads, .lead_count = count}};
}

Test(turns, leads_pass_over_what_holds)
{
    struct setup setup;
    begin(&setup, GOAL_SATISFY);
    start(&setup);
    view x = at(&setup, setup.xs[0]), y = at(&setup, setup.xs[1]);
    const struct literal leads[] = {
        {x, LITERAL_MIN, 0}, {y, LITERAL_EQUAL, 4}, {x, LITERAL_EQUAL, 2}};
    struct run run = leading(leads, 3);
    struct literal lead;
    cr_assert(run_lead(&run, setup.root, &lead));
    cr_expect(view_same(lead.x, y));
    cr_assert(literal_tell(setup.root, lead));
    cr_assert(run_lead(&run, setup.root, &lead));
    cr_expect(view_same(lead.x, x));
    cr_assert(literal_tell(setup.root, lead));
    cr_expect_not(run_lead(&run, setup.root, &lead));
    cr_expect_not(run.ending);
    cr_expect_eq(run.lead, 3);
    cr_assert(propagate_branch(setup.root));
    end(&setup);
}

Test(turns, a_false_lead_ends_the_run)
{
    struct setup setup;
    begin(&setup, GOAL_SATISFY);
    start(&setup);
    view x = at(&setup, setup.xs[0]);
    const struct literal leads[] = {{x, LITERAL_EQUAL, 10}};
    struct run run = leading(leads, 1);
    struct literal lead;
    cr_expect_not(run_lead(&run, setup.root, &lead));
    cr_expect(run.ending);
    cr_expect_eq(run.end, TURN_EXHAUSTED);
    end(&setup);
}

/* ---- Deciding again ---- */

Test(turns, what_would_be_decided_again_stays)
{
    struct setup setup;
    begin(&setup, GOAL_SATISFY);
    start(&setup);
    struct activity *activity =
        activity_new(setup.rig.network, setup.rig.worker);
    struct path path = {0};
    struct run run = {.turn = {.kind = TURN_ACTIVITY, .phase = PHASE_STATIC}};
    struct literal decision;
    for (int i = 0; i < 3; i++) /* x0 is the most active, x2 the least */
        for (int times = 0; times < 9 - 4 * i; times++)
            activity_bump(
                activity,
                (struct literal){at(&setup, setup.xs[i]), LITERAL_MIN, 5});
    for (uint32_t level = 0; level < 3; level++) {
        cr_assert(activity_decide(
            activity, setup.root, level, PHASE_STATIC, &decision));
        setup.root = path_freeze(&path, setup.root, (struct made){decision, 0});
        cr_assert(literal_tell(setup.root, decision));
        cr_assert(propagate_branch(setup.root));
    }
    cr_expect_eq(run_repeats(&run, &path, activity), 3);
    for (int times = 0; times < 6; times++)
        activity_bump(
            activity,
            (struct literal){at(&setup, setup.xs[2]), LITERAL_MIN, 5});
    cr_expect_eq(run_repeats(&run, &path, activity), 1);
    run.turn.lead_count = 1; /* whatever activity says, leads stay */
    path.made.items[0].literal = path.made.items[2].literal;
    path.made.items[1].lead = path.made.items[2].lead = 1;
    cr_expect_eq(run_repeats(&run, &path, activity), 1);
    branch_discard(setup.root);
    setup.root = path_resume(&path, 0);
    path_clear(&path);
    activity_free(activity);
    end(&setup);
}

/* ---- Near the best solution ---- */

static void
expect_near(const struct setup *setup, const literals *leads, const value *best)
{
    bool seen[COUNT] = {0};
    VEC_FOR_EACH (lead, *leads) {
        int i = 0;
        while (i < COUNT && !view_same(lead->x, at(setup, setup->xs[i])))
            i++;
        cr_assert_lt(i, COUNT, "only variables that may lead");
        cr_expect_eq(lead->kind, LITERAL_EQUAL);
        cr_expect_eq(lead->v, best[setup->xs[i].index]);
        cr_expect_not(seen[i], "each once");
        seen[i] = true;
    }
}

Test(turns, near_leads_are_of_the_best_solution)
{
    struct setup setup;
    begin(&setup, GOAL_MINIMIZE);
    pair_up(&setup);
    start(&setup);
    struct near *near = near_new(setup.rig.network, 7);
    literals leads = {0};
    value best[COUNT + 1];
    for (int i = 0; i <= COUNT; i++)
        best[i] = i % 7;
    cr_expect_not(near_choose(near, setup.root, &leads));
    near_take_solution(near, best);
    cr_assert(tell_fix(setup.root, at(&setup, setup.xs[3]), 3));
    cr_assert(propagate_branch(setup.root));
    size_t least = COUNT, most = 0;
    for (int i = 0; i < 40; i++) {
        cr_assert(near_choose(near, setup.root, &leads));
        expect_near(&setup, &leads, best);
        least = leads.count < least ? leads.count : least;
        most = leads.count > most ? leads.count : most;
        near_adapt(near, i < 20);
    }
    cr_expect_lt(least, 4, "more is free when runs are exhausted");
    cr_expect_gt(most, 10, "and less when they are not");
    VEC_CLEAR(leads);
    near_free(near);
    end(&setup);
}

/* Of an interval without holes, x = v is two decisions, each one literal. */
Test(turns, bounds_lead_one_after_the_other)
{
    struct rig rig;
    rig_init(&rig);
    var xs[5];
    for (int i = 0; i < 5; i++)
        xs[i] = model_var(rig.model, 0, 100000);
    rig.model->goal = GOAL_MAXIMIZE;
    rig.model->objective = xs[4];
    rig_freeze_logging(&rig, 0);
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    struct near *near = near_new(rig.network, 1);
    literals leads = {0};
    near_take_solution(near, (value[]){5, 5, 5, 5, 5});
    cr_assert(near_choose(near, root, &leads));
    cr_expect_eq(leads.count, 4, "two of four are free");
    for (size_t i = 0; i < leads.count; i++) {
        cr_expect(view_same(leads.items[i].x, leads.items[i & ~(size_t)1].x));
        cr_expect_eq(leads.items[i].kind, i % 2 ? LITERAL_MAX : LITERAL_MIN);
        cr_expect_eq(leads.items[i].v, 5);
    }
    VEC_CLEAR(leads);
    near_free(near);
    branch_discard(root);
    rig_clear(&rig);
}

/* What is free together is connected: whole pairs, but for one. */
Test(turns, every_second_neighbourhood_is_connected)
{
    struct setup setup;
    begin(&setup, GOAL_MINIMIZE);
    pair_up(&setup);
    start(&setup);
    struct near *near = near_new(setup.rig.network, 1);
    literals leads = {0};
    near_take_solution(near, (value[COUNT + 1]){0});
    for (int turn = 0; turn < 20; turn++) {
        bool led[COUNT] = {0};
        int torn = 0;
        cr_assert(near_choose(near, setup.root, &leads));
        VEC_FOR_EACH (lead, leads) {
            for (int i = 0; i < COUNT; i++)
                led[i] |= view_same(lead->x, at(&setup, setup.xs[i]));
        }
        for (int i = 0; i < COUNT; i += 2)
            torn += led[i] != led[i + 1];
        if (turn % 2 == 0)
            cr_expect_leq(torn, 1, "turn %d", turn);
    }
    VEC_CLEAR(leads);
    near_free(near);
    end(&setup);
}

/* ---- The policy ---- */

/* Turns of kinds among `count`, each of which ends after so many conflicts. */
static void
take_turns(struct setup *setup, int count, uint64_t kinds[TURN_KINDS])
{
    const struct turns_options options = {.is_free = true, .seed = 1};
    struct turns *turns = turns_new(setup->rig.network, &options);
    for (value cost = 90; cost > 80; cost--) {
        value best[COUNT + 1] = {0};
        best[setup->cost.index] = cost;
        turns_take_solution(turns, best);
    }
    for (int i = 0; i < count; i++) {
        struct turn turn = turns_next(turns, setup->root);
        enum turn_advice advice = TURN_GO_ON;
        kinds[turn.kind]++;
        cr_expect_eq(
            turn.lead_count > 0, turn.kind >= TURN_PROBE, "turn %d", i);
        while (turn.kind != TURN_PROBE && advice != TURN_OVER)
            advice = turns_learned(turns, 5);
        turns_end(turns, turn.kind == TURN_PROBE ? TURN_HELD : TURN_LIMITED);
    }
    turns_free(turns);
}

Test(turns, all_kinds_take_their_turns)
{
    struct setup setup;
    uint64_t kinds[TURN_KINDS] = {0};
    begin(&setup, GOAL_MINIMIZE);
    annotate(&setup);
    start(&setup);
    take_turns(&setup, 200, kinds);
    for (int kind = 0; kind < TURN_KINDS; kind++)
        cr_expect_gt(kinds[kind], 0, "kind %d", kind);
    cr_expect_lt(kinds[TURN_PROBE], 10, "probes end for good");
    end(&setup);
}

Test(turns, without_an_objective_nothing_leads)
{
    struct setup setup;
    uint64_t kinds[TURN_KINDS] = {0};
    begin(&setup, GOAL_SATISFY);
    annotate(&setup);
    start(&setup);
    take_turns(&setup, 100, kinds);
    cr_expect_eq(kinds[TURN_PLAN] + kinds[TURN_ACTIVITY], 100);
    cr_expect_gt(kinds[TURN_PLAN], 0);
    end(&setup);
}

Test(turns, without_an_annotation_none_is_followed)
{
    struct setup setup;
    uint64_t kinds[TURN_KINDS] = {0};
    begin(&setup, GOAL_SATISFY);
    start(&setup);
    take_turns(&setup, 100, kinds);
    cr_expect_eq(kinds[TURN_ACTIVITY], 100);
    end(&setup);
}
