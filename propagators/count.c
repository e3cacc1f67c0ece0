/* count.c — exactly n of the xs equal y
 *
 * Once y is known, this is among.c. Before, each value v of y by itself: of the
 * xs, must(v) are v and can(v) may be, and v is feasible if n has a value
 * between. Infeasible values go from y; n lies in the hull of what is feasible.
 * A value of y is tight if n can only be can(v) — then all xs that hold v must
 * be v — and loose else. With two loose values of y, any value of any x has a
 * support; with fewer, what has none is listed in prune_xs. Domain consistent
 * where no variable occurs twice, but for inner values of n, which need none.
 *
 * Where the values that y and the xs have in common span more than
 * COUNT_SPAN_MAX, only bounds of y are reasoned with.
 */
#include "propagators/count.h"

#include "propagators/among.h"
#include "propagators/propagators.h"
#include "propagators/range.h"
#include "propagators/shared.h"
#include "solver/post.h"
#include "solver/worker.h"

#include "coro/fatal.h"

#include <stdlib.h>
#include <string.h>

/* What is known of one value of y. */
struct candidate {
    uint32_t must, can;
    bool feasible, loose;
};

/* One run with y open. */
struct run {
    struct branch *branch;
    const struct count *self;
    struct range common; /* values of y that an x may have: the hull */
    uint32_t span;       /* number of these, if at most COUNT_SPAN_MAX */
    struct candidate *candidates; /* of these */
    bool beyond;       /* y has values outside of common, and n can be 0 */
    uint32_t loose;    /* candidates */
    value least, most; /* of n, over feasible candidates */
};

/* ---- y is known ---- */

static enum prop_status
count_known(struct branch *branch, const struct count *self, value v)
{
    struct range range = {v, v};
    struct among_set set = among_set_of(&range, 1);
    view *open = worker_scratch(branch->worker, self->count * sizeof *open);
    struct among_tally tally = {
        .condition = self->condition,
        .number = self->number,
        .set = &set,
        .open = open,
        .exact = self->exact,
    };
    for (uint32_t i = 0; i < self->count; i++) {
        view x = self->xs[i];
        if (!domain_contains(branch, x, v))
            continue;
        if (domain_fixed(branch, x))
            tally.inside++;
        else
            open[tally.open_count++] = x;
    }
    return self->negated ? among_settle_negated(branch, &tally)
                         : among_settle(branch, &tally);
}

/* ---- y is open ---- */

static void find_common(struct run *run)
{
    const struct count *self = run->self;
    struct range y = range_of(run->branch, self->y), xs = RANGE_EMPTY;
    for (uint32_t i = 0; i < self->count; i++)
        xs = range_hull(xs, range_meet(y, range_of(run->branch, self->xs[i])));
    run->common = xs;
    run->beyond = (range_empty(xs) || xs.min > y.min || xs.max < y.max) &&
                  domain_contains(run->branch, self->number, 0);
}

static struct candidate *candidate_of(const struct run *run, value v)
{
    return &run->candidates[v - run->common.min];
}

static void tally_x(struct run *run, view x)
{
    struct range seen = range_meet(range_of(run->branch, x), run->common);
    if (range_empty(seen))
        return;
    if (domain_fixed(run->branch, x)) {
        candidate_of(run, seen.min)->must++;
        candidate_of(run, seen.min)->can++;
        return;
    }
    value v = seen.min;
    if (!domain_contains(run->branch, x, v))
        v = domain_next(run->branch, x, v);
    while (v <= seen.max) {
        candidate_of(run, v)->can++;
        if (v == domain_max(run->branch, x))
            return;
        v = domain_next(run->branch, x, v);
    }
}

static void judge_candidates(struct run *run)
{
    const struct count *self = run->self;
    run->least = run->beyond ? 0 : (value)self->count + 1;
    run->most = run->beyond ? 0 : -1;
    for (uint32_t k = 0; k < run->span; k++) {
        value v = run->common.min + k;
        struct candidate *candidate = &run->candidates[k];
        value must = candidate->must, can = candidate->can;
        if (!domain_contains(run->branch, self->y, v) ||
            !among_reaches(run->branch, self->number, must, can))
            continue;
        candidate->feasible = true;
        candidate->loose =
            among_reaches(run->branch, self->number, must, can - 1);
        run->loose += candidate->loose;
        run->least = must < run->least ? must : run->least;
        run->most = can > run->most ? can : run->most;
    }
}

static bool prune_y(struct run *run)
{
    view y = run->self->y;
    if (!run->beyond && !range_tell(run->branch, y, run->common))
        return false;
    for (uint32_t k = 0; k < run->span; k++)
        if (!run->candidates[k].feasible &&
            !tell_remove(run->branch, y, run->common.min + k))
            return false;
    return true;
}

/* Is there a tight value of y that x does not have? Then x is free. */
static bool tight_elsewhere(const struct run *run, view x)
{
    for (uint32_t k = 0; k < run->span; k++) {
        value v = run->common.min + k;
        const struct candidate *candidate = &run->candidates[k];
        if (candidate->feasible && !candidate->loose &&
            !domain_contains(run->branch, x, v))
            return true;
    }
    return false;
}

/* No value of y is loose: x is one of the tight ones. */
static bool keep_feasible(struct run *run, view x)
{
    if (!range_tell(run->branch, x, run->common))
        return false;
    for (uint32_t k = 0; k < run->span; k++)
        if (!run->candidates[k].feasible &&
            !tell_remove(run->branch, x, run->common.min + k))
            return false;
    return true;
}

/* v is the only loose value of y; if n cannot be more than must(v), x is v only
 * with the help of another. */
static bool drop_loose(struct run *run, view x, value v)
{
    const struct candidate *candidate = candidate_of(run, v);
    if (domain_fixed(run->branch, x) ||
        among_reaches(
            run->branch, run->self->number, (value)candidate->must + 1,
            candidate->can))
        return true;
    return tell_remove(run->branch, x, v);
}

static bool prune_xs(struct run *run)
{
    const struct count *self = run->self;
    value v = run->common.min;
    if (run->loose > 1 || run->beyond)
        return true;
    while (run->loose == 1 && !candidate_of(run, v)->loose)
        v++;
    for (uint32_t i = 0; i < self->count; i++) {
        view x = self->xs[i];
        if (tight_elsewhere(run, x))
            continue;
        if (!(run->loose == 1 ? drop_loose(run, x, v) : keep_feasible(run, x)))
            return false;
    }
    return true;
}

/* The common values span too much: bounds alone. */
static enum prop_status count_bounds(struct run *run)
{
    const struct count *self = run->self;
    struct branch *branch = run->branch;
    value min = domain_min(branch, self->number);
    if (domain_max(branch, self->number) < 0 || min > (value)self->count ||
        (min > 0 && range_empty(run->common)))
        return condition_refuted(branch, self->condition);
    if (condition_read(branch, self->condition) == CONDITION_OPEN)
        return PROP_STABLE;
    if (!range_tell(
            branch, self->number, (struct range){0, (value)self->count}))
        return PROP_FAILED;
    if (range_empty(run->common))
        return tell_fix(branch, self->number, 0) ? PROP_ENTAILED : PROP_FAILED;
    if (min > 0 && !range_tell(branch, self->y, run->common))
        return PROP_FAILED;
    return PROP_AGAIN;
}

static enum prop_status count_open(struct run *run)
{
    const struct count *self = run->self;
    struct branch *branch = run->branch;
    find_common(run);
    uint64_t last = (uint64_t)run->common.max - (uint64_t)run->common.min;
    if (range_empty(run->common) || last >= COUNT_SPAN_MAX)
        return count_bounds(run);
    run->span = (uint32_t)last + 1;
    run->candidates =
        worker_scratch(branch->worker, run->span * sizeof *run->candidates);
    memset(run->candidates, 0, run->span * sizeof *run->candidates);
    for (uint32_t i = 0; i < self->count; i++)
        tally_x(run, self->xs[i]);
    judge_candidates(run);
    if (run->least > run->most)
        return condition_refuted(branch, self->condition);
    if (condition_read(branch, self->condition) == CONDITION_OPEN)
        return PROP_STABLE;
    if (!tell_min(branch, self->number, run->least) ||
        !tell_max(branch, self->number, run->most) || !prune_y(run) ||
        !prune_xs(run))
        return PROP_FAILED;
    return self->exact && !domain_fixed(branch, self->y) ? PROP_STABLE
                                                         : PROP_AGAIN;
}

static enum prop_status
count_propagate(struct branch *branch, const struct prop *prop)
{
    const struct count *self = (const struct count *)prop;
    struct run run = {.branch = branch, .self = self};
    if (domain_fixed(branch, self->y))
        return count_known(branch, self, domain_value(branch, self->y));
    if (condition_read(branch, self->condition) == CONDITION_FALSE)
        return PROP_ENTAILED;
    return self->negated ? PROP_STABLE : count_open(&run);
}

static const struct prop_class count_class = {
    .name = "count",
    .cost = PROP_QUADRATIC,
    .propagate = count_propagate,
    .explain = count_explain,
};

/* ---- Posting ---- */

static void post_open(
    struct post *post, const view *views, uint32_t count, view condition,
    bool negated)
{
    struct count *self =
        post_prop(post, &count_class, sizeof *self + count * sizeof *views);
    self->condition = condition;
    self->y = views[0];
    self->number = views[1];
    self->negated = negated;
    self->count = count;
    self->exact = shared_exact(views, count + 2);
    memcpy(self->xs, views + 2, count * sizeof *views);
    for (uint32_t i = 0; i < count + 2; i++)
        post_wake(post, &self->prop, views[i], WAKE_DOMAIN);
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
}

static void post_either(
    struct post *post, const struct constraint *c, view condition, bool negated)
{
    uint32_t count = c->var_count - 2;
    view *views = malloc(c->var_count * sizeof *views);
    if (!views)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < c->var_count; i++)
        views[i] = post_view(post, c->vars[i]);
    if (post_size(post, views[0]) == 1) {
        value v = post_min(post, views[0]);
        struct range range = {v, v};
        among_post(
            post, views[1], views + 2, count, among_set_of(&range, 1),
            condition, negated);
    } else {
        post_open(post, views, count, condition, negated);
    }
    free(views);
}

static void
count_post(struct post *post, const struct constraint *c, view condition)
{
    post_either(post, c, condition, false);
}

static void count_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    post_either(post, c, condition, true);
}

/* ---- The constraint: vars: y, n, xs ---- */

static bool count_check(const struct constraint *c, const value *values)
{
    value y = values[c->vars[0].index], count = 0;
    for (uint32_t i = 2; i < c->var_count; i++)
        count += values[c->vars[i].index] == y;
    return values[c->vars[1].index] == count;
}

static enum simplified
count_simplify(struct model *model, const struct constraint *c)
{
    return model_tighten(model, c->vars[1], 0, (value)c->var_count - 2)
               ? SIMPLIFY_KEEP
               : SIMPLIFY_FAILED;
}

const struct constraint_class constraint_count = {
    .name = "count",
    .check = count_check,
    .simplify = count_simplify,
    .post = count_post,
    .post_negation = count_post_negation,
    .makes_holes = true,
};
