/* test_extremum.c — m = max(xs), m = min(xs) */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

static bool is_maximum(const value *a, int count)
{
    bool reached = false;
    for (int i = 1; i <= count; i++) {
        if (a[i] > a[0])
            return false;
        reached |= a[i] == a[0];
    }
    return reached;
}

static bool is_minimum(const value *a, int count)
{
    bool reached = false;
    for (int i = 1; i <= count; i++) {
        if (a[i] < a[0])
            return false;
        reached |= a[i] == a[0];
    }
    return reached;
}

static bool maximum_of_one(const value *a)
{
    return is_maximum(a, 1);
}

static bool maximum_of_two(const value *a)
{
    return is_maximum(a, 2);
}

static bool maximum_of_four(const value *a)
{
    return is_maximum(a, 4);
}

static bool minimum_of_two(const value *a)
{
    return is_minimum(a, 2);
}

static bool minimum_of_four(const value *a)
{
    return is_minimum(a, 4);
}

CHECK_PROPAGATOR(
    maximum_of_one, .arity = 2, .min = -9, .max = 9,
    .class = &constraint_maximum, .holds = maximum_of_one, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    maximum_of_two, .arity = 3, .min = -7, .max = 8,
    .class = &constraint_maximum, .holds = maximum_of_two, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    maximum_of_four, .arity = 5,
    CHECK_BOX({-2, 4}, {-2, 3}, {-1, 4}, {0, 5}, {-2, 2}),
    .class = &constraint_maximum, .holds = maximum_of_four,
    .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    maximum_of_literals, .arity = 5, .literals = CHECK_LITERALS,
    .class = &constraint_maximum, .holds = maximum_of_four, .strength = DOMAIN)

CHECK_PROPAGATOR(
    maximum_huge, .arity = 3,
    CHECK_BOX(
        {VALUE_MIN, VALUE_MIN + 12}, {VALUE_MIN, VALUE_MIN + 12},
        {VALUE_MIN, VALUE_MIN + 12}),
    .class = &constraint_maximum, .holds = maximum_of_two, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    minimum_of_two, .arity = 3, .min = -7, .max = 8,
    .class = &constraint_minimum, .holds = minimum_of_two, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    minimum_of_four, .arity = 5,
    CHECK_BOX({-2, 4}, {-2, 3}, {-1, 4}, {0, 5}, {-2, 2}),
    .class = &constraint_minimum, .holds = minimum_of_four,
    .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    minimum_huge, .arity = 3,
    CHECK_BOX(
        {VALUE_MAX - 12, VALUE_MAX}, {VALUE_MAX - 12, VALUE_MAX},
        {VALUE_MAX - 12, VALUE_MAX}),
    .class = &constraint_minimum, .holds = minimum_of_two, .strength = BOUNDS_Z)
