/* circuit_cut.c — reasons of connection
 *
 * The contrary of what is wanted is assumed: it takes arcs from a node. Then
 * some set of nodes is *closed*, which no arc leaves: a circuit cannot be. Or,
 * without some root node, two closed sets exist neither of which contains the
 * other: from each an arc leads to the root alone, so that the circuit, once in
 * one of them, has all of it just before the root. All that
 * circuit_connection.c finds is one of these. The reason says, for each node of
 * the sets, that it is followed by none beyond (a cut: Francis and Stuckey,
 * Explaining circuit propagation, Constraints 2014).
 *
 * The strongly connected components, in the order in which Tarjan (1972) finds
 * them, have arcs to earlier ones alone. Without the root they must form a
 * chain: if one has no arc to the component just before it, what the two reach
 * are the sets.
 */
#include "propagators/circuit.h"

#include "propagators/absence.h"
#include "propagators/nodes.h"
#include "propagators/range.h"
#include "solver/worker.h"

enum {
    TRIED_MAX = 16 /* reasons, of which the shortest is taken */
};

struct graph {
    const struct explain_view *before;
    const struct connection *connection;
    struct literal wanted;
    uint32_t words;
    uint64_t *arcs; /* words for each node: its successors */
    uint64_t *open, *stacked;
    uint64_t *set, *other, *members; /* closed sets, and some nodes of them */
    uint32_t *low, *found;           /* by node */
    uint32_t *path, *stack;
    uint32_t *order, *start; /* nodes by components, and where each begins */
    uint32_t components;
    struct range *ranges;
};

static struct graph graph_reserve(
    const struct explain_view *before, const struct connection *connection)
{
    size_t n = connection->count, words = connection->words;
    struct graph graph = {
        .before = before,
        .connection = connection,
        .words = (uint32_t)words,
    };
    graph.ranges = worker_scratch(
        before->branch->worker, (n / 2 + 1) * sizeof *graph.ranges +
                                    (n + 5) * words * sizeof(uint64_t) +
                                    (6 * n + 1) * sizeof(uint32_t));
    graph.arcs = (uint64_t *)(graph.ranges + n / 2 + 1);
    graph.open = graph.arcs + n * words;
    graph.stacked = graph.open + words;
    graph.set = graph.stacked + words;
    graph.other = graph.set + words;
    graph.members = graph.other + words;
    graph.low = (uint32_t *)(graph.members + words);
    graph.found = graph.low + n;
    graph.path = graph.found + n;
    graph.stack = graph.path + n;
    graph.order = graph.stack + n;
    graph.start = graph.order + n;
    return graph;
}

static uint64_t *arcs_of(const struct graph *graph, uint32_t node)
{
    return graph->arcs + (size_t)node * graph->words;
}

/* The nodes, as values, that are assumed to follow one. */
static struct range assumed_of(const struct graph *graph, uint32_t node)
{
    const struct connection *connection = graph->connection;
    struct range nodes = {
        connection->first, connection->first + connection->count - 1};
    return range_meet(
        nodes, absence_assumed(
                   graph->before->branch->network, graph->wanted,
                   connection->xs[node]));
}

static void read_arcs(const struct graph *graph)
{
    const struct connection *connection = graph->connection;
    memset(
        graph->arcs, 0,
        (size_t)connection->count * graph->words * sizeof *graph->arcs);
    for (uint32_t i = 0; i < connection->count; i++) {
        view x = connection->xs[i];
        struct range left = range_meet(
            assumed_of(graph, i),
            (struct range){
                explain_min(graph->before, x), explain_max(graph->before, x)});
        for (value v = left.min; v <= left.max; v++)
            if (v != connection->first + i &&
                explain_contains(graph->before, x, v))
                nodes_add(arcs_of(graph, i), (uint32_t)(v - connection->first));
    }
}

/* ---- Components ---- */

/* Numbers of nodes: met so far, in components, on the path, on the stack. */
struct walk {
    uint32_t met, done, depth, stacked;
};

static void enter(const struct graph *graph, struct walk *walk, uint32_t node)
{
    graph->found[node] = graph->low[node] = walk->met++;
    graph->path[walk->depth++] = node;
    graph->stack[walk->stacked++] = node;
    nodes_drop(graph->open, node);
    nodes_add(graph->stacked, node);
}

/* All arcs of the node at the end of the path have been walked. */
static void leave(struct graph *graph, struct walk *walk)
{
    uint32_t node = graph->path[--walk->depth], last;
    for (uint32_t w = 0; w < graph->words; w++) {
        uint64_t back = arcs_of(graph, node)[w] & graph->stacked[w];
        for (; back; back &= back - 1) {
            uint32_t to = 64 * w + (uint32_t)__builtin_ctzll(back);
            if (graph->low[to] < graph->low[node])
                graph->low[node] = graph->low[to];
        }
    }
    if (graph->low[node] < graph->found[node])
        return;
    graph->start[graph->components++] = walk->done;
    do {
        last = graph->stack[--walk->stacked];
        graph->order[walk->done++] = last;
        nodes_drop(graph->stacked, last);
    } while (last != node);
}

/* The components without the root (count: no node is left out). */
static void find_components(struct graph *graph, uint32_t root)
{
    uint32_t count = graph->connection->count;
    struct walk walk = {0};
    graph->components = 0;
    memset(graph->stacked, 0, graph->words * sizeof *graph->stacked);
    nodes_fill(graph->open, count);
    if (root < count)
        nodes_drop(graph->open, root);
    while (!nodes_empty(graph->open, graph->words)) {
        enter(graph, &walk, nodes_first_common(graph->open, graph->open));
        while (walk.depth > 0) {
            const uint64_t *arcs = arcs_of(graph, graph->path[walk.depth - 1]);
            if (nodes_meet(arcs, graph->open, graph->words))
                enter(graph, &walk, nodes_first_common(arcs, graph->open));
            else
                leave(graph, &walk);
        }
    }
    graph->start[graph->components] = walk.done;
}

/* ---- Closed sets ---- */

/* A set of nodes and the root as ranges of values; returns how many. */
static uint32_t
find_ranges(const struct graph *graph, const uint64_t *set, uint32_t root)
{
    const struct connection *connection = graph->connection;
    uint32_t runs = 0;
    for (uint32_t node = 0; node < connection->count; node++) {
        value v = connection->first + node;
        if (!nodes_has(set, node) && node != root)
            continue;
        if (runs > 0 && graph->ranges[runs - 1].max == v - 1)
            graph->ranges[runs - 1].max = v;
        else
            graph->ranges[runs++] = (struct range){v, v};
    }
    return runs;
}

/* The members are followed by none beyond a set, but for the root. */
static bool add_cut(
    const struct graph *graph, const uint64_t *members, const uint64_t *set,
    uint32_t root, struct reason *ret)
{
    uint32_t runs = find_ranges(graph, set, root);
    NODES_FOR_EACH(node, members, graph->words)
    {
        if (!absence_beside(
                graph->before, ret, graph->connection->xs[node],
                assumed_of(graph, node), graph->ranges, runs))
            return false;
    }
    return true;
}

/* The components from one on, before another. */
static void take_components(
    const struct graph *graph, uint32_t from, uint32_t to, uint64_t *ret_set)
{
    memset(ret_set, 0, graph->words * sizeof *ret_set);
    for (uint32_t i = graph->start[from]; i < graph->start[to]; i++)
        nodes_add(ret_set, graph->order[i]);
}

/* Has component k an arc to the one before it? */
static bool linked(const struct graph *graph, uint32_t k)
{
    take_components(graph, k - 1, k, graph->set);
    for (uint32_t i = graph->start[k]; i < graph->start[k + 1]; i++)
        if (nodes_meet(
                arcs_of(graph, graph->order[i]), graph->set, graph->words))
            return true;
    return false;
}

/* What component k reaches without the root. */
static void
reach(const struct graph *graph, uint32_t k, uint32_t root, uint64_t *ret_set)
{
    size_t size = graph->words * sizeof *ret_set;
    uint64_t *frontier = graph->members;
    memset(ret_set, 0, size);
    memset(frontier, 0, size);
    nodes_add(frontier, graph->order[graph->start[k]]);
    while (!nodes_empty(frontier, graph->words)) {
        uint32_t node = nodes_first_common(frontier, frontier);
        nodes_drop(frontier, node);
        nodes_add(ret_set, node);
        for (uint32_t w = 0; w < graph->words; w++)
            frontier[w] |= arcs_of(graph, node)[w] & ~ret_set[w];
        nodes_drop(frontier, root);
    }
}

/* The first components are closed. */
static bool
add_first(const struct graph *graph, uint32_t components, struct reason *ret)
{
    take_components(graph, 0, components, graph->set);
    return add_cut(
        graph, graph->set, graph->set, graph->connection->count, ret);
}

/* What components k and k - 1 reach is closed: nodes of both stay in both. */
static bool add_two(
    const struct graph *graph, uint32_t root, uint32_t k, struct reason *ret)
{
    uint64_t *set = graph->set, *other = graph->other;
    uint64_t *members = graph->members;
    reach(graph, k, root, set);
    reach(graph, k - 1, root, other);
    for (uint32_t w = 0; w < graph->words; w++)
        members[w] = set[w] & ~other[w];
    if (!add_cut(graph, members, set, root, ret))
        return false;
    for (uint32_t w = 0; w < graph->words; w++)
        members[w] = other[w] & ~set[w];
    if (!add_cut(graph, members, other, root, ret))
        return false;
    for (uint32_t w = 0; w < graph->words; w++)
        members[w] = set[w] & other[w];
    return add_cut(graph, members, members, root, ret);
}

/* ---- Reasons ---- */

/* The shortest reason so far: from mark on, and how many there were. */
struct choice {
    struct reason *ret;
    size_t mark;
    uint32_t tried;
};

/* Another reason has been added behind the one from mark to middle. */
static bool chosen(struct choice *choice, size_t middle)
{
    if (choice->tried++ > 0)
        absence_shorter(choice->ret, choice->mark, middle);
    return true;
}

static bool cut_whole(struct graph *graph, struct choice *choice)
{
    find_components(graph, graph->connection->count);
    for (uint32_t k = 1; k < graph->components && choice->tried < TRIED_MAX;
         k++) {
        size_t middle = choice->ret->count;
        if (!add_first(graph, k, choice->ret) || !chosen(choice, middle))
            return false;
    }
    return true;
}

static bool cut_from(struct graph *graph, uint32_t root, struct choice *choice)
{
    find_components(graph, root);
    for (uint32_t k = 1; k < graph->components; k++) {
        size_t middle = choice->ret->count;
        if (!linked(graph, k))
            return add_two(graph, root, k, choice->ret) &&
                   chosen(choice, middle);
    }
    return true;
}

bool circuit_cut_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct connection *connection = (const struct connection *)prop;
    struct graph graph = graph_reserve(before, connection);
    struct choice choice = {.ret = ret, .mark = ret->count};
    graph.wanted = *wanted;
    read_arcs(&graph);
    if (!cut_whole(&graph, &choice))
        return false;
    for (uint32_t root = 0;
         root < connection->count && choice.tried < TRIED_MAX; root++)
        if (!cut_from(&graph, root, &choice))
            return false;
    return choice.tried > 0;
}
