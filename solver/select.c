/* select.c — variable selection
 *
 * Every selection is a score that is to be least; ties go to the variable that
 * comes first. Weighted degree: degrees.h. Impact: Refalo, Impact-based search
 * strategies for constraint programming, 2004.
 */
#include "solver/select.h"

#include "solver/degrees.h"
#include "solver/domain.h"
#include "solver/worker.h"

#include <math.h>

/* The slot of the variable behind a view that is not constant. */
static uint32_t slot_of(const struct branch *branch, view x)
{
    const struct network *network = branch->network;
    if (view_kind(x) == VIEW_DERIVED)
        x = network->derived[view_place(x)].base;
    return view_slot(network, x);
}

/* Propagators and reactions that watch x. */
static double degree(const struct branch *branch, view x)
{
    return branch->worker->degrees->plain[slot_of(branch, x)];
}

static double regret(const struct branch *branch, view x)
{
    value min = domain_min(branch, x);
    return (double)domain_next(branch, x, min) - (double)min;
}

static double
score(const struct branch *branch, enum selection selection, view x)
{
    double size = (double)domain_size(branch, x);
    switch (selection) {
    case SELECT_FIRST_FAIL:
        return size;
    case SELECT_ANTI_FIRST_FAIL:
        return -size;
    case SELECT_SMALLEST:
        return (double)domain_min(branch, x);
    case SELECT_LARGEST:
        return -(double)domain_max(branch, x);
    case SELECT_OCCURRENCE:
        return -degree(branch, x);
    case SELECT_MOST_CONSTRAINED:
        return size - degree(branch, x) / 1e9;
    case SELECT_MAX_REGRET:
        return -regret(branch, x);
    case SELECT_IMPACT:
        return -(double)branch->worker->impacts[slot_of(branch, x)];
    case SELECT_INPUT_ORDER:
    case SELECT_DOM_W_DEG:
    case SELECTION_COUNT:
        break;
    }
    return 0;
}

/* first_fail by itself: no score can be less than 2 values. */
static uint32_t select_smallest(
    const struct branch *branch, const struct step *step, uint32_t i)
{
    uint64_t least = UINT64_MAX;
    uint32_t best = step->count;
    for (; i < step->count; i++) {
        uint64_t size = domain_size(branch, step->xs[i]);
        if (size == 1 || size >= least)
            continue;
        best = i;
        least = size;
        if (size == 2)
            break;
    }
    return best;
}

/* dom_w_deg by itself, since it is what searches without annotations do: their
 * steps have all variables. Quotients are compared by cross-multiplying. */
static uint32_t select_weighted(
    const struct branch *branch, const struct step *step, uint32_t i)
{
    const double *degrees = branch->worker->degrees->weighted;
    double least_size = INFINITY, its_degree = 1;
    uint32_t best = step->count;
    for (; i < step->count; i++) {
        view x = step->xs[i];
        if (view_is_literal(x) && domain_bool_bits(branch, x) != 0)
            continue;
        double size = (double)domain_size(branch, x);
        double degree = degrees[slot_of(branch, x)];
        if (degree == 0)
            degree = 0.5;
        if (size == 1 || size * its_degree >= least_size * degree)
            continue;
        best = i;
        least_size = size;
        its_degree = degree;
    }
    return best;
}

uint32_t
select_variable(struct branch *branch, const struct step *step, uint32_t *from)
{
    uint32_t i = *from, count = step->count;
    while (i < count && domain_fixed(branch, step->xs[i]))
        i++;
    *from = i;
    if (i == count || step->selection == SELECT_INPUT_ORDER)
        return i;
    if (step->selection == SELECT_FIRST_FAIL)
        return select_smallest(branch, step, i);
    if (step->selection == SELECT_DOM_W_DEG)
        return select_weighted(branch, step, i);
    uint32_t best = i;
    double least = INFINITY;
    for (; i < count; i++) {
        if (domain_fixed(branch, step->xs[i]))
            continue;
        double s = score(branch, step->selection, step->xs[i]);
        if (s < least) {
            least = s;
            best = i;
        }
    }
    return best;
}

double select_freedom(const struct branch *branch, const struct step *step)
{
    double sum = 0;
    for (uint32_t i = 0; i < step->count; i++)
        sum += log2((double)domain_size(branch, step->xs[i]));
    return sum;
}

void select_learn_impact(
    struct branch *branch, const struct step *step, view x, double before)
{
    enum {
        MEMORY = 8
    }; /* the mean forgets by this factor */
    float *impact = &branch->worker->impacts[slot_of(branch, x)];
    double now = 1 - exp2(select_freedom(branch, step) - before);
    *impact += (float)((now - *impact) / MEMORY);
}
