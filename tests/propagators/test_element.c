/* test_element.c — array[index - first] = result, over variables */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

static bool element_of_four(const value *a)
{
    return a[0] >= 1 && a[0] <= 4 && a[1 + a[0]] == a[1];
}

static bool element_of_three_at_minus_one(const value *a)
{
    return a[0] >= -1 && a[0] <= 1 && a[3 + a[0]] == a[1];
}

CHECK_PROPAGATOR(
    element_small, .arity = 6,
    CHECK_BOX({0, 5}, {-1, 3}, {-2, 1}, {0, 3}, {-1, 2}, {2, 4}),
    .class = &constraint_element, CHECK_VALUES(1), .holds = element_of_four,
    .strength = DOMAIN)

CHECK_PROPAGATOR(
    element_literals, .arity = 6,
    CHECK_BOX({0, 5}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}), .literals = 62,
    .class = &constraint_element, CHECK_VALUES(1), .holds = element_of_four,
    .strength = DOMAIN)

CHECK_PROPAGATOR(
    element_wide_result, .arity = 5,
    CHECK_BOX({-2, 2}, {-40, 40}, {-50, -47}, {-41, -36}, {37, 43}),
    .class = &constraint_element, CHECK_VALUES(-1),
    .holds = element_of_three_at_minus_one, .strength = DOMAIN)

static bool element_of_two(const value *a)
{
    return (a[0] == -1 || a[0] == 0) && a[3 + a[0]] == a[1];
}

CHECK_PROPAGATOR(
    element_all_wide, .arity = 4,
    CHECK_BOX({-1, 0}, {0, 70}, {-1, 7}, {66, 72}),
    .class = &constraint_element, CHECK_VALUES(-1), .holds = element_of_two,
    .strength = DOMAIN)

CHECK_PROPAGATOR(
    element_huge, .arity = 5,
    CHECK_BOX(
        {-1, 1}, {VALUE_MAX - 3, VALUE_MAX}, {VALUE_MAX - 5, VALUE_MAX},
        {VALUE_MIN, VALUE_MIN + 3}, {VALUE_MAX - 4, VALUE_MAX - 1}),
    .class = &constraint_element, CHECK_VALUES(-1),
    .holds = element_of_three_at_minus_one, .strength = DOMAIN)

/* ---- Many indices ---- */

enum {
    MANY = 90
};

/* x2, x3, x4 in turn: not domain consistent, since a variable is repeated */
static struct constraint *post_many(struct model *model, const var *vars)
{
    var all[2 + MANY] = {vars[0], vars[1]};
    value first = 10;
    for (int i = 0; i < MANY; i++)
        all[2 + i] = vars[2 + i % 3];
    return model_add(model, &constraint_element, 2 + MANY, all, 1, &first);
}

static bool element_of_many(const value *a)
{
    return a[0] >= 10 && a[0] < 10 + MANY && a[2 + (a[0] - 10) % 3] == a[1];
}

CHECK_PROPAGATOR(
    element_wide_index, .arity = 5,
    CHECK_BOX({8, 102}, {0, 3}, {0, 2}, {1, 3}, {-1, 1}), .post = post_many,
    .holds = element_of_many, .strength = CHECK_VALUE)
