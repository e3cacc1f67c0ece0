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
    uint32_t violated;
};

struct solution *solution_new(const struct network *network)
{
    struct solution *solution = calloc(1, sizeof *solution);
    value *values = calloc(network->view_count + 1, sizeof *values);
    if (!solution || !values)
        coro_fatal("out of memory");
    solution->network = network;
    solution->values = values;
    return solution;
}

void solution_free(struct solution *solution)
{
    free(solution->values);
    free(solution);
}

bool solution_take(struct solution *solution, const struct branch *branch)
{
    const struct network *network = solution->network;
    for (uint32_t x = 0; x < network->view_count; x++) {
        view seen = network->views[x];
        solution->values[x] = domain_value(branch, seen);
        if (!domain_fixed(branch, seen)) {
            solution->violated = UINT32_MAX;
            return false;
        }
    }
    return model_check(
        network->model, solution->values, &solution->violated);
}

const value *solution_values(const struct solution *solution)
{
    return solution->values;
}

uint32_t solution_violated(const struct solution *solution)
{
    return solution->violated;
}
