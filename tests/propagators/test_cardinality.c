/* test_cardinality.c — global_cardinality, open and closed, near and far */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

/* xs[n], counts[m] */
static bool
occurs(const value *a, uint32_t n, const value *cover, uint32_t m, bool closed)
{
    value all = 0;
    for (uint32_t k = 0; k < m; k++) {
        value occurrences = 0;
        for (uint32_t i = 0; i < n; i++)
            occurrences += a[i] == cover[k];
        if (a[n + k] != occurrences)
            return false;
        all += occurrences;
    }
    return !closed || all == n;
}

static bool open_holds(const value *a)
{
    return occurs(a, 4, (const value[]){3, 1}, 2, false);
}

static bool closed_holds(const value *a)
{
    return occurs(a, 4, (const value[]){3, 1, 2}, 3, true);
}

static bool far_holds(const value *a)
{
    return occurs(a, 3, (const value[]){100, -5, 1}, 3, false);
}

static bool far_closed_holds(const value *a)
{
    return occurs(a, 3, (const value[]){100, -5, 1}, 3, true);
}

static bool twice_holds(const value *a)
{
    return occurs(a, 3, (const value[]){2, 1, 2}, 3, false);
}

static bool bits_holds(const value *a)
{
    return occurs(a, 6, (const value[]){0, 1}, 2, true);
}

#define CARDINALITY(holds_name, ...)                                    \
    .class = &constraint_global_cardinality, CHECK_VALUES(__VA_ARGS__), \
    .holds = holds_name, .strength = CHECK_VALUE,                       \
    .broad_strength = CHECK_NONE, .half_reified = true

CHECK_PROPAGATOR(
    cardinality_open, .arity = 6,
    CHECK_BOX({0, 3}, {1, 4}, {-1, 3}, {0, 4}, {-1, 4}, {0, 5}),
    CARDINALITY(open_holds, 4, 0, 3, 1))
CHECK_PROPAGATOR(
    cardinality_closed, .arity = 7,
    CHECK_BOX({0, 3}, {1, 4}, {1, 3}, {2, 3}, {0, 3}, {0, 4}, {0, 2}),
    CARDINALITY(closed_holds, 4, 1, 3, 1, 2))
CHECK_PROPAGATOR(
    cardinality_far, .arity = 6,
    CHECK_BOX({-5, 1}, {98, 101}, {0, 2}, {0, 1}, {0, 2}, {0, 2}),
    CARDINALITY(far_holds, 3, 0, 100, -5, 1))
CHECK_PROPAGATOR(
    cardinality_far_closed, .arity = 6,
    CHECK_BOX({-5, 1}, {98, 101}, {0, 2}, {0, 1}, {0, 2}, {0, 2}),
    CARDINALITY(far_closed_holds, 3, 1, 100, -5, 1))
CHECK_PROPAGATOR(
    cardinality_twice, .arity = 6,
    CHECK_BOX({1, 3}, {0, 2}, {2, 4}, {0, 3}, {0, 3}, {1, 3}),
    CARDINALITY(twice_holds, 3, 0, 2, 1, 2))
CHECK_PROPAGATOR(
    cardinality_bits, .arity = 8,
    CHECK_BOX({0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 6}, {0, 6}),
    CARDINALITY(bits_holds, 6, 1, 0, 1))
