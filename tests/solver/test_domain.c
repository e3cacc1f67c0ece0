/* test_domain.c — reading domains of every kind, and walking through them */
#include "solver/domain.h"

#include "solver/tell.h"
#include "tests/solver/zoo.h"

#include <criterion/criterion.h>

enum { SEEDS = 40 };

static void assert_root(uint64_t seed, uint32_t padding, uint32_t levels)
{
    struct dice dice = {seed};
    struct zoo zoo;
    zoo_init(&zoo, &dice, padding, levels);
    struct branch *root = branch_new(zoo.worker);
    zoo_assert_all(&zoo, root, zoo.initial, &dice);
    branch_discard(root);
    zoo_clear(&zoo);
}

Test(domain, initial_values_flat)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        assert_root(seed, 0, 0);
}

Test(domain, initial_values_in_chunks)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        assert_root(seed, 300, 1 + seed % 2);
}

/* DOMAIN_FOR_EACH meets every value once, ascending. */
Test(domain, for_each)
{
    struct dice dice = {7};
    struct zoo zoo;
    zoo_init(&zoo, &dice, 0, 0);
    struct branch *root = branch_new(zoo.worker);
    for (uint32_t v = 0; v < zoo.count; v++) {
        const struct zoo_view *seen = &zoo.views[v];
        const struct set *set = &zoo.initial[seen->base];
        if (!set->keeps_holes)
            continue;
        uint64_t met = 0;
        value last = VALUE_MIN;
        DOMAIN_FOR_EACH(at, root, seen->view)
        {
            cr_assert(met == 0 || at > last);
            cr_assert(domain_contains(root, seen->view, at));
            last = at;
            met++;
        }
        cr_assert_eq(met, set_size(set));
    }
    branch_discard(root);
    zoo_clear(&zoo);
}

/* The ends of the 64-bit range, and a loop that ends at the last of them. */
Test(domain, for_each_at_the_ends)
{
    struct model *model = model_new();
    var top = model_var(model, VALUE_MAX - 2, VALUE_MAX);
    var bottom = model_var(model, VALUE_MIN, VALUE_MIN + 2);
    struct network *network = network_new(model);
    struct coro_world *world = coro_world_new(
        sizeof(struct branch), network->memory_size, network->fingerprint);
    struct worker *worker = worker_new(network, world);
    struct branch *root = branch_new(worker);
    value sum = 0;
    DOMAIN_FOR_EACH(v, root, network_view(network, top))
    {
        sum += VALUE_MAX - v;
    }
    DOMAIN_FOR_EACH(v, root, network_view(network, bottom))
    {
        sum += 10 * (v - VALUE_MIN);
    }
    cr_assert_eq(sum, 33);
    branch_discard(root);
    worker_free(worker);
    coro_world_free(world);
    network_free(network);
    model_free(model);
}
