/* propagators.h — the constraint classes, and what their arguments mean
 *
 * A constraint is added with model_add(model, &class, vars, values). Below, n
 * is the number of xs; `vars:` and `values:` list the arguments in order.
 * Classes marked [reif] may be given a condition (half or full); [half] only a
 * half one. Strengths are what each reaches when its propagators are at
 * fixpoint, on domains that can hold holes (Bessiere, Constraint Propagation,
 * 2006).
 */
#ifndef PROPAGATORS_PROPAGATORS_H
#define PROPAGATORS_PROPAGATORS_H

#include "solver/constraint.h"
#include "solver/model.h"

/* ---- boolean.c: variables of 0..1; strength: domain ---- */

/* At least one of p positive variables is 1 or one of the others 0. [reif]
 * vars: positive[p], negative[…]; values: p */
extern const struct constraint_class constraint_clause;
/* All are 1. [reif] vars: xs */
extern const struct constraint_class constraint_conjunction;
/* An odd number of them is 1. [reif] vars: xs */
extern const struct constraint_class constraint_parity;

/* ---- linear.c: Σ coefficient·x  relation  constant; [reif]; exact for all
 * int64 arguments, and beyond with `big`; strength: bounds (Z), an equation of
 * two variables with coefficients ±1: domain ----
 * vars: xs; values: coefficients[n], constant; or, where big_count = n + 1,
 * the same as big integers and no values */
extern const struct constraint_class constraint_linear_le;
extern const struct constraint_class constraint_linear_eq;
extern const struct constraint_class constraint_linear_ne;

/* ---- member.c: x lies in a set. [reif] strength: domain ----
 * vars: x; values: min_1, max_1, min_2, max_2, … ascending disjoint ranges */
extern const struct constraint_class constraint_member;

/* ---- arithmetic; strength: bounds unless said otherwise ---- */

extern const struct constraint_class constraint_times; /* x·y = z; x, y, z */
/* x div y = z, rounding towards zero, y != 0; x, y, z */
extern const struct constraint_class constraint_division;
/* x mod y = z, with the sign of x, y != 0; x, y, z */
extern const struct constraint_class constraint_modulo;
/* x to the power y = z; negative y as MiniZinc defines it; x, y, z */
extern const struct constraint_class constraint_power;
extern const struct constraint_class constraint_absolute; /* |x| = y; x, y */
extern const struct constraint_class constraint_maximum;  /* m, xs[n ≥ 1] */
extern const struct constraint_class constraint_minimum;  /* m, xs[n ≥ 1] */

/* ---- element ---- */

/* array[index - first] = result; strength: domain.
 * vars: index, result; values: first, array[n] */
extern const struct constraint_class constraint_element_constant;
/* The same with variables; strength: domain, bounds where all of array and
 * result are Booleans. vars: index, result, array[n]; values: first */
extern const struct constraint_class constraint_element;

/* ---- all_different.c; strength: as asked, bounds (Z) by default ----
 * vars: xs */
extern const struct constraint_class constraint_all_different;
/* f[i] = j ↔ g[j] = i; strength: domain on the channel, and value
 * all-different. vars: f[n], g[n]; values: first index of f, first index of g
 */
extern const struct constraint_class constraint_inverse;
/* xs[i] is the successor of node first + i in one Hamiltonian circuit.
 * vars: xs; values: first */
extern const struct constraint_class constraint_circuit;

/* ---- extensional; [reif]; strength: domain ---- */

/* The xs are one of the rows. Added with table_add (propagators/table.h), which
 * takes the rows as they come; in the constraint they lie sorted, behind an
 * index for `check` (see table.c). vars: xs */
extern const struct constraint_class constraint_table;
/* The xs spell a word of a deterministic automaton with states 1..Q and symbols
 * 1..S; next[q][s] = 0: no move. vars: xs;
 * values: Q, S, next[Q·S], start, number of finals, finals… */
extern const struct constraint_class constraint_regular;

/* ---- scheduling ---- */

/* At any time the tasks that run use at most capacity; tasks of duration or
 * resource 0 use nothing. Time-table with overload check.
 * vars: start[n], duration[n], resource[n], capacity */
extern const struct constraint_class constraint_cumulative;
/* Tasks do not overlap. values: 1 where a task of duration 0 may not lie inside
 * another either (strict), else 0. vars: start[n], duration[n] */
extern const struct constraint_class constraint_disjunctive;

/* ---- counting ---- */

/* Exactly n of the xs equal y: vars: y, n, xs. [reif] */
extern const struct constraint_class constraint_count;
/* Exactly n of the xs lie in a set. vars: n, xs; values: ranges as for member
 */
extern const struct constraint_class constraint_among;
/* cover[k] occurs counts[k] times; closed: no other value occurs.
 * vars: xs[n], counts[m]; values: n, closed, cover[m] */
extern const struct constraint_class constraint_global_cardinality;

#endif
