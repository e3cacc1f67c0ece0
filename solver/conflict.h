/* conflict.h — what is to be learned from a failure
 *
 * A failure is a set of literals, true in a branch, that cannot all be true.
 * Each is traced to the event that made it true; the latest events are replaced
 * by their reasons until one literal is left at the failure's level: the first
 * unique implication point (Marques-Silva, Sakallah, GRASP, 1999), here over
 * predicates as they come (cf. Flippo, Sidorov, Marijnissen, Smits, Demirović,
 * A multi-stage proof logging framework for CP, 2024). The negated literals are
 * the nogood.
 *
 * Of two bounds x >= 3 and x >= 5 only the stronger is held. What other
 * literals of the nogood imply is left out (Sörensson, Biere, Minimizing
 * learned clauses, 2009), and x >= v with x <= v is x = v. Of a long nogood
 * only one literal a level stays where that is possible (shrink.c).
 *
 * By values: a bound that is needed for one value alone, which it took, says
 * only x != v. Where an annotation decides, more is learned so: of 30 models
 * two more were solved in 8 s, black_hole and a sudoku, and 21 took 0.98 of the
 * time. Where activity does, 26 models took 1.06 times the time.
 *
 * Nothing here changes a branch. Levels are those of the events, which for a
 * late fact is 0, wherever it lies in the log.
 */
#ifndef SOLVER_CONFLICT_H
#define SOLVER_CONFLICT_H

#include "solver/explain.h"
#include "solver/vec.h"

struct conflict;

struct lesson {
    /* of the nogood: the first will be open at `level`, the second was the last
     * of the others to become false */
    struct literal *literals;
    uint32_t count;
    uint32_t level; /* where the first is to be told */
    uint32_t lbd;   /* number of levels in it */
};

struct conflict_counters {
    uint64_t literals, removed; /* before minimising, and by it */
    uint64_t unexplained;       /* reasons that were all decisions instead */
};

struct conflict *conflict_new(const struct network *network, bool annotated);
void conflict_free(struct conflict *conflict);

/* The lesson of a failure of the branch, valid until the next call; false if it
 * fails whatever is decided. begins[l]: where the log stood before the decision
 * of level l + 1. */
bool conflict_learn(
    struct conflict *conflict, const struct branch *branch,
    const struct reason *failure, const uint32_t *begins,
    struct lesson *ret_lesson);

/* Appends the decisions of levels 1..level: why everything there is as it is.
 */
void conflict_decisions(
    const struct branch *branch, const uint32_t *begins, uint32_t level,
    struct reason *ret);

/* The literals that were looked at: those that search should be about. */
const struct literal *
conflict_seen(const struct conflict *conflict, size_t *ret_count);
const struct conflict_counters *
conflict_counters(const struct conflict *conflict);

#endif
