/* all_different_value.c — compact all-different: value elimination
 *
 * A variable that has been fixed is no longer open, its value is taken, and the
 * open ones lose it; this repeats until no open variable is fixed. Strength:
 * forward checking. The cost is that of the open variables, not of all.
 */
#include "propagators/all_different.h"

#include "solver/worker.h"

/* Closes the open variables that are fixed; returns their number. */
static uint32_t close_fixed(
    struct branch *branch, const struct all_different *all, uint16_t *ret_places)
{
    uint32_t count = 0;
    for (uint32_t w = 0; w < all->open_words; w++) {
        uint64_t open = all_different_open(branch, all, w), left = open;
        for (uint64_t rest = open; rest; rest &= rest - 1) {
            uint32_t i = 64 * w + (uint32_t)__builtin_ctzll(rest);
            int32_t place = cell_min(branch, all, i);
            if (place != cell_max(branch, all, i))
                continue;
            left &= ~(rest & -rest);
            ret_places[count++] = (uint16_t)place;
        }
        if (left != open)
            *(uint64_t *)branch_write(branch, all->prop.state + 8 * w) = left;
    }
    return count;
}

/* False if one place is taken twice. */
static bool take(
    struct branch *branch, const struct all_different *all,
    const uint16_t *places, uint32_t count)
{
    uint32_t at = all->prop.state + 8 * all->open_words;
    for (uint32_t k = 0; k < count; k++) {
        uint64_t bit = UINT64_C(1) << (places[k] % 64);
        uint64_t *word = branch_write(branch, at + places[k] / 64 * 8);
        if (*word & bit)
            return false;
        *word |= bit;
    }
    return true;
}

static inline bool holds(const struct branch *branch, view x, value v)
{
    if (view_kind(x) == VIEW_SMALL)
        return domain_contains(branch, x, v);
    return v >= domain_min(branch, x) && v <= domain_max(branch, x);
}

/* Takes the places from all open variables; *ret_fixed: some are fixed now. */
static bool eliminate(
    struct branch *branch, const struct all_different *all,
    const uint16_t *places, uint32_t count, bool *ret_fixed)
{
    bool fixed = false;
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)
    {
        view x = all->cells[i].x;
        for (uint32_t k = 0; k < count; k++) {
            value v = cell_value(all, i, places[k]);
            if (!holds(branch, x, v))
                continue;
            if (!tell_remove_any(branch, x, v))
                return false;
            fixed |= domain_fixed(branch, x);
        }
    }
    *ret_fixed = fixed;
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
    uint16_t *places =
        worker_scratch(branch->worker, all->count * sizeof *places);
    for (bool again = true; again;) {
        uint32_t count = close_fixed(branch, all, places);
        if (count == 0)
            break;
        if (!take(branch, all, places, count) ||
            !eliminate(branch, all, places, count, &again))
            return PROP_FAILED;
    }
    return at_most_one_open(branch, all) ? PROP_ENTAILED : PROP_STABLE;
}

const struct prop_class all_different_value_class = {
    .name = "all different: values",
    .cost = PROP_LINEAR,
    .propagate = value_propagate,
    .init = all_different_init,
};
