/* profile.h — how much of a resource tasks use, whatever their starts
 *
 * A task that starts in est..lst and takes at least `duration` runs at all
 * times of lst..est + duration - 1: its compulsory part (Lahrichi, 1982). The
 * profile adds these up: a list of runs of time with the same height,
 * ascending, gaps included, from the first to the last compulsory part.
 *
 * Times are closed runs, so that nothing needs a time beyond 64 bits: a task
 * that would end later is cut at the last one, which no other can start after.
 */
#ifndef PROPAGATORS_PROFILE_H
#define PROPAGATORS_PROFILE_H

#include "solver/view.h"

/* A task as it must be: the least duration and resource, both > 0. */
struct profile_task {
    value est, lst; /* earliest and latest start */
    value last;     /* the last time at which it runs if it starts at est */
    value duration;
    value resource;
    uint32_t index; /* in the constraint */
};

struct profile_run {
    value from, to;
    uint64_t height;
};

struct profile {
    struct profile_run *runs; /* room for 2·tasks + 1 */
    uint32_t count;
    uint64_t highest;
};

/* The last of duration >= 1 times from start on, or the last that there is. */
static inline value profile_last(value start, value duration)
{
    value last;
    return __builtin_add_overflow(start, duration - 1, &last) ? VALUE_MAX
                                                              : last;
}

static inline bool profile_compulsory(const struct profile_task *task)
{
    return task->lst <= task->last;
}

/* Orders are permutations of the tasks: by lst, and by last. False if the
 * profile is higher than capacity anywhere. */
bool profile_build(
    struct profile *profile, const struct profile_task *tasks,
    const uint32_t *by_lst, const uint32_t *by_last, uint32_t count,
    uint64_t capacity);

/* Index of the first run with to >= time; count if there is none. */
uint32_t profile_find(const struct profile *profile, value time);

/* Moves est up until the task finds room, its own compulsory part aside. False
 * if there is none. */
bool profile_push_up(
    const struct profile *profile, struct profile_task *task,
    uint64_t capacity);
/* Moves lst down likewise. */
bool profile_push_down(
    const struct profile *profile, struct profile_task *task,
    uint64_t capacity);

#endif
