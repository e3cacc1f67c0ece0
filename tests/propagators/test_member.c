/* test_member.c — x lies in a set */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

static bool in_three_runs(const value *a)
{
    value x = a[0];
    return (x >= -3 && x <= -2) || x == 0 || (x >= 3 && x <= 9);
}

#define EXACT                                                         \
    .reified = true, .strength = DOMAIN, .negation_strength = DOMAIN, \
    .condition_strength = DOMAIN

CHECK_PROPAGATOR(
    member_three_runs, .arity = 1, .min = -6, .max = 6,
    .class = &constraint_member, CHECK_VALUES(-3, -2, 0, 0, 3, 9),
    .holds = in_three_runs, EXACT)

CHECK_PROPAGATOR(
    member_touching_runs, .arity = 1, .min = -6, .max = 6,
    .class = &constraint_member, CHECK_VALUES(-3, -3, -2, -2, 0, 0, 3, 4, 5, 9),
    .holds = in_three_runs, EXACT)

CHECK_PROPAGATOR(
    member_bool, .arity = 1, .min = 0, .max = 1, .class = &constraint_member,
    CHECK_VALUES(-3, -2, 0, 0, 3, 9), .holds = in_three_runs, EXACT)

static bool in_nothing(const value *a)
{
    (void)a;
    return false;
}

CHECK_PROPAGATOR(
    member_nothing, .arity = 1, .min = -3, .max = 3,
    .class = &constraint_member, .holds = in_nothing, EXACT)

static bool in_everything(const value *a)
{
    (void)a;
    return true;
}

CHECK_PROPAGATOR(
    member_everything, .arity = 1, .min = -3, .max = 3,
    .class = &constraint_member, CHECK_VALUES(INT64_MIN, INT64_MAX),
    .holds = in_everything, EXACT)

/* 130 values: LARGE, and several words of it */
static bool in_long_runs(const value *a)
{
    value x = a[0];
    return x <= -60 || x == -58 || (x >= -50 && x <= 7) || x == 9 ||
           (x >= 30 && x <= 41) || x >= 69;
}

CHECK_PROPAGATOR(
    member_long_runs, .arity = 1, .min = -65, .max = 70,
    .class = &constraint_member,
    CHECK_VALUES(INT64_MIN, -60, -58, -58, -50, 7, 9, 9, 30, 41, 69, VALUE_MAX),
    .holds = in_long_runs, EXACT)

#define TOP VALUE_MAX

static bool in_top(const value *a)
{
    return a[0] == TOP || a[0] == TOP - 2 || a[0] == TOP - 3;
}

CHECK_PROPAGATOR(
    member_top, .arity = 1, .min = TOP - 5, .max = TOP,
    .class = &constraint_member, CHECK_VALUES(TOP - 3, TOP - 2, TOP, TOP),
    .holds = in_top, EXACT)

static bool in_bottom(const value *a)
{
    return a[0] == -TOP || a[0] == 2 - TOP || a[0] == 3 - TOP;
}

CHECK_PROPAGATOR(
    member_bottom, .arity = 1, .min = -TOP, .max = 5 - TOP,
    .class = &constraint_member,
    CHECK_VALUES(INT64_MIN, -TOP, 2 - TOP, 3 - TOP), .holds = in_bottom, EXACT)
