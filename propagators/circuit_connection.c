/* circuit_connection.c — the arcs of a Hamiltonian circuit stay connected
 *
 * Francis and Stuckey, Explaining circuit propagation (Constraints 2014). A
 * depth-first walk from a root node meets all others, in subtrees 1, 2, … of
 * the root. No arc leads from a subtree to a later one, so the circuit goes
 * from the root to the last subtree, from each to the one before it, and from
 * the first to the root (subtree 0):
 *
 *     root → subtree k → … → subtree 2 → subtree 1 → root
 *
 * Hence: the root has no arc into any but the last subtree; from subtree i,
 * arcs lead to subtrees i and i - 1 alone; and where one arc alone leads from
 * subtree i to i - 1 it is taken. The branch fails unless every node is reached
 * from the root and reaches it.
 *
 * Domains are read as bitsets of nodes, so that a walk costs nodes times words.
 */
#include "propagators/circuit.h"

#include "propagators/nodes.h"

#include "solver/tell.h"
#include "solver/worker.h"

#include <string.h>

enum {
    COUNT_MAX = 4096
}; /* larger circuits do without */

struct walk {
    const struct connection *connection;
    uint32_t words, subtrees;
    uint64_t *arcs;    /* words for each node: its successors */
    uint64_t *subtree; /* words for each subtree: its nodes */
    uint64_t *left, *reached;
    uint32_t *path;
};

static struct walk
walk_reserve(struct worker *worker, const struct connection *connection)
{
    size_t n = connection->count, words = connection->words;
    struct walk walk = {.connection = connection, .words = (uint32_t)words};
    walk.arcs = worker_scratch(
        worker, (2 * n + 2) * words * sizeof(uint64_t) + n * sizeof(uint32_t));
    walk.subtree = walk.arcs + n * words;
    walk.left = walk.subtree + n * words;
    walk.reached = walk.left + words;
    walk.path = (uint32_t *)(walk.reached + words);
    return walk;
}

static uint64_t *arcs_of(const struct walk *walk, uint32_t node)
{
    return walk->arcs + (size_t)node * walk->words;
}

static uint64_t *subtree_of(const struct walk *walk, uint32_t t)
{
    return walk->subtree + (size_t)t * walk->words;
}

/* ---- Walking ---- */

/* The root is the node with the most arcs, which promises the most subtrees
 * (measured against the first open one: up to 5 % fewer failures). False if all
 * have but one. */
static bool read_arcs(
    const struct branch *branch, const struct walk *walk, uint32_t *ret_root)
{
    const struct connection *connection = walk->connection;
    uint64_t most = 1;
    for (uint32_t i = 0; i < connection->count; i++) {
        view x = connection->xs[i];
        uint64_t size = domain_size(branch, x);
        for (uint32_t w = 0; w < walk->words; w++)
            arcs_of(walk, i)[w] =
                domain_bits(branch, x, connection->first + 64 * (value)w);
        nodes_drop(arcs_of(walk, i), i);
        if (size > most)
            *ret_root = i;
        most = size > most ? size : most;
    }
    return most > 1;
}

/* Depth first from a node; those met go from `left` to the subtree. */
static void walk_subtree(struct walk *walk, uint32_t node)
{
    uint64_t *left = walk->left;
    uint64_t *subtree = subtree_of(walk, walk->subtrees++);
    memset(subtree, 0, walk->words * sizeof *subtree);
    uint32_t depth = 0;
    for (bool enter = true;;) {
        if (enter) {
            walk->path[depth++] = node;
            nodes_add(subtree, node);
            nodes_drop(left, node);
        }
        enter = nodes_meet(arcs_of(walk, node), left, walk->words);
        if (enter)
            node = nodes_first_common(arcs_of(walk, node), left);
        else if (--depth == 0)
            return;
        else
            node = walk->path[depth - 1];
    }
}

/* False if not all nodes are reached from the root. */
static bool walk_from(struct walk *walk, uint32_t root)
{
    uint64_t *left = walk->left;
    nodes_fill(left, walk->connection->count);
    nodes_drop(left, root);
    uint64_t *zero = subtree_of(walk, walk->subtrees++);
    memset(zero, 0, walk->words * sizeof *zero);
    nodes_add(zero, root);
    while (nodes_meet(arcs_of(walk, root), left, walk->words))
        walk_subtree(walk, nodes_first_common(arcs_of(walk, root), left));
    return nodes_empty(left, walk->words);
}

/* Does every node of subtree t reach the one before it, by arcs into these two?
 * A node does if one of its successors does. */
static bool subtree_returns(const struct walk *walk, uint32_t t)
{
    uint32_t words = walk->words;
    uint64_t *left = walk->left, *reached = walk->reached;
    memcpy(left, subtree_of(walk, t), words * sizeof *left);
    memcpy(reached, subtree_of(walk, t - 1), words * sizeof *reached);
    for (bool again = true; again && !nodes_empty(left, words);) {
        again = false;
        NODES_FOR_EACH(node, left, words)
        {
            if (!nodes_meet(arcs_of(walk, node), reached, words))
                continue;
            nodes_drop(left, node);
            nodes_add(reached, node);
            again = true;
        }
    }
    return nodes_empty(left, words);
}

/* ---- Filtering ---- */

/* The successor of a node lies in one of two sets of nodes. */
static bool restrict_successor(
    struct branch *branch, const struct walk *walk, uint32_t node,
    const uint64_t *one, const uint64_t *other)
{
    const struct connection *connection = walk->connection;
    const uint64_t *arcs = arcs_of(walk, node);
    for (uint32_t w = 0; w < walk->words; w++) {
        uint64_t gone = arcs[w] & ~(one[w] | other[w]);
        for (; gone; gone &= gone - 1)
            if (!tell_remove(
                    branch, connection->xs[node],
                    connection->first + 64 * (value)w + __builtin_ctzll(gone)))
                return false;
    }
    return true;
}

/* The only arc from subtree t to the one before it is taken. */
static bool
take_only_return(struct branch *branch, const struct walk *walk, uint32_t t)
{
    const struct connection *connection = walk->connection;
    const uint64_t *before = subtree_of(walk, t - 1);
    uint32_t arcs = 0, from = 0, to = 0;
    NODES_FOR_EACH(node, subtree_of(walk, t), walk->words)
    {
        for (uint32_t w = 0; w < walk->words; w++) {
            uint64_t bits = arcs_of(walk, node)[w] & before[w];
            if (!bits)
                continue;
            from = node;
            to = 64 * w + (uint32_t)__builtin_ctzll(bits);
            arcs += bits & (bits - 1) ? 2 : 1;
            if (arcs > 1)
                return true;
        }
    }
    return tell_fix(branch, connection->xs[from], connection->first + to);
}

static bool
filter(struct branch *branch, const struct walk *walk, uint32_t root)
{
    uint32_t last = walk->subtrees - 1;
    const uint64_t *end = subtree_of(walk, last);
    if (!restrict_successor(branch, walk, root, end, end))
        return false;
    for (uint32_t t = 1; t <= last; t++) {
        const uint64_t *own = subtree_of(walk, t);
        NODES_FOR_EACH(node, own, walk->words)
        {
            if (!restrict_successor(
                    branch, walk, node, own, subtree_of(walk, t - 1)))
                return false;
        }
        if (!take_only_return(branch, walk, t))
            return false;
    }
    return true;
}

static enum prop_status
connection_propagate(struct branch *branch, const struct prop *prop)
{
    const struct connection *connection = (const struct connection *)prop;
    struct walk walk = walk_reserve(branch->worker, connection);
    uint32_t root = 0;
    if (!read_arcs(branch, &walk, &root))
        return PROP_ENTAILED;
    if (!walk_from(&walk, root))
        return PROP_FAILED;
    for (uint32_t t = 1; t < walk.subtrees; t++)
        if (!subtree_returns(&walk, t))
            return PROP_FAILED;
    return filter(branch, &walk, root) ? PROP_AGAIN : PROP_FAILED;
}

static const struct prop_class connection_class = {
    .name = "circuit: connection",
    .cost = PROP_CUBIC,
    .propagate = connection_propagate,
    .explain = circuit_cut_explain,
};

void circuit_connection_post(
    struct post *post, const view *xs, uint32_t count, value first)
{
    if (count > COUNT_MAX)
        return;
    struct connection *connection =
        post_prop(post, &connection_class, sizeof *connection);
    connection->count = count;
    connection->words = (count + 63) / 64;
    connection->first = first;
    connection->xs = post_copy(post, xs, count * sizeof *xs);
    for (uint32_t i = 0; i < count; i++)
        post_wake(post, &connection->prop, xs[i], WAKE_DOMAIN);
}
