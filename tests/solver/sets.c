/* sets.c — see sets.h */
#include "tests/solver/sets.h"

#include "solver/prop.h"

#include <string.h>

typedef __int128 wide;

wide image_of(struct image image, value at_base)
{
    return (wide)image.offset + (image.negated ? -(wide)at_base : at_base);
}

bool set_contains(const struct set *set, value v)
{
    return v >= set->min && v <= set->max &&
           (!set->keeps_holes || set->in[v - set->origin]);
}

uint64_t set_size(const struct set *set)
{
    if (!set->keeps_holes)
        return (uint64_t)set->max - (uint64_t)set->min + 1;
    uint64_t size = 0;
    for (value v = set->min; v <= set->max; v++)
        size += set->in[v - set->origin];
    return size;
}

static bool agrees(struct told told, wide v)
{
    switch (told.kind) {
    case TOLD_MIN:
        return v >= told.v;
    case TOLD_MAX:
        return v <= told.v;
    case TOLD_FIX:
        return v == told.v;
    case TOLD_REMOVE:
        return v != told.v;
    case TOLD_BITS:
    case TOLD_COUNT:
        break;
    }
    wide bit = v - told.v;
    return bit >= 0 && bit < 64 && (told.bits >> (uint32_t)bit & 1);
}

/* Keeps every single value that agrees. */
static bool filter(struct set *set, struct image image, struct told told)
{
    struct set kept = *set;
    bool any = false;
    for (value v = set->min; v <= set->max; v++) {
        bool *in = &kept.in[v - set->origin];
        *in = *in && agrees(told, image_of(image, v));
        if (*in) {
            kept.min = any ? kept.min : v;
            kept.max = v;
            any = true;
        }
    }
    if (any)
        *set = kept;
    return any;
}

/* The first value from `from` on, in steps of 1 or -1, that agrees: only the
 * told value and its neighbours need be tried. */
static bool
end_of(const struct set *set, struct image image, struct told told, int step,
       value *ret)
{
    wide end = step > 0 ? set->min : set->max;
    wide best = 0;
    bool any = false;
    for (wide d = -1; d <= 64; d++) {
        wide at = image.negated ? image.offset - (told.v + d)
                                : told.v + d - image.offset;
        wide tries[2] = {end, at};
        for (int t = 0; t < 2; t++) {
            if (tries[t] < set->min || tries[t] > set->max ||
                !agrees(told, image_of(image, (value)tries[t])))
                continue;
            if (!any || (best - tries[t]) * step > 0)
                best = tries[t];
            any = true;
        }
    }
    *ret = (value)best;
    return any;
}

bool set_tell(struct set *set, struct image image, struct told told)
{
    if (set->keeps_holes)
        return filter(set, image, told);
    value min, max;
    if (!end_of(set, image, told, 1, &min) ||
        !end_of(set, image, told, -1, &max))
        return false;
    set->min = min;
    set->max = max;
    return true;
}

uint32_t set_events(const struct set *before, const struct set *after)
{
    uint32_t events = 0;
    if (after->min > before->min)
        events |= EVENT_MIN;
    if (after->max < before->max)
        events |= EVENT_MAX;
    uint64_t size = set_size(after);
    if (size == set_size(before))
        return 0;
    if (size == 1)
        events |= EVENT_FIX;
    return events ? events : EVENT_HOLE;
}
