/* test_times.c — x·y = z, its squares and its products with literals */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"

static bool product(const value *a)
{
    return (__int128)a[0] * a[1] == a[2];
}

/* Is there a real point of the curved surface in the box? */
static bool product_supported(const struct range *in, uint32_t x, value v)
{
    struct range a = in[0], b = in[1], c = in[2];
    if (x == 0)
        a = (struct range){v, v};
    else if (x == 1)
        b = (struct range){v, v};
    else
        c = (struct range){v, v};
    __int128 corners[4] = {
        (__int128)a.min * b.min, (__int128)a.min * b.max,
        (__int128)a.max * b.min, (__int128)a.max * b.max};
    bool below = false, above = false;
    for (int i = 0; i < 4; i++) {
        below |= corners[i] <= c.max;
        above |= corners[i] >= c.min;
    }
    return below && above;
}

CHECK_PROPAGATOR(
    times_small, .arity = 3, .min = -5, .max = 7, .class = &constraint_times,
    .holds = product, .strength = BOUNDS_R, .supported = product_supported)

CHECK_PROPAGATOR(
    times_natural, .arity = 3, CHECK_BOX({0, 12}, {0, 9}, {0, 90}),
    .class = &constraint_times, .holds = product, .strength = BOUNDS_R,
    .supported = product_supported)

CHECK_PROPAGATOR(
    times_signs, .arity = 3, CHECK_BOX({-9, 9}, {-6, 6}, {-30, 40}),
    .class = &constraint_times, .holds = product, .strength = BOUNDS_R,
    .supported = product_supported)

CHECK_PROPAGATOR(
    times_huge, .arity = 3,
    CHECK_BOX({-3, 3}, {VALUE_MAX - 2, VALUE_MAX}, {VALUE_MIN, VALUE_MIN + 12}),
    .class = &constraint_times, .holds = product, .strength = BOUNDS_R,
    .supported = product_supported)

CHECK_PROPAGATOR(
    times_beyond, .arity = 3,
    CHECK_BOX(
        {INT64_C(1) << 31, (INT64_C(1) << 31) + 3},
        {(INT64_C(1) << 32) - 5, (INT64_C(1) << 32) + 5},
        {VALUE_MAX - 20, VALUE_MAX}),
    .class = &constraint_times, .holds = product, .strength = BOUNDS_R,
    .supported = product_supported)

CHECK_PROPAGATOR(
    times_constant, .arity = 3, CHECK_BOX({-20, 20}, {-3, -3}, {-60, 60}),
    .class = &constraint_times, .holds = product, .strength = BOUNDS_R,
    .supported = product_supported)

/* ---- Squares ---- */

static struct constraint *post_square(struct model *model, const var *vars)
{
    var all[3] = {vars[0], vars[0], vars[1]};
    return model_add(model, &constraint_times, 3, all, 0, NULL);
}

static bool square(const value *a)
{
    return (__int128)a[0] * a[0] == a[1];
}

CHECK_PROPAGATOR(
    times_square, .arity = 2, CHECK_BOX({-12, 12}, {-5, 150}),
    .post = post_square, .holds = square, .strength = BOUNDS_Z)

CHECK_PROPAGATOR(
    times_square_huge, .arity = 2,
    CHECK_BOX(
        {INT64_C(3037000480), INT64_C(3037000510)},
        {INT64_C(9223372036854775000), VALUE_MAX}),
    .post = post_square, .holds = square, .strength = BOUNDS_Z)

/* ---- Literals ---- */

CHECK_PROPAGATOR(
    times_literal, .arity = 3, CHECK_BOX({-5, 7}, {0, 1}, {-6, 6}),
    .literals = 2, .class = &constraint_times, .holds = product,
    .strength = DOMAIN)

CHECK_PROPAGATOR(
    times_literal_first, .arity = 3, CHECK_BOX({0, 1}, {3, 9}, {-1, 9}),
    .literals = 1, .class = &constraint_times, .holds = product,
    .strength = DOMAIN)

CHECK_PROPAGATOR(
    times_literal_far, .arity = 3, CHECK_BOX({1000, 1040}, {0, 1}, {-5, 1035}),
    .literals = 2, .class = &constraint_times, .holds = product,
    .strength = BOUNDS_R, .supported = product_supported)

CHECK_PROPAGATOR(
    times_literals, .arity = 3, .literals = CHECK_LITERALS,
    .class = &constraint_times, .holds = product, .strength = DOMAIN)
