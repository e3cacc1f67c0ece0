/* schedule.h — filtering tasks that exclude each other (for disjunctive.c)
 *
 * A schedule is scratch: the earliest start and latest completion of each task,
 * its duration, and orders of the tasks. Filtering makes starts later and, in
 * the mirror image, completions earlier. It tells nobody, unless there is
 * somebody to hear what each rule has found.
 */
#ifndef PROPAGATORS_SCHEDULE_H
#define PROPAGATORS_SCHEDULE_H

#include "solver/view.h"

struct lambda_node;
struct theta_node;

/* Times and sums of durations beyond this are left to others. */
#define SCHEDULE_LIMIT (INT64_C(1) << 60)

struct schedule {
    uint32_t count;
    value *est, *lct, *duration; /* by task; |est|, |lct|, Σ <= the limit */
    value *updated;              /* new est, or lct */
    /* Permutations of the tasks, by est, ect = est + duration, lst = lct -
     * duration, lct. Any order at first; the better, the faster. */
    uint32_t *by_est, *by_ect, *by_lst, *by_lct;
    uint32_t *leaf;              /* place in by_est */
    struct theta_node *thetas;   /* theta_tree_nodes(count) */
    struct lambda_node *lambdas; /* as many */
    bool mirrored;               /* est and lct are -lct and -est */
    /* May be NULL: each rule's bounds, found from those before alone. If it has
     * found that there is no schedule, some may be beyond each other. False to
     * stop. */
    bool (*hear)(void *listener, const struct schedule *);
    void *listener;
};

static inline value schedule_est(const struct schedule *s, uint32_t i)
{
    return s->mirrored ? -s->lct[i] : s->est[i];
}

static inline value schedule_lst(const struct schedule *s, uint32_t i)
{
    return (s->mirrored ? -s->est[i] : s->lct[i]) - s->duration[i];
}

/* To the fixpoint of all rules; false if the tasks cannot be scheduled. */
bool schedule_filter(struct schedule *schedule);

#endif
