/* audit.h — checking what a learning search believes, where somebody asks for
 * it
 *
 * Whatever is learned is a clause, and so is every reason (not R, or l). A
 * reason that a constraint gives holds in each solution; what rests on nogoods
 * or on the objective's bound, in each that is still wanted: better than the
 * best, and not found before. Who knows the solutions judges clauses himself.
 * Otherwise a copy of the root, without nogoods, is told that all literals are
 * false: if that fails, the clause holds. If not, it may still, and is only
 * counted, unless a solution that is still wanted is found nearby.
 *
 * Checked besides: reasons are true before their events, events were needed for
 * what is wanted of them, lessons tell something where they are told, and at a
 * fixpoint no nogood is left with one open literal.
 *
 * A search that is not audited pays one test a conflict, and one a reason.
 *
 * Ownership: audit_init makes what audit_clear frees. A search borrows an audit
 * of its network (search_options).
 */
#ifndef SOLVER_AUDIT_H
#define SOLVER_AUDIT_H

#include "solver/explain.h"

#include <stddef.h>

struct lesson;
struct solution;
struct tree;

enum audit_verdict {
    AUDIT_HOLDS,
    AUDIT_UNPROVED,
    AUDIT_BROKEN
};

struct audit_clause {
    const struct literal *literals;
    size_t count;
    bool lasting; /* holds in all solutions, not only those still wanted */
};

struct audit {
    const struct network *network;
    /* NULL: clauses are judged by propagation */
    enum audit_verdict (*judge)(
        void *context, const struct audit_clause *clause);
    void *context;
    struct tree *tree;         /* where they are, */
    struct branch *root;       /* from here; NULL: the root failed */
    struct solution *solution; /* scratch: a counterexample */
    bool excluding;            /* it excludes solutions that it has found */
    struct reason clause;      /* scratch */
    uint64_t nogoods, reasons; /* that were checked, */
    uint64_t unproved, wrong;  /* and of these so many */
    char complaint[600];       /* what is wrong with the first, or "" */
};

void audit_init(struct audit *audit, const struct network *network);
void audit_clear(struct audit *audit);

/* Why an event, or the weaker literal that is wanted, happened; if that was not
 * explained, all decisions until then. */
void audit_reason(
    struct audit *audit, const struct branch *branch, uint32_t event,
    struct literal wanted, bool explained, const struct literal *reason,
    size_t count);
/* Why the branch failed, or is to fail. */
void audit_failure(
    struct audit *audit, const struct branch *branch,
    const struct literal *reason, size_t count);
/* In the branch that is to be told the lesson. */
void audit_lesson(
    struct audit *audit, const struct branch *branch,
    const struct lesson *lesson);
/* A clause that the search believes otherwise than by a failure; none of its
 * literals is false in the branch. */
void audit_implied(
    struct audit *audit, const struct branch *branch,
    const struct literal *literals, size_t count);
/* The branch is at its fixpoint. */
void audit_fixpoint(struct audit *audit, const struct branch *branch);

#endif
