/* range.c — see range.h */
#include "propagators/range.h"

#include "propagators/window.h"
#include "solver/network.h"

struct range range_hull(struct range a, struct range b)
{
    if (range_empty(a))
        return b;
    if (range_empty(b))
        return a;
    return (struct range){
        a.min < b.min ? a.min : b.min, a.max > b.max ? a.max : b.max};
}

struct range range_of_any(const struct branch *branch, view x)
{
    return (struct range){domain_min(branch, x), domain_max(branch, x)};
}

bool range_dense(const struct branch *branch, view x)
{
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *small = branch_read(branch, view_offset(x));
        return (small->bits & (small->bits + 1)) == 0;
    }
    if (view_kind(x) == VIEW_DERIVED)
        return range_dense(
            branch, branch->network->derived[view_place(x)].base);
    return view_kind(x) != VIEW_LARGE;
}

bool range_holds_holes(const struct branch *branch, view x)
{
    if (view_kind(x) == VIEW_DERIVED)
        x = branch->network->derived[view_place(x)].base;
    return view_kind(x) == VIEW_SMALL || view_kind(x) == VIEW_LARGE;
}

static bool both_dense(const struct branch *branch, view x, view y)
{
    return range_dense(branch, x) && range_dense(branch, y);
}

bool range_first_common(
    const struct branch *branch, view x, view y, struct range a,
    value *ret_first)
{
    a = range_meet(a, range_meet(range_of(branch, x), range_of(branch, y)));
    if (range_empty(a))
        return false;
    *ret_first = a.min;
    if (both_dense(branch, x, y))
        return true;
    for (value from = a.min;; from += 64) {
        uint64_t bits = window_read(branch, x, from);
        bits &= bits ? window_read(branch, y, from) : 0;
        if (bits) {
            *ret_first = from + __builtin_ctzll(bits);
            return *ret_first <= a.max;
        }
        if (a.max - from < 64)
            return false;
    }
}

bool range_last_common(
    const struct branch *branch, view x, view y, struct range a,
    value *ret_last)
{
    a = range_meet(a, range_meet(range_of(branch, x), range_of(branch, y)));
    if (range_empty(a))
        return false;
    *ret_last = a.max;
    if (both_dense(branch, x, y))
        return true;
    while (!range_fits_word(a)) {
        value from = a.max - 63;
        uint64_t bits =
            window_read(branch, x, from) & window_read(branch, y, from);
        if (bits) {
            *ret_last = a.max - __builtin_clzll(bits);
            return true;
        }
        a.max = from - 1;
    }
    uint64_t bits = window_read(branch, x, a.min) &
                    window_read(branch, y, a.min) &
                    UINT64_MAX >> (63 - (a.max - a.min));
    if (bits)
        *ret_last = a.min + 63 - __builtin_clzll(bits);
    return bits != 0;
}

/* Takes the values from + k for the bits k out of a domain. */
static bool
remove_bits(struct branch *branch, view x, value from, uint64_t bits)
{
    for (; bits; bits &= bits - 1)
        if (!tell_remove(branch, x, from + __builtin_ctzll(bits)))
            return false;
    return true;
}

bool range_equate(struct branch *branch, view x, view y)
{
    struct range both = range_meet(range_of(branch, x), range_of(branch, y));
    if (!range_tell(branch, x, both) || !range_tell(branch, y, both))
        return false;
    if (both_dense(branch, x, y))
        return true;
    if (range_fits_word(both)) {
        uint64_t bits =
            window_read(branch, x, both.min) & window_read(branch, y, both.min);
        return tell_bits(branch, x, both.min, bits) &&
               tell_bits(branch, y, both.min, bits);
    }
    for (value from = both.min;; from += 64) {
        uint64_t in_x = window_read(branch, x, from);
        uint64_t in_y = window_read(branch, y, from);
        if (!remove_bits(branch, x, from, in_x & ~in_y) ||
            !remove_bits(branch, y, from, in_y & ~in_x))
            return false;
        if (both.max - from < 64)
            return true;
    }
}

bool range_equated(const struct branch *branch, view x, view y)
{
    struct range a = range_of(branch, x);
    return range_fixed(a) && range_same(a, range_of(branch, y));
}

void range_list_add(struct range_list *list, value v)
{
    if (list->count > 0 && v - 1 <= list->items[list->count - 1].max)
        list->items[list->count - 1].max = v;
    else
        VEC_PUSH(*list, (struct range){v, v});
}
