/* domain.c — reading domains of every kind */
#include "solver/domain.h"

#include "solver/network.h"

#include <assert.h>
#include <gmp.h>

static const struct derived *derived_of(const struct branch *branch, view x)
{
    return &branch->network->derived[view_place(x)];
}

/* a + b, kept within the values that a domain may hold. */
static value value_add(value a, value b)
{
    value sum;
    if (__builtin_add_overflow(a, b, &sum))
        return a > 0 ? VALUE_MAX : VALUE_MIN;
    return sum < VALUE_MIN ? VALUE_MIN : sum;
}

value domain_min_any(const struct branch *branch, view x)
{
    const struct derived *derived;
    switch (view_kind(x)) {
    case VIEW_BOOL:
    case VIEW_NOT:
        return literal_true(branch, x);
    case VIEW_SMALL:
    case VIEW_INTERVAL:
    case VIEW_LARGE:
        return domain_bounds(branch, x)->low;
    case VIEW_WIDE:
        return ((const struct domain_wide *)branch_read(branch, view_offset(x)))
            ->low;
    case VIEW_DERIVED:
        derived = derived_of(branch, x);
        return derived->negated
                   ? value_add(
                         derived->offset, -domain_max(branch, derived->base))
                   : value_add(
                         derived->offset, domain_min(branch, derived->base));
    case VIEW_CONSTANT:
        break;
    }
    return branch->network->constants[view_place(x)];
}

value domain_max_any(const struct branch *branch, view x)
{
    const struct derived *derived;
    switch (view_kind(x)) {
    case VIEW_BOOL:
    case VIEW_NOT:
        return !literal_false(branch, x);
    case VIEW_SMALL:
    case VIEW_INTERVAL:
    case VIEW_LARGE:
        return -(value)domain_bounds(branch, x)->negated_high;
    case VIEW_WIDE:
        return -((const struct domain_wide *)branch_read(
                     branch, view_offset(x)))
                    ->negated_high;
    case VIEW_DERIVED:
        derived = derived_of(branch, x);
        return derived->negated
                   ? value_add(
                         derived->offset, -domain_min(branch, derived->base))
                   : value_add(
                         derived->offset, domain_max(branch, derived->base));
    case VIEW_CONSTANT:
        break;
    }
    return branch->network->constants[view_place(x)];
}

/* Word number k of a large domain's bitset. */
static uint64_t large_word(
    const struct branch *branch, const struct domain_large *large, uint32_t k)
{
    const uint64_t *word = branch_read(branch, large->bitset + 8 * k);
    return *word;
}

/* Values of a large domain: bits set within its bounds. */
static uint64_t
large_size(const struct branch *branch, const struct domain_large *large)
{
    uint32_t begin = (uint32_t)(large->low - (value)large->origin);
    uint32_t end =
        (uint32_t)(-(value)large->negated_high - large->origin);
    uint64_t count = 0;
    for (uint32_t k = begin / 64; k <= end / 64; k++) {
        uint64_t bits = large_word(branch, large, k);
        if (k == begin / 64)
            bits = bits >> (begin % 64) << (begin % 64);
        if (k == end / 64)
            bits &= UINT64_MAX >> (63 - end % 64);
        count += (uint64_t)__builtin_popcountll(bits);
    }
    return count;
}

uint64_t domain_size_any(const struct branch *branch, view x)
{
    if (view_kind(x) == VIEW_DERIVED)
        return domain_size(branch, derived_of(branch, x)->base);
    if (view_kind(x) == VIEW_LARGE)
        return large_size(branch, branch_read(branch, view_offset(x)));
    return (uint64_t)domain_max(branch, x) - (uint64_t)domain_min(branch, x) +
           1;
}

/* INTERVAL or LARGE. */
static bool narrow_contains(const struct branch *branch, view x, value v)
{
    const struct domain_interval *bounds = domain_bounds(branch, x);
    if (v < bounds->low || v > -(value)bounds->negated_high)
        return false;
    if (view_kind(x) == VIEW_INTERVAL)
        return true;
    const struct domain_large *large = (const struct domain_large *)bounds;
    uint32_t k = (uint32_t)(v - large->origin);
    return large_word(branch, large, k / 64) >> (k % 64) & 1;
}

static bool derived_contains(const struct branch *branch, view x, value v)
{
    const struct derived *derived = derived_of(branch, x);
    value at_base;
    if (derived->negated ? __builtin_sub_overflow(derived->offset, v, &at_base)
                         : __builtin_sub_overflow(v, derived->offset, &at_base))
        return false;
    return domain_contains(branch, derived->base, at_base);
}

bool domain_contains_any(const struct branch *branch, view x, value v)
{
    if (view_is_narrow(x))
        return narrow_contains(branch, x, v);
    if (view_kind(x) == VIEW_DERIVED)
        return derived_contains(branch, x, v);
    return v >= domain_min(branch, x) && v <= domain_max(branch, x);
}

/* Least value >= v of a large domain; there is one. */
static value large_at_or_above(
    const struct branch *branch, const struct domain_large *large, value v)
{
    uint32_t k = (uint32_t)(v - large->origin);
    uint64_t word = large_word(branch, large, k / 64) >> (k % 64);
    if (word)
        return v + __builtin_ctzll(word);
    for (k = k / 64 + 1; !(word = large_word(branch, large, k)); k++)
        ;
    return large->origin + (value)k * 64 + __builtin_ctzll(word);
}

static value large_at_or_below(
    const struct branch *branch, const struct domain_large *large, value v)
{
    uint32_t k = (uint32_t)(v - large->origin);
    uint64_t word = large_word(branch, large, k / 64) << (63 - k % 64);
    if (word)
        return v - __builtin_clzll(word);
    for (k = k / 64 - 1; !(word = large_word(branch, large, k)); k--)
        ;
    return large->origin + (value)k * 64 + 63 - __builtin_clzll(word);
}

value domain_next(const struct branch *branch, view x, value v)
{
    assert(v < domain_max(branch, x));
    value low = domain_min(branch, x);
    if (v < low)
        return low;
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *small = branch_read(branch, view_offset(x));
        uint64_t above = small->bits >> (v - small->low) >> 1;
        return v + 1 + __builtin_ctzll(above);
    }
    if (view_kind(x) == VIEW_LARGE)
        return large_at_or_above(
            branch, branch_read(branch, view_offset(x)), v + 1);
    if (view_kind(x) != VIEW_DERIVED)
        return v + 1;
    const struct derived *derived = derived_of(branch, x);
    return derived->negated
               ? derived->offset -
                     domain_previous(
                         branch, derived->base, derived->offset - v)
               : derived->offset +
                     domain_next(branch, derived->base, v - derived->offset);
}

value domain_previous(const struct branch *branch, view x, value v)
{
    assert(v > domain_min(branch, x));
    value high = domain_max(branch, x);
    if (v > high)
        return high;
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *small = branch_read(branch, view_offset(x));
        uint64_t below = small->bits << (63 - (v - 1 - small->low));
        return v - 1 - __builtin_clzll(below);
    }
    if (view_kind(x) == VIEW_LARGE)
        return large_at_or_below(
            branch, branch_read(branch, view_offset(x)), v - 1);
    if (view_kind(x) != VIEW_DERIVED)
        return v - 1;
    const struct derived *derived = derived_of(branch, x);
    return derived->negated
               ? derived->offset -
                     domain_next(branch, derived->base, derived->offset - v)
               : derived->offset +
                     domain_previous(
                         branch, derived->base, v - derived->offset);
}

/* bits of values low..high, as seen from `from` on */
static uint64_t run_bits(value low, value high, value from)
{
    if (high < from)
        return 0;
    uint64_t begin = low > from ? (uint64_t)low - (uint64_t)from : 0;
    uint64_t end = (uint64_t)high - (uint64_t)from;
    if (begin > 63)
        return 0;
    uint64_t upper = end >= 63 ? UINT64_MAX : (UINT64_C(1) << (end + 1)) - 1;
    return upper >> begin << begin;
}

static uint64_t large_bits(
    const struct branch *branch, const struct domain_large *large, value from)
{
    uint64_t bits = run_bits(large->low, -(value)large->negated_high, from);
    if (bits == 0)
        return 0;
    value first = large->low > from ? large->low : from;
    uint64_t result = 0;
    uint32_t k = (uint32_t)(first - large->origin) / 64;
    uint32_t last =
        (uint32_t)(-(value)large->negated_high - large->origin) / 64;
    for (; k <= last; k++) {
        value base = large->origin + (value)k * 64;
        if (base - from > 63)
            break;
        uint64_t word = large_word(branch, large, k);
        result |= base >= from ? word << (base - from) : word >> (from - base);
    }
    return result & bits;
}

static uint64_t bits_reversed(uint64_t bits)
{
    const uint64_t ones = 0x5555555555555555, pairs = 0x3333333333333333,
                   halves = 0x0f0f0f0f0f0f0f0f;
    bits = (bits >> 1 & ones) | (bits & ones) << 1;
    bits = (bits >> 2 & pairs) | (bits & pairs) << 2;
    bits = (bits >> 4 & halves) | (bits & halves) << 4;
    return __builtin_bswap64(bits);
}

/* x = offset ± base: the base's bits, or those that end where these begin. */
static uint64_t
derived_bits(const struct branch *branch, view x, value from)
{
    const struct derived *derived = derived_of(branch, x);
    __int128 at_base = derived->negated
                           ? (__int128)derived->offset - from - 63
                           : (__int128)from - derived->offset;
    if (from > INT64_MAX - 63 || at_base < INT64_MIN ||
        at_base > INT64_MAX - 63) {
        uint64_t bits = 0;
        for (uint32_t k = 0; k < 64 && from <= INT64_MAX - (value)k; k++)
            bits |= (uint64_t)domain_contains(branch, x, from + (value)k) << k;
        return bits;
    }
    uint64_t bits = domain_bits(branch, derived->base, (value)at_base);
    return derived->negated ? bits_reversed(bits) : bits;
}

uint64_t domain_bits(const struct branch *branch, view x, value from)
{
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *small = branch_read(branch, view_offset(x));
        __int128 shift = (__int128)small->low - from;
        if (shift >= 64 || shift <= -64)
            return 0;
        return shift >= 0 ? small->bits << shift : small->bits >> -shift;
    }
    if (view_kind(x) == VIEW_LARGE)
        return large_bits(branch, branch_read(branch, view_offset(x)), from);
    if (view_kind(x) == VIEW_DERIVED)
        return derived_bits(branch, x, from);
    return run_bits(domain_min(branch, x), domain_max(branch, x), from);
}
