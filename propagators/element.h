/* element.h — array[index - first] = result: what the files that begin with
 * element share */
#ifndef PROPAGATORS_ELEMENT_H
#define PROPAGATORS_ELEMENT_H

#include "propagators/propagators.h"
#include "solver/explain.h"
#include "solver/post.h"

struct element {
    struct prop prop;
    view index, result;
    value first; /* the index of array[0] */
    value from;  /* the least value of the result at first */
    uint64_t inside; /* bit i: array[i] is SMALL, in from..from + 63 */
    uint32_t count;
    view array[];
};

/* For an index or a result of more than 64 values. */
extern const struct prop_class element_wide_class;

/* prop_class->explain */
bool element_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

/* An array of integers, as element_constant.c looks it up. */
struct element_array {
    view index, result;
    value first;
    uint32_t count;
    value (*at)(const struct prop *prop, uint32_t i);
};

/* The same for array[index - first] = result with such an array. */
bool element_array_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct element_array *array, struct literal wanted,
    struct reason *ret);

#endif
