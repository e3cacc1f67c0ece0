/* test_activity.c — which predicate is decided next, and how */
#include "solver/activity.h"

#include "solver/literal.h"
#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

struct setup {
    struct rig rig;
    var b, x, y; /* a Boolean, one that keeps holes, one that does not */
    struct activity *activity;
    struct branch *branch;
};

static void begin(struct setup *setup)
{
    rig_init(&setup->rig);
    setup->b = model_bool(setup->rig.model);
    setup->x = model_var(setup->rig.model, 0, 9);
    setup->y = model_var(setup->rig.model, -100000, 100000);
    rig_freeze(&setup->rig, 0);
    setup->activity = activity_new(setup->rig.network, setup->rig.worker);
    setup->branch = branch_new(setup->rig.worker);
    cr_assert(branch_start(setup->branch));
}

static void end(struct setup *setup)
{
    branch_discard(setup->branch);
    activity_free(setup->activity);
    rig_clear(&setup->rig);
}

static void
bump(struct setup *setup, var x, enum literal_kind kind, value v, int times)
{
    for (int i = 0; i < times; i++)
        activity_bump(
            setup->activity,
            (struct literal){rig_view(&setup->rig, x), kind, v});
}

static bool decides(
    struct setup *setup, uint32_t level, var x, enum literal_kind kind, value v)
{
    struct literal found;
    return activity_decide(
               setup->activity, setup->branch, level, PHASE_SAVED, &found) &&
           view_same(found.x, rig_view(&setup->rig, x)) && found.kind == kind &&
           found.v == v;
}

static void fix(struct setup *setup, var x, value v)
{
    cr_assert(tell_fix(setup->branch, rig_view(&setup->rig, x), v));
    cr_assert(propagate_branch(setup->branch));
}

/* The most active one that is open; nothing without any. */
Test(activity, the_most_active_is_decided)
{
    struct setup setup;
    struct literal none;
    begin(&setup);
    cr_expect_not(
        activity_decide(setup.activity, setup.branch, 0, PHASE_SAVED, &none));
    bump(&setup, setup.b, LITERAL_MIN, 1, 1);
    bump(&setup, setup.x, LITERAL_MIN, 5, 3);
    bump(&setup, setup.y, LITERAL_MIN, 70, 2);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_MIN, 5));
    fix(&setup, setup.x, 3);
    cr_expect(decides(&setup, 1, setup.y, LITERAL_MIN, 70));
    fix(&setup, setup.y, 80);
    cr_expect(decides(&setup, 2, setup.b, LITERAL_MIN, 1));
    fix(&setup, setup.b, 0);
    cr_expect_not(
        activity_decide(setup.activity, setup.branch, 3, PHASE_SAVED, &none));
    end(&setup);
}

/* A literal and its negation are one predicate, decided as it was seen last. */
Test(activity, as_it_was_seen)
{
    struct setup setup;
    begin(&setup);
    bump(&setup, setup.x, LITERAL_MIN, 5, 1);
    bump(&setup, setup.x, LITERAL_MAX, 4, 1);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_MAX, 4));
    bump(&setup, setup.x, LITERAL_REMOVE, 7, 2);
    bump(&setup, setup.x, LITERAL_EQUAL, 7, 1);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_EQUAL, 7));
    bump(&setup, setup.x, LITERAL_REMOVE, 7, 1);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_REMOVE, 7));
    end(&setup);
}

/* Or below v, or to v, however it was seen. */
Test(activity, or_always_the_same)
{
    struct setup setup;
    struct literal found;
    begin(&setup);
    bump(&setup, setup.x, LITERAL_MIN, 5, 1);
    cr_assert(
        activity_decide(setup.activity, setup.branch, 0, PHASE_STATIC, &found));
    cr_expect_eq(found.kind, LITERAL_MAX);
    cr_expect_eq(found.v, 4);
    bump(&setup, setup.x, LITERAL_REMOVE, 7, 2);
    cr_assert(
        activity_decide(setup.activity, setup.branch, 0, PHASE_STATIC, &found));
    cr_expect_eq(found.kind, LITERAL_EQUAL);
    cr_expect_eq(found.v, 7);
    end(&setup);
}

/* Where x != v cannot be kept, x = v is decided from above. */
Test(activity, a_bound_where_there_are_no_holes)
{
    struct setup setup;
    begin(&setup);
    bump(&setup, setup.y, LITERAL_EQUAL, 7, 1);
    cr_expect(decides(&setup, 0, setup.y, LITERAL_MAX, 7));
    cr_assert(tell_max(setup.branch, rig_view(&setup.rig, setup.y), 7));
    cr_expect(decides(&setup, 1, setup.y, LITERAL_MIN, 7));
    worker_forget(setup.rig.worker);
    end(&setup);
}

/* What was bumped long ago counts for less, even after so many conflicts that
 * all activities have to be scaled. */
Test(activity, fades)
{
    struct setup setup;
    begin(&setup);
    for (int i = 0; i < 20000; i++) {
        if (i % 2000 < 1000)
            bump(&setup, setup.x, LITERAL_MIN, 5, 1);
        else
            bump(&setup, setup.x, LITERAL_MIN, 3, 1);
        activity_decay(setup.activity);
        if (i % 2000 == 999)
            cr_expect(decides(&setup, 0, setup.x, LITERAL_MIN, 5));
        if (i % 2000 == 1999)
            cr_expect(decides(&setup, 0, setup.x, LITERAL_MIN, 3));
    }
    end(&setup);
}

/* After a solution, as in it. */
Test(activity, as_in_the_best_solution)
{
    struct setup setup;
    begin(&setup);
    value values[3] = {0};
    values[setup.b.index] = 0;
    values[setup.x.index] = 6;
    values[setup.y.index] = -5;
    bump(&setup, setup.b, LITERAL_MIN, 1, 1);
    activity_take_solution(setup.activity, values);
    cr_expect(decides(&setup, 0, setup.b, LITERAL_MAX, 0));
    bump(&setup, setup.x, LITERAL_MAX, 4, 2);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_MIN, 5));
    bump(&setup, setup.y, LITERAL_MIN, -4, 3);
    cr_expect(decides(&setup, 0, setup.y, LITERAL_MAX, -5));
    bump(&setup, setup.x, LITERAL_REMOVE, 6, 4);
    cr_expect(decides(&setup, 0, setup.x, LITERAL_EQUAL, 6));
    end(&setup);
}

/* A level that is left gives back what it found decided. */
Test(activity, jumps_give_back)
{
    struct setup setup;
    begin(&setup);
    bump(&setup, setup.x, LITERAL_MIN, 5, 2);
    bump(&setup, setup.b, LITERAL_MIN, 1, 1);
    struct branch *frozen = setup.branch;
    setup.branch = branch_fork(frozen);
    fix(&setup, setup.x, 3);
    cr_expect(decides(&setup, 2, setup.b, LITERAL_MIN, 1));
    branch_discard(setup.branch);
    setup.branch = frozen;
    activity_jump(setup.activity, 2);
    cr_expect(decides(&setup, 2, setup.b, LITERAL_MIN, 1));
    activity_jump(setup.activity, 1);
    cr_expect(decides(&setup, 1, setup.x, LITERAL_MIN, 5));
    end(&setup);
}

/* ---- Forgetting ---- */

enum {
    CROWD = 2500,
    STEPS = 200
};

/* Predicates that are false, each seen once. */
static void crowd(struct setup *setup, value from)
{
    for (value i = 0; i < CROWD; i++)
        bump(setup, setup->y, LITERAL_MIN, from + i, 1);
}

/* So many that what has faded is forgotten. */
static void crowds(struct setup *setup)
{
    crowd(setup, 20000);
    crowd(setup, 30000);
}

static void fade(struct setup *setup, int conflicts)
{
    for (int i = 0; i < conflicts; i++)
        activity_decay(setup->activity);
}

/* In a fork the steps y > from are decided one after the other; it is left,
 * perhaps after crowds have come. */
static void climb(struct setup *setup, value from, bool crowded)
{
    struct branch *frozen = setup->branch;
    view y = rig_view(&setup->rig, setup->y);
    setup->branch = branch_fork(frozen);
    for (value v = from + 1; v <= from + STEPS; v++) {
        cr_expect(decides(setup, 1, setup->y, LITERAL_MIN, v));
        cr_assert(tell_min(setup->branch, y, v));
        cr_assert(propagate_branch(setup->branch));
    }
    if (crowded)
        crowds(setup);
    branch_discard(setup->branch);
    setup->branch = frozen;
    activity_jump(setup->activity, 0);
}

/* New steps get numbers behind a crowd that fades: one bump has after 700
 * conflicts, 100 have not. */
static void build_steps(struct setup *setup, value from)
{
    fade(setup, 1000);
    crowd(setup, 10000);
    for (value v = 1; v <= STEPS; v++)
        bump(setup, setup->y, LITERAL_MIN, from + v, STEPS + 100 - (int)v);
    fade(setup, 700);
}

/* Who matters keeps his place in the order, and comes back by jumps as before.
 */
Test(activity, forgets_what_has_faded)
{
    struct setup setup;
    begin(&setup);
    cr_assert(tell_max(setup.branch, rig_view(&setup.rig, setup.y), 9999));
    cr_assert(propagate_branch(setup.branch));
    for (value from = 0; from < 9000; from += 3 * STEPS) {
        build_steps(&setup, from);
        crowds(&setup); /* the heap is renumbered, */
        climb(&setup, from, false);
        build_steps(&setup, from + STEPS);
        climb(&setup, from + STEPS, true); /* what was taken, */
        climb(&setup, from + STEPS, false);
        build_steps(&setup, from + 2 * STEPS);
        climb(&setup, from + 2 * STEPS, false);
        crowds(&setup); /* and what was given back */
        climb(&setup, from + 2 * STEPS, false);
    }
    fade(&setup, 1000);
    crowds(&setup);
    cr_expect_not(decides(&setup, 0, setup.y, LITERAL_MIN, 1));
    bump(&setup, setup.y, LITERAL_MIN, 1, 1);
    cr_expect(decides(&setup, 0, setup.y, LITERAL_MIN, 1));
    end(&setup);
}

/* ---- Against counting ---- */

enum {
    MOST = 3000,
    DEPTH = 6
};

/* Predicates y >= 10 i, what they have gained, and a path of frozen branches.
 */
struct path {
    struct setup setup;
    uint32_t count;                /* predicates */
    long double gains[MOST], gain; /* they get very large */
    struct branch *branches[DEPTH + 1];
    uint32_t level;
};

static value threshold(uint32_t i)
{
    return 10 * (value)i;
}

static bool is_open(const struct path *path, uint32_t i)
{
    view y = rig_view(&path->setup.rig, path->setup.y);
    const struct branch *branch = path->branches[path->level];
    return domain_min(branch, y) < threshold(i) &&
           domain_max(branch, y) >= threshold(i);
}

static long double most_gained(const struct path *path)
{
    long double most = 0;
    for (uint32_t i = 0; i < path->count; i++)
        if (path->gains[i] > most && is_open(path, i))
            most = path->gains[i];
    return most;
}

static void bump_one(struct path *path)
{
    uint32_t i = (uint32_t)worker_random(path->setup.rig.worker, path->count);
    bump(&path->setup, path->setup.y, LITERAL_MIN, threshold(i), 1);
    path->gains[i] += path->gain;
}

/* Decides what no open predicate has gained more than, but for what breaks
 * ties, one level deeper. Nobody counts who gained 1e-9 times as much as now.
 */
static void dive(struct path *path)
{
    struct literal found;
    struct branch *branch = path->branches[path->level];
    long double most = most_gained(path);
    bool any = activity_decide(
        path->setup.activity, branch, path->level, PHASE_SAVED, &found);
    cr_assert_eq(any, most > 1e-9 * path->gain);
    if (!any)
        return;
    value v = found.kind == LITERAL_MIN ? found.v : found.v + 1;
    cr_assert(is_open(path, (uint32_t)(v / 10)));
    cr_assert_geq(path->gains[v / 10], most * (1 - 2e-3));
    if (path->level == DEPTH)
        return;
    branch = path->branches[++path->level] = branch_fork(branch);
    cr_assert(literal_tell(branch, found));
    cr_assert(propagate_branch(branch));
}

static void jump_back(struct path *path)
{
    if (path->level == 0)
        return;
    uint32_t to = (uint32_t)worker_random(path->setup.rig.worker, path->level);
    while (path->level > to)
        branch_discard(path->branches[path->level--]);
    activity_jump(path->setup.activity, to);
}

/* 20,000 steps; with each bump all may fade as in four conflicts. */
static void walk(uint32_t count, bool fading)
{
    struct path path = {.count = count, .gain = 1};
    begin(&path.setup);
    path.branches[0] = path.setup.branch;
    for (int step = 0; step < 20000; step++)
        switch (worker_random(path.setup.rig.worker, 5)) {
        case 0:
            jump_back(&path);
            break;
        case 1:
        case 2:
            bump_one(&path);
            for (int i = 0; fading && i < 4; i++) {
                activity_decay(path.setup.activity);
                path.gain /= 0.97L;
            }
            break;
        default:
            dive(&path);
        }
    while (path.level > 0)
        branch_discard(path.branches[path.level--]);
    end(&path.setup);
}

Test(activity, the_most_active_after_any_jumps)
{
    walk(12, false);
}

/* Most predicates are forgotten, and some come back. */
Test(activity, the_most_active_of_many_that_fade)
{
    walk(MOST, true);
}
