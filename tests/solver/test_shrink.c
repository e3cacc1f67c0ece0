/* test_shrink.c — one literal for all that a long nogood has of a level */
#include "tests/solver/lessons.h"

enum {
    MANY = 40
};

/* first <= each of the others. */
struct fan {
    var first, others[MANY];
};

static struct fan fan_new(struct model *model)
{
    struct fan fan = {.first = model_var(model, 0, 9)};
    for (int i = 0; i < MANY; i++) {
        fan.others[i] = model_var(model, 0, 9);
        imply(model, fan.first, fan.others[i]);
    }
    return fan;
}

static void blame(
    const struct setup *setup, struct literal *failure, size_t *count,
    const struct fan *fan, int others)
{
    for (int i = 0; i < others; i++)
        failure[(*count)++] = min(setup, fan->others[i], 1);
}

/* Two fans and the failure's own literal: a fan of which the failure has so
 * many is a level. */
static uint32_t learn_of(int first, int second)
{
    struct setup setup = {0};
    struct literal failure[2 * MANY + 1];
    size_t count = 0;
    rig_init(&setup.rig);
    struct fan a = fan_new(setup.rig.model), b = fan_new(setup.rig.model);
    var x = model_var(setup.rig.model, 0, 9);
    begin(&setup);
    decide(&setup, min(&setup, a.first, 1));
    decide(&setup, min(&setup, b.first, 1));
    decide(&setup, min(&setup, x, 1));
    blame(&setup, failure, &count, &a, first);
    blame(&setup, failure, &count, &b, second);
    failure[count++] = min(&setup, x, 1);
    cr_assert(learn(&setup, failure, count));
    cr_expect_eq(setup.lesson.level, 2);
    cr_expect_eq(setup.lesson.lbd, 3);
    cr_expect(literal_same(setup.lesson.literals[0], max(&setup, x, 0)));
    if (first == MANY && second == MANY)
        EXPECT(
            &setup, max(&setup, x, 0), max(&setup, a.first, 0),
            max(&setup, b.first, 0));
    uint32_t learned = setup.lesson.count;
    end(&setup);
    return learned;
}

Test(shrink, a_long_level_gives_way_to_one_literal)
{
    cr_expect_eq(learn_of(MANY, MANY), 3);
}

Test(shrink, a_short_level_stays)
{
    cr_expect_eq(learn_of(MANY, 19), 1 + MANY + 19, "short as a whole");
    cr_expect_eq(learn_of(MANY, 20), 3);
}

/* x != v for all v but one, because y took that one, is y = v. */
Test(shrink, values_give_way_to_the_one_that_was_taken)
{
    enum { VARS = 30 };
    struct setup setup = {0};
    struct literal failure[3 * VARS];
    size_t count = 0;
    rig_init(&setup.rig);
    var xs[VARS];
    for (int i = 0; i < VARS; i++)
        xs[i] = model_var(setup.rig.model, 0, 40);
    var y = model_var(setup.rig.model, 0, 9);
    model_add(
        setup.rig.model, &constraint_all_different, VARS, xs, 0, NULL);
    begin(&setup);
    for (int level = 0; level < 3; level++)
        decide(&setup, equal(&setup, xs[level], 10 + level));
    decide(&setup, min(&setup, y, 1));
    for (int level = 0; level < 3; level++)
        for (int i = 3; i < VARS; i++)
            failure[count++] = gone(&setup, xs[i], 10 + level);
    failure[count++] = min(&setup, y, 1);
    cr_assert(learn(&setup, failure, count));
    cr_expect_eq(setup.lesson.lbd, 4);
    EXPECT(
        &setup, max(&setup, y, 0), gone(&setup, xs[0], 10),
        gone(&setup, xs[1], 11), gone(&setup, xs[2], 12));
    end(&setup);
}
