/* count.h — exactly n of the xs equal y: between the files that make it
 *
 *   count.c          class, propagator
 *   count_explain.c  reasons
 */
#ifndef PROPAGATORS_COUNT_H
#define PROPAGATORS_COUNT_H

#include "solver/explain.h"
#include "solver/prop.h"

enum {
    COUNT_SPAN_MAX = 4096
};

struct count {
    struct prop prop;
    view condition, y, number;
    bool negated, exact;
    uint32_t count;
    view xs[];
};

bool count_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
