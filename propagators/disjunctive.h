/* disjunctive.h — the propagator of disjunctive, as its explanations read it */
#ifndef PROPAGATORS_DISJUNCTIVE_H
#define PROPAGATORS_DISJUNCTIVE_H

#include "solver/prop.h"

struct disjunctive {
    struct prop prop;
    view condition;
    bool strict;
    bool shared;    /* two tasks may share a variable */
    uint32_t count; /* > 0 */
    const view *starts, *durations;
};

bool disjunctive_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
