/* near.h — leading decisions near the best solution
 *
 * Large neighbourhood search (Shaw, Using constraint programming and local
 * search methods to solve vehicle routing problems, 1998), as leading decisions
 * of a run: most variables lead with their value in the best solution, the
 * others are free. What is learned holds everywhere and stays.
 *
 * The free ones are chosen at random, or as those that a random one is
 * connected to through constraints. There are more of them when runs have been
 * exhausted before their limit, and fewer when they have not.
 *
 * The variables are those of the model's search annotations, or all.
 *
 * Ownership: near_new makes what near_free frees; it borrows the network.
 */
#ifndef SOLVER_NEAR_H
#define SOLVER_NEAR_H

#include "solver/log.h"
#include "solver/vec.h"

#include <stddef.h>

struct near;
struct network;

typedef VEC(struct literal) literals;

struct near *near_new(const struct network *network, uint64_t seed);
void near_free(struct near *near);

/* The best solution: values by variable of the model. */
void near_take_solution(struct near *near, const value *values);

/* Leading decisions at the root, in *ret_leads; false if there is no solution
 * yet, or too few variables are open. */
bool near_choose(
    struct near *near, const struct branch *root, literals *ret_leads);
/* How the run ended. */
void near_adapt(struct near *near, bool exhausted);

#endif
