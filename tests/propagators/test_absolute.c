/* test_absolute.c — |x| = y */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

static bool absolute(const value *a)
{
    return (a[0] < 0 ? -a[0] : a[0]) == a[1];
}

CHECK_PROPAGATOR(
    absolute_small, .arity = 2, CHECK_BOX({-20, 20}, {-5, 25}),
    .class = &constraint_absolute, .holds = absolute, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    absolute_wide, .arity = 2, CHECK_BOX({-70, 60}, {-5, 65}),
    .class = &constraint_absolute, .holds = absolute, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    absolute_huge, .arity = 2,
    CHECK_BOX({VALUE_MIN, VALUE_MIN + 20}, {VALUE_MAX - 22, VALUE_MAX}),
    .class = &constraint_absolute, .holds = absolute, .strength = BOUNDS_Z)
