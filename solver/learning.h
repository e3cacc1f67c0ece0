/* learning.h — MAIN LOOP 2 of a search that learns from its failures
 *
 *     path:  branch 0 ─── branch 1 ─── branch 2 ─── the current branch
 *            frozen       frozen       frozen       level 3
 *
 * Before every decision the branch is frozen and its fork goes on (lazy clause
 * generation: Ohrimenko, Stuckey, Codish, Propagation via lazy clause
 * generation, 2009; without a trail). From a failure a nogood is learned; the
 * branches above the level where it tells something are discarded, and the
 * frozen one of that level is told it and resumes. So a jump over any number of
 * levels undoes nothing, and what a branch's coroutine was about to do is in
 * its frames.
 *
 * Decisions come from the coroutine, which follows the model's plan, or from
 * the activity of predicates (activity.h), after those with which a run leads;
 * a free search takes turns from restart to restart (turns.h, run.h).
 *
 * Where a run begins only the root lives; then clones of it are used to shorten
 * nogoods and to find facts (inprocess.h).
 *
 * A better objective is told to every branch that resumes, as a fact of the
 * root: a frozen branch that it kills is learned from like any other.
 *
 * Ownership: learning owns its branches, nogoods and activities; it borrows the
 * tree, whose worker runs its branches.
 */
#ifndef SOLVER_LEARNING_H
#define SOLVER_LEARNING_H

#include "solver/inprocess.h"
#include "solver/plan.h"
#include "solver/view.h"

#include <stdint.h>

struct branch;
struct learning;
struct network;
struct tree;

struct learning_options {
    bool free; /* activity too, and restarts */
    struct restarts restarts;
    uint64_t forgetting; /* every so many conflicts; 0: ever more rarely */
    /* Asked before every node: a limit. */
    bool (*pause)(void *context, uint64_t decisions, uint64_t conflicts);
    void *context;
};

enum learning_outcome {
    LEARNING_SOLVED, /* the branch is a solution, until the next call */
    LEARNING_DONE,   /* there is no (better) solution */
    LEARNING_PAUSED,
};

struct learning_statistics {
    uint64_t decisions, conflicts, restarts, backjumps;
    uint64_t nogoods; /* held now */
    uint64_t nogood_bytes;
    uint64_t literals;  /* of all nogoods learned, */
    uint64_t minimised; /* and those left out */
    uint64_t lbd;       /* sum over all nogoods learned */
    uint64_t reductions, unexplained;
    uint64_t near, near_better; /* runs near the best solution, and what they
                                 * found */
    uint64_t shaves, shaves_refuted; /* runs that asked too much, and those
                                      * that moved the objective's bound */
    uint64_t leaps, leaps_reached;   /* runs that asked for much more at once */
    uint64_t depth, peak_depth;
    uint64_t level_bytes; /* of branches, for each level of the deepest path */
    struct inprocess_counters inprocessing;
};

/* Can a network be searched so? */
bool learning_possible(const struct network *network);

/* The tree is a logging one, without branches yet. */
struct learning *learning_new(
    const struct network *network, struct tree *tree,
    const struct learning_options *options);
void learning_free(struct learning *learning);

/* What follows a solution: better ones if the worker has a bound, otherwise
 * those that differ in some decision. */
enum learning_outcome
learning_run(struct learning *learning, struct branch **ret_solution);

/* Nothing is left to be searched. */
bool learning_done(const struct learning *learning);

/* The solution that was found last, here or elsewhere: values by variable of
 * the model. */
void learning_take_solution(struct learning *learning, const value *values);

/* The root, propagated; NULL if it failed. For inspection before the first run.
 */
const struct branch *learning_root(struct learning *learning);

void learning_get_statistics(
    const struct learning *learning, struct learning_statistics *ret);

#endif
