/* extremum.h — the propagator of m = max(xs) and m = min(xs), for its files */
#ifndef PROPAGATORS_EXTREMUM_H
#define PROPAGATORS_EXTREMUM_H

#include "solver/explain.h"
#include "solver/prop.h"

struct extremum {
    struct prop prop;
    view m;
    bool mirrored; /* a tell on one x may raise another */
    uint32_t count;
    view xs[];
};

/* extremum_explain.c */
bool maximum_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);
bool minimum_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
