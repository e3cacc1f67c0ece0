/* shave.c — see shave.h */
#include "solver/shave.h"

void shave_init(struct shave *shave, struct cost cost)
{
    *shave = (struct shave){.cost = cost, .step = 1};
}

static struct literal ask(struct shave *shave, value cost)
{
    shave->asked = cost;
    return cost_at_most(shave->cost, cost);
}

bool shave_probe(
    struct shave *shave, const struct branch *root, struct literal *ret_lead)
{
    value low = cost_min(shave->cost, root), high = cost_max(shave->cost, root);
    if (shave->held && shave->held_at < high)
        high = shave->held_at;
    if (low >= high)
        return false;
    *ret_lead = ask(shave, low + (value)(cost_distance(low, high) / 2));
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
    value low = cost_min(shave->cost, root), high = cost_max(shave->cost, root);
    if (low >= high)
        return false;
    uint64_t half = (cost_distance(low, high) + 1) / 2;
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
