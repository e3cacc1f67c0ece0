/* blame.h — on which decisions something rests
 *
 * What a branch's log says of a failure, or of a literal that holds, is
 * followed back to the decisions that imply it: all reasons are replaced by
 * theirs, not only those of the last level as in conflict.h. The levels whose
 * decisions are met are blamed.
 *
 * Ownership: one per search; it reads branches and changes none.
 */
#ifndef SOLVER_BLAME_H
#define SOLVER_BLAME_H

#include "solver/log.h"

struct blame;

struct blame *blame_new(void);
void blame_free(struct blame *blame);

/* Each forgets what was blamed before. What the nogood `suspect` told (0: none)
 * rests on all levels until then. */
void blame_failure(
    struct blame *blame, const struct branch *branch, uint32_t suspect);
void blame_literal(
    struct blame *blame, const struct branch *branch, struct literal literal,
    uint32_t suspect);

/* Is the decision that opened the level (1, 2, ...) among the reasons? */
bool blamed(const struct blame *blame, uint32_t level);

#endif
