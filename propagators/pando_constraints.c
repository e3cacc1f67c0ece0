/* pando_constraints.c — pando.h: constraints
 *
 * Every one gathers its variables and values in the order that its class in
 * propagators.h wants them.
 */
#include "propagators/pando_model.h"
#include "propagators/propagators.h"
#include "solver/arena.h"

#include <stdlib.h>

/* ---- Gathering arguments ---- */

/* Arguments of the constraint that is being posted. */
struct arguments {
    VEC(var) vars;
    VEC(value) values;
};

static void add_var(struct arguments *arguments, pando_var x)
{
    VEC_PUSH(arguments->vars, inner_var(x));
}

static void
add_vars(struct arguments *arguments, const pando_var *xs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_var(arguments, xs[i]);
}

static void add_value(struct arguments *arguments, value v)
{
    VEC_PUSH(arguments->values, v);
}

static void
add_values(struct arguments *arguments, const int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_value(arguments, values[i]);
}

static pando_constraint
add(struct pando_model *model, const struct constraint_class *class,
    struct arguments *arguments)
{
    struct model *inner = pando_model_open(model);
    model_add(
        inner, class, (uint32_t)arguments->vars.count, arguments->vars.items,
        (uint32_t)arguments->values.count, arguments->values.items);
    VEC_CLEAR(arguments->vars);
    VEC_CLEAR(arguments->values);
    return (pando_constraint){(uint32_t)(inner->constraints.count - 1)};
}

/* A constraint of three variables and no values. */
static pando_constraint add_three(
    struct pando_model *model, const struct constraint_class *class,
    pando_var x, pando_var y, pando_var z)
{
    struct arguments arguments = {0};
    add_vars(&arguments, (pando_var[]){x, y, z}, 3);
    return add(model, class, &arguments);
}

/* A constraint of xs and no values. */
static pando_constraint add_xs(
    struct pando_model *model, const struct constraint_class *class,
    const pando_var *xs, size_t count)
{
    struct arguments arguments = {0};
    add_vars(&arguments, xs, count);
    return add(model, class, &arguments);
}

/* ---- Linear ---- */

/* a·x ≥ c is -a·x ≤ -c; a·x < c is a·x ≤ c - 1. */
static bool turned(enum pando_relation relation)
{
    return relation == PANDO_GE || relation == PANDO_GT;
}

static bool strict(enum pando_relation relation)
{
    return relation == PANDO_LT || relation == PANDO_GT;
}

static const struct constraint_class *linear_class(enum pando_relation relation)
{
    return relation == PANDO_EQ   ? &constraint_linear_eq
           : relation == PANDO_NE ? &constraint_linear_ne
                                  : &constraint_linear_le;
}

/* Adds a linear constraint over big integers, which it takes over. */
static pando_constraint add_big(
    struct pando_model *model, mpz_t *big, const pando_var *xs, size_t count,
    enum pando_relation relation)
{
    for (size_t i = 0; i <= count; i++)
        if (turned(relation))
            mpz_neg(big[i], big[i]);
    if (strict(relation))
        mpz_sub_ui(big[count], big[count], 1);
    pando_constraint posted = add_xs(model, linear_class(relation), xs, count);
    struct constraint *constraint =
        &model->model->constraints.items[posted.index];
    constraint->big = big;
    constraint->big_count = (uint32_t)count + 1;
    return posted;
}

static mpz_t *big_new(struct pando_model *model, size_t count)
{
    mpz_t *big =
        arena_alloc(pando_model_open(model)->arena, count * sizeof *big);
    for (size_t i = 0; i < count; i++)
        mpz_init(big[i]);
    return big;
}

pando_constraint pando_linear(
    struct pando_model *model, const int64_t *coefficients, const pando_var *xs,
    size_t count, enum pando_relation relation, int64_t constant)
{
    bool extreme = constant <= VALUE_MIN + 1;
    for (size_t i = 0; i < count; i++)
        extreme |= coefficients[i] == INT64_MIN;
    if (extreme) {
        mpz_t *big = big_new(model, count + 1);
        for (size_t i = 0; i < count; i++)
            mpz_set_si(big[i], coefficients[i]);
        mpz_set_si(big[count], constant);
        return add_big(model, big, xs, count, relation);
    }
    struct arguments arguments = {0};
    add_vars(&arguments, xs, count);
    for (size_t i = 0; i < count; i++)
        add_value(
            &arguments, turned(relation) ? -coefficients[i] : coefficients[i]);
    add_value(
        &arguments,
        (turned(relation) ? -constant : constant) - strict(relation));
    return add(model, linear_class(relation), &arguments);
}

bool pando_linear_big(
    struct pando_model *model, const char *const *coefficients,
    const pando_var *xs, size_t count, enum pando_relation relation,
    const char *constant)
{
    mpz_t *big = big_new(model, count + 1);
    bool valid = mpz_set_str(big[count], constant, 10) == 0;
    for (size_t i = 0; i < count; i++)
        valid = mpz_set_str(big[i], coefficients[i], 10) == 0 && valid;
    if (valid) {
        add_big(model, big, xs, count, relation);
        return true;
    }
    for (size_t i = 0; i <= count; i++)
        mpz_clear(big[i]);
    return false;
}

pando_constraint pando_compare(
    struct pando_model *model, pando_var x, enum pando_relation relation,
    pando_var y, int64_t offset)
{
    return pando_linear(
        model, (int64_t[]){1, -1}, (pando_var[]){x, y}, 2, relation, offset);
}

/* ---- Boolean and membership ---- */

pando_constraint pando_clause(
    struct pando_model *model, const pando_var *positive, size_t positive_count,
    const pando_var *negative, size_t negative_count)
{
    struct arguments arguments = {0};
    add_vars(&arguments, positive, positive_count);
    add_vars(&arguments, negative, negative_count);
    add_value(&arguments, (value)positive_count);
    return add(model, &constraint_clause, &arguments);
}

pando_constraint
pando_all(struct pando_model *model, const pando_var *xs, size_t count)
{
    return add_xs(model, &constraint_conjunction, xs, count);
}

pando_constraint
pando_odd(struct pando_model *model, const pando_var *xs, size_t count)
{
    return add_xs(model, &constraint_parity, xs, count);
}

pando_constraint pando_member(
    struct pando_model *model, pando_var x, const int64_t *values, size_t count)
{
    struct arguments arguments = {0};
    uint32_t range_count;
    value *ranges = pando_ranges(values, count, &range_count);
    add_var(&arguments, x);
    add_values(&arguments, ranges, 2 * (size_t)range_count);
    free(ranges);
    return add(model, &constraint_member, &arguments);
}

/* ---- Arithmetic ---- */

pando_constraint pando_times(
    struct pando_model *model, pando_var x, pando_var y, pando_var product)
{
    return add_three(model, &constraint_times, x, y, product);
}

pando_constraint pando_divide(
    struct pando_model *model, pando_var x, pando_var y, pando_var quotient)
{
    return add_three(model, &constraint_division, x, y, quotient);
}

pando_constraint pando_modulo(
    struct pando_model *model, pando_var x, pando_var y, pando_var remainder)
{
    return add_three(model, &constraint_modulo, x, y, remainder);
}

pando_constraint pando_power(
    struct pando_model *model, pando_var x, pando_var y, pando_var power)
{
    return add_three(model, &constraint_power, x, y, power);
}

pando_constraint
pando_absolute(struct pando_model *model, pando_var x, pando_var magnitude)
{
    return add_xs(model, &constraint_absolute, (pando_var[]){x, magnitude}, 2);
}

static pando_constraint add_extremum(
    struct pando_model *model, const struct constraint_class *class,
    const pando_var *xs, size_t count, pando_var extremum)
{
    struct arguments arguments = {0};
    add_var(&arguments, extremum);
    add_vars(&arguments, xs, count);
    return add(model, class, &arguments);
}

pando_constraint pando_maximum(
    struct pando_model *model, const pando_var *xs, size_t count,
    pando_var maximum)
{
    return add_extremum(model, &constraint_maximum, xs, count, maximum);
}

pando_constraint pando_minimum(
    struct pando_model *model, const pando_var *xs, size_t count,
    pando_var minimum)
{
    return add_extremum(model, &constraint_minimum, xs, count, minimum);
}

/* ---- Globals ---- */

pando_constraint pando_element(
    struct pando_model *model, const pando_var *array, size_t count,
    pando_var index, pando_var result)
{
    struct arguments arguments = {0};
    add_vars(&arguments, (pando_var[]){index, result}, 2);
    add_vars(&arguments, array, count);
    add_value(&arguments, 0);
    return add(model, &constraint_element, &arguments);
}

pando_constraint pando_element_of(
    struct pando_model *model, const int64_t *array, size_t count,
    pando_var index, pando_var result)
{
    struct arguments arguments = {0};
    add_vars(&arguments, (pando_var[]){index, result}, 2);
    add_value(&arguments, 0);
    add_values(&arguments, array, count);
    return add(model, &constraint_element_constant, &arguments);
}

pando_constraint pando_all_different(
    struct pando_model *model, const pando_var *xs, size_t count,
    enum pando_strength strength)
{
    pando_constraint posted =
        add_xs(model, &constraint_all_different, xs, count);
    model->model->constraints.items[posted.index].strength =
        (enum strength)strength;
    return posted;
}

pando_constraint pando_inverse(
    struct pando_model *model, const pando_var *f, const pando_var *g,
    size_t count)
{
    struct arguments arguments = {0};
    add_vars(&arguments, f, count);
    add_vars(&arguments, g, count);
    add_values(&arguments, (int64_t[]){0, 0}, 2);
    return add(model, &constraint_inverse, &arguments);
}

pando_constraint
pando_circuit(struct pando_model *model, const pando_var *next, size_t count)
{
    struct arguments arguments = {0};
    add_vars(&arguments, next, count);
    add_value(&arguments, 0);
    return add(model, &constraint_circuit, &arguments);
}

pando_constraint pando_table(
    struct pando_model *model, const pando_var *xs, size_t count,
    const int64_t *rows, size_t row_count)
{
    struct arguments arguments = {0};
    add_vars(&arguments, xs, count);
    add_values(&arguments, rows, count * row_count);
    return add(model, &constraint_table, &arguments);
}

pando_constraint pando_regular(
    struct pando_model *model, const pando_var *xs, size_t count,
    int64_t states, int64_t symbols, const int64_t *next, int64_t start,
    const int64_t *finals, size_t final_count)
{
    struct arguments arguments = {0};
    add_vars(&arguments, xs, count);
    add_values(&arguments, (int64_t[]){states, symbols}, 2);
    add_values(&arguments, next, (size_t)(states * symbols));
    add_values(&arguments, (int64_t[]){start, (int64_t)final_count}, 2);
    add_values(&arguments, finals, final_count);
    return add(model, &constraint_regular, &arguments);
}

pando_constraint pando_cumulative(
    struct pando_model *model, const pando_var *start,
    const pando_var *duration, const pando_var *resource, size_t count,
    pando_var capacity)
{
    struct arguments arguments = {0};
    add_vars(&arguments, start, count);
    add_vars(&arguments, duration, count);
    add_vars(&arguments, resource, count);
    add_var(&arguments, capacity);
    return add(model, &constraint_cumulative, &arguments);
}

pando_constraint pando_disjunctive(
    struct pando_model *model, const pando_var *start,
    const pando_var *duration, size_t count, bool is_strict)
{
    struct arguments arguments = {0};
    add_vars(&arguments, start, count);
    add_vars(&arguments, duration, count);
    add_value(&arguments, is_strict);
    return add(model, &constraint_disjunctive, &arguments);
}

pando_constraint pando_count(
    struct pando_model *model, const pando_var *xs, size_t count, pando_var y,
    pando_var n)
{
    struct arguments arguments = {0};
    add_vars(&arguments, (pando_var[]){y, n}, 2);
    add_vars(&arguments, xs, count);
    return add(model, &constraint_count, &arguments);
}

pando_constraint pando_global_cardinality(
    struct pando_model *model, const pando_var *xs, size_t count,
    const int64_t *cover, const pando_var *counts, size_t cover_count,
    bool closed)
{
    struct arguments arguments = {0};
    add_vars(&arguments, xs, count);
    add_vars(&arguments, counts, cover_count);
    add_values(&arguments, (int64_t[]){(int64_t)count, closed}, 2);
    add_values(&arguments, cover, cover_count);
    return add(model, &constraint_global_cardinality, &arguments);
}

/* ---- Conditions ---- */

static bool reify(
    struct pando_model *model, pando_var condition, pando_constraint constraint,
    enum reification reification)
{
    struct constraint *c =
        &pando_model_open(model)->constraints.items[constraint.index];
    if (c->reification != REIFY_NONE || !c->class->post_negation)
        return false;
    c->reification = reification;
    c->condition = inner_var(condition);
    return true;
}

bool pando_if(
    struct pando_model *model, pando_var condition, pando_constraint constraint)
{
    return reify(model, condition, constraint, REIFY_HALF);
}

bool pando_iff(
    struct pando_model *model, pando_var condition, pando_constraint constraint)
{
    return reify(model, condition, constraint, REIFY_FULL);
}
