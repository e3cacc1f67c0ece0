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
 * All this is done on one word of 64 places, counted from one at or before the
 * first one of all open variables. Where they need more, places that are taken
 * are not counted; and where vacant ones alone are more than 64,
 * all_different_wide.c does it.
 */
#include "propagators/all_different.h"

#include <assert.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum {
    NONE = 255
};

/* Half of the filtering. Places are bits of words; mirrored, they are counted
 * down from the last bit. Variables are numbered as they are read. */
struct half {
    uint64_t vacant, hall;
    uint64_t passed;    /* bit p: a variable with a place <= p got one > p */
    uint64_t ends;      /* greatest places of variables */
    uint64_t least[64]; /* by variable: its least place, as a bit */
    uint16_t cell[64];  /* by variable */
    uint8_t first[64];  /* by greatest place: the last variable read, */
    uint8_t next[64];   /* by variable: the one before it, or NONE */
    uint64_t min;       /* the first place of all, as a bit */
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

/* ---- Scales: which bit of the word stands for a place ---- */

struct scale {
    bool vacant_only;
    uint32_t base; /* the place of bit 0, where all places count */
    /* vacant_only: bit of the first vacant place of each word of places */
    int32_t first[ALL_DIFFERENT_SPAN / 64];
};

static const struct scale scale_from_origin = {.base = 0};

static uint32_t vacant_before(
    const struct branch *branch, const struct all_different *all,
    uint32_t place)
{
    uint64_t vacant = ~all_different_taken(branch, all, place / 64);
    uint64_t before = (UINT64_C(1) << (place % 64)) - 1;
    return (uint32_t)__builtin_popcountll(vacant & before);
}

ALWAYS_INLINE uint32_t scale_bit(
    const struct branch *branch, const struct all_different *all,
    const struct scale *scale, uint32_t place)
{
    if (!scale->vacant_only)
        return place - scale->base;
    return (uint32_t)scale->first[place / 64] +
           vacant_before(branch, all, place);
}

static uint32_t scale_place(
    const struct branch *branch, const struct all_different *all,
    const struct scale *scale, uint32_t bit)
{
    if (!scale->vacant_only)
        return scale->base + bit;
    uint32_t w = 0;
    while (w + 1 < all->taken_words && scale->first[w + 1] <= (int32_t)bit)
        w++;
    uint64_t vacant = ~all_different_taken(branch, all, w);
    for (int32_t skip = (int32_t)bit - scale->first[w]; skip > 0; skip--)
        vacant &= vacant - 1;
    return 64 * w + (uint32_t)__builtin_ctzll(vacant);
}

/* Bits of taken places. */
ALWAYS_INLINE uint64_t scale_taken(
    const struct branch *branch, const struct all_different *all,
    const struct scale *scale)
{
    if (scale->vacant_only)
        return 0;
    uint32_t w = scale->base / 64, shift = scale->base % 64;
    uint64_t taken = all_different_taken(branch, all, w) >> shift;
    if (shift && w + 1 < all->taken_words)
        taken |= all_different_taken(branch, all, w + 1) << (64 - shift);
    return taken;
}

/* All places from the first vacant one on. */
static void scale_places(
    const struct branch *branch, const struct all_different *all,
    struct scale *scale)
{
    uint32_t w = 0;
    while (w + 1 < all->taken_words &&
           all_different_taken(branch, all, w) == UINT64_MAX)
        w++;
    uint64_t vacant = ~all_different_taken(branch, all, w);
    scale->vacant_only = false;
    scale->base = 64 * w + (vacant ? (uint32_t)__builtin_ctzll(vacant) : 0);
}

/* Vacant places from the first one of all open variables on. */
static void scale_vacant_places(
    const struct branch *branch, const struct all_different *all,
    struct scale *scale)
{
    uint32_t least = UINT32_MAX;
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
    {
        uint32_t low = cell_places(branch, all, i).low;
        least = low < least ? low : least;
    }
    int32_t bit = -(int32_t)vacant_before(branch, all, least);
    for (uint32_t w = least / 64; w < all->taken_words; w++) {
        scale->first[w] = bit;
        bit += __builtin_popcountll(~all_different_taken(branch, all, w));
    }
    for (uint32_t w = 0; w < least / 64; w++)
        scale->first[w] = INT32_MIN;
    scale->vacant_only = true;
}

/* ---- Reading ---- */

enum reading {
    READING_DONE,
    READING_FAILED,   /* there are more variables than places */
    READING_TOO_WIDE, /* places do not fit the word */
};

/* Links the variables with the same greatest place. fits: no greatest place is
 * beyond the word. */
ALWAYS_INLINE enum reading read_half(
    const struct branch *branch, const struct all_different *all,
    const struct scale *scale, bool fits, bool mirrored, struct half *half)
{
    uint64_t taken = scale_taken(branch, all, scale), ends = 0, leasts = 0;
    uint32_t k = 0;
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
    {
        struct places places = cell_places(branch, all, i);
        uint32_t low = scale_bit(branch, all, scale, places.low);
        uint32_t high = scale_bit(branch, all, scale, places.high);
        if (!fits && high > 63)
            return READING_TOO_WIDE;
        if (k == 64)
            return READING_FAILED;
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
    return READING_DONE;
}

/* ---- Filtering ---- */

/* Moves the bound of a variable behind the Hall interval in which it lies. */
static bool move(
    struct branch *branch, const struct all_different *all,
    const struct scale *scale, const struct half *half, uint32_t k,
    bool mirrored, struct found *found)
{
    uint64_t behind = ~half->hall & -half->least[k];
    uint32_t bit = (uint32_t)__builtin_ctzll(behind), i = half->cell[k];
    view x = all->cells[i].x;
    value v = cell_value(
        all, i, scale_place(branch, all, scale, mirrored ? 63 - bit : bit));
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
    struct branch *branch, const struct all_different *all,
    const struct scale *scale, bool mirrored, struct half *half,
    struct found *found)
{
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
                !move(branch, all, scale, half, k, mirrored, found))
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

/* The first half has been read. */
ALWAYS_INLINE enum prop_status filter_both(
    struct branch *branch, const struct all_different *all,
    const struct scale *scale, struct half *half)
{
    struct found found = {false, false};
    if (!filter(branch, all, scale, false, half, &found))
        return PROP_FAILED;
    if (found.hall &&
        (read_half(branch, all, scale, true, true, half) != READING_DONE ||
         !filter(branch, all, scale, true, half, &found)))
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
    struct half half;
    if (read_half(branch, all, &scale_from_origin, true, false, &half) !=
        READING_DONE)
        return PROP_FAILED;
    return filter_both(branch, all, &scale_from_origin, &half);
}

static enum prop_status
bounds_long_propagate(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all =
        ((const struct all_different_filter *)prop)->all;
    if (at_most_two_open(branch, all))
        return PROP_ENTAILED;
    struct half half;
    struct scale scale;
    scale_places(branch, all, &scale);
    enum reading reading = read_half(branch, all, &scale, false, false, &half);
    if (reading == READING_TOO_WIDE) {
        scale_vacant_places(branch, all, &scale);
        reading = read_half(branch, all, &scale, false, false, &half);
    }
    if (reading == READING_TOO_WIDE)
        return all_different_wide_filter(branch, all, prop->hint);
    if (reading == READING_FAILED)
        return PROP_FAILED;
    return filter_both(branch, all, &scale, &half);
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
