/* check.h — the one harness that tests every propagator
 *
 * How to write a test
 *
 *     static bool less_equal(const value *a)      the oracle: from the
 *     {                                           definition, not from the
 *         return a[0] <= a[1];                    propagator
 *     }
 *
 *     CHECK_PROPAGATOR(less_equal, .arity = 2, .min = -3, .max = 3,
 *         .class = &constraint_linear_le, CHECK_VALUES(1, -1, 0),
 *         .holds = less_equal, .strength = DOMAIN, .reified = true)
 *
 * makes one Criterion test. The constraint is over `arity` variables, whose
 * values lie in min..max or, where they differ, in CHECK_BOX({0, 1}, {-2, 5}).
 * It is added with model_add(class, vars, values), or by a function of yours,
 * `post`. Keep the box small: up to some 10,000 assignments are enumerated;
 * beyond that there is only a random sample, `sample` may help to find
 * solutions for it, and strength is not tested.
 *
 * What is demanded, for many random models around the constraint (variables of
 * every kind, shifted, negated, repeated, constant; initial domains with holes;
 * reified by conditions of every kind; memory flat or in chunks), with random
 * tells step by step, and forks at random steps:
 *
 *   1. `check` agrees with `holds`;
 *   2. nothing is pruned that a solution uses, and no solution fails;
 *   3. what is not a solution fails once all is fixed, and a condition is fixed
 *      at the latest when the variables are;
 *   4. the claimed strength is reached at every fixpoint;
 *   5. at a fixpoint, running every propagator again changes nothing;
 *   6. when all propagators are entailed, all that remains are solutions;
 *      likewise when simplify says that a constraint is done;
 *   7. what happens in a fork leaves the memory of its origin as it was, byte
 *      for byte, and the origin can go on;
 *   8. a search finds each solution once;
 *   9. nothing is leaked;
 *  10. where the branch keeps a log (two rounds in three), it gives the domains
 *      as they were, and each event and failure of a class with `explain` has a
 *      reason that is true before it and implies it (explained.h).
 *
 * Environment
 *   CHECK_SEED=…   repeats the one round that a failure has named
 *   CHECK_TRACE=1  says on standard error what every round does
 *   CHECK_SOAK=s   goes on with ever new seeds for s seconds a test
 */
#ifndef TESTS_PROPAGATORS_CHECK_H
#define TESTS_PROPAGATORS_CHECK_H

#include "solver/constraint.h"
#include "solver/model.h"

#include <criterion/criterion.h>

struct dice;

enum {
    CHECK_ARITY_MAX = 31
};

/* What a propagator reaches at its fixpoint. Each claim contains those before
 * it, but BOUNDS_Z and BOUNDS_D do not contain CHECK_VALUE. */
enum check_strength {
    CHECK_UNSAID, /* as if CHECK_NONE */
    CHECK_NONE,   /* decides when all is fixed */
    CHECK_VALUE,  /* forward checking: exact for the last open variable, where
                   * its domain can hold holes */
    BOUNDS_R,     /* each bound has a support as `supported` defines it */
    BOUNDS_Z,     /* each bound has a support in the intervals min..max */
    BOUNDS_D,     /* each bound has a support in the domains */
    DOMAIN,       /* each value has a support in the domains */
};

/* Bits for `without`: what a test must not try. */
enum check_without {
    CHECK_REPEATED = 1, /* a variable that occurs twice */
    CHECK_BROAD = 2,    /* declared bounds far beyond the box */
    CHECK_SHIFTED = 4,  /* aliases: offset ± other variable */
    CHECK_HOLES = 8,    /* initial domains with holes */
};

struct check {
    const char *name;
    uint32_t arity;
    value min, max;          /* the box, */
    const struct range *box; /* or one range for each variable */

    /* The constraint: class and integers, or a function that adds it. */
    const struct constraint_class *class;
    const value *values;
    uint32_t value_count;
    enum strength wanted; /* what the constraint is asked for */
    struct constraint *(*post)(struct model *, const var *vars);

    bool (*holds)(const value *a);
    /* For large boxes: an assignment that is likely to be a solution. */
    void (*sample)(struct dice *, value *ret_a);

    enum check_strength strength;
    /* Where some domain cannot hold holes; default: strength, but of inner
     * values nothing is demanded there. */
    enum check_strength broad_strength;
    /* Fully reified with a false condition: strength of the negation. */
    enum check_strength negation_strength;
    /* Reified: how soon the condition is fixed (DOMAIN: as soon as possible,
     * BOUNDS_Z: as soon as the intervals allow). */
    enum check_strength condition_strength;
    /* For BOUNDS_R: is there a support of x = v within these intervals? */
    bool (*supported)(const struct range *intervals, uint32_t x, value v);

    bool half_reified; /* condition → C is tested too */
    bool reified;      /* condition → C and condition ↔ C are tested too */
    uint64_t literals; /* bit i: variable i must be a Boolean literal */
    uint32_t without;  /* enum check_without */
};

#define CHECK_VALUES(...)                   \
    .values = (const value[]){__VA_ARGS__}, \
    .value_count = sizeof((const value[]){__VA_ARGS__}) / sizeof(value)

#define CHECK_BOX(...)            \
    .box = (const struct range[]) \
    {                             \
        __VA_ARGS__               \
    }

/* All variables are Boolean literals. */
#define CHECK_LITERALS UINT64_MAX

/* What the harness can find. */
enum check_defect {
    CHECK_FINE,
    CHECK_DISAGREES,         /* `check` is not the oracle */
    CHECK_LOST_SOLUTION,     /* a solution failed or was pruned */
    CHECK_KEPT_NON_SOLUTION, /* all fixed, not failed, and no solution */
    CHECK_OPEN_CONDITION,    /* all variables fixed, not so the condition */
    CHECK_WEAK,              /* the claimed strength was not reached */
    CHECK_UNSTABLE,          /* running again changed something */
    CHECK_NOT_ENTAILED,      /* said to be entailed, or done, and was not */
    CHECK_CHANGED_ORIGIN,    /* a fork wrote to its origin */
    CHECK_MISCOUNTED,        /* search found too few or too many solutions */
    CHECK_LEAKED,
    CHECK_WRONG_LOG,     /* the log does not give the domains */
    CHECK_UNEXPLAINED,   /* no reason for an event or a failure */
    CHECK_UNTRUE_REASON, /* some of it was not true before the event */
    CHECK_WRONG_REASON,  /* it does not imply the event */
};

struct check_report {
    enum check_defect defect;
    uint64_t seed;
    char text[2000];
};

/* True if the propagator passed; else the report says what is wrong. */
bool check_propagator(
    const struct check *check, struct check_report *ret_report);

#define CHECK_PROPAGATOR(test_name, ...)                                 \
    Test(propagators, test_name, .timeout = 120)                         \
    {                                                                    \
        const struct check check = {.name = #test_name, __VA_ARGS__};    \
        struct check_report report;                                      \
        cr_assert(check_propagator(&check, &report), "%s", report.text); \
    }

#endif
