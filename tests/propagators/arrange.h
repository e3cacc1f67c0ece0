/* arrange.h — a random model around one constraint
 *
 * An arrangement says of each argument of the constraint (its variables and, if
 * it is reified, last the condition) how it is declared, so that propagators
 * meet views of every kind:
 *
 *   PLAIN     as it is: BOOL, SMALL, …
 *   SHIFTED   offset + another variable: DERIVED, also of a WIDE one
 *   NEGATED   offset - another variable: DERIVED, or NOT
 *   BROAD     declared with bounds far beyond the box, which the root is told:
 *             LARGE, INTERVAL, WIDE
 *   CONSTANT  one value
 *   REPEATED  offset ± an argument before it
 *
 * Ownership: arrange_build makes a model, network, world and worker, which
 * arrange_clear frees; branches must have been discarded before.
 */
#ifndef TESTS_PROPAGATORS_ARRANGE_H
#define TESTS_PROPAGATORS_ARRANGE_H

#include "coro/coro.h"
#include "solver/branch.h"
#include "solver/network.h"
#include "solver/worker.h"
#include "tests/propagators/check.h"
#include "tests/propagators/dice.h"

enum arrange_kind {
    ARRANGE_PLAIN,
    ARRANGE_SHIFTED,
    ARRANGE_NEGATED,
    ARRANGE_BROAD,
    ARRANGE_CONSTANT,
    ARRANGE_REPEATED,
};

enum {
    ARRANGE_RUNS = 3,
    ARRANGE_ARGS = CHECK_ARITY_MAX + 1
};

/* this = offset + that, or offset - that */
struct arrange_link {
    bool linked;
    uint32_t that; /* an argument before this */
    bool negated;
    value offset;
};

struct arrange_arg {
    enum arrange_kind kind;
    struct range runs[ARRANGE_RUNS]; /* initial domain, ascending */
    uint32_t run_count;
    value offset;             /* SHIFTED, NEGATED; BROAD: how far beyond */
    struct arrange_link link; /* REPEATED */
    var var;                  /* once built */
    view view;
    bool holds_holes; /* it does not lie in an INTERVAL or WIDE domain */
};

struct arrangement {
    const struct check *check;
    uint32_t count; /* arguments */
    enum reification reification;
    bool logging; /* branches keep logs */
    struct arrange_arg args[ARRANGE_ARGS];
    struct constraint *constraint;
    struct model *model;
    struct network *network;
    struct coro_world *world;
    struct worker *worker;
    /* Arguments that simplifying has linked, as views of one domain. */
    struct arrange_link links[ARRANGE_ARGS];
    bool holds_holes; /* all arguments do */
    /* Strength is not demanded: an argument is REPEATED, or has initial holes
     * that its domain cannot hold. */
    bool exempt;
};

/* Rolls the kinds and domains. A simple one is PLAIN throughout, with the whole
 * box as domains and no condition. */
void arrange_init(
    struct arrangement *arrangement, const struct check *check,
    struct dice *dice, bool simple);
void arrange_build(struct arrangement *arrangement, struct dice *dice);
void arrange_clear(struct arrangement *arrangement);

/* The root, told of the box, not yet started. */
struct branch *arrange_root(const struct arrangement *arrangement);

/* The box of one argument, the condition included. */
struct range arrange_box(const struct arrangement *arrangement, uint32_t arg);
bool arrange_initially(
    const struct arrangement *arrangement, uint32_t arg, value v);
/* The value that a link says, given the arguments before it. */
value arrange_linked(const struct arrange_link *link, const value *a);

/* Is it a solution of constraint and condition? a[0..count - 1]. */
bool arrange_holds(const struct arrangement *arrangement, const value *a);
/* The same as the model's `check` says. */
bool arrange_checks(const struct arrangement *arrangement, const value *a);

/* Writes "x0 NEGATED {-3..2}; …" */
void arrange_print(
    const struct arrangement *arrangement, char *text, size_t size);

#endif
