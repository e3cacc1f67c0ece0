/* guards.c — see guards.h */
#include "solver/guards.h"

#include "solver/log.h"
#include "solver/tell.h"
#include "solver/worker.h"

/* An open guard, whose own variable has come to least: the condition is false
 * where y cannot be small enough, else y is. (That is asked first, so that the
 * difference fits.) */
static bool speak(struct branch *branch, const struct guard *guard, value least)
{
    struct worker *worker = branch->worker;
    worker->counters.propagations++;
    worker->running = (struct log_cause){LOG_PROP, guard->prop};
    if (least + guard_least_y(branch, guard) > guard->most)
        return tell_false(branch, guard->condition);
    value high = guard->most - least;
    return guard->y & 4 ? tell_narrow_min(branch, guard->y_view, -high)
                        : tell_narrow_max(branch, guard->y_view, high);
}

/* The first guard that opens. A loop of its own, without calls, so that it is
 * tight: most do not. */
static inline const struct guard *first_open(
    const struct branch *branch, const struct guard *guard,
    const struct guard *end, value least)
{
    while (guard < end && !guard_opens(branch, guard, least))
        guard++;
    return guard;
}

static bool
hear_bound(struct branch *branch, const struct log_event *event, bool *ret_told)
{
    const struct network *network = branch->network;
    uint32_t side = event->kind == LITERAL_MAX;
    const uint32_t *from =
        network->guard_runs[view_slot(network, event->x)].from + 2 * side;
    const struct guard *guard = network->guards + from[0];
    const struct guard *end = network->guards + from[2];
    if (guard == end)
        return true;
    value least = side ? -event->v : event->v;
    const int32_t *bounds = branch_read(branch, view_offset(event->x));
    if (bounds[side] != least)
        return true; /* a later event tells */
    while ((guard = first_open(branch, guard, end, least)) < end) {
        *ret_told = true;
        if (!speak(branch, guard++, least))
            return false;
    }
    return true;
}

/* A Boolean was fixed: the constraints for which it is the condition. */
static bool hear_condition(
    struct branch *branch, const struct log_event *event, bool *ret_told)
{
    const struct network *network = branch->network;
    uint32_t sign = event->kind == LITERAL_MAX;
    const uint32_t *from =
        network->guard_pair_runs + 2 * view_place(event->x) + sign;
    for (uint32_t i = from[0]; i < from[1]; i++)
        for (int side = 0; side < 2; side++) {
            const uint32_t *sides = network->guard_pairs[i].sides;
            const struct guard *guard = network->guards + sides[side];
            const struct guard *other = network->guards + sides[1 - side];
            value least = guard_least_y(branch, other);
            if (!guard_opens(branch, guard, least))
                continue;
            *ret_told = true;
            if (!speak(branch, guard, least))
                return false;
        }
    return true;
}

static bool
hear(struct branch *branch, const struct log_event *event, bool *ret_told)
{
    if (view_is_literal(event->x))
        return hear_condition(branch, event, ret_told);
    return !view_is_narrow(event->x) || event->kind > LITERAL_MAX ||
           hear_bound(branch, event, ret_told);
}

/* (With log_find and log_at for each event a job shop takes 3 % more
 * instructions.) */
bool guards_hear(struct branch *branch, bool *ret_told)
{
    struct worker *worker = branch->worker;
    *ret_told = false;
    if (!branch->network->guard_runs || worker->guarded == log_end(branch))
        return true;
    worker->guarded += worker->guarded == 0; /* which is no id */
    for (;;) {
        const struct log_block *block =
            log_block_at(branch, worker->guarded / LOG_BLOCK);
        uint32_t place = worker->guarded % LOG_BLOCK;
        while (place < block->used && !*ret_told)
            if (!hear(branch, &block->events[place++], ret_told))
                return false;
        worker->guarded = block->index * LOG_BLOCK + place;
        if (*ret_told || block == branch->log)
            return true;
        worker->guarded = (block->index + 1) * LOG_BLOCK;
    }
}
