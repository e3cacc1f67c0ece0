/* rig.h — a model, frozen, with a worker; and constraints whose post function
 * the test itself supplies
 *
 * Ownership: rig_init makes what rig_clear frees, and asserts that no branch is
 * left by then.
 */
#ifndef TESTS_SOLVER_RIG_H
#define TESTS_SOLVER_RIG_H

#include "coro/coro.h"
#include "solver/branch.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/post.h"
#include "solver/worker.h"

struct rig {
    struct model *model;
    struct network *network; /* NULL until frozen */
    struct coro_world *world;
    struct worker *worker;
    struct nogoods *nogoods; /* the worker's; NULL: none */
};

typedef void rig_post(
    struct post *post, const struct constraint *constraint, view condition,
    void *context);

void rig_init(struct rig *rig);
/* levels: shape of memory, 0..2. Simplifies first. */
void rig_freeze(struct rig *rig, uint32_t levels);
/* The same with a worker that logs. */
void rig_freeze_logging(struct rig *rig, uint32_t levels);
/* Gives the worker, which logs, a store of nogoods. */
struct nogoods *rig_use_nogoods(struct rig *rig);
void rig_clear(struct rig *rig);

/* A constraint that every assignment satisfies, and that is posted (or, where
 * condition is VIEW_TRUE's opposite, negated) by a function of the test. */
struct constraint *rig_add(
    struct model *model, rig_post *post, void *context, uint32_t count,
    const var *vars);

static inline view rig_view(const struct rig *rig, var x)
{
    return network_view(rig->network, x);
}

/* ---- Probes: propagators that only keep a log ---- */

struct rig_log {
    uint32_t runs;
    enum prop_status status;        /* what propagate returns */
    bool (*act)(struct branch *, const struct prop *, struct rig_log *);
    view x;                         /* for act */
    uint32_t *order, *order_count;  /* prop ids as they run, or NULL */
    bool advised_runs;              /* what advise returns */
    uint32_t advised, advised_data; /* number of calls, sum of data */
};

struct rig_probe {
    struct prop prop;
    struct rig_log *log;
};

/* Posts a probe; it watches nothing yet. */
struct prop *
rig_probe(struct post *post, enum prop_cost cost, struct rig_log *log);

#endif
