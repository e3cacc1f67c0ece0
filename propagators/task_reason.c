/* task_reason.c — see task_reason.h */
#include "propagators/task_reason.h"

#include "propagators/disjunctive.h"
#include "solver/network.h"
#include "solver/worker.h"

#include <stdlib.h>

/* Beyond all times. */
#define FOREVER ((wide)1 << 100)

/* ---- Reading ---- */

static struct task_bounds read_task(const struct task_reason *r, uint32_t i)
{
    view start = r->self->starts[i];
    value duration = explain_min(r->before, r->self->durations[i]);
    value est = explain_min(r->before, start);
    value lst = explain_max(r->before, start);
    struct task_bounds task = {
        .task = i,
        .duration = duration > 0 ? duration : 0,
        .est = est,
        .lst = lst,
        .low = -FOREVER,
        .high = FOREVER,
    };
    if (r->mirrored) {
        task.est = task_mirrored(&task, lst);
        task.lst = task_mirrored(&task, est);
    }
    return task;
}

static int compare_est(const void *a, const void *b)
{
    const struct task_bounds *x = a, *y = b;
    if (x->est != y->est)
        return x->est > y->est ? -1 : 1;
    return (x->task > y->task) - (x->task < y->task);
}

static int compare_lct(const void *a, const void *b)
{
    const struct task_bounds *x = *(struct task_bounds *const *)a;
    const struct task_bounds *y = *(struct task_bounds *const *)b;
    if (task_lct(x) != task_lct(y))
        return task_lct(x) < task_lct(y) ? -1 : 1;
    return (x->task > y->task) - (x->task < y->task);
}

void task_reason_read(struct task_reason *r, uint32_t own, bool mirrored)
{
    uint32_t n = r->self->count;
    r->mirrored = mirrored;
    r->tasks = worker_scratch(
        r->before->branch->worker,
        n * (sizeof *r->tasks + sizeof *r->by_lct + sizeof *r->set));
    r->by_lct = (struct task_bounds **)(r->tasks + n);
    r->set = r->by_lct + n;
    r->count = r->set_count = 0;
    r->sorted = false;
    r->own = (struct task_bounds){.task = TASK_NONE};
    for (uint32_t i = 0; i < n; i++) {
        struct task_bounds task = read_task(r, i);
        if (i == own)
            r->own = task;
        else if (r->self->strict || task.duration > 0)
            r->tasks[r->count++] = task;
    }
    qsort(r->tasks, r->count, sizeof *r->tasks, compare_est);
}

struct task_bounds *const *task_reason_by_lct(struct task_reason *r)
{
    for (uint32_t k = 0; !r->sorted && k < r->count; k++)
        r->by_lct[k] = &r->tasks[k];
    if (!r->sorted)
        qsort(r->by_lct, r->count, sizeof *r->by_lct, compare_lct);
    r->sorted = true;
    return r->by_lct;
}

wide task_reason_root_est(
    const struct task_reason *r, const struct task_bounds *task)
{
    const struct network *network = r->before->branch->network;
    view start = r->self->starts[task->task];
    return r->mirrored ? task_mirrored(task, explain_root_max(network, start))
                       : explain_root_min(network, start);
}

wide task_reason_root_lst(
    const struct task_reason *r, const struct task_bounds *task)
{
    const struct network *network = r->before->branch->network;
    view start = r->self->starts[task->task];
    return r->mirrored ? task_mirrored(task, explain_root_min(network, start))
                       : explain_root_max(network, start);
}

/* ---- A set ---- */

void task_reason_choose(struct task_reason *r, struct task_bounds *task)
{
    if (r->set_count == 0)
        r->total = 0;
    r->set[r->set_count++] = task;
    r->total += task->duration;
}

void task_reason_drop(struct task_reason *r, wide slack, uint32_t kept)
{
    while (r->set_count > kept) {
        uint32_t shortest = r->set_count;
        for (uint32_t k = 0; k < r->set_count; k++)
            if (!r->set[k]->needed &&
                (shortest == r->set_count ||
                 r->set[k]->duration < r->set[shortest]->duration))
                shortest = k;
        if (shortest == r->set_count || r->set[shortest]->duration > slack)
            return;
        slack -= r->set[shortest]->duration;
        r->total -= r->set[shortest]->duration;
        r->set[shortest] = r->set[--r->set_count];
    }
}

wide task_reason_est(const struct task_reason *r)
{
    wide est = FOREVER;
    for (uint32_t k = 0; k < r->set_count; k++)
        est = r->set[k]->est < est ? r->set[k]->est : est;
    return est;
}

wide task_reason_lct(const struct task_reason *r)
{
    wide lct = -FOREVER;
    for (uint32_t k = 0; k < r->set_count; k++)
        lct = task_lct(r->set[k]) > lct ? task_lct(r->set[k]) : lct;
    return lct;
}

/* ---- What is needed ---- */

void task_reason_need(struct task_bounds *task, wide low, wide high)
{
    task->needed = true;
    task->low = low > task->low ? low : task->low;
    task->high = high < task->high ? high : task->high;
}

void task_reason_need_set(struct task_reason *r, wide low, wide last)
{
    for (uint32_t k = 0; k < r->set_count; k++)
        task_reason_need(r->set[k], low, last - r->set[k]->duration);
}

static bool
add_task(const struct task_reason *r, const struct task_bounds *task)
{
    wide low = task->low, high = task->high;
    if (!task->needed)
        return true;
    if (r->mirrored) {
        low = task_mirrored(task, task->high);
        high = task_mirrored(task, task->low);
    }
    view start = r->self->starts[task->task];
    view duration = r->self->durations[task->task];
    return (low <= VALUE_MIN ||
            reason_add(r->before, r->reason, start, LITERAL_MIN, (value)low)) &&
           (high >= VALUE_MAX ||
            reason_add(
                r->before, r->reason, start, LITERAL_MAX, (value)high)) &&
           (task->duration == 0 || reason_add(
                                       r->before, r->reason, duration,
                                       LITERAL_MIN, (value)task->duration));
}

bool task_reason_add(const struct task_reason *r)
{
    for (uint32_t k = 0; k < r->count; k++)
        if (!add_task(r, &r->tasks[k]))
            return false;
    return add_task(r, &r->own);
}
