/* profile_reason.h — tasks that run at some time, as the reason of cumulative
 *
 * A task *runs* at t, for sure, if s <= t and s + d > t: to say so takes these
 * two bounds of its start s, however much stronger they are, its least duration
 * d and its least resource; fewer where the root knows them. Of the tasks that
 * run at a point in time a few are *chosen*, which use as much as is needed;
 * they are *needed* at that time, or for longer. When all are found, what is
 * needed of each task is added to the reason at once.
 *
 * For the mirror image all times are negated. Everything is scratch, and good
 * until the tasks are read again.
 */
#ifndef PROPAGATORS_PROFILE_REASON_H
#define PROPAGATORS_PROFILE_REASON_H

#include "solver/explain.h"

struct cumulative;

typedef __int128 wide;

/* A task that runs at some times, for sure. */
struct profile_part {
    uint32_t task;
    value resource;
    wide from, to;  /* the times */
    wide low, high; /* those at which the reason needs it; none if low > high */
};

/* One that runs at a point, and how many literals it takes to say so. */
struct profile_runner {
    struct profile_part *part;
    uint32_t cost;
};

struct profile_reason {
    const struct explain_view *before;
    const struct cumulative *self;
    struct reason *reason;
    value capacity; /* the greatest */
    bool mirrored;
    uint32_t count, chosen;
    struct profile_part *parts;     /* by ascending from */
    struct profile_runner *runners; /* the chosen ones of the last point */
    wide used;                      /* by these */
    wide slack; /* every point uses more than is needed by as much */
};

#define PROFILE_NO_TASK UINT32_MAX

/* The parts of all tasks but one (or PROFILE_NO_TASK); nothing is needed. */
void profile_reason_read(struct profile_reason *r, uint32_t but);

/* Do they use as much at t? */
bool profile_reason_crowded(
    const struct profile_reason *r, wide t, wide needed);
/* Chooses of those that run at t, where it is crowded: none without which the
 * others use enough. Returns the number of literals. */
uint32_t profile_reason_choose(struct profile_reason *r, wide t, wide needed);
/* What it costs that the chosen ones run at another time. */
uint32_t profile_reason_cost(const struct profile_reason *r, wide t);
/* The times at which all of them run. */
void profile_reason_times(
    const struct profile_reason *r, wide *ret_from, wide *ret_to);
/* They are needed at low..high, to use as much. */
void profile_reason_need(
    struct profile_reason *r, wide low, wide high, wide needed);

/* Adds what is needed of all parts; false if something is not true. */
bool profile_reason_add(const struct profile_reason *r);
/* Adds x >= v, or x <= v, unless all values are. */
bool profile_reason_min(const struct profile_reason *r, view x, wide v);
bool profile_reason_max(const struct profile_reason *r, view x, wide v);

#endif
