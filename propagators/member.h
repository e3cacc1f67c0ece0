/* member.h — the propagator of condition → x in S, for its files */
#ifndef PROPAGATORS_MEMBER_H
#define PROPAGATORS_MEMBER_H

#include "solver/constraint.h"
#include "solver/explain.h"
#include "solver/prop.h"

struct member {
    struct prop prop;
    view condition, x;
    uint32_t count;
    const struct range *ranges; /* ascending, with gaps, in the first bounds */
    value from;                 /* the first min of x */
    uint64_t bits;              /* S from there on, for SMALL */
};

/* member_explain.c */
bool member_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
