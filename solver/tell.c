/* tell.c — shrinking domains of every kind
 *
 * Every function here either finds that nothing changes, or fails, or writes
 * the domain and notes the events, in this order. In a branch with a log, a
 * tell is made by a function of its own that logs what has come of it: so the
 * others are but one test slower than without logs.
 */
#include "solver/tell.h"

#include "solver/log.h"
#include "solver/worker.h"

#include <assert.h>

static bool
note(struct branch *branch, view x, uint32_t events, bool fixed)
{
    worker_note(branch, x, events | (fixed ? EVENT_FIX : 0));
    return true;
}

/* ---- With a log ---- */

/* Apart from the plain path, which stays short; but not cold, since a search
 * that learns spends its time here. */
#define APART static __attribute__((noinline))
#define COLD  static __attribute__((noinline, cold))

static inline bool logging(const struct branch *branch)
{
    return __builtin_expect(branch->log != NULL, 0);
}

/* The tell fails. */
COLD bool
refuse(struct branch *branch, view x, enum literal_kind kind, value v)
{
    if (logging(branch))
        log_refuse(branch, x, kind, v);
    return false;
}

static value
bound_of(const struct branch *branch, view x, enum literal_kind kind)
{
    return kind == LITERAL_MIN ? domain_min(branch, x) : domain_max(branch, x);
}

/* Tells a bound that is not there yet. */
static inline bool tell_bound_logging(
    struct branch *branch, view x, enum literal_kind kind, value v,
    bool (*tell)(struct branch *branch, view x, value v))
{
    value old = bound_of(branch, x, kind);
    if (!tell(branch, x, v))
        return false;
    log_bound(branch, x, kind, old, v, bound_of(branch, x, kind));
    return true;
}

/* ---- Booleans ---- */

/* The literal is open. */
static inline bool write_literal(struct branch *branch, view x)
{
    uint32_t index = view_place(x), sign = x.code & 1;
    uint64_t *word = branch_write(branch, index / 32 * 8);
    *word |= UINT64_C(1) << (index % 32 * 2 + sign);
    view base = {x.code & ~1u};
    return note(branch, base, sign ? EVENT_MAX : EVENT_MIN, true);
}

APART bool tell_literal_logging(struct branch *branch, view x)
{
    log_literal(branch, (view){x.code & ~1u}, !(x.code & 1));
    return write_literal(branch, x);
}

bool tell_open_literal(struct branch *branch, view x)
{
    if (literal_false(branch, x))
        return refuse(branch, x, LITERAL_MIN, 1);
    if (logging(branch))
        return tell_literal_logging(branch, x);
    return write_literal(branch, x);
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

static inline bool narrow_min(struct branch *branch, view x, value v)
{
    uint32_t at = view_offset(x);
    assert(v > domain_bounds(branch, x)->low);
    if (v > -(value)domain_bounds(branch, x)->negated_high)
        return refuse(branch, x, LITERAL_MIN, v);
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

static inline bool narrow_max(struct branch *branch, view x, value v)
{
    uint32_t at = view_offset(x);
    assert(v < -(value)domain_bounds(branch, x)->negated_high);
    if (v < domain_bounds(branch, x)->low)
        return refuse(branch, x, LITERAL_MAX, v);
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

APART bool narrow_min_logging(struct branch *branch, view x, value v)
{
    return tell_bound_logging(branch, x, LITERAL_MIN, v, narrow_min);
}

APART bool narrow_max_logging(struct branch *branch, view x, value v)
{
    return tell_bound_logging(branch, x, LITERAL_MAX, v, narrow_max);
}

bool tell_narrow_min(struct branch *branch, view x, value v)
{
    if (logging(branch))
        return narrow_min_logging(branch, x, v);
    return narrow_min(branch, x, v);
}

bool tell_narrow_max(struct branch *branch, view x, value v)
{
    if (logging(branch))
        return narrow_max_logging(branch, x, v);
    return narrow_max(branch, x, v);
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

/* x = v, where v strictly inside the bounds has gone. */
COLD bool refuse_inner(struct branch *branch, view x, value v)
{
    if (logging(branch))
        log_bound(
            branch, x, LITERAL_MIN, domain_min(branch, x), v,
            domain_next(branch, x, v));
    return refuse(branch, x, LITERAL_MAX, v);
}

/* v is in the bounds, and the domain is not fixed. */
static bool narrow_fix(struct branch *branch, view x, value v)
{
    const struct domain_interval *old = domain_bounds(branch, x);
    value low = old->low, high = -(value)old->negated_high;
    if (!domain_contains(branch, x, v))
        return refuse_inner(branch, x, v);
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

APART bool wide_min_logging(struct branch *branch, view x, value v)
{
    return tell_bound_logging(branch, x, LITERAL_MIN, v, wide_min);
}

APART bool wide_max_logging(struct branch *branch, view x, value v)
{
    return tell_bound_logging(branch, x, LITERAL_MAX, v, wide_max);
}

/* v is greater than the minimum, but not than the maximum. */
static bool raise_min(struct branch *branch, view x, value v)
{
    if (view_is_literal(x))
        return tell_open_literal(branch, x);
    if (view_is_narrow(x))
        return tell_narrow_min(branch, x, v);
    return logging(branch) ? wide_min_logging(branch, x, v)
                           : wide_min(branch, x, v);
}

static bool lower_max(struct branch *branch, view x, value v)
{
    if (view_is_literal(x))
        return tell_open_literal(branch, view_negated(x));
    if (view_is_narrow(x))
        return tell_narrow_max(branch, x, v);
    return logging(branch) ? wide_max_logging(branch, x, v)
                           : wide_max(branch, x, v);
}

bool tell_min_any(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_DERIVED)
        return tell_derived(branch, x, TELL_MIN, v);
    if (v <= domain_min(branch, x))
        return true;
    if (v > domain_max(branch, x))
        return refuse(branch, x, LITERAL_MIN, v);
    return raise_min(branch, x, v);
}

bool tell_max_any(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_DERIVED)
        return tell_derived(branch, x, TELL_MAX, v);
    if (v >= domain_max(branch, x))
        return true;
    if (v < domain_min(branch, x))
        return refuse(branch, x, LITERAL_MAX, v);
    return lower_max(branch, x, v);
}

/* v is in the bounds, which are not equal. */
APART bool tell_fix_logging(struct branch *branch, view x, value v)
{
    value low = domain_min(branch, x), high = domain_max(branch, x);
    if (!view_is_narrow(x))
        return (v == low || tell_min_any(branch, x, v)) &&
               (v == high || tell_max_any(branch, x, v));
    if (!narrow_fix(branch, x, v))
        return false;
    log_bound(branch, x, LITERAL_MIN, low, v, v);
    log_bound(branch, x, LITERAL_MAX, high, v, v);
    return true;
}

bool tell_fix_any(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_DERIVED)
        return tell_derived(branch, x, TELL_FIX, v);
    value low = domain_min(branch, x), high = domain_max(branch, x);
    if (v < low || v > high)
        return refuse(branch, x, v < low ? LITERAL_MAX : LITERAL_MIN, v);
    if (low == high)
        return true;
    if (view_is_literal(x))
        return tell_open_literal(branch, v ? x : view_negated(x));
    if (logging(branch))
        return tell_fix_logging(branch, x, v);
    if (view_is_narrow(x))
        return narrow_fix(branch, x, v);
    return (v == low || wide_min(branch, x, v)) &&
           (v == high || wide_max(branch, x, v));
}

/* v is in the bounds. Where it is one of them, first the value goes and then
 * the bound moves. */
APART bool tell_remove_logging(struct branch *branch, view x, value v)
{
    struct worker *worker = branch->worker;
    struct log_cause running = worker->running;
    bool least = v == domain_min(branch, x);
    if (!least && v != domain_max(branch, x)) {
        bool held = domain_contains(branch, x, v);
        bool possible = inner_remove(branch, x, v);
        if (held && !domain_contains(branch, x, v))
            log_remove(branch, x, v);
        return possible;
    }
    log_remove(branch, x, v);
    worker->running = (struct log_cause){LOG_HOLES, 0};
    bool possible = least ? tell_min_any(branch, x, v + 1)
                          : tell_max_any(branch, x, v - 1);
    worker->running = running;
    return possible;
}

bool tell_remove_any(struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_DERIVED)
        return tell_derived(branch, x, TELL_REMOVE, v);
    value low = domain_min(branch, x), high = domain_max(branch, x);
    if (v < low || v > high)
        return true;
    if (low == high)
        return refuse(branch, x, LITERAL_REMOVE, v); /* v + 1: no value */
    if (logging(branch) && !view_is_literal(x))
        return tell_remove_logging(branch, x, v);
    if (v == low)
        return raise_min(branch, x, v + 1);
    if (v == high)
        return lower_max(branch, x, v - 1);
    return inner_remove(branch, x, v);
}

bool tell_remove_lasting(const struct branch *branch, view x, value v)
{
    return !domain_contains(branch, x, v);
}

/* x loses values from + k, bits k of gone, in this or the opposite order. */
static bool remove_each(
    struct branch *branch, view x, value from, uint64_t gone, bool ascending)
{
    while (gone) {
        int k = ascending ? __builtin_ctzll(gone) : 63 - __builtin_clzll(gone);
        gone &= ~(UINT64_C(1) << k);
        if (!tell_remove(branch, x, from + k))
            return false;
    }
    return true;
}

/* Each value that goes is told by itself, so that a propagator need explain no
 * more than that; those at the ends in an order in which bounds move. */
APART bool tell_bits_logging(
    struct branch *branch, view x, value from, uint64_t bits)
{
    if (!tell_min(branch, x, from) ||
        (from <= VALUE_MAX - 63 && !tell_max(branch, x, from + 63)))
        return false;
    uint64_t held = domain_bits(branch, x, from), kept = held & bits;
    uint64_t above = kept ? ~(UINT64_MAX >> __builtin_clzll(kept)) : 0;
    return remove_each(branch, x, from, held & ~bits & ~above, true) &&
           remove_each(branch, x, from, held & above, false);
}

bool tell_bits(struct branch *branch, view x, value from, uint64_t bits)
{
    if (logging(branch))
        return tell_bits_logging(branch, x, from, bits);
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
