/* select.c — variable selection
 *
 * Every selection is a score that is to be least; ties go to the variable that
 * comes first. Weighted degree: Boussemart, Hemery, Lecoutre, Sais, Boosting
 * systematic search by weighting constraints, 2004. Impact: Refalo,
 * Impact-based search strategies for constraint programming, 2004.
 */
#include "solver/select.h"

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

/* for (set of propagators that watch the variable) */
#define FOR_EACH_WAKE(set, network, watches)                                   \
    for (const struct wake_set *set =                                          \
             (network)->wakes + (watches)->wake[0];                            \
         set < (network)->wakes + (watches)->wake[WAKE_COUNT]; set++)

/* Propagators and reactions that watch x. */
static double degree(const struct branch *branch, view x)
{
    const struct network *network = branch->network;
    const struct watches *w = &network->watches[slot_of(branch, x)];
    double count = (double)(w->react[2] - w->react[0]);
    FOR_EACH_WAKE(set, network, w)
        count += __builtin_popcountll(set->props);
    return count;
}

static double weighted_degree(const struct branch *branch, view x)
{
    const struct network *network = branch->network;
    const struct watches *w = &network->watches[slot_of(branch, x)];
    const float *weights = branch->worker->weights;
    double sum = (double)(w->react[2] - w->react[0]);
    FOR_EACH_WAKE(set, network, w)
        for (uint64_t rest = set->props; rest; rest &= rest - 1)
            sum += weights[64 * set->word + (uint32_t)__builtin_ctzll(rest)];
    return sum > 0 ? sum : 0.5;
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
    case SELECT_DOM_W_DEG:
        return size / weighted_degree(branch, x);
    case SELECT_IMPACT:
        return -(double)branch->worker->impacts[slot_of(branch, x)];
    case SELECT_INPUT_ORDER:
    case SELECTION_COUNT:
        break;
    }
    return 0;
}

/* first_fail by itself: no score can be less than 2 values. */
static uint32_t
select_smallest(const struct branch *branch, const struct step *step, uint32_t i)
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
    enum { MEMORY = 8 }; /* the mean forgets by this factor */
    float *impact = &branch->worker->impacts[slot_of(branch, x)];
    double now = 1 - exp2(select_freedom(branch, step) - before);
    *impact += (float)((now - *impact) / MEMORY);
}
