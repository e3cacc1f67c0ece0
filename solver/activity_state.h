/* activity_state.h — the inside of an activity: for activity.c,
 * activity_order.c and predicates.c alone
 */
#ifndef SOLVER_ACTIVITY_STATE_H
#define SOLVER_ACTIVITY_STATE_H

#include "solver/activity.h"
#include "solver/vec.h"

/* Where a predicate is that is not in the heap. */
enum {
    OUT = UINT32_MAX,
    RELEASED = UINT32_MAX - 1
};

struct predicate {
    struct literal literal; /* MIN or EQUAL */
    double activity;
    uint32_t place; /* in the heap, RELEASED or OUT */
    bool phase;     /* it was true when it was seen last */
};

/* A predicate and its activity, which is at hand so. */
struct entry {
    double activity;
    uint32_t predicate;
};

/* A predicate that a level took out of the order. */
struct taken {
    uint32_t predicate, level;
};

struct activity {
    const struct network *network;
    struct worker *worker; /* whose random numbers break ties */
    VEC(struct predicate) predicates;
    uint32_t limit;  /* so many, and what has faded is forgotten */
    uint32_t *index; /* hash → predicate + 1 */
    uint32_t buckets;
    uint32_t *bools;            /* by place of BOOL: predicate + 1 */
    VEC(struct entry) heap;     /* the most active first */
    VEC(struct entry) released; /* the most active last; some are stale */
    VEC(struct taken) taken;
    double bump;
    value *best; /* by slot: in the best solution */
    bool solved;
};

/* ---- predicates.c ---- */

void predicates_init(struct activity *activity);
void predicates_clear(struct activity *activity);

/* Its activity has faded to nothing: it does not count until it is bumped. */
bool predicate_faded(const struct activity *activity, double its_activity);

/* The number of the predicate of a literal, MIN or EQUAL; makes it if there is
 * none. Predicates may be numbered anew. */
uint32_t predicate_of(struct activity *activity, struct literal literal);

/* ---- activity_order.c ---- */

/* A predicate, in the order or not, has become more active. */
void order_raise(struct activity *activity, uint32_t predicate);

/* The most active that is in the order; false: there is none. */
bool order_first(struct activity *activity, struct entry *ret);

/* The first one leaves the order. */
void order_drop_first(struct activity *activity, uint32_t predicate);

/* What a level took comes back, unless it has. */
void order_release(struct activity *activity, uint32_t predicate);

/* Predicate i is going to be called to[i], or to be forgotten: OUT. */
void order_renumber(struct activity *activity, const uint32_t *to);

#endif
