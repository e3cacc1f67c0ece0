/* agenda.c — see agenda.h */
#include "solver/agenda.h"

#include "coro/fatal.h"

#include <stdlib.h>

/* One word more, behind the last propagator. */
void agenda_init(struct agenda *agenda, const uint8_t *costs, uint32_t count)
{
    agenda->costs = costs;
    agenda->word_count = count / 64 + 1;
    agenda->filled_count = agenda->word_count / 64 + 1;
    agenda->queued = calloc(agenda->word_count, sizeof *agenda->queued);
    agenda->filled = calloc(agenda->filled_count, sizeof *agenda->filled);
    if (!agenda->queued || !agenda->filled)
        coro_fatal("out of memory");
    for (uint32_t p = 0; p < count; p++)
        agenda->lanes[costs[p]].end = p + 1;
}

void agenda_free(struct agenda *agenda)
{
    free(agenda->queued);
    free(agenda->filled);
}

void agenda_clear(struct agenda *agenda)
{
    for (uint32_t f = 0; f < agenda->filled_count; f++) {
        for (uint64_t rest = agenda->filled[f]; rest; rest &= rest - 1)
            agenda->queued[64 * f + (uint32_t)__builtin_ctzll(rest)] = 0;
        agenda->filled[f] = 0;
    }
}

uint32_t agenda_search(struct agenda *agenda, uint32_t w)
{
    uint64_t mask = UINT64_MAX << (w % 64);
    for (uint32_t f = w / 64; f < agenda->filled_count; f++) {
        for (uint64_t rest = agenda->filled[f] & mask; rest; rest &= rest - 1) {
            w = 64 * f + (uint32_t)__builtin_ctzll(rest);
            uint64_t props = agenda->queued[w];
            if (props)
                return 64 * w + (uint32_t)__builtin_ctzll(props);
            agenda->filled[f] &= ~(rest & -rest);
        }
        mask = UINT64_MAX;
    }
    return AGENDA_EMPTY;
}
