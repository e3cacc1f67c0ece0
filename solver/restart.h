/* restart.h — after how many nodes a search begins again */
#ifndef SOLVER_RESTART_H
#define SOLVER_RESTART_H

#include "solver/plan.h"

struct restart_sequence {
    struct restarts restarts;
    uint64_t run; /* number of the next run, from 1 */
    double geometric;
};

void restart_begin(
    struct restart_sequence *sequence, const struct restarts *restarts);
/* Nodes of the next run; 0: no limit. */
uint64_t restart_next(struct restart_sequence *sequence);

#endif
