/* activity_order.c — predicates in the order of their activity
 *
 * A heap, and beside it a list of what jumps gave back: found decided one after
 * the other, from the most active down, and looked at again in this order soon.
 * Into the heap and out again they would go some sixty times a conflict on a
 * job shop (1.09 times its conflicts/s).
 */
#include "solver/activity_state.h"

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
void order_release(struct activity *activity, uint32_t i)
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

/* ---- Both ---- */

void order_raise(struct activity *activity, uint32_t i)
{
    struct predicate *predicate = &activity->predicates.items[i];
    if (predicate->place >= RELEASED) {
        enter(activity, i);
        return;
    }
    activity->heap.items[predicate->place].activity = predicate->activity;
    rise(activity, predicate->place);
}

bool order_first(struct activity *activity, struct entry *ret)
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

void order_drop_first(struct activity *activity, uint32_t i)
{
    uint32_t *place = &activity->predicates.items[i].place;
    if (*place == RELEASED) {
        activity->released.count--;
        *place = OUT;
    } else {
        leave(activity);
    }
}

/* ---- Renumbering ---- */

static size_t keep(struct entry *entries, size_t count, const uint32_t *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (to[entries[i].predicate] != OUT)
            entries[kept++] = entries[i];
    return kept;
}

/* Entries in any order become a heap. */
static void build_heap(struct activity *activity)
{
    struct entry *heap = activity->heap.items;
    uint32_t count = (uint32_t)activity->heap.count;
    for (uint32_t i = 0; i < count; i++)
        put(heap, activity->predicates.items, i, heap[i]);
    for (uint32_t i = count; i-- > 0;)
        sink(activity, i);
}

static void rename_taken(struct activity *activity, const uint32_t *to)
{
    size_t kept = 0;
    VEC_FOR_EACH (taken, activity->taken) {
        if (to[taken->predicate] != OUT)
            activity->taken.items[kept++] =
                (struct taken){to[taken->predicate], taken->level};
    }
    activity->taken.count = kept;
}

void order_renumber(struct activity *activity, const uint32_t *to)
{
    activity->heap.count = keep(activity->heap.items, activity->heap.count, to);
    activity->released.count =
        keep(activity->released.items, activity->released.count, to);
    build_heap(activity);
    VEC_FOR_EACH (entry, activity->heap) {
        entry->predicate = to[entry->predicate];
    }
    VEC_FOR_EACH (entry, activity->released) {
        entry->predicate = to[entry->predicate];
    }
    rename_taken(activity, to);
}
