/* all_different_bounds.c — compact all-different: bounds (Z)
 *
 * A Hall interval is a run of k places that holds the domains of k variables:
 * no other variable can have its least place there (Puget, AAAI 1998; the
 * filtering below finds the same Hall intervals as López-Ortiz, Quimper, Tromp
 * and van Beek, IJCAI 2003, on bitsets in place of their forests).
 *
 * For the least places: variables, by ascending greatest place, each occupy the
 * first vacant place of their domain's interval (Glover 1967). If there is none
 * the branch fails. After those with greatest place b, let s..b be the run of
 * places that are not vacant and end at b: whoever occupies them came no later
 * and found nothing before s, so s..b is a Hall interval, and it includes every
 * other that ends at b. A variable that comes later and has its least place in
 * a Hall interval moves up behind it. Greatest places: the same, mirrored.
 *
 *   places      0 1 2 3 4 5 6      x: 1..2  y: 1..2  z: 2..5
 *   occupied      x y              after y: 1..2 is a Hall interval
 *                     z            z moves to 3..5
 *
 * Taken places are occupied from the start; so fixed variables need not be
 * looked at, and only the open ones cost anything. Mostly there is no Hall
 * interval but the one of all variables; then the mirrored half is left out.
 *
 * All this is done on one word of 64 places, counted from the first one of all
 * open variables. Where they need more, all_different_wide.c does it.
 */
#include "propagators/all_different.h"

#include <assert.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { NONE = 255 };

/* Half of the filtering. Places are bits of words; mirrored, they are counted
 * down from the last bit. Variables are numbered as they are read. */
struct half {
    uint64_t vacant, hall;
    uint64_t passed; /* bit p: a variable with a place <= p got one > p */
    uint64_t ends;   /* greatest places of variables */
    uint64_t least[64]; /* by variable: its least place, as a bit */
    uint16_t cell[64];  /* by variable */
    uint8_t first[64];  /* by greatest place: the last variable read, */
    uint8_t next[64];   /* by variable: the one before it, or NONE */
    uint32_t count;
    uint64_t min; /* the first place of all, as a bit */
};

/* What filtering has found. */
struct found {
    bool hall;  /* a Hall interval that may concern other variables */
    bool again; /* a bound went further than it was told to */
};

static uint64_t reversed(uint64_t word)
{
    word = (word >> 1 & UINT64_C(0x5555555555555555)) |
           (word & UINT64_C(0x5555555555555555)) << 1;
    word = (word >> 2 & UINT64_C(0x3333333333333333)) |
           (word & UINT64_C(0x3333333333333333)) << 2;
    word = (word >> 4 & UINT64_C(0x0f0f0f0f0f0f0f0f)) |
           (word & UINT64_C(0x0f0f0f0f0f0f0f0f)) << 4;
    return __builtin_bswap64(word);
}

/* ---- Reading ---- */

/* 64 places from base on. */
ALWAYS_INLINE uint64_t read_taken(
    const struct branch *branch, const struct all_different *all, uint32_t base)
{
    uint32_t w = base / 64, shift = base % 64;
    uint64_t taken = all_different_taken(branch, all, w) >> shift;
    if (shift && w + 1 < all->taken_words)
        taken |= all_different_taken(branch, all, w + 1) << (64 - shift);
    return taken;
}

/* Links the variables with the same greatest place. False if there are more
 * variables than places. */
ALWAYS_INLINE bool read_half(
    const struct branch *branch, const struct all_different *all, uint32_t base,
    bool mirrored, struct half *half)
{
    uint64_t taken = read_taken(branch, all, base), ends = 0, leasts = 0;
    uint32_t k = 0;
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
    {
        if (k == 64)
            return false;
        struct places places = cell_places(branch, all, i);
        uint32_t low = places.low - base, high = places.high - base;
        uint32_t end = mirrored ? 63 - low : high;
        uint64_t end_bit = UINT64_C(1) << end;
        half->least[k] = UINT64_C(1) << (mirrored ? 63 - high : low);
        half->cell[k] = (uint16_t)i;
        half->next[k] = ends & end_bit ? half->first[end] : NONE;
        half->first[end] = (uint8_t)k;
        leasts |= half->least[k++];
        ends |= end_bit;
    }
    half->hall = mirrored ? reversed(taken) : taken;
    half->vacant = ~half->hall;
    half->passed = 0;
    half->ends = ends;
    half->min = leasts & -leasts;
    return true;
}

/* ---- Filtering ---- */

/* Moves the bound of a variable behind the Hall interval in which it lies. */
static bool move(
    struct branch *branch, const struct all_different *all,
    const struct half *half, uint32_t k, uint32_t base, bool mirrored,
    struct found *found)
{
    uint64_t behind = ~half->hall & -half->least[k];
    uint32_t place = (uint32_t)__builtin_ctzll(behind), i = half->cell[k];
    view x = all->cells[i].x;
    value v = cell_value(all, i, base + (mirrored ? 63 - place : place));
    if (mirrored ? !tell_max(branch, x, v) : !tell_min(branch, x, v))
        return false;
    found->again |=
        (mirrored ? domain_max(branch, x) : domain_min(branch, x)) != v;
    return true;
}

/* The places before `end` and after the last vacant one, and `end`: bits. */
ALWAYS_INLINE uint64_t hall_before(uint64_t vacant, uint64_t end)
{
    uint64_t before = vacant & (end - 1);
    uint64_t up_to_end = end | (end - 1);
    if (!before)
        return up_to_end;
    return up_to_end & UINT64_MAX << 1 << (63 - __builtin_clzll(before));
}

ALWAYS_INLINE bool filter(
    struct branch *branch, const struct all_different *all, uint32_t base,
    bool mirrored, struct half *half, struct found *found)
{
    if (!read_half(branch, all, base, mirrored, half))
        return false;
    bool all_before = false; /* all up to here make a Hall interval */
    uint64_t end = 0;
    for (uint64_t rest = half->ends; rest; rest &= rest - 1) {
        end = rest & -rest;
        found->hall |= all_before;
        for (uint32_t k = half->first[__builtin_ctzll(rest)]; k != NONE;
             k = half->next[k]) {
            uint64_t least = half->least[k], place = half->vacant & -least;
            place &= -place;
            if (place - 1 >= end) /* 0: there is none */
                return false;
            half->vacant ^= place;
            half->passed |= place - least;
            if (half->hall & least &&
                !move(branch, all, half, k, base, mirrored, found))
                return false;
        }
        if (half->vacant & end)
            continue;
        uint64_t run = hall_before(half->vacant, end);
        half->hall |= run;
        all_before = run & half->min;
        found->hall |= !all_before;
    }
    uint64_t inside = (end - 1) & -half->min;
    found->hall |= all_before && (half->passed & inside) != inside;
    return true;
}

ALWAYS_INLINE enum prop_status propagate_from(
    struct branch *branch, const struct all_different *all, uint32_t base)
{
    struct half half;
    struct found found = {false, false};
    if (!filter(branch, all, base, false, &half, &found) ||
        (found.hall && !filter(branch, all, base, true, &half, &found)))
        return PROP_FAILED;
    return found.again || all->shared ? PROP_AGAIN : PROP_STABLE;
}

/* Of two variables neither can be pruned by the other. */
static bool
at_most_two_open(const struct branch *branch, const struct all_different *all)
{
    uint32_t count = 0;
    for (uint32_t w = 0; w < all->open_words; w++)
        for (uint64_t open = all_different_open(branch, all, w); open;
             open &= open - 1)
            if (++count > 2)
                return false;
    return true;
}

/* All values lie within 64 places. */
static enum prop_status
bounds_propagate(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all =
        ((const struct all_different_filter *)prop)->all;
    assert(all->taken_words == 1);
    if (at_most_two_open(branch, all))
        return PROP_ENTAILED;
    return propagate_from(branch, all, 0);
}

static enum prop_status
bounds_long_propagate(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all =
        ((const struct all_different_filter *)prop)->all;
    if (at_most_two_open(branch, all))
        return PROP_ENTAILED;
    uint32_t min = UINT32_MAX, max = 0;
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
    {
        struct places places = cell_places(branch, all, i);
        min = places.low < min ? places.low : min;
        max = places.high > max ? places.high : max;
    }
    if (max - min < 64)
        return propagate_from(branch, all, min);
    return all_different_wide_filter(branch, all, prop->hint);
}

const struct prop_class all_different_bounds_class = {
    .name = "all different: bounds",
    .cost = PROP_QUADRATIC,
    .propagate = bounds_propagate,
    .explain = all_different_filter_explain,
};

const struct prop_class all_different_bounds_long_class = {
    .name = "all different: bounds",
    .cost = PROP_QUADRATIC,
    .propagate = bounds_long_propagate,
    .explain = all_different_filter_explain,
};
