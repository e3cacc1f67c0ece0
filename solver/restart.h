/* restart.h — after how many nodes a search begins again
 *
 * Either runs have lengths that are known beforehand, or a run goes on while
 * what it learns is as good as usual: a nogood over few levels is good
 * (Audemard, Simon, Refining restarts strategies for SAT and UNSAT, 2012; with
 * exponential averages as in Biere, Fröhlich, Evaluating CDCL restart schemes,
 * 2015).
 */
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

/* Of the levels in nogoods: over some ten, and over some thousand. All zero at
 * the beginning. */
struct restart_averages {
    double fast, slow;
    double fast_unseen, slow_unseen; /* 1 - the weight of what was seen */
    bool begun;
};

void restart_learned(struct restart_averages *averages, uint32_t levels);
/* What was learned lately is worse than usual. */
bool restart_due(const struct restart_averages *averages);

#endif
