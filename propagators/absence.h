/* absence.h — why a variable has no value in a set
 *
 * For explainers that assume the contrary of what is wanted and refute it: if
 * x >= 5 is wanted, x is *assumed* to lie in ..4, wherever x occurs among the
 * arguments; if a failure, nothing is assumed. What an assumption excludes
 * belongs to no reason. Where the assumption is refuted, the literals that were
 * used imply what is wanted.
 */
#ifndef PROPAGATORS_ABSENCE_H
#define PROPAGATORS_ABSENCE_H

#include "solver/explain.h"
#include "solver/model.h"

/* All values. */
#define ABSENCE_NOTHING ((struct range){INT64_MIN, INT64_MAX})

/* The values that x has if what is wanted is false. */
struct range
absence_assumed(const struct network *network, struct literal wanted, view x);

/* x, if it lies in `assumed`, has no value in the ranges, which ascend; or none
 * but in them. Of what bounds exclude, one literal a bound is given. False, and
 * void what was given, if it has one. */
EXPLAIN_USED bool absence_in(
    const struct explain_view *before, struct reason *ret, view x,
    struct range assumed, const struct range *ranges, uint32_t count);
EXPLAIN_USED bool absence_beside(
    const struct explain_view *before, struct reason *ret, view x,
    struct range assumed, const struct range *ranges, uint32_t count);

/* Cuts the values, which are not beyond those in question, to the bounds of x,
 * and says of these what cuts. */
EXPLAIN_USED bool absence_bounds(
    const struct explain_view *before, struct reason *ret, view x,
    struct range *values);

/* Two reasons for the same, from mark and from middle on: keeps the shorter. */
void absence_shorter(struct reason *reason, size_t mark, size_t middle);

/* Drops, from mark on, what another literal says as well. */
void absence_tidy(struct reason *reason, size_t mark);

/* The condition belongs to the reason, unless it is what is wanted false. */
EXPLAIN_USED bool absence_condition(
    const struct explain_view *before, struct reason *ret,
    struct literal wanted, view condition);

#endif
