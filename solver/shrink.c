/* shrink.c — one literal for all that a nogood has of a level
 *
 * What the nogood holds of a level below the failure's is traced back to that
 * level's own unique implication point, as long as what reasons need of lower
 * levels is implied by the rest of the nogood (Fleury, Biere, Efficient all-UIP
 * learned clause minimization, SAT 2021). A literal whose reason needs more
 * stays; the others go on without it. Values that went from many variables
 * because one was fixed thus give way to that one.
 *
 * Levels are taken from the highest down: those below are still as minimising
 * left them. What implies a literal is always earlier, so all that is left out
 * follows, in the order of the log, from what is left.
 *
 * What is left is earlier and so says less, which costs where nogoods are
 * short: seat-moving took ten times the conflicts. Of long ones it leaves half
 * or less: black_hole, mario, fast-food and talent-scheduling took 0.95 times
 * the conflicts and 0.89 times the time, tdtsp 0.94 and 0.75, nmseq 1.3
 * and 1.7. Where a level has few literals it gains little (open-stacks after
 * its annotation took 13,300 conflicts, and 7,200 where 20 make a level long).
 * After an annotation it costs more: nine models of 55 took 0.84 of the time,
 * and black_hole 0.6, where only the longest shrink.
 * Where one decision takes thousands of values, what is allowed grows with the
 * nogood: crosswords learned 5,100 literals on average, and now 70.
 */
#include "solver/conflict_state.h"

enum {
    EXPLANATIONS = 2000,   /* for one nogood, */
    EXPLANATIONS_EACH = 4, /* and so many more for each literal */
    LONG = 60,             /* literals; nogoods of fewer are left alone, */
    VERY_LONG = 1000,      /* or of fewer than these after an annotation, */
    LEVEL_LONG = 20,       /* and so are levels of fewer */
};

/* ---- What is pending of the level ---- */

/* Of two literals that the same event made true, the stronger is wanted. */
static void
pend(struct conflict *conflict, uint32_t event, struct literal literal)
{
    struct pending *pending = &conflict->pending[event];
    if (pending->stamp == conflict->blocks) {
        struct literal held = {literal.x, literal.kind, pending->v};
        if (literal_is_bound(literal) && literal_implies(literal, held))
            pending->v = literal.v;
        return;
    }
    *pending = (struct pending){conflict->blocks, literal.v};
    conflict_push(conflict, event);
}

static struct traced pending_at(const struct conflict *conflict, uint32_t event)
{
    const struct log_event *at = log_at(conflict->branch, event);
    struct literal literal = {
        at->x, (enum literal_kind)at->kind, conflict->pending[event].v};
    return (struct traced){event, at->level, literal, false};
}

/* ---- One step back ---- */

/* The reason's literals of this level are pending then, and the rest implies
 * the others; else nothing has changed. */
static bool step(struct conflict *conflict, struct traced traced)
{
    struct kept_reason reason =
        conflict_explain_keeping(conflict, traced.event, traced.literal);
    bool possible = true;
    for (uint32_t i = 0; possible && i < reason.count; i++) {
        struct traced cause = conflict->kept.items[reason.first + i];
        possible = cause.level == traced.level ||
                   conflict_implied(conflict, cause, traced.event);
    }
    for (uint32_t i = 0; possible && i < reason.count; i++) {
        struct traced cause = conflict->kept.items[reason.first + i];
        if (cause.level == traced.level)
            pend(conflict, cause.event, cause.literal);
    }
    return possible;
}

/* The last literal but one implies the other, or is x = v with it. */
static bool
stands_for(const struct conflict *conflict, struct traced last, uint32_t other)
{
    const struct log_event *at = log_at(conflict->branch, other);
    return literal_is_bound(last.literal) && at->kind == last.literal.kind &&
           view_same(at->x, last.literal.x);
}

static void keep(struct conflict *conflict, struct traced traced)
{
    VEC_PUSH(conflict->block, traced);
}

/* Goes back until one literal is left, besides those that stay. */
static void trace_back(struct conflict *conflict, size_t most)
{
    while (conflict->heap.count > 0) {
        struct traced traced = pending_at(conflict, conflict_pop(conflict));
        bool last = conflict->heap.count == 0 ||
                    (conflict->heap.count == 1 &&
                     stands_for(conflict, traced, conflict->heap.items[0]));
        if (last)
            conflict->heap.count = 0;
        if (!last && conflict->budget > 0 &&
            log_at(conflict->branch, traced.event)->why != LOG_DECISION) {
            conflict->budget--;
            if (step(conflict, traced))
                continue;
        }
        keep(conflict, traced);
        if (conflict->block.count > most)
            break;
    }
    conflict->heap.count = 0;
}

/* ---- Levels ---- */

/* Lets the items go that are in a list, and holds what stays instead. */
static void
replace(struct conflict *conflict, const struct place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct item *item = &conflict->items.items[places[i].item];
        conflict_displace(conflict, item);
        item->event = 0;
    }
    VEC_FOR_EACH (kept, conflict->block)
        conflict_add(conflict, *kept);
}

/* All that the nogood has of one level. */
static void shrink_level(
    struct conflict *conflict, const struct place *places, size_t count)
{
    conflict->blocks++;
    conflict->block.count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &conflict->items.items[places[i].item];
        pend(conflict, item->event, item->literal);
    }
    trace_back(conflict, count);
    if (conflict->block.count < count)
        replace(conflict, places, count);
}

static bool is_below(const struct conflict *conflict, const struct item *item)
{
    return item->event && item->level < conflict->level;
}

static uint32_t count_below(const struct conflict *conflict)
{
    uint32_t count = 0;
    VEC_FOR_EACH (item, conflict->items) {
        count += is_below(conflict, item);
    }
    return count;
}

/* All below the failure's level, the highest first, and items of a level in
 * their order: counted, since there are fewer levels than events. */
static void sort_places(struct conflict *conflict)
{
    conflict->counts.count = conflict->places.count = 0;
    for (uint32_t level = 0; level < conflict->level; level++)
        VEC_PUSH(conflict->counts, 0);
    uint32_t *from = conflict->counts.items, total = 0;
    VEC_FOR_EACH (item, conflict->items) {
        if (is_below(conflict, item))
            from[item->level]++;
    }
    for (uint32_t level = conflict->level; level-- > 0;) {
        uint32_t count = from[level];
        from[level] = total;
        total += count;
    }
    for (uint32_t i = 0; i < total; i++)
        VEC_PUSH(conflict->places, (struct place){0, 0});
    for (uint32_t i = 0; i < conflict->items.count; i++) {
        const struct item *item = &conflict->items.items[i];
        if (is_below(conflict, item))
            conflict->places.items[from[item->level]++] =
                (struct place){item->level, i};
    }
}

/* The places from `from` on that have its level; but not those whose item has
 * given way since to a stronger bound of a higher level. */
static size_t
take_level(struct conflict *conflict, size_t from, size_t *ret_end)
{
    struct place *places = conflict->places.items;
    uint32_t level = places[from].level;
    size_t kept = from, i = from;
    for (; i < conflict->places.count && places[i].level == level; i++) {
        const struct item *item = &conflict->items.items[places[i].item];
        if (item->event && item->level == level)
            places[kept++] = places[i];
    }
    *ret_end = i;
    return kept - from;
}

void conflict_shrink(struct conflict *conflict)
{
    conflict->heap.count = 0;
    uint32_t below = count_below(conflict);
    conflict->budget = EXPLANATIONS + EXPLANATIONS_EACH * below;
    if (below < (conflict->annotated ? VERY_LONG : LONG))
        return;
    sort_places(conflict);
    for (size_t from = 0, end; from < conflict->places.count; from = end) {
        size_t count = take_level(conflict, from, &end);
        if (count >= LEVEL_LONG)
            shrink_level(conflict, conflict->places.items + from, count);
    }
}
