/* test_all_different.c — all-different: every strength, compact and wide */
#include "propagators/propagators.h"
#include "solver/domain.h"
#include "solver/network.h"
#include "solver/search.h"
#include "solver/worker.h"
#include "tests/propagators/check.h"
#include "tests/propagators/dice.h"

static bool different(const value *a, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < i; k++)
            if (a[i] == a[k])
                return false;
    return true;
}

#define DIFFERENT(n)                          \
    static bool different_##n(const value *a) \
    {                                         \
        return different(a, n);               \
    }
DIFFERENT(1)
DIFFERENT(2)
DIFFERENT(3)
DIFFERENT(4)
DIFFERENT(5)
DIFFERENT(10)
DIFFERENT(20)

#define CLASS .class = &constraint_all_different

CHECK_PROPAGATOR(
    all_different_one, .arity = 1, .min = -2, .max = 2, CLASS,
    .holds = different_1, .strength = DOMAIN)

CHECK_PROPAGATOR(
    all_different_two, .arity = 2, .min = -2, .max = 4, CLASS,
    .holds = different_2, .strength = DOMAIN, .broad_strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_three, .arity = 3, .min = 0, .max = 3, CLASS,
    .holds = different_3, .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_four, .arity = 4, .min = -2, .max = 3, CLASS,
    .holds = different_4, .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_five, .arity = 5, .min = 0, .max = 5, CLASS,
    .holds = different_5, .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_permutation, .arity = 5, .min = 1, .max = 5, CLASS,
    .holds = different_5, .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_bounds_eliminates, .arity = 4, .min = -1, .max = 4, CLASS,
    .wanted = STRENGTH_BOUNDS, .holds = different_4, .strength = CHECK_VALUE)

CHECK_PROPAGATOR(
    all_different_value, .arity = 4, .min = 0, .max = 4, CLASS,
    .wanted = STRENGTH_VALUE, .holds = different_4, .strength = CHECK_VALUE)

/* Several words of places; boxes far apart. */
CHECK_PROPAGATOR(
    all_different_words, .arity = 4, CLASS, .holds = different_4,
    CHECK_BOX({60, 66}, {61, 67}, {62, 70}, {130, 133}), .strength = BOUNDS_Z)
/* More than 64 places, but no more than that are vacant. */
CHECK_PROPAGATOR(
    all_different_vacant, .arity = 10, CLASS, .holds = different_10,
    CHECK_BOX(
        {10, 10}, {20, 20}, {30, 30}, {40, 40}, {50, 50}, {9, 12}, {9, 11},
        {8, 13}, {66, 73}, {65, 73}),
    .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_vacant_last, .arity = 10, CLASS, .holds = different_10,
    CHECK_BOX(
        {110, 110}, {72, 72}, {120, 120}, {140, 140}, {150, 150}, {69, 74},
        {71, 74}, {70, 73}, {71, 74}, {135, 137}),
    .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_long, .arity = 2, .min = 0, .max = 99, CLASS,
    .holds = different_2, .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_far, .arity = 4, CLASS, .holds = different_4,
    CHECK_BOX({-9000, -8997}, {0, 3}, {1, 4}, {9000, 9003}),
    .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_far_permutation, .arity = 5, CLASS, .holds = different_5,
    CHECK_BOX(
        {-3000000000, -2999999997}, {-3000000000, -2999999997},
        {-2999999999, -2999999996}, {-2999999998, -2999999996},
        {3000000000, 3000000002}),
    .strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_ends, .arity = 4, CLASS, .holds = different_4,
    CHECK_BOX(
        {VALUE_MAX - 3, VALUE_MAX}, {VALUE_MAX - 2, VALUE_MAX},
        {VALUE_MIN, VALUE_MIN + 2}, {VALUE_MIN, VALUE_MIN + 3}),
    .strength = BOUNDS_Z)

/* Domain consistency, compact, in several words, and for numbered values. */
CHECK_PROPAGATOR(
    all_different_domain_three, .arity = 3, .min = 0, .max = 3, CLASS,
    .wanted = STRENGTH_DOMAIN, .holds = different_3, .strength = DOMAIN,
    .broad_strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_domain_four, .arity = 4, .min = -2, .max = 3, CLASS,
    .wanted = STRENGTH_DOMAIN, .holds = different_4, .strength = DOMAIN,
    .broad_strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_domain_five, .arity = 5, .min = 0, .max = 5, CLASS,
    .wanted = STRENGTH_DOMAIN, .holds = different_5, .strength = DOMAIN,
    .broad_strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_domain_permutation, .arity = 5, .min = 1, .max = 5, CLASS,
    .wanted = STRENGTH_DOMAIN, .holds = different_5, .strength = DOMAIN,
    .broad_strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_domain_words, .arity = 4, CLASS, .holds = different_4,
    .wanted = STRENGTH_DOMAIN,
    CHECK_BOX({60, 66}, {61, 67}, {62, 70}, {130, 133}), .strength = DOMAIN,
    .broad_strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_domain_far, .arity = 5, CLASS, .holds = different_5,
    .wanted = STRENGTH_DOMAIN,
    CHECK_BOX(
        {-3000000000, -2999999997}, {-3000000000, -2999999997},
        {-2999999999, -2999999996}, {-2999999998, -2999999996},
        {3000000000, 3000000002}),
    .strength = DOMAIN, .broad_strength = BOUNDS_Z)
CHECK_PROPAGATOR(
    all_different_domain_ends, .arity = 4, CLASS, .holds = different_4,
    .wanted = STRENGTH_DOMAIN,
    CHECK_BOX(
        {VALUE_MAX - 3, VALUE_MAX}, {VALUE_MAX - 2, VALUE_MAX},
        {VALUE_MIN, VALUE_MIN + 2}, {VALUE_MIN, VALUE_MIN + 3}),
    .strength = DOMAIN, .broad_strength = BOUNDS_Z)

static void sample_permutation(struct dice *dice, value *ret_a)
{
    for (uint32_t i = 0; i < 20; i++) {
        uint32_t k = dice_below(dice, i + 1);
        ret_a[i] = ret_a[k];
        ret_a[k] = 10 * i;
    }
}

CHECK_PROPAGATOR(
    all_different_twenty, .arity = 20, .min = 0, .max = 190, CLASS,
    .holds = different_20, .sample = sample_permutation)
CHECK_PROPAGATOR(
    all_different_twenty_domain, .arity = 20, .min = 0, .max = 190, CLASS,
    .wanted = STRENGTH_DOMAIN, .holds = different_20,
    .sample = sample_permutation)

/* ---- Whole models ---- */

static uint64_t solutions(struct model *model)
{
    model_simplify(model);
    struct network *network = network_new(model);
    static const struct search_options options;
    struct search *search = search_new(network, &options);
    while (search_next(search) == SEARCH_SOLUTION)
        ;
    struct search_statistics statistics;
    search_get_statistics(search, &statistics);
    search_free(search);
    network_free(network);
    model_free(model);
    return statistics.solutions;
}

Test(propagators, all_different_of_nothing)
{
    struct model *model = model_new();
    model_var(model, 1, 3);
    model_add(model, &constraint_all_different, 0, NULL, 0, NULL);
    cr_assert_eq(solutions(model), 3);
}

Test(propagators, all_different_twice_the_same)
{
    struct model *model = model_new();
    var x = model_var(model, 1, 3);
    model_add(model, &constraint_all_different, 2, (var[]){x, x}, 0, NULL);
    cr_assert_eq(solutions(model), 0);
}

/* Three variables share three values that are very far apart. */
Test(propagators, all_different_domain_sparse)
{
    static const struct range apart[] = {
        {-5, -5}, {1000000, 1000000}, {4000000000000, 4000000000001}};
    struct model *model = model_new();
    var xs[] = {
        model_var_ranges(model, apart, 2), model_var_ranges(model, apart, 2),
        model_var_ranges(model, apart, 3)};
    model_add(model, &constraint_all_different, 3, xs, 0, NULL)->strength =
        STRENGTH_DOMAIN;
    model_simplify(model);
    struct network *network = network_new(model);
    struct coro_world *world = coro_world_new(
        sizeof(struct branch), network->memory_size, network->fingerprint);
    struct worker *worker = worker_new(network, world);
    struct branch *branch = branch_new(worker);
    cr_assert(branch_start(branch));
    view last = network_view(network, xs[2]);
    cr_assert_eq(domain_min(branch, last), 4000000000000);
    branch_discard(branch);
    worker_free(worker);
    coro_world_free(world);
    network_free(network);
    model_free(model);
}

/* As many variables as values: a search that learns is told that each is taken,
 * but not where the inverse says it. */
static uint32_t
covers(const struct constraint_class *class, uint32_t count, uint32_t values)
{
    struct model *model = model_new();
    var xs[8];
    for (uint32_t i = 0; i < count; i++)
        xs[i] = model_var(model, 0, 3);
    struct constraint *c =
        model_add(model, class, count, xs, values, (value[]){0, 0});
    c->strength = STRENGTH_DOMAIN;
    model_simplify(model);
    struct network *network = network_new(model);
    uint32_t found = network->cover_count;
    network_free(network);
    model_free(model);
    return found;
}

Test(propagators, all_different_covers)
{
    cr_expect_eq(covers(&constraint_all_different, 4, 0), 4);
    cr_expect_eq(covers(&constraint_all_different, 3, 0), 0);
    cr_expect_eq(covers(&constraint_inverse, 8, 2), 0);
}
