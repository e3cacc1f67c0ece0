/* linear_pair.c — condition → ±x ± y ≤ constant
 *
 * The rules of linear_bounds.c written out for the constraint of which
 * schedules are made: two variables with 32-bit bounds (SMALL, INTERVAL, LARGE)
 * and coefficients ±1 (half-reified: Feydy, Somogyi, Stuckey, Half reification
 * and flattening, 2011). Most runs read a condition and two records, and end.
 */
#include "propagators/condition.h"
#include "propagators/linear.h"

#include "solver/literal.h"
#include "solver/tell.h"

struct pair {
    struct prop prop;
    view condition;
    view xs[2];
    uint32_t negative[2]; /* 1 or 0 */
    value constant; /* of 32 bits */
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

/* ---- Reasons ---- */

/* A term in a view: its least value, that of every branch, and the event that
 * made the difference. */
struct seen {
    value low, root;
    uint32_t event; /* or 0 */
};

static struct seen
see_term(const struct explain_view *before, const struct pair *pair, uint32_t i)
{
    const struct branch *branch = before->branch;
    view x = pair->xs[i];
    bool negative = pair->negative[i];
    struct seen seen;
    seen.root = negative ? -explain_root_max(branch->network, x)
                         : explain_root_min(branch->network, x);
    seen.event = log_latest_id(
        branch, x, negative ? LITERAL_MAX : LITERAL_MIN, before->end);
    seen.low = seen.root;
    if (seen.event) {
        value v = log_at(branch, seen.event)->v;
        seen.low = negative ? -v : v;
    }
    return seen;
}

/* Adds that term i is at least v, which held for sure: nothing is looked up. */
static void add_term(
    const struct pair *pair, uint32_t i, value v, struct reason *ret)
{
    struct literal low = {pair->xs[i], LITERAL_MIN, v};
    struct literal high = {pair->xs[i], LITERAL_MAX, -v};
    VEC_PUSH(*ret, pair->negative[i] ? high : low);
}

/* Adds the condition, which was true for sure. */
static void add_condition(const struct pair *pair, struct reason *ret)
{
    if (!view_same(pair->condition, VIEW_TRUE))
        VEC_PUSH(*ret, literal_of_view(pair->condition));
}

/* Why the terms add up to more than the constant. What they exceed it by is
 * slack: with it one bound is left out if it can be, the later one rather, or
 * is weakened. */
static bool explain_sum(
    const struct explain_view *before, const struct pair *pair,
    struct reason *ret)
{
    struct seen seen[2] = {
        see_term(before, pair, 0), see_term(before, pair, 1)};
    value slack = seen[0].low + seen[1].low - pair->constant - 1;
    uint32_t late = seen[1].event > seen[0].event, early = 1 - late;
    if (slack < 0)
        return false;
    if (seen[late].low - seen[late].root <= slack) {
        add_term(pair, early, pair->constant + 1 - seen[late].root, ret);
    } else if (seen[early].low - seen[early].root <= slack) {
        add_term(pair, late, pair->constant + 1 - seen[early].root, ret);
    } else {
        add_term(pair, late, seen[late].low - slack, ret);
        add_term(pair, early, seen[early].low, ret);
    }
    return true;
}

/* Why term i is at most v, or at most less, as it was told: the condition was
 * true, and the other is at least what is left. */
static bool explain_term(
    const struct pair *pair, uint32_t i, struct literal wanted,
    struct reason *ret)
{
    enum literal_kind kind = pair->negative[i] ? LITERAL_MIN : LITERAL_MAX;
    if (!view_same(wanted.x, pair->xs[i]) || wanted.kind != kind)
        return false;
    value v = pair->negative[i] ? -wanted.v : wanted.v;
    add_condition(pair, ret);
    add_term(pair, 1 - i, pair->constant - v, ret);
    return true;
}

static bool pair_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct pair *pair = (const struct pair *)prop;
    size_t mark = ret->count;
    if (explain_term(pair, 0, *wanted, ret) ||
        explain_term(pair, 1, *wanted, ret) ||
        (reason_refutes(before, ret, *wanted, pair->condition) &&
         explain_sum(before, pair, ret)))
        return true;
    ret->count = mark;
    return false;
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
    if (terms->count != 2 || !mpz_fits_sint_p(terms->constant))
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
    }
    struct post_term sides[2] = {
        {pair->xs[0], pair->negative[0]}, {pair->xs[1], pair->negative[1]}};
    post_wake_guarded(
        post, &pair->prop, condition, sides, (int32_t)pair->constant);
    return true;
}
