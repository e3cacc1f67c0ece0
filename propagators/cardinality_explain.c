/* cardinality_explain.c — reasons of global_cardinality
 *
 * The contrary of what is wanted is refuted in one of three ways: an x lies
 * outside a closed cover; the number of xs that are one value of the cover
 * cannot be its count (among_explain.c); or the counts add up to too much or
 * too little for the xs that lie in the cover. In a sum bounds are left out or
 * weakened as far as it allows.
 */
#include "propagators/cardinality.h"

#include "propagators/absence.h"
#include "propagators/range.h"

static bool refute_place(
    const struct cardinality *self, struct among_claim claim, uint32_t k,
    struct reason *ret)
{
    struct range range = {self->cover[k], self->cover[k]};
    struct among_set set = {.ranges = &range, .count = 1};
    claim.number = self->counts[k];
    return among_refutes(&claim, &set, true, ret);
}

/* ---- Sums ---- */

/* Too many: least counts add up to more than there are xs. Too few: greatest
 * counts, which are taken as negative numbers, so that again a sum of bounds is
 * too large. */
struct sum {
    const struct cardinality *self;
    const struct among_claim *claim;
    bool many;
};

/* The bound of a count, and how much of it needs no literal. */
struct bound {
    value now, known;
};

/* A bound as a number to be added up; beyond 0..n all are as good as the next.
 */
static value addend(const struct sum *sum, value bound)
{
    value beyond = (value)sum->self->count + 1;
    bound = bound < -1 ? -1 : bound > beyond ? beyond : bound;
    return sum->many ? bound : -bound;
}

static value greater(value a, value b)
{
    return a > b ? a : b;
}

static struct bound bound_of(const struct sum *sum, uint32_t k)
{
    const struct explain_view *before = sum->claim->before;
    const struct network *network = before->branch->network;
    view count = sum->self->counts[k];
    struct range assumed = absence_assumed(network, sum->claim->wanted, count);
    struct range now = {explain_min(before, count), explain_max(before, count)};
    struct range root = {
        explain_root_min(network, count), explain_root_max(network, count)};
    value any = addend(sum, sum->many ? 0 : (value)sum->self->count);
    value known = greater(
        addend(sum, sum->many ? root.min : root.max),
        addend(sum, sum->many ? assumed.min : assumed.max));
    struct bound bound = {.known = greater(any, known)};
    bound.now =
        greater(bound.known, addend(sum, sum->many ? now.min : now.max));
    return bound;
}

static value total(const struct sum *sum)
{
    value all = 0;
    for (uint32_t k = 0; k < sum->self->cover_count; k++)
        all += bound_of(sum, k).now;
    return all;
}

static bool
add_bound(const struct sum *sum, uint32_t k, value bound, struct reason *ret)
{
    view count = sum->self->counts[k];
    return sum->many
               ? reason_add(sum->claim->before, ret, count, LITERAL_MIN, bound)
               : reason_add(
                     sum->claim->before, ret, count, LITERAL_MAX, -bound);
}

/* What is left of the slack when all bounds are left out that can be. */
static value leave_out(const struct sum *sum, value slack)
{
    for (uint32_t k = 0; k < sum->self->cover_count; k++) {
        struct bound bound = bound_of(sum, k);
        if (bound.now - bound.known <= slack)
            slack -= bound.now - bound.known;
    }
    return slack;
}

static bool add_bounds(const struct sum *sum, value slack, struct reason *ret)
{
    value left = leave_out(sum, slack);
    for (uint32_t k = 0; k < sum->self->cover_count; k++) {
        struct bound bound = bound_of(sum, k);
        value distance = bound.now - bound.known;
        if (distance <= slack) {
            slack -= distance;
            continue;
        }
        if (!add_bound(sum, k, bound.now - left, ret))
            return false;
        left = 0;
    }
    return true;
}

/* Open: xs outside the cover, or inside, are counted as far as is needed. */
static bool refute_sum(const struct sum *sum, struct reason *ret)
{
    const struct cardinality *self = sum->self;
    value slack = total(sum) - (sum->many ? (value)self->count + 1 : 1);
    value xs = 0;
    if (self->closed)
        slack += sum->many ? 0 : self->count;
    else if (slack < 0)
        xs = -slack;
    slack += xs;
    return slack >= 0 &&
           among_some(
               sum->claim, &self->set,
               sum->many ? MEMBERSHIP_OUTSIDE : MEMBERSHIP_INSIDE, xs, ret) &&
           add_bounds(sum, slack, ret);
}

static bool refute_sums(
    const struct cardinality *self, const struct among_claim *claim,
    struct reason *ret)
{
    struct sum many = {self, claim, true}, few = {self, claim, false};
    size_t mark = ret->count;
    if (refute_sum(&many, ret))
        return true;
    ret->count = mark;
    return refute_sum(&few, ret);
}

/* ---- All ---- */

/* Is what is wanted about this count, or about an x having this value? */
static bool concerned(
    const struct cardinality *self, const struct among_claim *claim, uint32_t k)
{
    const struct network *network = claim->before->branch->network;
    struct literal l;
    if (explain_matches(network, claim->wanted, self->counts[k], &l))
        return true;
    for (uint32_t i = 0; i < self->count; i++)
        if (explain_matches(network, claim->wanted, self->xs[i], &l))
            return l.v == self->cover[k];
    return false;
}

static bool refute_places(
    const struct cardinality *self, const struct among_claim *claim,
    bool concerning, struct reason *ret)
{
    size_t mark = ret->count;
    for (uint32_t k = 0; k < self->cover_count; k++) {
        if (concerned(self, claim, k) == concerning &&
            refute_place(self, *claim, k, ret))
            return true;
        ret->count = mark;
    }
    return false;
}

/* By a value or a sum: both are looked at where both may be, about counts. */
static bool refute_counts(
    const struct cardinality *self, const struct among_claim *claim,
    struct reason *ret)
{
    size_t mark = ret->count;
    if (!refute_places(self, claim, true, ret)) {
        ret->count = mark;
        if (refute_sums(self, claim, ret))
            return true;
        ret->count = mark;
        return refute_places(self, claim, false, ret);
    }
    size_t middle = ret->count;
    if (refute_sums(self, claim, ret))
        absence_shorter(ret, mark, middle);
    else
        ret->count = middle;
    return true;
}

bool cardinality_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct cardinality *self = (const struct cardinality *)prop;
    struct among_claim claim = {
        before, *wanted, VIEW_FALSE, self->count, self->xs};
    if (!absence_condition(before, ret, *wanted, self->condition))
        return false;
    size_t mark = ret->count;
    if (self->closed &&
        among_some(&claim, &self->set, MEMBERSHIP_OUTSIDE, 1, ret))
        return true;
    ret->count = mark;
    return refute_counts(self, &claim, ret);
}
