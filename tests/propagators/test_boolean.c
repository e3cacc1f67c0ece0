/* test_boolean.c — clause, conjunction, parity */
#include "propagators/propagators.h"
#include "solver/branch.h"
#include "solver/network.h"
#include "solver/tell.h"
#include "solver/worker.h"
#include "tests/propagators/check.h"

static bool clause_2_1(const value *a)
{
    return a[0] == 1 || a[1] == 1 || a[2] == 0;
}

CHECK_PROPAGATOR(
    clause_two_positive_one_negative, .arity = 3, .literals = CHECK_LITERALS,
    .class = &constraint_clause, CHECK_VALUES(2), .holds = clause_2_1,
    .strength = DOMAIN, .negation_strength = DOMAIN,
    .condition_strength = DOMAIN, .reified = true)

static bool clause_0_6(const value *a)
{
    for (int i = 0; i < 6; i++)
        if (a[i] == 0)
            return true;
    return false;
}

CHECK_PROPAGATOR(
    clause_negative, .arity = 6, .literals = CHECK_LITERALS,
    .class = &constraint_clause, CHECK_VALUES(0), .holds = clause_0_6,
    .strength = DOMAIN, .negation_strength = DOMAIN,
    .condition_strength = DOMAIN, .reified = true)

static bool clause_7_3(const value *a)
{
    for (int i = 0; i < 10; i++)
        if (a[i] == (i < 7))
            return true;
    return false;
}

CHECK_PROPAGATOR(
    clause_long, .arity = 10, .literals = CHECK_LITERALS,
    .class = &constraint_clause, CHECK_VALUES(7), .holds = clause_7_3,
    .strength = DOMAIN, .negation_strength = DOMAIN,
    .condition_strength = DOMAIN, .reified = true)

static bool clause_1_0(const value *a)
{
    return a[0] == 1;
}

CHECK_PROPAGATOR(
    clause_unit, .arity = 1, .literals = CHECK_LITERALS,
    .class = &constraint_clause, CHECK_VALUES(1), .holds = clause_1_0,
    .strength = DOMAIN, .negation_strength = DOMAIN,
    .condition_strength = DOMAIN, .reified = true)

static bool all_ones(const value *a)
{
    return a[0] && a[1] && a[2] && a[3];
}

CHECK_PROPAGATOR(
    conjunction, .arity = 4, .literals = CHECK_LITERALS,
    .class = &constraint_conjunction, .holds = all_ones, .strength = DOMAIN,
    .negation_strength = DOMAIN, .condition_strength = DOMAIN, .reified = true)

static bool odd(const value *a, int count)
{
    value sum = 0;
    for (int i = 0; i < count; i++)
        sum += a[i];
    return sum % 2 == 1;
}

static bool odd_1(const value *a)
{
    return odd(a, 1);
}

CHECK_PROPAGATOR(
    parity_of_one, .arity = 1, .literals = CHECK_LITERALS,
    .class = &constraint_parity, .holds = odd_1, .strength = DOMAIN,
    .negation_strength = DOMAIN, .condition_strength = DOMAIN, .reified = true)

static bool odd_5(const value *a)
{
    return odd(a, 5);
}

CHECK_PROPAGATOR(
    parity_of_five, .arity = 5, .literals = CHECK_LITERALS,
    .class = &constraint_parity, .holds = odd_5, .strength = DOMAIN,
    .negation_strength = DOMAIN, .condition_strength = DOMAIN, .reified = true)

static bool odd_11(const value *a)
{
    return odd(a, 11);
}

CHECK_PROPAGATOR(
    parity_of_eleven, .arity = 11, .literals = CHECK_LITERALS,
    .class = &constraint_parity, .holds = odd_11, .strength = DOMAIN,
    .negation_strength = DOMAIN, .condition_strength = DOMAIN, .reified = true)

/* x = z - 1 makes aliases of a Boolean and an integer; x or y must still be a
 * clause of literals. */
Test(propagators, clause_over_alias_of_integer)
{
    struct model *model = model_new();
    var x = model_bool(model), y = model_bool(model);
    var z = model_var(model, 1, 2);
    model_add(
        model, &constraint_linear_eq, 2, (var[]){x, z}, 3,
        (value[]){1, -1, -1});
    model_add(model, &constraint_clause, 2, (var[]){x, y}, 1, (value[]){2});
    model_simplify(model);
    struct network *network = network_new(model);
    struct coro_world *world =
        coro_world_new(sizeof(struct branch), network->memory_size, 0);
    struct worker *worker = worker_new(network, world);
    struct branch *root = branch_new(worker);
    cr_assert(branch_start(root));
    cr_assert(tell_fix(root, network_view(network, z), 1));
    cr_assert(propagate_branch(root));
    cr_expect_eq(domain_min(root, network_view(network, y)), 1);
    branch_discard(root);
    worker_free(worker);
    coro_world_free(world);
    network_free(network);
    model_free(model);
}
