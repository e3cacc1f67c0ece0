/* element.h — array[index - first] = result: what element.c and element_wide.c
 * share */
#ifndef PROPAGATORS_ELEMENT_H
#define PROPAGATORS_ELEMENT_H

#include "propagators/propagators.h"
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

#endif
