/* solution.c — see solution.h */
#include "solver/solution.h"

#include "solver/domain.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/zeroed.h"

#include <stdlib.h>

/* Variables by how their values are read. */
struct readings {
    uint32_t *vars;
    view *views;
    uint32_t count;
};

struct solution {
    const struct network *network;
    value *values;
    struct readings literals, narrow, others;
    struct range *domains; /* of narrow and others: bounds in the model */
    var *sparse;           /* variables whose domains have holes */
    uint32_t sparse_count;
    uint32_t violated;
};

static struct readings readings_new(uint32_t count)
{
    return (struct readings){
        .vars = zeroed(count, sizeof(uint32_t)),
        .views = zeroed(count, sizeof(view))};
}

static void add_reading(struct readings *readings, uint32_t x, view seen)
{
    readings->vars[readings->count] = x;
    readings->views[readings->count++] = seen;
}

static void take_variables(struct solution *solution)
{
    const struct network *network = solution->network;
    const struct model *model = network->model;
    for (uint32_t i = 0; i < network->view_count; i++) {
        const struct declaration *d = &model->vars.items[i];
        view seen = network->views[i];
        var x = {i};
        solution->domains[i] =
            (struct range){model_min(model, x), model_max(model, x)};
        add_reading(
            view_is_literal(seen)  ? &solution->literals
            : view_is_narrow(seen) ? &solution->narrow
                                   : &solution->others,
            i, seen);
        if (d->ranges && !d->is_alias)
            solution->sparse[solution->sparse_count++] = x;
    }
}

struct solution *solution_new(const struct network *network)
{
    struct solution *solution = zeroed(1, sizeof *solution);
    solution->network = network;
    solution->values = zeroed(network->view_count, sizeof(value));
    solution->domains = zeroed(network->view_count, sizeof(struct range));
    solution->sparse = zeroed(network->view_count, sizeof(var));
    solution->literals = readings_new(network->view_count);
    solution->narrow = readings_new(network->view_count);
    solution->others = readings_new(network->view_count);
    take_variables(solution);
    return solution;
}

static void readings_clear(struct readings *readings)
{
    free(readings->vars);
    free(readings->views);
}

void solution_free(struct solution *solution)
{
    readings_clear(&solution->literals);
    readings_clear(&solution->narrow);
    readings_clear(&solution->others);
    free(solution->values);
    free(solution->domains);
    free(solution->sparse);
    free(solution);
}

/* Reads every variable; false if one is not fixed. */
static bool read_values(struct solution *solution, const struct branch *branch)
{
    const struct readings *r = &solution->literals;
    value *values = solution->values;
    bool fixed = true;
    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t bits = domain_bool_bits(branch, r->views[i]);
        fixed &= bits != 0;
        values[r->vars[i]] = bits >> (r->views[i].code & 1) & 1;
    }
    r = &solution->narrow;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct domain_interval *d = domain_bounds(branch, r->views[i]);
        fixed &= d->low == -d->negated_high;
        values[r->vars[i]] = d->low;
    }
    r = &solution->others;
    for (uint32_t i = 0; i < r->count; i++) {
        fixed &= domain_fixed(branch, r->views[i]);
        values[r->vars[i]] = domain_value(branch, r->views[i]);
    }
    return fixed;
}

static bool in_bounds(const struct solution *solution, const struct readings *r)
{
    bool inside = true;
    for (uint32_t i = 0; i < r->count; i++) {
        value v = solution->values[r->vars[i]];
        struct range domain = solution->domains[r->vars[i]];
        inside &= v >= domain.min && v <= domain.max;
    }
    return inside;
}

/* A literal's value is 0 or 1, which is its domain. */
static bool domains_hold(const struct solution *solution)
{
    bool inside = in_bounds(solution, &solution->narrow) &&
                  in_bounds(solution, &solution->others);
    for (uint32_t i = 0; inside && i < solution->sparse_count; i++) {
        var x = solution->sparse[i];
        inside = model_contains(
            solution->network->model, x, solution->values[x.index]);
    }
    return inside;
}

static bool constraints_hold(struct solution *solution)
{
    const struct model *model = solution->network->model;
    for (uint32_t i = 0; i < model->constraints.count; i++) {
        if (constraint_holds(&model->constraints.items[i], solution->values))
            continue;
        solution->violated = i;
        return false;
    }
    return true;
}

bool solution_take(struct solution *solution, const struct branch *branch)
{
    solution->violated = UINT32_MAX;
    return read_values(solution, branch) && domains_hold(solution) &&
           constraints_hold(solution);
}

const value *solution_values(const struct solution *solution)
{
    return solution->values;
}

uint32_t solution_violated(const struct solution *solution)
{
    return solution->violated;
}
