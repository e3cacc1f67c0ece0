/* tell.c — shrinking domains of every kind
 *
 * Every function here either finds that nothing changes, or fails, or writes the
 * domain and notes the events, in this order.
 */
#include "solver/tell.h"

#include "solver/worker.h"

#include <assert.h>

static bool
note(struct branch *branch, view x, uint32_t events, bool fixed)
{
    worker_note(branch->worker, x, events | (fixed ? EVENT_FIX : 0));
    return true;
}

/* ---- Booleans ---- */

bool tell_open_literal(struct branch *branch, view x)
{
    if (literal_false(branch, x))
        return false;
    uint32_t index = view_place(x), sign = x.code & 1;
    uint64_t *word = branch_write(branch, index / 32 * 8);
    *word |= UINT64_C(1) << (index % 32 * 2 + sign);
    view base = {x.code & ~1u};
    return note(branch, base, sign ? EVENT_MAX : EVENT_MIN, true);
}

/* ---- Records of 32-bit bounds ---- */

/* The least value >= v that a bitset holds; high is in it. */
static value
large_up(const struct branch *branch, const struct domain_large *large, value v)
{
    uint32_t k = (uint32_t)(v - large->origin);
    const uint64_t *word = branch_read(branch, large->bitset + k / 64 * 8);
    uint64_t bits = *word >> (k % 64);
    if (bits)
        return v + __builtin_ctzll(bits);
    for (k = k / 64 + 1;; k++) {
        word = branch_read(branch, large->bitset + 8 * k);
        if (*word)
            return large->origin + (value)k * 64 + __builtin_ctzll(*word);
    }
}

static value large_down(
    const struct branch *branch, const struct domain_large *large, value v)
{
    uint32_t k = (uint32_t)(v - large->origin);
    const uint64_t *word = branch_read(branch, large->bitset + k / 64 * 8);
    uint64_t bits = *word << (63 - k % 64);
    if (bits)
        return v - __builtin_clzll(bits);
    for (k = k / 64 - 1;; k--) {
        word = branch_read(branch, large->bitset + 8 * k);
        if (*word)
            return large->origin + (value)k * 64 + 63 - __builtin_clzll(*word);
    }
}

bool tell_narrow_min(struct branch *branch, view x, value v)
{
    uint32_t at = view_offset(x);
    assert(v > domain_bounds(branch, x)->low);
    if (v > -(value)domain_bounds(branch, x)->negated_high)
        return false;
    if (view_kind(x) == VIEW_SMALL) {
        struct domain_small *small = branch_write(branch, at);
        uint64_t bits = small->bits >> (v - small->low);
        int skip = __builtin_ctzll(bits);
        small->bits = bits >> skip;
        small->low = (int32_t)v + skip;
        return note(branch, x, EVENT_MIN, small->bits == 1);
    }
    if (view_kind(x) == VIEW_LARGE) {
        const struct domain_large *old = branch_read(branch, at);
        v = large_up(branch, old, v);
    }
    struct domain_interval *interval = branch_write(branch, at);
    interval->low = (int32_t)v;
    return note(branch, x, EVENT_MIN, v == -(value)interval->negated_high);
}

bool tell_narrow_max(struct branch *branch, view x, value v)
{
    uint32_t at = view_offset(x);
    assert(v < -(value)domain_bounds(branch, x)->negated_high);
    if (v < domain_bounds(branch, x)->low)
        return false;
    if (view_kind(x) == VIEW_SMALL) {
        struct domain_small *small = branch_write(branch, at);
        small->bits &= UINT64_MAX >> (63 - (v - small->low));
        small->negated_high =
            -(small->low + (63 - __builtin_clzll(small->bits)));
        return note(branch, x, EVENT_MAX, small->bits == 1);
    }
    if (view_kind(x) == VIEW_LARGE) {
        const struct domain_large *old = branch_read(branch, at);
        v = large_down(branch, old, v);
    }
    struct domain_interval *interval = branch_write(branch, at);
    interval->negated_high = (int32_t)-v;
    return note(branch, x, EVENT_MAX, v == interval->low);
}

/* v lies strictly inside the bounds. */
static bool inner_remove(struct branch *branch, view x, value v)
{
    uint32_t at = view_offset(x);
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *old = branch_read(branch, at);
        uint64_t bit = UINT64_C(1) << (v - old->low);
        if (!(old->bits & bit))
            return true;
        struct domain_small *small = branch_write(branch, at);
        small->bits &= ~bit;
        return note(branch, x, EVENT_HOLE, false);
    }
    if (view_kind(x) == VIEW_LARGE) {
        const struct domain_large *old = branch_read(branch, at);
        uint32_t k = (uint32_t)(v - old->origin);
        uint32_t word_at = old->bitset + k / 64 * 8;
        const uint64_t *word = branch_read(branch, word_at);
        if (!(*word >> (k % 64) & 1))
            return true;
        *(uint64_t *)branch_write(branch, word_at) &=
            ~(UINT64_C(1) << (k % 64));
        return note(branch, x, EVENT_HOLE, false);
    }
    return true;
}

/* v is in the bounds, and the domain is not fixed. */
static bool narrow_fix(struct branch *branch, view x, value v)
{
    const struct domain_interval *old = domain_bounds(branch, x);
    value low = old->low, high = -(value)old->negated_high;
    if (!domain_contains(branch, x, v))
        return false;
    struct domain_interval *bounds = branch_write(branch, view_offset(x));
    bounds->low = (int32_t)v;
    bounds->negated_high = (int32_t)-v;
    if (view_kind(x) == VIEW_SMALL)
        ((struct domain_small *)bounds)->bits = 1;
    uint32_t events =
        (v > low ? EVENT_MIN : 0u) | (v < high ? EVENT_MAX : 0u);
    return note(branch, x, events, true);
}

/* ---- Wide records ---- */

static bool wide_min(struct branch *branch, view x, value v)
{
    struct domain_wide *wide = branch_write(branch, view_offset(x));
    wide->low = v;
    return note(branch, x, EVENT_MIN, wide->low == -wide->negated_high);
}

static bool wide_max(struct branch *branch, view x, value v)
{
    struct domain_wide *wide = branch_write(branch, view_offset(x));
    wide->negated_high = -v;
    return note(branch, x, EVENT_MAX, wide->low == -wide->negated_high);
}

/* ---- Derived views ---- */

enum tell_kind { TELL_MIN, TELL_MAX, TELL_FIX, TELL_REMOVE };

static bool
tell_base(struct branch *branch, view base, enum tell_kind kind, value v)
{
    switch (kind) {
    case TELL_MIN:
        return tell_min(branch, base, v);
    case TELL_MAX:
        return tell_max(branch, base, v);
    case TELL_FIX:
        return tell_fix(branch, base, v);
    case TELL_REMOVE:
        break;
    }
    return tell_remove(branch, base, v);
}

/* A value of the base that a 64-bit integer cannot hold lies beyond every
 * domain: the tell is void or fails by its direction. */
static bool
tell_derived(struct branch *branch, view x, enum tell_kind kind, value v)
{
    const struct derived *derived =
        &branch->network->derived[view_place(x)];
    __int128 wide = derived->negated ? (__int128)derived->offset - v
                                     : (__int128)v - derived->offset;
    if (derived->negated && kind <= TELL_MAX)
        kind = kind == TELL_MIN ? TELL_MAX : TELL_MIN;
    if (wide > VALUE_MAX)
        return kind == TELL_MAX || kind == TELL_REMOVE;
    if (wide < VALUE_MIN)
        return kind == TELL_MIN || kind == TELL_REMOVE;
    return tell_base(branch, derived->base, kind, (value)wide);
}

/* ---- All kinds ---- */

bool tell_min_any(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_DERIVED)
        return tell_derived(branch, x, TELL_MIN, v);
    if (v <= domain_min(branch, x))
        return true;
    if (v > domain_max(branch, x))
        return false;
    if (view_is_literal(x))
        return tell_open_literal(branch, x);
    return view_is_narrow(x) ? tell_narrow_min(branch, x, v)
                             : wide_min(branch, x, v);
}

bool tell_max_any(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_DERIVED)
        return tell_derived(branch, x, TELL_MAX, v);
    if (v >= domain_max(branch, x))
        return true;
    if (v < domain_min(branch, x))
        return false;
    if (view_is_literal(x))
        return tell_open_literal(branch, view_negated(x));
    return view_is_narrow(x) ? tell_narrow_max(branch, x, v)
                             : wide_max(branch, x, v);
}

bool tell_fix_any(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_DERIVED)
        return tell_derived(branch, x, TELL_FIX, v);
    value low = domain_min(branch, x), high = domain_max(branch, x);
    if (v < low || v > high)
        return false;
    if (low == high)
        return true;
    if (view_is_literal(x))
        return tell_open_literal(branch, v ? x : view_negated(x));
    if (view_is_narrow(x))
        return narrow_fix(branch, x, v);
    return (v == low || wide_min(branch, x, v)) &&
           (v == high || wide_max(branch, x, v));
}

bool tell_remove_any(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_DERIVED)
        return tell_derived(branch, x, TELL_REMOVE, v);
    value low = domain_min(branch, x), high = domain_max(branch, x);
    if (v < low || v > high)
        return true;
    if (low == high)
        return false; /* v + 1 may be no value */
    if (v == low)
        return tell_min_any(branch, x, v + 1);
    if (v == high)
        return tell_max_any(branch, x, v - 1);
    return inner_remove(branch, x, v);
}

bool tell_remove_lasting(const struct branch *branch, view x, value v)
{
    return !domain_contains(branch, x, v);
}

bool tell_bits(struct branch *branch, view x, value from, uint64_t bits)
{
    if (bits == 0)
        return false;
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *old = branch_read(branch, view_offset(x));
        uint64_t kept = old->bits;
        __int128 shift = (__int128)old->low - from;
        kept &= shift >= 64 || shift <= -64 ? 0
                : shift >= 0                ? bits >> shift
                                            : bits << -shift;
        if (kept == old->bits)
            return true;
        if (kept == 0)
            return false;
        struct domain_small *small = branch_write(branch, view_offset(x));
        int skip = __builtin_ctzll(kept);
        value low = small->low + skip;
        value high = small->low + (63 - __builtin_clzll(kept));
        uint32_t events = (skip ? EVENT_MIN : 0u) |
                          (high < -(value)small->negated_high ? EVENT_MAX : 0u);
        small->bits = kept >> skip;
        small->low = (int32_t)low;
        small->negated_high = (int32_t)-high;
        return note(
            branch, x, events ? events : EVENT_HOLE, small->bits == 1);
    }
    uint64_t held = domain_bits(branch, x, from), kept = held & bits;
    if (kept == 0 || !tell_min(branch, x, from + __builtin_ctzll(kept)) ||
        !tell_max(branch, x, from + (63 - __builtin_clzll(kept))))
        return false;
    for (uint64_t gone = held & ~kept; gone; gone &= gone - 1)
        if (!tell_remove(branch, x, from + __builtin_ctzll(gone)))
            return false;
    return true;
}
