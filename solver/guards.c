/* guards.c — see guards.h */
#include "solver/guards.h"

#include "solver/log.h"
#include "solver/tell.h"
#include "solver/worker.h"

/* The guard i is open, and its own variable has come to least: the condition is
 * false where y cannot be small enough, else y is. */
static bool speak(struct branch *branch, uint32_t i, value least)
{
    struct worker *worker = branch->worker;
    const struct guard *guard = &branch->network->guards[i];
    struct guard_speaker speaker = branch->network->guard_speakers[i];
    worker->counters.propagations++;
    worker->running = (struct log_cause){LOG_PROP, speaker.prop};
    value high = guard->most - least;
    if (guard_least_y(branch, guard) > high)
        return tell_false(branch, speaker.condition);
    return guard->y & 4 ? tell_narrow_min(branch, speaker.y, -high)
                        : tell_narrow_max(branch, speaker.y, high);
}

typedef bool
guard_test(const struct branch *branch, const struct guard *guard, value least);

/* The first guard of i..end that opens, or end. A loop of its own, without
 * calls, so that it is tight: most do not. */
static inline uint32_t first_open(
    const struct branch *branch, uint32_t i, uint32_t end, value least,
    guard_test *opens)
{
    const struct guard *guards = branch->network->guards;
    while (i < end && !opens(branch, &guards[i], least))
        i++;
    return i;
}

static inline bool hear_run(
    struct branch *branch, uint32_t i, uint32_t end, value least,
    guard_test *opens, bool *ret_told)
{
    while ((i = first_open(branch, i, end, least, opens)) < end) {
        *ret_told = true;
        if (!speak(branch, i++, least))
            return false;
    }
    return true;
}

static bool
hear_bound(struct branch *branch, const struct log_event *event, bool *ret_told)
{
    const struct network *network = branch->network;
    uint32_t side = event->kind == LITERAL_MAX;
    const uint32_t *from =
        network->guard_runs[view_slot(network, event->x)].from + 2 * side;
    value least = side ? -event->v : event->v;
    const int32_t *bounds = branch_read(branch, view_offset(event->x));
    return from[0] == from[2] ||
           bounds[side] != least || /* a later event tells */
           (hear_run(branch, from[0], from[1], least, guard_opens, ret_told) &&
            hear_run(
                branch, from[1], from[2], least, guard_opens_true, ret_told));
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
            const struct guard *other = &network->guards[sides[1 - side]];
            if (!hear_run(
                    branch, sides[side], sides[side] + 1,
                    guard_least_y(branch, other), guard_opens_true, ret_told))
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
        while (place < block->used && worker->fixed_count == 0)
            if (!hear(branch, &block->events[place++], ret_told))
                return false;
        worker->guarded = block->index * LOG_BLOCK + place;
        if (*ret_told || block == branch->log)
            return true;
        worker->guarded = (block->index + 1) * LOG_BLOCK;
    }
}
