/* select.h — which variable a label step branches on next */
#ifndef SOLVER_SELECT_H
#define SOLVER_SELECT_H

#include "solver/network.h"

struct branch;

/* The index in step->xs of the variable to branch on, or step->count if all are
 * fixed. *from is where to begin: all before it are fixed in this branch; it is
 * advanced. */
uint32_t
select_variable(struct branch *branch, const struct step *step, uint32_t *from);

/* Remembers how much a decision on x shrank the step's domains (for impact);
 * before is what select_freedom said before it. */
double select_freedom(const struct branch *branch, const struct step *step);
void select_learn_impact(
    struct branch *branch, const struct step *step, view x, double before);

#endif
