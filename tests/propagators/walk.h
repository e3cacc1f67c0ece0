/* walk.h — ways through the branches of one trial
 *
 * All begin at a root that has been started, and leave it as it was. They
 * return false when they have found a defect.
 */
#ifndef TESTS_PROPAGATORS_WALK_H
#define TESTS_PROPAGATORS_WALK_H

#include "tests/propagators/trial.h"

/* Tells at random until all is fixed or the branch fails, forks on the way and
 * goes on in the forks, then in their origins. */
bool walk_random(
    struct trial *trial, struct branch *root, const struct alive *alive);

/* Fixes all arguments to one row, step by step or at once. */
bool walk_assign(struct trial *trial, struct branch *root, uint32_t row);

/* Searches all solutions and compares their number. */
bool walk_search(
    struct trial *trial, struct branch *root, const struct alive *alive);

#endif
