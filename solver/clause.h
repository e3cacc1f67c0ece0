/* clause.h — disjunctions of literals, for plain propagation
 *
 * A clause is visited whenever one of its literals becomes false. Two hints,
 * kept by the worker and right for every branch whatever they hold, say where
 * two literals were not false last time; while they still are not, a visit ends
 * after two looks (cf. Moskewicz et al., Chaff, 2001; here the watches need no
 * repair when the search moves to another branch, as they only save time).
 */
#ifndef SOLVER_CLAUSE_H
#define SOLVER_CLAUSE_H

#include "solver/view.h"

struct branch;

struct clause {
    uint32_t count;
    uint32_t id;    /* index in network->clauses */
    uint32_t hint;  /* index of two words of worker->hints */
    view literals[];
};

/* Fails if all literals are false; makes the last open one true. */
__attribute__((warn_unused_result)) bool
clause_lost_literal(struct branch *branch, const struct clause *clause);

#endif
