/* judge.h — the one who knows all solutions, and judges what is learned by them
 *
 * Ownership: a judge borrows what it is given.
 */
#ifndef TESTS_DIFFERENTIAL_JUDGE_H
#define TESTS_DIFFERENTIAL_JUDGE_H

#include "solver/audit.h"
#include "tests/differential/solutions.h"

struct network;

struct judge {
    const struct instance *instance;
    const struct solutions *expected; /* all, sorted */
    const struct solutions *found;    /* so far */
    const struct network *network;
    const var *vars; /* the model's, by the instance's */
    bool *gone;      /* by row of expected: it was found */
    uint32_t seen;   /* of found */
};

void judge_init(struct judge *judge);
void judge_clear(struct judge *judge);

/* For struct audit. */
enum audit_verdict
judge_clause(void *judge, const struct audit_clause *clause);

#endif
