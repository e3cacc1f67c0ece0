/* constraints_linear.c — comparisons and sums, of ints and of bools
 *
 * Everything becomes Σ coefficient·x  ≤, =, ≠  constant. Literals go into the
 * constant. A sum is gathered in 64 bits (its constant in 128); with the first
 * number that does not fit it moves to big integers.
 */
#include "problems/flatzinc/constraints.h"

#include "coro/fatal.h"
#include "propagators/propagators.h"
#include "solver/arena.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

/* ---- Numbers ---- */

static bool is_small(const struct ast_value *literal)
{
    return literal->kind == AST_BOOL ||
           (literal->kind == AST_INT && literal->integer >= VALUE_MIN);
}

static value small_value(const struct ast_value *literal)
{
    return literal->kind == AST_BOOL ? literal->boolean : literal->integer;
}

static void set_literal(
    mpz_t number, const struct ast *ast, const struct ast_value *literal)
{
    if (literal->kind != AST_BIG) {
        mpz_set_si(number, small_value(literal));
        return;
    }
    struct ast_text text = ast_literal(ast, literal);
    char *digits = strndup(text.start, (size_t)text.length);
    if (!digits)
        coro_fatal("out of memory");
    char *magnitude = digits + (*digits == '-');
    int base = 10;
    if (magnitude[0] == '0' && (magnitude[1] == 'x' || magnitude[1] == 'o')) {
        base = magnitude[1] == 'x' ? 16 : 8;
        magnitude += 2;
    }
    mpz_set_str(number, magnitude, base);
    if (*digits == '-')
        mpz_neg(number, number);
    free(digits);
}

static void set_wide(mpz_t number, __int128 wide)
{
    bool negative = wide < 0;
    unsigned __int128 magnitude = (unsigned __int128)wide;
    if (negative)
        magnitude = -magnitude;
    mpz_set_ui(number, (unsigned long)(magnitude >> 64));
    mpz_mul_2exp(number, number, 64);
    mpz_add_ui(number, number, (unsigned long)magnitude);
    if (negative)
        mpz_neg(number, number);
}

/* ---- Sums ---- */

/* The variables are pushed to the call; so are the coefficients until the sum
 * is big, and from then on they are in terms. */
struct sum {
    struct call *call;
    int sign; /* of all terms and of the constant */
    __int128 constant;
    bool is_big;
    VEC(__mpz_struct) terms;
    mpz_t big_constant, factor, literal;
};

static void push_big(struct sum *sum, const mpz_t coefficient)
{
    __mpz_struct copy;
    mpz_init_set(&copy, coefficient);
    VEC_PUSH(sum->terms, copy);
}

static void become_big(struct sum *sum)
{
    sum->is_big = true;
    mpz_init(sum->factor);
    mpz_init(sum->literal);
    mpz_init(sum->big_constant);
    set_wide(sum->big_constant, sum->constant);
    VEC_FOR_EACH (coefficient, sum->call->loader->pushed_values) {
        mpz_set_si(sum->factor, *coefficient);
        push_big(sum, sum->factor);
    }
    sum->call->loader->pushed_values.count = 0;
}

static void add_big_term(
    struct sum *sum, const struct ast_value *coefficient,
    const struct ast_value *x)
{
    const struct ast *ast = sum->call->ast;
    set_literal(sum->factor, ast, coefficient);
    if (sum->sign < 0)
        mpz_neg(sum->factor, sum->factor);
    if (x->kind == AST_VARIABLE) {
        call_push_var(sum->call, loader_var(sum->call->loader, x));
        push_big(sum, sum->factor);
    } else {
        set_literal(sum->literal, ast, x);
        mpz_submul(sum->big_constant, sum->factor, sum->literal);
    }
}

/* The term in 64 bits; false if it does not fit. */
static bool add_small_term(
    struct sum *sum, const struct ast_value *coefficient,
    const struct ast_value *x)
{
    if (!is_small(coefficient))
        return false;
    value factor = sum->sign * small_value(coefficient);
    if (x->kind == AST_VARIABLE) {
        call_push_var(sum->call, loader_var(sum->call->loader, x));
        call_push_value(sum->call, factor);
        return true;
    }
    __int128 constant;
    if (!is_small(x) ||
        __builtin_sub_overflow(
            sum->constant, (__int128)factor * small_value(x), &constant))
        return false;
    sum->constant = constant;
    return true;
}

/* Adds coefficient·x; both may be literals. */
static void add_term(
    struct sum *sum, const struct ast_value *coefficient,
    const struct ast_value *x)
{
    if (!sum->is_big && add_small_term(sum, coefficient, x))
        return;
    if (!sum->is_big)
        become_big(sum);
    add_big_term(sum, coefficient, x);
}

static void add_signed(struct sum *sum, value sign, const struct ast_value *x)
{
    const struct ast_value unit = {.kind = AST_INT, .integer = sign};
    add_term(sum, &unit, x);
}

static bool finish_big(struct sum *sum, const struct constraint_class *class)
{
    struct loader *loader = sum->call->loader;
    push_big(sum, sum->big_constant);
    struct constraint *added = model_add(
        loader->model, class, (uint32_t)loader->pushed_vars.count,
        loader->pushed_vars.items, 0, NULL);
    added->big_count = (uint32_t)sum->terms.count;
    added->big = arena_copy(
        loader->model->arena, sum->terms.items,
        sum->terms.count * sizeof *sum->terms.items);
    mpz_clear(sum->big_constant);
    mpz_clear(sum->factor);
    mpz_clear(sum->literal);
    VEC_CLEAR(sum->terms);
    call_forget(sum->call);
    return call_complete(sum->call, added);
}

static bool finish(struct sum *sum, const struct constraint_class *class)
{
    if (!sum->is_big &&
        (sum->constant < VALUE_MIN || sum->constant > VALUE_MAX))
        become_big(sum);
    if (sum->is_big)
        return finish_big(sum, class);
    call_push_value(sum->call, (value)sum->constant);
    return call_add(sum->call, class);
}

/* ---- Rules ---- */

enum {
    STRICT = 1,   /* < rather than ≤ */
    REVERSED = 2, /* ≥ rather than ≤ */
};

/* Σ < c is Σ ≤ c - 1; Σ ≥ c is -Σ ≤ -c. */
static struct sum begin(struct call *call)
{
    int option = call->rule->option;
    return (struct sum){
        .call = call,
        .sign = option & REVERSED ? -1 : 1,
        .constant = option & STRICT ? -1 : 0,
    };
}

static bool compare(struct call *call)
{
    struct sum sum = begin(call);
    add_signed(&sum, 1, &call->arguments[0]);
    add_signed(&sum, -1, &call->arguments[1]);
    return finish(&sum, call->rule->class);
}

/* coefficients, variables, right-hand side */
static bool compare_sum(struct call *call)
{
    if (!call_same_length(call, 0, 1))
        return false;
    struct sum sum = begin(call);
    const struct ast_array *coefficients = call->arguments[0].array;
    const struct ast_array *xs = call->arguments[1].array;
    for (uint32_t i = 0; i < xs->count; i++) {
        struct ast_value coefficient =
            ast_element(coefficients, i, call->arguments[0].offset);
        struct ast_value x = ast_element(xs, i, call->arguments[1].offset);
        add_term(&sum, &coefficient, &x);
    }
    add_signed(&sum, -1, &call->arguments[2]);
    return finish(&sum, call->rule->class);
}

/* A bool as an int of 0..1 is no constraint: both are one variable. */
static bool add_bool2int(struct call *call)
{
    struct model *model = call->loader->model;
    var b = loader_var(call->loader, &call->arguments[0]);
    var i = loader_var(call->loader, &call->arguments[1]);
    if (!model_tighten(model, i, 0, 1) || !model_alias(model, i, b, false, 0))
        model->failed = true;
    return true;
}

/* x + y = z */
static bool add_plus(struct call *call)
{
    struct sum sum = begin(call);
    add_signed(&sum, 1, &call->arguments[0]);
    add_signed(&sum, 1, &call->arguments[1]);
    add_signed(&sum, -1, &call->arguments[2]);
    return finish(&sum, call->rule->class);
}

#define EQ &constraint_linear_eq
#define NE &constraint_linear_ne
#define LE &constraint_linear_le

const struct rule constraints_linear_rules[] = {
    {"int_eq", "zz", compare, EQ, RULE_REIFIED, 0},
    {"int_ne", "zz", compare, NE, RULE_REIFIED, 0},
    {"int_le", "zz", compare, LE, RULE_REIFIED, 0},
    {"int_lt", "zz", compare, LE, RULE_REIFIED, STRICT},
    {"int_ge", "zz", compare, LE, RULE_REIFIED, REVERSED},
    {"int_gt", "zz", compare, LE, RULE_REIFIED, REVERSED | STRICT},
    {"int_lin_eq", "QZN", compare_sum, EQ, RULE_REIFIED, 0},
    {"int_lin_ne", "QZN", compare_sum, NE, RULE_REIFIED, 0},
    {"int_lin_le", "QZN", compare_sum, LE, RULE_REIFIED, 0},
    {"int_lin_lt", "QZN", compare_sum, LE, RULE_REIFIED, STRICT},
    {"int_lin_ge", "QZN", compare_sum, LE, RULE_REIFIED, REVERSED},
    {"int_lin_gt", "QZN", compare_sum, LE, RULE_REIFIED, REVERSED | STRICT},
    {"bool_lin_eq", "QBz", compare_sum, EQ, RULE_REIFIED, 0},
    {"bool_lin_ne", "QBz", compare_sum, NE, RULE_REIFIED, 0},
    {"bool_lin_le", "QBz", compare_sum, LE, RULE_REIFIED, 0},
    {"bool_lin_lt", "QBz", compare_sum, LE, RULE_REIFIED, STRICT},
    {"bool_lin_ge", "QBz", compare_sum, LE, RULE_REIFIED, REVERSED},
    {"bool_lin_gt", "QBz", compare_sum, LE, RULE_REIFIED, REVERSED | STRICT},
    {"int_plus", "zzz", add_plus, EQ, RULE_PLAIN, 0},
    {"bool2int", "bi", add_bool2int, NULL, RULE_PLAIN, 0},
    {0},
};
