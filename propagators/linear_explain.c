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

#include "solver/log_literal.h"
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

static value coefficient_of(const struct direction *d, uint32_t i)
{
    return d->sign * d->terms[i].coefficient;
}

/* A term whose least value is not that of the root. */
struct candidate {
    uint32_t term, event; /* the event that made the difference */
    value distance;       /* between the two */
    value bound;          /* of the variable */
};

/* Returns the least value of term i, and what of it the root does not know.
 * (Products and sums of bounds fit: linear_terms_narrow.) */
static value
read_term(const struct direction *d, uint32_t i, struct candidate *ret)
{
    const struct network *network = d->before->branch->network;
    value a = coefficient_of(d, i);
    view x = d->terms[i].x;
    ret->term = i;
    ret->bound = explain_bound_event(
        d->before, x, a > 0 ? LITERAL_MIN : LITERAL_MAX, &ret->event);
    if (ret->event)
        ret->distance =
            a * (ret->bound - (a > 0 ? explain_root_min(network, x)
                                     : explain_root_max(network, x)));
    return a * ret->bound;
}

/* The bound of a term, weaker by as much as slack allows, which is less than
 * would leave it out: it is true and says something. */
static bool add_weakened(
    const struct direction *d, const struct candidate *candidate, value *slack,
    struct reason *ret)
{
    value a = coefficient_of(d, candidate->term), step = a > 0 ? a : -a;
    value less = *slack / step;
    *slack -= less * step;
    struct literal weaker = {
        d->terms[candidate->term].x, a > 0 ? LITERAL_MIN : LITERAL_MAX,
        candidate->bound - (a > 0 ? less : -less)};
    if (view_kind(weaker.x) == VIEW_DERIVED)
        return reason_add(d->before, ret, weaker.x, weaker.kind, weaker.v);
    if (view_kind(weaker.x) == VIEW_NOT)
        weaker = (struct literal){
            view_negated(weaker.x), LITERAL_MAX - weaker.kind, 1 - weaker.v};
    VEC_PUSH(*ret, weaker);
    return true;
}

static int latest_first(const void *a, const void *b)
{
    uint32_t x = ((const struct candidate *)a)->event;
    uint32_t y = ((const struct candidate *)b)->event;
    return (x < y) - (x > y);
}

static void swap(struct candidate *a, struct candidate *b)
{
    struct candidate held = *a;
    *a = *b;
    *b = held;
}

/* Those that slack may leave out come first, sorted; returns how many. */
static uint32_t order(struct candidate *candidates, uint32_t count, value slack)
{
    uint32_t fitting = 0;
    for (uint32_t k = 0; k < count; k++)
        if (candidates[k].distance <= slack)
            swap(&candidates[fitting++], &candidates[k]);
    if (fitting > 1)
        qsort(candidates, fitting, sizeof *candidates, latest_first);
    return fitting;
}

static void put_latest_first(struct candidate *candidates, uint32_t count)
{
    for (uint32_t k = 1; k < count; k++)
        if (candidates[k].event > candidates[0].event)
            swap(&candidates[0], &candidates[k]);
}

static struct candidate *
linear_explain_scratch(const struct explain_view *before, uint32_t count)
{
    return (struct candidate *)(linear_explain_terms(before, count) + count);
}

/* Reads all terms but one (skip; count: none); returns the sum of their least
 * values. */
static value read_terms(
    const struct direction *d, uint32_t skip, struct candidate *candidates,
    uint32_t *ret_count)
{
    const struct branch *branch = d->before->branch;
    const struct linear_term *terms = d->terms;
    uint32_t count = 0, end = d->before->end, term_count = d->count;
    int sign = d->sign;
    value sum = 0;
    for (uint32_t i = 0; i < term_count; i++) {
        if (i == skip)
            continue;
        if (!view_is_literal(terms[i].x)) {
            sum += read_term(d, i, &candidates[count]);
            count += candidates[count].event != 0;
            continue;
        }
        value a = sign * terms[i].coefficient;
        uint32_t event = log_literal_id(
            branch, terms[i].x, a > 0 ? LITERAL_MIN : LITERAL_MAX, end);
        sum += (a > 0) == (event != 0) ? a : 0;
        if (event)
            candidates[count++] =
                (struct candidate){i, event, a > 0 ? a : -a, a > 0};
    }
    *ret_count = count;
    return sum;
}

/* Why the terms but one (skip; count: none) are at least `needed`. */
static bool explain_least(
    const struct direction *d, uint32_t skip, wide needed, struct reason *ret)
{
    struct candidate *candidates = linear_explain_scratch(d->before, d->count);
    uint32_t count, kept = 0;
    value sum = read_terms(d, skip, candidates, &count);
    if (sum < needed)
        return false;
    wide rest = sum - needed;
    value slack = rest < INT64_MAX ? (value)rest : INT64_MAX;
    uint32_t fitting = order(candidates, count, slack);
    for (uint32_t k = 0; k < count; k++) {
        if (k < fitting && candidates[k].distance <= slack)
            slack -= candidates[k].distance;
        else
            candidates[kept++] = candidates[k];
    }
    put_latest_first(candidates, kept);
    for (uint32_t k = 0; k < kept; k++)
        if (!add_weakened(d, &candidates[k], &slack, ret))
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
