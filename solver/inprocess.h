/* inprocess.h — what is done where a run begins and only the root lives
 *
 * Nogoods are shortened (vivify.h) and the root is probed for facts (probe.h),
 * in clones of the root, for a small part of the effort that searching has
 * cost. The effort is counted, not timed: runs can be repeated.
 *
 * Ownership: one per search; it borrows the network.
 */
#ifndef SOLVER_INPROCESS_H
#define SOLVER_INPROCESS_H

#include "solver/probe.h"
#include "solver/vivify.h"

struct inprocess;

struct inprocess_counters {
    struct probe_counters probe;
    struct vivify_counters vivify;
    uint64_t spent; /* effort (side.h) */
};

struct inprocess *inprocess_new(const struct network *network);
void inprocess_free(struct inprocess *inprocess);

/* False if the root has failed; it is at its fixpoint, before and after. */
__attribute__((warn_unused_result)) bool
inprocess_root(struct inprocess *inprocess, struct branch *root);

struct inprocess_counters inprocess_counters(const struct inprocess *inprocess);

#endif
