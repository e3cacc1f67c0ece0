/* test_linear.c — Σ coefficient·x  ≤, =, !=  constant
 *
 * Each test lists its coefficients and constant once; LINEAR makes the oracle
 * and the rational bounds from them. Sums of the oracle are of 128 bits: terms
 * must stay below 2^125.
 */
#include "propagators/propagators.h"
#include "solver/arena.h"
#include "tests/propagators/check.h"

typedef __int128 wide;

static wide sum_of(const value *coefficients, uint32_t count, const value *a)
{
    wide sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += (wide)coefficients[i] * a[i];
    return sum;
}

/* Least and greatest value of the sum over intervals; x (if any) is v. */
static void sum_range(
    const value *coefficients, uint32_t count, const struct range *intervals,
    uint32_t x, value v, wide *ret_min, wide *ret_max)
{
    *ret_min = *ret_max = 0;
    for (uint32_t i = 0; i < count; i++) {
        wide a = coefficients[i];
        value low = i == x ? v : intervals[i].min;
        value high = i == x ? v : intervals[i].max;
        *ret_min += a * (a > 0 ? low : high);
        *ret_max += a * (a > 0 ? high : low);
    }
}

/* Bounds (R) of an equation. Its condition (variable `count`) may be true while
 * the interval of the sum contains the constant, false while it is not all
 * there is. */
static bool equation_supported(
    const value *coefficients, uint32_t count, const struct range *intervals,
    uint32_t x, value v)
{
    wide min, max, constant = coefficients[count];
    sum_range(coefficients, count, intervals, x, v, &min, &max);
    if (x == count && v == 0)
        return min != constant || max != constant;
    return min <= constant && constant <= max;
}

#define COUNT_OF(name) (uint32_t)(sizeof name / sizeof *name - 1)

#define LINEAR(name, relation, ...)                                 \
    static const value name##_terms[] = {__VA_ARGS__};              \
    static bool name##_holds(const value *a)                        \
    {                                                               \
        uint32_t n = COUNT_OF(name##_terms);                        \
        return sum_of(name##_terms, n, a) relation name##_terms[n]; \
    }
#define LINEAR_LE(name, ...) LINEAR(name, <=, __VA_ARGS__)
#define LINEAR_EQ(name, ...) LINEAR(name, ==, __VA_ARGS__)
#define LINEAR_NE(name, ...) LINEAR(name, !=, __VA_ARGS__)

#define TERMS(name)                                                   \
    .arity = COUNT_OF(name##_terms), .values = name##_terms,          \
    .value_count = COUNT_OF(name##_terms) + 1, .holds = name##_holds, \
    .reified = true

/* For two variables with coefficients ±1, CHECK_VALUE of a disequality is as
 * much as DOMAIN. */
#define CHECK_LE(name, ...)                                         \
    CHECK_PROPAGATOR(                                               \
        linear_##name, TERMS(name), .class = &constraint_linear_le, \
        .strength = DOMAIN, .negation_strength = DOMAIN,            \
        .condition_strength = DOMAIN, __VA_ARGS__)
#define CHECK_EQ(name, ...)                                               \
    static bool name##_supported(                                         \
        const struct range *intervals, uint32_t x, value v)               \
    {                                                                     \
        return equation_supported(                                        \
            name##_terms, COUNT_OF(name##_terms), intervals, x, v);       \
    }                                                                     \
    CHECK_PROPAGATOR(                                                     \
        linear_##name, TERMS(name), .class = &constraint_linear_eq,       \
        .supported = name##_supported, .strength = BOUNDS_R,              \
        .negation_strength = CHECK_VALUE, .condition_strength = BOUNDS_R, \
        __VA_ARGS__)
#define CHECK_EQ_EXACT(name, ...)                                   \
    CHECK_PROPAGATOR(                                               \
        linear_##name, TERMS(name), .class = &constraint_linear_eq, \
        .strength = DOMAIN, .negation_strength = CHECK_VALUE,       \
        .condition_strength = DOMAIN, __VA_ARGS__)
#define CHECK_NE(name, ...)                                         \
    CHECK_PROPAGATOR(                                               \
        linear_##name, TERMS(name), .class = &constraint_linear_ne, \
        .strength = CHECK_VALUE, __VA_ARGS__)
#define CHECK_NE_EXACT(name, ...)                                   \
    CHECK_PROPAGATOR(                                               \
        linear_##name, TERMS(name), .class = &constraint_linear_ne, \
        .strength = CHECK_VALUE, .negation_strength = DOMAIN,       \
        .condition_strength = DOMAIN, __VA_ARGS__)

/* ---- At most ---- */

LINEAR_LE(le_one, 3, 4)
CHECK_LE(le_one, .min = -3, .max = 3)

LINEAR_LE(le_one_negative, -2, 3)
CHECK_LE(le_one_negative, .min = -5, .max = 5)

LINEAR_LE(le_zero, 0, -1)
CHECK_LE(le_zero, .min = -2, .max = 2)

LINEAR_LE(le_difference, 1, -1, 0)
CHECK_LE(le_difference, .min = -3, .max = 3)

LINEAR_LE(le_of_three, 2, -3, 5, 4)
CHECK_LE(le_of_three, .min = -3, .max = 3)

LINEAR_LE(le_of_four, 1, 0, -1, 7, -2)
CHECK_LE(le_of_four, .min = -2, .max = 2)

LINEAR_LE(le_common_divisor, 6, -4, 10, 7)
CHECK_LE(le_common_divisor, .min = -3, .max = 4)

LINEAR_LE(le_wide_box, 1, -1, 40)
CHECK_LE(le_wide_box, .min = -50, .max = 50)

LINEAR_LE(le_bools, 1, -1, 1, 1, -1, 1, 1, 1, -1, 1, 2)
CHECK_LE(le_bools, .min = 0, .max = 1)

LINEAR_LE(le_weighted_bools, 5, 3, -4, 2, 2, -1, 7, -6, 1, 1, 3)
CHECK_LE(le_weighted_bools, .min = 0, .max = 1)

LINEAR_LE(le_mixed, 1, 1, 2, 1, -1, 1, 1, 1, -3, 2, 3)
CHECK_LE(
    le_mixed, CHECK_BOX(
                  {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1},
                  {0, 1}, {-2, 2}, {0, 3}))

/* ---- Equations ---- */

LINEAR_EQ(eq_one, 3, 6)
CHECK_EQ(eq_one, .min = -3, .max = 3)

LINEAR_EQ(eq_one_never, 3, 4)
CHECK_EQ(eq_one_never, .min = -3, .max = 3)

LINEAR_EQ(eq_zero, 0, 0, 0)
CHECK_EQ(eq_zero, .min = -2, .max = 2)

LINEAR_EQ(eq_zero_never, 0, 0, 1)
CHECK_EQ(eq_zero_never, .min = -2, .max = 2)

LINEAR_EQ(eq_offset, 1, -1, 2)
CHECK_EQ_EXACT(eq_offset, .min = -4, .max = 4)

LINEAR_EQ(eq_sum_of_two, -1, -1, 1)
CHECK_EQ_EXACT(eq_sum_of_two, .min = -4, .max = 4)

LINEAR_EQ(eq_value, 1, 3)
CHECK_EQ_EXACT(eq_value, .min = -4, .max = 4)

LINEAR_EQ(eq_two, 2, -3, 1)
CHECK_EQ(eq_two, .min = -6, .max = 6)

LINEAR_EQ(eq_sum, 1, 1, -1, 0)
CHECK_EQ(eq_sum, .min = -3, .max = 3)

LINEAR_EQ(eq_sum_of_four, 1, -1, 1, 1, 2)
CHECK_EQ(eq_sum_of_four, .min = -2, .max = 3)

LINEAR_EQ(eq_of_three, 2, -3, 5, 4)
CHECK_EQ(eq_of_three, .min = -3, .max = 3)

LINEAR_EQ(eq_of_five, 1, -2, 3, -4, 1, 3)
CHECK_EQ(eq_of_five, .min = -2, .max = 2)

LINEAR_EQ(eq_no_parity, 2, -4, 6, 3)
CHECK_EQ(eq_no_parity, .min = -3, .max = 3)

LINEAR_EQ(eq_wide_box, 2, -1, 5)
CHECK_EQ(eq_wide_box, .min = -50, .max = 50)

LINEAR_EQ(eq_bools, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4)
CHECK_EQ(eq_bools, .min = 0, .max = 1)

LINEAR_EQ(eq_weighted_bools, 5, 3, -4, 2, 2, -1, 7, -6, 1, 1, 3)
CHECK_EQ(eq_weighted_bools, .min = 0, .max = 1)

LINEAR_EQ(eq_counted, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 0)
CHECK_EQ(
    eq_counted, CHECK_BOX(
                    {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1},
                    {0, 1}, {0, 1}, {-1, 6}))

LINEAR_EQ(eq_mixed, 1, 2, -1, 3, -2, 1, 1, 2, -3, 2)
CHECK_EQ(
    eq_mixed, CHECK_BOX(
                  {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1},
                  {-2, 2}, {0, 3}))

/* ---- Disequalities ---- */

LINEAR_NE(ne_one, 2, 4)
CHECK_NE(ne_one, .min = -3, .max = 3, .negation_strength = DOMAIN)

LINEAR_NE(ne_one_always, 2, 3)
CHECK_NE(ne_one_always, .min = -3, .max = 3)

LINEAR_NE(ne_zero, 0, 0)
CHECK_NE(ne_zero, .min = -2, .max = 2)

LINEAR_NE(ne_offset, 1, -1, 2)
CHECK_NE_EXACT(ne_offset, .min = -4, .max = 4)

LINEAR_NE(ne_sum_of_two, 1, 1, 0)
CHECK_NE_EXACT(ne_sum_of_two, .min = -4, .max = 4)

LINEAR_NE(ne_of_three, 2, -3, 5, 4)
CHECK_NE(ne_of_three, .min = -3, .max = 3)

LINEAR_NE(ne_of_five, 1, -1, 2, 0, -1, 1)
CHECK_NE(ne_of_five, .min = -2, .max = 2)

LINEAR_NE(ne_wide_box, 1, -1, 7)
CHECK_NE(ne_wide_box, .min = -50, .max = 50)

LINEAR_NE(ne_bools, 1, -1, 1, 1, 2, 1, -1, 1, 1, 1, 2)
CHECK_NE(ne_bools, .min = 0, .max = 1)

/* ---- The ends of 64 bits ---- */

#define E62 (INT64_C(1) << 62)
#define TOP VALUE_MAX

LINEAR_LE(le_top, E62, -E62, E62, -E62)
CHECK_LE(le_top, CHECK_BOX({TOP - 2, TOP}, {TOP - 3, TOP}, {-TOP, 2 - TOP}))

LINEAR_LE(le_units_top, 1, 1, TOP)
CHECK_LE(le_units_top, CHECK_BOX({TOP - 4, TOP}, {-3, 3}))

LINEAR_LE(le_difference_top, 1, -1, -TOP)
CHECK_LE(le_difference_top, CHECK_BOX({-TOP, 3 - TOP}, {-1, 3}))

LINEAR_EQ(eq_top, 1, 1, -1, TOP)
CHECK_EQ(eq_top, CHECK_BOX({TOP - 4, TOP}, {-3, 3}, {-2, 2}))

LINEAR_EQ(eq_difference_top, 1, -1, TOP)
CHECK_EQ(eq_difference_top, CHECK_BOX({TOP - 4, TOP}, {-4, 4}))

LINEAR_EQ(eq_bottom, -TOP, 3, TOP)
CHECK_EQ(eq_bottom, CHECK_BOX({-3, 3}, {-3, 3}))

LINEAR_EQ(eq_cancelling, TOP, -TOP, 1, 1)
CHECK_EQ(eq_cancelling, CHECK_BOX({TOP - 3, TOP}, {TOP - 3, TOP}, {-3, 3}))

LINEAR_NE(ne_top, 1, -1, TOP)
CHECK_NE(ne_top, CHECK_BOX({TOP - 4, TOP}, {-4, 4}))

LINEAR_NE(ne_cancelling, TOP, -TOP, 1, 1)
CHECK_NE(ne_cancelling, CHECK_BOX({TOP - 3, TOP}, {TOP - 3, TOP}, {-3, 3}))

LINEAR_NE(ne_least_constant, 1, -1, INT64_MIN)
CHECK_NE(ne_least_constant, CHECK_BOX({-TOP, 4 - TOP}, {-3, 3}))

LINEAR_LE(le_least_constant, 1, 1, INT64_MIN)
CHECK_LE(le_least_constant, CHECK_BOX({-TOP, 4 - TOP}, {-3, 3}))

LINEAR_EQ(eq_least_coefficient, INT64_MIN, 1, INT64_MIN)
CHECK_EQ(eq_least_coefficient, CHECK_BOX({-3, 3}, {-3, 3}))

/* ---- Beyond 64 bits: everything times 10^30 ---- */

static struct constraint *add_big(
    struct model *model, const struct constraint_class *class, const var *vars,
    const value *terms, uint32_t count)
{
    struct constraint *c = model_add(model, class, count, vars, 0, NULL);
    mpz_t *big = arena_alloc(model->arena, (count + 1) * sizeof *big);
    for (uint32_t i = 0; i <= count; i++) {
        mpz_init_set_str(big[i], "1000000000000000000000000000000", 10);
        mpz_mul_si(big[i], big[i], terms[i]);
    }
    c->big = (const mpz_t *)big;
    c->big_count = count + 1;
    return c;
}

/* One variable more or less keeps 10^30 from being a common divisor. */
static struct constraint *add_big_uneven(
    struct model *model, const struct constraint_class *class, const var *vars,
    const value *terms, uint32_t count)
{
    struct constraint *c = add_big(model, class, vars, terms, count);
    mpz_t *last = (mpz_t *)&c->big[count - 1];
    mpz_set_si(*last, 1);
    return c;
}

LINEAR_LE(le_big, 2, -3, 1, 1)
static struct constraint *add_le_big(struct model *model, const var *vars)
{
    return add_big(model, &constraint_linear_le, vars, le_big_terms, 3);
}
CHECK_LE(le_big, .min = -3, .max = 3, .post = add_le_big)

LINEAR_EQ(eq_big, 2, -3, 1, 1)
static struct constraint *add_eq_big(struct model *model, const var *vars)
{
    return add_big(model, &constraint_linear_eq, vars, eq_big_terms, 3);
}
CHECK_EQ(eq_big, .min = -3, .max = 3, .post = add_eq_big)

LINEAR_NE(ne_big, 2, -3, 1, 1)
static struct constraint *add_ne_big(struct model *model, const var *vars)
{
    return add_big(model, &constraint_linear_ne, vars, ne_big_terms, 3);
}
CHECK_NE(ne_big, .min = -3, .max = 3, .post = add_ne_big)

/* 10^30·(2x - 3y - 1) + z relation 0, with |z| <= 3: so both must be 0, or the
 * sign of the first decides. */
static const value uneven[] = {2, -3, 0, 1};

static int sign_uneven(const value *a)
{
    value most = 2 * a[0] - 3 * a[1] - 1;
    value all = most != 0 ? most : a[2];
    return all < 0 ? -1 : all > 0;
}

static bool le_uneven(const value *a)
{
    return sign_uneven(a) <= 0;
}

static struct constraint *add_le_uneven(struct model *model, const var *vars)
{
    return add_big_uneven(model, &constraint_linear_le, vars, uneven, 3);
}

CHECK_PROPAGATOR(
    linear_le_big_uneven, .arity = 3, .min = -3, .max = 3,
    .post = add_le_uneven, .holds = le_uneven, .strength = DOMAIN,
    .negation_strength = DOMAIN, .condition_strength = DOMAIN, .reified = true)

static bool eq_uneven(const value *a)
{
    return sign_uneven(a) == 0;
}

static struct constraint *add_eq_uneven(struct model *model, const var *vars)
{
    return add_big_uneven(model, &constraint_linear_eq, vars, uneven, 3);
}

CHECK_PROPAGATOR(
    linear_eq_big_uneven, .arity = 3, .min = -3, .max = 3,
    .post = add_eq_uneven, .holds = eq_uneven, .reified = true)

static bool ne_uneven(const value *a)
{
    return sign_uneven(a) != 0;
}

static struct constraint *add_ne_uneven(struct model *model, const var *vars)
{
    return add_big_uneven(model, &constraint_linear_ne, vars, uneven, 3);
}

CHECK_PROPAGATOR(
    linear_ne_big_uneven, .arity = 3, .min = -3, .max = 3,
    .post = add_ne_uneven, .holds = ne_uneven, .strength = CHECK_VALUE,
    .reified = true)
