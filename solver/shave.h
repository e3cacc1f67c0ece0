/* shave.h — leading decisions that ask too much of the objective
 *
 * "The objective is at most t" is decided first, with t near the best value
 * that the root allows. If that is refuted, the root's bound has moved: a proof
 * from below, which meets the solutions that come from above (destructive lower
 * bounds: Klein, Scholl, Computing lower bounds by destructive improvement,
 * 1999). If it is not, there is a much better solution, or the run ends.
 *
 * A probe is refuted by propagation alone or not at all: t is found by halving.
 * A shave may learn from many conflicts: its step doubles when it is refuted,
 * and halves when it is not.
 */
#ifndef SOLVER_SHAVE_H
#define SOLVER_SHAVE_H

#include "solver/cost.h"

struct shave {
    struct cost cost;
    bool held;  /* a probe was not refuted, at cost: */
    value held_at;
    value asked; /* the cost asked for last */
    uint64_t step;
};

void shave_init(struct shave *shave, struct cost cost);

/* Is there something to probe, or to shave? Then *ret_lead is what to ask for.
 */
bool shave_probe(
    struct shave *shave, const struct branch *root, struct literal *ret_lead);
bool shave_next(
    struct shave *shave, const struct branch *root, struct literal *ret_lead);

/* How it ended. */
void shave_probed(struct shave *shave, bool refuted);
void shave_shaved(struct shave *shave, bool refuted);

#endif
