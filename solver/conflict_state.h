/* conflict_state.h — the inside of an analysis: for conflict.c, minimise.c,
 * reasons.c, shrink.c, trace.c and blame.c alone
 */
#ifndef SOLVER_CONFLICT_STATE_H
#define SOLVER_CONFLICT_STATE_H

#include "solver/conflict.h"

/* A literal of the failure, and the event that made it true. */
struct item {
    uint32_t event; /* 0: gone */
    uint32_t level;
    struct literal literal;
    bool lone; /* a bound that is needed for the value beside it alone */
};

/* A literal of a reason, and the event that made it true; none of level 0. */
struct traced {
    uint32_t event, level;
    struct literal literal;
    bool lone;
};

/* The reason of an event, kept for as long as that is in the log: analyses of
 * one path ask for the same ones again and again. */
struct kept_reason {
    uint64_t serial;       /* of the event's block, or 0 */
    value v;               /* of the literal that was wanted */
    uint32_t first, count; /* in conflict->kept */
};

/* What minimising has found out about an event. */
struct verdict {
    uint32_t stamp; /* of the analysis */
    bool redundant;
    value v; /* of the literal that was wanted */
};

/* That a level is being shrunk, and an event is still to be traced back. */
struct pending {
    uint32_t stamp; /* of the level */
    value v;        /* of the literal that is wanted */
};

/* What minimising knows about a level. */
struct level_mark {
    uint32_t stamp; /* of the analysis: the nogood has literals of the level, */
    uint32_t first; /* and this is the earliest one's event */
};

/* Where an item of a level lies. */
struct place {
    uint32_t level, item;
};

struct conflict {
    const struct network *network;
    bool annotated; /* bounds may be lone, and only the longest shrink */
    const struct branch *branch;
    const uint32_t *begins;
    VEC(struct item) items;
    uint32_t *bounds;            /* by slot and MIN or MAX: item + 1, or 0 */
    uint32_t *by_event;          /* item + 1, or 0 */
    struct verdict *verdicts;    /* by event */
    struct kept_reason *reasons; /* by event */
    struct pending *pending;     /* by event */
    uint32_t events;             /* length of these four */
    VEC(struct traced) kept;
    VEC(uint32_t)
    heap;           /* events of the level, the latest first; may be stale */
    uint32_t level; /* of the failure; 0 while it is not known */
    uint32_t open;  /* items of that level */
    uint32_t stamp;
    VEC(struct level_mark) level_marks; /* by level */
    struct reason reason;       /* scratch */
    VEC(struct traced) traced;  /* scratch, used as a stack */
    uint32_t budget;            /* explanations that minimising may ask for */
    uint32_t blocks;            /* levels that were shrunk: a stamp */
    VEC(struct traced) block;   /* scratch: what stays of a level */
    VEC(struct place) places;   /* scratch: all below the failure's level */
    VEC(uint32_t) counts;       /* scratch: of these, by level */
    VEC(struct literal) seen;
    VEC(struct literal) nogood;
    struct conflict_counters counters;
};

/* Where a literal became true before `end`: the id of the earliest event that
 * made it so, or 0 if it always was. *literal may become another one that says
 * the same. */
uint32_t
trace_event(const struct branch *branch, struct literal *literal, uint32_t end);

/* Traces what was true before end; appended to conflict->traced. */
void trace_reason(
    struct conflict *conflict, const struct reason *reason, uint32_t end);

static inline bool literal_is_bound(struct literal literal)
{
    return literal.kind <= LITERAL_MAX;
}

/* For two literals of one variable and the same kind of bound. */
static inline bool literal_implies(struct literal a, struct literal b)
{
    return a.kind == LITERAL_MIN ? a.v >= b.v : a.v <= b.v;
}

/* Where the item of a bound's variable and kind is kept: item + 1, or 0. */
uint32_t *
conflict_bound_item(const struct conflict *conflict, struct literal literal);
/* The item, which stays where it lies, is not found any more. */
void conflict_displace(struct conflict *conflict, const struct item *item);
/* Stamps a level; false if it had the stamp. */
bool conflict_level_is_new(struct conflict *conflict, uint32_t level);

/* Holds a literal, and only the stronger of two bounds. */
void conflict_add(struct conflict *conflict, struct traced traced);
/* The item of a bound stands for a literal that it implies, as well. */
void conflict_stand_for(struct item *item, struct traced traced);
/* The heap of events, the latest first. */
void conflict_push(struct conflict *conflict, uint32_t event);
uint32_t conflict_pop(struct conflict *conflict);

/* Removes items that others imply. */
void conflict_minimise(struct conflict *conflict);
/* Do items that were true before `end` imply a literal? After minimising. */
bool conflict_implied(
    struct conflict *conflict, struct traced traced, uint32_t end);
/* Replaces items of a level by fewer earlier ones. */
void conflict_shrink(struct conflict *conflict);

/* Why an event, or the weaker literal that is wanted, happened; appended to
 * conflict->traced. */
void conflict_explain(
    struct conflict *conflict, uint32_t event, struct literal wanted);
/* The same, kept for the next time in this analysis or a later one. */
struct kept_reason conflict_explain_keeping(
    struct conflict *conflict, uint32_t event, struct literal wanted);
/* Between two analyses: forgets what is kept if that is much. */
void conflict_limit_kept(struct conflict *conflict);

#endif
