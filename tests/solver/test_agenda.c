/* test_agenda.c — the order in which propagators are taken */
#include "solver/agenda.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void add(struct agenda *agenda, uint32_t prop)
{
    agenda_add(agenda, prop / 64, UINT64_C(1) << (prop % 64));
}

static uint8_t *costs_of(uint32_t count, uint32_t dear)
{
    uint8_t *costs = malloc(count);
    for (uint32_t p = 0; p < count; p++)
        costs[p] = p < dear ? PROP_BINARY : PROP_CUBIC;
    return costs;
}

/* Those of one cost in turn, however often the first are queued again. */
Test(agenda, in_turn)
{
    uint8_t *costs = costs_of(5, 4);
    struct agenda agenda = {0};
    agenda_init(&agenda, costs, 5);
    cr_assert_eq(agenda_take(&agenda), AGENDA_EMPTY);
    for (uint32_t p = 0; p < 5; p++)
        add(&agenda, p);
    static const uint32_t order[] = {0, 1, 2, 3, 0, 1, 2, 3, 0};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        cr_assert_eq(agenda_take(&agenda), order[i]);
        add(&agenda, order[i]);
    }
    agenda_remove(&agenda, 0);
    for (uint32_t p = 1; p < 5; p++)
        cr_assert_eq(agenda_take(&agenda), p);
    cr_assert_eq(agenda_take(&agenda), AGENDA_EMPTY);
    agenda_free(&agenda);
    free(costs);
}

/* Sets of bits that lie far apart, beside plain flags. */
Test(agenda, many_words)
{
    enum {
        COUNT = 20000,
        DEAR = 12345,
        STEP = 613
    };
    uint8_t *costs = costs_of(COUNT, DEAR), *queued = calloc(COUNT, 1);
    struct agenda agenda = {0};
    agenda_init(&agenda, costs, COUNT);
    uint32_t next = 0, left = 0;
    for (int i = 0; i < 3000; i++) {
        if (i % 3 != 2) {
            uint32_t p = (uint32_t)(i * STEP) % COUNT;
            left += !queued[p];
            queued[p] = 1;
            add(&agenda, p);
            continue;
        }
        uint32_t p = agenda_take(&agenda), cheap = 0;
        for (uint32_t q = 0; q < DEAR; q++)
            cheap += queued[q];
        cr_assert(p < COUNT && queued[p]);
        cr_assert_eq(p<DEAR, cheap> 0);
        for (uint32_t q = next; p < DEAR && next <= p && q < p; q++)
            cr_assert(!queued[q], "%u is passed over", q);
        next = p < DEAR ? p + 1 : next;
        queued[p] = 0;
        left--;
    }
    agenda_clear(&agenda);
    cr_assert(left > 0);
    cr_assert_eq(agenda_take(&agenda), AGENDA_EMPTY);
    agenda_free(&agenda);
    free(costs);
    free(queued);
}
