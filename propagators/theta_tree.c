/* theta_tree.c — see theta_tree.h */
#include "propagators/theta_tree.h"

static uint32_t leaves_for(uint32_t tasks)
{
    uint32_t leaves = 1;
    while (leaves < tasks)
        leaves *= 2;
    return leaves;
}

uint32_t theta_tree_nodes(uint32_t tasks)
{
    return 2 * leaves_for(tasks);
}

static inline value later(value a, value b)
{
    return a > b ? a : b;
}

/* The set of all in the left node, which start first, and the right one. */
static inline struct theta_node
join(struct theta_node left, struct theta_node right)
{
    return (struct theta_node){
        left.sum + right.sum, later(right.ect, left.ect + right.sum)};
}

/* ---- Θ-tree ---- */

void theta_tree_init(
    struct theta_tree *tree, struct theta_node *nodes, uint32_t tasks)
{
    tree->leaves = leaves_for(tasks);
    tree->nodes = nodes;
    for (uint32_t k = 0; k < 2 * tree->leaves; k++)
        nodes[k] = (struct theta_node){0, THETA_NEVER};
}

void theta_tree_insert(
    struct theta_tree *tree, uint32_t leaf, value est, value duration)
{
    uint32_t k = tree->leaves + leaf;
    struct theta_node node = {duration, est + duration};
    tree->nodes[k] = node;
    for (; k > 1; k /= 2) {
        struct theta_node sibling = tree->nodes[k ^ 1];
        node = k & 1 ? join(sibling, node) : join(node, sibling);
        tree->nodes[k / 2] = node;
    }
}

value theta_tree_ect_without(const struct theta_tree *tree, uint32_t leaf)
{
    struct theta_node node = {0, THETA_NEVER};
    for (uint32_t k = tree->leaves + leaf; k > 1; k /= 2) {
        struct theta_node sibling = tree->nodes[k ^ 1];
        node = k & 1 ? join(sibling, node) : join(node, sibling);
    }
    return node.ect;
}

/* ---- Θ-Λ-tree ---- */

static inline struct lambda_node
lambda_join(const struct lambda_node *left, const struct lambda_node *right)
{
    struct lambda_node node = {.theta = join(left->theta, right->theta)};
    value by_left = left->grey.sum + right->theta.sum;
    value by_right = left->theta.sum + right->grey.sum;
    node.grey.sum = by_left >= by_right ? by_left : by_right;
    node.sum_leaf = by_left >= by_right ? left->sum_leaf : right->sum_leaf;
    node.grey.ect = right->grey.ect;
    node.ect_leaf = right->ect_leaf;
    by_left = left->grey.ect + right->theta.sum;
    by_right = left->theta.ect + right->grey.sum;
    if (by_right > node.grey.ect) {
        node.grey.ect = by_right;
        node.ect_leaf = right->sum_leaf;
    }
    if (by_left > node.grey.ect) {
        node.grey.ect = by_left;
        node.ect_leaf = left->ect_leaf;
    }
    return node;
}

static const struct lambda_node lambda_empty = {
    .theta = {0, THETA_NEVER},
    .grey = {0, THETA_NEVER},
    .sum_leaf = LAMBDA_NO_LEAF,
    .ect_leaf = LAMBDA_NO_LEAF,
};

void lambda_tree_init(
    struct lambda_tree *tree, struct lambda_node *nodes, const value *ests,
    const value *durations, const uint32_t *order, uint32_t tasks)
{
    tree->leaves = leaves_for(tasks);
    tree->nodes = nodes;
    for (uint32_t leaf = 0; leaf < tree->leaves; leaf++) {
        struct lambda_node *node = &nodes[tree->leaves + leaf];
        *node = lambda_empty;
        if (leaf >= tasks)
            continue;
        value duration = durations[order[leaf]];
        node->theta =
            (struct theta_node){duration, ests[order[leaf]] + duration};
        node->grey = node->theta;
    }
    for (uint32_t k = tree->leaves; k-- > 1;)
        nodes[k] = lambda_join(&nodes[2 * k], &nodes[2 * k + 1]);
}

static void
lambda_set(struct lambda_tree *tree, uint32_t leaf, struct lambda_node node)
{
    uint32_t k = tree->leaves + leaf;
    tree->nodes[k] = node;
    for (k /= 2; k > 0; k /= 2)
        tree->nodes[k] =
            lambda_join(&tree->nodes[2 * k], &tree->nodes[2 * k + 1]);
}

void lambda_tree_grey(struct lambda_tree *tree, uint32_t leaf)
{
    struct lambda_node node = tree->nodes[tree->leaves + leaf];
    node.theta = lambda_empty.theta;
    node.sum_leaf = node.ect_leaf = leaf;
    lambda_set(tree, leaf, node);
}

void lambda_tree_drop(struct lambda_tree *tree, uint32_t leaf)
{
    lambda_set(tree, leaf, lambda_empty);
}
