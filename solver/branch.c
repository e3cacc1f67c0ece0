/* branch.c — roots, and moving branches between threads */
#include "solver/branch.h"

#include "solver/log.h"
#include "solver/network.h"
#include "solver/tell.h"
#include "solver/worker.h"

#include <string.h>

/* Fills the memory with the initial domains, chunk by chunk. */
static void fill(struct branch *branch, const struct network *network)
{
    for (uint32_t at = 0; at < network->memory_size; at += CORO_CHUNK) {
        uint32_t left = network->memory_size - at;
        memcpy(
            branch_write(branch, at), network->image + at,
            left < CORO_CHUNK ? left : CORO_CHUNK);
    }
}

struct branch *branch_new(struct worker *worker)
{
    const struct network *network = worker->network;
    struct branch *branch = branch_of(coro_new(worker->pool));
    branch->worker = worker;
    branch->network = network;
    fill(branch, network);
    if (worker->logging)
        log_begin(branch);
    for (uint32_t p = 0; p < network->prop_count; p++) {
        const struct prop *prop = network->props[p];
        if (prop->class->init)
            prop->class->init(branch, prop);
    }
    return branch;
}

struct branch *branch_fork_logging(struct branch *branch)
{
    log_share(branch);
    return branch_of(coro_fork(&branch->coro));
}

void branch_discard_logging(struct branch *branch)
{
    log_drop(branch);
    coro_discard(&branch->coro);
}

void branch_move(struct branch *branch, struct worker *worker)
{
    coro_move(&branch->coro, worker->pool);
    branch->worker = worker;
}

static bool tell_fact(struct branch *branch, const struct fact *fact)
{
    switch (fact->kind) {
    case FACT_MIN:
        return tell_min(branch, fact->x, fact->v);
    case FACT_MAX:
        return tell_max(branch, fact->x, fact->v);
    case FACT_REMOVE:
        break;
    }
    return tell_remove(branch, fact->x, fact->v);
}

/* Every propagator runs once; those that are unlearned, not again. */
bool branch_start(struct branch *branch)
{
    const struct network *network = branch->network;
    bool possible = !network->failed;
    branch->worker->running = (struct log_cause){LOG_ROOT, 0};
    for (uint32_t i = 0; possible && i < network->fact_count; i++)
        possible = tell_fact(branch, &network->facts[i]);
    branch->worker->running = (struct log_cause){LOG_DECISION, 0};
    if (!possible) {
        worker_forget(branch->worker);
        return false;
    }
    for (uint32_t i = 0;
         branch->worker->nogoods && i < network->unlearned_count; i++)
        worker_retire(branch, network->unlearned[i]);
    worker_schedule_all(branch->worker);
    return propagate_branch(branch);
}
