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
 */
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

struct disjunctive {
    struct prop prop;
    view condition;
    bool strict;
    bool shared; /* two tasks may share a variable */
    uint32_t count;
    const view *starts, *durations;
};

/* One run; arrays are scratch. Tasks that take part are numbered anew. */
struct run {
    struct branch *branch;
    const struct disjunctive *self;
    struct schedule schedule; /* count, est, duration; lct unless far out */
    value *lst;
    uint32_t *task;   /* of each number: index in the constraint */
    uint32_t *number; /* of each index, or NO_NUMBER */
    bool fixed;       /* all starts and durations */
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
        (5 * sizeof(value) + 7 * sizeof(uint32_t)) * n +
            nodes * (sizeof *s->thetas + sizeof *s->lambdas) + 14 * 16);
    s->thetas = take(&scratch, nodes, sizeof *s->thetas);
    s->lambdas = take(&scratch, nodes, sizeof *s->lambdas);
    value **const values[] = {
        &s->est, &s->lct, &s->duration, &s->updated, &run->lst};
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
    struct schedule *s = &run->schedule;
    run->fixed = true;
    for (uint32_t i = 0; i < self->count; i++) {
        value est = domain_min(branch, self->starts[i]);
        value lst = domain_max(branch, self->starts[i]);
        value least = domain_min(branch, self->durations[i]);
        value most = domain_max(branch, self->durations[i]);
        run->number[i] = NO_NUMBER;
        if (most < 0)
            return false;
        run->fixed &= est == lst && least == most;
        if (least <= 0 && !self->strict)
            continue;
        run->number[i] = s->count;
        run->task[s->count] = i;
        run->lst[s->count] = lst;
        s->est[s->count] = est;
        s->duration[s->count++] = least > 0 ? least : 0;
    }
    return true;
}

/* Do all times and sums stay within SCHEDULE_LIMIT? If so, fills lct. */
static bool near(struct run *run)
{
    struct schedule *s = &run->schedule;
    value left = SCHEDULE_LIMIT;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->est[i] < -SCHEDULE_LIMIT || s->duration[i] > left ||
            run->lst[i] > SCHEDULE_LIMIT - s->duration[i])
            return false;
        left -= s->duration[i];
        s->lct[i] = run->lst[i] + s->duration[i];
    }
    return true;
}

/* ---- Orders ---- */

static uint32_t **orders_of(struct schedule *s, uint32_t k)
{
    uint32_t **const orders[ORDERS] = {
        &s->by_est, &s->by_ect, &s->by_lst, &s->by_lct};
    return orders[k];
}

/* Hints: 1 once they are orders, then the orders, of all tasks. */
static void load_orders(struct run *run)
{
    uint32_t n = run->self->count;
    uint32_t *hints = run->branch->worker->hints + run->self->prop.hint;
    for (uint32_t k = 0; k < ORDERS; k++) {
        const uint32_t *hint = hints + 1 + k * n;
        uint32_t *order = *orders_of(&run->schedule, k), count = 0;
        for (uint32_t at = 0; at < n; at++) {
            uint32_t number = run->number[hints[0] ? hint[at] : at];
            if (number != NO_NUMBER)
                order[count++] = number;
        }
    }
}

static void save_orders(struct run *run)
{
    uint32_t n = run->self->count;
    uint32_t *hints = run->branch->worker->hints + run->self->prop.hint;
    hints[0] = 1;
    for (uint32_t k = 0; k < ORDERS; k++) {
        uint32_t *hint = hints + 1 + k * n, count = 0;
        const uint32_t *order = *orders_of(&run->schedule, k);
        while (count < run->schedule.count) {
            hint[count] = run->task[order[count]];
            count++;
        }
        for (uint32_t i = 0; i < n; i++)
            if (run->number[i] == NO_NUMBER)
                hint[count++] = i;
    }
}

/* ---- Filtering ---- */

static bool filter_near(struct run *run)
{
    struct schedule *s = &run->schedule;
    load_orders(run);
    bool possible = schedule_filter(s);
    save_orders(run);
    for (uint32_t i = 0; possible && i < s->count; i++)
        run->lst[i] = s->lct[i] - s->duration[i];
    return possible;
}

/* Can task i end before j starts? */
static bool can_precede(const struct run *run, uint32_t i, uint32_t j)
{
    const struct schedule *s = &run->schedule;
    return (__int128)s->est[i] + s->duration[i] <= run->lst[j];
}

/* Task i goes before j. */
static bool order_pair(struct run *run, uint32_t i, uint32_t j, bool *changed)
{
    struct schedule *s = &run->schedule;
    __int128 end = (__int128)s->est[i] + s->duration[i];
    __int128 start = (__int128)run->lst[j] - s->duration[i];
    if (end > run->lst[j] || start < s->est[i])
        return false;
    *changed |= end > s->est[j] || start < run->lst[i];
    if (end > s->est[j])
        s->est[j] = (value)end;
    if (start < run->lst[i])
        run->lst[i] = (value)start;
    return true;
}

static bool filter_pair(struct run *run, uint32_t i, uint32_t j, bool *changed)
{
    bool i_first = can_precede(run, i, j), j_first = can_precede(run, j, i);
    if (i_first == j_first)
        return i_first;
    return i_first ? order_pair(run, i, j, changed)
                   : order_pair(run, j, i, changed);
}

static bool filter_pairs(struct run *run)
{
    bool changed;
    do {
        changed = false;
        for (uint32_t i = 0; i < run->schedule.count; i++)
            for (uint32_t j = 0; j < i; j++)
                if (!filter_pair(run, i, j, &changed))
                    return false;
    } while (changed);
    return true;
}

/* ---- Telling ---- */

/* If j cannot go before i, i has ended when j starts. */
static bool tell_duration(struct run *run, uint32_t i)
{
    const struct disjunctive *self = run->self;
    const struct schedule *s = &run->schedule;
    value est = domain_min(run->branch, self->starts[i]);
    value lst = domain_max(run->branch, self->starts[i]);
    __int128 longest = VALUE_MAX;
    for (uint32_t j = 0; j < s->count; j++) {
        __int128 room = (__int128)run->lst[j] - est;
        if (run->task[j] != i && room < longest &&
            (__int128)s->est[j] + s->duration[j] > lst)
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
    const struct schedule *s = &run->schedule;
    for (uint32_t i = 0; i < s->count; i++) {
        view start = self->starts[run->task[i]];
        if (!tell_min(run->branch, start, s->est[i]) ||
            !tell_max(run->branch, start, run->lst[i]))
            return false;
    }
    for (uint32_t i = 0; i < self->count; i++) {
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
    const struct schedule *s = &run->schedule;
    for (uint32_t k = 0; k < self->count; k++) {
        uint32_t i = run->number[k];
        value least = domain_min(run->branch, self->durations[k]);
        if (i == NO_NUMBER
                ? !self->strict && least > 0
                : s->est[i] != domain_min(run->branch, self->starts[k]) ||
                      run->lst[i] != domain_max(run->branch, self->starts[k]) ||
                      s->duration[i] != least)
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
    if (!read_tasks(&run) ||
        !(near(&run) ? filter_near(&run) : filter_pairs(&run)))
        return condition_refuted(branch, self->condition);
    if (condition == CONDITION_TRUE && !tell_all(&run))
        return PROP_FAILED;
    if (run.fixed)
        return PROP_ENTAILED;
    return condition == CONDITION_OPEN || (!self->shared && settled(&run))
               ? PROP_STABLE
               : PROP_AGAIN;
}

static const struct prop_class disjunctive_class = {
    .name = "disjunctive",
    .cost = PROP_CUBIC,
    .propagate = disjunctive_propagate,
};

/* ---- Posting ---- */

static void
disjunctive_post(struct post *post, const struct constraint *c, view condition)
{
    uint32_t tasks = c->var_count / 2;
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
