/* condition.h — the condition of a propagator for condition → C */
#ifndef PROPAGATORS_CONDITION_H
#define PROPAGATORS_CONDITION_H

#include "solver/domain.h"
#include "solver/prop.h"
#include "solver/tell.h"

enum condition {
    CONDITION_OPEN,
    CONDITION_TRUE,
    CONDITION_FALSE,
};

/* condition is a literal or VIEW_TRUE. */
static inline enum condition
condition_read(const struct branch *branch, view condition)
{
    if (view_same(condition, VIEW_TRUE))
        return CONDITION_TRUE;
    if (literal_true(branch, condition))
        return CONDITION_TRUE;
    return literal_false(branch, condition) ? CONDITION_FALSE : CONDITION_OPEN;
}

/* C cannot hold: a failure, or the condition is false and all is said. */
MUST_USE static inline enum prop_status
condition_refuted(struct branch *branch, view condition)
{
    return tell_false(branch, condition) ? PROP_ENTAILED : PROP_FAILED;
}

#endif
