/* linear_bounds.c — Σ coefficient·x ≤ constant, = constant, on 64-bit sums
 *
 * Bounds (Z) consistent where domains have no holes (Harvey and Schimpf, Bounds
 * consistency techniques for long linear constraints, 2002). An equation runs
 * both directions until nothing changes.
 *
 * A constraint with many Booleans keeps their part of the sum in the branch:
 * two words, the sum of the weights that are true and of those that are not
 * false, brought up to date as each is fixed. Its literals all have positive
 * weights (a·b with a < 0 is a + |a|·(1 - b)) in descending order, so that
 * those which do not fit the slack are a prefix.
 *
 * Everything lies within ±2^62 (linear_terms_narrow), so nothing wraps.
 */
#include "propagators/linear.h"

#include "solver/tell.h"
#include "solver/worker.h"

#include <assert.h>
#include <stdlib.h>

enum { INCREMENTAL_MIN = 6 }; /* Booleans from which keeping sums pays */

struct linear {
    struct prop prop;
    view condition;
    uint32_t int_count, literal_count;
    value constant;
    value largest; /* weight of the first literal, 0 if none */
    view *xs;      /* int_count; may be Booleans if these are few */
    value *coefficients;
    view *literals; /* literal_count */
    value *weights; /* descending */
};

/* The words of the literals' part in the branch. */
struct linear_sums {
    value certain;  /* weights of true literals */
    value possible; /* weights of literals that are not false */
    uint64_t first; /* all literals before this one are fixed */
};

static const struct linear_sums *
sums_of(const struct branch *branch, const struct linear *linear)
{
    return branch_read(branch, linear->prop.state);
}

/* ---- One direction: Σ ≤ bound ---- */

/* coefficient·x may exceed its least value by slack at most. */
static bool
tighten(struct branch *branch, view x, value coefficient, value slack)
{
    if (coefficient == 1)
        return tell_max(branch, x, domain_min(branch, x) + slack);
    if (coefficient == -1)
        return tell_min(branch, x, domain_max(branch, x) - slack);
    if (coefficient > 0)
        return tell_max(branch, x, domain_min(branch, x) + slack / coefficient);
    return tell_min(branch, x, domain_max(branch, x) - slack / -coefficient);
}

/* Literals whose weight exceeds the slack become false (sign 0) or true (1). */
static bool tighten_literals(
    struct branch *branch, const struct linear *linear, value slack,
    uint32_t sign)
{
    for (uint32_t k = (uint32_t)sums_of(branch, linear)->first;
         k < linear->literal_count && linear->weights[k] > slack; k++) {
        view literal = linear->literals[k];
        if (domain_bool_bits(branch, literal) == 0 &&
            !tell_open_literal(branch, (view){literal.code ^ !sign}))
            return false;
    }
    return true;
}

/* The greatest weight of an open literal, 0 if there is none; moves first there
 * after literal k has been fixed. */
static value heaviest_open(
    const struct branch *branch, const struct linear *linear,
    struct linear_sums *sums, uint32_t k)
{
    if (k == sums->first) {
        do
            k++;
        while (k < linear->literal_count &&
               domain_bool_bits(branch, linear->literals[k]) != 0);
        sums->first = k;
    }
    return sums->first < linear->literal_count ? linear->weights[sums->first]
                                               : 0;
}

static enum prop_status
refute(struct branch *branch, const struct linear *linear)
{
    return tell_false(branch, linear->condition) ? PROP_ENTAILED : PROP_FAILED;
}

static bool asserted(const struct branch *branch, const struct linear *linear)
{
    return domain_min(branch, linear->condition) == 1;
}

static bool dropped(const struct branch *branch, const struct linear *linear)
{
    return domain_max(branch, linear->condition) == 0;
}

/* ---- ≤ ---- */

static enum prop_status
le_propagate(struct branch *branch, const struct prop *prop)
{
    const struct linear *linear = (const struct linear *)prop;
    uint32_t n = linear->int_count;
    value *spread = worker_scratch(branch->worker, n * sizeof *spread);
    value slack = linear->constant, widest = 0, total = 0;
    if (dropped(branch, linear))
        return PROP_ENTAILED;
    if (linear->literal_count > 0)
        slack -= sums_of(branch, linear)->certain;
    for (uint32_t i = 0; i < n; i++) {
        value a = linear->coefficients[i];
        value low = a * domain_min(branch, linear->xs[i]);
        value high = a * domain_max(branch, linear->xs[i]);
        slack -= a > 0 ? low : high;
        spread[i] = a > 0 ? high - low : low - high;
        total += spread[i];
        widest = spread[i] > widest ? spread[i] : widest;
    }
    if (slack < 0)
        return refute(branch, linear);
    if (linear->literal_count == 0 && total <= slack)
        return PROP_ENTAILED;
    if (!asserted(branch, linear))
        return PROP_STABLE;
    if (widest > slack)
        for (uint32_t i = 0; i < n; i++)
            if (spread[i] > slack &&
                !tighten(
                    branch, linear->xs[i], linear->coefficients[i], slack))
                return PROP_FAILED;
    if (linear->largest > slack && !tighten_literals(branch, linear, slack, 0))
        return PROP_FAILED;
    return PROP_STABLE;
}

static bool
le_advise(struct branch *branch, const struct prop *prop, uint32_t data)
{
    const struct linear *linear = (const struct linear *)prop;
    struct linear_sums *sums = branch_write(branch, prop->state);
    sums->certain += linear->weights[data];
    value heaviest = heaviest_open(branch, linear, sums, data);
    value slack = linear->constant - sums->certain;
    return linear->int_count > 0 || slack < heaviest || slack < 0;
}

/* ---- = ---- */

struct slacks {
    value up;   /* constant - least sum */
    value down; /* greatest sum - constant */
};

static struct slacks measure(
    const struct branch *branch, const struct linear *linear, value *spread)
{
    value low_sum = 0, high_sum = 0;
    if (linear->literal_count > 0) {
        const struct linear_sums *sums = sums_of(branch, linear);
        low_sum = sums->certain;
        high_sum = sums->possible;
    }
    for (uint32_t i = 0; i < linear->int_count; i++) {
        value a = linear->coefficients[i];
        value low = a * domain_min(branch, linear->xs[i]);
        value high = a * domain_max(branch, linear->xs[i]);
        low_sum += a > 0 ? low : high;
        high_sum += a > 0 ? high : low;
        spread[i] = a > 0 ? high - low : low - high;
    }
    return (struct slacks){
        linear->constant - low_sum, high_sum - linear->constant};
}

/* Both directions for one integer. */
static bool tighten_both(
    struct branch *branch, view x, value coefficient, struct slacks slacks)
{
    value low = domain_min(branch, x), high = domain_max(branch, x);
    value up = slacks.up, down = slacks.down;
    if (coefficient != 1 && coefficient != -1) {
        value divisor = coefficient > 0 ? coefficient : -coefficient;
        up /= divisor;
        down /= divisor;
    }
    if (coefficient > 0)
        return tell_max(branch, x, low + up) &&
               tell_min(branch, x, high - down);
    return tell_min(branch, x, high - up) && tell_max(branch, x, low + down);
}

/* Once for all integers; *ret_changed if a bound moved. */
static bool tighten_all(
    struct branch *branch, const struct linear *linear, const value *spread,
    struct slacks slacks, bool *ret_changed)
{
    value least = slacks.up < slacks.down ? slacks.up : slacks.down;
    *ret_changed = false;
    for (uint32_t i = 0; i < linear->int_count; i++) {
        if (spread[i] <= least)
            continue;
        *ret_changed = true;
        if (!tighten_both(
                branch, linear->xs[i], linear->coefficients[i], slacks))
            return false;
    }
    return true;
}

static enum prop_status
eq_propagate(struct branch *branch, const struct prop *prop)
{
    const struct linear *linear = (const struct linear *)prop;
    value *spread =
        worker_scratch(branch->worker, linear->int_count * sizeof *spread);
    struct slacks slacks;
    bool changed;
    if (dropped(branch, linear))
        return PROP_ENTAILED;
    do {
        slacks = measure(branch, linear, spread);
        if (slacks.up < 0 || slacks.down < 0)
            return refute(branch, linear);
        if (!asserted(branch, linear))
            return PROP_STABLE;
        if (!tighten_all(branch, linear, spread, slacks, &changed))
            return PROP_FAILED;
    } while (changed);
    if ((linear->largest > slacks.up &&
         !tighten_literals(branch, linear, slacks.up, 0)) ||
        (linear->largest > slacks.down &&
         !tighten_literals(branch, linear, slacks.down, 1)))
        return PROP_FAILED;
    /* without slack in one direction, all are fixed now */
    return slacks.up == 0 || slacks.down == 0 ? PROP_ENTAILED : PROP_STABLE;
}

/* data: index of the literal, and 1 if it became false */
static bool
eq_advise(struct branch *branch, const struct prop *prop, uint32_t data)
{
    const struct linear *linear = (const struct linear *)prop;
    struct linear_sums *sums = branch_write(branch, prop->state);
    if (data & 1)
        sums->possible -= linear->weights[data / 2];
    else
        sums->certain += linear->weights[data / 2];
    value heaviest = heaviest_open(branch, linear, sums, data / 2);
    value up = linear->constant - sums->certain;
    value down = sums->possible - linear->constant;
    value slack = up < down ? up : down;
    return linear->int_count > 0 || slack < heaviest || slack < 0;
}

/* ---- Explaining ---- */

static bool explain(
    const struct explain_view *before, const struct linear *linear,
    bool equation, struct literal wanted, struct reason *ret)
{
    uint32_t n = linear->int_count, count = n + linear->literal_count;
    struct linear_term *terms = linear_explain_terms(before, count);
    for (uint32_t i = 0; i < n; i++)
        terms[i] =
            (struct linear_term){linear->xs[i], linear->coefficients[i]};
    for (uint32_t k = 0; k < linear->literal_count; k++)
        terms[n + k] =
            (struct linear_term){linear->literals[k], linear->weights[k]};
    return linear_explain(
        before, terms, count, linear->constant, equation, linear->condition,
        wanted, ret);
}

static bool le_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    return explain(before, (const struct linear *)prop, false, *wanted, ret);
}

static bool eq_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    return explain(before, (const struct linear *)prop, true, *wanted, ret);
}

/* ---- Posting ---- */

static void linear_init(struct branch *branch, const struct prop *prop)
{
    const struct linear *linear = (const struct linear *)prop;
    value total = 0;
    if (linear->literal_count == 0)
        return;
    for (uint32_t k = 0; k < linear->literal_count; k++)
        total += linear->weights[k];
    ((struct linear_sums *)branch_write(branch, prop->state))->possible = total;
}

static const struct prop_class le_class = {
    .name = "linear ≤",
    .cost = PROP_LINEAR,
    .propagate = le_propagate,
    .explain = le_explain,
    .advise = le_advise,
    .init = linear_init,
};

static const struct prop_class le_short_class = {
    .name = "linear ≤ (short)",
    .cost = PROP_TERNARY,
    .propagate = le_propagate,
    .explain = le_explain,
};

static const struct prop_class eq_class = {
    .name = "linear =",
    .cost = PROP_LINEAR,
    .propagate = eq_propagate,
    .explain = eq_explain,
    .advise = eq_advise,
    .init = linear_init,
};

static const struct prop_class eq_short_class = {
    .name = "linear = (short)",
    .cost = PROP_TERNARY,
    .propagate = eq_propagate,
    .explain = eq_explain,
};

struct weighted {
    value weight;
    view literal;
};

static int heavier_first(const void *a, const void *b)
{
    const struct weighted *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->literal.code < y->literal.code
               ? -1
               : x->literal.code > y->literal.code;
}

/* Takes the Booleans as literals of positive weight. */
static void take_literals(
    struct post *post, struct linear *linear, const struct linear_terms *terms,
    uint32_t count)
{
    struct weighted *sorted = post_alloc(post, count * sizeof *sorted);
    linear->literals = post_alloc(post, count * sizeof(view));
    linear->weights = post_alloc(post, count * sizeof(value));
    for (uint32_t i = 0; i < terms->count; i++) {
        value a = mpz_get_si(terms->coefficients[i]);
        view x = terms->xs[i];
        if (!view_is_literal(x))
            continue;
        if (a < 0) {
            linear->constant -= a;
            a = -a;
            x = view_negated(x);
        }
        sorted[linear->literal_count++] = (struct weighted){a, x};
    }
    qsort(sorted, count, sizeof *sorted, heavier_first);
    for (uint32_t k = 0; k < count; k++) {
        linear->literals[k] = sorted[k].literal;
        linear->weights[k] = sorted[k].weight;
    }
    linear->largest = linear->weights[0];
}

static void watch(struct post *post, const struct linear *linear, bool equation)
{
    const struct prop *prop = &linear->prop;
    for (uint32_t i = 0; i < linear->int_count; i++)
        post_wake(
            post, prop, linear->xs[i],
            equation                       ? WAKE_BOUNDS
            : linear->coefficients[i] > 0 ? WAKE_MIN
                                           : WAKE_MAX);
    for (uint32_t k = 0; k < linear->literal_count; k++) {
        view literal = linear->literals[k];
        post_advise_true(post, prop, literal, equation ? 2 * k : k);
        if (equation)
            post_advise_true(post, prop, view_negated(literal), 2 * k + 1);
    }
    post_wake(post, prop, linear->condition, WAKE_FIX);
}

void linear_bounds_post(
    struct post *post, const struct linear_terms *terms, bool equation,
    view condition)
{
    uint32_t literals = 0;
    for (uint32_t i = 0; i < terms->count; i++)
        literals += view_is_literal(terms->xs[i]);
    if (literals < INCREMENTAL_MIN)
        literals = 0;
    bool is_short = terms->count - literals <= 3 && literals == 0;
    const struct prop_class *class =
        equation ? (is_short ? &eq_short_class : &eq_class)
                 : (is_short ? &le_short_class : &le_class);
    struct linear *linear = post_prop(post, class, sizeof *linear);
    linear->condition = condition;
    linear->constant = mpz_get_si(terms->constant);
    if (literals > 0) {
        take_literals(post, linear, terms, literals);
        post_state(post, &linear->prop, sizeof(struct linear_sums), true);
    }
    linear->xs = post_alloc(post, (terms->count + 1) * sizeof(view));
    linear->coefficients = post_alloc(post, (terms->count + 1) * sizeof(value));
    for (uint32_t i = 0; i < terms->count; i++) {
        if (literals > 0 && view_is_literal(terms->xs[i]))
            continue;
        linear->xs[linear->int_count] = terms->xs[i];
        linear->coefficients[linear->int_count++] =
            mpz_get_si(terms->coefficients[i]);
    }
    watch(post, linear, equation);
    if (!equation && terms->count == 1 &&
        mpz_cmpabs_ui(terms->coefficients[0], 1) == 0) {
        bool least = mpz_sgn(terms->coefficients[0]) < 0;
        value v = mpz_get_si(terms->constant);
        post_link(
            post, &linear->prop, condition, terms->xs[0],
            least ? LITERAL_MIN : LITERAL_MAX, least ? -v : v);
    }
}
