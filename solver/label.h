/* label.h — the search routines that every plan is made of
 *
 *   follow   runs one step of the plan: a sequence calls itself for each child,
 *            a label step calls label
 *   label    fixes the variables of a step, one choice after another
 *
 * They run in a branch (branch_of(coro)) that is at its fixpoint, and leave it
 * so; they return 1, or fail.
 */
#ifndef SOLVER_LABEL_H
#define SOLVER_LABEL_H

#include "coro/coro.h"
#include "solver/view.h"

/* step: index in network->steps; from: all variables before it are fixed; at,
 * form, v: the split that is being told. */
#define label_FIELDS(V, A, R)                                                  \
    V(uint32_t, step)                                                          \
    V(uint32_t, from)                                                          \
    V(uint32_t, at)                                                            \
    V(uint8_t, form)                                                           \
    V(value, v)
#define label_POINTS(P) P(split)
CORO_DECLARE(label);

/* The answer to a choice in a branch that has changed since: choose again. */
#define LABEL_AGAIN UINT32_MAX

#define follow_FIELDS(V, A, R)                                                 \
    V(uint32_t, step)                                                          \
    V(uint32_t, child)
#define follow_POINTS(P) P(sequence) P(labelling)
CORO_DECLARE(follow);

#endif
