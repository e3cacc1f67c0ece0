/* theta_tree.h — the earliest completion time of sets of tasks that exclude
 * each other
 *
 * A Θ-tree (Vilím, Global Constraints in Scheduling, 2007, chapter 2) is a
 * balanced tree whose leaves are the tasks in the order of their earliest start
 * times. It holds a set of them and knows
 *
 *   ect = max over its subsets S of  (least est in S) + (sum of durations in S)
 *
 * and keeps it in O(log n) as tasks come and go. A Θ-Λ-tree holds beside that
 * set others, grey ones, and knows the ect with the best one of these added,
 * and which one it is.
 *
 * The trees are scratch: they borrow their memory.
 */
#ifndef PROPAGATORS_THETA_TREE_H
#define PROPAGATORS_THETA_TREE_H

#include "solver/view.h"

/* Of an empty set; sums of it and durations stay far below any time. */
#define THETA_NEVER (INT64_MIN / 2)

/* Number of nodes for so many tasks, at least 2. */
uint32_t theta_tree_nodes(uint32_t tasks);

/* ---- Θ-tree ---- */

struct theta_node {
    value sum, ect;
};

struct theta_tree {
    uint32_t leaves;          /* a power of two */
    struct theta_node *nodes; /* 2·leaves; children of k: 2k, 2k + 1 */
};

/* The empty set. Leaves count from 0 on. */
void theta_tree_init(
    struct theta_tree *tree, struct theta_node *nodes, uint32_t tasks);
void theta_tree_insert(
    struct theta_tree *tree, uint32_t leaf, value est, value duration);
/* ect of the set without a leaf. */
value theta_tree_ect_without(const struct theta_tree *tree, uint32_t leaf);

static inline value theta_tree_ect(const struct theta_tree *tree)
{
    return tree->nodes[1].ect;
}

/* ---- Θ-Λ-tree ---- */

#define LAMBDA_NO_LEAF UINT32_MAX

struct lambda_node {
    struct theta_node theta;
    struct theta_node grey;      /* with the best grey task, or none */
    uint32_t sum_leaf, ect_leaf; /* which it is, or LAMBDA_NO_LEAF */
};

struct lambda_tree {
    uint32_t leaves;
    struct lambda_node *nodes;
};

/* All tasks, none of them grey; leaf k is task order[k]. */
void lambda_tree_init(
    struct lambda_tree *tree, struct lambda_node *nodes, const value *ests,
    const value *durations, const uint32_t *order, uint32_t tasks);
/* A task of the set becomes a grey one. */
void lambda_tree_grey(struct lambda_tree *tree, uint32_t leaf);
/* A grey one leaves. */
void lambda_tree_drop(struct lambda_tree *tree, uint32_t leaf);

#endif
