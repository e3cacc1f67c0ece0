/* worker.c — MAIN LOOP 1: propagation to a fixpoint
 *
 * A change wakes the propagators that watch it at once, which only queues them.
 * Then the reactions of fixed variables run (disequalities, implications,
 * clauses); when none is left, the cheapest propagator runs. What it changes
 * may queue itself; unless it says that it may not be at its fixpoint, it is
 * taken off again. In a search that learns guards (guards.h) and nogoods come
 * before propagators.
 */
#include "solver/worker.h"

#include "coro/fatal.h"
#include "coro/world.h"
#include "solver/clause.h"
#include "solver/degrees.h"
#include "solver/guards.h"
#include "solver/nogood.h"
#include "solver/random.h"
#include "solver/tell.h"
#include "solver/zeroed.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NO_PROP UINT32_MAX

struct worker *
worker_new(const struct network *network, struct coro_world *world)
{
    struct worker *worker = zeroed(1, sizeof *worker);
    uint32_t slots = network->slot_count + 1;
    worker->network = network;
    worker->pool = coro_pool_new(world);
    worker->fixed = zeroed(slots, sizeof *worker->fixed);
    worker->watching = watching_all(network);
    agenda_init(&worker->agenda, network->costs, network->prop_count);
    worker->hints = zeroed(network->hint_count, sizeof *worker->hints);
    worker->degrees = degrees_new(network);
    worker->impacts = zeroed(slots, sizeof *worker->impacts);
    worker->positions = zeroed(network->bool_count, sizeof(uint32_t));
    worker->removals = zeroed(
        network->slot_count - network->bool_count, sizeof *worker->removals);
    worker->cursors = zeroed(
        2 * (size_t)(network->slot_count - network->bool_count),
        sizeof *worker->cursors);
    worker->cursor_stamp = 1;
    worker->log_serial = worker->pool->next_tag;
    worker->random = UINT64_C(0x9e3779b97f4a7c15);
    worker->failed_prop = NO_PROP;
    return worker;
}

void worker_free(struct worker *worker)
{
    coro_pool_free(worker->pool);
    free(worker->fixed);
    agenda_free(&worker->agenda);
    watching_clear(&worker->watching);
    free(worker->hints);
    degrees_free(worker->degrees);
    free(worker->impacts);
    free(worker->positions);
    free(worker->cursors);
    for (uint32_t i = 0;
         i < worker->network->slot_count - worker->network->bool_count; i++)
        free(worker->removals[i]);
    free(worker->removals);
    free(worker->path.blocks);
    free(worker->path.serials);
    free(worker->scratch);
    free(worker);
}

void worker_use_nogoods(struct worker *worker, struct nogoods *nogoods)
{
    worker->nogoods = nogoods;
    watching_clear(&worker->watching);
    worker->watching = nogoods ? watching_beside_nogoods(worker->network)
                               : watching_all(worker->network);
}

void *worker_scratch(struct worker *worker, size_t size)
{
    if (size > worker->scratch_size) {
        free(worker->scratch);
        worker->scratch_size = size < 4096 ? 4096 : 2 * size;
        worker->scratch =
            aligned_alloc(16, (worker->scratch_size + 15) / 16 * 16);
        if (!worker->scratch)
            coro_fatal("out of memory");
    }
    return worker->scratch;
}

uint64_t worker_random(struct worker *worker, uint64_t bound)
{
    return random_below(&worker->random, bound);
}

/* ---- Propagators ---- */

static bool entailed(const struct branch *branch, uint32_t prop)
{
    const uint64_t *word =
        branch_read(branch, branch->network->entailed_at + prop / 64 * 8);
    return *word >> (prop % 64) & 1;
}

void worker_retire(struct branch *branch, uint32_t prop)
{
    uint64_t *word =
        branch_write(branch, branch->network->entailed_at + prop / 64 * 8);
    *word |= UINT64_C(1) << (prop % 64);
}

static inline void wake(struct branch *branch, uint32_t prop)
{
    if (!entailed(branch, prop))
        agenda_add(
            &branch->worker->agenda, prop / 64, UINT64_C(1) << (prop % 64));
}

void worker_schedule_all(struct worker *worker)
{
    for (uint32_t p = 0; p < worker->network->prop_count; p++)
        agenda_add(&worker->agenda, p / 64, UINT64_C(1) << (p % 64));
}

/* ---- Changes ---- */

/* By events: the first run of struct watches, and the one behind the last. */
struct runs {
    uint8_t from, to;
};

static const struct runs runs[] = {
    [EVENT_HOLE] = {WAKE_DOMAIN, WAKE_BOUNDS},
    [EVENT_MIN] = {WAKE_MIN, WAKE_MAX},
    [EVENT_MAX] = {WAKE_DOMAIN, WAKE_COUNT},
    [EVENT_MIN | EVENT_MAX] = {WAKE_MIN, WAKE_COUNT},
    [EVENT_FIX | EVENT_MIN] = {WAKE_FIX, WAKE_MAX},
    [EVENT_FIX | EVENT_MAX] = {WAKE_DOMAIN, WAKE_COUNT + 1},
    [EVENT_FIX | EVENT_MIN | EVENT_MAX] = {WAKE_FIX, WAKE_COUNT},
};

static void
wake_opened(struct branch *branch, view x, const uint32_t from[2], int side)
{
    if (from[0] == from[1])
        return;
    const struct network *network = branch->network;
    const int32_t *bounds = branch_read(branch, view_offset(x));
    value least = bounds[side];
    for (uint32_t i = from[0]; i < from[1]; i++)
        if (guard_opens(branch, &network->guards[i], least))
            wake(branch, network->guard_speakers[i].prop);
}

void worker_wake_guarded(
    struct branch *branch, view x, uint32_t slot, uint32_t events)
{
    const uint32_t *from = branch->network->guard_runs[slot].from;
    if (events & EVENT_MIN)
        wake_opened(branch, x, from, 0);
    if (events & EVENT_MAX)
        wake_opened(branch, x, from + 2, 1);
    worker_wake(branch, x, slot, events);
}

void worker_wake(struct branch *branch, view x, uint32_t slot, uint32_t events)
{
    struct worker *worker = branch->worker;
    const struct network *network = branch->network;
    const struct watches *watches = &worker->watching.watches[slot];
    if (events & EVENT_FIX && watches->react[0] != watches->react[2])
        worker->fixed[worker->fixed_count++] = x.code;
    struct runs of = runs[events];
    assert(of.to > 0);
    const struct wake_set *wakes = worker->watching.wakes;
    const struct wake_set *from = wakes + watches->wake[of.from];
    const struct wake_set *to = wakes + watches->wake[of.to];
    for (; from < to; from++) {
        const uint64_t *entailed =
            branch_read(branch, network->entailed_at + from->word * 8);
        agenda_add(&worker->agenda, from->word, from->props & ~*entailed);
    }
}

/* The first reaction that is not a disequality which holds already, as most do.
 * A loop of its own, without calls, so that it is tight. */
static inline const struct reaction *first_to_run(
    const struct branch *branch, const struct reaction *from,
    const struct reaction *to, value fixed)
{
    for (; from < to; from++) {
        view x = {from->target};
        if (from->kind != REACT_DIFFER || view_kind(x) != VIEW_SMALL)
            break;
        const struct domain_small *small = branch_read(branch, view_offset(x));
        uint64_t v = (uint64_t)fixed + (uint64_t)(value)from->data;
        uint64_t k = v - (uint64_t)(value)small->low;
        if (k < 64 && small->bits >> k & 1)
            break;
    }
    return from;
}

static bool advise(struct branch *branch, uint32_t id, uint32_t data)
{
    const struct prop *prop = branch->network->props[id];
    if (!entailed(branch, id) && prop->class->advise(branch, prop, data))
        wake(branch, id);
    return true;
}

static inline bool
react(struct branch *branch, struct reaction reaction, value fixed)
{
    uint32_t target = reaction.target;
    switch ((enum reaction_kind)reaction.kind) {
    case REACT_DIFFER:
        return tell_remove_any(branch, (view){target}, fixed + reaction.data);
    case REACT_IMPLY:
        return tell_true(branch, (view){target});
    case REACT_CLAUSE:
        return clause_lost_literal(branch, branch->network->clauses[target]);
    case REACT_ADVISE:
        break;
    }
    return advise(branch, target, (uint32_t)reaction.data);
}

/* Runs the reactions of one variable that was fixed. */
static bool react_to_fixed(struct branch *branch, view x)
{
    const struct watching *watching = &branch->worker->watching;
    const struct watches *watches =
        &watching->watches[view_slot(branch->network, x)];
    value fixed = domain_value(branch, x);
    uint32_t from = watches->react[0], to = watches->react[1];
    if (view_is_literal(x) && fixed == 0) {
        from = to;
        to = watches->react[2];
    }
    branch->worker->counters.reactions += to - from;
    branch->worker->running = (struct log_cause){LOG_REACTION, x.code};
    const struct reaction *reaction = watching->reactions + from;
    const struct reaction *end = watching->reactions + to;
    while ((reaction = first_to_run(branch, reaction, end, fixed)) < end)
        if (!react(branch, *reaction++, fixed))
            return false;
    return true;
}

static bool run_reactions(struct branch *branch)
{
    struct worker *worker = branch->worker;
    while (worker->fixed_count > 0) {
        view x = {worker->fixed[--worker->fixed_count]};
        if (!react_to_fixed(branch, x))
            return false;
    }
    return true;
}

/* ---- The loop ---- */

static bool run_prop(struct branch *branch, const struct prop *prop)
{
    struct worker *worker = branch->worker;
    worker->counters.propagations++;
    worker->running = (struct log_cause){LOG_PROP, prop->id};
    enum prop_status status = prop->class->propagate(branch, prop);
    if (status != PROP_AGAIN)
        agenda_remove(&worker->agenda, prop->id);
    if (status == PROP_ENTAILED)
        worker_retire(branch, prop->id);
    if (status == PROP_FAILED)
        worker->failed_prop = prop->id;
    return status != PROP_FAILED;
}

void worker_forget(struct worker *worker)
{
    worker->fixed_count = 0;
    agenda_clear(&worker->agenda);
}

static bool fail(struct worker *worker)
{
    worker_forget(worker);
    if (worker->refused.kind == LITERAL_NONE)
        worker->refuser = worker->running;
    worker->running = (struct log_cause){LOG_DECISION, 0};
    if (worker->weighing && worker->degrees && worker->failed_prop != NO_PROP)
        degrees_blame(worker->degrees, worker->failed_prop);
    return false;
}

static bool tell_bound(struct branch *branch, struct worker *worker)
{
    worker->running = (struct log_cause){LOG_ROOT, 0};
    return worker->bounding == BOUND_MAX
               ? tell_max(branch, worker->objective, worker->bound)
               : tell_min(branch, worker->objective, worker->bound);
}

/* With nogoods guards, and then these, hear what the log holds since they last
 * did. (Nogoods first: 0.9 of the conflicts/s on job shops, as many
 * conflicts.) */
static bool hear(struct branch *branch, bool *ret_told)
{
    const struct worker *worker = branch->worker;
    *ret_told = false;
    if (!worker->nogoods)
        return true;
    if (!guards_hear(branch, ret_told))
        return false;
    if (*ret_told || worker->heard == log_end(branch))
        return true;
    *ret_told = true;
    return nogoods_hear(branch);
}

/* The branch is left before its fixpoint. */
static bool give_up(struct worker *worker)
{
    worker->stopped = true;
    worker->running = (struct log_cause){LOG_DECISION, 0};
    worker_forget(worker);
    return true;
}

bool propagate_branch(struct branch *branch)
{
    struct worker *worker = branch->worker;
    const struct network *network = worker->network;
    worker->failed_prop = NO_PROP;
    worker->refused.kind = LITERAL_NONE;
    if (worker->bounding != BOUND_NONE && !tell_bound(branch, worker))
        return fail(worker);
    for (;;) {
        bool told;
        if (!run_reactions(branch) || !hear(branch, &told))
            return fail(worker);
        uint32_t prop = AGENDA_EMPTY;
        if (!told && (prop = agenda_take(&worker->agenda)) == AGENDA_EMPTY)
            break;
        if (worker->stop && *worker->stop)
            return give_up(worker);
        if (!told && !run_prop(branch, network->props[prop]))
            return fail(worker);
    }
    worker->running = (struct log_cause){LOG_DECISION, 0};
    return true;
}
