/* ternary.h — constraints over x, y, z that narrow bounds
 *
 * Such a constraint is one pure function, narrow, from the bounds of three
 * domains to better ones. The same function propagates and simplifies.
 */
#ifndef PROPAGATORS_TERNARY_H
#define PROPAGATORS_TERNARY_H

#include "propagators/range.h"
#include "solver/post.h"

struct box {
    struct range x, y, z;
};

bool box_same(const struct box *a, const struct box *b);

/* Cuts what no solution in the box uses; false where there is none. */
typedef bool narrow_function(struct box *box);

struct ternary {
    struct prop prop;
    view x, y, z;
};

/* Narrows to a fixpoint of the bounds, entailed when all are fixed. */
enum prop_status ternary_propagate(
    struct branch *branch, const struct prop *prop, narrow_function *narrow);

/* The same for the model's domains; done when all are fixed. */
enum simplified ternary_simplify(
    struct model *model, const struct constraint *c, narrow_function *narrow);

/* Posts a propagator on x, y, z that wakes on bounds. */
void ternary_post(
    struct post *post, const struct prop_class *class, view x, view y, view z);

#endif
