/* profile_reason.c — see profile_reason.h */
#include "propagators/profile_reason.h"

#include "propagators/cumulative.h"
#include "solver/network.h"
#include "solver/worker.h"

#include <stdlib.h>

/* ---- Literals ---- */

bool profile_reason_min(const struct profile_reason *r, view x, wide v)
{
    return v <= VALUE_MIN ||
           reason_add(r->before, r->reason, x, LITERAL_MIN, (value)v);
}

bool profile_reason_max(const struct profile_reason *r, view x, wide v)
{
    return v >= VALUE_MAX ||
           reason_add(r->before, r->reason, x, LITERAL_MAX, (value)v);
}

/* The duration by which task i runs until `to`: that of the root if it does. */
static value duration_until(const struct profile_reason *r, uint32_t i, wide to)
{
    view duration = r->self->durations[i];
    value root = explain_root_min(r->before->branch->network, duration);
    value est = explain_min(r->before, r->self->starts[i]);
    return root > 0 && est + (wide)root > to ? root
                                             : explain_min(r->before, duration);
}

/* How many literals say that a task runs at t, mirrored or not? */
static uint32_t
cost_at(const struct profile_reason *r, const struct profile_part *part, wide t)
{
    const struct network *network = r->before->branch->network;
    uint32_t i = part->task;
    view start = r->self->starts[i], duration = r->self->durations[i];
    if (t >= part->low && t <= part->high)
        return 0;
    t = r->mirrored ? -t : t;
    value least = duration_until(r, i, t);
    return (explain_root_max(network, start) > t) +
           (explain_root_min(network, start) + (wide)least <= t) +
           (explain_root_min(network, duration) < least) +
           (explain_root_min(network, r->self->resources[i]) < part->resource);
}

static bool
add_part(const struct profile_reason *r, const struct profile_part *part)
{
    uint32_t i = part->task;
    wide from = r->mirrored ? -part->high : part->low;
    wide to = r->mirrored ? -part->low : part->high;
    if (part->low > part->high)
        return true;
    value duration = duration_until(r, i, to);
    return profile_reason_max(r, r->self->starts[i], from) &&
           profile_reason_min(r, r->self->starts[i], to - duration + 1) &&
           profile_reason_min(r, r->self->durations[i], duration) &&
           profile_reason_min(r, r->self->resources[i], part->resource);
}

/* ---- Reading ---- */

static bool
read_part(const struct profile_reason *r, uint32_t i, struct profile_part *ret)
{
    const struct cumulative *self = r->self;
    value duration = self->known[i].duration;
    value resource = self->known[i].resource;
    if (duration == 0 || resource == 0) {
        duration = explain_min(r->before, self->durations[i]);
        resource = explain_min(r->before, self->resources[i]);
    }
    if (duration <= 0 || resource <= 0)
        return false;
    wide from = explain_max(r->before, self->starts[i]);
    wide to = explain_min(r->before, self->starts[i]) + (wide)duration - 1;
    *ret = (struct profile_part){i, resource, from, to, 1, 0};
    if (r->mirrored) {
        ret->from = -to;
        ret->to = -from;
    }
    return from <= to;
}

static int compare_parts(const void *a, const void *b)
{
    const struct profile_part *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->task > y->task) - (x->task < y->task);
}

void profile_reason_read(struct profile_reason *r, uint32_t but)
{
    uint32_t n = r->self->count;
    r->parts = worker_scratch(
        r->before->branch->worker,
        (n + 1) * (sizeof *r->parts + sizeof *r->runners));
    r->runners = (struct profile_runner *)(r->parts + n + 1);
    r->count = 0;
    r->slack = VALUE_MAX;
    for (uint32_t i = 0; i < n; i++)
        if (i != but && read_part(r, i, &r->parts[r->count]))
            r->count++;
    qsort(r->parts, r->count, sizeof *r->parts, compare_parts);
}

/* ---- Points ---- */

static bool runs_at(const struct profile_part *part, wide t)
{
    return part->from <= t && t <= part->to;
}

bool profile_reason_crowded(const struct profile_reason *r, wide t, wide needed)
{
    wide used = 0;
    for (uint32_t k = 0; k < r->count && r->parts[k].from <= t; k++)
        used += runs_at(&r->parts[k], t) ? r->parts[k].resource : 0;
    return used >= needed;
}

/* What costs nothing, then what uses most for its cost. */
static int compare_runners(const void *a, const void *b)
{
    const struct profile_runner *x = a, *y = b;
    wide by_x = (wide)x->part->resource * y->cost;
    wide by_y = (wide)y->part->resource * x->cost;
    if (by_x != by_y)
        return by_x > by_y ? -1 : 1;
    return (x->part->task > y->part->task) - (x->part->task < y->part->task);
}

/* Takes out those without which the others still use enough. */
static void drop_runners(struct profile_reason *r, wide needed)
{
    uint32_t kept = r->chosen;
    for (uint32_t k = r->chosen; k-- > 0;) {
        struct profile_runner runner = r->runners[k];
        if (runner.cost == 0 || r->used - runner.part->resource < needed)
            continue;
        r->used -= runner.part->resource;
        r->runners[k] = r->runners[--kept];
    }
    r->chosen = kept;
}

uint32_t profile_reason_choose(struct profile_reason *r, wide t, wide needed)
{
    uint32_t count = 0, cost = 0;
    for (uint32_t k = 0; k < r->count && r->parts[k].from <= t; k++)
        if (runs_at(&r->parts[k], t))
            r->runners[count++] = (struct profile_runner){
                &r->parts[k], cost_at(r, &r->parts[k], t)};
    qsort(r->runners, count, sizeof *r->runners, compare_runners);
    r->used = 0;
    for (r->chosen = 0; r->chosen < count && r->used < needed; r->chosen++)
        r->used += r->runners[r->chosen].part->resource;
    drop_runners(r, needed);
    for (uint32_t k = 0; k < r->chosen; k++)
        cost += r->runners[k].cost;
    return cost;
}

uint32_t profile_reason_cost(const struct profile_reason *r, wide t)
{
    uint32_t cost = 0;
    for (uint32_t k = 0; k < r->chosen; k++)
        cost += cost_at(r, r->runners[k].part, t);
    return cost;
}

void profile_reason_times(
    const struct profile_reason *r, wide *ret_from, wide *ret_to)
{
    *ret_from = r->runners[0].part->from;
    *ret_to = r->runners[0].part->to;
    for (uint32_t k = 1; k < r->chosen; k++) {
        const struct profile_part *part = r->runners[k].part;
        *ret_from = part->from > *ret_from ? part->from : *ret_from;
        *ret_to = part->to < *ret_to ? part->to : *ret_to;
    }
}

void profile_reason_need(
    struct profile_reason *r, wide low, wide high, wide needed)
{
    for (uint32_t k = 0; k < r->chosen; k++) {
        struct profile_part *part = r->runners[k].part;
        bool none = part->low > part->high;
        part->low = none || low < part->low ? low : part->low;
        part->high = none || high > part->high ? high : part->high;
    }
    if (r->used - needed < r->slack)
        r->slack = r->used - needed;
}

bool profile_reason_add(const struct profile_reason *r)
{
    for (uint32_t k = 0; k < r->count; k++)
        if (!add_part(r, &r->parts[k]))
            return false;
    return true;
}
