/* test_division.c — x div y = z and x mod y = z */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

static bool quotient(const value *a)
{
    return a[1] != 0 && a[0] / a[1] == a[2];
}

static bool remainder_is(const value *a)
{
    return a[1] != 0 && a[0] % a[1] == a[2];
}

CHECK_PROPAGATOR(
    division_signs, .arity = 3, CHECK_BOX({-14, 14}, {-5, 5}, {-14, 14}),
    .class = &constraint_division, .holds = quotient, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    division_natural, .arity = 3, CHECK_BOX({0, 30}, {0, 9}, {0, 30}),
    .class = &constraint_division, .holds = quotient, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    division_constant, .arity = 3, CHECK_BOX({-40, 40}, {-7, -7}, {-9, 9}),
    .class = &constraint_division, .holds = quotient, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    division_huge, .arity = 3,
    CHECK_BOX(
        {VALUE_MIN, VALUE_MIN + 12}, {-2, 2}, {VALUE_MAX - 12, VALUE_MAX}),
    .class = &constraint_division, .holds = quotient, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    division_huge_divisor, .arity = 3,
    CHECK_BOX({VALUE_MAX - 5, VALUE_MAX}, {VALUE_MAX - 8, VALUE_MAX}, {-2, 2}),
    .class = &constraint_division, .holds = quotient, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    modulo_signs, .arity = 3, CHECK_BOX({-14, 14}, {-5, 5}, {-6, 6}),
    .class = &constraint_modulo, .holds = remainder_is, .strength = CHECK_NONE)

CHECK_PROPAGATOR(
    modulo_natural, .arity = 3, CHECK_BOX({0, 30}, {0, 9}, {0, 12}),
    .class = &constraint_modulo, .holds = remainder_is, .strength = CHECK_NONE)

CHECK_PROPAGATOR(
    modulo_constant, .arity = 3, CHECK_BOX({-40, 40}, {7, 7}, {-9, 9}),
    .class = &constraint_modulo, .holds = remainder_is, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    modulo_huge, .arity = 3,
    CHECK_BOX(
        {VALUE_MIN, VALUE_MIN + 9}, {VALUE_MIN, VALUE_MIN + 9}, {-12, 12}),
    .class = &constraint_modulo, .holds = remainder_is, .strength = CHECK_NONE)

CHECK_PROPAGATOR(
    modulo_huge_small, .arity = 3,
    CHECK_BOX({VALUE_MAX - 30, VALUE_MAX}, {-7, 7}, {-8, 8}),
    .class = &constraint_modulo, .holds = remainder_is, .strength = CHECK_NONE)
