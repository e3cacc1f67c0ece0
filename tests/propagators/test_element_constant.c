/* test_element_constant.c — array[index - first] = result, over integers */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

static const value few[] = {-1, 4, 2, 4, -3, 7, 2, 4, 0, 60};

static bool element_of_few(const value *a)
{
    return a[0] >= 1 && a[0] <= 10 && few[a[0] - 1] == a[1];
}

CHECK_PROPAGATOR(
    element_constant_small, .arity = 2, CHECK_BOX({-2, 13}, {-5, 58}),
    .class = &constraint_element_constant,
    CHECK_VALUES(1, -1, 4, 2, 4, -3, 7, 2, 4, 0, 60), .holds = element_of_few,
    .strength = DOMAIN)

static const value far_apart[] = {VALUE_MAX, 3,  1000, VALUE_MIN,
                                  1000,      70, -70,  3};

static bool element_far_apart(const value *a)
{
    return a[0] >= -4 && a[0] < 4 && far_apart[a[0] + 4] == a[1];
}

CHECK_PROPAGATOR(
    element_constant_far_apart, .arity = 2, CHECK_BOX({-5, 5}, {-80, 1010}),
    .class = &constraint_element_constant,
    CHECK_VALUES(-4, VALUE_MAX, 3, 1000, VALUE_MIN, 1000, 70, -70, 3),
    .holds = element_far_apart, .strength = DOMAIN)

CHECK_PROPAGATOR(
    element_constant_huge, .arity = 2,
    CHECK_BOX({-5, 5}, {VALUE_MAX - 100, VALUE_MAX}),
    .class = &constraint_element_constant,
    CHECK_VALUES(-4, VALUE_MAX, 3, 1000, VALUE_MIN, 1000, 70, -70, 3),
    .holds = element_far_apart, .strength = DOMAIN)

static bool element_at_the_end(const value *a)
{
    return a[0] >= VALUE_MAX - 3 && a[1] == 5 - (VALUE_MAX - a[0]) % 2;
}

CHECK_PROPAGATOR(
    element_constant_last_indices, .arity = 2,
    CHECK_BOX({VALUE_MAX - 9, VALUE_MAX}, {0, 9}),
    .class = &constraint_element_constant,
    CHECK_VALUES(VALUE_MAX - 3, 4, 5, 4, 5, 4, 5), .holds = element_at_the_end,
    .strength = DOMAIN)

/* ---- Many indices ---- */

enum {
    MANY = 150
};

static value nth(value i)
{
    return i * i % 37 * 5;
}

static struct constraint *post_many(struct model *model, const var *vars)
{
    value values[1 + MANY] = {-20};
    for (value i = 0; i < MANY; i++)
        values[1 + i] = nth(i);
    return model_add(
        model, &constraint_element_constant, 2, vars, 1 + MANY, values);
}

static bool element_of_many(const value *a)
{
    return a[0] >= -20 && a[0] < MANY - 20 && nth(a[0] + 20) == a[1];
}

CHECK_PROPAGATOR(
    element_constant_wide_index, .arity = 2, CHECK_BOX({-30, 140}, {0, 55}),
    .post = post_many, .holds = element_of_many, .strength = DOMAIN)

CHECK_PROPAGATOR(
    element_constant_all_wide, .arity = 2, CHECK_BOX({20, 110}, {-5, 100}),
    .post = post_many, .holds = element_of_many, .strength = DOMAIN)
