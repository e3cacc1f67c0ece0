/* counterexample.h — a solution that breaks a clause, looked for with little
 * effort
 *
 * Each variable in turn gets its least value that propagation allows; nothing
 * is taken back that has not failed at once.
 */
#ifndef SOLVER_COUNTEREXAMPLE_H
#define SOLVER_COUNTEREXAMPLE_H

#include "solver/log.h"
#include "solver/solution.h"

#include <stddef.h>
#include <stdint.h>

/* Consumes the branch, which has been propagated. True if a solution was found
 * in which all literals are false: it is in *ret_solution. False after more
 * failures than that, or if there is none this way. */
bool counterexample_find(
    struct branch *branch, const struct literal *literals, size_t count,
    uint32_t failures, struct solution *ret_solution);

#endif
