/* schedules.h — random tasks, propagated, for tests of what must be pruned */
#ifndef TESTS_PROPAGATORS_SCHEDULES_H
#define TESTS_PROPAGATORS_SCHEDULES_H

#include "solver/constraint.h"
#include "tests/propagators/dice.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SCHEDULES_TASKS = 6
};

struct tasks {
    uint32_t count;
    int64_t est[SCHEDULES_TASKS], lst[SCHEDULES_TASKS];
    int64_t duration[SCHEDULES_TASKS], resource[SCHEDULES_TASKS];
    int64_t capacity;
};

void schedules_roll(
    struct dice *dice, int64_t last_start, int64_t longest,
    struct tasks *ret_tasks);

/* Propagates a constraint_disjunctive (strict), or a constraint_cumulative, to
 * its fixpoint: new est and lst. False if it failed. */
bool schedules_disjunctive(struct tasks *tasks);
bool schedules_cumulative(struct tasks *tasks);

#endif
