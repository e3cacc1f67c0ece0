/* search.h — MAIN LOOP 2: depth-first search over branches, one solution a call
 *
 * A search resumes a branch until it chooses; it then forks the branch and goes
 * on with the copy. The frozen branch waits on the stack for its next
 * alternative; the last alternative is the frozen branch itself. Nothing is
 * undone and nothing is computed again.
 *
 *     struct search *search = search_new(network, &options);
 *     while (search_next(search) == SEARCH_SOLUTION)
 *         print(search_solution(search));
 *     search_free(search);
 *
 * With a goal every solution is better than the one before, and the last one is
 * the best if the end is SEARCH_EXHAUSTED. A frozen branch meets the bound of
 * the best solution when it resumes.
 *
 * Every solution has passed every constraint's check before it is given.
 *
 * Ownership: a search borrows the network and owns its worker and branches.
 */
#ifndef SOLVER_SEARCH_H
#define SOLVER_SEARCH_H

#include "solver/inprocess.h"
#include "solver/plan.h"
#include "solver/view.h"

#include <gmp.h>
#include <stddef.h>
#include <stdint.h>

struct audit;
struct branch;
struct coro;
struct coro_counters;
struct network;
struct search;

enum {
    SEARCH_SLICE = 100 /* a good one */
};

enum search_outcome {
    SEARCH_SOLUTION,
    SEARCH_EXHAUSTED,   /* there is no further (or better) solution */
    SEARCH_INTERRUPTED, /* a limit or *stop; more follows if that is lifted, but
                         * not after *stop cut a propagation short */
    SEARCH_INCORRECT,   /* a solution failed its check: a bug in Pando */
};

enum search_limit { /* which one interrupted */
    LIMIT_NONE,
    LIMIT_STOP,
    LIMIT_TIME,
    LIMIT_NODES,
    LIMIT_FAILURES,
    LIMIT_MEMORY,
};

/* 0 is no limit. */
struct search_options {
    uint64_t time_ms;  /* from search_new on */
    uint64_t nodes;
    uint64_t failures;
    uint64_t memory_bytes; /* of branches */
    uint64_t seed;
    struct restarts restarts; /* RESTART_NONE: the model's own */
    const volatile int *stop; /* nonzero: interrupt; may be NULL */
    bool logging;             /* branches keep logs (log.h) */
    bool learning;            /* from failures (learning.h), if it can */
    struct audit *audit; /* checks what is learned (audit.h); may be NULL */
    uint64_t forgetting; /* of nogoods: every so many conflicts, if not 0 */
    bool free;                /* learning need not follow the model's plan */
    /* A search that learns gives way to one that does not, after so many
     * conflicts each time; 0: never. Limits of nodes and failures are met by
     * the former alone. */
    uint64_t slice;
    /* Pushes the bottom frame of the root; NULL: the model's plan. */
    void (*start)(struct coro *root, void *context);
    void *start_context;
};

struct search_statistics {
    uint64_t nodes;    /* branches propagated: failures, solutions, choices */
    uint64_t failures;
    uint64_t solutions;
    uint64_t restarts;
    uint64_t propagations;
    uint64_t peak_depth;
    uint64_t open;     /* branches that wait now */
    uint64_t memory_bytes; /* taken from the system for branches */
    double seconds;    /* since search_new */
    bool learning;     /* and then: */
    uint64_t conflicts, decisions, backjumps;
    uint64_t plain_failures; /* of the search beside it */
    uint64_t nogoods, nogood_bytes; /* held now */
    uint64_t nogood_literals, nogood_levels; /* sums over all learned */
    uint64_t minimised;  /* literals left out of them */
    uint64_t reductions; /* of the store */
    uint64_t level_bytes; /* of branches, for each level of the deepest path */
    uint64_t unexplained; /* reasons that were all decisions instead */
    uint64_t near, near_better; /* runs near the best; what they found */
    uint64_t shaves, shaves_refuted; /* runs that asked too much (turns.h) */
    uint64_t leaps, leaps_reached; /* runs that asked for much more at once */
    struct inprocess_counters inprocessing;
};

struct search *
search_new(const struct network *network, const struct search_options *options);
void search_free(struct search *search);

enum search_outcome search_next(struct search *search);
/* Another time limit, still counted from search_new; 0: none. What the old one
 * interrupted goes on at the next call. */
void search_set_time_limit(struct search *search, uint64_t time_ms);
/* By variable of the model; after SEARCH_SOLUTION, until the next call. */
const value *search_solution(const struct search *search);
/* After SEARCH_INTERRUPTED. */
enum search_limit search_limit_reached(const struct search *search);
/* After SEARCH_INCORRECT: the index of the constraint that does not hold,
 * UINT32_MAX for a domain. */
uint32_t search_violated(const struct search *search);

/* After the first search_next: a variable that was declared without bounds and
 * that the constraints do not bound within 64 bits, UINT32_MAX if there is
 * none. With one, SEARCH_EXHAUSTED says only that no further solution has
 * values of 64 bits. */
uint32_t search_unbounded(const struct search *search);

void search_get_statistics(
    const struct search *search, struct search_statistics *ret);
const struct coro_counters *search_counters(const struct search *search);
/* The part of the tree that is explored, exactly: each choice splits its
 * branch's weight evenly; one minus the weights of the open branches. A search
 * that learns jumps about, and says 0 until it is done; or what the one beside
 * it has explored. */
void search_explored(const struct search *search, mpq_t ret);

#endif
