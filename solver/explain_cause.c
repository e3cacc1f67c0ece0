/* explain_cause.c — asking who told something for its reason; see explain.h */
#include "solver/explain.h"

#include "solver/clause.h"
#include "solver/network.h"
#include "solver/nogood.h"
#include "solver/prop.h"
#include "solver/worker.h"

/* All literals are false but the one that is wanted, if any. */
static bool explain_clause(
    const struct explain_view *before, const struct clause *clause,
    struct literal wanted, struct reason *ret)
{
    const struct network *network = before->branch->network;
    for (uint32_t i = 0; i < clause->count; i++) {
        view negated = view_negated(clause->literals[i]);
        if (!explain_falsifies(network, wanted, negated) &&
            !reason_true(before, ret, negated))
            return false;
    }
    return true;
}

/* Inner values that have gone, next to the bound that was before. */
static bool explain_holes(
    const struct explain_view *before, struct literal wanted,
    struct reason *ret)
{
    view x = wanted.x;
    if (wanted.kind == LITERAL_MIN) {
        value low = explain_min(before, x);
        for (value v = low; v < wanted.v; v++)
            if (!reason_add(before, ret, x, LITERAL_REMOVE, v))
                return false;
        return reason_add(before, ret, x, LITERAL_MIN, low);
    }
    value high = explain_max(before, x);
    for (value v = high; v > wanted.v; v--)
        if (!reason_add(before, ret, x, LITERAL_REMOVE, v))
            return false;
    return reason_add(before, ret, x, LITERAL_MAX, high);
}

bool explain_cause(
    const struct explain_view *before, struct log_cause cause,
    struct literal wanted, struct reason *ret)
{
    const struct network *network = before->branch->network;
    const struct prop *prop;
    switch ((enum log_why)cause.why) {
    case LOG_DECISION:
    case LOG_ROOT:
        return false;
    case LOG_PROP:
        prop = network->props[cause.data];
        return prop->class->explain &&
               prop->class->explain(before, prop, &wanted, ret);
    case LOG_CLAUSE:
        return explain_clause(
            before, network->clauses[cause.data], wanted, ret);
    case LOG_REACTION:
        return reason_fixed(before, ret, (view){cause.data});
    case LOG_NOGOOD:
        return nogood_explain(before, cause.data, wanted, ret);
    case LOG_HOLES:
        break;
    }
    return explain_holes(before, wanted, ret);
}

bool explain_event(
    const struct branch *branch, uint32_t id, struct literal wanted,
    struct reason *ret)
{
    const struct log_event *event = log_at(branch, id);
    struct explain_view before = {branch, id};
    struct log_cause cause = {event->why, event->data};
    return explain_cause(&before, cause, wanted, ret);
}

/* What makes a refused tell fail. */
static bool contradict(
    const struct explain_view *before, struct literal refused,
    struct reason *ret)
{
    switch (refused.kind) {
    case LITERAL_MIN:
        return reason_add(before, ret, refused.x, LITERAL_MAX, refused.v - 1);
    case LITERAL_MAX:
        return reason_add(before, ret, refused.x, LITERAL_MIN, refused.v + 1);
    case LITERAL_REMOVE:
        return reason_fixed(before, ret, refused.x);
    case LITERAL_EQUAL:
    case LITERAL_NONE:
        break;
    }
    return true;
}

bool explain_failure(const struct branch *branch, struct reason *ret)
{
    struct explain_view before = {branch, log_end(branch)};
    struct literal refused = branch->worker->refused;
    struct log_cause refuser = branch->worker->refuser;
    return (refuser.why == LOG_ROOT ||
            explain_cause(&before, refuser, refused, ret)) &&
           contradict(&before, refused, ret);
}
