/* cumulative.h — the propagator of cumulative, as its explanations read it */
#ifndef PROPAGATORS_CUMULATIVE_H
#define PROPAGATORS_CUMULATIVE_H

#include "propagators/profile.h"
#include "solver/prop.h"

struct cumulative {
    struct prop prop;
    view condition, capacity;
    uint32_t count;
    const view *starts, *durations, *resources;
    /* duration and resource where both are constants, or 0 */
    const struct profile_task *known;
};

bool cumulative_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
