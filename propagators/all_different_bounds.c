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
 */
#include "propagators/all_different.h"

#include "solver/worker.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { NONE = UINT16_MAX };

/* Half of the filtering. Mirrored, places are counted down from the last one of
 * the last word; below, they are always those after mirroring. */
struct half {
    uint32_t words;
    bool mirrored;
    uint64_t *vacant, *hall; /* by place */
    uint64_t *ends;          /* greatest places of variables */
    uint16_t *first;   /* by greatest place: the last variable read, */
    uint16_t *next;    /* by variable: the one before it, or NONE */
    uint16_t *least;   /* by variable: its least place */
    uint32_t min;      /* of all least places */
};

/* What filtering has found. */
struct found {
    bool hall;  /* a Hall interval that may concern other variables */
    bool again; /* a bound went further than it was told to */
};

/* ---- Bitsets of `words` words; words == 1 is compiled by itself ---- */

ALWAYS_INLINE bool test(const uint64_t *bits, uint32_t place, uint32_t words)
{
    return bits[words == 1 ? 0 : place / 64] >> (place % 64) & 1;
}

/* The first place >= from whose bit differs from flip's; 64 words if none. */
ALWAYS_INLINE uint32_t
next_place(const uint64_t *bits, uint64_t flip, uint32_t from, uint32_t words)
{
    uint32_t w = words == 1 ? 0 : from / 64;
    uint64_t word = (bits[w] ^ flip) >> (from % 64);
    if (word)
        return from + (uint32_t)__builtin_ctzll(word);
    while (++w < words)
        if (bits[w] ^ flip)
            return 64 * w + (uint32_t)__builtin_ctzll(bits[w] ^ flip);
    return 64 * words;
}

/* One more than the last set place <= from; 0 if none. */
ALWAYS_INLINE uint32_t
behind_previous(const uint64_t *bits, uint32_t from, uint32_t words)
{
    uint32_t w = words == 1 ? 0 : from / 64;
    uint64_t word = bits[w] << (63 - from % 64);
    if (word)
        return from + 1 - (uint32_t)__builtin_clzll(word);
    while (w-- > 0)
        if (bits[w])
            return 64 * w + 64 - (uint32_t)__builtin_clzll(bits[w]);
    return 0;
}

/* Sets from..to. */
ALWAYS_INLINE void
fill(uint64_t *bits, uint32_t from, uint32_t to, uint32_t words)
{
    uint64_t head = UINT64_MAX << (from % 64);
    uint64_t tail = UINT64_MAX >> (63 - to % 64);
    uint32_t w = words == 1 ? 0 : from / 64, last = words == 1 ? 0 : to / 64;
    for (; w < last; w++, head = UINT64_MAX)
        bits[w] |= head;
    bits[w] |= head & tail;
}

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

ALWAYS_INLINE uint32_t
mirrored_place(const struct half *half, uint32_t place, uint32_t words)
{
    return half->mirrored ? 64 * words - 1 - place : place;
}

ALWAYS_INLINE void read_taken(
    const struct branch *branch, const struct all_different *all,
    const struct half *half, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++) {
        uint64_t taken = all_different_taken(branch, all, w);
        uint32_t to = half->mirrored ? words - 1 - w : w;
        half->hall[to] = half->mirrored ? reversed(taken) : taken;
        half->vacant[to] = ~half->hall[to];
        half->ends[w] = 0;
    }
}

/* Links the variables with the same greatest place. */
ALWAYS_INLINE void read_open(
    const struct branch *branch, const struct all_different *all,
    struct half *half, uint32_t words)
{
    uint32_t min = UINT32_MAX;
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
    {
        struct places places = cell_places(branch, all, i);
        uint32_t low = mirrored_place(half, places.low, words);
        uint32_t high = mirrored_place(half, places.high, words);
        uint32_t least = half->mirrored ? high : low;
        uint32_t end = half->mirrored ? low : high;
        uint64_t *word = &half->ends[words == 1 ? 0 : end / 64];
        uint64_t bit = UINT64_C(1) << (end % 64);
        min = least < min ? least : min;
        half->least[i] = (uint16_t)least;
        half->next[i] = *word & bit ? half->first[end] : NONE;
        half->first[end] = (uint16_t)i;
        *word |= bit;
    }
    half->min = min;
}

/* ---- Filtering ---- */

/* Moves a bound behind a Hall interval. */
static bool move(
    struct branch *branch, const struct all_different *all, uint32_t i,
    uint32_t place, bool mirrored, struct found *found)
{
    view x = all->cells[i].x;
    value v = cell_value(all, i, place);
    if (mirrored ? !tell_max(branch, x, v) : !tell_min(branch, x, v))
        return false;
    found->again |=
        (mirrored ? domain_max(branch, x) : domain_min(branch, x)) != v;
    return true;
}

/* All variables with the greatest place `end` occupy places. */
ALWAYS_INLINE bool occupy(
    struct branch *branch, const struct all_different *all,
    const struct half *half, uint32_t end, uint32_t words, struct found *found)
{
    for (uint32_t i = half->first[end]; i != NONE; i = half->next[i]) {
        uint32_t least = half->least[i];
        uint32_t place = next_place(half->vacant, 0, least, words);
        if (place > end)
            return false;
        half->vacant[words == 1 ? 0 : place / 64] &=
            ~(UINT64_C(1) << (place % 64));
        if (!test(half->hall, least, words))
            continue;
        uint32_t to = next_place(half->hall, UINT64_MAX, least, words);
        if (!move(
                branch, all, i, mirrored_place(half, to, words),
                half->mirrored, found))
            return false;
    }
    return true;
}

ALWAYS_INLINE bool filter(
    struct branch *branch, const struct all_different *all, struct half *half,
    uint32_t words, struct found *found)
{
    read_taken(branch, all, half, words);
    read_open(branch, all, half, words);
    bool all_before = false; /* a Hall interval of all variables so far */
    for (uint32_t w = 0; w < words; w++)
        for (uint64_t rest = half->ends[w]; rest; rest &= rest - 1) {
            uint32_t end = 64 * w + (uint32_t)__builtin_ctzll(rest);
            found->hall |= all_before;
            if (!occupy(branch, all, half, end, words, found))
                return false;
            if (test(half->vacant, end, words))
                continue;
            uint32_t begin = behind_previous(half->vacant, end, words);
            fill(half->hall, begin, end, words);
            all_before = begin <= half->min;
            found->hall |= !all_before;
        }
    return true;
}

static bool filter_word(
    struct branch *branch, const struct all_different *all,
    struct found *found)
{
    uint64_t vacant, hall, ends;
    uint16_t first[64], next[64], least[64];
    struct half half = {
        .vacant = &vacant,
        .hall = &hall,
        .ends = &ends,
        .first = first,
        .next = next,
        .least = least};
    if (!filter(branch, all, &half, 1, found))
        return false;
    half.mirrored = true;
    return !found->hall || filter(branch, all, &half, 1, found);
}

static bool filter_words(
    struct branch *branch, const struct all_different *all,
    struct found *found)
{
    uint32_t words = all->taken_words, n = all->count;
    uint64_t *bits = worker_scratch(
        branch->worker, 3 * words * sizeof *bits +
                            (64 * words + 2 * n) * sizeof(uint16_t));
    uint16_t *first = (uint16_t *)(bits + 3 * words);
    struct half half = {
        .vacant = bits,
        .hall = bits + words,
        .ends = bits + 2 * words,
        .first = first,
        .next = first + 64 * words,
        .least = first + 64 * words + n};
    if (!filter(branch, all, &half, words, found))
        return false;
    half.mirrored = true;
    return !found->hall || filter(branch, all, &half, words, found);
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

static enum prop_status
bounds_propagate(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all =
        ((const struct all_different_filter *)prop)->all;
    if (at_most_two_open(branch, all))
        return PROP_ENTAILED;
    struct found found = {false, false};
    if (all->taken_words == 1 ? !filter_word(branch, all, &found)
                              : !filter_words(branch, all, &found))
        return PROP_FAILED;
    return found.again || all->shared ? PROP_AGAIN : PROP_STABLE;
}

const struct prop_class all_different_bounds_class = {
    .name = "all different: bounds",
    .cost = PROP_QUADRATIC,
    .propagate = bounds_propagate,
};
