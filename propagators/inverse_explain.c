/* inverse_explain.c — reasons of inverse
 *
 * x = f[i] loses what the contrary of the wanted literal leaves to it, value by
 * value: j, because it has lost it already or g[j] has lost i; or all at once,
 * because some g[j] is i. The shorter reason is taken. The propagator fails
 * only where one side has what the other has lost.
 */
#include "propagators/inverse.h"

#include "propagators/absence.h"
#include "propagators/range.h"

/* A variable, f[place] or g[place]. */
struct cell {
    const struct explain_view *before;
    const struct inverse *inverse;
    uint32_t side, place;
};

static view view_of(const struct cell *cell)
{
    return cell->inverse->xs[cell->side][cell->place];
}

/* Its index: a value of the other side. */
static value index_of(const struct cell *cell)
{
    return cell->inverse->first[cell->side] + cell->place;
}

/* The variable of the other side whose index is a value v of this cell. */
static view other(const struct cell *cell, value v)
{
    uint32_t side = 1 - cell->side;
    return cell->inverse->xs[side][v - cell->inverse->first[side]];
}

/* All values of the cell. */
static struct range values_of(const struct cell *cell)
{
    value first = cell->inverse->first[1 - cell->side];
    return (struct range){first, first + cell->inverse->count - 1};
}

/* The cell has none of the values that are assumed, one by one. */
static bool
explain_each(const struct cell *cell, struct range assumed, struct reason *ret)
{
    const struct explain_view *before = cell->before;
    view x = view_of(cell);
    struct range left = range_meet(values_of(cell), assumed);
    if (!absence_bounds(before, ret, x, &left))
        return false;
    for (value v = left.min; v <= left.max; v++)
        if (!reason_removed(before, ret, x, v) &&
            !reason_removed(before, ret, other(cell, v), index_of(cell)))
            return false;
    return true;
}

/* The cell has another value than those. */
static bool
explain_taken(const struct cell *cell, struct range assumed, struct reason *ret)
{
    struct range all = values_of(cell);
    value me = index_of(cell);
    for (value v = all.min; v <= all.max; v++) {
        view y = other(cell, v);
        if (!range_holds(assumed, v) && explain_fixed(cell->before, y) &&
            explain_min(cell->before, y) == me)
            return reason_fixed(cell->before, ret, y);
    }
    return false;
}

static bool
explain_cell(const struct cell *cell, struct range assumed, struct reason *ret)
{
    size_t mark = ret->count;
    bool each = explain_each(cell, assumed, ret);
    if (each && ret->count - mark <= 1)
        return true; /* nothing is shorter */
    if (!each)
        ret->count = mark;
    size_t middle = ret->count;
    if (!explain_taken(cell, assumed, ret)) {
        ret->count = middle;
        return each;
    }
    if (each)
        absence_shorter(ret, mark, middle);
    return true;
}

/* The cell has a value, and that place of the other side lacks its index. */
static bool explain_contradiction(const struct cell *cell, struct reason *ret)
{
    view x = view_of(cell);
    value v = explain_min(cell->before, x);
    return explain_fixed(cell->before, x) &&
           reason_removed(cell->before, ret, other(cell, v), index_of(cell)) &&
           reason_fixed(cell->before, ret, x);
}

/* The cell has what is wanted for its variable. */
static bool explain_wanted(
    const struct cell *cell, struct literal wanted, struct reason *ret)
{
    const struct network *network = cell->before->branch->network;
    return explain_cell(
        cell, absence_assumed(network, wanted, view_of(cell)), ret);
}

bool inverse_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct inverse *inverse = (const struct inverse *)prop;
    const struct network *network = before->branch->network;
    bool failure = wanted->kind == LITERAL_NONE;
    struct literal l;
    size_t mark = ret->count;
    for (uint32_t k = 0; k < 2 * inverse->count; k++) {
        uint32_t side = k >= inverse->count;
        struct cell cell = {before, inverse, side, k - side * inverse->count};
        if (!failure && !explain_matches(network, *wanted, view_of(&cell), &l))
            continue;
        if (failure ? explain_contradiction(&cell, ret)
                    : explain_wanted(&cell, *wanted, ret))
            return true;
        ret->count = mark;
    }
    return false;
}
