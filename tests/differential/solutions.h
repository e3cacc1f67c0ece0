/* solutions.h — all solutions of an instance: by brute force, by our search, by
 * another program that reads FlatZinc
 */
#ifndef TESTS_DIFFERENTIAL_SOLUTIONS_H
#define TESTS_DIFFERENTIAL_SOLUTIONS_H

#include "tests/differential/instance.h"

#include <stdio.h>

enum {
    SOLUTIONS_MAX = 30000
};

/* Rows of values, by variable; unused ones are 0. With a goal, a search gives
 * only those on its way, and the last is the best. */
struct solutions {
    uint32_t count, capacity;
    value (*rows)[INSTANCE_VARS];
    const char *complaint; /* it went wrong: why */
};

void solutions_add(struct solutions *solutions, const value *row);
void solutions_sort(struct solutions *solutions);
void solutions_clear(struct solutions *solutions);

/* Sorted. Too many to be tried: a complaint. */
struct solutions solutions_by_force(const struct instance *instance);

/* How our search goes about it. */
enum manner {
    MANNER_PLAIN,
    MANNER_LEARNING,
    MANNER_FREE, /* learning that does not follow the plan */
    MANNER_COUNT
};
extern const char *const manner_names[MANNER_COUNT];

/* What is learned is checked (solver/audit.h) where the solutions are few. */
struct solutions solutions_by_search(
    const struct instance *instance, enum manner manner,
    const struct solutions *expected);
/* Compares each constraint's own check with its meaning, on some of the
 * assignments given. */
const char *solutions_check_classes(const struct instance *instance);

/* What the command prints when it is given the instance as a file; NULL where
 * the dialect has no words for it. */
enum dialect {
    DIALECT_PANDO,
    DIALECT_GECODE,
};
bool flatzinc_expressible(
    const struct instance *instance, enum dialect dialect);
void flatzinc_print(
    const struct instance *instance, enum dialect dialect, FILE *out);
struct solutions solutions_by_command(
    const struct instance *instance, const char *command, enum dialect dialect);

/* NULL, or how what was found differs from what brute force says. */
const char *solutions_compare(
    const struct instance *instance, const struct solutions *expected,
    const struct solutions *found);

#endif
