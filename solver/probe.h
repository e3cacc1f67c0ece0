/* probe.h — facts of the root that a clone of it shows: failed literals
 *
 * A clone of the root is told x <= its least value, or that a Boolean is false:
 * if that fails, the opposite is a fact of the root (failed literals: Freeman,
 * Improvements to propositional satisfiability search algorithms, 1995; bounds:
 * Martin, Shmoys, shaving, 1996). What follows from a Boolean and from its
 * negation too is another: the two clones live side by side, and their domains
 * are compared.
 *
 * Variables that learned nogoods speak of come first, then those that are
 * watched most. A Boolean literal that has followed from one that did not fail
 * cannot fail, and is not tried.
 *
 * Ownership: one per search; it borrows the network.
 */
#ifndef SOLVER_PROBE_H
#define SOLVER_PROBE_H

#include <stdbool.h>
#include <stdint.h>

struct branch;
struct network;
struct probe;

struct probe_counters {
    uint64_t probes; /* clones that were told something, */
    uint64_t failed; /* and of these failed */
    uint64_t facts;  /* told to the root */
};

struct probe *probe_new(const struct network *network);
void probe_free(struct probe *probe);

/* Tries what has not been tried since the root changed last, until so much
 * effort (side.h) has been spent. False if the root has failed. The root is at
 * its fixpoint, before and after. */
__attribute__((warn_unused_result)) bool
probe_root(struct probe *probe, struct branch *root, uint64_t effort);

const struct probe_counters *probe_counters(const struct probe *probe);

#endif
