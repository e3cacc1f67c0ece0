/* linear.h — linear constraints, between the files that make them
 *
 *   linear.c        classes: check, simplify, and the choice of a propagator
 *   linear_terms.c  normal form: one term a variable, no views, no constants
 *   linear_bounds.c ≤ and =, 64-bit sums, Boolean part kept incrementally
 *   linear_unit.c   Σ ±x = constant on 32-bit bounds
 *   linear_pair.c   ±x ± y ≤ constant on 32-bit bounds
 *   linear_big.c    ≤ and =, sums of any size
 *   linear_ne.c     ≠
 *   linear_explain.c reasons, for linear_bounds.c, _unit.c and _pair.c
 *   linear_equal.c  equations of one or two variables, domain consistent
 *
 * In normal form, Σ coefficient·x relation constant has every variable once,
 * as a BOOL, SMALL, INTERVAL, LARGE or WIDE view, and no coefficient 0.
 */
#ifndef PROPAGATORS_LINEAR_H
#define PROPAGATORS_LINEAR_H

#include "solver/constraint.h"
#include "solver/explain.h"
#include "solver/post.h"

#include <gmp.h>

enum linear_relation { LINEAR_LE, LINEAR_EQ, LINEAR_NE };

struct linear_terms {
    uint32_t count;
    view *xs;
    mpz_t *coefficients;
    mpz_t constant;
};

/* Initialises *terms with the normal form of a constraint; to be cleared. */
void linear_terms_make(
    struct post *post, const struct constraint *c, struct linear_terms *terms);
void linear_terms_clear(struct linear_terms *terms);
/* Multiplies by -1 (for not (Σ ≤ c): -Σ ≤ -c - 1). */
void linear_terms_negate(struct linear_terms *terms);
/* Divides by the coefficients' greatest common divisor. False if the relation
 * then never holds (LINEAR_EQ) or always (LINEAR_NE). */
bool linear_terms_reduce(
    struct linear_terms *terms, enum linear_relation relation);
/* True if every coefficient, every partial sum and the constant lie within
 * ±2^62 over the variables' initial domains. */
bool linear_terms_narrow(struct post *post, const struct linear_terms *terms);

void linear_bounds_post(
    struct post *post, const struct linear_terms *terms, bool equation,
    view condition);
/* True if the equation is one that linear_unit.c takes; the terms are narrow.
 */
bool linear_unit_post(
    struct post *post, const struct linear_terms *terms, view condition);
/* True if the inequality is one that linear_pair.c takes; likewise. */
bool linear_pair_post(
    struct post *post, const struct linear_terms *terms, view condition);
void linear_big_post(
    struct post *post, const struct linear_terms *terms, bool equation,
    view condition);
void linear_ne_post(
    struct post *post, const struct linear_terms *terms, view condition);
/* condition → x = v; condition → x != v */
void linear_equal_value_post(
    struct post *post, view x, value v, bool equal, view condition);
/* condition → x = y + offset, or x = offset - y */
void linear_equal_post(
    struct post *post, view x, view y, bool negated, value offset,
    view condition);

/* ---- Reasons ---- */

struct linear_term {
    view x;
    value coefficient;
};

/* Room for so many terms, until the explanation is done. */
struct linear_term *
linear_explain_terms(const struct explain_view *before, uint32_t count);
/* Explains condition → Σ ≤ constant, or = constant, for terms got from there
 * whose sums are narrow. */
bool linear_explain(
    const struct explain_view *before, const struct linear_term *terms,
    uint32_t count, value constant, bool equation, view condition,
    struct literal wanted, struct reason *ret);

#endif
