/* explain_values.h — which of some numbered values a variable had, in a view
 *
 * For explanations of tables and automata. Values are numbered in ascending
 * order; a set of numbers is (count + 63) / 64 words. What the domain of a view
 * holds is read at once, since the events of a variable are a list.
 *
 *      0         low                  high        count
 *      |  below   |  inside the bounds  |  above    |
 *
 * A fact of the root's level is *early*: a reason may have as many of them as
 * it likes, for what is learned does not.
 */
#ifndef PROPAGATORS_EXPLAIN_VALUES_H
#define PROPAGATORS_EXPLAIN_VALUES_H

#include "propagators/range.h"
#include "solver/explain.h"

struct explain_values {
    view x;
    uint32_t count;
    value base;          /* number k is base + k… */
    const value *values; /* …or values[k], ascending, where not NULL */
    /* what was read; the caller gives the sets */
    uint32_t low, high;
    uint64_t *held;  /* numbers that were in the domain */
    uint64_t *early; /* numbers that went early, or never were in it */
};

static inline value
explain_values_at(const struct explain_values *values, uint32_t number)
{
    return values->values ? values->values[number]
                          : values->base + (value)number;
}

static inline bool explain_values_in(const uint64_t *set, uint32_t number)
{
    return set[number / 64] >> (number % 64) & 1;
}

static inline void explain_values_add(uint64_t *set, uint32_t number)
{
    set[number / 64] |= UINT64_C(1) << (number % 64);
}

/* The first number whose value is >= v. */
uint32_t explain_values_from(const struct explain_values *values, value v);

void explain_values_read(
    const struct explain_view *before, struct explain_values *values);

/* The same number by number: first the bounds, and empty sets; returns the
 * bounds that were early, which those who look at a number give. */
struct range explain_values_bounds(
    const struct explain_view *before, struct explain_values *values);
void explain_values_look(
    const struct explain_view *before, struct explain_values *values,
    struct range early, uint32_t number);

/* Why none of these numbers, which are not held, was in the domain: one bound
 * for all that are below, one for all above, and each hole. */
EXPLAIN_USED bool explain_values_gone(
    const struct explain_view *before, const struct explain_values *values,
    const uint64_t *gone, struct reason *ret);

/* Why x had none of a few values, base + k for the bits k of gone: the same,
 * but what else x held is not read. */
EXPLAIN_USED bool explain_lacks(
    const struct explain_view *before, struct reason *ret, view x, value base,
    uint64_t gone);

/* Does a literal allow v to what it is about? */
static inline bool explain_values_allowed(struct literal literal, value v)
{
    return literal.kind == LITERAL_MIN   ? v >= literal.v
           : literal.kind == LITERAL_MAX ? v <= literal.v
                                         : v != literal.v;
}

#endif
