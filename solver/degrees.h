/* degrees.h — how many constraints watch a variable, and how often they failed
 *
 * The weighted degree of a variable is the sum, over the propagators that watch
 * it, of one and their failures, with its reactions counted once each
 * (Boussemart, Hemery, Lecoutre, Sais, Boosting systematic search by weighting
 * constraints, 2004). It is brought up to date where one fails, so that a
 * selection reads one number for each variable.
 *
 * Owned by a worker, whose branches share it.
 */
#ifndef SOLVER_DEGREES_H
#define SOLVER_DEGREES_H

#include "solver/network.h"

struct degrees {
    double *plain, *weighted; /* by slot */
    uint32_t *from;           /* by propagator: where its slots begin */
    uint32_t *slots;          /* as often as it watches them */
};

/* NULL if no step of the network's plan selects by degree. */
struct degrees *degrees_new(const struct network *network);
void degrees_free(struct degrees *degrees);

/* A propagator has failed. */
void degrees_blame(struct degrees *degrees, uint32_t prop);

#endif
