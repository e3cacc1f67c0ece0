/* linear_unit.c — Σ ±x = constant, without a condition
 *
 * The rules of linear_bounds.c for coefficients ±1 and variables with 32-bit
 * bounds (SMALL, INTERVAL, LARGE), the commonest equations of decomposed
 * models. Bounds are kept as low and -high, so that turning a sign is swapping
 * them. Three terms are written out.
 *
 * One round reaches the fixpoint unless a bound moved past a hole. For let up =
 * constant - Σ low, down = Σ high - constant, and w the terms' widths: up +
 * down = Σ w. A term is cut from above to the width up, from below to the width
 * down. If none is cut from below, up stays, and down becomes Σ w' - up, which
 * is no less than any w': the widest was cut to up, or fitted down. If a term
 * is cut from below, w > down, then up exceeds the sum of the other widths: so
 * no other is cut. If it is cut from above too, its width becomes that sum, and
 * so do up and down.
 */
#include "propagators/linear.h"

#include "solver/tell.h"
#include "solver/worker.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

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

ALWAYS_INLINE struct bounds
read_term(const struct branch *branch, struct unit_term term)
{
    /* the two bounds lie side by side: a negative term reads them swapped */
    const int32_t *d = branch_read(branch, view_offset(term.x));
    return (struct bounds){d[term.negative], d[1 - term.negative]};
}

/* Tells that a term, x or -x, is at least low; *further: it has become more. */
static __attribute__((noinline)) bool
cut(struct branch *branch, struct unit_term term, value low, bool *further)
{
    if (term.negative ? !tell_narrow_max(branch, term.x, -low)
                      : !tell_narrow_min(branch, term.x, low))
        return false;
    *further |= read_term(branch, term).low != low;
    return true;
}

/* Cuts term i from above to the width up, from below to the width down. */
ALWAYS_INLINE bool cut_term(
    struct branch *branch, struct unit_term term, struct bounds now, value up,
    value down, bool *further)
{
    value width = -now.negated_high - now.low;
    if (width <= up && width <= down)
        return true;
    struct unit_term negated = {term.x, 1 - term.negative};
    return (width <= up || cut(branch, negated, -now.low - up, further)) &&
           (width <= down ||
            cut(branch, term, -now.negated_high - down, further));
}

/* now: room for count terms. */
ALWAYS_INLINE enum prop_status propagate(
    struct branch *branch, const struct unit *unit, uint32_t count,
    struct bounds *now)
{
    bool further;
    do {
        value low = 0, negated_high = 0;
        for (uint32_t i = 0; i < count; i++) {
            now[i] = read_term(branch, unit->terms[i]);
            low += now[i].low;
            negated_high += now[i].negated_high;
        }
        value up = unit->constant - low, down = -negated_high - unit->constant;
        if (up < 0 || down < 0)
            return PROP_FAILED;
        if (up + down == 0)
            return PROP_ENTAILED;
        further = false;
        for (uint32_t i = 0; i < count; i++)
            if (!cut_term(branch, unit->terms[i], now[i], up, down, &further))
                return PROP_FAILED;
    } while (further);
    return PROP_STABLE;
}

static enum prop_status
ternary_propagate(struct branch *branch, const struct prop *prop)
{
    struct bounds now[3];
    return propagate(branch, (const struct unit *)prop, 3, now);
}

static enum prop_status
unit_propagate(struct branch *branch, const struct prop *prop)
{
    const struct unit *unit = (const struct unit *)prop;
    struct bounds *now =
        worker_scratch(branch->worker, unit->count * sizeof *now);
    return propagate(branch, unit, unit->count, now);
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
