/* test_count.c — count and among, with all that may be open */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

/* Holes that a domain cannot hold would weaken all but bounds. */
#define SWIFT                                                            \
    .half_reified = true, .reified = true, .condition_strength = DOMAIN, \
    .without = CHECK_HOLES | CHECK_BROAD | CHECK_SHIFTED

static value occurrences(const value *xs, uint32_t count, value v)
{
    value found = 0;
    for (uint32_t i = 0; i < count; i++)
        found += xs[i] == v;
    return found;
}

/* y, n, xs */
static bool count_holds(const value *a)
{
    return a[1] == occurrences(a + 2, 4, a[0]);
}

CHECK_PROPAGATOR(
    count_open, .arity = 6,
    CHECK_BOX({0, 3}, {-1, 4}, {0, 3}, {-1, 2}, {0, 4}, {1, 2}),
    .class = &constraint_count, .holds = count_holds, .strength = BOUNDS_D,
    .broad_strength = CHECK_VALUE, .half_reified = true, .reified = true)
CHECK_PROPAGATOR(
    count_known, .arity = 6,
    CHECK_BOX({2, 2}, {-1, 5}, {0, 3}, {-1, 2}, {0, 4}, {1, 2}),
    .class = &constraint_count, .holds = count_holds, .strength = DOMAIN,
    .broad_strength = CHECK_VALUE, .half_reified = true, .reified = true)
CHECK_PROPAGATOR(
    count_known_condition, .arity = 6,
    CHECK_BOX({2, 2}, {-1, 5}, {0, 3}, {-1, 2}, {0, 4}, {1, 2}),
    .class = &constraint_count, .holds = count_holds, .strength = DOMAIN,
    .negation_strength = DOMAIN, SWIFT)
CHECK_PROPAGATOR(
    count_open_condition, .arity = 6,
    CHECK_BOX({1, 3}, {0, 5}, {0, 3}, {-1, 2}, {0, 4}, {1, 2}),
    .class = &constraint_count, .holds = count_holds, .strength = BOUNDS_D,
    .half_reified = true, .reified = true,
    .without = CHECK_HOLES | CHECK_BROAD | CHECK_SHIFTED)
static bool huge_holds(const value *a)
{
    return a[1] == occurrences(a + 2, 2, a[0]);
}

CHECK_PROPAGATOR(
    count_huge, .arity = 4,
    CHECK_BOX(
        {VALUE_MAX - 1, VALUE_MAX}, {0, 2}, {VALUE_MIN, VALUE_MAX},
        {VALUE_MAX - 2, VALUE_MAX}),
    .class = &constraint_count, .holds = huge_holds, .half_reified = true,
    .reified = true)

static bool bits_holds(const value *a)
{
    return a[1] == occurrences(a + 2, 8, a[0]);
}

CHECK_PROPAGATOR(
    count_bits, .arity = 10,
    CHECK_BOX(
        {0, 1}, {0, 8}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1},
        {0, 1}),
    .class = &constraint_count, .holds = bits_holds, .strength = BOUNDS_D,
    .broad_strength = CHECK_VALUE, .half_reified = true, .reified = true)

/* n, xs */
static bool among_holds(const value *a)
{
    value found = 0;
    for (uint32_t i = 1; i <= 4; i++)
        found += (a[i] >= 1 && a[i] <= 2) || a[i] == 4;
    return a[0] == found;
}

#define AMONG \
    .class = &constraint_among, CHECK_VALUES(1, 2, 4, 4), .holds = among_holds
CHECK_PROPAGATOR(
    among_window, .arity = 5,
    CHECK_BOX({-1, 5}, {0, 4}, {0, 5}, {1, 3}, {2, 6}), AMONG,
    .strength = DOMAIN, .broad_strength = CHECK_VALUE, .half_reified = true,
    .reified = true)
CHECK_PROPAGATOR(
    among_window_condition, .arity = 5,
    CHECK_BOX({-1, 5}, {0, 4}, {0, 5}, {1, 3}, {2, 6}), AMONG,
    .strength = DOMAIN, .negation_strength = DOMAIN, SWIFT)

static bool far_holds(const value *a)
{
    value found = 0;
    for (uint32_t i = 1; i <= 2; i++)
        found += (a[i] >= -3 && a[i] <= 5) || (a[i] >= 60 && a[i] <= 71) ||
                 a[i] == 73;
    return a[0] == found;
}

CHECK_PROPAGATOR(
    among_far, .arity = 3, CHECK_BOX({0, 2}, {0, 75}, {50, 80}),
    .class = &constraint_among, CHECK_VALUES(-3, 5, 60, 71, 73, 73),
    .holds = far_holds, .strength = DOMAIN, .broad_strength = CHECK_VALUE,
    .half_reified = true, .reified = true)

static bool none_holds(const value *a)
{
    return a[0] == 0;
}

CHECK_PROPAGATOR(
    among_none, .arity = 3, .min = -1, .max = 3, .class = &constraint_among,
    .holds = none_holds, .strength = DOMAIN, .half_reified = true,
    .reified = true)
