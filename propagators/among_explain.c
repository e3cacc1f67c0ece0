/* among_explain.c — reasons of among, and of count and global_cardinality
 *
 * Everything is one refutation. The contrary of what is wanted is assumed; then
 * some of the xs lie inside the set and some outside it, so that their number
 * is in must..can, and n has no value there. n has none in a wider gap as a
 * rule,
 *
 *     n's values    … 2      low = 3 … must … can … high = 6      7 …
 *
 * so that `low` of the xs inside and all but `high` of them outside will do,
 * with the literals that say the gap. Those with the fewest literals are taken.
 */
#include "propagators/among.h"

#include "propagators/absence.h"
#include "propagators/range.h"
#include "solver/worker.h"

/* Where an x lies, and how many literals say so. */
struct standing {
    uint8_t where; /* enum membership */
    uint8_t cost;
};

enum {
    COST_MAX = UINT8_MAX
};

static bool add_standing(
    const struct among_claim *claim, const struct among_set *set, uint32_t i,
    enum membership where, struct reason *ret)
{
    view x = claim->xs[i];
    struct range assumed =
        absence_assumed(claim->before->branch->network, claim->wanted, x);
    return where == MEMBERSHIP_INSIDE
               ? absence_beside(
                     claim->before, ret, x, assumed, set->ranges, set->count)
               : absence_in(
                     claim->before, ret, x, assumed, set->ranges, set->count);
}

/* Tries one of the two sides, and gives no reason yet. */
static bool stands(
    const struct among_claim *claim, const struct among_set *set, uint32_t i,
    enum membership where, struct reason *ret, struct standing *ret_standing)
{
    size_t mark = ret->count;
    bool found = add_standing(claim, set, i, where, ret);
    size_t cost = ret->count - mark;
    ret->count = mark;
    if (found)
        *ret_standing = (struct standing){
            (uint8_t)where, cost < COST_MAX ? (uint8_t)cost : COST_MAX};
    return found;
}

/* Where all xs lie; returns how many are inside and may be. */
static struct range take_standings(
    const struct among_claim *claim, const struct among_set *set, bool whole,
    struct reason *ret, struct standing *standings)
{
    struct range found = {0, claim->count};
    for (uint32_t i = 0; i < claim->count; i++) {
        standings[i] = (struct standing){MEMBERSHIP_OPEN, 0};
        if (stands(claim, set, i, MEMBERSHIP_OUTSIDE, ret, &standings[i]))
            found.max--;
        else if (
            whole &&
            stands(claim, set, i, MEMBERSHIP_INSIDE, ret, &standings[i]))
            found.min++;
    }
    return found;
}

/* The cheapest of those on one side; there are enough. */
static bool add_cheapest(
    const struct among_claim *claim, const struct among_set *set,
    const struct standing *standings, enum membership where, value needed,
    struct reason *ret)
{
    for (uint32_t cost = 0; needed > 0 && cost <= COST_MAX; cost++) {
        for (uint32_t i = 0; needed > 0 && i < claim->count; i++) {
            if (standings[i].where != where || standings[i].cost != cost)
                continue;
            needed--;
            if (!add_standing(claim, set, i, where, ret))
                return false;
        }
    }
    return needed <= 0;
}

static struct range assumed_number(const struct among_claim *claim)
{
    return absence_assumed(
        claim->before->branch->network, claim->wanted, claim->number);
}

static bool
can_be(const struct among_claim *claim, struct range assumed, value number)
{
    return range_holds(assumed, number) &&
           explain_contains(claim->before, claim->number, number);
}

/* Widens min..max as far as n has no value, within 0..count; false if it has.
 */
static bool find_gap(
    const struct among_claim *claim, struct range assumed, struct range *gap)
{
    for (value v = gap->min; v <= gap->max; v++)
        if (can_be(claim, assumed, v))
            return false;
    while (gap->min > 0 && !can_be(claim, assumed, gap->min - 1))
        gap->min--;
    while (gap->max < (value)claim->count &&
           !can_be(claim, assumed, gap->max + 1))
        gap->max++;
    return true;
}

static struct standing *standings_of(const struct among_claim *claim)
{
    return worker_scratch(
        claim->before->branch->worker,
        claim->count * sizeof(struct standing) + 1);
}

bool among_refutes(
    const struct among_claim *claim, const struct among_set *set, bool whole,
    struct reason *ret)
{
    struct standing *standings = standings_of(claim);
    struct range assumed = assumed_number(claim);
    struct range gap = take_standings(claim, set, whole, ret, standings);
    return find_gap(claim, assumed, &gap) &&
           absence_in(claim->before, ret, claim->number, assumed, &gap, 1) &&
           add_cheapest(
               claim, set, standings, MEMBERSHIP_INSIDE, gap.min, ret) &&
           add_cheapest(
               claim, set, standings, MEMBERSHIP_OUTSIDE,
               (value)claim->count - gap.max, ret);
}

bool among_refutes_negated(
    const struct among_claim *claim, const struct among_set *set,
    struct reason *ret)
{
    struct standing *standings = standings_of(claim);
    struct range assumed = assumed_number(claim);
    struct range found = take_standings(claim, set, true, ret, standings);
    return range_fixed(found) &&
           absence_beside(
               claim->before, ret, claim->number, assumed, &found, 1) &&
           add_cheapest(
               claim, set, standings, MEMBERSHIP_INSIDE, found.min, ret) &&
           add_cheapest(
               claim, set, standings, MEMBERSHIP_OUTSIDE,
               (value)claim->count - found.max, ret);
}

bool among_some(
    const struct among_claim *claim, const struct among_set *set,
    enum membership where, value needed, struct reason *ret)
{
    if (needed <= 0)
        return true;
    struct standing *standings = standings_of(claim);
    struct range found = take_standings(claim, set, true, ret, standings);
    value there = where == MEMBERSHIP_INSIDE ? found.min
                                             : (value)claim->count - found.max;
    return needed <= there &&
           add_cheapest(claim, set, standings, where, needed, ret);
}
