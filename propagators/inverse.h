/* inverse.h — f[i] = j ↔ g[j] = i: between the files that make it
 *
 *   inverse.c          class, propagator
 *   inverse_explain.c  reasons
 *
 * Sides are 0 for f and 1 for g. A *place* is an index less the first one.
 */
#ifndef PROPAGATORS_INVERSE_H
#define PROPAGATORS_INVERSE_H

#include "solver/explain.h"
#include "solver/prop.h"

struct inverse {
    struct prop prop;
    uint32_t count, words;
    value first[2]; /* index of each array: values of the other side */
    const view *xs[2];
};

bool inverse_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
