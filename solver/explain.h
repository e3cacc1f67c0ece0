/* explain.h — why an event happened: reasons, found when they are asked for
 *
 * A reason for a wanted literal is a set of literals, all true in the view
 * before the event, that imply it. What is wanted may be weaker than what
 * happened: [x >= 3] where the event was x >= 5. Then the reason may be weaker
 * too.
 *
 * A view is a branch as it was when its log ended at some id. Explainers read
 * it and what never changes, and nothing else: neither the branch's domains nor
 * a propagator's words. So an explanation stays right for all branches that
 * share the event, whenever it is asked for.
 *
 * Ownership: who makes a reason ({0}) clears it with VEC_CLEAR.
 */
#ifndef SOLVER_EXPLAIN_H
#define SOLVER_EXPLAIN_H

#include "solver/log.h"
#include "solver/vec.h"

#include <stddef.h>

struct explain_view {
    const struct branch *branch;
    uint32_t end; /* events with lower ids have happened */
};

struct reason {
    struct literal *items;
    size_t count, capacity;
};

/* ---- Reading a view; x is of any kind ---- */

value explain_min(const struct explain_view *before, view x);
value explain_max(const struct explain_view *before, view x);
/* LITERAL_MIN or LITERAL_MAX: that bound, and the event that made it; 0: it is
 * as x was declared. */
value explain_bound_event(
    const struct explain_view *before, view x, enum literal_kind kind,
    uint32_t *ret_event);
bool explain_contains(const struct explain_view *before, view x, value v);
bool explain_true(const struct explain_view *before, struct literal literal);

static inline bool explain_fixed(const struct explain_view *before, view x)
{
    return explain_min(before, x) == explain_max(before, x);
}

/* What holds in every branch: the domain with which x was declared. */
value explain_root_min(const struct network *network, view x);
value explain_root_max(const struct network *network, view x);
bool explain_root_contains(const struct network *network, view x, value v);
/* It has all values between its bounds. */
bool explain_root_whole(const struct network *network, view x);

/* ---- What is wanted, as a propagator sees it ---- */

/* explain_matches for any x, seen at once or not. */
bool explain_matches_any(
    const struct network *network, struct literal wanted, view x,
    struct literal *ret);

/* The literal in terms of x, if x has its variable. That it is another one is
 * seen at once, but where x is derived: NOT differs from BOOL in the last bit.
 */
static inline bool explain_matches(
    const struct network *network, struct literal wanted, view x,
    struct literal *ret)
{
    bool other = (x.code ^ wanted.x.code) > 1 && view_kind(x) != VIEW_DERIVED;
    return !other && explain_matches_any(network, wanted, x, ret);
}

/* The same where x != v is all that it says (a BOOL has two values). */
bool explain_removes(
    const struct network *network, struct literal wanted, view x, value *ret);
/* Is it that the literal x (BOOL, NOT) is false? */
bool explain_falsifies(
    const struct network *network, struct literal wanted, view x);

/* A bound of x that is true before, of the variable behind x; false for
 * constants. */
bool explain_base(
    const struct explain_view *before, view x, enum literal_kind kind,
    struct literal *ret);

/* ---- Giving a reason: each of these is false if the fact is not true in the
 *      view; x is of any kind, and what every branch knows is left out ---- */

#define EXPLAIN_USED __attribute__((warn_unused_result))

EXPLAIN_USED bool reason_add(
    const struct explain_view *before, struct reason *reason, view x,
    enum literal_kind kind, value v);
EXPLAIN_USED bool
reason_min(const struct explain_view *before, struct reason *reason, view x);
EXPLAIN_USED bool
reason_max(const struct explain_view *before, struct reason *reason, view x);
/* It has the value that it has. */
EXPLAIN_USED bool
reason_fixed(const struct explain_view *before, struct reason *reason, view x);
/* A literal, or VIEW_TRUE, is true. */
EXPLAIN_USED bool
reason_true(const struct explain_view *before, struct reason *reason, view x);
/* x != v, be it by its bounds. */
EXPLAIN_USED bool reason_removed(
    const struct explain_view *before, struct reason *reason, view x, value v);
/* x and y have no value in common. */
EXPLAIN_USED bool reason_disjoint(
    const struct explain_view *before, struct reason *reason, view x, view y);

/* l, in terms of x, because x = y and y, or no value that both have, allows
 * anything else. */
EXPLAIN_USED bool reason_equal(
    const struct explain_view *before, struct reason *reason, view x, view y,
    struct literal l);

/* For condition → C: is what is wanted that C cannot hold, because the
 * condition is to be false, or because the propagator failed? Then the
 * condition's truth belongs to the reason. */
EXPLAIN_USED bool reason_refutes(
    const struct explain_view *before, struct reason *reason,
    struct literal wanted, view condition);

/* ---- Asking ---- */

/* Adds to the reason why the event with this id, or a weaker one that it
 * implies, happened. False for decisions and facts of the root, which have
 * none, and where the propagator does not explain. */
bool explain_event(
    const struct branch *branch, uint32_t id, struct literal wanted,
    struct reason *ret_reason);

/* The same for a tell, or a failure (LITERAL_NONE), by some cause. */
bool explain_cause(
    const struct explain_view *before, struct log_cause cause,
    struct literal wanted, struct reason *ret_reason);

/* Why propagate_branch has failed in this branch: literals that cannot all be
 * true. False if that was not by a propagator, clause or reaction. */
bool explain_failure(const struct branch *branch, struct reason *ret_reason);

#endif
