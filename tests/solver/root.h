/* root.h — the root of a small model, in a worker with a store of nogoods, and
 * what its solutions say of literals
 *
 * Ownership: root_init makes what root_clear frees; it borrows the model.
 */
#ifndef TESTS_SOLVER_ROOT_H
#define TESTS_SOLVER_ROOT_H

#include "solver/log.h"
#include "tests/solver/small.h"

struct root {
    const struct small *small;
    struct tree *tree;
    struct worker *worker;
    struct branch *branch; /* NULL: it failed */
};

/* small is frozen, and has a plan. */
void root_init(struct root *root, const struct small *small);
void root_clear(struct root *root);

/* A model of all kinds of variables, frozen, with a plan. */
void root_init_small(struct small *small, uint64_t seed);

/* Is the literal true in a solution? */
bool root_holds(
    const struct root *root, struct literal literal, const value *row);
/* Has every solution one of the literals? */
bool root_implies(
    const struct root *root, const struct literal *literals, uint32_t count);
/* The branch has lost no solution. */
bool root_keeps_solutions(const struct root *root);

#endif
