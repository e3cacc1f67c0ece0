/* constraints.h — the table from FlatZinc's constraints to those of the model
 *
 *   constraints.c           finds a rule by name, arity and form
 *   constraints_linear.c    comparisons and sums of ints and of bools
 *   constraints_boolean.c   logic
 *   constraints_integer.c   arithmetic, element, membership
 *   constraints_globals.c   what our MiniZinc library leaves whole
 *
 * Each of the others exports its rules, a table that ends with a NULL name.
 */
#ifndef PROBLEMS_FLATZINC_CONSTRAINTS_H
#define PROBLEMS_FLATZINC_CONSTRAINTS_H

#include "problems/flatzinc/call.h"

#include <stdbool.h>

/* Adds a constraint of the file to the model. */
bool constraints_add(
    struct loader *loader, const struct ast *ast,
    const struct ast_constraint *constraint, struct error *reterr);

/* The rule's class over the arguments as they come. */
bool constraints_in_order(struct call *call);

extern const struct rule constraints_linear_rules[];
extern const struct rule constraints_boolean_rules[];
extern const struct rule constraints_integer_rules[];
extern const struct rule constraints_globals_rules[];

#endif
