/* schedule.c — overload checking, detectable precedences, not-last and edge
 * finding in O(n log n) with Θ-trees (Vilím, Global Constraints in Scheduling,
 * 2007, chapter 2); not-first and the rest in the mirror image
 *
 * Cheaper rules run to their fixpoint before dearer ones.
 */
#include "propagators/schedule.h"

#include "propagators/theta_tree.h"

#include <string.h>

/* ---- Orders ---- */

static inline value ect_of(const struct schedule *s, uint32_t i)
{
    return s->est[i] + s->duration[i];
}

static inline value lst_of(const struct schedule *s, uint32_t i)
{
    return s->lct[i] - s->duration[i];
}

/* Insertion sort, by a key that is an expression in i, a task. */
#define SORT(order, count, i, key_of_i)                                       \
    for (uint32_t at = 1; at < (count); at++) {                               \
        uint32_t moving = (order)[at], hole = at, i = moving;                 \
        value key = (key_of_i);                                               \
        for (; hole > 0 && (i = (order)[hole - 1], (key_of_i) > key); hole--) \
            (order)[hole] = (order)[hole - 1];                                \
        (order)[hole] = moving;                                               \
    }

static void sort_starts(struct schedule *s)
{
    SORT(s->by_est, s->count, i, s->est[i])
    SORT(s->by_ect, s->count, i, ect_of(s, i))
    for (uint32_t k = 0; k < s->count; k++)
        s->leaf[s->by_est[k]] = k;
}

static void sort_ends(struct schedule *s)
{
    SORT(s->by_lst, s->count, i, lst_of(s, i))
    SORT(s->by_lct, s->count, i, s->lct[i])
}

/* ---- The mirror image ---- */

static void reverse(uint32_t *order, uint32_t count)
{
    for (uint32_t a = 0, b = count; a + 1 < b; a++) {
        uint32_t task = order[a];
        order[a] = order[--b];
        order[b] = task;
    }
}

static void swap_orders(uint32_t **a, uint32_t **b, uint32_t count)
{
    uint32_t *order = *a;
    *a = *b;
    *b = order;
    reverse(*a, count);
    reverse(*b, count);
}

/* Time runs backwards. */
static void mirror(struct schedule *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        value est = s->est[i];
        s->est[i] = -s->lct[i];
        s->lct[i] = -est;
    }
    s->mirrored = !s->mirrored;
    swap_orders(&s->by_est, &s->by_lct, s->count);
    swap_orders(&s->by_ect, &s->by_lst, s->count);
    for (uint32_t k = 0; k < s->count; k++)
        s->leaf[s->by_est[k]] = k;
}

/* ---- Rules ---- */

enum outcome {
    UNCHANGED,
    CHANGED,
    IMPOSSIBLE,
};

/* Inserts the tasks with lst < time that are not in the tree yet: those from
 * *next on. */
static void insert_before(
    const struct schedule *s, struct theta_tree *tree, value time,
    uint32_t *next)
{
    for (; *next < s->count; ++*next) {
        uint32_t j = s->by_lst[*next];
        if (lst_of(s, j) >= time)
            return;
        theta_tree_insert(tree, s->leaf[j], s->est[j], s->duration[j]);
    }
}

/* ect of the set without task i, which is in it if its lst < time. */
static value ect_without(
    const struct schedule *s, const struct theta_tree *tree, uint32_t i,
    value time)
{
    return lst_of(s, i) < time ? theta_tree_ect_without(tree, s->leaf[i])
                               : theta_tree_ect(tree);
}

static enum outcome start_later(struct schedule *s)
{
    enum outcome outcome = UNCHANGED;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->updated[i] <= s->est[i])
            continue;
        s->est[i] = s->updated[i];
        if (s->est[i] > lst_of(s, i))
            return IMPOSSIBLE;
        outcome = CHANGED;
    }
    if (outcome == CHANGED)
        sort_starts(s);
    return outcome;
}

/* j goes before i if ect_i > lst_j: then i starts when all such j have ended.
 */
static enum outcome detect_precedences(struct schedule *s)
{
    struct theta_tree tree;
    uint32_t next = 0;
    theta_tree_init(&tree, s->thetas, s->count);
    for (uint32_t k = 0; k < s->count; k++) {
        uint32_t i = s->by_ect[k];
        value ect = ect_of(s, i);
        insert_before(s, &tree, ect, &next);
        s->updated[i] = ect_without(s, &tree, i, ect);
    }
    return start_later(s);
}

/* If all j with lst_j < lct_i cannot end before i starts, i ends before one of
 * them starts. */
static enum outcome not_last(struct schedule *s)
{
    struct theta_tree tree;
    enum outcome outcome = UNCHANGED;
    uint32_t next = 0;
    theta_tree_init(&tree, s->thetas, s->count);
    for (uint32_t k = 0; k < s->count; k++) {
        uint32_t i = s->by_lct[k];
        value lct = s->lct[i];
        s->updated[i] = lct;
        insert_before(s, &tree, lct, &next);
        if (ect_without(s, &tree, i, lct) <= lst_of(s, i))
            continue;
        uint32_t j = s->by_lst[next - 1];
        if (j == i)
            j = s->by_lst[next - 2];
        s->updated[i] = lst_of(s, j);
    }
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->updated[i] == s->lct[i])
            continue;
        s->lct[i] = s->updated[i];
        outcome = CHANGED;
        if (ect_of(s, i) > s->lct[i])
            return IMPOSSIBLE;
    }
    if (outcome == CHANGED)
        sort_ends(s);
    return outcome;
}

/* If a set cannot end in time with i among it, i starts when it has ended. */
static enum outcome find_edges(struct schedule *s)
{
    struct lambda_tree tree;
    lambda_tree_init(
        &tree, s->lambdas, s->est, s->duration, s->by_est, s->count);
    for (uint32_t i = 0; i < s->count; i++)
        s->updated[i] = s->est[i];
    for (uint32_t k = s->count; k-- > 0;) {
        const struct lambda_node *root = &tree.nodes[1];
        value lct = s->lct[s->by_lct[k]];
        if (root->theta.ect > lct)
            return IMPOSSIBLE;
        while (root->grey.ect > lct) {
            uint32_t leaf = root->ect_leaf, i = s->by_est[leaf];
            if (root->theta.ect > s->updated[i])
                s->updated[i] = root->theta.ect;
            lambda_tree_drop(&tree, leaf);
        }
        lambda_tree_grey(&tree, s->leaf[s->by_lct[k]]);
    }
    return start_later(s);
}

/* Is there a set that cannot end in time? The rules find that too, in steps. */
static bool overloaded(const struct schedule *s)
{
    struct theta_tree tree;
    theta_tree_init(&tree, s->thetas, s->count);
    for (uint32_t k = 0; k < s->count; k++) {
        uint32_t i = s->by_lct[k];
        theta_tree_insert(&tree, s->leaf[i], s->est[i], s->duration[i]);
        if (theta_tree_ect(&tree) > s->lct[i])
            return true;
    }
    return false;
}

enum {
    RULES = 3
};

/* The cheapest first; or, where each has to be explained, that with the most
 * general reasons. */
static enum outcome (*const cheapest_first[RULES])(struct schedule *) = {
    detect_precedences, not_last, find_edges};
static enum outcome (*const general_first[RULES])(struct schedule *) = {
    detect_precedences, find_edges, not_last};

/* Runs the first rule that may have something to say, forwards or backwards; of
 * these two, that which needs no turning. */
bool schedule_filter(struct schedule *s)
{
    enum outcome (*const *rules)(struct schedule *) =
        s->hear ? general_first : cheapest_first;
    bool settled[2][RULES] = {{false}};
    enum outcome outcome = UNCHANGED;
    s->mirrored = false;
    sort_starts(s);
    sort_ends(s);
    if (s->hear && overloaded(s))
        return false; /* it has a shorter reason than the steps */
    for (uint32_t r = 0; r < RULES && outcome != IMPOSSIBLE;) {
        if (settled[s->mirrored][r]) {
            if (settled[!s->mirrored][r]) {
                r++;
                continue;
            }
            mirror(s);
        }
        outcome = rules[r](s);
        if (outcome != UNCHANGED && s->hear && !s->hear(s->listener, s))
            outcome = IMPOSSIBLE;
        if (outcome == CHANGED) {
            memset(settled, 0, sizeof settled);
            r = 0;
        } else {
            settled[s->mirrored][r] = true;
        }
    }
    if (s->mirrored)
        mirror(s);
    return outcome != IMPOSSIBLE;
}
