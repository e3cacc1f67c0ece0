/* log.h — what happened in a branch, and who did it: the ground for learning
 *
 * A branch of a worker that logs keeps a log of *events*: x >= v, x <= v, x !=
 * v, each with its cause. Its beginning is shared by all that were forked from
 * the same origin; only one's own end is ever appended to. The log explains. It
 * is never read to undo: to undo is to go on with another branch.
 *
 *     block 0 ◄── block 1 ◄── block 3 ◄── branch
 *        ▲                                             an event's id is
 *        └─────── block 1 ◄── frozen branch            block · LOG_BLOCK +
 * place
 *
 * Blocks know the one before them, and one further back, so that any is found
 * in logarithmic time and a fork copies no table (Myers, An applicative
 * random-access stack, 1983). The blocks of the branch that was asked last are
 * in a table of the worker besides (struct log_path).
 *
 * The latest event of each integer and kind lies in the branch's own memory,
 * behind the network's: log_memory_size. What happens once at most on a path,
 * that a Boolean is fixed or a value removed, has its id in the worker, where
 * it is right for every branch between the root and the current one. Elsewhere
 * it is seen to be wrong and looked for; but a search that learns runs one path
 * at a time (worker->nogoods), and does not look.
 *
 * Invariants
 *   1. A block is appended to only while one branch, and nothing else, holds
 * it.
 *   2. Ids ascend in time along a branch; ids of a frozen branch stay what they
 *      are in all that are forked from it.
 *   3. Replayed from the initial domains, the events give the branch's domains.
 *   4. What a cause told is one event. Where a bound goes further because inner
 *      values were missing, that is another event, caused by LOG_HOLES.
 *
 * Without logging branch->log is NULL, and nothing here is called.
 *
 * Ownership: blocks are memory of the branches' pools, and counted; what nobody
 * holds is given back at once.
 */
#ifndef SOLVER_LOG_H
#define SOLVER_LOG_H

#include "solver/branch.h"
#include "solver/view.h"

enum literal_kind {
    LITERAL_MIN,    /* x >= v */
    LITERAL_MAX,    /* x <= v */
    LITERAL_REMOVE, /* x != v */
    LITERAL_NONE,   /* false: what a failure has for a consequence */
    LITERAL_EQUAL,  /* x = v: in nogoods alone, never an event */
};

/* A fact about one variable. Where events and reasons hold it, x is BOOL,
 * SMALL, INTERVAL, LARGE or WIDE, and a BOOL is >= 1 or <= 0. */
struct literal {
    view x;
    enum literal_kind kind;
    value v;
};

enum log_why {
    LOG_DECISION, /* told from outside */
    LOG_ROOT,     /* a fact of the root */
    LOG_PROP,     /* the propagator data */
    LOG_CLAUSE,   /* the clause data */
    LOG_REACTION, /* the variable behind view code data was fixed */
    LOG_HOLES,    /* a bound moved past values that had gone */
    LOG_NOGOOD,   /* the nogood data (nogood.h) */
};

struct log_cause {
    uint32_t why, data;
};

struct log_event {
    view x;
    uint32_t previous; /* the same x and kind; 0: none */
    value v, old;      /* old: the bound before; v for LITERAL_REMOVE */
    uint32_t kind : 2, why : 3, level : 27;
    uint32_t data;
};

enum {
    LOG_BLOCK = 64
};

struct log_block {
    struct log_block *previous, *jump; /* jump: held by the one before it */
    uint64_t serial; /* no other block of the worker ever had it */
    uint32_t shares; /* branches and blocks that hold it */
    uint32_t index, used;
    uint32_t level; /* of the next event */
    struct log_event events[LOG_BLOCK];
};

/* Ids of removals from one domain, by value from `first` on. */
struct log_removals {
    value first;
    uint64_t count;
    uint32_t ids[];
};

/* Where the latest event of a bound before some id was found: analysis asks for
 * ever earlier ones, and so walks a chain once. */
struct log_cursor {
    uint32_t stamp, end, id;
};

/* The blocks of one branch by index: a cache. */
struct log_path {
    struct log_block **blocks;
    uint64_t *serials;
    uint32_t capacity;
    uint64_t top; /* serial of the last one, 0: none */
};

/* Bytes that a world's memory needs where a worker logs. */
uint32_t log_memory_size(const struct network *network);

/* The empty log of a root. */
void log_begin(struct branch *branch);
/* A branch more, or less, holds its log. */
void log_share(struct branch *branch);
void log_drop(struct branch *branch);

/* From now on events have the next level. */
void log_open_level(struct branch *branch);

/* ---- For tell.c ---- */

/* A Boolean has become v. */
void log_literal(struct branch *branch, view x, bool v);
/* A bound of x, an integer, which was old, was told, and has come to `reached`.
 */
void log_bound(
    struct branch *branch, view x, enum literal_kind kind, value old,
    value told, value reached);
void log_remove(struct branch *branch, view x, value v);
/* A tell failed: the worker keeps what it was. */
void log_refuse(struct branch *branch, view x, enum literal_kind kind, value v);

/* ---- Reading ---- */

/* What the worker's table holds is the branch's. */
void log_trace(const struct branch *branch);

/* A worker that runs one path goes on with a frozen branch of it: ids come
 * again, for other events. */
void log_jumped(struct worker *worker);

/* Greater than all ids so far, and not greater than any that follows. */
uint32_t log_end(const struct branch *branch);
const struct log_event *log_at(const struct branch *branch, uint32_t id);
/* The block with this index, of those that the branch holds. */
const struct log_block *
log_block_at(const struct branch *branch, uint32_t index);
/* See struct log_block. */
uint64_t log_block_serial(const struct branch *branch, uint32_t id);
/* The first event at or after id; false if there is none. */
bool log_find(const struct branch *branch, uint32_t id, uint32_t *ret_id);
/* The latest event of x and kind with an id below end; NULL: none. */
const struct log_event *log_latest(
    const struct branch *branch, view x, enum literal_kind kind, uint32_t end);
/* Its id; 0: none. */
uint32_t log_latest_id(
    const struct branch *branch, view x, enum literal_kind kind, uint32_t end);
/* The id of the event that fixed a Boolean (BOOL, NOT), which is fixed, in any
 * branch; 0 if that was before there was a log. See log_literal.h. */
uint32_t log_find_fixing(const struct branch *branch, view x);
/* The id below end of the event x != v; 0: none. */
uint32_t
log_removal_id(const struct branch *branch, view x, value v, uint32_t end);

#endif
