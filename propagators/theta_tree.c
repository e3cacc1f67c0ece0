/* theta_tree.c — see theta_tree.h */
#include "propagators/theta_tree.h"

#define EMPTY                           \
    ((struct theta_node){               \
        .sum = 0,                       \
        .ect = THETA_NEVER,             \
        .grey_sum = 0,                  \
        .grey_ect = THETA_NEVER,        \
        .grey_sum_leaf = THETA_NO_TASK, \
        .grey_ect_leaf = THETA_NO_TASK, \
    })

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

void theta_tree_init(
    struct theta_tree *tree, struct theta_node *nodes, uint32_t tasks)
{
    tree->leaves = leaves_for(tasks);
    tree->nodes = nodes;
    for (uint32_t k = 0; k < 2 * tree->leaves; k++) {
        nodes[k].sum = 0;
        nodes[k].ect = THETA_NEVER;
    }
}

static inline value later(value a, value b)
{
    return a > b ? a : b;
}

/* ---- Θ ---- */

static void update(struct theta_tree *tree, uint32_t k)
{
    for (k /= 2; k > 0; k /= 2) {
        const struct theta_node *left = &tree->nodes[2 * k];
        const struct theta_node *right = left + 1;
        tree->nodes[k].sum = left->sum + right->sum;
        tree->nodes[k].ect = later(right->ect, left->ect + right->sum);
    }
}

void theta_tree_insert(
    struct theta_tree *tree, uint32_t leaf, value est, value duration)
{
    uint32_t k = tree->leaves + leaf;
    tree->nodes[k].sum = duration;
    tree->nodes[k].ect = est + duration;
    update(tree, k);
}

void theta_tree_remove(struct theta_tree *tree, uint32_t leaf)
{
    uint32_t k = tree->leaves + leaf;
    tree->nodes[k].sum = 0;
    tree->nodes[k].ect = THETA_NEVER;
    update(tree, k);
}

/* ---- Θ-Λ ---- */

static void join(struct theta_tree *tree, uint32_t k)
{
    const struct theta_node *left = &tree->nodes[2 * k], *right = left + 1;
    struct theta_node *node = &tree->nodes[k];
    node->sum = left->sum + right->sum;
    node->ect = later(right->ect, left->ect + right->sum);
    value from_left = left->grey_sum + right->sum;
    value from_right = left->sum + right->grey_sum;
    bool by_left = from_left >= from_right;
    node->grey_sum = by_left ? from_left : from_right;
    node->grey_sum_leaf = by_left ? left->grey_sum_leaf : right->grey_sum_leaf;
    node->grey_ect = right->grey_ect;
    node->grey_ect_leaf = right->grey_ect_leaf;
    if (left->ect + right->grey_sum > node->grey_ect) {
        node->grey_ect = left->ect + right->grey_sum;
        node->grey_ect_leaf = right->grey_sum_leaf;
    }
    if (left->grey_ect + right->sum > node->grey_ect) {
        node->grey_ect = left->grey_ect + right->sum;
        node->grey_ect_leaf = left->grey_ect_leaf;
    }
}

static void join_upwards(struct theta_tree *tree, uint32_t k)
{
    for (k /= 2; k > 0; k /= 2)
        join(tree, k);
}

void theta_tree_fill(
    struct theta_tree *tree, struct theta_node *nodes, const value *ests,
    const value *durations, const uint32_t *order, uint32_t tasks)
{
    tree->leaves = leaves_for(tasks);
    tree->nodes = nodes;
    for (uint32_t leaf = 0; leaf < tree->leaves; leaf++) {
        struct theta_node *node = &tree->nodes[tree->leaves + leaf];
        *node = EMPTY;
        if (leaf >= tasks)
            continue;
        node->sum = node->grey_sum = durations[order[leaf]];
        node->ect = node->grey_ect = ests[order[leaf]] + node->sum;
    }
    for (uint32_t k = tree->leaves; k-- > 1;)
        join(tree, k);
}

void theta_tree_grey(struct theta_tree *tree, uint32_t leaf)
{
    uint32_t k = tree->leaves + leaf;
    struct theta_node *node = &tree->nodes[k];
    node->grey_sum = node->sum;
    node->grey_ect = node->ect;
    node->grey_sum_leaf = node->grey_ect_leaf = leaf;
    node->sum = 0;
    node->ect = THETA_NEVER;
    join_upwards(tree, k);
}

void theta_tree_drop(struct theta_tree *tree, uint32_t leaf)
{
    uint32_t k = tree->leaves + leaf;
    tree->nodes[k] = EMPTY;
    join_upwards(tree, k);
}
