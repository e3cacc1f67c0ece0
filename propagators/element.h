/* element.h — array[index - first] = result: what the files of element share */
#ifndef PROPAGATORS_ELEMENT_H
#define PROPAGATORS_ELEMENT_H

#include "propagators/propagators.h"
#include "propagators/range.h"
#include "solver/branch.h"
#include "solver/explain.h"
#include "solver/network.h"
#include "solver/post.h"

/* ---- Views that are read as words ---- */

struct word_view {
    view x;
    value from; /* the value of bit 0 */
};

/* The same domain; where it is a shifted one, as the domain behind it. */
static inline struct word_view
element_unshifted(const struct branch *branch, view x, value from)
{
    if (view_kind(x) == VIEW_DERIVED) {
        const struct derived *d = &branch->network->derived[view_place(x)];
        value at_base;
        if (!d->negated && !__builtin_sub_overflow(from, d->offset, &at_base))
            return (struct word_view){d->base, at_base};
    }
    return (struct word_view){x, from};
}

/* Have two views one variable? True if in doubt. */
static inline bool
element_overlap(const struct network *network, view x, view y)
{
    if (view_kind(x) == VIEW_CONSTANT || view_kind(y) == VIEW_CONSTANT)
        return false;
    if (view_kind(x) == VIEW_DERIVED || view_kind(y) == VIEW_DERIVED)
        return true;
    return view_slot(network, x) == view_slot(network, y);
}

/* ---- Over variables ---- */

struct element {
    struct prop prop;
    view index, result;
    value first;     /* the index of array[0] */
    value from;      /* the least value of the result at first */
    uint64_t inside; /* bit i: array[i] is SMALL, in from..from + 63 */
    uint32_t count;
    view array[];
};

/* Propagates where index and result fit a word each; bit 0 of the index is
 * place `place` of the array. */
enum prop_status element_run_words(
    struct branch *branch, const struct element *element,
    struct word_view index, struct word_view result, uint32_t place);

/* For an index or a result of more than 64 values. */
extern const struct prop_class element_wide_class;
void element_wide_hints(struct post *post, struct element *element);

/* prop_class->explain */
bool element_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

/* ---- Over integers ---- */

/* Where index or result has more than 64 values; open: the places of array. */
const struct prop *element_scan_post(
    struct post *post, view index, view result, struct range open,
    const value *array);

/* What the propagators of element_constant.c and element_scan.c begin with. */
struct element_integers {
    struct prop prop;
    view index, result;
    value first; /* the index of place 0 */
    uint32_t count;
    value (*at)(const struct prop *prop, uint32_t i); /* what lies at place i */
    const uint32_t *places; /* ascending by what lies there; NULL: unknown */
};

/* prop_class->explain */
bool element_integers_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
