/* circuit.c — Hamiltonian circuits: the class, and chains of fixed arcs
 *
 * A circuit is an all-different (domain, or as asked) without shorter circuits.
 * Where a search learns it is one by values alone: five routing models take a
 * few per cent more failures, and get further.
 *
 * Fixed arcs make chains of nodes; the last node of a chain must not be
 * followed by its first one until the chain has all nodes (Caseau and Laburthe,
 * ICLP 1997). What is left of the domains must stay connected:
 * circuit_connection.c.
 *
 *     0 → 3 → 1    4    2 → 5         three chains; x_1 != 0, x_5 != 2
 *
 * A branch holds for each node the first one of the chain that ends there, and
 * the last one of the chain that begins there; which nodes have an arc in a
 * chain; and the number of these arcs.
 */
#include "propagators/circuit.h"

#include "propagators/all_different.h"
#include "propagators/propagators.h"

#include "coro/fatal.h"

#include <assert.h>
#include <stdlib.h>

/* ---- Constraint ---- */

static bool circuit_check(const struct constraint *c, const value *values)
{
    uint32_t n = c->var_count, node = 0;
    for (uint32_t step = 0; step < n; step++) {
        __int128 next = (__int128)values[c->vars[node].index] - c->values[0];
        if (next < 0 || next >= n)
            return false;
        node = (uint32_t)next;
        if (node == 0)
            return step == n - 1;
    }
    return n == 0;
}

/* False if a node is beyond all values. */
static bool nodes_exist(const struct constraint *c)
{
    return c->values[0] <= VALUE_MAX - (value)c->var_count + 1;
}

static enum simplified
circuit_simplify(struct model *model, const struct constraint *c)
{
    uint32_t n = c->var_count;
    value first = c->values[0];
    if (n == 0)
        return SIMPLIFY_DONE;
    if (!nodes_exist(c))
        return SIMPLIFY_FAILED;
    for (uint32_t i = 0; i < n; i++)
        if (!model_tighten(model, c->vars[i], first, first + n - 1) ||
            (n > 1 && !model_remove(model, c->vars[i], first + i)))
            return SIMPLIFY_FAILED;
    return n == 1 ? SIMPLIFY_DONE : SIMPLIFY_KEEP;
}

/* ---- Chains ---- */

struct chain {
    uint32_t start; /* of the chain that ends here */
    uint32_t end;   /* of the chain that starts here */
};

static uint32_t word_at(const struct chains *chains, uint32_t w)
{
    return chains->prop.state + 8 + 8 * w;
}

static uint32_t chain_at(const struct chains *chains, uint32_t node)
{
    return word_at(chains, chains->words + node);
}

static const struct chain *chain_of(
    const struct branch *branch, const struct chains *chains, uint32_t node)
{
    return branch_read(branch, chain_at(chains, node));
}

/* The chains on both sides of a new arc become one. */
static bool add_arc(
    struct branch *branch, const struct chains *chains, uint32_t from,
    uint32_t to)
{
    uint32_t start = chain_of(branch, chains, from)->start;
    uint32_t end = chain_of(branch, chains, to)->end;
    uint64_t arcs = ++*(uint64_t *)branch_write(branch, chains->prop.state);
    if (start == to)
        return arcs == chains->count;
    ((struct chain *)branch_write(branch, chain_at(chains, start)))->end = end;
    ((struct chain *)branch_write(branch, chain_at(chains, end)))->start =
        start;
    view last = chains->xs[end];
    if (arcs < chains->count - 1)
        return tell_remove(branch, last, chains->first + start);
    return tell_fix(branch, last, chains->first + start);
}

/* Adds the arcs of open nodes that are fixed; *ret_added: there were some. */
static bool
add_arcs(struct branch *branch, const struct chains *chains, bool *ret_added)
{
    bool added = false;
    for (uint32_t w = 0; w < chains->words; w++) {
        const uint64_t *word = branch_read(branch, word_at(chains, w));
        for (uint64_t rest = *word; rest; rest &= rest - 1) {
            uint32_t node = 64 * w + (uint32_t)__builtin_ctzll(rest);
            view x = chains->xs[node];
            if (!domain_fixed(branch, x))
                continue;
            added = true;
            *(uint64_t *)branch_write(branch, word_at(chains, w)) &=
                ~(rest & -rest);
            value to = domain_value(branch, x) - chains->first;
            if (!add_arc(branch, chains, node, (uint32_t)to))
                return false;
        }
    }
    *ret_added = added;
    return true;
}

static enum prop_status
chains_propagate(struct branch *branch, const struct prop *prop)
{
    const struct chains *chains = (const struct chains *)prop;
    for (bool added = true; added;)
        if (!add_arcs(branch, chains, &added))
            return PROP_FAILED;
    const uint64_t *arcs = branch_read(branch, prop->state);
    return *arcs == chains->count ? PROP_ENTAILED : PROP_STABLE;
}

/* No arcs: each node is a chain. */
static void chains_init(struct branch *branch, const struct prop *prop)
{
    const struct chains *chains = (const struct chains *)prop;
    for (uint32_t i = 0; i < chains->count; i++) {
        *(uint64_t *)branch_write(branch, word_at(chains, i / 64)) |=
            UINT64_C(1) << (i % 64);
        *(struct chain *)branch_write(branch, chain_at(chains, i)) =
            (struct chain){i, i};
    }
}

static const struct prop_class chains_class = {
    .name = "circuit: chains",
    .cost = PROP_LINEAR,
    .propagate = chains_propagate,
    .explain = circuit_chains_explain,
    .init = chains_init,
};

void circuit_chains_post(
    struct post *post, const view *xs, uint32_t count, value first)
{
    struct chains *chains = post_prop(post, &chains_class, sizeof *chains);
    chains->count = count;
    chains->words = (count + 63) / 64;
    chains->first = first;
    chains->xs = post_copy(post, xs, count * sizeof *xs);
    post_state(post, &chains->prop, 8 + 8 * (chains->words + count), false);
    for (uint32_t i = 0; i < count; i++)
        post_wake(post, &chains->prop, xs[i], WAKE_FIX);
}

/* ---- Posting ---- */

static void
circuit_post(struct post *post, const struct constraint *c, view condition)
{
    assert(view_same(condition, VIEW_TRUE));
    (void)condition;
    uint32_t n = c->var_count;
    value first = c->values[0];
    if (n > 0 && !nodes_exist(c))
        post_fail(post);
    if (n == 0 || !nodes_exist(c))
        return;
    view *xs = malloc(n * sizeof *xs);
    if (!xs)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < n; i++) {
        xs[i] = post_view(post, c->vars[i]);
        post_tell_min(post, xs[i], first);
        post_tell_max(post, xs[i], first + n - 1);
        if (n > 1)
            post_tell_remove(post, xs[i], first + i);
    }
    if (n > 1) {
        bool asked = c->strength != STRENGTH_DEFAULT;
        uint32_t values = post_prop_count(post);
        all_different_post(
            post, c->vars, n, asked ? c->strength : STRENGTH_DOMAIN,
            COVERS_POSTED);
        post_unlearned(post, values + 1);
        circuit_chains_post(post, xs, n, first);
        circuit_connection_post(post, xs, n, first);
    }
    free(xs);
}

const struct constraint_class constraint_circuit = {
    .name = "circuit",
    .check = circuit_check,
    .simplify = circuit_simplify,
    .post = circuit_post,
    .makes_holes = true,
};
