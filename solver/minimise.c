/* minimise.c — leaving out of a nogood what the rest of it implies
 *
 * A literal is redundant if its reason consists of literals of the nogood and
 * of redundant ones (Sörensson, Biere, Minimizing learned clauses, 2009).
 * Reasons are literals of earlier events, so this is well-founded; a stronger
 * bound of the nogood stands for a weaker one only if its event is earlier than
 * the one that is being explained, or two literals would remove each other.
 *
 * What follows from a level's decision and was there before the nogood's first
 * literal of the level cannot follow from that (Knuth's early abort, as in
 * CaDiCaL: Biere et al., 2020).
 */
#include "solver/conflict_state.h"

#include <stdlib.h>

enum {
    DEPTH_MAX = 24,
    EXPLANATIONS_MAX = 400, /* for one nogood */
};

static void mark_level(struct conflict *conflict, const struct item *item)
{
    bool fresh = conflict_level_is_new(conflict, item->level);
    uint32_t *first = &conflict->level_marks.items[item->level].first;
    if (fresh || item->event < *first)
        *first = item->event;
}

/* Is there a literal of the event's level before it? */
static bool
level_is_there(const struct conflict *conflict, uint32_t event, uint32_t level)
{
    if (level >= conflict->level_marks.count)
        return false;
    struct level_mark mark = conflict->level_marks.items[level];
    return mark.stamp == conflict->stamp && mark.first < event;
}

/* A literal of the nogood, true before `end`, implies it. */
static bool
covered(struct conflict *conflict, struct traced traced, uint32_t end)
{
    if (!literal_is_bound(traced.literal))
        return conflict->by_event[traced.event];
    uint32_t index = *conflict_bound_item(conflict, traced.literal);
    if (index == 0)
        return false;
    struct item *item = &conflict->items.items[index - 1];
    if (item->event >= end || !literal_implies(item->literal, traced.literal))
        return false;
    conflict_stand_for(item, traced);
    return true;
}

static bool redundant(
    struct conflict *conflict, uint32_t event, struct literal literal,
    uint32_t depth);

/* All literals of the reason of the event `end`. */
static bool reason_covered(
    struct conflict *conflict, struct kept_reason reason, uint32_t end,
    uint32_t depth)
{
    for (uint32_t i = 0; i < reason.count; i++) {
        struct traced traced = conflict->kept.items[reason.first + i];
        if (!covered(conflict, traced, end) &&
            !redundant(conflict, traced.event, traced.literal, depth + 1))
            return false;
    }
    return true;
}

static bool redundant(
    struct conflict *conflict, uint32_t event, struct literal literal,
    uint32_t depth)
{
    const struct log_event *at = log_at(conflict->branch, event);
    struct verdict *verdict = &conflict->verdicts[event];
    if (at->why == LOG_DECISION || !level_is_there(conflict, event, at->level))
        return false;
    if (verdict->stamp == conflict->stamp) {
        struct literal tried = {literal.x, literal.kind, verdict->v};
        return verdict->redundant &&
               (!literal_is_bound(literal) || literal_implies(tried, literal));
    }
    if (depth == DEPTH_MAX || conflict->budget == 0)
        return false;
    conflict->budget--;
    bool found = reason_covered(
        conflict, conflict_explain_keeping(conflict, event, literal), event,
        depth);
    *verdict = (struct verdict){conflict->stamp, found, literal.v};
    return found;
}

bool conflict_implied(
    struct conflict *conflict, struct traced traced, uint32_t end)
{
    return covered(conflict, traced, end) ||
           redundant(conflict, traced.event, traced.literal, 0);
}

/* Items are judged by all that there were, then removed together. */
void conflict_minimise(struct conflict *conflict)
{
    conflict->stamp++;
    conflict->budget = EXPLANATIONS_MAX;
    VEC(uint32_t) removed = {0};
    VEC_FOR_EACH (item, conflict->items) {
        if (item->event == 0)
            continue;
        conflict->counters.literals++;
        mark_level(conflict, item);
    }
    for (uint32_t i = 0; i < conflict->items.count; i++) {
        const struct item *item = &conflict->items.items[i];
        if (item->event && item->level < conflict->level &&
            redundant(conflict, item->event, item->literal, 0))
            VEC_PUSH(removed, i);
    }
    VEC_FOR_EACH (index, removed) {
        struct item *item = &conflict->items.items[*index];
        conflict_displace(conflict, item);
        item->event = 0;
    }
    conflict->counters.removed += removed.count;
    VEC_CLEAR(removed);
}
