/* solution.c — see solution.h */
#include "solver/solution.h"

#include "coro/fatal.h"
#include "solver/domain.h"
#include "solver/model.h"
#include "solver/network.h"

#include <stdlib.h>

struct solution {
    const struct network *network;
    value *values;
    struct range *domains; /* bounds of each variable in the model */
    var *sparse;           /* those whose domains have holes */
    uint32_t sparse_count;
    uint32_t violated;
};

static void *list(size_t count, size_t size)
{
    void *items = calloc(count + 1, size);
    if (!items)
        coro_fatal("out of memory");
    return items;
}

static void take_domains(struct solution *solution, const struct model *model)
{
    for (uint32_t i = 0; i < model->vars.count; i++) {
        const struct declaration *d = &model->vars.items[i];
        var x = {i};
        solution->domains[i] =
            (struct range){model_min(model, x), model_max(model, x)};
        if (d->ranges && !d->is_alias)
            solution->sparse[solution->sparse_count++] = x;
    }
}

struct solution *solution_new(const struct network *network)
{
    struct solution *solution = list(1, sizeof *solution);
    solution->network = network;
    solution->values = list(network->view_count, sizeof(value));
    solution->domains = list(network->view_count, sizeof(struct range));
    solution->sparse = list(network->view_count, sizeof(var));
    take_domains(solution, network->model);
    return solution;
}

void solution_free(struct solution *solution)
{
    free(solution->values);
    free(solution->domains);
    free(solution->sparse);
    free(solution);
}

/* Reads a variable; false if it is not fixed. */
static inline bool
read_value(const struct branch *branch, view x, value *ret)
{
    if (view_is_literal(x)) {
        uint32_t bits = domain_bool_bits(branch, x);
        *ret = bits >> (x.code & 1) & 1;
        return bits != 0;
    }
    if (view_is_narrow(x)) {
        const struct domain_interval *bounds = domain_bounds(branch, x);
        *ret = bounds->low;
        return bounds->low == -bounds->negated_high;
    }
    *ret = domain_min_any(branch, x);
    return *ret == domain_max_any(branch, x);
}

static bool domains_hold(const struct solution *solution)
{
    const value *values = solution->values;
    const struct range *domains = solution->domains;
    const struct model *model = solution->network->model;
    bool inside = true;
    for (uint32_t x = 0; x < solution->network->view_count; x++)
        inside &= values[x] >= domains[x].min && values[x] <= domains[x].max;
    for (uint32_t i = 0; i < solution->sparse_count; i++) {
        var x = solution->sparse[i];
        inside = inside && model_contains(model, x, values[x.index]);
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
    const struct network *network = solution->network;
    solution->violated = UINT32_MAX;
    for (uint32_t x = 0; x < network->view_count; x++)
        if (!read_value(branch, network->views[x], &solution->values[x]))
            return false;
    return domains_hold(solution) && constraints_hold(solution);
}

const value *solution_values(const struct solution *solution)
{
    return solution->values;
}

uint32_t solution_violated(const struct solution *solution)
{
    return solution->violated;
}
