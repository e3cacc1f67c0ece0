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
 * looked at, and only the open ones cost anything.
 */
#include "propagators/all_different.h"

#include "solver/worker.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { NONE = UINT16_MAX };

/* The open variables: places of their bounds. */
struct intervals {
    uint32_t count;
    uint16_t *cell, *low, *high;
    int32_t min, max;
    bool all_equal;
    uint16_t *first, *next; /* scratch for filter's buckets */
};

/* One direction of filtering, in places relative to the first one of all
 * intervals; mirrored, in distances from the last place of the last word. */
struct side {
    uint64_t *vacant, *hall;
    uint64_t *ends; /* greatest places of variables */
    int32_t base;   /* added to a place (mirrored: the place is taken from it) */
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

static void read_intervals(
    const struct branch *branch, const struct all_different *all,
    struct intervals *in)
{
    int32_t min = INT32_MAX, max = -1, last_low = -1, first_high = INT32_MAX;
    uint32_t count = 0;
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
    {
        int32_t low = cell_min(branch, all, i), high = cell_max(branch, all, i);
        in->cell[count] = (uint16_t)i;
        in->low[count] = (uint16_t)low;
        in->high[count++] = (uint16_t)high;
        min = low < min ? low : min;
        max = high > max ? high : max;
        last_low = low > last_low ? low : last_low;
        first_high = high < first_high ? high : first_high;
    }
    in->count = count;
    in->min = min;
    in->max = max;
    in->all_equal = min == last_low && max == first_high;
}

/* 64 taken bits from a place on. */
ALWAYS_INLINE uint64_t taken_bits(
    const struct branch *branch, const struct all_different *all, uint32_t from)
{
    uint32_t w = from / 64, shift = from % 64;
    uint64_t taken = all_different_taken(branch, all, w) >> shift;
    if (shift && w + 1 < all->taken_words)
        taken |= all_different_taken(branch, all, w + 1) << (64 - shift);
    return taken;
}

/* ---- Filtering ---- */

ALWAYS_INLINE void prepare(
    const struct branch *branch, const struct all_different *all,
    const struct intervals *in, const struct side *side, uint32_t words,
    bool mirrored)
{
    for (uint32_t w = 0; w < words; w++) {
        uint64_t taken =
            taken_bits(branch, all, (uint32_t)in->min + 64 * w);
        uint32_t to = mirrored ? words - 1 - w : w;
        side->hall[to] = mirrored ? reversed(taken) : taken;
        side->vacant[to] = ~side->hall[to];
        side->ends[w] = 0;
    }
    for (uint32_t k = 0; k < in->count; k++) {
        uint32_t end = (uint32_t)(mirrored ? side->base - in->low[k]
                                           : in->high[k] - side->base);
        uint64_t bit = UINT64_C(1) << (end % 64);
        uint64_t *word = &side->ends[words == 1 ? 0 : end / 64];
        in->next[k] = *word & bit ? in->first[end] : NONE;
        in->first[end] = (uint16_t)k;
        *word |= bit;
    }
}

/* Moves a bound behind a Hall interval; *again if it went further. */
static bool move(
    struct branch *branch, const struct all_different *all, uint32_t i,
    int32_t place, bool mirrored, bool *again)
{
    view x = all->cells[i].x;
    value v = cell_value(all, i, (uint32_t)place);
    bool possible = mirrored ? tell_max(branch, x, v) : tell_min(branch, x, v);
    *again |= (mirrored ? domain_max(branch, x) : domain_min(branch, x)) != v;
    return possible;
}

/* All variables with the greatest place `end`. */
ALWAYS_INLINE bool occupy(
    struct branch *branch, const struct all_different *all,
    const struct intervals *in, const struct side *side, uint32_t end,
    uint32_t words, bool mirrored, bool *again)
{
    for (uint32_t k = in->first[end]; k != NONE; k = in->next[k]) {
        uint32_t begin = (uint32_t)(mirrored ? side->base - in->high[k]
                                             : in->low[k] - side->base);
        uint32_t place = next_place(side->vacant, 0, begin, words);
        if (place > end)
            return false;
        side->vacant[words == 1 ? 0 : place / 64] &=
            ~(UINT64_C(1) << (place % 64));
        if (!test(side->hall, begin, words))
            continue;
        int32_t to =
            (int32_t)next_place(side->hall, UINT64_MAX, begin, words);
        to = mirrored ? side->base - to : side->base + to;
        if (!move(branch, all, in->cell[k], to, mirrored, again))
            return false;
    }
    return true;
}

ALWAYS_INLINE bool filter(
    struct branch *branch, const struct all_different *all,
    const struct intervals *in, const struct side *side, uint32_t words,
    bool mirrored, bool *again)
{
    prepare(branch, all, in, side, words, mirrored);
    for (uint32_t w = 0; w < words; w++)
        for (uint64_t rest = side->ends[w]; rest; rest &= rest - 1) {
            uint32_t end = 64 * w + (uint32_t)__builtin_ctzll(rest);
            if (!occupy(
                    branch, all, in, side, end, words, mirrored, again))
                return false;
            if (!test(side->vacant, end, words))
                fill(
                    side->hall, behind_previous(side->vacant, end, words), end,
                    words);
        }
    return true;
}

static bool filter_word(
    struct branch *branch, const struct all_different *all,
    const struct intervals *in, bool *again)
{
    uint64_t vacant, hall, ends;
    struct side side = {&vacant, &hall, &ends, in->min};
    if (!filter(branch, all, in, &side, 1, false, again))
        return false;
    side.base = in->min + 63;
    return filter(branch, all, in, &side, 1, true, again);
}

static bool filter_words(
    struct branch *branch, const struct all_different *all,
    const struct intervals *in, uint64_t *bits, bool *again)
{
    uint32_t words = (uint32_t)(in->max - in->min) / 64 + 1;
    struct side side = {bits, bits + words, bits + 2 * words, in->min};
    if (!filter(branch, all, in, &side, words, false, again))
        return false;
    side.base = in->min + (int32_t)(64 * words - 1);
    return filter(branch, all, in, &side, words, true, again);
}

/* Are there fewer vacant places than open variables? */
static bool overfull(
    const struct branch *branch, const struct all_different *all,
    const struct intervals *in)
{
    uint32_t vacant = 0;
    for (int32_t from = in->min; from <= in->max; from += 64) {
        uint64_t bits = ~taken_bits(branch, all, (uint32_t)from);
        if (in->max - from < 63)
            bits &= UINT64_MAX >> (63 - (in->max - from));
        for (; bits && vacant < in->count; bits &= bits - 1)
            vacant++;
    }
    return vacant < in->count;
}

static enum prop_status
bounds_propagate(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all =
        ((const struct all_different_filter *)prop)->all;
    uint32_t n = all->count, words = all->taken_words + 1;
    uint64_t *bits = worker_scratch(
        branch->worker,
        (3 * sizeof *bits + 64 * sizeof(uint16_t)) * words +
            4 * sizeof(uint16_t) * n);
    struct intervals in = {.first = (uint16_t *)(bits + 3 * words)};
    in.cell = in.first + 64 * words;
    in.low = in.cell + n;
    in.high = in.low + n;
    in.next = in.high + n;
    read_intervals(branch, all, &in);
    if (in.count <= 2)
        return PROP_ENTAILED;
    if (in.all_equal)
        return overfull(branch, all, &in) ? PROP_FAILED : PROP_STABLE;
    bool again = false;
    if (in.max - in.min < 64 ? !filter_word(branch, all, &in, &again)
                             : !filter_words(branch, all, &in, bits, &again))
        return PROP_FAILED;
    return again || all->shared ? PROP_AGAIN : PROP_STABLE;
}

const struct prop_class all_different_bounds_class = {
    .name = "all different: bounds",
    .cost = PROP_QUADRATIC,
    .propagate = bounds_propagate,
};
