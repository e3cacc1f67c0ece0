/* view.h — variables, and how a propagator sees them
 *
 * A `var` is an index in the model: what a user, a constraint and a solution
 * mean. A `view` (Schulte and Tack, View-based propagator derivation, 2013) is
 * what a propagator reads and tells: 32 bits that say of which kind the domain
 * is and where it lies in a branch's memory, so that no table stands between a
 * propagator and a bound.
 *
 *    31                                   3 2  0
 *   +--------------------------------------+----+
 *   | place                                |kind|
 *   +--------------------------------------+----+
 *
 *   BOOL, NOT   place = index of the Boolean; NOT sees its negation as 0..1
 *   SMALL       code & ~7 = offset of a record: bounds and 64 bits of holes
 *   INTERVAL    … bounds alone, 32 bits each; no holes
 *   LARGE       … bounds, and a bitset elsewhere
 *   WIDE        … bounds of 64 bits; no holes
 *   DERIVED     place = index in network->derived: offset + base, offset - base
 *   CONSTANT    place = index in network->constants
 *
 * Every kind is read as integers: a Boolean is 0..1.
 */
#ifndef SOLVER_VIEW_H
#define SOLVER_VIEW_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t value;

/* The values that a domain may hold: every int64_t but the least, so that a
 * value can be negated. */
#define VALUE_MIN (-INT64_MAX)
#define VALUE_MAX INT64_MAX

typedef struct {
    uint32_t index;
} var;

typedef struct {
    uint32_t code;
} view;

enum view_kind {
    VIEW_BOOL,
    VIEW_NOT,
    VIEW_SMALL,
    VIEW_INTERVAL,
    VIEW_LARGE,
    VIEW_WIDE,
    VIEW_DERIVED,
    VIEW_CONSTANT,
};

/* The constants 0 and 1 are the first two of every network. */
#define VIEW_FALSE ((view){0u << 3 | VIEW_CONSTANT})
#define VIEW_TRUE  ((view){1u << 3 | VIEW_CONSTANT})

static inline enum view_kind view_kind(view x)
{
    return (enum view_kind)(x.code & 7);
}

static inline uint32_t view_place(view x)
{
    return x.code >> 3;
}

/* Offset of the domain's record in memory: SMALL, INTERVAL, LARGE, WIDE. */
static inline uint32_t view_offset(view x)
{
    return x.code & ~7u;
}

static inline bool view_is_literal(view x)
{
    return (x.code & 6) == 0;
}

/* SMALL, INTERVAL or LARGE: the record begins with bounds of 32 bits. */
static inline bool view_is_narrow(view x)
{
    return (x.code & 7) - VIEW_SMALL < 3;
}

/* SMALL or LARGE: x != v is kept wherever v lies. */
static inline bool view_keeps_holes(view x)
{
    return view_kind(x) == VIEW_SMALL || view_kind(x) == VIEW_LARGE;
}

static inline bool view_same(view x, view y)
{
    return x.code == y.code;
}

/* The negation of a literal (BOOL, NOT, or the constants 0 and 1). */
static inline view view_negated(view literal)
{
    return view_kind(literal) == VIEW_CONSTANT
               ? (view){literal.code ^ (1u << 3)}
               : (view){literal.code ^ 1};
}

#endif
