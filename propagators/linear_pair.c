/* linear_pair.c — condition → ±x ± y ≤ constant
 *
 * The rules of linear_bounds.c written out for the constraint of which
 * schedules are made: two variables with 32-bit bounds (SMALL, INTERVAL, LARGE)
 * and coefficients ±1 (half-reified: Feydy, Somogyi, Stuckey, Half reification
 * and flattening, 2011). Most runs read a condition and two records, and end.
 */
#include "propagators/condition.h"
#include "propagators/linear.h"

#include "solver/tell.h"

struct pair {
    struct prop prop;
    view condition;
    view xs[2];
    uint32_t negative[2]; /* 1 or 0 */
    value constant;
};

/* A term's bounds: low and -high. */
struct bounds {
    value low, negated_high;
};

static inline struct bounds
read_term(const struct branch *branch, const struct pair *pair, uint32_t i)
{
    /* the two bounds lie side by side: a negative term reads them swapped */
    const int32_t *d = branch_read(branch, view_offset(pair->xs[i]));
    uint32_t negative = pair->negative[i];
    return (struct bounds){d[negative], d[1 - negative]};
}

/* Tells that term i is at most high. */
static inline bool tell_term(
    struct branch *branch, const struct pair *pair, uint32_t i,
    struct bounds now, value high)
{
    if (-now.negated_high <= high)
        return true;
    return pair->negative[i] ? tell_narrow_min(branch, pair->xs[i], -high)
                             : tell_narrow_max(branch, pair->xs[i], high);
}

static enum prop_status
pair_propagate(struct branch *branch, const struct prop *prop)
{
    const struct pair *pair = (const struct pair *)prop;
    enum condition condition = condition_read(branch, pair->condition);
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    struct bounds x = read_term(branch, pair, 0);
    struct bounds y = read_term(branch, pair, 1);
    value c = pair->constant;
    if (x.low + y.low > c)
        return condition_refuted(branch, pair->condition);
    if (-x.negated_high - y.negated_high <= c)
        return PROP_ENTAILED;
    if (condition == CONDITION_OPEN)
        return PROP_STABLE;
    return tell_term(branch, pair, 0, x, c - y.low) &&
                   tell_term(branch, pair, 1, y, c - x.low)
               ? PROP_STABLE
               : PROP_FAILED;
}

static bool pair_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct pair *pair = (const struct pair *)prop;
    struct linear_term *terms = linear_explain_terms(before, 2);
    for (uint32_t i = 0; i < 2; i++)
        terms[i] =
            (struct linear_term){pair->xs[i], pair->negative[i] ? -1 : 1};
    return linear_explain(
        before, terms, 2, pair->constant, false, pair->condition, *wanted, ret);
}

static const struct prop_class pair_class = {
    .name = "linear ≤ (pair)",
    .cost = PROP_TERNARY,
    .propagate = pair_propagate,
    .explain = pair_explain,
};

bool linear_pair_post(
    struct post *post, const struct linear_terms *terms, view condition)
{
    if (terms->count != 2)
        return false;
    for (uint32_t i = 0; i < 2; i++)
        if (!view_is_narrow(terms->xs[i]) ||
            mpz_cmpabs_ui(terms->coefficients[i], 1) != 0)
            return false;
    struct pair *pair = post_prop(post, &pair_class, sizeof *pair);
    pair->condition = condition;
    pair->constant = mpz_get_si(terms->constant);
    for (uint32_t i = 0; i < 2; i++) {
        pair->xs[i] = terms->xs[i];
        pair->negative[i] = mpz_sgn(terms->coefficients[i]) < 0;
        post_wake(
            post, &pair->prop, pair->xs[i],
            pair->negative[i] ? WAKE_MAX : WAKE_MIN);
    }
    post_wake(post, &pair->prop, condition, WAKE_FIX);
    return true;
}
