/* all_different_value.c — compact all-different: value elimination
 *
 * A variable that has been fixed is no longer open, its place is taken, and the
 * open ones lose it; those that are fixed by that come next, until there are no
 * more. Strength: forward checking. The cost is that of the open variables, not
 * of all.
 */
#include "propagators/all_different.h"

#include "solver/worker.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Numbers of words; the case of one word each is compiled by itself. */
struct extent {
    uint32_t open, taken;
};

static void set_open(
    struct branch *branch, const struct all_different *all, uint32_t w,
    uint64_t open)
{
    *(uint64_t *)branch_write(branch, all->prop.state + 8 * w) = open;
}

/* The place is taken, and gone for others; false if it was taken already. */
ALWAYS_INLINE bool take(
    struct branch *branch, const struct all_different *all,
    struct extent extent, uint32_t place, uint64_t *gone)
{
    uint32_t w = extent.taken == 1 ? 0 : place / 64;
    uint64_t bit = UINT64_C(1) << (place % 64);
    uint64_t *taken =
        branch_write(branch, all->prop.state + 8 * (extent.open + w));
    if (*taken & bit)
        return false;
    *taken |= bit;
    gone[w] |= bit;
    return true;
}

/* 64 of the gone places, from a place on. */
ALWAYS_INLINE uint64_t
gone_from(const uint64_t *gone, uint32_t from, struct extent extent)
{
    if (extent.taken == 1)
        return gone[0] >> from;
    uint32_t w = from / 64, shift = from % 64;
    uint64_t bits = gone[w] >> shift;
    if (shift && w + 1 < extent.taken)
        bits |= gone[w + 1] << (64 - shift);
    return bits;
}

/* For domains of any kind. */
static bool lose_each(
    struct branch *branch, const struct all_different *all, uint32_t i,
    const uint64_t *gone)
{
    for (uint32_t w = 0; w < all->taken_words; w++)
        for (uint64_t rest = gone[w]; rest; rest &= rest - 1) {
            uint32_t place = 64 * w + (uint32_t)__builtin_ctzll(rest);
            if (!tell_remove(
                    branch, all->cells[i].x, cell_value(all, i, place)))
                return false;
        }
    return true;
}

/* For LARGE domains; mostly one place is gone, which few of them have. */
static bool lose_large(
    struct branch *branch, const struct all_different *all, uint32_t i,
    const uint64_t *gone, bool *ret_changed)
{
    struct cell cell = all->cells[i];
    const struct domain_large large =
        *(const struct domain_large *)branch_read(branch, view_offset(cell.x));
    value high = -(value)large.negated_high;
    *ret_changed = false;
    for (uint32_t w = 0; w < all->taken_words; w++)
        for (uint64_t rest = gone[w]; rest; rest &= rest - 1) {
            value v = 64 * (value)w + __builtin_ctzll(rest) - cell.shift;
            if (v < large.low || v > high)
                continue;
            uint32_t k = (uint32_t)(v - large.origin);
            const uint64_t *word =
                branch_read(branch, large.bitset + k / 64 * 8);
            if (!(*word >> (k % 64) & 1))
                continue;
            *ret_changed = true;
            if (!tell_remove(branch, cell.x, v))
                return false;
        }
    return true;
}

/* A variable loses the places that are gone; *ret_changed: it had some. */
ALWAYS_INLINE bool lose(
    struct branch *branch, const struct all_different *all,
    struct extent extent, uint32_t i, const uint64_t *gone, bool *ret_changed)
{
    struct cell cell = all->cells[i];
    *ret_changed = true;
    if (extent.taken > 1 && view_kind(cell.x) == VIEW_LARGE)
        return lose_large(branch, all, i, gone, ret_changed);
    if (view_kind(cell.x) != VIEW_SMALL)
        return lose_each(branch, all, i, gone);
    const struct domain_small *small = branch_read(branch, view_offset(cell.x));
    uint64_t lost =
        small->bits &
        gone_from(gone, (uint32_t)(small->low + cell.shift), extent);
    *ret_changed = lost != 0;
    return !lost || tell_bits(branch, cell.x, small->low, small->bits & ~lost);
}

/* Closes the open variables that are fixed, once all have lost what is gone. */
ALWAYS_INLINE bool close_fixed(
    struct branch *branch, const struct all_different *all,
    struct extent extent, const uint64_t *gone, uint64_t *next)
{
    for (uint32_t w = 0; w < extent.open; w++) {
        uint64_t open = all_different_open(branch, all, w), left = open;
        for (uint64_t rest = open; rest; rest &= rest - 1) {
            uint32_t i = 64 * w + (uint32_t)__builtin_ctzll(rest);
            bool changed = true;
            if (gone && !lose(branch, all, extent, i, gone, &changed))
                return false;
            if (!changed)
                continue;
            struct places places = cell_places(branch, all, i);
            if (places.low != places.high)
                continue;
            left &= ~(rest & -rest);
            if (!take(branch, all, extent, places.low, next))
                return false;
        }
        if (left != open)
            set_open(branch, all, w, left);
    }
    return true;
}

ALWAYS_INLINE bool any(const uint64_t *set, uint32_t words)
{
    uint64_t all = 0;
    for (uint32_t w = 0; w < words; w++)
        all |= set[w];
    return all != 0;
}

ALWAYS_INLINE void clear(uint64_t *set, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++)
        set[w] = 0;
}

/* Where two variables are one behind their views, a second one may have been
 * fixed unseen: only another look shows that. */
ALWAYS_INLINE bool eliminate(
    struct branch *branch, const struct all_different *all,
    struct extent extent, uint64_t *gone, uint64_t *next)
{
    clear(gone, extent.taken);
    if (!close_fixed(branch, all, extent, NULL, gone))
        return false;
    while (any(gone, extent.taken)) {
        clear(next, extent.taken);
        if (!close_fixed(branch, all, extent, gone, next))
            return false;
        if (all->shared && !any(next, extent.taken) &&
            !close_fixed(branch, all, extent, NULL, next))
            return false;
        for (uint32_t w = 0; w < extent.taken; w++)
            gone[w] = next[w];
    }
    return true;
}

static bool
at_most_one_open(const struct branch *branch, const struct all_different *all)
{
    uint64_t seen = 0;
    for (uint32_t w = 0; w < all->open_words; w++) {
        uint64_t open = all_different_open(branch, all, w);
        if (open && (seen || (open & (open - 1))))
            return false;
        seen |= open;
    }
    return true;
}

static enum prop_status
value_propagate(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all = (const struct all_different *)prop;
    uint64_t gone, next;
    if (!eliminate(branch, all, (struct extent){1, 1}, &gone, &next))
        return PROP_FAILED;
    return at_most_one_open(branch, all) ? PROP_ENTAILED : PROP_STABLE;
}

static enum prop_status
value_long_propagate(struct branch *branch, const struct prop *prop)
{
    const struct all_different *all = (const struct all_different *)prop;
    struct extent extent = {all->open_words, all->taken_words};
    uint64_t *sets =
        worker_scratch(branch->worker, 2 * extent.taken * sizeof *sets);
    if (!eliminate(branch, all, extent, sets, sets + extent.taken))
        return PROP_FAILED;
    return at_most_one_open(branch, all) ? PROP_ENTAILED : PROP_STABLE;
}

const struct prop_class all_different_value_class = {
    .name = "all different: values",
    .cost = PROP_TERNARY,
    .propagate = value_propagate,
    .explain = all_different_explain,
    .init = all_different_init,
};

const struct prop_class all_different_value_long_class = {
    .name = "all different: values",
    .cost = PROP_TERNARY,
    .propagate = value_long_propagate,
    .explain = all_different_explain,
    .init = all_different_init,
};
