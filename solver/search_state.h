/* search_state.h — the inside of a search: for search.c, search_learning.c and
 * search_inspect.c alone
 */
#ifndef SOLVER_SEARCH_STATE_H
#define SOLVER_SEARCH_STATE_H

#include "solver/restart.h"
#include "solver/search.h"
#include "solver/vec.h"

struct learning;
struct solution;
struct tree;
struct worker;

/* A frozen branch; alternatives below next are explored or being explored. */
struct waiting {
    struct branch *branch;
    uint32_t next, arity;
    uint32_t path; /* length of the path with this choice */
};

/* Of a search that learns with one beside it: who goes on. */
enum search_turns {
    TURNS_BOTH,
    TURNS_LEARNING,
    TURNS_PLAIN
};

/* Whichever comes first; 0: never. */
struct slice {
    uint64_t failures, propagations;
};

struct search {
    const struct network *network;
    struct search_options options;
    struct tree *tree;
    struct worker *worker;     /* the tree's */
    struct learning *learning; /* which then searches, else NULL */
    struct search *beside; /* the plain one (search_learning.c), else NULL */
    enum search_turns turns;
    struct slice slice; /* when it ends */
    struct branch *root; /* kept for restarts, else NULL */
    VEC(struct waiting) stack;
    VEC(uint32_t) path;
    bool started, done;
    uint32_t unbounded; /* see search_unbounded */
    enum search_limit limit;
    struct solution *solution;
    struct restart_sequence restarts;
    uint64_t run_nodes; /* since the last restart */
    uint64_t run_limit; /* 0: none */
    struct search_statistics statistics;
    double begin;
    uint32_t ticks; /* nodes until the clock is read again */
};

/* Seconds of a clock that only ascends. */
double search_now(void);

/* Is it to pause? Then search->limit says why: LIMIT_NONE at the end of a
 * slice. */
bool search_pausing(struct search *search);

/* From now on every branch must be better than the solution. */
void search_take_bound(struct search *search);

/* A variable declared without bounds, and which the propagated root has not
 * bounded either (if root is NULL: which may be why it failed). Bounds derived
 * from the ends of 64 bits are near them, 2 * x = y gives half of one. */
uint32_t
search_find_unbounded(const struct network *network, const struct branch *root);

/* One solution more of a search that learns, and of the one beside it. */
enum search_outcome search_learned(struct search *search);
void search_free_learning(struct search *search);

#endif
