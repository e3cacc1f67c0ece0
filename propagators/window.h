/* window.h — domains as sets of 64 values
 *
 * A window is the run of 64 values from some value on; bit k of a word stands
 * for from + k. Propagators whose values fit one window read and tell domains
 * as words.
 */
#ifndef PROPAGATORS_WINDOW_H
#define PROPAGATORS_WINDOW_H

#include "solver/domain.h"
#include "solver/tell.h"

/* Whatever is told to a domain of x stays told, and no other view (but the
 * negation of a literal) shares it. */
static inline bool window_exact(view x)
{
    enum view_kind kind = view_kind(x);
    return kind == VIEW_SMALL || kind == VIEW_LARGE || view_is_literal(x);
}

static inline uint64_t
window_read(const struct branch *branch, view x, value from)
{
    if (view_kind(x) != VIEW_SMALL)
        return domain_bits(branch, x, from);
    const struct domain_small *small = branch_read(branch, view_offset(x));
    uint64_t up = (uint64_t)(value)small->low - (uint64_t)from;
    return up < 64 ? small->bits << up : -up < 64 ? small->bits >> -up : 0;
}

/* Shrinks a domain that lies in the window from `now` to `kept`. */
MUST_USE static inline bool window_tell(
    struct branch *branch, view x, value from, uint64_t now, uint64_t kept)
{
    return kept == now || tell_bits(branch, x, from, kept);
}

#endif
