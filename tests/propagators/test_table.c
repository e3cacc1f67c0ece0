/* test_table.c — tables against their rows: two columns and more, all forms */
#include "propagators/propagators.h"
#include "propagators/table.h"
#include "tests/propagators/check.h"
#include "tests/propagators/dice.h"

#include <stdlib.h>

static bool
among_rows(const value *a, const value *rows, uint32_t count, uint32_t columns)
{
    for (uint32_t r = 0; r < count; r++) {
        bool same = true;
        for (uint32_t i = 0; i < columns; i++)
            same &= a[i] == rows[r * columns + i];
        if (same)
            return true;
    }
    return false;
}

/* One table: its rows, what adds it, what it means. */
#define TABLE(name, columns, ...)                                          \
    static const value name##_rows[] = {__VA_ARGS__};                      \
    enum {                                                                 \
        name##_count = sizeof name##_rows / sizeof(value) / (columns)      \
    };                                                                     \
    static struct constraint *name##_post(                                 \
        struct model *model, const var *vars)                              \
    {                                                                      \
        return table_add(model, columns, vars, name##_count, name##_rows); \
    }                                                                      \
    static bool name##_holds(const value *a)                               \
    {                                                                      \
        return among_rows(a, name##_rows, name##_count, columns);          \
    }

/* Holes that a domain cannot hold would weaken all but bounds. */
#define STRONG                                                                 \
    .strength = DOMAIN, .broad_strength = BOUNDS_Z, .half_reified = true,      \
    .reified = true

#define SWIFT                                                                  \
    .strength = DOMAIN, .broad_strength = BOUNDS_Z,                            \
    .negation_strength = DOMAIN, .condition_strength = DOMAIN,                 \
    .half_reified = true, .reified = true, .without = CHECK_HOLES

TABLE(unary, 1, 3, -1, 4, 3)
CHECK_PROPAGATOR(
    table_unary, .arity = 1, .min = -3, .max = 6, .post = unary_post,
    .holds = unary_holds, STRONG)

TABLE(
    pairs, 2, 1, 2, 1, 3, 0, 0, 2, 2, 2, 0, 3, 4, 4, 4, 1, 2, -1, 3, -1, 4, 4,
    0)
CHECK_PROPAGATOR(
    table_pairs, .arity = 2, .min = -1, .max = 4, .post = pairs_post,
    .holds = pairs_holds, STRONG)
CHECK_PROPAGATOR(
    table_pairs_condition, .arity = 2, .min = -1, .max = 4, .post = pairs_post,
    .holds = pairs_holds, SWIFT)

/* Not in one window: the general propagator with two columns. */
TABLE(
    far_pairs, 2, 0, 0, 0, 100, 1, 3, 1, 4, 70, 100, 70, 0, 99, 4, 99, 5, 99, 6,
    3, 70)
CHECK_PROPAGATOR(
    table_far_pairs, .arity = 2, .min = 0, .max = 100, .post = far_pairs_post,
    .holds = far_pairs_holds, STRONG)
CHECK_PROPAGATOR(
    table_far_pairs_condition, .arity = 2, .min = 0, .max = 100,
    .post = far_pairs_post, .holds = far_pairs_holds, SWIFT)

TABLE(
    huge_pairs, 2, VALUE_MAX, VALUE_MIN, VALUE_MAX - 1, 0, VALUE_MIN, VALUE_MAX,
    VALUE_MIN + 1, VALUE_MIN, 0, 0, 0, VALUE_MAX - 63)
CHECK_PROPAGATOR(
    table_huge_pairs, .arity = 2, .min = VALUE_MIN, .max = VALUE_MAX,
    .post = huge_pairs_post, .holds = huge_pairs_holds, .strength = CHECK_NONE,
    .half_reified = true, .reified = true)

TABLE(
    triples, 3, 0, 0, 0, 0, 1, 2, 1, 1, 1, 1, 2, 3, 2, 0, 1, 2, 3, 3, 3, 3, 3,
    3, 3, 0, 3, 0, 3, 0, 3, 3, 3, 2, 1, 2, 2, 2, 1, 0, 2, 1, 0, 3)
CHECK_PROPAGATOR(
    table_triples, .arity = 3, .min = 0, .max = 4, .post = triples_post,
    .holds = triples_holds, STRONG)
CHECK_PROPAGATOR(
    table_triples_condition, .arity = 3, .min = 0, .max = 4,
    .post = triples_post, .holds = triples_holds, SWIFT)

TABLE(
    bits, 6, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1,
    1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1,
    1, 0)
CHECK_PROPAGATOR(
    table_bits, .arity = 6, .min = 0, .max = 1, .post = bits_post,
    .holds = bits_holds, STRONG)
CHECK_PROPAGATOR(
    table_bits_condition, .arity = 6, .min = 0, .max = 1, .post = bits_post,
    .holds = bits_holds, SWIFT)

TABLE(no_rows, 2)
CHECK_PROPAGATOR(
    table_no_rows, .arity = 2, .min = 0, .max = 2, .post = no_rows_post,
    .holds = no_rows_holds, STRONG)

/* Random rows, the same at each call: x·y + z, in a field of 11, is a square or
 * 0. Many words of rows. */
static bool square_holds(const value *a)
{
    value rest = (a[0] * a[1] + a[2]) % 11;
    for (value root = 0; root < 11; root++)
        if (root * root % 11 == rest)
            return true;
    return false;
}

static struct constraint *square_post(struct model *model, const var *vars)
{
    static value rows[11 * 11 * 11 * 3];
    uint32_t count = 0;
    for (value code = 0; code < 11 * 11 * 11; code++) {
        value a[] = {code / 121, code % 11, code / 11 % 11};
        for (uint32_t i = 0; square_holds(a) && i < 3; i++)
            rows[count++] = a[i];
    }
    return table_add(model, 3, vars, count / 3, rows);
}

CHECK_PROPAGATOR(
    table_square, .arity = 3, .min = 0, .max = 10, .post = square_post,
    .holds = square_holds, STRONG)
CHECK_PROPAGATOR(
    table_square_condition, .arity = 3, .min = 0, .max = 10,
    .post = square_post, .holds = square_holds, SWIFT)

/* Far values with many rows. */
static bool spread_holds(const value *a)
{
    return (a[0] + 2 * a[1] + 3 * a[2]) % 1000 < 300 && a[0] % 90 == 0 &&
           a[1] % 70 == 0;
}

static struct constraint *spread_post(struct model *model, const var *vars)
{
    static value rows[12 * 3 * 30 * 3];
    uint32_t count = 0;
    for (value x = 0; x <= 900; x += 90)
        for (value y = 0; y <= 140; y += 70)
            for (value z = 0; z < 20; z++) {
                value a[] = {x, y, z};
                for (uint32_t i = 0; spread_holds(a) && i < 3; i++)
                    rows[count++] = a[i];
            }
    return table_add(model, 3, vars, count / 3, rows);
}

static void spread_sample(struct dice *dice, value *ret_a)
{
    ret_a[0] = dice_between(dice, 0, 10) * 90;
    ret_a[1] = dice_between(dice, 0, 2) * 70;
    ret_a[2] = dice_between(dice, 0, 19);
}

CHECK_PROPAGATOR(
    table_spread, .arity = 3, CHECK_BOX({0, 900}, {0, 140}, {0, 19}),
    .post = spread_post, .holds = spread_holds, .sample = spread_sample,
    .strength = DOMAIN, .half_reified = true, .reified = true)

static bool sorted(const value *rows, uint32_t count)
{
    for (uint32_t r = 1; r < count; r++)
        if (rows[r - 1] >= rows[r])
            return false;
    return true;
}

Test(table, sorts_and_drops_repeated_rows)
{
    struct dice dice = {1};
    for (uint32_t count = 1; count < 40; count++) {
        value rows[40];
        struct model *model = model_new();
        var x = model_var(model, 0, 100);
        for (uint32_t r = 0; r < count; r++)
            rows[r] = dice_between(&dice, 0, 20) * 1000;
        const struct constraint *c = table_add(model, 1, &x, count, rows);
        uint32_t kept = (uint32_t)c->values[0];
        cr_assert(sorted(c->values + c->value_count - kept, kept));
        model_free(model);
    }
}
