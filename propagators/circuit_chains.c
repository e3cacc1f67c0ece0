/* circuit_chains.c — reasons of chains of fixed arcs
 *
 * Node e is not followed by v, because v follows another node, or because fixed
 * arcs lead from v to e without meeting all nodes: these arcs are the reason
 * (Francis and Stuckey, Explaining circuit propagation, Constraints 2014). A
 * bound is that of each value that it excludes. A contradiction is a shorter
 * circuit, or two arcs that lead to one node.
 */
#include "propagators/circuit.h"

#include "propagators/absence.h"
#include "propagators/range.h"
#include "solver/worker.h"

#include <string.h>

#define NONE UINT32_MAX

/* The arcs that are fixed in a view. */
struct arcs {
    const struct explain_view *before;
    const struct chains *chains;
    uint32_t *next, *previous; /* NONE: not known */
};

/* That of `skip` is left out (count: none is). False: two lead to one node, and
 * `previous` holds one of them. */
static bool
read_arcs(const struct arcs *arcs, uint32_t skip, uint32_t *ret_twice)
{
    const struct chains *chains = arcs->chains;
    bool once = true;
    memset(arcs->next, 0xff, 2 * chains->count * sizeof *arcs->next);
    for (uint32_t i = 0; i < chains->count; i++) {
        view x = chains->xs[i];
        if (i == skip || !explain_fixed(arcs->before, x))
            continue;
        value to = explain_min(arcs->before, x) - chains->first;
        arcs->next[i] = (uint32_t)to;
        if (arcs->previous[to] != NONE) {
            *ret_twice = i;
            once = false;
            continue;
        }
        arcs->previous[to] = i;
    }
    return once;
}

static bool add_arc(const struct arcs *arcs, uint32_t node, struct reason *ret)
{
    return reason_fixed(arcs->before, ret, arcs->chains->xs[node]);
}

/* The number of arcs on the path from a node to another; NONE: there is none.
 */
static uint32_t path_length(const struct arcs *arcs, uint32_t from, uint32_t to)
{
    uint32_t length = 0;
    for (; from != to; from = arcs->next[from])
        if (arcs->next[from] == NONE || length++ == arcs->chains->count)
            return NONE;
    return length;
}

static bool add_path(
    const struct arcs *arcs, uint32_t from, uint32_t to, struct reason *ret)
{
    for (; from != to; from = arcs->next[from])
        if (!add_arc(arcs, from, ret))
            return false;
    return true;
}

/* Node e, whose arc was left out, is not followed by v. */
static bool explain_node(
    const struct arcs *arcs, uint32_t e, uint32_t v, struct reason *ret)
{
    if (e == v)
        return true;
    if (arcs->previous[v] != NONE)
        return add_arc(arcs, arcs->previous[v], ret);
    uint32_t length = path_length(arcs, v, e);
    return length < arcs->chains->count - 1 && add_path(arcs, v, e, ret);
}

/* Node e is not followed by any that is assumed. */
static bool explain_end(
    const struct arcs *arcs, uint32_t e, struct range assumed,
    struct reason *ret)
{
    const struct chains *chains = arcs->chains;
    view x = chains->xs[e];
    struct range nodes = {chains->first, chains->first + chains->count - 1};
    struct range left = range_meet(nodes, assumed);
    uint32_t twice;
    if (!absence_bounds(arcs->before, ret, x, &left))
        return false;
    read_arcs(arcs, e, &twice);
    for (value v = left.min; v <= left.max; v++)
        if (!reason_removed(arcs->before, ret, x, v) &&
            !explain_node(arcs, e, (uint32_t)(v - chains->first), ret))
            return false;
    return true;
}

/* The arcs cannot all be in a circuit. */
static bool explain_contradiction(const struct arcs *arcs, struct reason *ret)
{
    uint32_t count = arcs->chains->count, twice;
    if (!read_arcs(arcs, count, &twice))
        return add_arc(arcs, twice, ret) &&
               add_arc(arcs, arcs->previous[arcs->next[twice]], ret);
    for (uint32_t i = 0; i < count; i++) {
        if (arcs->next[i] == NONE)
            continue;
        uint32_t length = path_length(arcs, arcs->next[i], i);
        if (length < count - 1)
            return add_arc(arcs, i, ret) &&
                   add_path(arcs, arcs->next[i], i, ret);
    }
    return false;
}

bool circuit_chains_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct chains *chains = (const struct chains *)prop;
    const struct network *network = before->branch->network;
    struct arcs arcs = {.before = before, .chains = chains};
    struct literal l;
    size_t mark = ret->count;
    arcs.next = worker_scratch(
        before->branch->worker, 2 * chains->count * sizeof *arcs.next);
    arcs.previous = arcs.next + chains->count;
    for (uint32_t e = 0; e < chains->count; e++) {
        view x = chains->xs[e];
        if (explain_matches(network, *wanted, x, &l) &&
            explain_end(&arcs, e, absence_assumed(network, *wanted, x), ret))
            return true;
        ret->count = mark;
    }
    return explain_contradiction(&arcs, ret);
}
