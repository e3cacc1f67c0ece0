/* test_conflict.c — what is learned from failures whose logs are made by hand
 */
#include "tests/solver/lessons.h"

/* x >= v where b is true */
static void force(struct model *model, var b, var x, value v)
{
    struct constraint *c = model_add(
        model, &constraint_linear_le, 1, &x, 2, (value[]){-1, -v});
    c->reification = REIFY_HALF;
    c->condition = b;
}

/* ---- The first unique implication point ---- */

/* d at level 1; a at level 2 implies e, and e both b and c. Not a is blamed,
 * nor b and c, but e. */
Test(conflict, first_unique_implication_point)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    struct model *model = setup.rig.model;
    var a = model_bool(model), b = model_bool(model), c = model_bool(model);
    var d = model_bool(model), e = model_bool(model);
    imply(model, a, e);
    imply(model, e, b);
    imply(model, e, c);
    begin(&setup);
    decide(&setup, min(&setup, d, 1));
    decide(&setup, min(&setup, a, 1));
    cr_assert(LEARN(
        &setup, min(&setup, b, 1), min(&setup, c, 1), min(&setup, d, 1)));
    EXPECT(&setup, max(&setup, e, 0), max(&setup, d, 0));
    cr_expect_eq(setup.lesson.level, 1);
    cr_expect_eq(setup.lesson.lbd, 2);
    end(&setup);
}

/* Levels in between have no part in it: the jump is long, and the second
 * literal is the last of the others that became false. */
Test(conflict, jumps_far)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    var xs[6];
    for (int i = 0; i < 6; i++)
        xs[i] = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    for (int i = 0; i < 6; i++)
        decide(&setup, min(&setup, xs[i], 5));
    cr_assert(LEARN(
        &setup, min(&setup, xs[0], 5), min(&setup, xs[2], 4),
        min(&setup, xs[1], 5), min(&setup, xs[5], 1)));
    EXPECT(
        &setup, max(&setup, xs[5], 0), max(&setup, xs[0], 4),
        max(&setup, xs[1], 4), max(&setup, xs[2], 3));
    cr_expect(literal_same(setup.lesson.literals[1], max(&setup, xs[2], 3)));
    cr_expect_eq(setup.lesson.level, 3);
    cr_expect_eq(setup.lesson.lbd, 4);
    end(&setup);
}

/* A failure that has nothing of the last levels is one of an earlier level. */
Test(conflict, is_of_an_earlier_level)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    var xs[4];
    for (int i = 0; i < 4; i++)
        xs[i] = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    for (int i = 0; i < 4; i++)
        decide(&setup, max(&setup, xs[i], 5));
    cr_assert(LEARN(&setup, max(&setup, xs[0], 5), max(&setup, xs[1], 5)));
    EXPECT(&setup, min(&setup, xs[1], 6), min(&setup, xs[0], 6));
    cr_expect_eq(setup.lesson.level, 1);
    end(&setup);
}

/* What holds at the root is no part of it; if all does, nothing is learned. */
Test(conflict, forgets_the_root)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    var x = model_var(setup.rig.model, 0, 9);
    var y = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    setup.rig.worker->running = (struct log_cause){LOG_ROOT, 0};
    cr_assert(tell_min(current(&setup), rig_view(&setup.rig, x), 2));
    cr_assert(propagate_branch(current(&setup)));
    decide(&setup, min(&setup, y, 5));
    setup.rig.worker->running = (struct log_cause){LOG_ROOT, 0};
    cr_assert(tell_max(current(&setup), rig_view(&setup.rig, x), 7)); /* late */
    cr_assert(propagate_branch(current(&setup)));
    decide(&setup, min(&setup, y, 8));
    cr_assert(LEARN(
        &setup, min(&setup, x, 2), max(&setup, x, 7), min(&setup, y, 3)));
    EXPECT(&setup, max(&setup, y, 2));
    cr_expect_eq(setup.lesson.level, 0);
    cr_expect_not(LEARN(&setup, min(&setup, x, 1), max(&setup, x, 8)));
    cr_expect_not(learn(&setup, NULL, 0));
    end(&setup);
}

/* ---- Bounds and values ---- */

/* A literal belongs to the earliest event that made it true. */
Test(conflict, finds_the_earliest_event)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    var x = model_var(setup.rig.model, 0, 90);
    var y = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    for (int i = 1; i < 6; i++)
        decide(&setup, min(&setup, x, 10 * i));
    decide(&setup, min(&setup, y, 1));
    cr_assert(LEARN(&setup, min(&setup, x, 15), min(&setup, y, 1)));
    EXPECT(&setup, max(&setup, y, 0), max(&setup, x, 14));
    cr_expect_eq(setup.lesson.level, 2);
    end(&setup);
}

/* Of two bounds the stronger is held, whichever comes first. */
Test(conflict, holds_the_stronger_bound)
{
    for (int turn = 0; turn < 2; turn++) {
        struct setup setup = {0};
        rig_init(&setup.rig);
        var x = model_var(setup.rig.model, 0, 9);
        begin(&setup);
        decide(&setup, min(&setup, x, 3));
        decide(&setup, min(&setup, x, 5));
        cr_assert(LEARN(
            &setup, min(&setup, x, turn ? 3 : 5),
            min(&setup, x, turn ? 5 : 3)));
        EXPECT(&setup, max(&setup, x, 4));
        cr_expect_eq(setup.lesson.level, 0);
        end(&setup);
    }
}

/* A decision x = v, two events, is one literal, though less of it was wanted.
 */
Test(conflict, a_value_is_one_decision)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    var x = model_var(setup.rig.model, 0, 9);
    var y = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    decide(&setup, min(&setup, y, 4));
    decide(&setup, equal(&setup, x, 5));
    cr_assert(LEARN(
        &setup, min(&setup, x, 3), max(&setup, x, 6), min(&setup, y, 2)));
    EXPECT(&setup, gone(&setup, x, 5), max(&setup, y, 1));
    cr_expect_eq(setup.lesson.level, 1);
    cr_assert(LEARN(&setup, min(&setup, x, 3), min(&setup, y, 2)));
    EXPECT(&setup, max(&setup, x, 2), max(&setup, y, 1));
    end(&setup);
}

/* Bounds of different levels that meet are one literal too. */
Test(conflict, bounds_that_meet_are_a_value)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    var x = model_var(setup.rig.model, 0, 9);
    var y = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    decide(&setup, min(&setup, x, 5));
    decide(&setup, min(&setup, y, 4));
    decide(&setup, max(&setup, x, 5));
    cr_assert(LEARN(
        &setup, min(&setup, x, 5), max(&setup, x, 5), min(&setup, y, 4)));
    EXPECT(&setup, gone(&setup, x, 5), max(&setup, y, 3));
    cr_expect_eq(setup.lesson.level, 2);
    end(&setup);
}

/* A value that has gone is a literal if it went by itself, else a bound is. */
Test(conflict, knows_how_a_value_went)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    var x = model_var(setup.rig.model, 0, 9);
    var y = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    decide(&setup, gone(&setup, x, 4));
    decide(&setup, min(&setup, x, 3));
    decide(&setup, min(&setup, y, 1));
    cr_assert(LEARN(&setup, gone(&setup, x, 4), min(&setup, y, 1)));
    EXPECT(&setup, max(&setup, y, 0), equal(&setup, x, 4));
    cr_expect_eq(setup.lesson.level, 1);
    cr_assert(LEARN(&setup, gone(&setup, x, 2), min(&setup, y, 1)));
    EXPECT(&setup, max(&setup, y, 0), max(&setup, x, 2));
    cr_expect_eq(setup.lesson.level, 2);
    end(&setup);
}

/* By values a bound that took one value is that, unless more of it is needed.
 */
Test(conflict, says_values)
{
    struct setup setup = {.by_values = true};
    rig_init(&setup.rig);
    var x = model_var(setup.rig.model, 0, 9);
    var y = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    decide(&setup, min(&setup, x, 5));
    decide(&setup, max(&setup, x, 7));
    decide(&setup, min(&setup, y, 1));
    cr_assert(LEARN(&setup, gone(&setup, x, 2), min(&setup, y, 1)));
    EXPECT(&setup, max(&setup, y, 0), equal(&setup, x, 2));
    cr_assert(LEARN(
        &setup, gone(&setup, x, 2), gone(&setup, x, 2), gone(&setup, x, 9),
        min(&setup, y, 1)));
    EXPECT(&setup, max(&setup, y, 0), equal(&setup, x, 2), equal(&setup, x, 9));
    cr_assert(LEARN(
        &setup, gone(&setup, x, 2), min(&setup, x, 2), min(&setup, y, 1)));
    EXPECT(&setup, max(&setup, y, 0), max(&setup, x, 2));
    cr_assert(LEARN(
        &setup, min(&setup, x, 5), gone(&setup, x, 2), min(&setup, y, 1)));
    EXPECT(&setup, max(&setup, y, 0), max(&setup, x, 4));
    cr_assert(LEARN(
        &setup, gone(&setup, x, 1), gone(&setup, x, 3), min(&setup, y, 1)));
    EXPECT(&setup, max(&setup, y, 0), max(&setup, x, 3));
    end(&setup);
}

/* The point is a bound, whatever it was there for. */
Test(conflict, refutes_a_bound)
{
    struct setup setup = {.by_values = true};
    rig_init(&setup.rig);
    var x = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    decide(&setup, min(&setup, x, 5));
    cr_assert(LEARN(&setup, gone(&setup, x, 2)));
    EXPECT(&setup, max(&setup, x, 2));
    end(&setup);
}

/* y >= 4 made x >= 4, and so x >= 5, as 4 had gone. */
Test(conflict, looks_through_holes)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    var x = model_var(setup.rig.model, 0, 9);
    var y = model_var(setup.rig.model, 0, 9);
    imply(setup.rig.model, y, x);
    begin(&setup);
    decide(&setup, gone(&setup, x, 4));
    decide(&setup, min(&setup, y, 4));
    cr_assert(LEARN(&setup, min(&setup, x, 5), min(&setup, y, 2)));
    EXPECT(&setup, max(&setup, y, 3), equal(&setup, x, 4));
    cr_expect_eq(setup.lesson.level, 1);
    end(&setup);
}

/* ---- Minimising ---- */

/* b follows from a, which is there. */
Test(conflict, leaves_out_what_follows)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    struct model *model = setup.rig.model;
    var a = model_bool(model), b = model_bool(model), c = model_bool(model);
    imply(model, a, b);
    begin(&setup);
    decide(&setup, min(&setup, a, 1));
    decide(&setup, min(&setup, c, 1));
    cr_assert(LEARN(
        &setup, min(&setup, b, 1), min(&setup, a, 1), min(&setup, c, 1)));
    EXPECT(&setup, max(&setup, c, 0), max(&setup, a, 0));
    cr_expect_eq(conflict_counters(setup.conflict)->removed, 1);
    end(&setup);
}

/* x = y: each bound of one is the reason of the other's. Where d made x >= 3
 * and so y >= 3, and e made x >= 5 and y >= 5, one of a pair stays. */
Test(conflict, leaves_one_of_two_that_imply_each_other)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    struct model *model = setup.rig.model;
    var x = model_var(model, 0, 9), y = model_var(model, 0, 9);
    var d = model_bool(model), e = model_bool(model), c = model_bool(model);
    imply(model, x, y);
    imply(model, y, x);
    force(model, d, x, 3);
    force(model, e, x, 5);
    begin(&setup);
    decide(&setup, min(&setup, d, 1));
    decide(&setup, min(&setup, e, 1));
    decide(&setup, min(&setup, c, 1));
    cr_assert(LEARN(
        &setup, min(&setup, x, 3), min(&setup, y, 3), min(&setup, c, 1)));
    EXPECT(&setup, max(&setup, c, 0), max(&setup, x, 2));
    cr_assert(LEARN(
        &setup, min(&setup, y, 5), min(&setup, x, 5), min(&setup, c, 1)));
    EXPECT(&setup, max(&setup, c, 0), max(&setup, x, 4));
    /* x >= 5 is later than y >= 3, which must not lean on it */
    cr_assert(LEARN(
        &setup, min(&setup, y, 3), min(&setup, x, 5), min(&setup, c, 1)));
    EXPECT(
        &setup, max(&setup, c, 0), max(&setup, x, 4), max(&setup, y, 2));
    end(&setup);
}

/* ---- Where nobody explains ---- */

static bool
act_b(struct branch *branch, const struct prop *p, struct rig_log *log)
{
    (void)p;
    return tell_min(branch, log->x, 1);
}

static void post_probe(
    struct post *post, const struct constraint *constraint, view condition,
    void *context)
{
    (void)condition;
    struct rig_log *log = context;
    log->x = post_view(post, constraint->vars[1]);
    post_wake(
        post, rig_probe(post, PROP_UNARY, log),
        post_view(post, constraint->vars[0]), WAKE_FIX);
}

/* All decisions so far stand for the reason. */
Test(conflict, blames_decisions)
{
    struct setup setup = {0};
    rig_init(&setup.rig);
    struct model *model = setup.rig.model;
    var a = model_bool(model), b = model_bool(model), c = model_bool(model);
    var d = model_bool(model);
    struct rig_log log = {.status = PROP_STABLE};
    rig_add(model, post_probe, &log, 2, (var[]){a, b});
    begin(&setup);
    log.act = act_b;
    decide(&setup, min(&setup, c, 1));
    decide(&setup, min(&setup, a, 1));
    decide(&setup, min(&setup, d, 1));
    cr_assert(LEARN(&setup, min(&setup, b, 1)));
    EXPECT(&setup, max(&setup, b, 0));
    cr_expect_eq(setup.lesson.level, 0);
    cr_assert(LEARN(&setup, min(&setup, b, 1), min(&setup, a, 1)));
    EXPECT(&setup, max(&setup, a, 0), max(&setup, c, 0));
    cr_expect_geq(conflict_counters(setup.conflict)->unexplained, 1);
    end(&setup);
}
