/* path.h — the frozen branches between the root and the current branch
 *
 *     level 0 ─── level 1 ─── level 2 ─── the current branch (not in here)
 *
 * Each level has a branch that was frozen just before the decision that leads
 * to the next one, the end of that branch's log, and the decision.
 *
 * Ownership: a path owns its branches; path_resume gives one to the caller.
 */
#ifndef SOLVER_PATH_H
#define SOLVER_PATH_H

#include "solver/log.h"
#include "solver/vec.h"

/* What was decided at a level: LITERAL_NONE if the coroutine did. */
struct made {
    struct literal literal;
    uint32_t lead; /* leading decisions that had been looked at before */
};

struct path {
    VEC(struct branch *) frozen;
    VEC(uint32_t) begins; /* where their logs end */
    VEC(struct made) made;
};

static inline uint32_t path_level(const struct path *path)
{
    return (uint32_t)path->frozen.count;
}

/* Takes a branch, which is about to decide, and gives its fork. */
struct branch *
path_freeze(struct path *path, struct branch *branch, struct made made);
/* The frozen branch of a level; those above are discarded. */
struct branch *path_resume(struct path *path, uint32_t level);
/* Discards all. */
void path_clear(struct path *path);

#endif
