/* disjunctive.c — tasks do not overlap
 *
 * Overload checking, detectable precedences, not-first, not-last and edge
 * finding, to their common fixpoint (see schedule.c); starts get bounds, no
 * holes. Tasks have their least durations. A greatest duration is bounded by
 * the tasks that cannot go before. Strict, a task of duration 0 is a task like
 * others; else it is none, and those that may have duration 0 are left alone
 * until they cannot.
 *
 * Where times are so far out that sums might not fit, pairs of tasks are looked
 * at alone.
 *
 * The orders of the tasks are hints: they change little from run to run.
 *
 * Where there is a log, what a rule finds is told at once, so that a reason
 * needs one rule.
 */
#include "propagators/disjunctive.h"

#include "propagators/condition.h"
#include "propagators/propagators.h"
#include "propagators/schedule.h"
#include "propagators/shared.h"
#include "propagators/theta_tree.h"
#include "solver/post.h"
#include "solver/worker.h"

#include <stddef.h>

enum {
    ORDERS = 4
};

/* A task as it must be at least. */
struct task {
    value est, lst, duration;
    bool active; /* takes part */
};

/* One run; arrays are scratch. */
struct run {
    struct branch *branch;
    const struct disjunctive *self;
    struct task *tasks;
    struct schedule schedule; /* those that may meet others, numbered anew */
    uint32_t *task;           /* of each number */
    uint32_t *number;         /* of each task, or NO_NUMBER */
    bool starts_fixed, durations_fixed;
    bool at_once; /* every rule tells */
};

#define NO_NUMBER UINT32_MAX

/* ---- Reading ---- */

/* Hands out scratch memory. */
static void *take(uint8_t **scratch, size_t count, size_t size)
{
    void *memory = *scratch;
    *scratch += (count * size + 15) / 16 * 16;
    return memory;
}

static void lay_out_scratch(struct run *run)
{
    uint32_t n = run->self->count;
    struct schedule *s = &run->schedule;
    size_t nodes = theta_tree_nodes(n);
    uint8_t *scratch = worker_scratch(
        run->branch->worker,
        (sizeof *run->tasks + 4 * sizeof(value) + 7 * sizeof(uint32_t)) * n +
            nodes * (sizeof *s->thetas + sizeof *s->lambdas) + 14 * 16);
    s->thetas = take(&scratch, nodes, sizeof *s->thetas);
    s->lambdas = take(&scratch, nodes, sizeof *s->lambdas);
    run->tasks = take(&scratch, n, sizeof *run->tasks);
    value **const values[] = {&s->est, &s->lct, &s->duration, &s->updated};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++)
        *values[k] = take(&scratch, n, sizeof(value));
    uint32_t **const lists[] = {&s->by_est, &s->by_ect, &s->by_lst,  &s->by_lct,
                                &s->leaf,   &run->task, &run->number};
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
        *lists[k] = take(&scratch, n, sizeof(uint32_t));
}

/* False if a duration is negative. */
static bool read_tasks(struct run *run)
{
    const struct disjunctive *self = run->self;
    const struct branch *branch = run->branch;
    run->starts_fixed = run->durations_fixed = true;
    for (uint32_t i = 0; i < self->count; i++) {
        struct task *task = &run->tasks[i];
        value least = domain_min(branch, self->durations[i]), most = least;
        if (view_kind(self->durations[i]) != VIEW_CONSTANT)
            most = domain_max(branch, self->durations[i]);
        *task = (struct task){
            .est = domain_min(branch, self->starts[i]),
            .lst = domain_max(branch, self->starts[i]),
            .duration = least > 0 ? least : 0,
            .active = self->strict || least > 0,
        };
        if (most < 0)
            return false;
        run->starts_fixed &= task->est == task->lst;
        run->durations_fixed &= least == most;
    }
    return true;
}

/* Do all times and sums stay within SCHEDULE_LIMIT? */
static bool near(const struct run *run)
{
    value left = SCHEDULE_LIMIT;
    for (uint32_t i = 0; i < run->self->count; i++) {
        const struct task *task = &run->tasks[i];
        if (task->est < -SCHEDULE_LIMIT || task->duration > left ||
            task->lst > SCHEDULE_LIMIT - task->duration)
            return false;
        left -= task->duration;
    }
    return true;
}

/* ---- Choosing the tasks that may meet others ----
 *
 * Hints: 1 once they are orders; then the orders by est, ect, lst, lct, of all
 * tasks. */

static uint32_t *order_hints(const struct run *run)
{
    uint32_t n = run->self->count;
    uint32_t *hints = run->branch->worker->hints + run->self->prop.hint;
    for (uint32_t k = 0; !hints[0] && k < ORDERS * n; k++)
        hints[1 + k] = k % n;
    hints[0] = 1;
    return hints + 1;
}

static void sort_by_est(const struct task *tasks, uint32_t *order, uint32_t n)
{
    for (uint32_t at = 1; at < n; at++) {
        uint32_t moving = order[at], hole = at;
        for (; hole > 0 && tasks[order[hole - 1]].est > tasks[moving].est;
             hole--)
            order[hole] = order[hole - 1];
        order[hole] = moving;
    }
}

static void take_number(struct run *run, uint32_t i)
{
    struct schedule *s = &run->schedule;
    const struct task *task = &run->tasks[i];
    uint32_t number = s->count++;
    s->est[number] = task->est;
    s->lct[number] = task->lst + task->duration;
    s->duration[number] = task->duration;
    s->by_est[number] = number;
    run->task[number] = i;
    run->number[i] = number;
}

/* Numbers the tasks, by est, whose time from est to lct overlaps another's. */
static void number_tasks(struct run *run, const uint32_t *by_est)
{
    const struct task *last = NULL; /* alone so far */
    value reach = THETA_NEVER;
    for (uint32_t k = 0; k < run->self->count; k++) {
        const struct task *task = &run->tasks[by_est[k]];
        run->number[by_est[k]] = NO_NUMBER;
        if (!task->active)
            continue;
        bool meets = task->est < reach;
        if (meets && last)
            take_number(run, (uint32_t)(last - run->tasks));
        if (meets)
            take_number(run, by_est[k]);
        last = meets ? NULL : task;
        if (task->lst + task->duration > reach)
            reach = task->lst + task->duration;
    }
}

/* An order of those that are numbered, from a hint. */
static void
load_order(const struct run *run, const uint32_t *hint, uint32_t *ret_order)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < run->self->count; k++)
        if (run->number[hint[k]] != NO_NUMBER)
            ret_order[count++] = run->number[hint[k]];
}

/* The hint takes on the new order in the places of those that are numbered. */
static void
save_order(const struct run *run, const uint32_t *order, uint32_t *hint)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < run->self->count; k++)
        if (run->number[hint[k]] != NO_NUMBER)
            hint[k] = run->task[order[count++]];
}

/* ---- Telling ---- */

static bool tell_start(struct run *run, uint32_t i)
{
    const struct task *task = &run->tasks[i];
    view start = run->self->starts[i];
    return tell_min(run->branch, start, task->est) &&
           tell_max(run->branch, start, task->lst);
}

static void take_over(struct run *run, const struct schedule *s)
{
    for (uint32_t k = 0; k < s->count; k++) {
        run->tasks[run->task[k]].est = schedule_est(s, k);
        run->tasks[run->task[k]].lst = schedule_lst(s, k);
    }
}

static bool hear_schedule(void *listener, const struct schedule *s)
{
    struct run *run = listener;
    take_over(run, s);
    for (uint32_t k = 0; k < s->count; k++)
        if (!tell_start(run, run->task[k]))
            return false;
    return true;
}

/* ---- Filtering ---- */

static bool filter_near(struct run *run)
{
    struct schedule *s = &run->schedule;
    uint32_t n = run->self->count, *hints = order_hints(run);
    sort_by_est(run->tasks, hints, n);
    number_tasks(run, hints);
    if (s->count == 0)
        return true;
    load_order(run, hints + n, s->by_ect);
    load_order(run, hints + 2 * n, s->by_lst);
    load_order(run, hints + 3 * n, s->by_lct);
    s->hear = run->at_once ? hear_schedule : NULL;
    s->listener = run;
    if (!schedule_filter(s))
        return false;
    save_order(run, s->by_ect, hints + n);
    save_order(run, s->by_lst, hints + 2 * n);
    save_order(run, s->by_lct, hints + 3 * n);
    take_over(run, s);
    return true;
}

/* Can task i end before j starts? */
static bool can_precede(const struct task *i, const struct task *j)
{
    return (__int128)i->est + i->duration <= j->lst;
}

/* Task i goes before j, as it can. */
static void order_pair(struct task *i, struct task *j, bool *changed)
{
    value end = (value)((__int128)i->est + i->duration);
    value start = (value)((__int128)j->lst - i->duration);
    *changed |= end > j->est || start < i->lst;
    if (end > j->est)
        j->est = end;
    if (start < i->lst)
        i->lst = start;
}

static bool filter_pair(struct task *i, struct task *j, bool *changed)
{
    if (!i->active || !j->active)
        return true;
    bool i_first = can_precede(i, j), j_first = can_precede(j, i);
    if (i_first && !j_first)
        order_pair(i, j, changed);
    if (j_first && !i_first)
        order_pair(j, i, changed);
    return i_first || j_first;
}

static bool filter_pairs(struct run *run)
{
    bool changed;
    do {
        changed = false;
        for (uint32_t i = 0; i < run->self->count; i++)
            for (uint32_t j = 0; j < i; j++)
                if (!filter_pair(&run->tasks[i], &run->tasks[j], &changed) ||
                    (run->at_once && changed &&
                     (!tell_start(run, i) || !tell_start(run, j))))
                    return false;
    } while (changed);
    return true;
}

/* ---- Telling all ---- */

/* If j cannot go before i, i has ended when j starts. */
static bool tell_duration(struct run *run, uint32_t i)
{
    const struct disjunctive *self = run->self;
    value est = domain_min(run->branch, self->starts[i]);
    value lst = domain_max(run->branch, self->starts[i]);
    __int128 longest = VALUE_MAX;
    for (uint32_t k = 0; k < self->count; k++) {
        const struct task *j = &run->tasks[k];
        __int128 room = (__int128)j->lst - est;
        if (k != i && j->active && room < longest &&
            (__int128)j->est + j->duration > lst)
            longest = room;
    }
    if (longest < 0 && !self->strict)
        longest = 0;
    return longest >= 0 &&
           tell_max(run->branch, self->durations[i], (value)longest);
}

static bool tell_all(struct run *run)
{
    const struct disjunctive *self = run->self;
    for (uint32_t i = 0; i < self->count; i++)
        if (run->tasks[i].active && !tell_start(run, i))
            return false;
    for (uint32_t i = 0; !run->durations_fixed && i < self->count; i++) {
        view duration = self->durations[i];
        if (domain_fixed(run->branch, duration))
            continue;
        if (!tell_min(run->branch, duration, 0) || !tell_duration(run, i))
            return false;
    }
    return true;
}

/* Are the domains what was filtered? Not if tells jumped over holes. */
static bool settled(const struct run *run)
{
    const struct disjunctive *self = run->self;
    for (uint32_t i = 0; i < self->count; i++) {
        const struct task *task = &run->tasks[i];
        value least = domain_min(run->branch, self->durations[i]);
        bool same = task->est == domain_min(run->branch, self->starts[i]) &&
                    task->lst == domain_max(run->branch, self->starts[i]) &&
                    task->duration == least;
        if (task->active ? !same : least > 0)
            return false;
    }
    return true;
}

static enum prop_status
disjunctive_propagate(struct branch *branch, const struct prop *prop)
{
    const struct disjunctive *self = (const struct disjunctive *)prop;
    enum condition condition = condition_read(branch, self->condition);
    struct run run = {.branch = branch, .self = self};
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    lay_out_scratch(&run);
    if (!read_tasks(&run))
        return condition_refuted(branch, self->condition);
    bool sorted = near(&run);
    run.at_once = branch->log && condition == CONDITION_TRUE;
    if (!(sorted ? filter_near(&run) : filter_pairs(&run)))
        return condition == CONDITION_TRUE
                   ? PROP_FAILED
                   : condition_refuted(branch, self->condition);
    if (condition == CONDITION_TRUE && !tell_all(&run))
        return PROP_FAILED;
    bool apart = run.starts_fixed || (sorted && run.schedule.count == 0);
    if (run.durations_fixed && apart)
        return PROP_ENTAILED;
    return condition == CONDITION_OPEN || (!self->shared && settled(&run))
               ? PROP_STABLE
               : PROP_AGAIN;
}

static const struct prop_class disjunctive_class = {
    .name = "disjunctive",
    .cost = PROP_CUBIC,
    .propagate = disjunctive_propagate,
    .explain = disjunctive_explain,
};

/* ---- Posting ---- */

static void
disjunctive_post(struct post *post, const struct constraint *c, view condition)
{
    uint32_t tasks = c->var_count / 2;
    if (tasks == 0)
        return;
    struct disjunctive *self =
        post_prop(post, &disjunctive_class, sizeof *self);
    view *starts = post_alloc(post, 2 * (size_t)tasks * sizeof *starts);
    view *durations = starts + tasks;
    for (uint32_t i = 0; i < tasks; i++) {
        starts[i] = post_view(post, c->vars[i]);
        durations[i] = post_view(post, c->vars[tasks + i]);
        post_wake(post, &self->prop, starts[i], WAKE_BOUNDS);
        post_wake(post, &self->prop, durations[i], WAKE_BOUNDS);
    }
    self->condition = condition;
    self->strict = c->values[0] != 0;
    self->count = tasks;
    self->shared = shared_among(starts, 2 * tasks);
    self->starts = starts;
    self->durations = durations;
    post_hint(post, &self->prop, 1 + ORDERS * tasks);
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
}

/* ---- The constraint: vars: starts, durations; values: strict ---- */

/* Does i end when j starts, or before? */
static bool precedes(
    const struct constraint *c, const value *values, uint32_t i, uint32_t j)
{
    uint32_t tasks = c->var_count / 2;
    __int128 start = values[c->vars[i].index];
    return start + values[c->vars[tasks + i].index] <= values[c->vars[j].index];
}

static bool disjunctive_check(const struct constraint *c, const value *values)
{
    uint32_t tasks = c->var_count / 2;
    bool strict = c->values[0] != 0;
    for (uint32_t i = 0; i < tasks; i++) {
        value duration = values[c->vars[tasks + i].index];
        if (duration < 0)
            return false;
        for (uint32_t j = 0; (strict || duration > 0) && j < i; j++)
            if ((strict || values[c->vars[tasks + j].index] > 0) &&
                !precedes(c, values, i, j) && !precedes(c, values, j, i))
                return false;
    }
    return true;
}

static enum simplified
disjunctive_simplify(struct model *model, const struct constraint *c)
{
    uint32_t tasks = c->var_count / 2;
    for (uint32_t i = tasks; i < 2 * tasks; i++)
        if (!model_tighten(model, c->vars[i], 0, VALUE_MAX))
            return SIMPLIFY_FAILED;
    return tasks <= 1 ? SIMPLIFY_DONE : SIMPLIFY_KEEP;
}

const struct constraint_class constraint_disjunctive = {
    .name = "disjunctive",
    .check = disjunctive_check,
    .simplify = disjunctive_simplify,
    .post = disjunctive_post,
};
