/* linear_terms.c — the normal form of linear constraints; see linear.h
 *
 * Views of the same variable are found by sorting the terms by view.
 */
#include "propagators/linear.h"

#include "coro/fatal.h"

#include <stdlib.h>

static void mpz_set_value(mpz_t z, value v)
{
    mpz_set_si(z, v); /* long is 64 bits wherever we build */
}

static void get_coefficient(const struct constraint *c, uint32_t i, mpz_t ret)
{
    if (c->big_count > 0)
        mpz_set(ret, c->big[i]);
    else
        mpz_set_value(ret, c->values[i]);
}

/* Adds coefficient·x; moves what is constant in x to the other side. */
static void add_term(
    struct post *post, struct linear_terms *terms, mpz_t coefficient, view x)
{
    if (mpz_sgn(coefficient) == 0)
        return;
    bool negated;
    value offset;
    view base = post_base(post, x, &negated, &offset);
    if (view_kind(base) == VIEW_CONSTANT)
        offset = post_min(post, base);
    if (offset != 0) {
        mpz_t moved;
        mpz_init(moved);
        mpz_mul_si(moved, coefficient, offset);
        mpz_sub(terms->constant, terms->constant, moved);
        mpz_clear(moved);
    }
    if (view_kind(base) == VIEW_CONSTANT)
        return;
    if (negated)
        mpz_neg(coefficient, coefficient);
    mpz_init_set(terms->coefficients[terms->count], coefficient);
    terms->xs[terms->count++] = base;
}

struct keyed {
    uint32_t code, at;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Adds up the terms of each variable, which goes where it came first. */
static void merge_terms(struct linear_terms *terms)
{
    struct keyed *keys = malloc((terms->count + 1) * sizeof *keys);
    if (!keys)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < terms->count; i++)
        keys[i] = (struct keyed){terms->xs[i].code, i};
    qsort(keys, terms->count, sizeof *keys, compare_keyed);
    for (uint32_t i = 0, first = 0; i < terms->count; i++) {
        if (keys[i].code != keys[first].code)
            first = i;
        if (i == first)
            continue;
        mpz_add(
            terms->coefficients[keys[first].at],
            terms->coefficients[keys[first].at],
            terms->coefficients[keys[i].at]);
        mpz_set_ui(terms->coefficients[keys[i].at], 0);
    }
    free(keys);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < terms->count; i++) {
        if (mpz_sgn(terms->coefficients[i]) == 0)
            continue;
        mpz_swap(terms->coefficients[kept], terms->coefficients[i]);
        terms->xs[kept++] = terms->xs[i];
    }
    for (uint32_t i = kept; i < terms->count; i++)
        mpz_clear(terms->coefficients[i]);
    terms->count = kept;
}

void linear_terms_make(
    struct post *post, const struct constraint *c, struct linear_terms *terms)
{
    terms->count = 0;
    terms->xs = malloc((c->var_count + 1) * sizeof *terms->xs);
    terms->coefficients =
        malloc((c->var_count + 1) * sizeof *terms->coefficients);
    if (!terms->xs || !terms->coefficients)
        coro_fatal("out of memory");
    mpz_init(terms->constant);
    get_coefficient(c, c->var_count, terms->constant);
    mpz_t coefficient;
    mpz_init(coefficient);
    for (uint32_t i = 0; i < c->var_count; i++) {
        get_coefficient(c, i, coefficient);
        add_term(post, terms, coefficient, post_view(post, c->vars[i]));
    }
    mpz_clear(coefficient);
    merge_terms(terms);
}

void linear_terms_clear(struct linear_terms *terms)
{
    for (uint32_t i = 0; i < terms->count; i++)
        mpz_clear(terms->coefficients[i]);
    mpz_clear(terms->constant);
    free(terms->coefficients);
    free(terms->xs);
}

void linear_terms_negate(struct linear_terms *terms)
{
    for (uint32_t i = 0; i < terms->count; i++)
        mpz_neg(terms->coefficients[i], terms->coefficients[i]);
    mpz_neg(terms->constant, terms->constant);
}

bool linear_terms_reduce(
    struct linear_terms *terms, enum linear_relation relation)
{
    if (terms->count == 0)
        return true;
    mpz_t divisor;
    mpz_init_set(divisor, terms->coefficients[0]);
    for (uint32_t i = 1; i < terms->count && mpz_cmpabs_ui(divisor, 1) > 0; i++)
        mpz_gcd(divisor, divisor, terms->coefficients[i]);
    mpz_abs(divisor, divisor);
    bool divides = mpz_divisible_p(terms->constant, divisor);
    if (mpz_cmp_ui(divisor, 1) > 0 && (divides || relation == LINEAR_LE)) {
        for (uint32_t i = 0; i < terms->count; i++)
            mpz_divexact(
                terms->coefficients[i], terms->coefficients[i], divisor);
        mpz_fdiv_q(terms->constant, terms->constant, divisor);
    }
    mpz_clear(divisor);
    return divides || relation == LINEAR_LE;
}

bool linear_terms_narrow(struct post *post, const struct linear_terms *terms)
{
    mpz_t total, most;
    mpz_init(most);
    mpz_init(total);
    mpz_abs(total, terms->constant);
    for (uint32_t i = 0; i < terms->count; i++) {
        value low = post_min(post, terms->xs[i]);
        value high = post_max(post, terms->xs[i]);
        mpz_set_si(most, -low > high ? -low : high);
        mpz_mul(most, most, terms->coefficients[i]);
        mpz_abs(most, most);
        mpz_add(total, total, most);
        mpz_abs(most, terms->coefficients[i]);
        mpz_add(total, total, most);
    }
    bool narrow = mpz_sizeinbase(total, 2) <= 61;
    mpz_clear(most);
    mpz_clear(total);
    return narrow;
}
