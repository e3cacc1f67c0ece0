/* linear_explain.c — reasons for what sums on 64 bits tell
 *
 * [x_j <= v] follows from Σ ≤ constant if the least values of the other terms
 * add up to more than constant - a_j (v + 1). What they exceed it by is slack,
 * with which bounds are weakened: first those that can go back to where they
 * were declared are left out, the latest events first, then the others give way
 * as far as slack lasts (cf. Stuckey, Lazy Clause Generation, CPAIOR 2010). An
 * equation is two of that.
 */
#include "propagators/linear.h"

#include "solver/network.h"
#include "solver/worker.h"

#include <stdlib.h>

typedef __int128 wide;

/* One direction: sign · Σ ≤ sign · constant. */
struct direction {
    const struct explain_view *before;
    const struct linear_term *terms;
    uint32_t count;
    int sign;
    wide constant;
};

static wide coefficient_of(const struct direction *d, uint32_t i)
{
    return (wide)d->sign * d->terms[i].coefficient;
}

static wide least(const struct direction *d, uint32_t i)
{
    wide a = coefficient_of(d, i);
    view x = d->terms[i].x;
    return a * (a > 0 ? explain_min(d->before, x) : explain_max(d->before, x));
}

static wide root_least(const struct direction *d, uint32_t i)
{
    const struct network *network = d->before->branch->network;
    wide a = coefficient_of(d, i);
    view x = d->terms[i].x;
    return a * (a > 0 ? explain_root_min(network, x)
                      : explain_root_max(network, x));
}

/* The bound of term i, weaker by as much as slack allows. */
static bool add_weakened(
    const struct direction *d, uint32_t i, wide *slack, struct reason *ret)
{
    wide a = coefficient_of(d, i), step = a > 0 ? a : -a, less = *slack / step;
    view x = d->terms[i].x;
    *slack -= less * step;
    if (a > 0)
        return reason_add(
            d->before, ret, x, LITERAL_MIN,
            (value)(explain_min(d->before, x) - less));
    return reason_add(
        d->before, ret, x, LITERAL_MAX,
        (value)(explain_max(d->before, x) + less));
}

/* A term that may be left out, and the id of the event that gave its bound. */
struct candidate {
    uint32_t term, event;
};

static uint32_t event_of(const struct direction *d, uint32_t i)
{
    struct literal literal;
    view x = d->terms[i].x;
    bool least_wanted = coefficient_of(d, i) > 0;
    if (!explain_base(
            d->before, x, least_wanted ? LITERAL_MIN : LITERAL_MAX, &literal))
        return 0;
    return log_latest_id(
        d->before->branch, literal.x, literal.kind, d->before->end);
}

static int latest_first(const void *a, const void *b)
{
    uint32_t x = ((const struct candidate *)a)->event;
    uint32_t y = ((const struct candidate *)b)->event;
    return (x < y) - (x > y);
}

/* The terms whose bounds are not those of the root, the latest first. */
static uint32_t
find_candidates(const struct direction *d, uint32_t skip, struct candidate *ret)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < d->count; i++)
        if (i != skip && least(d, i) != root_least(d, i))
            ret[count++] = (struct candidate){i, event_of(d, i)};
    if (count > 1)
        qsort(ret, count, sizeof *ret, latest_first);
    return count;
}

static struct candidate *
linear_explain_scratch(const struct explain_view *before, uint32_t count)
{
    return (struct candidate *)(linear_explain_terms(before, count) + count);
}

/* Why the terms but one (skip; count: none) are at least `needed`. */
static bool explain_least(
    const struct direction *d, uint32_t skip, wide needed, struct reason *ret)
{
    wide slack = -needed;
    for (uint32_t i = 0; i < d->count; i++)
        slack += i == skip ? 0 : least(d, i);
    if (slack < 0)
        return false;
    struct candidate *candidates = linear_explain_scratch(d->before, d->count);
    uint32_t count = find_candidates(d, skip, candidates), kept = 0;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t i = candidates[k].term;
        wide distance = least(d, i) - root_least(d, i);
        if (distance <= slack)
            slack -= distance;
        else
            candidates[kept++] = candidates[k];
    }
    for (uint32_t k = 0; k < kept; k++)
        if (!add_weakened(d, candidates[k].term, &slack, ret))
            return false;
    return true;
}

/* Why a bound of term j is what it is. */
static bool explain_term(
    const struct direction *d, uint32_t j, struct literal wanted,
    struct reason *ret)
{
    wide a = coefficient_of(d, j);
    if (!explain_matches(
            d->before->branch->network, wanted, d->terms[j].x, &wanted) ||
        wanted.kind != (a > 0 ? LITERAL_MAX : LITERAL_MIN))
        return false;
    wide refuted = (wide)wanted.v + (a > 0 ? 1 : -1);
    return explain_least(d, j, d->constant - a * refuted + 1, ret);
}

static bool explain_direction(
    const struct direction *d, view condition, struct literal wanted,
    struct reason *ret)
{
    size_t mark = ret->count;
    if (reason_refutes(d->before, ret, wanted, condition) &&
        explain_least(d, d->count, d->constant + 1, ret))
        return true;
    for (uint32_t j = 0; j < d->count; j++) {
        ret->count = mark;
        if (explain_term(d, j, wanted, ret) &&
            reason_true(d->before, ret, condition))
            return true;
    }
    ret->count = mark;
    return false;
}

/* The scratch holds the terms, then what explain_least needs. */
struct linear_term *
linear_explain_terms(const struct explain_view *before, uint32_t count)
{
    return worker_scratch(
        before->branch->worker,
        count * (sizeof(struct linear_term) + sizeof(struct candidate)));
}

bool linear_explain(
    const struct explain_view *before, const struct linear_term *terms,
    uint32_t count, value constant, bool equation, view condition,
    struct literal wanted, struct reason *ret)
{
    struct direction up = {before, terms, count, 1, constant};
    struct direction down = {before, terms, count, -1, -(wide)constant};
    return explain_direction(&up, condition, wanted, ret) ||
           (equation && explain_direction(&down, condition, wanted, ret));
}
