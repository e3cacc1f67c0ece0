/* side.h — trying something out beside the search
 *
 *     root ──┬── the search goes on here
 *            └── clone: one more decision, propagated, looked at, discarded
 *
 * Where a run of a learning search begins only the root lives. Clones of it,
 * and clones of those, may be told decisions, each a level of its own, to see
 * what follows; what they learn is told to the root as facts. Nothing of a
 * clone is left when it has been discarded, but for watches of nogoods, which
 * lie on literals that are open in the root too.
 *
 * Ownership: side_try gives a branch to the caller.
 */
#ifndef SOLVER_SIDE_H
#define SOLVER_SIDE_H

#include "solver/log.h"

#include <stdint.h>

struct audit;

/* A clone of the branch in which the decision, open here, was taken. Where
 * *ret_possible is false it has failed, and the worker knows why. */
struct branch *
side_try(struct branch *branch, struct literal decision, bool *ret_possible);

/* Tells the root a fact, not yet propagated, that holds in every solution that
 * is wanted. False if the root has failed: there are none. */
__attribute__((warn_unused_result)) bool
side_tell_root(struct branch *root, struct literal fact);

/* What the worker's searching has cost so far: propagators run and events heard
 * by nogoods, the same in each run of the program. */
uint64_t side_effort(const struct worker *worker);

#endif
