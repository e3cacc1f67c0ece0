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

/* Bit k of a set stands for low + k; as seen from `from` on. */
static inline uint64_t window_moved(uint64_t set, value low, value from)
{
    uint64_t up = (uint64_t)low - (uint64_t)from;
    return up < 64 ? set << up : -up < 64 ? set >> -up : 0;
}

static inline uint64_t
window_read(const struct branch *branch, view x, value from)
{
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *small = branch_read(branch, view_offset(x));
        return window_moved(small->bits, small->low, from);
    }
    if (!view_is_literal(x))
        return domain_bits(branch, x, from);
    uint32_t known = domain_bool_bits(branch, x), negated = x.code & 1;
    return window_moved(known ? known ^ (negated ? 0 : 3) : 3, 0, from);
}

/* Shrinks a domain that lies in the window from `now` to `kept`. */
MUST_USE static inline bool window_tell(
    struct branch *branch, view x, value from, uint64_t now, uint64_t kept)
{
    if (kept == now)
        return true;
    if (!view_is_literal(x) || !kept)
        return tell_bits(branch, x, from, kept);
    bool one = from + __builtin_ctzll(kept) == 1;
    return tell_true(branch, one ? x : view_negated(x));
}

#endif
