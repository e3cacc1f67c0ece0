/* all_different_value.c — compact all-different: value elimination
 *
 * A variable that has been fixed is no longer open, its place is taken, and the
 * open ones lose it; those that are fixed by that come next, until there are no
 * more. Strength: forward checking. The cost is that of the open variables, not
 * of all.
 */
#include "propagators/all_different.h"

#include "solver/worker.h"

#include <string.h>

/* Places to be taken from the open variables, as bits and one by one. */
struct gone {
    uint64_t *set;
    uint16_t *list;
    uint32_t count;
};

static void set_open(
    struct branch *branch, const struct all_different *all, uint32_t w,
    uint64_t open)
{
    *(uint64_t *)branch_write(branch, all->prop.state + 8 * w) = open;
}

/* The place is taken; false if it was already. */
static bool take(
    struct branch *branch, const struct all_different *all, uint32_t place,
    struct gone *gone)
{
    uint64_t bit = UINT64_C(1) << (place % 64);
    uint64_t *taken = branch_write(
        branch, all->prop.state + 8 * (all->open_words + place / 64));
    if (*taken & bit)
        return false;
    *taken |= bit;
    gone->set[place / 64] |= bit;
    gone->list[gone->count++] = (uint16_t)place;
    return true;
}

/* Closes the open variables that are fixed. */
static bool close_fixed(
    struct branch *branch, const struct all_different *all, struct gone *gone)
{
    for (uint32_t w = 0; w < all->open_words; w++) {
        uint64_t open = all_different_open(branch, all, w), left = open;
        for (uint64_t rest = open; rest; rest &= rest - 1) {
            uint32_t i = 64 * w + (uint32_t)__builtin_ctzll(rest);
            struct places places = cell_places(branch, all, i);
            if (places.low != places.high)
                continue;
            left &= ~(rest & -rest);
            if (!take(branch, all, places.low, gone))
                return false;
        }
        if (left != open)
            set_open(branch, all, w, left);
    }
    return true;
}

/* The gone places from a place on, as 64 bits. */
static inline uint64_t
gone_bits(const struct all_different *all, const uint64_t *set, uint32_t from)
{
    uint32_t w = from / 64, shift = from % 64;
    uint64_t bits = set[w] >> shift;
    if (shift && w + 1 < all->taken_words)
        bits |= set[w + 1] << (64 - shift);
    return bits;
}

/* A variable loses the places that are gone. */
static inline bool lose(
    struct branch *branch, const struct all_different *all, uint32_t i,
    const struct gone *gone)
{
    struct cell cell = all->cells[i];
    if (view_kind(cell.x) == VIEW_SMALL) {
        const struct domain_small *small =
            branch_read(branch, view_offset(cell.x));
        uint64_t bits =
            gone_bits(all, gone->set, (uint32_t)(small->low + cell.shift));
        if (!(bits & small->bits))
            return true;
        return tell_bits(branch, cell.x, small->low, small->bits & ~bits);
    }
    for (uint32_t k = 0; k < gone->count; k++)
        if (!tell_remove(branch, cell.x, cell_value(all, i, gone->list[k])))
            return false;
    return true;
}

/* All open variables lose what is gone; what that fixes is gone next. */
static bool eliminate(
    struct branch *branch, const struct all_different *all,
    const struct gone *gone, struct gone *next)
{
    for (uint32_t w = 0; w < all->open_words; w++) {
        uint64_t open = all_different_open(branch, all, w), left = open;
        for (uint64_t rest = open; rest; rest &= rest - 1) {
            uint32_t i = 64 * w + (uint32_t)__builtin_ctzll(rest);
            if (!lose(branch, all, i, gone))
                return false;
            struct places places = cell_places(branch, all, i);
            if (places.low != places.high)
                continue;
            left &= ~(rest & -rest);
            if (!take(branch, all, places.low, next))
                return false;
        }
        if (left != open)
            set_open(branch, all, w, left);
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
    uint32_t words = all->taken_words, n = all->count;
    uint64_t *sets = worker_scratch(
        branch->worker,
        2 * words * sizeof *sets + 2 * n * sizeof(uint16_t));
    uint16_t *lists = (uint16_t *)(sets + 2 * words);
    struct gone gone = {sets, lists, 0}, next = {sets + words, lists + n, 0};
    memset(gone.set, 0, words * sizeof *gone.set);
    if (!close_fixed(branch, all, &gone))
        return PROP_FAILED;
    while (gone.count > 0) {
        next.count = 0;
        memset(next.set, 0, words * sizeof *next.set);
        if (!eliminate(branch, all, &gone, &next))
            return PROP_FAILED;
        struct gone swap = gone;
        gone = next;
        next = swap;
    }
    if (at_most_one_open(branch, all))
        return PROP_ENTAILED;
    return all->shared ? PROP_AGAIN : PROP_STABLE;
}

const struct prop_class all_different_value_class = {
    .name = "all different: values",
    .cost = PROP_LINEAR,
    .propagate = value_propagate,
    .init = all_different_init,
};
