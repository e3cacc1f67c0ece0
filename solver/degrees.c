/* degrees.c — see degrees.h */
#include "solver/degrees.h"

#include "solver/zeroed.h"

static bool selects_by_degree(const struct step *step)
{
    return step->kind == PLAN_LABEL &&
           (step->selection == SELECT_OCCURRENCE ||
            step->selection == SELECT_MOST_CONSTRAINED ||
            step->selection == SELECT_DOM_W_DEG);
}

static bool wanted(const struct network *network)
{
    for (uint32_t i = 0; i < network->step_count; i++)
        if (selects_by_degree(&network->steps[i]))
            return true;
    return false;
}

typedef void meet_fn(struct degrees *degrees, uint32_t slot, uint32_t prop);

/* Meets every watch of a variable by a propagator. */
static void for_each_watch(
    struct degrees *degrees, const struct network *network, meet_fn *meet)
{
    for (uint32_t slot = 0; slot < network->slot_count; slot++) {
        const uint32_t *wake = network->watches[slot].wake;
        for (uint32_t i = wake[0]; i < wake[WAKE_COUNT]; i++) {
            const struct wake_set *set = &network->wakes[i];
            for (uint64_t rest = set->props; rest; rest &= rest - 1)
                meet(
                    degrees, slot,
                    64 * set->word + (uint32_t)__builtin_ctzll(rest));
        }
    }
}

static void count(struct degrees *degrees, uint32_t slot, uint32_t prop)
{
    degrees->plain[slot]++;
    degrees->from[prop]++;
}

/* from[prop] goes from the end of its slots to their beginning. */
static void place(struct degrees *degrees, uint32_t slot, uint32_t prop)
{
    degrees->slots[--degrees->from[prop]] = slot;
}

struct degrees *degrees_new(const struct network *network)
{
    if (!wanted(network))
        return NULL;
    struct degrees *degrees = zeroed(1, sizeof *degrees);
    uint32_t slots = network->slot_count, props = network->prop_count;
    degrees->plain = zeroed(slots, sizeof *degrees->plain);
    degrees->weighted = zeroed(slots, sizeof *degrees->weighted);
    degrees->from = zeroed(props, sizeof *degrees->from);
    for_each_watch(degrees, network, count);
    for (uint32_t p = 0; p < props; p++)
        degrees->from[p + 1] += degrees->from[p];
    degrees->slots = zeroed(degrees->from[props], sizeof *degrees->slots);
    for_each_watch(degrees, network, place);
    for (uint32_t slot = 0; slot < slots; slot++) {
        const uint32_t *react = network->watches[slot].react;
        degrees->plain[slot] += react[2] - react[0];
        degrees->weighted[slot] = degrees->plain[slot];
    }
    return degrees;
}

void degrees_free(struct degrees *degrees)
{
    if (!degrees)
        return;
    free(degrees->plain);
    free(degrees->weighted);
    free(degrees->from);
    free(degrees->slots);
    free(degrees);
}

void degrees_blame(struct degrees *degrees, uint32_t prop)
{
    for (uint32_t i = degrees->from[prop]; i < degrees->from[prop + 1]; i++)
        degrees->weighted[degrees->slots[i]]++;
}
