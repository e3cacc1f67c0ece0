/* constraint.h — constraints as the model holds them
 *
 * A constraint is data: a class, variables, integers, and a condition. It is
 * checked on every solution by `check`, which knows nothing of propagation.
 * When the model is frozen, `post` turns it into propagators.
 *
 * Reification is the same for all classes: with HALF, condition → C; with FULL,
 * condition ↔ C, which is posted as condition → C and not condition → not C.
 */
#ifndef SOLVER_CONSTRAINT_H
#define SOLVER_CONSTRAINT_H

#include "solver/view.h"

#include <gmp.h>

struct constraint;
struct model;
struct post;

enum reification {
    REIFY_NONE,
    REIFY_HALF,
    REIFY_FULL,
};

/* What the user asked for, where a class has several algorithms. */
enum strength {
    STRENGTH_DEFAULT,
    STRENGTH_VALUE,
    STRENGTH_BOUNDS,
    STRENGTH_DOMAIN,
};

/* The model's own domains and aliases, which simplify may tighten. */
enum simplified {
    SIMPLIFY_FAILED, /* the constraint cannot hold */
    SIMPLIFY_KEEP,   /* to be posted */
    SIMPLIFY_DONE,   /* the domains say it all: not to be posted */
};

struct constraint_class {
    const char *name;
    /* values[x.index] is the value of variable x. Never wraps. */
    bool (*check)(const struct constraint *, const value *values);
    /* May be NULL. Before freezing, for constraints without condition: puts
     * what it can into the model's domains and aliases. May be called again
     * when domains have changed. */
    enum simplified (*simplify)(struct model *, const struct constraint *);
    /* Posts condition → C; condition is a literal or VIEW_TRUE. */
    void (*post)(struct post *, const struct constraint *, view condition);
    /* Posts condition → not C. NULL: the class cannot be fully reified. */
    void (*post_negation)(
        struct post *, const struct constraint *, view condition);
    /* It takes inner values from domains, or is stronger where others do: its
     * variables are worth a bitset (layout.c). */
    bool makes_holes;
    /* The same where it is fully reified, over one or two variables. */
    bool negation_makes_holes;
};

struct constraint {
    const struct constraint_class *class;
    const var *vars;
    const value *values;
    uint32_t var_count, value_count;
    enum reification reification;
    var condition; /* where reified */
    enum strength strength;
    const mpz_t *big;  /* integers beyond 64 bits, for classes that have them */
    uint32_t big_count;
    uint32_t line, column; /* in the file it came from; 0 = none */
};

/* The constraint with its condition. */
static inline bool
constraint_holds(const struct constraint *constraint, const value *values)
{
    if (constraint->reification == REIFY_NONE)
        return constraint->class->check(constraint, values);
    bool condition = values[constraint->condition.index] != 0;
    if (constraint->reification == REIFY_HALF && !condition)
        return true;
    return constraint->class->check(constraint, values) == condition;
}

#endif
