/* affine.h — views as what they are onto: x = ±base + offset */
#ifndef SOLVER_AFFINE_H
#define SOLVER_AFFINE_H

#include "solver/log.h"
#include "solver/network.h"

/* A variable and not a view onto one: most reads need no arithmetic. */
static inline bool is_base(view x)
{
    return view_kind(x) < VIEW_DERIVED && view_kind(x) != VIEW_NOT;
}

/* x = ±base + offset */
struct affine {
    view base;
    bool negated;
    value offset;
};

static struct affine
affine_derived(const struct network *network, const struct derived *derived);

static inline struct affine affine_of(const struct network *network, view x)
{
    if (view_kind(x) == VIEW_NOT)
        return (struct affine){view_negated(x), true, 1};
    if (view_kind(x) != VIEW_DERIVED)
        return (struct affine){x, false, 0};
    return affine_derived(network, &network->derived[view_place(x)]);
}

static inline struct affine
affine_derived(const struct network *network, const struct derived *derived)
{
    struct affine inner = affine_of(network, derived->base);
    bool negated = inner.negated != derived->negated;
    __int128 offset =
        derived->offset +
        (derived->negated ? -(__int128)inner.offset : inner.offset);
    return (struct affine){inner.base, negated, (value)offset};
}

/* Kept within int64_t: beyond it lies no domain. */
static inline value clamp(__int128 v)
{
    return v > INT64_MAX ? INT64_MAX : v < INT64_MIN ? INT64_MIN : (value)v;
}

static inline enum literal_kind turned(enum literal_kind kind, bool negated)
{
    if (!negated || kind >= LITERAL_REMOVE)
        return kind;
    return kind == LITERAL_MIN ? LITERAL_MAX : LITERAL_MIN;
}

static inline __int128 to_base(struct affine a, value v)
{
    __int128 wide = (__int128)v - a.offset;
    return a.negated ? -wide : wide;
}

static inline __int128 from_base(struct affine a, value v)
{
    return (__int128)a.offset + (a.negated ? -(__int128)v : v);
}

#endif
