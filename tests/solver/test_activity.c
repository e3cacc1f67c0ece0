/* test_activity.c — which predicate is decided next, and how */
#include "solver/activity.h"

#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

struct setup {
    struct rig rig;
    var b, x, y; /* a Boolean, one that keeps holes, one that does not */
    struct activity *activity;
    struct branch *branch;
};

static void begin(struct setup *setup)
{
    rig_init(&setup->rig);
    setup->b = model_bool(setup->rig.model);
    setup->x = model_var(setup->rig.model, 0, 9);
    setup->y = model_var(setup->rig.model, -100000, 100000);
    rig_freeze(&setup->rig, 0);
    setup->activity = activity_new(setup->rig.network, setup->rig.worker);
    setup->branch = branch_new(setup->rig.worker);
    cr_assert(branch_start(setup->branch));
}

static void end(struct setup *setup)
{
    branch_discard(setup->branch);
    activity_free(setup->activity);
    rig_clear(&setup->rig);
}

static void
bump(struct setup *setup, var x, enum literal_kind kind, value v, int times)
{
    for (int i = 0; i < times; i++)
        activity_bump(
            setup->activity,
            (struct literal){rig_view(&setup->rig, x), kind, v});
}

static bool decides(
    struct setup *setup, uint32_t level, var x, enum literal_kind kind, value v)
{
    struct literal found;
    return activity_decide(
               setup->activity, setup->branch, level, PHASE_SAVED, &found) &&
           view_same(found.x, rig_view(&setup->rig, x)) && found.kind == kind &&
           found.v == v;
}

static void fix(struct setup *setup, var x, value v)
{
    cr_assert(tell_fix(setup->branch, rig_view(&setup->rig, x), v));
    cr_assert(propagate_branch(setup->branch));
}

/* The most active one that is open; nothing without any. */
Test(activity, the_most_active_is_decided)
{
    struct setup setup;
    struct literal none;
    begin(&setup);
    cr_expect_not(
        activity_decide(setup.activity, setup.branch, 0, PHASE_SAVED, &none));
    bump(&setup, setup.b, LITERAL_MIN, 1, 1);
    bump(&setup, setup.x, LITERAL_MIN, 5, 3);
    bump(&setup, setup.y, LITERAL_MIN, 70, 2);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_MIN, 5));
    fix(&setup, setup.x, 3);
    cr_expect(decides(&setup, 1, setup.y, LITERAL_MIN, 70));
    fix(&setup, setup.y, 80);
    cr_expect(decides(&setup, 2, setup.b, LITERAL_MIN, 1));
    fix(&setup, setup.b, 0);
    cr_expect_not(
        activity_decide(setup.activity, setup.branch, 3, PHASE_SAVED, &none));
    end(&setup);
}

/* A literal and its negation are one predicate, decided as it was seen last. */
Test(activity, as_it_was_seen)
{
    struct setup setup;
    begin(&setup);
    bump(&setup, setup.x, LITERAL_MIN, 5, 1);
    bump(&setup, setup.x, LITERAL_MAX, 4, 1);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_MAX, 4));
    bump(&setup, setup.x, LITERAL_REMOVE, 7, 2);
    bump(&setup, setup.x, LITERAL_EQUAL, 7, 1);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_EQUAL, 7));
    bump(&setup, setup.x, LITERAL_REMOVE, 7, 1);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_REMOVE, 7));
    end(&setup);
}

/* Or below v, or to v, however it was seen. */
Test(activity, or_always_the_same)
{
    struct setup setup;
    struct literal found;
    begin(&setup);
    bump(&setup, setup.x, LITERAL_MIN, 5, 1);
    cr_assert(
        activity_decide(setup.activity, setup.branch, 0, PHASE_STATIC, &found));
    cr_expect_eq(found.kind, LITERAL_MAX);
    cr_expect_eq(found.v, 4);
    bump(&setup, setup.x, LITERAL_REMOVE, 7, 2);
    cr_assert(
        activity_decide(setup.activity, setup.branch, 0, PHASE_STATIC, &found));
    cr_expect_eq(found.kind, LITERAL_EQUAL);
    cr_expect_eq(found.v, 7);
    end(&setup);
}

/* Where x != v cannot be kept, x = v is decided from above. */
Test(activity, a_bound_where_there_are_no_holes)
{
    struct setup setup;
    begin(&setup);
    bump(&setup, setup.y, LITERAL_EQUAL, 7, 1);
    cr_expect(decides(&setup, 0, setup.y, LITERAL_MAX, 7));
    cr_assert(tell_max(setup.branch, rig_view(&setup.rig, setup.y), 7));
    cr_expect(decides(&setup, 1, setup.y, LITERAL_MIN, 7));
    worker_forget(setup.rig.worker);
    end(&setup);
}

/* What was bumped long ago counts for less, even after so many conflicts that
 * all activities have to be scaled. */
Test(activity, fades)
{
    struct setup setup;
    begin(&setup);
    for (int i = 0; i < 20000; i++) {
        if (i % 2000 < 1000)
            bump(&setup, setup.x, LITERAL_MIN, 5, 1);
        else
            bump(&setup, setup.x, LITERAL_MIN, 3, 1);
        activity_decay(setup.activity);
        if (i % 2000 == 999)
            cr_expect(decides(&setup, 0, setup.x, LITERAL_MIN, 5));
        if (i % 2000 == 1999)
            cr_expect(decides(&setup, 0, setup.x, LITERAL_MIN, 3));
    }
    end(&setup);
}

/* After a solution, as in it. */
Test(activity, as_in_the_best_solution)
{
    struct setup setup;
    begin(&setup);
    value values[3] = {0};
    values[setup.b.index] = 0;
    values[setup.x.index] = 6;
    values[setup.y.index] = -5;
    bump(&setup, setup.b, LITERAL_MIN, 1, 1);
    activity_take_solution(setup.activity, values);
    cr_expect(decides(&setup, 0, setup.b, LITERAL_MAX, 0));
    bump(&setup, setup.x, LITERAL_MAX, 4, 2);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_MIN, 5));
    bump(&setup, setup.y, LITERAL_MIN, -4, 3);
    cr_expect(decides(&setup, 0, setup.y, LITERAL_MAX, -5));
    bump(&setup, setup.x, LITERAL_REMOVE, 6, 4);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_EQUAL, 6));
    end(&setup);
}

/* A level that is left gives back what it found decided. */
Test(activity, jumps_give_back)
{
    struct setup setup;
    begin(&setup);
    bump(&setup, setup.x, LITERAL_MIN, 5, 2);
    bump(&setup, setup.b, LITERAL_MIN, 1, 1);
    struct branch *frozen = setup.branch;
    setup.branch = branch_fork(frozen);
    fix(&setup, setup.x, 3);
    cr_expect(decides(&setup, 2, setup.b, LITERAL_MIN, 1));
    branch_discard(setup.branch);
    setup.branch = frozen;
    activity_jump(setup.activity, 2);
    cr_expect(decides(&setup, 2, setup.b, LITERAL_MIN, 1));
    activity_jump(setup.activity, 1);
    cr_expect(decides(&setup, 1, setup.x, LITERAL_MIN, 5));
    end(&setup);
}
