/* broken.h — x <= y, with flaws: what the harness must find
 *
 * vars: x, y; values: the flaw
 */
#ifndef TESTS_PROPAGATORS_BROKEN_H
#define TESTS_PROPAGATORS_BROKEN_H

#include "solver/constraint.h"

enum flaw {
    FLAW_NONE,
    FLAW_WRONG_CHECK,       /* check says x < y */
    FLAW_PRUNES_TOO_MUCH,   /* takes x = y for impossible in the end */
    FLAW_FAILS_TOO_MUCH,    /* likewise, but only where both are fixed */
    FLAW_TRUNCATES,         /* computes with 32 bits */
    FLAW_REMEMBERS,         /* keeps what one branch knows in the propagator */
    FLAW_KEEPS_POINTER,     /* reads through a pointer got before a write */
    FLAW_NEVER_RUNS,        /* prunes nothing */
    FLAW_NOT_WOKEN,         /* does not watch y */
    FLAW_NO_NEGATION,       /* condition → not C is forgotten */
    FLAW_IGNORES_CONDITION, /* never makes a condition false */
    FLAW_TOO_LATE,          /* waits until one of the two is fixed */
    FLAW_CREEPS,            /* says stable though it would go on */
    FLAW_ENTAILED_EARLY,    /* as soon as there is some solution */
    FLAW_DONE_EARLY,        /* simplify says done and has done nothing */
    FLAW_WRITES_TO_ORIGIN,  /* writes memory that it has only read */
    FLAW_LEAKS,             /* forks a branch to probe, never discards it */
    FLAW_FORGETS_REASON,    /* leaves a literal out */
    FLAW_STRONG_REASON,     /* wants a literal that is not true yet */
    FLAW_LATE_REASON,       /* reads the domains as they are now */
    FLAW_WEAKENS_TOO_MUCH,  /* gives a reason for less than is wanted */
    FLAW_COUNT,
};

extern const struct constraint_class broken_less_equal;

#endif
