/* leap.c — see leap.h */
#include "solver/leap.h"

enum {
    SOON = 20, /* conflicts after the last solution */
    EASY = 4,  /* solutions that came so, at first, */
    EASY_MAX = 1 << 20,
};

void leap_init(struct leap *leap, struct cost cost)
{
    *leap = (struct leap){.cost = cost, .wanted = EASY};
}

void leap_take_solution(struct leap *leap, value cost, uint64_t conflicts)
{
    if (conflicts - leap->when > SOON)
        leap->easy = 0;
    if (leap->easy++ == 0)
        leap->first = cost;
    leap->when = conflicts;
    if (leap->step > 0) {
        leap->wanted = EASY;
        leap->step *= leap->step < UINT64_MAX / 2 ? 2 : 1;
    } else if (leap->easy >= leap->wanted) {
        leap->step = cost_distance(cost, leap->first);
    }
}

bool leap_next(
    struct leap *leap, const struct branch *root, struct literal *ret_lead)
{
    value low = cost_min(leap->cost, root), high = cost_max(leap->cost, root);
    uint64_t half = cost_distance(low, high) / 2;
    if (leap->step > half)
        leap->step = half;
    *ret_lead = cost_at_most(leap->cost, high - (value)leap->step);
    return leap->step > 0;
}

void leap_failed(struct leap *leap)
{
    leap->step = leap->easy = 0;
    leap->wanted *= leap->wanted < EASY_MAX ? 2 : 1;
}
