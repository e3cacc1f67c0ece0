/* run.h — one run of a search that learns, from the root to the next restart
 *
 * A run makes its leading decisions (turns.h), each a level of its own, in
 * their order; those that hold already are passed over. A jump below some of
 * them leads to the same ones again, unless one has become false: then the run
 * is exhausted, and ends.
 *
 * A run that is to decide again goes back to the first level where something
 * else would be decided now; the frozen branches below stay (van der Tak,
 * Ramos, Heule, Reusing the assignment trail in CDCL solvers, 2011; on frozen
 * branches nothing has to be kept or undone for it).
 */
#ifndef SOLVER_RUN_H
#define SOLVER_RUN_H

#include "solver/path.h"
#include "solver/turns.h"

struct activity;

struct run {
    struct turn turn;
    uint32_t lead;     /* leading decisions before this one hold */
    bool again;        /* it is to decide again, */
    bool ending;       /* or to end, */
    enum turn_end end; /* thus */
};

/* At the root; the last run, if there was one, has ended. */
void run_begin(struct run *run, struct turns *turns, const struct branch *root);
void run_end(struct run *run, enum turn_end end);
/* A nogood over so many levels was learned. */
void run_learned(struct run *run, struct turns *turns, uint32_t levels);
/* The branch, back at the root, says how the run really ended. */
void run_close(
    const struct run *run, struct turns *turns, const struct branch *root);

/* The leading decision that is next to be made; false: none is, or one is false
 * and the run ends. */
bool run_lead(
    struct run *run, const struct branch *branch, struct literal *ret_lead);

/* How many levels of the path would be decided again as they were. Activity is
 * then as it is after a jump to that level. */
uint32_t run_repeats(
    const struct run *run, const struct path *path, struct activity *activity);

#endif
