/* zoo.h — a model with a variable of every kind, and views of it shifted and
 * negated, in memory of every shape; beside it the sets that they stand for
 *
 * Ownership: zoo_init makes a model, network, world and worker, which zoo_clear
 * frees; branches must have been discarded before.
 */
#ifndef TESTS_SOLVER_ZOO_H
#define TESTS_SOLVER_ZOO_H

#include "coro/coro.h"
#include "solver/branch.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/worker.h"
#include "tests/propagators/dice.h"
#include "tests/solver/rig.h"
#include "tests/solver/sets.h"

enum {
    ZOO_BASES = 11,
    ZOO_VIEWS = 4 * ZOO_BASES
};

struct zoo_view {
    view view;
    uint32_t base; /* index of the set that it stands for */
    struct image image;
};

struct zoo {
    struct model *model;
    struct network *network;
    struct coro_world *world;
    struct worker *worker;
    struct zoo_view views[ZOO_VIEWS];
    uint32_t count;
    struct set initial[ZOO_BASES];
};

/* padding: other variables, which lie between ours. */
void zoo_init(
    struct zoo *zoo, struct dice *dice, uint32_t padding, uint32_t levels);
/* The same, with a constraint over all views (rig.h). */
void zoo_init_posting(
    struct zoo *zoo, struct dice *dice, uint32_t padding, uint32_t levels,
    rig_post *post, void *context);
void zoo_clear(struct zoo *zoo);

/* A value that is likely to matter to a view: near its ends, or inside. */
value zoo_value(
    const struct zoo *zoo, const struct set *sets, uint32_t v,
    struct dice *dice);

/* Asserts that everything that can be read of a view is as the sets say. */
void zoo_assert_read(
    const struct zoo *zoo, const struct branch *branch, const struct set *sets,
    uint32_t v, struct dice *dice);
void zoo_assert_all(
    const struct zoo *zoo, const struct branch *branch, const struct set *sets,
    struct dice *dice);

#endif
