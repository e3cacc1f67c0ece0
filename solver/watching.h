/* watching.h — what changes wake and what fixed variables do, for one worker
 *
 * That is what the network says; but where nogoods hold the clauses and the
 * conditions on one literal, and guards hear events (guards.h), nothing else
 * need look after these.
 */
#ifndef SOLVER_WATCHING_H
#define SOLVER_WATCHING_H

#include "solver/network.h"

struct watching {
    const struct watches *watches; /* by slot: runs of the next two */
    const struct wake_set *wakes;
    const struct reaction *reactions;
    const uint8_t *watched; /* by slot: the events that something watches */
    /* worker_wake, or worker_wake_guarded if guards with conditions wake */
    void (*wake)(struct branch *branch, view x, uint32_t slot, uint32_t events);
    bool owned;
};

/* Borrowed from the network. */
struct watching watching_all(const struct network *network);
/* Owned, without clauses, guards and what is unlearned. */
struct watching watching_beside_nogoods(const struct network *network);
void watching_clear(struct watching *watching);

/* The events of a variable, a Boolean (literal) or not, that something watches.
 */
uint32_t watching_events(const struct watches *watches, bool literal);
/* Those that its guards do. */
uint32_t watching_guards(const struct network *network, uint32_t slot);

#endif
