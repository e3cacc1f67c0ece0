/* test_regular.c — automata against what their words are */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"
#include "tests/propagators/dice.h"

/* Holes that a domain cannot hold would weaken all but bounds. */
#define STRONG                                                            \
    .strength = DOMAIN, .broad_strength = BOUNDS_Z, .half_reified = true, \
    .reified = true

#define SWIFT                                                           \
    .strength = DOMAIN, .broad_strength = BOUNDS_Z,                     \
    .negation_strength = DOMAIN, .half_reified = true, .reified = true, \
    .without = CHECK_HOLES

/* 1* 2{1,2} 1+ 2{1,2} 1*, the rows of nonoall */
static bool runs_holds(const value *a)
{
    uint32_t runs[4] = {0}, count = 0;
    for (uint32_t i = 0; i < 7; i++) {
        if (a[i] != 1 && a[i] != 2)
            return false;
        if (a[i] == 2 && (i == 0 || a[i - 1] == 1))
            count++;
        if (a[i] == 2)
            runs[count - 1]++;
    }
    return count == 2 && runs[0] <= 2 && runs[1] <= 2;
}

#define RUNS \
    CHECK_VALUES(7, 2, 1, 2, 4, 3, 4, 0, 4, 5, 7, 6, 7, 0, 7, 0, 1, 3, 5, 6, 7)
CHECK_PROPAGATOR(
    regular_runs, .arity = 7, .min = 1, .max = 2, .class = &constraint_regular,
    RUNS, .holds = runs_holds, STRONG)
CHECK_PROPAGATOR(
    regular_runs_condition, .arity = 7, .min = 1, .max = 2,
    .class = &constraint_regular, RUNS, .holds = runs_holds, SWIFT,
    .condition_strength = DOMAIN)
/* Values that are no symbols. */
CHECK_PROPAGATOR(
    regular_beyond, .arity = 7, .min = 0, .max = 3,
    .class = &constraint_regular, RUNS, .holds = runs_holds, SWIFT)

/* Sums modulo a prime: moves that differ from state to state. */
enum {
    MODULUS = 13
};

static bool modulo_holds(const value *a)
{
    value sum = 0;
    for (uint32_t i = 0; i < 4; i++) {
        if (a[i] < 1 || a[i] > 5)
            return false;
        sum = (sum * a[i] + a[i] + i % 2 * 0) % MODULUS;
    }
    return sum == 3 || sum == 7;
}

static struct constraint *modulo_post(struct model *model, const var *vars)
{
    value values[2 + MODULUS * 5 + 4] = {MODULUS, 5}, *next = values + 2;
    for (value q = 0; q < MODULUS; q++)
        for (value s = 1; s <= 5; s++)
            *next++ = (q * s + s) % MODULUS + 1;
    next[0] = 1;
    next[1] = 2;
    next[2] = 4;
    next[3] = 8;
    return model_add(
        model, &constraint_regular, 4, vars, sizeof values / sizeof *values,
        values);
}

CHECK_PROPAGATOR(
    regular_modulo, .arity = 4, .min = 1, .max = 5, .post = modulo_post,
    .holds = modulo_holds, STRONG)
CHECK_PROPAGATOR(
    regular_modulo_condition, .arity = 4, .min = 1, .max = 5,
    .post = modulo_post, .holds = modulo_holds, SWIFT)
CHECK_PROPAGATOR(
    regular_modulo_beyond, .arity = 4, .min = -1, .max = 7, .post = modulo_post,
    .holds = modulo_holds, SWIFT)

/* Many states and many symbols: the sum is 200..203, each x > the one before
 * counts double; states are (sum, last). */
enum {
    SPREAD_SUM = 210,
    SPREAD_SYMBOLS = 90
};

static bool spread_holds(const value *a)
{
    value sum = 0;
    for (uint32_t i = 0; i < 3; i++) {
        if (a[i] < 1 || a[i] > SPREAD_SYMBOLS || a[i] % 7 == 0)
            return false;
        sum += a[i];
    }
    return sum >= 200 && sum <= 203;
}

static struct constraint *spread_post(struct model *model, const var *vars)
{
    static value values[2 + SPREAD_SUM * SPREAD_SYMBOLS + 6];
    value *next = values + 2;
    values[0] = SPREAD_SUM;
    values[1] = SPREAD_SYMBOLS;
    for (value q = 1; q <= SPREAD_SUM; q++)
        for (value s = 1; s <= SPREAD_SYMBOLS; s++)
            *next++ = s % 7 != 0 && q + s <= SPREAD_SUM ? q + s : 0;
    *next++ = 1;
    *next++ = 4;
    for (value k = 0; k < 4; k++)
        *next++ = 201 + k;
    return model_add(
        model, &constraint_regular, 3, vars, sizeof values / sizeof *values,
        values);
}

static void spread_sample(struct dice *dice, value *ret_a)
{
    ret_a[0] = dice_between(dice, 25, 90);
    ret_a[1] = dice_between(dice, 112 - ret_a[0], 90);
    ret_a[2] = dice_between(dice, 200, 203) - ret_a[0] - ret_a[1];
}

CHECK_PROPAGATOR(
    regular_spread, .arity = 3, .min = 1, .max = 91, .post = spread_post,
    .holds = spread_holds, .sample = spread_sample, .half_reified = true,
    .reified = true)
/* The same, with all assignments tried. */
CHECK_PROPAGATOR(
    regular_spread_narrow, .arity = 3, .min = 60, .max = 72,
    .post = spread_post, .holds = spread_holds, STRONG)

static bool nothing_holds(const value *a)
{
    (void)a;
    return false;
}

CHECK_PROPAGATOR(
    regular_nothing, .arity = 2, .min = 1, .max = 2,
    .class = &constraint_regular, CHECK_VALUES(2, 2, 1, 1, 0, 2, 1, 1, 2),
    .holds = nothing_holds, STRONG)

/* Enough words for regular_shift.c: at most three 2s in a row of 10. */
static bool few_holds(const value *a)
{
    uint32_t row = 0;
    for (uint32_t i = 0; i < 10; i++) {
        row = a[i] == 2 ? row + 1 : 0;
        if (a[i] < 1 || a[i] > 2 || row > 3)
            return false;
    }
    return true;
}

#define FEW CHECK_VALUES(4, 2, 1, 2, 1, 3, 1, 4, 1, 0, 1, 4, 1, 2, 3, 4)
CHECK_PROPAGATOR(
    regular_few, .arity = 10, .min = 1, .max = 2, .class = &constraint_regular,
    FEW, .holds = few_holds, STRONG)
CHECK_PROPAGATOR(
    regular_few_condition, .arity = 10, .min = 1, .max = 2,
    .class = &constraint_regular, FEW, .holds = few_holds, SWIFT,
    .condition_strength = DOMAIN)
CHECK_PROPAGATOR(
    regular_few_beyond, .arity = 10,
    CHECK_BOX(
        {0, 2}, {1, 2}, {1, 2}, {0, 2}, {1, 3}, {1, 2}, {1, 2}, {1, 2}, {1, 2},
        {1, 2}),
    .class = &constraint_regular, FEW, .holds = few_holds, SWIFT)
