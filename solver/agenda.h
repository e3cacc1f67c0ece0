/* agenda.h — which propagators are to run
 *
 * A set of bits, one a propagator. Propagators are numbered by ascending cost
 * (pack.c), so that the first bit belongs to one of the cheapest. Among those
 * of one cost, the next to run is the first one behind that which ran last, in
 * turn: so no one waits for longer than all others take, as in a queue; and to
 * queue all that watch a variable takes one instruction for 64 of them, whether
 * they are queued already or not.
 *
 *   costs     0 0 0 1 1 1 1 2 2
 *   queued    0 0 0 1 0 0 1 0 1
 *                     ^ next of cost 1: the second of its two runs first
 */
#ifndef SOLVER_AGENDA_H
#define SOLVER_AGENDA_H

#include "solver/prop.h"

#define AGENDA_EMPTY UINT32_MAX

struct agenda {
    uint64_t *queued; /* bit p % 64 of word p / 64 */
    uint64_t *filled; /* bit w % 64 of word w / 64: queued[w] may not be 0 */
    uint32_t word_count, filled_count;
    const uint8_t *costs; /* by propagator; borrowed */
    struct agenda_lane {
        uint32_t end;  /* all of this cost are before it */
        uint32_t next; /* where the next round goes on */
    } lanes[PROP_COSTS];
};

/* costs ascend. */
void agenda_init(struct agenda *agenda, const uint8_t *costs, uint32_t count);
void agenda_free(struct agenda *agenda);
void agenda_clear(struct agenda *agenda);

/* The first one of word w or behind. */
uint32_t agenda_search(struct agenda *agenda, uint32_t w);

/* Queues propagators 64 w, 64 w + 1, …, as bits. */
static inline void agenda_add(struct agenda *agenda, uint32_t w, uint64_t props)
{
    agenda->queued[w] |= props;
    agenda->filled[w / 64] |= (uint64_t)(props != 0) << (w % 64);
}

static inline void agenda_remove(struct agenda *agenda, uint32_t prop)
{
    agenda->queued[prop / 64] &= ~(UINT64_C(1) << (prop % 64));
}

static inline uint32_t agenda_from(struct agenda *agenda, uint32_t prop)
{
    uint32_t w = prop / 64, skip = prop % 64;
    uint64_t props = agenda->queued[w] >> skip << skip;
    if (props)
        return 64 * w + (uint32_t)__builtin_ctzll(props);
    return agenda_search(agenda, w + 1);
}

/* Takes the next propagator off; AGENDA_EMPTY if there is none. */
static inline uint32_t agenda_take(struct agenda *agenda)
{
    uint32_t first = agenda_from(agenda, 0);
    if (first == AGENDA_EMPTY)
        return AGENDA_EMPTY;
    struct agenda_lane *lane = &agenda->lanes[agenda->costs[first]];
    uint32_t prop = agenda_from(agenda, lane->next);
    if (prop >= lane->end)
        prop = first;
    lane->next = prop + 1;
    agenda_remove(agenda, prop);
    return prop;
}

#endif
