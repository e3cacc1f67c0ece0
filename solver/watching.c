/* watching.c — see watching.h */
#include "solver/watching.h"

#include "solver/prop.h"
#include "solver/vec.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <stdlib.h>

/* A Boolean's runs of reactions are for one value each. */
static uint32_t reaction_events(const struct watches *watches, bool literal)
{
    const uint32_t *react = watches->react;
    if (!literal)
        return react[0] < react[2] ? EVENT_FIX : 0;
    return (react[0] < react[1] ? EVENT_MIN : 0) |
           (react[1] < react[2] ? EVENT_MAX : 0);
}

uint32_t watching_events(const struct watches *watches, bool literal)
{
    static const uint8_t of_run[WAKE_COUNT] = {
        [WAKE_FIX] = EVENT_FIX,
        [WAKE_MIN] = EVENT_MIN,
        [WAKE_DOMAIN] = EVENT_FIX | EVENT_MIN | EVENT_MAX | EVENT_HOLE,
        [WAKE_BOUNDS] = EVENT_MIN | EVENT_MAX,
        [WAKE_MAX] = EVENT_MAX,
    };
    uint32_t events = reaction_events(watches, literal);
    for (int run = 0; run < WAKE_COUNT; run++)
        if (watches->wake[run] < watches->wake[run + 1])
            events |= of_run[run];
    return events;
}

uint32_t watching_guards(const struct network *network, uint32_t slot)
{
    if (!network->guard_runs)
        return 0;
    const uint32_t *from = network->guard_runs[slot].from;
    return (from[0] < from[1] ? EVENT_MIN : 0) |
           (from[2] < from[3] ? EVENT_MAX : 0);
}

struct watching watching_all(const struct network *network)
{
    return (struct watching){
        network->watches,
        network->wakes,
        network->reactions,
        network->watched,
        network->guard_pair_count > 0 ? worker_wake_guarded : worker_wake,
        false};
}

/* ---- Without what nogoods do ---- */

struct filter {
    const struct network *network;
    uint64_t *held; /* bits of propagators that need not wake */
    struct watches *watches;
    VEC(struct wake_set) wakes;
    VEC(struct reaction) reactions;
};

static void hold(struct filter *filter, uint32_t prop)
{
    filter->held[prop / 64] |= UINT64_C(1) << (prop % 64);
}

static void keep_wakes(struct filter *filter, uint32_t slot)
{
    const struct network *network = filter->network;
    const uint32_t *from = network->watches[slot].wake;
    uint32_t *to = filter->watches[slot].wake;
    for (int run = 0; run <= WAKE_COUNT; run++) {
        to[run] = (uint32_t)filter->wakes.count;
        for (uint32_t i = from[run]; i < from[run + 1]; i++) {
            struct wake_set set = network->wakes[i];
            set.props &= ~filter->held[set.word];
            if (set.props)
                VEC_PUSH(filter->wakes, set);
        }
    }
    to[WAKE_COUNT + 1] = (uint32_t)filter->wakes.count;
}

static void keep_reactions(struct filter *filter, uint32_t slot)
{
    const struct network *network = filter->network;
    const uint32_t *from = network->watches[slot].react;
    uint32_t *to = filter->watches[slot].react;
    for (int run = 0; run < 2; run++) {
        to[run] = (uint32_t)filter->reactions.count;
        for (uint32_t i = from[run]; i < from[run + 1]; i++)
            if (network->reactions[i].kind != REACT_CLAUSE)
                VEC_PUSH(filter->reactions, network->reactions[i]);
    }
    to[2] = (uint32_t)filter->reactions.count;
}

struct watching watching_beside_nogoods(const struct network *network)
{
    struct filter filter = {
        .network = network,
        .held = zeroed(network->prop_count / 64 + 1, sizeof(uint64_t)),
        .watches = zeroed(network->slot_count, sizeof(struct watches))};
    uint8_t *watched = zeroed(network->slot_count, 1);
    for (uint32_t i = 0; i < network->unlearned_count; i++)
        hold(&filter, network->unlearned[i]);
    for (uint32_t i = 0; i < network->guard_count; i++)
        hold(&filter, network->guard_speakers[i].prop);
    for (uint32_t slot = 0; slot < network->slot_count; slot++) {
        keep_wakes(&filter, slot);
        keep_reactions(&filter, slot);
        watched[slot] = (uint8_t)watching_events(
            &filter.watches[slot], slot < network->bool_count);
    }
    free(filter.held);
    return (struct watching){
        filter.watches,
        filter.wakes.items,
        filter.reactions.items,
        watched,
        worker_wake,
        true};
}

void watching_clear(struct watching *watching)
{
    if (!watching->owned)
        return;
    free((void *)watching->watches);
    free((void *)watching->wakes);
    free((void *)watching->reactions);
    free((void *)watching->watched);
}
