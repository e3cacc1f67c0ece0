/* activity.c — see activity.h
 *
 * A predicate is found by a hash of its literal; its literals are [x >= v] and
 * [x = v], their negations are the same predicates. One whose activity has
 * faded to nothing leaves the order for good, until it is bumped again: on
 * problems with wide domains most are seen once (as in Pumpkin).
 *
 * The order is a heap, and beside it a list of what jumps gave back: found
 * decided one after the other, from the most active down, and looked at again
 * in this order soon. Into the heap and out again they would go some sixty
 * times a conflict on a job shop (1.09 times its conflicts/s).
 */
#include "solver/activity.h"

#include "solver/domain.h"
#include "solver/literal.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/vec.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <stdlib.h>

/* Where a predicate is that is not in the heap. */
enum {
    OUT = UINT32_MAX,
    RELEASED = UINT32_MAX - 1
};

/* What a conflict leaves of older bumps. (0.95 and 0.985 take some 7 % more
 * conflicts on 10 models, 0.9 20 %, 0.99 10 %.) */
#define FADING 0.97

/* Of one bump: after so much fading a predicate is forgotten, some 700
 * conflicts after it was seen. */
#define FADED 1e-9

struct predicate {
    struct literal literal; /* MIN or EQUAL */
    double activity;
    uint32_t place; /* in the heap, RELEASED or OUT */
    bool phase;     /* it was true when it was seen last */
};

/* The predicates of one conflict gain the same: a predicate that is new gains
 * up to this much of a bump more, at random. */
#define TIE 1e-3

/* Of the heap: a predicate and its activity, which is at hand so. */
struct entry {
    double activity;
    uint32_t predicate;
};

/* A predicate that a level took out of the order. */
struct taken {
    uint32_t predicate, level;
};

struct activity {
    const struct network *network;
    struct worker *worker; /* whose random numbers break ties */
    VEC(struct predicate) predicates;
    uint32_t *index; /* hash → predicate + 1 */
    uint32_t buckets;
    VEC(struct entry) heap;     /* the most active first */
    VEC(struct entry) released; /* the most active last; some are stale */
    VEC(struct taken) taken;
    double bump;
    value *best; /* by slot: in the best solution */
    bool solved;
};

struct activity *
activity_new(const struct network *network, struct worker *worker)
{
    struct activity *activity = zeroed(1, sizeof *activity);
    activity->network = network;
    activity->worker = worker;
    activity->bump = 1;
    activity->best = zeroed(network->slot_count, sizeof(value));
    return activity;
}

void activity_free(struct activity *activity)
{
    VEC_CLEAR(activity->predicates);
    VEC_CLEAR(activity->heap);
    VEC_CLEAR(activity->released);
    VEC_CLEAR(activity->taken);
    free(activity->index);
    free(activity->best);
    free(activity);
}

/* ---- The heap: of four children each, so that it is low ---- */

enum {
    CHILDREN = 4
};

static inline void
put(struct entry *heap, struct predicate *predicates, uint32_t place,
    struct entry entry)
{
    heap[place] = entry;
    predicates[entry.predicate].place = place;
}

static void rise(struct activity *activity, uint32_t place)
{
    struct entry *heap = activity->heap.items;
    struct predicate *predicates = activity->predicates.items;
    struct entry entry = heap[place];
    while (place > 0) {
        uint32_t parent = (place - 1) / CHILDREN;
        if (heap[parent].activity >= entry.activity)
            break;
        put(heap, predicates, place, heap[parent]);
        place = parent;
    }
    put(heap, predicates, place, entry);
}

static inline uint32_t more(const struct entry *heap, uint32_t a, uint32_t b)
{
    return heap[b].activity > heap[a].activity ? b : a;
}

/* The most active of first and those behind it, as many as are siblings. */
static inline uint32_t
best_child(const struct entry *heap, uint32_t first, uint32_t count)
{
    if (first + CHILDREN <= count)
        return more(
            heap, more(heap, first, first + 1),
            more(heap, first + 2, first + 3));
    uint32_t best = first;
    for (uint32_t i = first + 1; i < count; i++)
        best = more(heap, best, i);
    return best;
}

static void sink(struct activity *activity, uint32_t place)
{
    struct entry *heap = activity->heap.items;
    struct predicate *predicates = activity->predicates.items;
    struct entry entry = heap[place];
    uint32_t count = (uint32_t)activity->heap.count, first;
    while ((first = CHILDREN * place + 1) < count) {
        uint32_t child = best_child(heap, first, count);
        if (heap[child].activity <= entry.activity)
            break;
        put(heap, predicates, place, heap[child]);
        place = child;
    }
    put(heap, predicates, place, entry);
}

static void enter(struct activity *activity, uint32_t i)
{
    struct predicate *predicate = &activity->predicates.items[i];
    VEC_PUSH(activity->heap, (struct entry){predicate->activity, i});
    predicate->place = (uint32_t)activity->heap.count - 1;
    rise(activity, predicate->place);
}

static void leave(struct activity *activity)
{
    uint32_t top = activity->heap.items[0].predicate;
    struct entry last = activity->heap.items[--activity->heap.count];
    if (activity->heap.count > 0) {
        activity->heap.items[0] = last;
        sink(activity, 0);
    }
    activity->predicates.items[top].place = OUT;
}

/* ---- What jumps released ---- */

/* Since then it has been bumped, and so is in the heap, or was. */
static bool stale(const struct activity *activity, struct entry entry)
{
    const struct predicate *predicate =
        &activity->predicates.items[entry.predicate];
    return predicate->place != RELEASED ||
           predicate->activity != entry.activity;
}

static struct entry *last_released(const struct activity *activity)
{
    return &activity->released.items[activity->released.count - 1];
}

/* The most active one, or NULL. */
static const struct entry *first_released(struct activity *activity)
{
    while (activity->released.count > 0) {
        struct entry *last = last_released(activity);
        if (!stale(activity, *last))
            return last;
        activity->released.count--;
    }
    return NULL;
}

/* Drops what is stale: what was bumped since lies deeper and deeper. */
static void sweep_released(struct activity *activity)
{
    size_t kept = 0;
    VEC_FOR_EACH (entry, activity->released) {
        if (!stale(activity, *entry))
            activity->released.items[kept++] = *entry;
    }
    activity->released.count = kept;
}

/* What is more active than a predicate that comes back goes to the heap: that
 * is little, since predicates were taken by their activity. */
static void release(struct activity *activity, uint32_t i)
{
    if (activity->released.count > 2 * activity->predicates.count)
        sweep_released(activity);
    struct predicate *predicate = &activity->predicates.items[i];
    if (predicate->place != OUT)
        return;
    struct entry entry = {predicate->activity, i};
    while (activity->released.count > 0 &&
           last_released(activity)->activity > entry.activity) {
        struct entry more = *last_released(activity);
        activity->released.count--;
        if (!stale(activity, more))
            enter(activity, more.predicate);
    }
    VEC_PUSH(activity->released, entry);
    predicate->place = RELEASED;
}

/* ---- Predicates ---- */

static uint32_t hash(struct literal literal)
{
    uint64_t h = (uint64_t)literal.v * UINT64_C(0x9e3779b97f4a7c15);
    h ^= (uint64_t)literal.x.code << 3 | literal.kind;
    h *= UINT64_C(0xff51afd7ed558ccd);
    return (uint32_t)(h >> 32);
}

static void index_put(struct activity *activity, uint32_t predicate)
{
    uint32_t mask = activity->buckets - 1;
    uint32_t b = hash(activity->predicates.items[predicate].literal) & mask;
    while (activity->index[b])
        b = (b + 1) & mask;
    activity->index[b] = predicate + 1;
}

static void index_grow(struct activity *activity)
{
    activity->buckets = activity->buckets ? 2 * activity->buckets : 1024;
    free(activity->index);
    activity->index = zeroed(activity->buckets, sizeof *activity->index);
    for (uint32_t i = 0; i < activity->predicates.count; i++)
        index_put(activity, i);
}

static double tie(struct activity *activity)
{
    return TIE * activity->bump *
           (double)worker_random(activity->worker, 1024) / 1024;
}

/* literal is MIN or EQUAL. */
static uint32_t predicate_of(struct activity *activity, struct literal literal)
{
    if (2 * activity->predicates.count >= activity->buckets)
        index_grow(activity);
    uint32_t mask = activity->buckets - 1, b = hash(literal) & mask;
    for (; activity->index[b]; b = (b + 1) & mask) {
        uint32_t i = activity->index[b] - 1;
        if (literal_same(activity->predicates.items[i].literal, literal))
            return i;
    }
    VEC_PUSH(
        activity->predicates,
        (struct predicate){
            .literal = literal, .activity = tie(activity), .place = OUT});
    uint32_t added = (uint32_t)activity->predicates.count - 1;
    activity->index[b] = added + 1;
    return added;
}

static void rescale(struct activity *activity)
{
    VEC_FOR_EACH (predicate, activity->predicates) {
        predicate->activity *= 1e-100;
    }
    VEC_FOR_EACH (entry, activity->heap) {
        entry->activity *= 1e-100;
    }
    VEC_FOR_EACH (entry, activity->released) {
        entry->activity *= 1e-100;
    }
    activity->bump *= 1e-100;
}

void activity_bump(struct activity *activity, struct literal literal)
{
    bool phase = literal.kind == LITERAL_MIN || literal.kind == LITERAL_EQUAL;
    if (literal.kind == LITERAL_MAX)
        literal = (struct literal){literal.x, LITERAL_MIN, literal.v + 1};
    if (literal.kind == LITERAL_REMOVE)
        literal.kind = LITERAL_EQUAL;
    uint32_t i = predicate_of(activity, literal);
    struct predicate *predicate = &activity->predicates.items[i];
    predicate->phase = phase;
    predicate->activity += activity->bump;
    if (predicate->activity > 1e100)
        rescale(activity);
    if (predicate->place >= RELEASED) {
        enter(activity, i);
        return;
    }
    activity->heap.items[predicate->place].activity = predicate->activity;
    rise(activity, predicate->place);
}

void activity_decay(struct activity *activity)
{
    activity->bump /= FADING;
}

void activity_take_solution(struct activity *activity, const value *values)
{
    const struct network *network = activity->network;
    for (uint32_t i = 0; i < network->view_count; i++) {
        view x = network->views[i];
        if (view_kind(x) == VIEW_DERIVED || view_kind(x) == VIEW_CONSTANT)
            continue;
        value v = values[i];
        if (view_kind(x) == VIEW_NOT)
            v = 1 - v;
        activity->best[view_slot(network, x)] = v;
    }
    activity->solved = true;
}

/* ---- Deciding ---- */

/* The value of a predicate in a branch: 1 true, -1 false, 0 open. */
static int decided(const struct branch *branch, struct literal literal)
{
    if (literal.kind == LITERAL_MIN)
        return domain_min(branch, literal.x) >= literal.v  ? 1
               : domain_max(branch, literal.x) < literal.v ? -1
                                                           : 0;
    if (!domain_contains(branch, literal.x, literal.v))
        return -1;
    return domain_fixed(branch, literal.x);
}

static bool
saved_phase(const struct activity *activity, const struct predicate *predicate)
{
    struct literal l = predicate->literal;
    if (!activity->solved)
        return predicate->phase;
    value v = activity->best[view_slot(activity->network, l.x)];
    return l.kind == LITERAL_MIN ? v >= l.v : v == l.v;
}

/* x = v is decided to be true, x >= v to be false. (Both false takes 1.15 times
 * the time on 27 models.) */
static bool static_phase(const struct predicate *predicate)
{
    return predicate->literal.kind == LITERAL_EQUAL;
}

/* One literal that makes an open predicate true or false, or a step towards it.
 */
static struct literal
as_decision(const struct branch *branch, struct literal l, bool phase)
{
    if (l.kind == LITERAL_MIN)
        return phase ? l : (struct literal){l.x, LITERAL_MAX, l.v - 1};
    if (view_keeps_holes(l.x))
        return phase ? l : (struct literal){l.x, LITERAL_REMOVE, l.v};
    if (domain_max(branch, l.x) > l.v)
        return phase ? (struct literal){l.x, LITERAL_MAX, l.v}
                     : (struct literal){l.x, LITERAL_MIN, l.v + 1};
    return phase ? (struct literal){l.x, LITERAL_MIN, l.v}
                 : (struct literal){l.x, LITERAL_MAX, l.v - 1};
}

/* The most active that is in the order; false: there is none. */
static bool first(struct activity *activity, struct entry *ret)
{
    const struct entry *released = first_released(activity);
    const struct entry *heap =
        activity->heap.count > 0 ? activity->heap.items : NULL;
    if (!released && !heap)
        return false;
    *ret = !heap || (released && released->activity > heap->activity)
               ? *released
               : *heap;
    return true;
}

/* The first one leaves the order. */
static void drop(struct activity *activity, uint32_t i)
{
    uint32_t *place = &activity->predicates.items[i].place;
    if (*place == RELEASED) {
        activity->released.count--;
        *place = OUT;
    } else {
        leave(activity);
    }
}

bool activity_decide(
    struct activity *activity, const struct branch *branch, uint32_t level,
    enum phase phase, struct literal *ret_decision)
{
    for (struct entry top; first(activity, &top);) {
        const struct predicate *predicate =
            &activity->predicates.items[top.predicate];
        bool faded = top.activity < FADED * activity->bump;
        if (!faded && decided(branch, predicate->literal) == 0) {
            *ret_decision = as_decision(
                branch, predicate->literal,
                phase == PHASE_SAVED ? saved_phase(activity, predicate)
                                     : static_phase(predicate));
            return true;
        }
        drop(activity, top.predicate);
        if (!faded)
            VEC_PUSH(activity->taken, (struct taken){top.predicate, level});
    }
    return false;
}

void activity_jump(struct activity *activity, uint32_t level)
{
    while (activity->taken.count > 0 &&
           activity->taken.items[activity->taken.count - 1].level > level)
        release(
            activity, activity->taken.items[--activity->taken.count].predicate);
}
