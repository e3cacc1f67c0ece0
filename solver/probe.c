/* probe.c — see probe.h
 *
 * One pass over the candidates may take many rounds of probe_root; where a pass
 * ends without a change of the root, there is nothing to do until it changes.
 */
#include "solver/probe.h"

#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/literal.h"
#include "solver/network.h"
#include "solver/nogood_store.h"
#include "solver/side.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <stdlib.h>

struct candidate {
    view x;
    uint32_t spoken;  /* nogoods that speak of it */
    uint32_t watched; /* by so many */
};

struct probe {
    const struct network *network;
    VEC(struct candidate) candidates;
    size_t next;        /* of this pass; candidates.count: it is over */
    uint32_t facts_end; /* of the root's log, when the pass began */
    uint32_t *followed; /* by Boolean literal: the stamp when it was seen */
    uint32_t stamp;
    VEC(struct literal) found; /* scratch */
    struct probe_counters counters;
};

/* ---- Candidates ---- */

static uint32_t watchers(const struct network *network, view x)
{
    const struct watches *watches = &network->watches[view_slot(network, x)];
    return watches->wake[WAKE_COUNT + 1] - watches->wake[WAKE_FIX] +
           watches->react[2] - watches->react[0];
}

static void add_candidates(struct probe *probe, const struct network *network)
{
    bool *seen = zeroed(network->slot_count + 1, sizeof *seen);
    for (uint32_t i = 0; i < network->view_count; i++) {
        view x = network->views[i];
        if (view_kind(x) == VIEW_NOT)
            x = view_negated(x);
        if (view_kind(x) == VIEW_DERIVED || view_kind(x) == VIEW_CONSTANT ||
            seen[view_slot(network, x)])
            continue;
        seen[view_slot(network, x)] = true;
        VEC_PUSH(
            probe->candidates,
            (struct candidate){.x = x, .watched = watchers(network, x)});
    }
    free(seen);
}

struct probe *probe_new(const struct network *network)
{
    struct probe *probe = zeroed(1, sizeof *probe);
    probe->network = network;
    probe->followed =
        zeroed(2 * (size_t)network->bool_count + 1, sizeof(uint32_t));
    add_candidates(probe, network);
    probe->next = probe->candidates.count;
    return probe;
}

void probe_free(struct probe *probe)
{
    VEC_CLEAR(probe->candidates);
    VEC_CLEAR(probe->found);
    free(probe->followed);
    free(probe);
}

const struct probe_counters *probe_counters(const struct probe *probe)
{
    return &probe->counters;
}

static int by_promise(const void *one, const void *other)
{
    const struct candidate *a = one, *b = other;
    if (a->spoken != b->spoken)
        return a->spoken < b->spoken ? 1 : -1;
    if (a->watched != b->watched)
        return a->watched < b->watched ? 1 : -1;
    return (a->x.code > b->x.code) - (a->x.code < b->x.code);
}

static void order_candidates(struct probe *probe, struct nogoods *nogoods)
{
    const struct network *network = probe->network;
    uint32_t *spoken = zeroed(network->slot_count + 1, sizeof *spoken);
    VEC_FOR_EACH (reference, nogoods->learned) {
        const struct nogood *nogood = nogood_at(nogoods, *reference);
        for (uint32_t i = 0; i < nogood->size; i++)
            spoken[view_slot(network, tight_view(nogood->literals[i]))]++;
    }
    VEC_FOR_EACH (candidate, probe->candidates) {
        candidate->spoken = spoken[view_slot(network, candidate->x)];
    }
    free(spoken);
    if (probe->candidates.count > 0)
        qsort(
            probe->candidates.items, probe->candidates.count,
            sizeof *probe->candidates.items, by_promise);
}

/* ---- One try ---- */

static struct branch *
try(struct probe *probe, struct branch *root, struct literal l, bool *ret)
{
    struct branch *clone = side_try(root, l, ret);
    probe->counters.probes++;
    probe->counters.failed += !*ret;
    return clone;
}

static void drop(struct branch *root, struct branch *clone)
{
    branch_discard(clone);
    worker_resume(root);
}

static bool
tell_fact(struct probe *probe, struct branch *root, struct literal l)
{
    probe->counters.facts++;
    return side_tell_root(root, l);
}

/* The root has new facts. */
static bool settle(struct probe *probe, struct branch *root)
{
    probe->stamp++;
    return propagate_branch(root);
}

/* ---- Booleans ---- */

static uint32_t *followed(struct probe *probe, view x, bool to)
{
    return &probe->followed[2 * (size_t)view_place(x) + to];
}

static void mark_followed(
    struct probe *probe, const struct branch *root, const struct branch *clone)
{
    uint32_t id = log_end(root);
    for (; log_find(clone, id, &id); id++) {
        const struct log_event *event = log_at(clone, id);
        if (view_is_literal(event->x))
            *followed(probe, event->x, event->kind == LITERAL_MIN) =
                probe->stamp;
    }
}

/* What the event says, as far as it holds in the other clone and not in the
 * root. */
static void find_common(
    struct probe *probe, const struct branch *root, const struct branch *other,
    const struct log_event *event)
{
    view x = event->x;
    struct literal l = {x, (enum literal_kind)event->kind, event->v};
    if (l.kind == LITERAL_MIN && domain_min(other, x) < l.v)
        l.v = domain_min(other, x);
    if (l.kind == LITERAL_MAX && domain_max(other, x) > l.v)
        l.v = domain_max(other, x);
    if (literal_truth(other, l) == TRUTH_TRUE &&
        literal_truth(root, l) == TRUTH_OPEN)
        VEC_PUSH(probe->found, l);
}

static bool lift(
    struct probe *probe, struct branch *root, struct branch *off,
    struct branch *on)
{
    uint32_t id = log_end(root);
    probe->found.count = 0;
    for (; log_find(on, id, &id); id++)
        find_common(probe, root, off, log_at(on, id));
    branch_discard(off);
    drop(root, on);
    VEC_FOR_EACH (fact, probe->found) {
        if (literal_truth(root, *fact) == TRUTH_OPEN &&
            !tell_fact(probe, root, *fact))
            return false;
    }
    return probe->found.count == 0 || settle(probe, root);
}

static bool probe_boolean(struct probe *probe, struct branch *root, view x)
{
    const struct literal is_false = {x, LITERAL_MAX, 0};
    const struct literal is_true = {x, LITERAL_MIN, 1};
    bool possible;
    if (*followed(probe, x, false) == probe->stamp &&
        *followed(probe, x, true) == probe->stamp)
        return true;
    struct branch *off = try(probe, root, is_false, &possible);
    if (!possible) {
        drop(root, off);
        return tell_fact(probe, root, is_true) && settle(probe, root);
    }
    mark_followed(probe, root, off);
    struct branch *on = try(probe, root, is_true, &possible);
    if (!possible) {
        branch_discard(off);
        drop(root, on);
        return tell_fact(probe, root, is_false) && settle(probe, root);
    }
    mark_followed(probe, root, on);
    return lift(probe, root, off, on);
}

/* ---- Integers ---- */

/* That x is one of its `width` least (greatest) values. */
static struct literal
at_end(const struct branch *root, view x, bool least, uint64_t width)
{
    value min = domain_min(root, x), max = domain_max(root, x);
    uint64_t span = (uint64_t)max - (uint64_t)min;
    value step = (value)((width < span ? width : span) - 1);
    return least ? (struct literal){x, LITERAL_MAX, min + step}
                 : (struct literal){x, LITERAL_MIN, max - step};
}

/* Takes away twice as much each time that it can. */
static bool shave(struct probe *probe, struct branch *root, view x, bool least)
{
    for (uint64_t width = 1; !domain_fixed(root, x); width *= 2) {
        struct literal l = at_end(root, x, least, width);
        bool possible;
        drop(root, try(probe, root, l, &possible));
        if (possible || root->worker->stopped)
            break;
        if (!tell_fact(probe, root, literal_negated(l)) || !settle(probe, root))
            return false;
    }
    return true;
}

/* ---- Rounds ---- */

static bool probe_candidate(struct probe *probe, struct branch *root, view x)
{
    if (domain_fixed(root, x))
        return true;
    if (view_is_literal(x))
        return probe_boolean(probe, root, x);
    return shave(probe, root, x, true) && shave(probe, root, x, false);
}

static bool pass_over(struct probe *probe, struct branch *root)
{
    return probe->next == probe->candidates.count &&
           probe->facts_end == log_end(root);
}

static void begin_round(struct probe *probe, struct branch *root)
{
    probe->stamp++; /* there are other nogoods than in the last one */
    if (probe->next < probe->candidates.count)
        return;
    probe->next = 0;
    probe->facts_end = log_end(root);
    order_candidates(probe, root->worker->nogoods);
}

bool probe_root(struct probe *probe, struct branch *root, uint64_t effort)
{
    struct worker *worker = root->worker;
    if (pass_over(probe, root))
        return true;
    begin_round(probe, root);
    uint64_t end = side_effort(worker) + effort;
    while (probe->next < probe->candidates.count && !worker->stopped &&
           side_effort(worker) < end)
        if (!probe_candidate(
                probe, root, probe->candidates.items[probe->next++].x))
            return false;
    return true;
}
