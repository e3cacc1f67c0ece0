/* linear_ternary.c — ±x ± y ± z = constant, without a condition
 *
 * The commonest equation of decomposed models, and so written out: bounds (Z)
 * consistent, on records with 32-bit bounds only (SMALL, INTERVAL, LARGE).
 * Bounds are kept as low and -high, so that turning a sign is swapping them.
 */
#include "propagators/linear.h"

#include "solver/tell.h"

struct ternary {
    struct prop prop;
    view xs[3];
    bool negative[3];
    value constant;
};

/* A term's bounds: low and -high. */
struct bounds {
    value low, negated_high;
};

static struct bounds
read_term(const struct branch *branch, const struct ternary *ternary, int i)
{
    const struct domain_interval *d = domain_bounds(branch, ternary->xs[i]);
    return ternary->negative[i]
               ? (struct bounds){d->negated_high, d->low}
               : (struct bounds){d->low, d->negated_high};
}

/* Tells that term i lies in low..-negated_high. */
static bool tell_term(
    struct branch *branch, const struct ternary *ternary, int i,
    struct bounds now, struct bounds wanted, bool *changed)
{
    view x = ternary->xs[i];
    if (wanted.low > now.low) {
        *changed = true;
        if (ternary->negative[i] ? !tell_max_any(branch, x, -wanted.low)
                                 : !tell_min_any(branch, x, wanted.low))
            return false;
    }
    if (wanted.negated_high > now.negated_high) {
        *changed = true;
        if (ternary->negative[i]
                ? !tell_min_any(branch, x, wanted.negated_high)
                : !tell_max_any(branch, x, -wanted.negated_high))
            return false;
    }
    return true;
}

static enum prop_status
ternary_propagate(struct branch *branch, const struct prop *prop)
{
    const struct ternary *ternary = (const struct ternary *)prop;
    value c = ternary->constant;
    bool changed;
    do {
        struct bounds t0 = read_term(branch, ternary, 0);
        struct bounds t1 = read_term(branch, ternary, 1);
        struct bounds t2 = read_term(branch, ternary, 2);
        /* term = c - others: its low is c + their -highs */
        value low = t0.low + t1.low + t2.low;
        value high = t0.negated_high + t1.negated_high + t2.negated_high;
        struct bounds w0 = {c + high - t0.negated_high, low - t0.low - c};
        struct bounds w1 = {c + high - t1.negated_high, low - t1.low - c};
        struct bounds w2 = {c + high - t2.negated_high, low - t2.low - c};
        if (low == -high)
            return low == c ? PROP_ENTAILED : PROP_FAILED;
        changed = false;
        if (!tell_term(branch, ternary, 0, t0, w0, &changed) ||
            !tell_term(branch, ternary, 1, t1, w1, &changed) ||
            !tell_term(branch, ternary, 2, t2, w2, &changed))
            return PROP_FAILED;
    } while (changed);
    return PROP_STABLE;
}

static const struct prop_class ternary_class = {
    .name = "linear = (ternary)",
    .cost = PROP_TERNARY,
    .propagate = ternary_propagate,
};

bool linear_ternary_post(
    struct post *post, const struct linear_terms *terms, view condition)
{
    if (terms->count != 3 || !view_same(condition, VIEW_TRUE))
        return false;
    for (int i = 0; i < 3; i++)
        if (!view_is_narrow(terms->xs[i]) ||
            mpz_cmpabs_ui(terms->coefficients[i], 1) != 0)
            return false;
    struct ternary *ternary = post_prop(post, &ternary_class, sizeof *ternary);
    ternary->constant = mpz_get_si(terms->constant);
    for (int i = 0; i < 3; i++) {
        ternary->xs[i] = terms->xs[i];
        ternary->negative[i] = mpz_sgn(terms->coefficients[i]) < 0;
        post_wake(post, &ternary->prop, ternary->xs[i], WAKE_BOUNDS);
    }
    return true;
}
