/* trace.c — from literals to events; see conflict_state.h */
#include "solver/conflict_state.h"

#include "solver/log_literal.h"

/* The bound that was before event, if it satisfies the literal as well. */
static bool held_before(const struct log_event *event, struct literal literal)
{
    return literal.kind == LITERAL_MIN ? event->old >= literal.v
                                       : event->old <= literal.v;
}

static uint32_t
trace_bound(const struct branch *branch, struct literal literal, uint32_t end)
{
    if (view_is_literal(literal.x))
        return log_fixing_id(branch, literal.x, end);
    uint32_t id = log_latest_id(branch, literal.x, literal.kind, end);
    while (id) {
        const struct log_event *event = log_at(branch, id);
        if (!held_before(event, literal))
            return id;
        id = event->previous;
    }
    return id;
}

uint32_t
trace_event(const struct branch *branch, struct literal *literal, uint32_t end)
{
    if (literal->kind == LITERAL_REMOVE) {
        uint32_t id = log_removal_id(branch, literal->x, literal->v, end);
        if (id)
            return id;
        const struct explain_view before = {branch, end};
        bool below = explain_min(&before, literal->x) > literal->v;
        literal->kind = below ? LITERAL_MIN : LITERAL_MAX;
        literal->v += below ? 1 : -1;
    }
    return trace_bound(branch, *literal, end);
}
