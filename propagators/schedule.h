/* schedule.h — filtering tasks that exclude each other (for disjunctive.c)
 *
 * A schedule is scratch: the earliest start and latest completion of each task,
 * its duration, and orders of the tasks. Filtering makes starts later and, in
 * the mirror image, completions earlier; it tells nobody.
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
};

/* To the fixpoint of all rules; false if the tasks cannot be scheduled. */
bool schedule_filter(struct schedule *schedule);

#endif
