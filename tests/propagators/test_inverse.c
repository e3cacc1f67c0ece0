/* test_inverse.c — inverse functions: two arrays, one array, offsets */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"
#include "tests/propagators/dice.h"

static bool
inverse(const value *f, value first_f, const value *g, value first_g, value n)
{
    for (value i = 0; i < n; i++)
        for (value j = 0; j < n; j++)
            if ((f[i] == first_g + j) != (g[j] == first_f + i))
                return false;
    for (value i = 0; i < n; i++)
        if (f[i] < first_g || f[i] >= first_g + n || g[i] < first_f ||
            g[i] >= first_f + n)
            return false;
    return true;
}

#define INVERSE(name, first_f, first_g, n)             \
    static bool name(const value *a)                   \
    {                                                  \
        return inverse(a, first_f, a + n, first_g, n); \
    }
INVERSE(inverse_of_one, 5, -5, 1)
INVERSE(inverse_of_two, 0, 1, 2)
INVERSE(inverse_of_three, 1, 1, 3)
INVERSE(inverse_of_three_shifted, -1, 3, 3)
INVERSE(inverse_far, 5000000000, -5000000000, 2)
INVERSE(inverse_of_fifteen, 1, 1, 15)

#define CLASS .class = &constraint_inverse

CHECK_PROPAGATOR(
    inverse_one, .arity = 2, .min = -6, .max = 6, CLASS, CHECK_VALUES(5, -5),
    .holds = inverse_of_one, .strength = DOMAIN)
CHECK_PROPAGATOR(
    inverse_two, .arity = 4, .min = 0, .max = 3, CLASS, CHECK_VALUES(0, 1),
    .holds = inverse_of_two, .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    inverse_three, .arity = 6, .min = 0, .max = 3, CLASS, CHECK_VALUES(1, 1),
    .holds = inverse_of_three, .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    inverse_three_domain, .arity = 6, .min = 0, .max = 3, CLASS,
    CHECK_VALUES(1, 1), .wanted = STRENGTH_DOMAIN, .holds = inverse_of_three,
    .strength = DOMAIN, .broad_strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    inverse_three_shifted, .arity = 6, CLASS, CHECK_VALUES(-1, 3),
    CHECK_BOX({3, 5}, {3, 5}, {2, 6}, {-1, 1}, {-2, 1}, {-1, 1}),
    .holds = inverse_of_three_shifted, .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    inverse_two_far, .arity = 4, CLASS, CHECK_VALUES(5000000000, -5000000000),
    CHECK_BOX(
        {-5000000000, -4999999998}, {-5000000000, -4999999999},
        {5000000000, 5000000001}, {4999999999, 5000000001}),
    .holds = inverse_far, .strength = CHECK_VALUE)

static void sample_inverse(struct dice *dice, value *ret_a)
{
    for (uint32_t i = 0; i < 15; i++) {
        uint32_t k = (uint32_t)dice_below(dice, i + 1);
        ret_a[i] = ret_a[k];
        ret_a[k] = i + 1;
    }
    for (value i = 0; i < 15; i++)
        ret_a[15 + ret_a[i] - 1] = i + 1;
}

CHECK_PROPAGATOR(
    inverse_fifteen, .arity = 30, .min = 1, .max = 15, CLASS,
    CHECK_VALUES(1, 1), .holds = inverse_of_fifteen, .sample = sample_inverse)

/* One array that is its own inverse. */
static struct constraint *post_involution(struct model *model, const var *vars)
{
    var both[8];
    for (uint32_t i = 0; i < 8; i++)
        both[i] = vars[i % 4];
    value first[2] = {0, 0};
    return model_add(model, &constraint_inverse, 8, both, 2, first);
}

static bool involution(const value *a)
{
    return inverse(a, 0, a, 0, 4);
}

CHECK_PROPAGATOR(
    inverse_of_itself, .arity = 4, .min = -1, .max = 4, .post = post_involution,
    .holds = involution, .strength = CHECK_VALUE)
