/* vivify.c — see vivify.h
 *
 * The path of clones: path[0] is the root, path[l] has l decisions. Going on to
 * the next nogood drops only the clones whose decisions it does not share. What
 * these have heard of the nogood itself, or missed of the last one, makes them
 * weaker, never wrong: nogoods follow from the model, whichever are heard.
 */
#include "solver/vivify.h"

#include "solver/audit.h"
#include "solver/blame.h"
#include "solver/branch.h"
#include "solver/literal.h"
#include "solver/network.h"
#include "solver/nogood_store.h"
#include "solver/side.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <stdlib.h>

enum {
    LBD_MAX = 3,
    SIZE_MIN = 3,
    BATCH = 64, /* nogoods that are ordered together */
};

struct ordered {
    uint32_t occurrences; /* of nogoods that speak of its variable so */
    struct literal literal;
};

struct candidate {
    size_t place; /* in the list of learned ones */
    uint32_t lbd;
    float activity;
    size_t first, count; /* in vivify->ordered */
    const struct ordered *literals;
};

struct vivify {
    const struct network *network;
    struct nogoods *nogoods;
    struct blame *blame;
    uint32_t *occurrences; /* by slot and kind */
    VEC(struct candidate) candidates;
    VEC(struct ordered) ordered;
    VEC(struct branch *) path;
    VEC(struct literal) decisions; /* by level - 1 */
    VEC(struct literal) rest;      /* what is left of the nogood */
    VEC(uint32_t) replaced;        /* memory to be given back */
    struct vivify_counters counters;
};

struct vivify *vivify_new(const struct network *network)
{
    struct vivify *vivify = zeroed(1, sizeof *vivify);
    vivify->network = network;
    vivify->blame = blame_new();
    vivify->occurrences =
        zeroed(4 * (size_t)network->slot_count + 4, sizeof(uint32_t));
    return vivify;
}

void vivify_free(struct vivify *vivify)
{
    blame_free(vivify->blame);
    free(vivify->occurrences);
    VEC_CLEAR(vivify->candidates);
    VEC_CLEAR(vivify->ordered);
    VEC_CLEAR(vivify->path);
    VEC_CLEAR(vivify->decisions);
    VEC_CLEAR(vivify->rest);
    VEC_CLEAR(vivify->replaced);
    free(vivify);
}

const struct vivify_counters *vivify_counters(const struct vivify *vivify)
{
    return &vivify->counters;
}

/* ---- Which nogoods ---- */

static bool promising(const struct nogood *nogood)
{
    return !nogood->vivified && nogood->used && nogood->lbd <= LBD_MAX &&
           nogood->size >= SIZE_MIN;
}

static int by_worth(const void *one, const void *other)
{
    const struct candidate *a = one, *b = other;
    if (a->lbd != b->lbd)
        return a->lbd < b->lbd ? -1 : 1;
    if (a->activity != b->activity)
        return a->activity > b->activity ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* The best first. */
static void find_candidates(struct vivify *vivify)
{
    struct nogoods *nogoods = vivify->nogoods;
    vivify->candidates.count = 0;
    for (size_t i = 0; i < nogoods->learned.count; i++) {
        const struct nogood *nogood =
            nogood_at(nogoods, nogoods->learned.items[i]);
        if (promising(nogood))
            VEC_PUSH(
                vivify->candidates, (struct candidate){
                                        .place = i,
                                        .lbd = nogood->lbd,
                                        .activity = nogood->activity});
    }
    if (vivify->candidates.count > 0)
        qsort(
            vivify->candidates.items, vivify->candidates.count,
            sizeof *vivify->candidates.items, by_worth);
}

/* ---- In which order ---- */

static uint32_t *occurrences(struct vivify *vivify, struct literal l)
{
    uint32_t kind = l.kind == LITERAL_EQUAL ? 3 : (uint32_t)l.kind;
    return &vivify->occurrences[4 * view_slot(vivify->network, l.x) + kind];
}

static int compare_ordered(const struct ordered *a, const struct ordered *b)
{
    if (a->occurrences != b->occurrences)
        return a->occurrences > b->occurrences ? -1 : 1;
    if (!view_same(a->literal.x, b->literal.x))
        return a->literal.x.code < b->literal.x.code ? -1 : 1;
    if (a->literal.kind != b->literal.kind)
        return a->literal.kind < b->literal.kind ? -1 : 1;
    return (a->literal.v > b->literal.v) - (a->literal.v < b->literal.v);
}

static int by_occurrences(const void *one, const void *other)
{
    return compare_ordered(one, other);
}

static int by_literals(const void *one, const void *other)
{
    const struct candidate *a = one, *b = other;
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        int order = compare_ordered(&a->literals[i], &b->literals[i]);
        if (order)
            return order;
    }
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static void take_literals(struct vivify *vivify, struct candidate *candidate)
{
    struct nogoods *nogoods = vivify->nogoods;
    const struct nogood *nogood =
        nogood_at(nogoods, nogoods->learned.items[candidate->place]);
    candidate->first = vivify->ordered.count;
    candidate->count = nogood->size;
    for (uint32_t i = 0; i < nogood->size; i++) {
        struct literal l = nogood_literal(nogoods, nogood->literals[i]);
        VEC_PUSH(vivify->ordered, (struct ordered){0, l});
        ++*occurrences(vivify, l);
    }
}

static void
order_batch(struct vivify *vivify, struct candidate *batch, size_t count)
{
    vivify->ordered.count = 0;
    for (size_t i = 0; i < count; i++)
        take_literals(vivify, &batch[i]);
    VEC_FOR_EACH (ordered, vivify->ordered) {
        ordered->occurrences = *occurrences(vivify, ordered->literal);
    }
    VEC_FOR_EACH (ordered, vivify->ordered) {
        *occurrences(vivify, ordered->literal) = 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct ordered *literals = vivify->ordered.items + batch[i].first;
        batch[i].literals = literals;
        qsort(literals, batch[i].count, sizeof *literals, by_occurrences);
    }
    qsort(batch, count, sizeof *batch, by_literals);
}

/* ---- The path of clones ---- */

static void cut_path(struct vivify *vivify, size_t level)
{
    while (vivify->path.count > level + 1)
        branch_discard(vivify->path.items[--vivify->path.count]);
    if (vivify->decisions.count > level)
        vivify->decisions.count = level;
    worker_resume(vivify->path.items[level]);
}

/* Goes from one level to the next, where the decision is taken; false if that
 * fails. */
static bool decide(struct vivify *vivify, size_t level, struct literal decision)
{
    if (level < vivify->decisions.count &&
        literal_same(vivify->decisions.items[level], decision))
        return true;
    cut_path(vivify, level);
    bool possible;
    struct branch *clone =
        side_try(vivify->path.items[level], decision, &possible);
    VEC_PUSH(vivify->path, clone);
    VEC_PUSH(vivify->decisions, decision);
    return possible;
}

/* ---- One nogood ---- */

static void keep_blamed(struct vivify *vivify, size_t levels)
{
    for (size_t level = 1; level <= levels; level++)
        if (blamed(vivify->blame, (uint32_t)level))
            VEC_PUSH(
                vivify->rest,
                literal_negated(vivify->decisions.items[level - 1]));
}

/* The last decision has failed. */
static void rest_of_failure(struct vivify *vivify, size_t level)
{
    const struct branch *failed = vivify->path.items[level];
    blame_failure(vivify->blame, failed, 0);
    keep_blamed(vivify, level);
    cut_path(vivify, level - 1);
}

/* At this level the literal is true. */
static void rest_of_truth(
    struct vivify *vivify, size_t level, struct literal l, uint32_t reference)
{
    worker_resume(vivify->path.items[level]);
    blame_literal(vivify->blame, vivify->path.items[level], l, reference);
    keep_blamed(vivify, level);
    VEC_PUSH(vivify->rest, l);
}

static void keep_decisions(struct vivify *vivify, size_t levels)
{
    for (size_t level = 0; level < levels; level++)
        VEC_PUSH(vivify->rest, literal_negated(vivify->decisions.items[level]));
}

/* What of the nogood suffices, in vivify->rest; false if it holds anyway. */
static bool find_rest(
    struct vivify *vivify, const struct candidate *candidate,
    uint32_t reference)
{
    size_t level = 0;
    vivify->rest.count = 0;
    for (size_t i = 0; i < candidate->count; i++) {
        struct literal l = candidate->literals[i].literal;
        enum truth truth = literal_truth(vivify->path.items[level], l);
        if (truth == TRUTH_FALSE)
            continue;
        if (truth == TRUTH_TRUE) {
            rest_of_truth(vivify, level, l, reference);
            return vivify->rest.count > 1;
        }
        if (!decide(vivify, level++, literal_negated(l))) {
            rest_of_failure(vivify, level);
            return true;
        }
    }
    keep_decisions(vivify, level);
    return true;
}

/* ---- Putting it into practice ---- */

static void audit_rest(struct vivify *vivify)
{
    struct branch *root = vivify->path.items[0];
    if (!root->worker->audit)
        return;
    worker_resume(root);
    audit_implied(
        root->worker->audit, root, vivify->rest.items, vivify->rest.count);
}

static void replace(struct vivify *vivify, size_t place, uint32_t by)
{
    VEC_PUSH(vivify->replaced, vivify->nogoods->learned.items[place]);
    vivify->nogoods->learned.items[place] = by;
}

static void count_shortened(struct vivify *vivify, size_t from)
{
    vivify->counters.shortened++;
    vivify->counters.literals += from - vivify->rest.count;
}

static bool become_fact(struct vivify *vivify, size_t place)
{
    struct branch *root = vivify->path.items[0];
    replace(vivify, place, 0);
    cut_path(vivify, 0);
    return side_tell_root(root, vivify->rest.items[0]) &&
           propagate_branch(root);
}

/* False if the root has failed. */
static bool vivify_one(struct vivify *vivify, const struct candidate *candidate)
{
    struct nogoods *nogoods = vivify->nogoods;
    size_t place = candidate->place;
    uint32_t reference = nogoods->learned.items[place];
    nogood_at(nogoods, reference)->vivified = true;
    vivify->counters.tried++;
    nogood_detach(nogoods, reference);
    bool of_use = find_rest(vivify, candidate, reference);
    size_t count = vivify->rest.count;
    if (!of_use) {
        replace(vivify, place, 0);
        return true;
    }
    if (count == 0 || count == candidate->count) {
        nogood_attach(nogoods, reference);
        return true;
    }
    count_shortened(vivify, candidate->count);
    if (count == 1)
        return become_fact(vivify, place);
    audit_rest(vivify);
    replace(
        vivify, place,
        nogood_shorten(
            nogoods, reference, vivify->rest.items, (uint32_t)count));
    return true;
}

/* Nothing speaks of those that were replaced any more. */
static void give_back(struct vivify *vivify)
{
    struct nogoods *nogoods = vivify->nogoods;
    size_t kept = 0;
    VEC_FOR_EACH (reference, vivify->replaced) {
        nogood_give_back(nogoods, *reference);
    }
    vivify->replaced.count = 0;
    for (size_t i = 0; i < nogoods->learned.count; i++)
        if (nogoods->learned.items[i])
            nogoods->learned.items[kept++] = nogoods->learned.items[i];
    nogoods->learned.count = kept;
}

/* False if the root has failed. */
static bool vivify_batch(
    struct vivify *vivify, struct candidate *batch, size_t count, uint64_t end)
{
    const struct worker *worker = vivify->path.items[0]->worker;
    order_batch(vivify, batch, count);
    for (size_t i = 0; i < count; i++) {
        if (worker->stopped || side_effort(worker) >= end)
            return true;
        if (!vivify_one(vivify, &batch[i]))
            return false;
    }
    return true;
}

bool vivify_nogoods(struct vivify *vivify, struct branch *root, uint64_t effort)
{
    const struct worker *worker = root->worker;
    uint64_t end = side_effort(worker) + effort;
    vivify->nogoods = worker->nogoods;
    find_candidates(vivify);
    VEC_PUSH(vivify->path, root);
    size_t count = vivify->candidates.count;
    bool possible = true;
    for (size_t i = 0;
         i < count && possible && !worker->stopped && side_effort(worker) < end;
         i += BATCH)
        possible = vivify_batch(
            vivify, vivify->candidates.items + i,
            count - i < BATCH ? count - i : BATCH, end);
    if (possible)
        cut_path(vivify, 0);
    vivify->path.count = 0;
    give_back(vivify);
    return possible;
}
