/* literal.h — a literal and a branch: is it true, what denies it, tell it
 *
 * For literals as decisions and in nogoods, over views of any kind. The struct
 * itself belongs to the log (log.h).
 */
#ifndef SOLVER_LITERAL_H
#define SOLVER_LITERAL_H

#include "solver/log.h"

enum truth {
    TRUTH_FALSE,
    TRUTH_OPEN,
    TRUTH_TRUE
};

/* LITERAL_NONE is false. */
enum truth literal_truth(const struct branch *branch, struct literal literal);

/* By whatever cause the worker has set; false: it fails. */
__attribute__((warn_unused_result)) bool
literal_tell(struct branch *branch, struct literal literal);

struct literal literal_negated(struct literal literal);

/* A literal of a Boolean (BOOL, NOT) as a literal on BOOL. */
static inline struct literal literal_of_view(view x)
{
    return view_kind(x) == VIEW_NOT
               ? (struct literal){view_negated(x), LITERAL_MAX, 0}
               : (struct literal){x, LITERAL_MIN, 1};
}

static inline bool literal_same(struct literal a, struct literal b)
{
    return view_same(a.x, b.x) && a.kind == b.kind && a.v == b.v;
}

#endif
