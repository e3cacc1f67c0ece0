/* trial.h — one round of the harness: an arrangement, and what is demanded of
 * a branch whenever it has been propagated
 *
 * A trial ends with the first defect that it finds: the functions return false
 * then, and the report says what was wrong.
 */
#ifndef TESTS_PROPAGATORS_TRIAL_H
#define TESTS_PROPAGATORS_TRIAL_H

#include "tests/propagators/arrange.h"
#include "tests/propagators/rows.h"

/* What a branch's log is to give; see explained.h. */
struct explained_domains {
    uint32_t end; /* of the log */
    value min[ARRANGE_ARGS], max[ARRANGE_ARGS];
    uint64_t bits[ARRANGE_ARGS]; /* bit k: min + k is left */
};

struct trial {
    const struct check *check;
    struct check_report *report;
    struct dice dice;
    bool simple; /* see arrange_init; every assignment is tried */
    bool trace;
    bool silent; /* parts of the constraint are not propagators */
    struct arrangement arrangement;
    struct rows rows;
    uint32_t *initial; /* rows inside the initial domains */
    uint32_t initial_count;
    struct explained_domains started; /* the root's, where there is a log */
};

/* The rows inside a branch's domains. */
struct alive {
    uint32_t *rows; /* room for trial->initial_count */
    uint32_t count;
};

enum settled {
    SETTLED_OPEN,
    SETTLED_FAILED, /* rightly */
    SETTLED_DEFECT,
};

/* Propagates a branch (the first time: starts it), and compares what came out
 * with the rows that were alive, and updates them. */
enum settled
trial_settle(struct trial *trial, struct branch *branch, struct alive *alive);
enum settled
trial_start(struct trial *trial, struct branch *branch, struct alive *alive);

/* Says what is wrong, with the domains of a branch (or NULL). Returns false. */
bool trial_report(
    struct trial *trial, const struct branch *branch, enum check_defect defect,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
