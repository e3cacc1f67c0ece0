/* tell.h — shrinking the domains of a branch
 *
 * A tell adds a fact to a branch: x >= v, x <= v, x = v, x != v. It does
 * nothing if the fact holds already; else it shrinks the domain and puts the
 * change on the worker's agenda. It returns false where the domain would be
 * empty: then the branch has failed, and whoever told returns failure at once.
 *
 * x != v strictly inside the bounds of an INTERVAL or WIDE domain cannot be
 * represented and is ignored: whoever tells it must watch the bounds and tell
 * it again (tell_remove_lasting says whether it was kept).
 */
#ifndef SOLVER_TELL_H
#define SOLVER_TELL_H

#include "solver/domain.h"

#define MUST_USE __attribute__((warn_unused_result))

/* Out of line: the domain changes, or the kind is rare. */
MUST_USE bool tell_min_any(struct branch *branch, view x, value v);
MUST_USE bool tell_max_any(struct branch *branch, view x, value v);
MUST_USE bool tell_fix_any(struct branch *branch, view x, value v);
MUST_USE bool tell_remove_any(struct branch *branch, view x, value v);
MUST_USE bool tell_open_literal(struct branch *branch, view x);

/* For narrow views only: v is greater than the minimum, or less than the
 * maximum. */
MUST_USE bool tell_narrow_min(struct branch *branch, view x, value v);
MUST_USE bool tell_narrow_max(struct branch *branch, view x, value v);

/* Makes a literal (BOOL, NOT or constant) true. */
MUST_USE static inline bool tell_true(struct branch *branch, view literal)
{
    if (view_is_literal(literal)) {
        if (literal_true(branch, literal))
            return true;
        return tell_open_literal(branch, literal);
    }
    return tell_min_any(branch, literal, 1);
}

MUST_USE static inline bool tell_false(struct branch *branch, view literal)
{
    return tell_true(branch, view_negated(literal));
}

MUST_USE static inline bool tell_min(struct branch *branch, view x, value v)
{
    if (view_is_narrow(x) && v <= domain_bounds(branch, x)->low)
        return true;
    return tell_min_any(branch, x, v);
}

MUST_USE static inline bool tell_max(struct branch *branch, view x, value v)
{
    if (view_is_narrow(x) &&
        v >= -(value)domain_bounds(branch, x)->negated_high)
        return true;
    return tell_max_any(branch, x, v);
}

MUST_USE static inline bool tell_fix(struct branch *branch, view x, value v)
{
    return tell_fix_any(branch, x, v);
}

MUST_USE static inline bool tell_remove(struct branch *branch, view x, value v)
{
    if (view_is_narrow(x)) {
        const struct domain_interval *bounds = domain_bounds(branch, x);
        if (v < bounds->low || v > -(value)bounds->negated_high)
            return true;
    }
    return tell_remove_any(branch, x, v);
}

/* True if after x != v has been told to the domain it is kept for good. */
bool tell_remove_lasting(const struct branch *branch, view x, value v);

/* Intersects the domain with a set given as 64 bits from `from` on: values
 * outside from..from + 63 go. */
MUST_USE bool
tell_bits(struct branch *branch, view x, value from, uint64_t bits);

#endif
