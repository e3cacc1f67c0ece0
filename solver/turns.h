/* turns.h — what a free search does between two restarts
 *
 * A search that learns is a sequence of runs, which share their nogoods, their
 * activities and the root's facts, and differ in how they decide. A run may
 * begin with *leading decisions*, each a level of its own: then it searches a
 * part of the space first. If that is found to be empty, the run is exhausted,
 * and nothing was lost: the decisions are ordinary ones.
 *
 *   plan       the model's annotation decides
 *   activity   the most active predicates do, in one of two phases
 *   probe      leads with a better half of the objective's values, and ends
 *              without further decisions (shave.h)
 *   shave      leads with the objective near its best bound (shave.h)
 *   near       leads with a part of the best solution (near.h): large
 *              neighbourhood search
 *   leap       leads with an objective much better than the best (leap.h)
 *
 * Lengths are counted in conflicts, so that a search is repeatable.
 *
 * Ownership: turns own what they choose from; they borrow the network.
 */
#ifndef SOLVER_TURNS_H
#define SOLVER_TURNS_H

#include "solver/activity.h"
#include "solver/plan.h"

struct branch;
struct turns;
struct worker;

enum turn_kind {
    TURN_PLAN,
    TURN_ACTIVITY,
    TURN_PROBE,
    TURN_SHAVE,
    TURN_NEAR,
    TURN_LEAP,
    TURN_KINDS
};

struct turn {
    enum turn_kind kind;
    enum phase phase; /* of what activity decides */
    uint64_t limit;   /* of conflicts; 0: none */
    bool by_levels;   /* it decides again when what is learned becomes bad */
    /* leading decisions, until the next turn */
    const struct literal *leads;
    uint32_t lead_count;
};

enum turn_advice {
    TURN_GO_ON,
    TURN_AGAIN, /* what would not be decided so again is to be taken back */
    TURN_OVER,
};

enum turn_end {
    TURN_LIMITED,   /* by conflicts, */
    TURN_HELD,      /* a probe's leading decisions are possible, */
    TURN_SOLVED,    /* or a shave's or a leap's are, */
    TURN_EXHAUSTED, /* or they are not */
};

struct turns_options {
    bool is_free;
    struct restarts restarts; /* RESTART_NONE: the turns' own */
    uint64_t seed;
};

struct turns_counters {
    uint64_t near, near_better;      /* runs, and solutions found by them */
    uint64_t shaves, shaves_refuted; /* probes too */
    uint64_t leaps, leaps_reached;
};

struct turns *
turns_new(const struct network *network, const struct turns_options *options);
void turns_free(struct turns *turns);

/* The next run, which begins at the root. */
struct turn turns_next(struct turns *turns, const struct branch *root);
/* Of the run, when a nogood over so many levels was learned. */
enum turn_advice turns_learned(struct turns *turns, uint32_t levels);
void turns_end(struct turns *turns, enum turn_end end);
/* A better solution was found: values by variable of the model. Is the run over
 * with it, since it has what it asked for, or since more is to be asked for? */
bool turns_take_solution(struct turns *turns, const value *values);

const struct turns_counters *turns_counters(const struct turns *turns);

#endif
