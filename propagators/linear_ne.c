/* linear_ne.c — Σ coefficient·x ≠ constant
 *
 * Nothing happens before all variables but one are fixed. Two hints name
 * variables that were open last; while both still are, a run ends there. Domain
 * consistent where domains can hold holes. Sums are exact by GMP where they do
 * not fit 64 bits, which is decided once.
 */
#include "propagators/linear.h"

#include "solver/tell.h"
#include "solver/worker.h"

#include <string.h>

struct linear_ne {
    struct prop prop;
    view condition;
    uint32_t count;
    bool narrow; /* coefficients and all sums fit 64 bits */
    view *xs;
    value *coefficients;              /* narrow */
    value constant;                   /* narrow */
    const __mpz_struct *coefficients_big; /* else; the constant comes last */
};

/* What the one open variable must not be; false if that is no value. Without an
 * open variable (x = count) the question is whether the sum is the constant. */
static bool forbidden_big(
    const struct branch *branch, const struct linear_ne *ne, uint32_t x,
    value *ret)
{
    mpz_t rest, term;
    mpz_init_set(rest, &ne->coefficients_big[ne->count]);
    mpz_init(term);
    for (uint32_t i = 0; i < ne->count; i++) {
        if (i == x)
            continue;
        mpz_mul_si(
            term, &ne->coefficients_big[i], domain_value(branch, ne->xs[i]));
        mpz_sub(rest, rest, term);
    }
    bool exists = mpz_sgn(rest) == 0;
    if (x < ne->count) {
        exists = mpz_divisible_p(rest, &ne->coefficients_big[x]);
        if (exists)
            mpz_divexact(rest, rest, &ne->coefficients_big[x]);
        exists = exists && mpz_fits_slong_p(rest);
        *ret = exists ? mpz_get_si(rest) : 0;
    }
    mpz_clear(rest);
    mpz_clear(term);
    return exists;
}

static bool forbidden(
    const struct branch *branch, const struct linear_ne *ne, uint32_t x,
    value *ret)
{
    if (!ne->narrow)
        return forbidden_big(branch, ne, x, ret);
    value rest = ne->constant;
    for (uint32_t i = 0; i < ne->count; i++)
        if (i != x)
            rest -= ne->coefficients[i] * domain_value(branch, ne->xs[i]);
    if (x == ne->count)
        return rest == 0;
    *ret = rest / ne->coefficients[x];
    return rest % ne->coefficients[x] == 0;
}

/* Finds up to two open variables, count where there is none. */
static void find_open(
    const struct branch *branch, const struct linear_ne *ne, uint32_t open[2])
{
    uint32_t *hints = branch->worker->hints + ne->prop.hint, found = 0;
    open[0] = open[1] = ne->count;
    for (int h = 0; h < 2; h++)
        if (!domain_fixed(branch, ne->xs[hints[h]]))
            open[found++] = hints[h];
    if (found == 2 && open[0] != open[1])
        return;
    found = 0;
    for (uint32_t i = 0; i < ne->count && found < 2; i++)
        if (!domain_fixed(branch, ne->xs[i]))
            open[found++] = i;
    if (found < 2)
        open[1] = ne->count;
    if (found == 0)
        open[0] = ne->count;
    for (uint32_t h = 0; h < found; h++)
        hints[h] = open[h];
}

static enum prop_status
ne_propagate(struct branch *branch, const struct prop *prop)
{
    const struct linear_ne *ne = (const struct linear_ne *)prop;
    uint32_t open[2];
    value v = 0;
    if (domain_max(branch, ne->condition) == 0)
        return PROP_ENTAILED;
    find_open(branch, ne, open);
    if (open[1] < ne->count)
        return PROP_STABLE;
    if (!forbidden(branch, ne, open[0], &v))
        return PROP_ENTAILED;
    if (open[0] == ne->count)
        return tell_false(branch, ne->condition) ? PROP_ENTAILED : PROP_FAILED;
    if (!domain_contains(branch, ne->xs[open[0]], v))
        return PROP_ENTAILED;
    if (domain_min(branch, ne->condition) == 0)
        return PROP_STABLE;
    if (!tell_remove(branch, ne->xs[open[0]], v))
        return PROP_FAILED;
    return tell_remove_lasting(branch, ne->xs[open[0]], v) ? PROP_ENTAILED
                                                           : PROP_STABLE;
}

/* All variables but x, if any, are fixed. */
static bool explain_others(
    const struct explain_view *before, const struct linear_ne *ne, uint32_t x,
    struct reason *ret)
{
    for (uint32_t i = 0; i < ne->count; i++)
        if (i != x && !reason_fixed(before, ret, ne->xs[i]))
            return false;
    return true;
}

static bool ne_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct linear_ne *ne = (const struct linear_ne *)prop;
    const struct network *network = before->branch->network;
    size_t mark = ret->count;
    value v;
    if (reason_refutes(before, ret, *wanted, ne->condition) &&
        explain_others(before, ne, ne->count, ret))
        return true;
    for (uint32_t i = 0; i < ne->count; i++) {
        ret->count = mark;
        if (explain_removes(network, *wanted, ne->xs[i], &v) &&
            reason_true(before, ret, ne->condition) &&
            explain_others(before, ne, i, ret))
            return true;
    }
    return false;
}

static const struct prop_class ne_class = {
    .name = "linear ≠",
    .cost = PROP_BINARY,
    .propagate = ne_propagate,
    .explain = ne_explain,
};

/* A copy of z whose limbs lie in the network. */
static __mpz_struct keep(struct post *post, const mpz_t z)
{
    __mpz_struct kept = *z;
    size_t limbs = mpz_size(z);
    kept._mp_d = post_copy(post, mpz_limbs_read(z), limbs * sizeof(mp_limb_t));
    kept._mp_alloc = 0;
    return kept;
}

void linear_ne_post(
    struct post *post, const struct linear_terms *terms, view condition)
{
    struct linear_ne *ne = post_prop(post, &ne_class, sizeof *ne);
    uint32_t n = terms->count;
    ne->condition = condition;
    ne->count = n;
    ne->narrow = linear_terms_narrow(post, terms);
    ne->xs = post_copy(post, terms->xs, n * sizeof *ne->xs);
    post_hint(post, &ne->prop, 2);
    if (ne->narrow) {
        ne->coefficients = post_alloc(post, n * sizeof(value));
        for (uint32_t i = 0; i < n; i++)
            ne->coefficients[i] = mpz_get_si(terms->coefficients[i]);
        ne->constant = mpz_get_si(terms->constant);
    } else {
        __mpz_struct *big = post_alloc(post, (n + 1) * sizeof *big);
        for (uint32_t i = 0; i < n; i++)
            big[i] = keep(post, terms->coefficients[i]);
        big[n] = keep(post, terms->constant);
        ne->coefficients_big = big;
    }
    for (uint32_t i = 0; i < n; i++)
        post_wake(post, &ne->prop, ne->xs[i], WAKE_FIX);
    /* once only one is open, its bounds may reach a value that an INTERVAL
     * domain could not give up */
    for (uint32_t i = 0; i < n; i++)
        if (view_kind(ne->xs[i]) == VIEW_INTERVAL ||
            view_kind(ne->xs[i]) == VIEW_WIDE)
            post_wake(post, &ne->prop, ne->xs[i], WAKE_BOUNDS);
    post_wake(post, &ne->prop, condition, WAKE_FIX);
}
