/* shave.c — see shave.h
 *
 * Costs are values of the objective, negated if the greatest is wanted.
 */
#include "solver/shave.h"

#include "solver/domain.h"

void shave_init(struct shave *shave, view objective, bool least)
{
    *shave = (struct shave){.objective = objective, .least = least, .step = 1};
}

static value least_cost(const struct shave *shave, const struct branch *root)
{
    return shave->least ? domain_min(root, shave->objective)
                        : -domain_max(root, shave->objective);
}

static value greatest_cost(const struct shave *shave, const struct branch *root)
{
    return shave->least ? domain_max(root, shave->objective)
                        : -domain_min(root, shave->objective);
}

/* The cost is at most this. */
static struct literal ask(struct shave *shave, value cost)
{
    shave->asked = cost;
    return shave->least
               ? (struct literal){shave->objective, LITERAL_MAX, cost}
               : (struct literal){shave->objective, LITERAL_MIN, -cost};
}

static uint64_t distance(value from, value to)
{
    return (uint64_t)to - (uint64_t)from;
}

bool shave_probe(
    struct shave *shave, const struct branch *root, struct literal *ret_lead)
{
    value low = least_cost(shave, root), high = greatest_cost(shave, root);
    if (shave->held && shave->held_at < high)
        high = shave->held_at;
    if (low >= high)
        return false;
    *ret_lead = ask(shave, low + (value)(distance(low, high) / 2));
    return true;
}

void shave_probed(struct shave *shave, bool refuted)
{
    if (refuted)
        return;
    shave->held = true;
    shave->held_at = shave->asked;
}

bool shave_next(
    struct shave *shave, const struct branch *root, struct literal *ret_lead)
{
    value low = least_cost(shave, root), high = greatest_cost(shave, root);
    if (low >= high)
        return false;
    uint64_t half = (distance(low, high) + 1) / 2;
    if (shave->step > half)
        shave->step = half;
    *ret_lead = ask(shave, low + (value)(shave->step - 1));
    return true;
}

void shave_shaved(struct shave *shave, bool refuted)
{
    if (refuted && shave->step < UINT64_MAX / 2)
        shave->step *= 2;
    else if (!refuted && shave->step > 1)
        shave->step /= 2;
}
