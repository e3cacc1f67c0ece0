/* cumulative.c — at any time the tasks that run use at most the capacity
 *
 * Time-table consistent: the profile of the compulsory parts is at most the
 * capacity, and no start, duration or resource lets a task overload it (see
 * profile.c). The orders in which the profile is built are hints: they change
 * little from run to run, so that insertion sort is linear.
 *
 * Tasks that may use nothing have no part in the profile; if they find no room
 * they use nothing.
 */
#include "propagators/cumulative.h"

#include "propagators/condition.h"
#include "propagators/propagators.h"
#include "solver/post.h"
#include "solver/worker.h"

#include <stddef.h>

/* One run; arrays are scratch. */
struct run {
    struct branch *branch;
    const struct cumulative *self;
    struct profile profile;
    struct profile_task *tasks; /* by index; duration or resource may be 0 */
    value capacity;             /* the greatest */
    bool fixed;                 /* all of it */
    bool pruned;
};

static bool active(const struct profile_task *task)
{
    return task->duration > 0 && task->resource > 0;
}

/* ---- Reading ---- */

/* A task whose duration or resource is open. False if it cannot be. */
static bool
read_open_task(struct run *run, uint32_t i, struct profile_task *task)
{
    const struct branch *branch = run->branch;
    view duration = run->self->durations[i], resource = run->self->resources[i];
    value duration_max = domain_max(branch, duration);
    value resource_max = domain_max(branch, resource);
    task->duration = domain_min(branch, duration);
    task->resource = domain_min(branch, resource);
    run->fixed &=
        task->duration == duration_max && task->resource == resource_max;
    if (active(task))
        return true;
    /* no compulsory part, whatever its duration */
    task->last = VALUE_MIN;
    task->lst = VALUE_MAX;
    return duration_max >= 0 && resource_max >= 0;
}

static inline bool
read_task(struct run *run, uint32_t i, struct profile_task *ret_task)
{
    struct profile_task *task = ret_task;
    view start = run->self->starts[i];
    *task = run->self->known[i];
    task->est = domain_min(run->branch, start);
    task->lst = domain_max(run->branch, start);
    run->fixed &= task->est == task->lst;
    if (!active(task) && !read_open_task(run, i, task))
        return false;
    if (active(task))
        task->last = profile_last(task->est, task->duration);
    return task->resource <= run->capacity || !active(task);
}

/* False if no schedule is possible. */
static bool read_tasks(struct run *run)
{
    const struct cumulative *self = run->self;
    run->capacity = domain_max(run->branch, self->capacity);
    run->fixed = true;
    if (run->capacity < 0)
        return self->count == 0;
    for (uint32_t i = 0; i < self->count; i++)
        if (!read_task(run, i, &run->tasks[i]))
            return false;
    return true;
}

static void
sort_by_lst(const struct profile_task *tasks, uint32_t *order, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t moving = order[i], k = i;
        value lst = tasks[moving].lst;
        for (; k > 0 && tasks[order[k - 1]].lst > lst; k--)
            order[k] = order[k - 1];
        order[k] = moving;
    }
}

static void
sort_by_last(const struct profile_task *tasks, uint32_t *order, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t moving = order[i], k = i;
        value last = tasks[moving].last;
        for (; k > 0 && tasks[order[k - 1]].last > last; k--)
            order[k] = order[k - 1];
        order[k] = moving;
    }
}

/* Hints: 1 once they are orders, the tasks by lst, the tasks by last. */
static bool build_profile(struct run *run)
{
    const struct cumulative *self = run->self;
    uint32_t *hints = run->branch->worker->hints + self->prop.hint;
    uint32_t *by_lst = hints + 1, *by_last = by_lst + self->count;
    for (uint32_t i = 0; !hints[0] && i < self->count; i++)
        by_lst[i] = by_last[i] = i;
    hints[0] = 1;
    sort_by_lst(run->tasks, by_lst, self->count);
    sort_by_last(run->tasks, by_last, self->count);
    return profile_build(
        &run->profile, run->tasks, by_lst, by_last, self->count,
        (uint64_t)run->capacity);
}

/* ---- Filtering ---- */

static bool filter_start(struct run *run, struct profile_task *task)
{
    view start = run->self->starts[task->index];
    value est = task->est, lst = task->lst;
    uint64_t capacity = (uint64_t)run->capacity;
    if (run->profile.highest + (uint64_t)task->resource <= capacity)
        return true;
    if (!profile_push_up(&run->profile, task, capacity) ||
        !profile_push_down(&run->profile, task, capacity))
        return false;
    if (task->est == est && task->lst == lst)
        return true;
    run->pruned = true;
    return tell_min(run->branch, start, task->est) &&
           tell_max(run->branch, start, task->lst);
}

/* The highest that others are during the compulsory part bounds the resource.
 */
static bool filter_resource(struct run *run, const struct profile_task *task)
{
    const struct profile *profile = &run->profile;
    view resource = run->self->resources[task->index];
    uint64_t highest = (uint64_t)task->resource;
    if (!profile_compulsory(task) || domain_fixed(run->branch, resource))
        return true;
    for (uint32_t k = profile_find(profile, task->lst);
         k < profile->count && profile->runs[k].from <= task->last; k++)
        if (profile->runs[k].height > highest)
            highest = profile->runs[k].height;
    value room = run->capacity - (value)(highest - (uint64_t)task->resource);
    run->pruned |= room < domain_max(run->branch, resource);
    return tell_max(run->branch, resource, room);
}

/* The first run behind the compulsory part in which there is no room bounds the
 * duration. */
static bool filter_duration(struct run *run, const struct profile_task *task)
{
    const struct profile *profile = &run->profile;
    view duration = run->self->durations[task->index];
    uint64_t room = (uint64_t)(run->capacity - task->resource);
    value longest;
    if (task->last == VALUE_MAX || domain_fixed(run->branch, duration))
        return true;
    value from = task->last < task->lst ? task->lst : task->last + 1;
    uint32_t k = profile_find(profile, from);
    while (k < profile->count && profile->runs[k].height <= room)
        k++;
    if (k == profile->count)
        return true;
    if (profile->runs[k].from > from)
        from = profile->runs[k].from;
    if (__builtin_sub_overflow(from, task->est, &longest))
        return true;
    run->pruned |= longest < domain_max(run->branch, duration);
    return tell_max(run->branch, duration, longest);
}

/* The least value above 0, or 0 if there is none. */
static value least_positive(const struct branch *branch, view x)
{
    value min = domain_min(branch, x);
    if (min > 0)
        return min;
    return domain_max(branch, x) > 0 ? domain_next(branch, x, 0) : 0;
}

/* Is there room for the least that a task of no compulsory part may use? */
static bool room_for_optional(const struct run *run, uint32_t i)
{
    const struct cumulative *self = run->self;
    struct profile_task task = {
        .est = domain_min(run->branch, self->starts[i]),
        .lst = VALUE_MAX, /* none of it has been counted */
        .duration = least_positive(run->branch, self->durations[i]),
        .resource = least_positive(run->branch, self->resources[i]),
    };
    uint64_t capacity = (uint64_t)run->capacity;
    if (!active(&task))
        return true;
    if (task.resource > run->capacity)
        return false;
    if (run->profile.highest + (uint64_t)task.resource <= capacity)
        return true;
    task.last = profile_last(task.est, task.duration);
    return profile_push_up(&run->profile, &task, capacity) &&
           task.est <= domain_max(run->branch, self->starts[i]);
}

/* A task that may use nothing. */
static bool filter_optional(struct run *run, uint32_t i)
{
    const struct cumulative *self = run->self;
    view duration = self->durations[i], resource = self->resources[i];
    run->pruned |= run->tasks[i].duration < 0 || run->tasks[i].resource < 0;
    if (!tell_min(run->branch, duration, 0) ||
        !tell_min(run->branch, resource, 0))
        return false;
    if (room_for_optional(run, i))
        return true;
    run->pruned = true;
    if (run->tasks[i].resource > 0)
        return tell_max(run->branch, duration, 0);
    if (run->tasks[i].duration > 0)
        return tell_max(run->branch, resource, 0);
    return true;
}

static bool filter(struct run *run)
{
    const struct cumulative *self = run->self;
    value highest = (value)run->profile.highest;
    run->pruned |= highest > domain_min(run->branch, self->capacity);
    if (!tell_min(run->branch, self->capacity, highest))
        return false;
    for (uint32_t i = 0; i < self->count; i++) {
        struct profile_task *task = &run->tasks[i];
        if (!active(task)) {
            if (!filter_optional(run, i))
                return false;
        } else if (
            (!active(&self->known[i]) &&
             (!filter_resource(run, task) || !filter_duration(run, task))) ||
            !filter_start(run, task)) {
            return false;
        }
    }
    return true;
}

static enum prop_status
cumulative_propagate(struct branch *branch, const struct prop *prop)
{
    const struct cumulative *self = (const struct cumulative *)prop;
    enum condition condition = condition_read(branch, self->condition);
    struct run run = {.branch = branch, .self = self};
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    run.tasks = worker_scratch(
        branch->worker,
        self->count * sizeof *run.tasks +
            (2 * (size_t)self->count + 1) * sizeof *run.profile.runs);
    run.profile.runs = (struct profile_run *)(run.tasks + self->count);
    if (!read_tasks(&run) || !build_profile(&run))
        return condition_refuted(branch, self->condition);
    if (condition == CONDITION_TRUE && !filter(&run))
        return PROP_FAILED;
    if (run.pruned)
        return PROP_AGAIN;
    bool enough =
        (value)run.profile.highest <= domain_min(branch, self->capacity);
    return run.fixed && enough ? PROP_ENTAILED : PROP_STABLE;
}

static const struct prop_class cumulative_class = {
    .name = "cumulative",
    .cost = PROP_CUBIC,
    .propagate = cumulative_propagate,
    .explain = cumulative_explain,
};

/* ---- Posting ---- */

static bool fixed_to_zero(const struct post *post, view x)
{
    return post_min(post, x) == 0 && post_max(post, x) == 0;
}

/* Lists the views of the tasks that may use something. */
static uint32_t list_tasks(
    struct post *post, const struct constraint *c, view *starts,
    view *durations, view *resources)
{
    uint32_t tasks = c->var_count / 3, count = 0;
    for (uint32_t i = 0; i < tasks; i++) {
        view duration = post_view(post, c->vars[tasks + i]);
        view resource = post_view(post, c->vars[2 * tasks + i]);
        if (fixed_to_zero(post, duration) && post_min(post, resource) >= 0)
            continue;
        if (fixed_to_zero(post, resource) && post_min(post, duration) >= 0)
            continue;
        starts[count] = post_view(post, c->vars[i]);
        durations[count] = duration;
        resources[count++] = resource;
    }
    return count;
}

/* Durations and resources that are constants. */
static const struct profile_task *
list_known(struct post *post, const struct cumulative *self)
{
    struct profile_task *known = post_alloc(post, self->count * sizeof *known);
    for (uint32_t i = 0; i < self->count; i++) {
        known[i].index = i;
        if (view_kind(self->durations[i]) != VIEW_CONSTANT ||
            view_kind(self->resources[i]) != VIEW_CONSTANT)
            continue;
        known[i].duration = post_min(post, self->durations[i]);
        known[i].resource = post_min(post, self->resources[i]);
    }
    return known;
}

static void
cumulative_post(struct post *post, const struct constraint *c, view condition)
{
    uint32_t tasks = c->var_count / 3;
    struct cumulative *self = post_prop(post, &cumulative_class, sizeof *self);
    view *starts = post_alloc(post, 3 * (size_t)tasks * sizeof *starts);
    view *durations = starts + tasks, *resources = durations + tasks;
    self->condition = condition;
    self->capacity = post_view(post, c->vars[3 * tasks]);
    self->count = list_tasks(post, c, starts, durations, resources);
    self->starts = starts;
    self->durations = durations;
    self->resources = resources;
    self->known = list_known(post, self);
    post_hint(post, &self->prop, 1 + 2 * self->count);
    for (uint32_t i = 0; i < self->count; i++) {
        post_wake(post, &self->prop, starts[i], WAKE_BOUNDS);
        post_wake(post, &self->prop, durations[i], WAKE_DOMAIN);
        post_wake(post, &self->prop, resources[i], WAKE_DOMAIN);
    }
    post_wake(post, &self->prop, self->capacity, WAKE_BOUNDS);
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
}

/* ---- The constraint: vars: starts, durations, resources, capacity ---- */

/* Does task i run at a time? */
static bool
runs_at(const struct constraint *c, const value *values, uint32_t i, value time)
{
    uint32_t tasks = c->var_count / 3;
    value start = values[c->vars[i].index];
    value duration = values[c->vars[tasks + i].index];
    return start <= time && (__int128)start + duration > time;
}

/* Where the tasks use most, one starts. */
static bool cumulative_check(const struct constraint *c, const value *values)
{
    uint32_t tasks = c->var_count / 3;
    const var *resources = c->vars + 2 * tasks;
    value capacity = values[c->vars[3 * tasks].index];
    for (uint32_t i = 0; i < tasks; i++)
        if (capacity < 0 || values[c->vars[tasks + i].index] < 0 ||
            values[resources[i].index] < 0)
            return false;
    for (uint32_t i = 0; i < tasks; i++) {
        value time = values[c->vars[i].index];
        __int128 used = 0;
        for (uint32_t j = 0; j < tasks; j++)
            if (runs_at(c, values, j, time))
                used += values[resources[j].index];
        if (used > capacity)
            return false;
    }
    return true;
}

static enum simplified
cumulative_simplify(struct model *model, const struct constraint *c)
{
    uint32_t tasks = c->var_count / 3;
    for (uint32_t i = tasks; tasks > 0 && i <= 3 * tasks; i++)
        if (!model_tighten(model, c->vars[i], 0, VALUE_MAX))
            return SIMPLIFY_FAILED;
    return tasks > 0 ? SIMPLIFY_KEEP : SIMPLIFY_DONE;
}

const struct constraint_class constraint_cumulative = {
    .name = "cumulative",
    .check = cumulative_check,
    .simplify = cumulative_simplify,
    .post = cumulative_post,
};
