/* disjunctive_explain.c — reasons of disjunctive
 *
 * Starts by the rules of task_rules.c, latest ones in the mirror image. Where
 * there is a log the propagator tells what each rule finds at once, so that one
 * rule is enough for each event. While the condition is open it tells nothing
 * until it has refuted the condition, maybe after many steps: then all bounds
 * are given, unless one rule does it.
 */
#include "propagators/disjunctive.h"

#include "propagators/task_reason.h"
#include "solver/network.h"

/* ---- Failure ---- */

/* Task i is pushed beyond its latest start. */
static bool explain_squeezed(struct task_reason *r, uint32_t i, bool mirrored)
{
    task_reason_read(r, i, mirrored);
    if (!r->self->strict && r->own.duration == 0)
        return false;
    if (!task_rules_explain(r, r->own.lst + 1))
        return false;
    task_reason_need(&r->own, r->own.low, r->own.lst);
    return task_reason_add(r);
}

/* Every bound there is. */
static bool explain_all(struct task_reason *r)
{
    task_reason_read(r, TASK_NONE, false);
    for (uint32_t k = 0; k < r->count; k++)
        task_reason_need(&r->tasks[k], r->tasks[k].est, r->tasks[k].lst);
    return task_reason_add(r);
}

static bool explain_failed(struct task_reason *r)
{
    const struct disjunctive *self = r->self;
    size_t mark = r->reason->count;
    for (uint32_t i = 0; i < self->count; i++)
        if (reason_add(
                r->before, r->reason, self->durations[i], LITERAL_MAX, -1))
            return true;
    task_reason_read(r, TASK_NONE, false);
    if (task_rules_refute(r))
        return task_reason_add(r);
    for (uint32_t k = 0; k < 2 * self->count; k++) {
        if (explain_squeezed(r, k / 2, k % 2))
            return true;
        r->reason->count = mark;
    }
    return explain_all(r);
}

/* ---- A start, a duration ---- */

static bool
explain_start(struct task_reason *r, uint32_t i, struct literal wanted)
{
    bool mirrored = wanted.kind == LITERAL_MAX;
    task_reason_read(r, i, mirrored);
    wide v = mirrored ? task_mirrored(&r->own, wanted.v) : wanted.v;
    return (r->self->strict || r->own.duration > 0) &&
           task_rules_explain(r, v) && task_reason_add(r);
}

/* Task i has ended when another, that cannot go before it, starts. */
static bool
explain_duration(struct task_reason *r, uint32_t i, struct literal wanted)
{
    if (wanted.kind == LITERAL_MIN)
        return wanted.v <= 0;
    task_reason_read(r, i, false);
    struct task_bounds *own = &r->own;
    own->duration = 0; /* nothing is said of it */
    for (uint32_t k = 0; k < r->count; k++) {
        struct task_bounds *task = &r->tasks[k];
        wide spare = wanted.v - (task->lst - own->est);
        if (spare < 0 || task_ect(task) <= own->lst)
            continue;
        wide ect = own->lst + 1 + (task_ect(task) - own->lst - 1) / 2;
        wide est = own->est - spare / 2;
        task_reason_need(task, ect - task->duration, est + wanted.v);
        task_reason_need(own, est, ect - 1);
        return task_reason_add(r);
    }
    return false;
}

static bool
explain_task(struct task_reason *r, uint32_t i, struct literal wanted)
{
    const struct network *network = r->before->branch->network;
    size_t mark = r->reason->count;
    struct literal l;
    if (explain_matches(network, wanted, r->self->starts[i], &l) &&
        explain_start(r, i, l))
        return true;
    r->reason->count = mark;
    return explain_matches(network, wanted, r->self->durations[i], &l) &&
           explain_duration(r, i, l);
}

bool disjunctive_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct disjunctive *self = (const struct disjunctive *)prop;
    struct task_reason r = {.before = before, .self = self, .reason = ret};
    size_t mark = ret->count;
    if (reason_refutes(before, ret, *wanted, self->condition))
        return explain_failed(&r);
    ret->count = mark;
    if (wanted->kind > LITERAL_MAX || /* it tells bounds alone */
        !reason_true(before, ret, self->condition))
        return false;
    mark = ret->count;
    for (uint32_t i = 0; i < self->count; i++) {
        ret->count = mark;
        if (explain_task(&r, i, *wanted))
            return true;
    }
    return false;
}
