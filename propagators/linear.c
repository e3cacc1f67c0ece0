/* linear.c — linear constraints: check, simplify, and the choice of a
 * propagator; see linear.h for the files
 */
#include "propagators/linear.h"

#include "propagators/propagators.h"
#include "solver/model.h"

#include <assert.h>

/* ---- Checking, exactly ---- */

/* Sign of Σ coefficient·value - constant, by GMP. */
static int sign_big(const struct constraint *c, const value *values)
{
    mpz_t sum, term;
    mpz_init(sum);
    mpz_init(term);
    for (uint32_t i = 0; i <= c->var_count; i++) {
        if (c->big_count > 0)
            mpz_set(term, c->big[i]);
        else
            mpz_set_si(term, c->values[i]);
        if (i < c->var_count)
            mpz_mul_si(term, term, values[c->vars[i].index]);
        else
            mpz_neg(term, term);
        mpz_add(sum, sum, term);
    }
    int sign = mpz_sgn(sum);
    mpz_clear(sum);
    mpz_clear(term);
    return sign;
}

/* The same on 128 bits where that holds the sum. */
static int sign_wide(const struct constraint *c, const value *values)
{
    __int128 sum = -(__int128)c->values[c->var_count];
    for (uint32_t i = 0; i < c->var_count; i++) {
        __int128 term = (__int128)c->values[i] * values[c->vars[i].index];
        if (__builtin_add_overflow(sum, term, &sum))
            return sign_big(c, values);
    }
    return sum < 0 ? -1 : sum > 0;
}

static int sign_of(const struct constraint *c, const value *values)
{
    if (c->big_count > 0)
        return sign_big(c, values);
    value sum = 0, term;
    for (uint32_t i = 0; i < c->var_count; i++)
        if (__builtin_mul_overflow(
                c->values[i], values[c->vars[i].index], &term) ||
            __builtin_add_overflow(sum, term, &sum))
            return sign_wide(c, values);
    value constant = c->values[c->var_count];
    return sum < constant ? -1 : sum > constant;
}

static bool le_check(const struct constraint *c, const value *values)
{
    return sign_of(c, values) <= 0;
}

static bool eq_check(const struct constraint *c, const value *values)
{
    return sign_of(c, values) == 0;
}

static bool ne_check(const struct constraint *c, const value *values)
{
    return sign_of(c, values) != 0;
}

/* ---- Simplifying ---- */

static value floor_div(value a, value b)
{
    value q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

/* a·x relation c, a != 0, a and c not VALUE_MIN - 1. */
static enum simplified simplify_unary(
    struct model *model, var x, value a, value c, enum linear_relation relation)
{
    bool possible = true;
    if (relation == LINEAR_LE) {
        if (a > 0)
            possible = model_tighten(model, x, VALUE_MIN, floor_div(c, a));
        else
            possible = model_tighten(model, x, -floor_div(c, -a), VALUE_MAX);
    } else if (relation == LINEAR_EQ) {
        possible = c % a == 0 && model_tighten(model, x, c / a, c / a);
    } else if (c % a == 0) {
        possible = model_remove(model, x, c / a);
    }
    return possible ? SIMPLIFY_DONE : SIMPLIFY_FAILED;
}

/* a·x + b·y = c with a and b of ±1: one becomes an alias of the other. */
static enum simplified simplify_binary(
    struct model *model, const struct constraint *c, value a, value b,
    value constant)
{
    enum { OFFSET_LOG = 40 }; /* farther views would need wider sums */
    value limit = INT64_C(1) << OFFSET_LOG;
    var x = c->vars[0], y = c->vars[1];
    if (constant > limit || constant < -limit)
        return SIMPLIFY_KEEP;
    /* x = a·c - a·b·y */
    bool possible = model_alias(model, x, y, a == b, a * constant);
    return possible ? SIMPLIFY_DONE : SIMPLIFY_FAILED;
}

static enum simplified simplify(
    struct model *model, const struct constraint *c,
    enum linear_relation relation)
{
    if (c->big_count > 0 || c->var_count > 2)
        return SIMPLIFY_KEEP;
    for (uint32_t i = 0; i <= c->var_count; i++)
        if (c->values[i] == 0 ? i < c->var_count : c->values[i] == INT64_MIN)
            return SIMPLIFY_KEEP;
    if (c->var_count == 1)
        return simplify_unary(
            model, c->vars[0], c->values[0], c->values[1], relation);
    if (c->var_count == 2 && relation == LINEAR_EQ &&
        (c->values[0] == 1 || c->values[0] == -1) &&
        (c->values[1] == 1 || c->values[1] == -1))
        return simplify_binary(
            model, c, c->values[0], c->values[1], c->values[2]);
    return SIMPLIFY_KEEP;
}

static enum simplified
le_simplify(struct model *model, const struct constraint *c)
{
    return simplify(model, c, LINEAR_LE);
}

static enum simplified
eq_simplify(struct model *model, const struct constraint *c)
{
    return simplify(model, c, LINEAR_EQ);
}

static enum simplified
ne_simplify(struct model *model, const struct constraint *c)
{
    return simplify(model, c, LINEAR_NE);
}

/* ---- Posting ---- */

static void require(struct post *post, bool possible, view condition)
{
    view negated = view_negated(condition);
    if (!possible)
        post_clause(post, &negated, 1);
}

/* No variable is left: 0 relation constant. */
static bool holds_empty(
    const struct linear_terms *terms, enum linear_relation relation)
{
    int sign = mpz_sgn(terms->constant);
    return relation == LINEAR_LE ? sign >= 0
                                 : (sign == 0) == (relation == LINEAR_EQ);
}

static bool is_unit(const mpz_t z)
{
    return mpz_cmpabs_ui(z, 1) == 0;
}

/* Equations and disequalities of one or two variables with coefficients ±1 that
 * have domain-consistent propagators; true if one was posted. */
static bool post_special(
    struct post *post, const struct linear_terms *terms,
    enum linear_relation relation, view condition)
{
    if (relation == LINEAR_LE || !mpz_fits_slong_p(terms->constant) ||
        mpz_cmpabs_ui(terms->constant, (unsigned long)VALUE_MAX) > 0)
        return false;
    value constant = mpz_get_si(terms->constant);
    if (terms->count == 1 && is_unit(terms->coefficients[0])) {
        if (mpz_sgn(terms->coefficients[0]) < 0)
            constant = -constant;
        linear_equal_value_post(
            post, terms->xs[0], constant, relation == LINEAR_EQ, condition);
        return true;
    }
    if (terms->count != 2 || !is_unit(terms->coefficients[0]) ||
        !is_unit(terms->coefficients[1]))
        return false;
    int a = mpz_sgn(terms->coefficients[0]),
        b = mpz_sgn(terms->coefficients[1]);
    view x = terms->xs[0], y = terms->xs[1];
    /* x = a·constant - a·b·y */
    if (relation == LINEAR_EQ) {
        linear_equal_post(post, x, y, a == b, a * constant, condition);
        return true;
    }
    if (!view_same(condition, VIEW_TRUE))
        return false;
    if (a == b)
        post_differ(post, x, post_derived(post, y, true, a * constant), 0);
    else
        post_differ(post, x, y, a * constant);
    return true;
}

static void post_sum(
    struct post *post, const struct linear_terms *terms, bool equation,
    view condition)
{
    if (!linear_terms_narrow(post, terms))
        linear_big_post(post, terms, equation, condition);
    else if (
        equation ? !linear_unit_post(post, terms, condition)
                 : !linear_pair_post(post, terms, condition))
        linear_bounds_post(post, terms, equation, condition);
}

static void post_terms(
    struct post *post, struct linear_terms *terms,
    enum linear_relation relation, view condition)
{
    bool reduced = linear_terms_reduce(terms, relation);
    if (terms->count == 0) {
        require(post, holds_empty(terms, relation), condition);
    } else if (!reduced) {
        require(post, relation == LINEAR_NE, condition);
    } else if (!post_special(post, terms, relation, condition)) {
        if (relation == LINEAR_NE)
            linear_ne_post(post, terms, condition);
        else
            post_sum(post, terms, relation == LINEAR_EQ, condition);
    }
}

static void make_and_post(
    struct post *post, const struct constraint *c,
    enum linear_relation relation, view condition)
{
    struct linear_terms terms;
    linear_terms_make(post, c, &terms);
    post_terms(post, &terms, relation, condition);
    linear_terms_clear(&terms);
}

static void
le_post(struct post *post, const struct constraint *c, view condition)
{
    make_and_post(post, c, LINEAR_LE, condition);
}

/* not (Σ ≤ c): -Σ ≤ -c - 1 */
static void
le_post_negation(struct post *post, const struct constraint *c, view condition)
{
    struct linear_terms terms;
    linear_terms_make(post, c, &terms);
    linear_terms_negate(&terms);
    mpz_sub_ui(terms.constant, terms.constant, 1);
    post_terms(post, &terms, LINEAR_LE, condition);
    linear_terms_clear(&terms);
}

static void
eq_post(struct post *post, const struct constraint *c, view condition)
{
    make_and_post(post, c, LINEAR_EQ, condition);
}

static void
ne_post(struct post *post, const struct constraint *c, view condition)
{
    make_and_post(post, c, LINEAR_NE, condition);
}

const struct constraint_class constraint_linear_le = {
    .name = "linear_le",
    .check = le_check,
    .simplify = le_simplify,
    .post = le_post,
    .post_negation = le_post_negation,
};

const struct constraint_class constraint_linear_eq = {
    .name = "linear_eq",
    .check = eq_check,
    .simplify = eq_simplify,
    .post = eq_post,
    .post_negation = ne_post,
    .negation_makes_holes = true,
};

const struct constraint_class constraint_linear_ne = {
    .name = "linear_ne",
    .check = ne_check,
    .simplify = ne_simplify,
    .post = ne_post,
    .post_negation = eq_post,
    .makes_holes = true,
};
