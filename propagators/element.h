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
    uint32_t count;
    bool has_derived; /* some array[i] is a derived view */
    view array[];
};

/* For an index or a result of more than 64 values. */
extern const struct prop_class element_wide_class;

#endif
