/* test_power.c — x to the power y = z */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

/* As MiniZinc defines it: for negative y, 1 div x^-y. */
static bool power(const value *a)
{
    __int128 result = 1;
    value exponent = a[1] < 0 ? -a[1] : a[1];
    for (value i = 0; i < exponent; i++) {
        result *= a[0];
        if (result > VALUE_MAX || result < VALUE_MIN) {
            if (a[1] > 0)
                return false;
            break;
        }
    }
    if (a[1] < 0)
        return result != 0 && 1 / result == a[2];
    return result == a[2];
}

CHECK_PROPAGATOR(
    power_small, .arity = 3, CHECK_BOX({-4, 4}, {-3, 5}, {-30, 70}),
    .class = &constraint_power, .holds = power, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    power_square, .arity = 3, CHECK_BOX({-12, 12}, {2, 2}, {-10, 150}),
    .class = &constraint_power, .holds = power, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    power_cube, .arity = 3, CHECK_BOX({-6, 6}, {3, 3}, {-130, 220}),
    .class = &constraint_power, .holds = power, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    power_of_few, .arity = 3, CHECK_BOX({-2, 2}, {-70, 70}, {-9, 9}),
    .class = &constraint_power, .holds = power, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    power_huge, .arity = 3,
    CHECK_BOX(
        {2097140, 2097160}, {2, 3},
        {INT64_C(9223358842721533951) - 100,
         INT64_C(9223358842721533951) + 100}),
    .class = &constraint_power, .holds = power, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    power_exponents, .arity = 3,
    CHECK_BOX(
        {-1, 3}, {55, 66}, {(INT64_C(1) << 58) - 9, (INT64_C(1) << 58) + 9}),
    .class = &constraint_power, .holds = power, .strength = BOUNDS_Z)
