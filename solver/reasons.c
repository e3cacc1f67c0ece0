/* reasons.c — reasons in terms of events; see conflict_state.h
 *
 * An event's reason is asked for again whenever an analysis meets the event,
 * most often by minimising. It never changes, so it is kept; the serial of the
 * event's block tells whether an id still means the same event.
 */
#include "solver/conflict_state.h"

#include "solver/audit.h"
#include "solver/network.h"
#include "solver/worker.h"

#include <stdlib.h>

enum {
    KEPT_MAX = 1 << 20 /* literals; then all are forgotten */
};

void conflict_decisions(
    const struct branch *branch, const uint32_t *begins, uint32_t level,
    struct reason *ret)
{
    for (uint32_t l = 0; l < level; l++) {
        uint32_t id = begins[l];
        for (; log_find(branch, id, &id); id++) {
            const struct log_event *event = log_at(branch, id);
            if (event->why != LOG_DECISION)
                break;
            VEC_PUSH(
                *ret, (struct literal){
                          event->x, (enum literal_kind)event->kind, event->v});
        }
    }
}

void trace_reason(
    struct conflict *conflict, const struct reason *reason, uint32_t end)
{
    for (size_t i = 0; i < reason->count; i++) {
        struct literal literal = reason->items[i];
        uint32_t event = trace_event(conflict->branch, &literal, end);
        uint32_t level = event ? log_at(conflict->branch, event)->level : 0;
        bool lone = conflict->annotated &&
                    reason->items[i].kind == LITERAL_REMOVE &&
                    literal_is_bound(literal) && view_keeps_holes(literal.x);
        if (level > 0)
            VEC_PUSH(
                conflict->traced, (struct traced){event, level, literal, lone});
    }
}

void conflict_explain(
    struct conflict *conflict, uint32_t event, struct literal wanted)
{
    const struct branch *branch = conflict->branch;
    const struct log_event *at = log_at(branch, event);
    struct reason *reason = &conflict->reason;
    reason->count = 0;
    bool explained = explain_event(branch, event, wanted, reason);
    if (!explained) {
        reason->count = 0;
        conflict->counters.unexplained++;
        conflict_decisions(branch, conflict->begins, at->level, reason);
    }
    if (branch->worker->audit)
        audit_reason(
            branch->worker->audit, branch, event, wanted, explained,
            reason->items, reason->count);
    trace_reason(conflict, reason, event);
}

/* What was wanted then is what is wanted now, or implies it. */
static bool
serves(const struct kept_reason *kept, uint64_t serial, struct literal wanted)
{
    struct literal then = {wanted.x, wanted.kind, kept->v};
    return kept->serial == serial &&
           (literal_is_bound(wanted) ? literal_implies(then, wanted)
                                     : then.v == wanted.v);
}

struct kept_reason conflict_explain_keeping(
    struct conflict *conflict, uint32_t event, struct literal wanted)
{
    struct kept_reason *kept = &conflict->reasons[event];
    uint64_t serial = log_block_serial(conflict->branch, event);
    if (serves(kept, serial, wanted))
        return *kept;
    size_t mark = conflict->traced.count;
    conflict_explain(conflict, event, wanted);
    *kept = (struct kept_reason){
        serial, wanted.v, (uint32_t)conflict->kept.count,
        (uint32_t)(conflict->traced.count - mark)};
    for (size_t i = mark; i < conflict->traced.count; i++)
        VEC_PUSH(conflict->kept, conflict->traced.items[i]);
    conflict->traced.count = mark;
    return *kept;
}

void conflict_limit_kept(struct conflict *conflict)
{
    if (conflict->kept.count <= KEPT_MAX)
        return;
    conflict->kept.count = 0;
    for (uint32_t i = 0; i < conflict->events; i++)
        conflict->reasons[i].serial = 0;
}
