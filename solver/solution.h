/* solution.h — reading a solved branch, and checking what it says
 *
 * The values are read from the domains, but they are checked against the model:
 * every declared domain and every constraint's own check.
 */
#ifndef SOLVER_SOLUTION_H
#define SOLVER_SOLUTION_H

#include "solver/view.h"

struct branch;
struct network;
struct solution;

struct solution *solution_new(const struct network *network);
void solution_free(struct solution *solution);

/* Reads the values of a branch in which every variable is fixed; false if they
 * do not satisfy the model, or one is not fixed. */
bool solution_take(struct solution *solution, const struct branch *branch);
const value *solution_values(const struct solution *solution);
/* After solution_take said false: a constraint's index, or UINT32_MAX. */
uint32_t solution_violated(const struct solution *solution);

#endif
