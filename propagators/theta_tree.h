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

#define THETA_NO_TASK UINT32_MAX

struct theta_node {
    value sum, ect;
    value grey_sum, grey_ect;              /* with one grey task or none */
    uint32_t grey_sum_leaf, grey_ect_leaf; /* which, or THETA_NO_TASK */
};

struct theta_tree {
    uint32_t leaves;          /* a power of two */
    struct theta_node *nodes; /* 2·leaves; children of k: 2k, 2k + 1 */
};

/* Number of nodes for so many tasks. */
uint32_t theta_tree_nodes(uint32_t tasks);
/* The empty set. */
void theta_tree_init(
    struct theta_tree *tree, struct theta_node *nodes, uint32_t tasks);

/* Leaves count from 0 on. */
void theta_tree_insert(
    struct theta_tree *tree, uint32_t leaf, value est, value duration);
void theta_tree_remove(struct theta_tree *tree, uint32_t leaf);

static inline value theta_tree_ect(const struct theta_tree *tree)
{
    return tree->nodes[1].ect;
}

/* ---- As a Θ-Λ-tree; not to be mixed with the two above ---- */

/* All tasks; leaf k is task order[k]. */
void theta_tree_fill(
    struct theta_tree *tree, struct theta_node *nodes, const value *ests,
    const value *durations, const uint32_t *order, uint32_t tasks);
/* A task of the set becomes a grey one. */
void theta_tree_grey(struct theta_tree *tree, uint32_t leaf);
/* A grey one leaves. */
void theta_tree_drop(struct theta_tree *tree, uint32_t leaf);

#endif
