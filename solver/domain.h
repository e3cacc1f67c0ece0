/* domain.h — reading the domains of a branch
 *
 * Records (offsets in bytes):
 *
 *   SMALL     0 low  4 -high  8 bits                      bit k: value low + k
 *   INTERVAL  0 low  4 -high
 *   LARGE     0 low  4 -high  8 origin  12 bitset         bit k: origin + k
 *   WIDE      0 low          8 -high
 *
 * Storing -high makes both bounds numbers that only grow.
 *
 * Invariants
 *   1. low and high are in the domain; bit 0 of a SMALL domain is set.
 *   2. Bits of a LARGE domain outside low..high may be stale (set).
 */
#ifndef SOLVER_DOMAIN_H
#define SOLVER_DOMAIN_H

#include "solver/branch.h"
#include "solver/view.h"

struct domain_interval {
    int32_t low, negated_high;
};

struct domain_small {
    int32_t low, negated_high;
    uint64_t bits;
};

struct domain_large {
    int32_t low, negated_high;
    int32_t origin;  /* value of bit 0 */
    uint32_t bitset; /* offset of its first word */
};

struct domain_wide {
    int64_t low, negated_high;
};

/* Out of line, for all kinds; domain_contains_any for all but SMALL. */
value domain_min_any(const struct branch *branch, view x);
value domain_max_any(const struct branch *branch, view x);
uint64_t domain_size_any(const struct branch *branch, view x);
bool domain_contains_any(const struct branch *branch, view x, value v);

static inline const struct domain_interval *
domain_bounds(const struct branch *branch, view x)
{
    return branch_read(branch, view_offset(x));
}

/* Two bits of a Boolean: 0 open, 1 true, 2 false. */
static inline uint32_t domain_bool_bits(const struct branch *branch, view x)
{
    uint32_t index = view_place(x);
    const uint64_t *word = branch_read(branch, index / 32 * 8);
    return (uint32_t)(*word >> (index % 32 * 2)) & 3;
}

/* A literal (BOOL or NOT): known true, known false. */
static inline bool literal_true(const struct branch *branch, view x)
{
    return domain_bool_bits(branch, x) >> (x.code & 1) & 1;
}

static inline bool literal_false(const struct branch *branch, view x)
{
    return domain_bool_bits(branch, x) >> (~x.code & 1) & 1;
}

static inline value domain_min(const struct branch *branch, view x)
{
    if (view_is_narrow(x))
        return domain_bounds(branch, x)->low;
    return view_is_literal(x) ? literal_true(branch, x)
                              : domain_min_any(branch, x);
}

static inline value domain_max(const struct branch *branch, view x)
{
    if (view_is_narrow(x))
        return -(value)domain_bounds(branch, x)->negated_high;
    return view_is_literal(x) ? !literal_false(branch, x)
                              : domain_max_any(branch, x);
}

static inline bool domain_fixed(const struct branch *branch, view x)
{
    if (view_is_narrow(x)) {
        const struct domain_interval *bounds = domain_bounds(branch, x);
        return bounds->low == -bounds->negated_high;
    }
    return view_is_literal(x)
               ? domain_bool_bits(branch, x) != 0
               : domain_min_any(branch, x) == domain_max_any(branch, x);
}

/* The value of a fixed domain. */
static inline value domain_value(const struct branch *branch, view x)
{
    return domain_min(branch, x);
}

/* Number of values, at most UINT64_MAX. */
static inline uint64_t domain_size(const struct branch *branch, view x)
{
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *small = branch_read(branch, view_offset(x));
        return (uint64_t)__builtin_popcountll(small->bits);
    }
    if (view_is_literal(x))
        return 1 + (domain_bool_bits(branch, x) == 0);
    if (view_kind(x) == VIEW_INTERVAL) {
        const struct domain_interval *bounds = domain_bounds(branch, x);
        return (uint64_t)(-(value)bounds->negated_high - bounds->low) + 1;
    }
    return domain_size_any(branch, x);
}

static inline bool
domain_contains(const struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *small = branch_read(branch, view_offset(x));
        uint64_t k = (uint64_t)v - (uint64_t)(value)small->low;
        return k < 64 && (small->bits >> k & 1);
    }
    return domain_contains_any(branch, x, v);
}

/* The least value of the domain that is greater than v; requires v < max. */
value domain_next(const struct branch *branch, view x, value v);
/* The greatest value of the domain that is less than v; requires v > min. */
value domain_previous(const struct branch *branch, view x, value v);

/* The domain as 64 bits from value `from` on: bit k = from + k is in it. */
uint64_t domain_bits(const struct branch *branch, view x, value from);

/* for (v in the domain, ascending); the domain must not change meanwhile */
#define DOMAIN_FOR_EACH(v, branch, x)                                          \
    for (value v = domain_min(branch, x),                                      \
               last_##v = domain_max(branch, x), more_##v = 1;                 \
         more_##v; more_##v = v < last_##v,                                    \
               v = more_##v ? domain_next(branch, x, v) : v)

#endif
