/* split.h — how a domain is split into the alternatives of a choice
 *
 * A split is made in a frozen branch and told later to each copy: it holds all
 * that is needed for that, in integers that a pickle can keep.
 */
#ifndef SOLVER_SPLIT_H
#define SOLVER_SPLIT_H

#include "solver/network.h"

struct branch;

enum split_form {
    FORM_EQUAL,     /* x = v, x != v */
    FORM_DIFFERENT, /* x != v, x = v */
    FORM_AROUND,    /* x = v, x < v, x > v: where x != v could not be kept */
    FORM_UPTO,      /* x <= v, x > v */
    FORM_BEYOND,    /* x > v, x <= v */
    FORM_EACH,      /* the domain's values, ascending */
    FORM_OUTWARDS,  /* growing intervals around zero */
};

/* Splits the open domain of step->xs[i]; returns the number of alternatives. */
uint32_t split_domain(
    struct branch *branch, const struct step *step, uint32_t i,
    uint8_t *ret_form, value *ret_v);

/* Tells one alternative, before anything else is told: those of FORM_EACH are
 * numbers of values. */
__attribute__((warn_unused_result)) bool split_tell(
    struct branch *branch, view x, uint8_t form, value v, uint32_t alternative);

#endif
