/* activity.h — which predicate a learning search decides next
 *
 * Predicates [x >= v] and [x = v] that take part in conflicts gain activity,
 * which fades (Moskewicz et al., Chaff, 2001; over predicates as in Pumpkin).
 * The most active that is open is decided: to x < v or x = v, whatever it was
 * (as in Chuffed), or as it was when it was seen last and, once there is a
 * solution, as in the best one (Demirović, Chu, Stuckey, Solution-based phase
 * saving for CP, 2018). Neither is better everywhere; a search takes turns.
 *
 * A predicate that is found decided is taken out of the order by the level that
 * found it so, and a level that is discarded gives back what it took.
 *
 * Ownership: one per search; it reads branches and changes none, and borrows
 * the worker.
 */
#ifndef SOLVER_ACTIVITY_H
#define SOLVER_ACTIVITY_H

#include "solver/log.h"

#include <stddef.h>

struct activity;
struct network;
struct worker;

/* The worker's random numbers break ties: another seed, another search. */
struct activity *
activity_new(const struct network *network, struct worker *worker);
void activity_free(struct activity *activity);

/* A literal, true in the branch that failed, took part. */
void activity_bump(struct activity *activity, struct literal literal);
/* After each conflict: what was bumped before counts for less. */
void activity_decay(struct activity *activity);

/* The best solution: values by variable of the model. */
void activity_take_solution(struct activity *activity, const value *values);

enum phase {
    PHASE_STATIC,
    PHASE_SAVED,
};

/* The next decision in a branch of this level; false: none is open. */
bool activity_decide(
    struct activity *activity, const struct branch *branch, uint32_t level,
    enum phase phase, struct literal *ret_decision);
/* Levels above this one are gone. */
void activity_jump(struct activity *activity, uint32_t level);

#endif
