/* conflict.c — see conflict.h */
#include "solver/conflict_state.h"

#include "solver/literal.h"
#include "solver/network.h"
#include "solver/nogood.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <stdlib.h>

/* ---- Life ---- */

struct conflict *conflict_new(const struct network *network, bool annotated)
{
    struct conflict *conflict = zeroed(1, sizeof *conflict);
    conflict->network = network;
    conflict->annotated = annotated;
    conflict->bounds =
        zeroed(2 * (size_t)network->slot_count + 2, sizeof(uint32_t));
    return conflict;
}

void conflict_free(struct conflict *conflict)
{
    free(conflict->bounds);
    free(conflict->by_event);
    free(conflict->verdicts);
    free(conflict->reasons);
    free(conflict->pending);
    VEC_CLEAR(conflict->block);
    VEC_CLEAR(conflict->places);
    VEC_CLEAR(conflict->counts);
    VEC_CLEAR(conflict->kept);
    VEC_CLEAR(conflict->traced);
    VEC_CLEAR(conflict->items);
    VEC_CLEAR(conflict->heap);
    VEC_CLEAR(conflict->level_marks);
    VEC_CLEAR(conflict->reason);
    VEC_CLEAR(conflict->seen);
    VEC_CLEAR(conflict->nogood);
    free(conflict);
}

static void make_room(struct conflict *conflict, uint32_t events)
{
    if (events <= conflict->events)
        return;
    events += events / 2;
    free(conflict->by_event);
    free(conflict->verdicts);
    free(conflict->reasons);
    free(conflict->pending);
    conflict->by_event = zeroed(events, sizeof *conflict->by_event);
    conflict->verdicts = zeroed(events, sizeof *conflict->verdicts);
    conflict->reasons = zeroed(events, sizeof *conflict->reasons);
    conflict->pending = zeroed(events, sizeof *conflict->pending);
    conflict->events = events;
    conflict->kept.count = 0;
}

const struct literal *
conflict_seen(const struct conflict *conflict, size_t *ret_count)
{
    *ret_count = conflict->seen.count;
    return conflict->seen.items;
}

const struct conflict_counters *
conflict_counters(const struct conflict *conflict)
{
    return &conflict->counters;
}

/* ---- The heap of events, latest first ---- */

void conflict_push(struct conflict *conflict, uint32_t event)
{
    VEC_PUSH(conflict->heap, event);
    uint32_t *heap = conflict->heap.items;
    size_t i = conflict->heap.count - 1;
    for (; i > 0 && heap[(i - 1) / 2] < event; i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = event;
}

uint32_t conflict_pop(struct conflict *conflict)
{
    uint32_t *heap = conflict->heap.items;
    uint32_t top = heap[0];
    size_t count = --conflict->heap.count;
    uint32_t moving = heap[count];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        child += child + 1 < count && heap[child + 1] > heap[child];
        if (heap[child] <= moving)
            break;
        heap[i] = heap[child];
    }
    heap[i] = moving;
    return top;
}

/* ---- Items ---- */

uint32_t *
conflict_bound_item(const struct conflict *conflict, struct literal literal)
{
    uint32_t slot = view_slot(conflict->network, literal.x);
    return &conflict->bounds[2 * slot + literal.kind];
}

static void place(struct conflict *conflict, uint32_t index)
{
    const struct item *item = &conflict->items.items[index];
    conflict->by_event[item->event] = index + 1;
    if (literal_is_bound(item->literal))
        *conflict_bound_item(conflict, item->literal) = index + 1;
    if (conflict->level && item->level == conflict->level) {
        conflict->open++;
        conflict_push(conflict, item->event);
        VEC_PUSH(conflict->seen, item->literal);
    }
}

void conflict_displace(struct conflict *conflict, const struct item *item)
{
    conflict->by_event[item->event] = 0;
    if (literal_is_bound(item->literal))
        *conflict_bound_item(conflict, item->literal) = 0;
    conflict->open -= conflict->level && item->level == conflict->level;
}

void conflict_stand_for(struct item *item, struct traced traced)
{
    item->lone &= traced.lone && item->literal.v == traced.literal.v;
}

void conflict_add(struct conflict *conflict, struct traced traced)
{
    struct literal literal = traced.literal;
    struct item item = {traced.event, traced.level, literal, traced.lone};
    uint32_t index = literal_is_bound(literal)
                         ? *conflict_bound_item(conflict, literal)
                         : conflict->by_event[traced.event];
    if (index == 0) {
        VEC_PUSH(conflict->items, item);
        place(conflict, (uint32_t)conflict->items.count - 1);
        return;
    }
    struct item *held = &conflict->items.items[index - 1];
    if (!literal_is_bound(literal))
        return;
    conflict_stand_for(held, traced);
    if (literal_implies(held->literal, literal))
        return;
    conflict_displace(conflict, held);
    item.lone = false;
    *held = item;
    place(conflict, index - 1);
}

/* ---- To the first unique implication point ---- */

/* The item that with this bound says x = v, if there is one. */
static struct item *other_bound(struct conflict *conflict, struct literal l)
{
    if (!literal_is_bound(l) || !view_keeps_holes(l.x))
        return NULL;
    l.kind = LITERAL_MAX - l.kind;
    uint32_t index = *conflict_bound_item(conflict, l);
    return index ? &conflict->items.items[index - 1] : NULL;
}

/* One literal is left of the level, or x >= v and x <= v: then a decision x =
 * v, even if less of it was wanted, is one literal. */
static bool unique(struct conflict *conflict, struct item *item)
{
    if (conflict->open == 1)
        return true;
    struct item *other = other_bound(conflict, item->literal);
    if (conflict->open > 2 || !other || other->level != item->level)
        return false;
    const struct log_event *event = log_at(conflict->branch, item->event);
    if (event->why == LOG_DECISION)
        item->literal.v = other->literal.v = event->v;
    return item->literal.v == other->literal.v;
}

static void resolve(struct conflict *conflict, uint32_t index)
{
    struct item *item = &conflict->items.items[index];
    uint32_t event = item->event;
    struct literal wanted = item->literal;
    conflict_displace(conflict, item);
    item->event = 0;
    const struct log_event *at = log_at(conflict->branch, event);
    if (at->why == LOG_NOGOOD)
        nogood_bump(conflict->branch->worker->nogoods, at->data);
    conflict->traced.count = 0;
    conflict_explain(conflict, event, wanted);
    VEC_FOR_EACH (traced, conflict->traced) {
        conflict_add(conflict, *traced);
    }
}

/* The item that is to be refuted (with other_bound, if that is of the level).
 */
static struct item *find_point(struct conflict *conflict)
{
    for (;;) {
        uint32_t event = conflict_pop(conflict);
        uint32_t index = conflict->by_event[event];
        if (index == 0)
            continue;
        struct item *item = &conflict->items.items[index - 1];
        if (unique(conflict, item))
            return item;
        resolve(conflict, index - 1);
        if (conflict->open == 0)
            return NULL;
    }
}

/* ---- From literals to the nogood ---- */

bool conflict_level_is_new(struct conflict *conflict, uint32_t level)
{
    while (conflict->level_marks.count <= level)
        VEC_PUSH(conflict->level_marks, (struct level_mark){0, 0});
    uint32_t *stamp = &conflict->level_marks.items[level].stamp;
    bool fresh = *stamp != conflict->stamp;
    *stamp = conflict->stamp;
    return fresh;
}

/* Moves an item into the nogood, as x != v if it is lone, as x = v together
 * with the other bound. */
static uint32_t take_item(struct conflict *conflict, struct item *item)
{
    struct literal literal = item->literal;
    uint32_t level = item->level;
    struct item *other = other_bound(conflict, literal);
    conflict_displace(conflict, item);
    item->event = 0;
    if (item->lone) {
        literal.v += literal.kind == LITERAL_MIN ? -1 : 1;
        literal.kind = LITERAL_REMOVE;
    } else if (other && !other->lone && other->literal.v == literal.v) {
        literal.kind = LITERAL_EQUAL;
        level = other->level > level ? other->level : level;
        conflict_displace(conflict, other);
        other->event = 0;
    }
    VEC_PUSH(conflict->nogood, literal_negated(literal));
    VEC_PUSH(conflict->seen, literal);
    return level;
}

/* The point is a bound, or two. */
static void make_whole(struct conflict *conflict, struct item *point)
{
    struct item *other = other_bound(conflict, point->literal);
    point->lone = false;
    if (other && other->level == point->level)
        other->lone = false;
}

static void
make_lesson(struct conflict *conflict, struct item *point, struct lesson *ret)
{
    make_whole(conflict, point);
    conflict->stamp++;
    conflict->nogood.count = 0;
    conflict_level_is_new(conflict, take_item(conflict, point));
    *ret = (struct lesson){.level = 0, .lbd = 1};
    for (size_t i = 0; i < conflict->items.count; i++) {
        struct item *item = &conflict->items.items[i];
        if (item->event == 0)
            continue;
        uint32_t level = take_item(conflict, item);
        ret->lbd += conflict_level_is_new(conflict, level);
        if (level <= ret->level)
            continue;
        ret->level = level;
        struct literal *literals = conflict->nogood.items;
        struct literal last = literals[conflict->nogood.count - 1];
        literals[conflict->nogood.count - 1] = literals[1];
        literals[1] = last;
    }
    ret->literals = conflict->nogood.items;
    ret->count = (uint32_t)conflict->nogood.count;
}

static void clear(struct conflict *conflict)
{
    VEC_FOR_EACH (item, conflict->items) {
        if (item->event)
            conflict_displace(conflict, item);
    }
    conflict->items.count = conflict->heap.count = 0;
    conflict->level = conflict->open = 0;
}

/* The level at which it fails, and the items of that level. */
static bool open_level(struct conflict *conflict)
{
    uint32_t level = 0;
    VEC_FOR_EACH (item, conflict->items) {
        if (item->event && item->level > level)
            level = item->level;
    }
    conflict->level = level;
    VEC_FOR_EACH (item, conflict->items) {
        if (item->event == 0 || item->level != level)
            continue;
        conflict->open++;
        conflict_push(conflict, item->event);
        VEC_PUSH(conflict->seen, item->literal);
    }
    return level > 0;
}

bool conflict_learn(
    struct conflict *conflict, const struct branch *branch,
    const struct reason *failure, const uint32_t *begins,
    struct lesson *ret_lesson)
{
    uint32_t end = log_end(branch);
    log_trace(branch);
    make_room(conflict, end);
    conflict_limit_kept(conflict);
    conflict->branch = branch;
    conflict->begins = begins;
    conflict->seen.count = 0;
    conflict->traced.count = 0;
    trace_reason(conflict, failure, end);
    VEC_FOR_EACH (traced, conflict->traced) {
        conflict_add(conflict, *traced);
    }
    struct item *point = NULL;
    while (open_level(conflict) && !(point = find_point(conflict))) {
        conflict->heap.count = 0; /* nothing of the level is left */
        conflict->open = 0;
    }
    if (point) {
        conflict_minimise(conflict);
        size_t at = (size_t)(point - conflict->items.items);
        conflict_shrink(conflict);
        point = &conflict->items.items[at];
        make_lesson(conflict, point, ret_lesson);
    }
    clear(conflict);
    return point;
}
