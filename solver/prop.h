/* prop.h — propagators
 *
 * How to add a propagator
 *   1. Name the constraint in propagators/<name>.c, with a comment that cites
 *      the algorithm (author, year) and says the strength that it reaches.
 *   2. Write `check`: does an assignment satisfy the constraint? From the
 *      definition, not from the algorithm. It is the last word on every
 *      solution that is printed.
 *   3. Write the struct: `struct prop prop;` first, then what never changes
 *      (views, coefficients). It is shared by all branches and immutable.
 *   4. What does change goes into the branch: reserve it with post_state, read
 *      it with branch_read, write it with branch_write. A fork copies it by
 *      itself; nothing is ever restored. What is only a hint (right for every
 *      branch, faster for some) goes into the worker: post_hint.
 *   5. Write `propagate`: reads domains, tells, returns a status. No other
 *      effect; scratch memory comes from worker_scratch.
 *   6. Write `explain` for learning: given an event of yours and the view
 *      before it, the facts that imply it. It reads that view and its payload
 *      only.
 *   7. Write `post`: make the struct, wake it on the events that matter.
 *      A constraint that can be reified posts `condition → C`, and
 *      `condition → not C` in post_negation; full reification comes from both.
 *   8. Put a CHECK_PROPAGATOR into tests/propagators/: ten lines.
 */
#ifndef SOLVER_PROP_H
#define SOLVER_PROP_H

#include "solver/view.h"

struct branch;
struct explain_view;
struct literal;
struct prop;
struct post;
struct reason;

enum prop_status {
    PROP_FAILED,   /* a tell failed, or the constraint cannot hold */
    PROP_STABLE,   /* at fixpoint: running again at once would change nothing */
    PROP_AGAIN,    /* maybe not: if it changed what it watches, run it again */
    PROP_ENTAILED, /* holds whatever happens: never run it again below here */
};

/* Cheaper propagators run before dearer ones. */
enum prop_cost {
    PROP_UNARY,
    PROP_BINARY,
    PROP_TERNARY,
    PROP_LINEAR,
    PROP_QUADRATIC,
    PROP_CUBIC,
    PROP_COSTS,
};

struct prop_class {
    const char *name;
    enum prop_cost cost;
    enum prop_status (*propagate)(struct branch *branch, const struct prop *);
    /* At once when a literal that was watched with WAKE_ADVISED is fixed:
     * brings the propagator's words up to date; returns whether it is to run.
     */
    bool (*advise)(struct branch *branch, const struct prop *, uint32_t data);
    /* Once, in the root, before anything is propagated: the first content of
     * the propagator's words, which are zero. May be NULL. */
    void (*init)(struct branch *branch, const struct prop *);
    /* Appends literals, true in the view, that imply what is wanted: a literal
     * that the propagator told just after it or a weaker one, or LITERAL_NONE:
     * its failure. Reads that view alone (explain.h). False if it cannot, then
     * what it has appended is void. NULL: no learning with this class. */
    bool (*explain)(
        const struct explain_view *before, const struct prop *,
        const struct literal *wanted, struct reason *ret);
};

/* The head of every propagator. */
struct prop {
    const struct prop_class *class;
    uint32_t id;    /* index in network->props */
    uint32_t state; /* offset of its words in a branch (post_state), or 0 */
    uint32_t hint;  /* index of its first hint word (post_hint), or 0 */
    uint32_t constraint; /* index of the constraint in the model */
};

/* What happened to a domain; several may be set. */
enum event {
    EVENT_FIX = 1,  /* has one value now */
    EVENT_MIN = 2,  /* the least value grew */
    EVENT_MAX = 4,  /* the greatest value fell */
    EVENT_HOLE = 8, /* an inner value went */
};

/* On which events a propagator is to run; in this order: see struct watches. */
enum wake {
    WAKE_FIX,
    WAKE_MIN,
    WAKE_DOMAIN, /* any change */
    WAKE_BOUNDS,
    WAKE_MAX,
    WAKE_COUNT,
};

#endif
