/* linear_big.c — Σ coefficient·x ≤ constant, = constant, for sums of any size
 *
 * The same rules as linear_bounds.c, with every number a GMP integer: for
 * coefficients, constants or sums beyond 64 bits. Bounds that leave 64 bits say
 * nothing about a variable.
 */
#include "propagators/linear.h"

#include "solver/tell.h"
#include "solver/worker.h"

struct linear_big {
    struct prop prop;
    view condition;
    uint32_t count;
    bool equation;
    view *xs;
    const __mpz_struct *coefficients; /* limbs in the network */
    __mpz_struct constant;
};

/* low += the least value of term i, high += its greatest; either may be NULL */
static void add_bounds(
    const struct branch *branch, const struct linear_big *big, uint32_t i,
    mpz_ptr low, mpz_ptr high)
{
    mpz_srcptr a = &big->coefficients[i];
    value min = domain_min(branch, big->xs[i]);
    value max = domain_max(branch, big->xs[i]);
    mpz_t term;
    mpz_init(term);
    mpz_mul_si(term, a, mpz_sgn(a) > 0 ? min : max);
    mpz_add(low, low, term);
    mpz_mul_si(term, a, mpz_sgn(a) > 0 ? max : min);
    mpz_add(high, high, term);
    mpz_clear(term);
}

/* x ≤ min + slack / |a| (upwards), or x ≥ max - slack / |a|. */
static bool tighten(
    struct branch *branch, view x, mpz_srcptr a, mpz_srcptr slack, bool upwards,
    bool *ret_changed)
{
    value min = domain_min(branch, x), max = domain_max(branch, x);
    mpz_t reach;
    mpz_init(reach);
    mpz_tdiv_q(reach, slack, a);
    mpz_abs(reach, reach);
    bool possible = true;
    uint64_t width = (uint64_t)max - (uint64_t)min;
    if (mpz_cmp_ui(reach, width) < 0) {
        uint64_t r = mpz_get_ui(reach);
        *ret_changed = true;
        possible =
            upwards ? tell_max(branch, x, (value)((uint64_t)min + r))
                    : tell_min(branch, x, (value)((uint64_t)max - r));
    }
    mpz_clear(reach);
    return possible;
}

/* One pass; up = constant - least sum, down = greatest sum - constant. */
static enum prop_status pass(
    struct branch *branch, const struct linear_big *big, mpz_ptr up,
    mpz_ptr down, bool *ret_changed)
{
    *ret_changed = false;
    mpz_set_ui(up, 0);
    mpz_set_ui(down, 0);
    for (uint32_t i = 0; i < big->count; i++)
        add_bounds(branch, big, i, up, down);
    mpz_sub(up, &big->constant, up);
    mpz_sub(down, down, &big->constant);
    if (mpz_sgn(up) < 0 || (big->equation && mpz_sgn(down) < 0))
        return tell_false(branch, big->condition) ? PROP_ENTAILED
                                                  : PROP_FAILED;
    if (!big->equation && mpz_sgn(down) <= 0)
        return PROP_ENTAILED;
    if (domain_min(branch, big->condition) == 0)
        return PROP_STABLE;
    for (uint32_t i = 0; i < big->count; i++) {
        mpz_srcptr a = &big->coefficients[i];
        bool positive = mpz_sgn(a) > 0;
        if (!tighten(branch, big->xs[i], a, up, positive, ret_changed))
            return PROP_FAILED;
        if (*ret_changed)
            return PROP_STABLE; /* the sums are stale */
        if (big->equation &&
            !tighten(branch, big->xs[i], a, down, !positive, ret_changed))
            return PROP_FAILED;
        if (*ret_changed)
            return PROP_STABLE;
    }
    return PROP_STABLE;
}

static enum prop_status
big_propagate(struct branch *branch, const struct prop *prop)
{
    const struct linear_big *big = (const struct linear_big *)prop;
    enum prop_status status;
    bool changed;
    mpz_t up, down;
    if (domain_max(branch, big->condition) == 0)
        return PROP_ENTAILED;
    mpz_init(up);
    mpz_init(down);
    do
        status = pass(branch, big, up, down, &changed);
    while (status == PROP_STABLE && changed);
    mpz_clear(up);
    mpz_clear(down);
    return status;
}

/* ---- Explaining: all bounds that were used, as they are ---- */

/* sign · coefficient · (its least or, where greatest is set, greatest value) */
static void add_end(
    const struct explain_view *before, const struct linear_big *big, uint32_t i,
    int sign, mpz_ptr sum)
{
    bool positive = mpz_sgn(&big->coefficients[i]) * sign > 0;
    value v = positive ? explain_min(before, big->xs[i])
                       : explain_max(before, big->xs[i]);
    mpz_t term;
    mpz_init(term);
    mpz_mul_si(term, &big->coefficients[i], v);
    (sign > 0 ? mpz_add : mpz_sub)(sum, sum, term);
    mpz_clear(term);
}

/* Why sign · Σ > sign · constant where term j has the value v (j = count: where
 * they are as they are). */
static bool explain_excess(
    const struct explain_view *before, const struct linear_big *big, int sign,
    uint32_t j, value v, struct reason *ret)
{
    mpz_t excess, term;
    mpz_init(excess);
    mpz_init(term);
    (sign > 0 ? mpz_sub : mpz_add)(excess, excess, &big->constant);
    for (uint32_t i = 0; i < big->count; i++)
        if (i != j)
            add_end(before, big, i, sign, excess);
    if (j < big->count) {
        mpz_mul_si(term, &big->coefficients[j], v);
        (sign > 0 ? mpz_add : mpz_sub)(excess, excess, term);
    }
    bool exceeds = mpz_sgn(excess) > 0;
    mpz_clear(excess);
    mpz_clear(term);
    for (uint32_t i = 0; exceeds && i < big->count; i++)
        if (i != j)
            exceeds = mpz_sgn(&big->coefficients[i]) * sign > 0
                          ? reason_min(before, ret, big->xs[i])
                          : reason_max(before, ret, big->xs[i]);
    return exceeds;
}

static bool explain_direction(
    const struct explain_view *before, const struct linear_big *big, int sign,
    struct literal wanted, struct reason *ret)
{
    const struct network *network = before->branch->network;
    size_t mark = ret->count;
    struct literal x;
    if (reason_refutes(before, ret, wanted, big->condition) &&
        explain_excess(before, big, sign, big->count, 0, ret))
        return true;
    for (uint32_t j = 0; j < big->count; j++) {
        bool positive = mpz_sgn(&big->coefficients[j]) * sign > 0;
        ret->count = mark;
        if (explain_matches(network, wanted, big->xs[j], &x) &&
            x.kind == (positive ? LITERAL_MAX : LITERAL_MIN) &&
            reason_true(before, ret, big->condition) &&
            explain_excess(
                before, big, sign, j, positive ? x.v + 1 : x.v - 1, ret))
            return true;
    }
    ret->count = mark;
    return false;
}

static bool big_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct linear_big *big = (const struct linear_big *)prop;
    return explain_direction(before, big, 1, *wanted, ret) ||
           (big->equation && explain_direction(before, big, -1, *wanted, ret));
}

static const struct prop_class big_class = {
    .name = "linear of any size",
    .cost = PROP_QUADRATIC,
    .propagate = big_propagate,
    .explain = big_explain,
};

static __mpz_struct keep(struct post *post, const mpz_t z)
{
    __mpz_struct kept = *z;
    kept._mp_d =
        post_copy(post, mpz_limbs_read(z), mpz_size(z) * sizeof(mp_limb_t));
    kept._mp_alloc = 0;
    return kept;
}

void linear_big_post(
    struct post *post, const struct linear_terms *terms, bool equation,
    view condition)
{
    struct linear_big *big = post_prop(post, &big_class, sizeof *big);
    __mpz_struct *coefficients =
        post_alloc(post, terms->count * sizeof *coefficients);
    for (uint32_t i = 0; i < terms->count; i++)
        coefficients[i] = keep(post, terms->coefficients[i]);
    big->condition = condition;
    big->count = terms->count;
    big->equation = equation;
    big->xs = post_copy(post, terms->xs, terms->count * sizeof *big->xs);
    big->coefficients = coefficients;
    big->constant = keep(post, terms->constant);
    for (uint32_t i = 0; i < big->count; i++)
        post_wake(post, &big->prop, big->xs[i], WAKE_BOUNDS);
    post_wake(post, &big->prop, condition, WAKE_FIX);
}
