/* linear_unit.c — Σ ±x = constant, without a condition
 *
 * The rules of linear_bounds.c for coefficients ±1 and variables with 32-bit
 * bounds (SMALL, INTERVAL, LARGE), the commonest equations of decomposed models.
 * Bounds are kept as low and -high, so that turning a sign is swapping them. Three
 * terms are written out.
 */
#include "propagators/linear.h"

#include "solver/tell.h"
#include "solver/worker.h"

struct unit {
    struct prop prop;
    uint32_t count;
    value constant;
    struct unit_term {
        view x;
        uint32_t negative; /* 1 or 0 */
    } terms[];
};

/* A term's bounds: low and -high. */
struct bounds {
    value low, negated_high;
};

static inline struct bounds
read_term(const struct branch *branch, const struct unit *unit, uint32_t i)
{
    /* the two bounds lie side by side: a negative term reads them swapped */
    const int32_t *d = branch_read(branch, view_offset(unit->terms[i].x));
    uint32_t negative = unit->terms[i].negative;
    return (struct bounds){d[negative], d[1 - negative]};
}

/* Tells that term i lies in low..-negated_high. */
static inline bool tell_term(
    struct branch *branch, const struct unit *unit, uint32_t i,
    struct bounds now, struct bounds wanted, bool *changed)
{
    view x = unit->terms[i].x;
    bool negative = unit->terms[i].negative;
    if (wanted.low > now.low) {
        *changed = true;
        if (negative ? !tell_narrow_max(branch, x, -wanted.low)
                     : !tell_narrow_min(branch, x, wanted.low))
            return false;
    }
    if (wanted.negated_high > now.negated_high) {
        *changed = true;
        if (negative ? !tell_narrow_min(branch, x, wanted.negated_high)
                     : !tell_narrow_max(branch, x, -wanted.negated_high))
            return false;
    }
    return true;
}

static enum prop_status
ternary_propagate(struct branch *branch, const struct prop *prop)
{
    const struct unit *unit = (const struct unit *)prop;
    value c = unit->constant;
    bool changed;
    do {
        struct bounds t0 = read_term(branch, unit, 0);
        struct bounds t1 = read_term(branch, unit, 1);
        struct bounds t2 = read_term(branch, unit, 2);
        /* term = c - others: its low is c + their -highs */
        value low = t0.low + t1.low + t2.low;
        value high = t0.negated_high + t1.negated_high + t2.negated_high;
        struct bounds w0 = {c + high - t0.negated_high, low - t0.low - c};
        struct bounds w1 = {c + high - t1.negated_high, low - t1.low - c};
        struct bounds w2 = {c + high - t2.negated_high, low - t2.low - c};
        if (low == -high)
            return low == c ? PROP_ENTAILED : PROP_FAILED;
        changed = false;
        if (!tell_term(branch, unit, 0, t0, w0, &changed) ||
            !tell_term(branch, unit, 1, t1, w1, &changed) ||
            !tell_term(branch, unit, 2, t2, w2, &changed))
            return PROP_FAILED;
    } while (changed);
    return PROP_STABLE;
}

/* Tightens the terms that are wider than a slack. */
static bool unit_tighten(
    struct branch *branch, const struct unit *unit, const struct bounds *now,
    value up, value down, bool *changed)
{
    value least = up < down ? up : down;
    for (uint32_t i = 0; i < unit->count; i++) {
        struct bounds t = now[i];
        if (-t.negated_high - t.low <= least)
            continue;
        struct bounds wanted = {-t.negated_high - down, -t.low - up};
        if (!tell_term(branch, unit, i, t, wanted, changed))
            return false;
    }
    return true;
}

static enum prop_status
unit_propagate(struct branch *branch, const struct prop *prop)
{
    const struct unit *unit = (const struct unit *)prop;
    struct bounds *now =
        worker_scratch(branch->worker, unit->count * sizeof *now);
    bool changed;
    do {
        value low = 0, negated_high = 0;
        for (uint32_t i = 0; i < unit->count; i++) {
            now[i] = read_term(branch, unit, i);
            low += now[i].low;
            negated_high += now[i].negated_high;
        }
        value up = unit->constant - low, down = -negated_high - unit->constant;
        if (up < 0 || down < 0)
            return PROP_FAILED;
        if (up + down == 0)
            return PROP_ENTAILED;
        changed = false;
        if (!unit_tighten(branch, unit, now, up, down, &changed))
            return PROP_FAILED;
    } while (changed);
    return PROP_STABLE;
}

static bool unit_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct unit *unit = (const struct unit *)prop;
    struct linear_term *terms = linear_explain_terms(before, unit->count);
    for (uint32_t i = 0; i < unit->count; i++)
        terms[i] = (struct linear_term){
            unit->terms[i].x, unit->terms[i].negative ? -1 : 1};
    return linear_explain(
        before, terms, unit->count, unit->constant, true, VIEW_TRUE, *wanted,
        ret);
}

static const struct prop_class ternary_class = {
    .name = "linear = (three units)",
    .cost = PROP_TERNARY,
    .propagate = ternary_propagate,
    .explain = unit_explain,
};

static const struct prop_class unit_class = {
    .name = "linear = (units)",
    .cost = PROP_LINEAR,
    .propagate = unit_propagate,
    .explain = unit_explain,
};

bool linear_unit_post(
    struct post *post, const struct linear_terms *terms, view condition)
{
    if (terms->count < 3 || !view_same(condition, VIEW_TRUE))
        return false;
    for (uint32_t i = 0; i < terms->count; i++)
        if (!view_is_narrow(terms->xs[i]) ||
            mpz_cmpabs_ui(terms->coefficients[i], 1) != 0)
            return false;
    struct unit *unit = post_prop(
        post, terms->count == 3 ? &ternary_class : &unit_class,
        sizeof *unit + terms->count * sizeof *unit->terms);
    unit->count = terms->count;
    unit->constant = mpz_get_si(terms->constant);
    for (uint32_t i = 0; i < terms->count; i++) {
        unit->terms[i] = (struct unit_term){
            terms->xs[i], mpz_sgn(terms->coefficients[i]) < 0};
        post_wake(post, &unit->prop, terms->xs[i], WAKE_BOUNDS);
    }
    return true;
}
