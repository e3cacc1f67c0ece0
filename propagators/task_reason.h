/* task_reason.h — reasons of disjunctive while they are made
 *
 * The tasks are read from a view, each with its least duration; for the mirror
 * image time is negated, so that a start is minus an end. A rule finds tasks
 * that force what is wanted and *needs* bounds of their starts, weaker than the
 * view's as far as it can; when all are found they are added to the reason,
 * with the durations.
 *
 * Everything is scratch, and good until the tasks are read again.
 */
#ifndef PROPAGATORS_TASK_REASON_H
#define PROPAGATORS_TASK_REASON_H

#include "solver/explain.h"

struct disjunctive;

typedef __int128 wide;

struct task_bounds {
    uint32_t task;
    wide duration;
    wide est, lst;  /* of the start, mirrored or not */
    wide low, high; /* what the reason needs: low <= start <= high */
    bool needed;
};

struct task_reason {
    const struct explain_view *before;
    const struct disjunctive *self;
    struct reason *reason;
    bool mirrored;
    struct task_bounds own; /* of the task that is explained, if any */
    uint32_t count;
    struct task_bounds *tasks;   /* the others that take part, by falling est */
    struct task_bounds **by_lct; /* see task_reason_by_lct */
    bool sorted;                 /* by_lct is */
    struct task_bounds **set;    /* those that a rule has chosen, */
    uint32_t set_count;
    wide total; /* and the sum of their durations */
};

#define TASK_NONE UINT32_MAX

static inline wide task_ect(const struct task_bounds *task)
{
    return task->est + task->duration;
}

static inline wide task_lct(const struct task_bounds *task)
{
    return task->lst + task->duration;
}

/* Reads all tasks, that which is explained (or TASK_NONE) apart. */
void task_reason_read(struct task_reason *r, uint32_t own, bool mirrored);

/* All but the own task by rising lct. */
struct task_bounds *const *task_reason_by_lct(struct task_reason *r);

/* What holds in every branch. */
wide task_reason_root_est(
    const struct task_reason *r, const struct task_bounds *task);
wide task_reason_root_lst(
    const struct task_reason *r, const struct task_bounds *task);

void task_reason_choose(struct task_reason *r, struct task_bounds *task);
/* Takes the shortest tasks out of the set as long as slack lasts, but not the
 * last `kept`, nor those that are needed anyway. */
void task_reason_drop(struct task_reason *r, wide slack, uint32_t kept);
/* Least est and greatest lct of the set. */
wide task_reason_est(const struct task_reason *r);
wide task_reason_lct(const struct task_reason *r);

void task_reason_need(struct task_bounds *task, wide low, wide high);
/* low <= start, and end <= last, for all of the set. */
void task_reason_need_set(struct task_reason *r, wide low, wide last);

/* Adds what is needed; false if some of that is not true. */
bool task_reason_add(const struct task_reason *r);

/* v as a bound of the own start, mirrored, and back. */
static inline wide task_mirrored(const struct task_bounds *task, wide v)
{
    return -(v + task->duration);
}

/* ---- Why the own task cannot start before v: the rules (task_rules.c); these
 *      need bounds where they are true ---- */

bool task_rules_explain(struct task_reason *r, wide v);

/* Why the tasks that were read cannot be scheduled. */
bool task_rules_refute(struct task_reason *r);

#endif
