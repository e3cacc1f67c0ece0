/* ternary.h — constraints over x, y, z that narrow bounds
 *
 * Such a constraint is one pure function, narrow, from the bounds of three
 * domains to better ones. The same function propagates, simplifies and
 * explains.
 */
#ifndef PROPAGATORS_TERNARY_H
#define PROPAGATORS_TERNARY_H

#include "propagators/range.h"
#include "solver/explain.h"
#include "solver/post.h"

struct box {
    struct range x, y, z;
};

static inline bool box_same(const struct box *a, const struct box *b)
{
    return range_same(a->x, b->x) && range_same(a->y, b->y) &&
           range_same(a->z, b->z);
}

static inline bool box_fixed(const struct box *box)
{
    return range_fixed(box->x) && range_fixed(box->y) && range_fixed(box->z);
}

/* Cuts what no solution in the box uses; false where there is none. */
typedef bool narrow_function(struct box *box);

struct ternary {
    struct prop prop;
    view x, y, z;
};

/* Narrows to a fixpoint of the bounds, entailed when all are fixed. In a header
 * so that narrow becomes part of it. */
static inline enum prop_status ternary_propagate(
    struct branch *branch, const struct prop *prop, narrow_function *narrow)
{
    /* convergence may be slow: give way to others */
    enum {
        ROUNDS = 8
    };
    const struct ternary *ternary = (const struct ternary *)prop;
    for (int round = 0; round < ROUNDS; round++) {
        struct box old = {
            range_of(branch, ternary->x), range_of(branch, ternary->y),
            range_of(branch, ternary->z)};
        struct box box = old;
        if (!narrow(&box))
            return PROP_FAILED;
        if (box_same(&old, &box))
            return box_fixed(&box) ? PROP_ENTAILED : PROP_STABLE;
        if (!range_tell(branch, ternary->x, box.x) ||
            !range_tell(branch, ternary->y, box.y) ||
            !range_tell(branch, ternary->z, box.z))
            return PROP_FAILED;
    }
    return PROP_AGAIN;
}

/* The same for the model's domains; done when all are fixed. */
enum simplified ternary_simplify(
    struct model *model, const struct constraint *c, narrow_function *narrow);

/* A reason: bounds, as few and as weak as narrow allows. */
bool ternary_explain(
    const struct explain_view *before, const struct prop *prop,
    struct literal wanted, narrow_function *narrow, struct reason *ret);

/* Posts a propagator on x, y, z that wakes on bounds. */
void ternary_post(
    struct post *post, const struct prop_class *class, view x, view y, view z);

#endif
