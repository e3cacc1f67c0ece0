/* counterexample.c — see counterexample.h */
#include "solver/counterexample.h"

#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/literal.h"
#include "solver/network.h"
#include "solver/tell.h"
#include "solver/worker.h"

/* The branch with x at its least value, or without that value, or NULL. */
static struct branch *
fix_least(struct branch *branch, view x, uint32_t *failures)
{
    value least = domain_min(branch, x);
    struct branch *tried = branch_fork(branch);
    if (propagate_told(tried, tell_fix(tried, x, least))) {
        branch_discard(branch);
        return tried;
    }
    branch_discard(tried);
    if (*failures > 0 &&
        propagate_told(branch, tell_min(branch, x, least + 1))) {
        --*failures;
        return branch;
    }
    branch_discard(branch);
    return NULL;
}

static bool
all_false(struct branch *branch, const struct literal *literals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (literal_truth(branch, literals[i]) != TRUTH_FALSE)
            return false;
    return true;
}

bool counterexample_find(
    struct branch *branch, const struct literal *literals, size_t count,
    uint32_t failures, struct solution *ret_solution)
{
    const struct network *network = branch->network;
    for (uint32_t i = 0; branch && i < network->view_count;) {
        view x = network->views[i];
        if (domain_fixed(branch, x))
            i++;
        else
            branch = fix_least(branch, x, &failures);
    }
    if (!branch)
        return false;
    bool found = all_false(branch, literals, count) &&
                 solution_take(ret_solution, branch);
    branch_discard(branch);
    return found;
}
