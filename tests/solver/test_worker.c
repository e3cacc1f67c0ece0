/* test_worker.c — the agenda: who is woken, in which order, how often; and
 * entailment, failure, stopping
 */
#include "solver/worker.h"

#include "solver/degrees.h"
#include "solver/domain.h"
#include "solver/tell.h"
#include "tests/solver/rig.h"
#include "tests/solver/zoo.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* ---- Wake classes, on views of every kind ---- */

struct watch {
    struct rig_log logs[ZOO_VIEWS][WAKE_COUNT];
};

static void post_watch(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct watch *watch = context;
    for (uint32_t v = 0; v < c->var_count; v++)
        for (int w = 0; w < WAKE_COUNT; w++) {
            watch->logs[v][w] = (struct rig_log){.status = PROP_STABLE};
            struct prop *prop =
                rig_probe(post, PROP_UNARY, &watch->logs[v][w]);
            post_wake(post, prop, post_view(post, c->vars[v]), (enum wake)w);
        }
}

static uint32_t mirrored(uint32_t events)
{
    return (events & ~(uint32_t)(EVENT_MIN | EVENT_MAX)) |
           (events & EVENT_MIN ? EVENT_MAX : 0u) |
           (events & EVENT_MAX ? EVENT_MIN : 0u);
}

static bool wakes(enum wake wake, uint32_t events)
{
    static const uint32_t wanted[WAKE_COUNT] = {
        [WAKE_FIX] = EVENT_FIX,
        [WAKE_DOMAIN] = EVENT_FIX | EVENT_MIN | EVENT_MAX | EVENT_HOLE,
        [WAKE_MIN] = EVENT_MIN,
        [WAKE_BOUNDS] = EVENT_MIN | EVENT_MAX,
        [WAKE_MAX] = EVENT_MAX,
    };
    return events & wanted[wake];
}

static void assert_woken(
    const struct zoo *zoo, struct watch *watch, uint32_t base, uint32_t events)
{
    for (uint32_t v = 0; v < zoo->count; v++) {
        const struct zoo_view *seen = &zoo->views[v];
        uint32_t here = seen->base != base     ? 0
                        : seen->image.negated ? mirrored(events)
                                               : events;
        for (int w = 0; w < WAKE_COUNT; w++) {
            cr_assert_eq(
                watch->logs[v][w].runs, wakes((enum wake)w, here),
                "view %u, wake %d, events %u", v, w, here);
            watch->logs[v][w].runs = 0;
        }
    }
}

static bool tell(struct branch *branch, view x, struct told told)
{
    switch (told.kind) {
    case TOLD_MIN:
        return tell_min(branch, x, told.v);
    case TOLD_MAX:
        return tell_max(branch, x, told.v);
    case TOLD_REMOVE:
        return tell_remove(branch, x, told.v);
    case TOLD_FIX:
    case TOLD_BITS:
    case TOLD_COUNT:
        break;
    }
    return tell_fix(branch, x, told.v);
}

/* Tells until something fails, from the root. */
static void watch_descent(
    struct zoo *zoo, struct watch *watch, struct branch *root,
    struct dice *dice)
{
    struct branch *branch = branch_fork(root);
    struct set sets[ZOO_BASES];
    memcpy(sets, zoo->initial, sizeof sets);
    for (int i = 0; i < 60; i++) {
        uint32_t v = (uint32_t)dice_below(dice, zoo->count);
        const struct zoo_view *seen = &zoo->views[v];
        struct set *set = &sets[seen->base], before = *set;
        struct told told = {
            .kind = (enum fact_told)dice_below(dice, TOLD_BITS),
            .v = zoo_value(zoo, sets, v, dice)};
        if (!set_tell(set, seen->image, told))
            continue;
        cr_assert(tell(branch, seen->view, told));
        cr_assert(propagate_branch(branch));
        assert_woken(zoo, watch, seen->base, set_events(&before, set));
    }
    branch_discard(branch);
}

Test(worker, wake_classes)
{
    struct watch *watch = malloc(sizeof *watch);
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct dice dice = {seed};
        struct zoo zoo;
        uint32_t levels = (uint32_t)seed % 3;
        zoo_init_posting(&zoo, &dice, 50, levels, post_watch, watch);
        struct branch *root = branch_new(zoo.worker);
        cr_assert(branch_start(root));
        for (uint32_t v = 0; v < zoo.count; v++)
            for (int w = 0; w < WAKE_COUNT; w++) {
                cr_assert_eq(watch->logs[v][w].runs, 1, "once at the root");
                watch->logs[v][w].runs = 0;
            }
        for (int i = 0; i < 10; i++)
            watch_descent(&zoo, watch, root, &dice);
        branch_discard(root);
        zoo_clear(&zoo);
    }
    free(watch);
}

/* ---- Order ---- */

struct order {
    struct rig_log logs[8];
    uint32_t ids[64], count;
};

static void post_order(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct order *order = context;
    static const enum prop_cost costs[8] = {
        PROP_CUBIC, PROP_LINEAR,    PROP_UNARY,   PROP_LINEAR,
        PROP_UNARY, PROP_QUADRATIC, PROP_TERNARY, PROP_BINARY};
    for (int p = 0; p < 8; p++) {
        struct rig_log *log = &order->logs[p];
        *log = (struct rig_log){
            .status = PROP_STABLE,
            .order = order->ids,
            .order_count = &order->count};
        struct prop *prop = rig_probe(post, costs[p], log);
        post_wake(post, prop, post_view(post, c->vars[0]), WAKE_DOMAIN);
    }
}

/* Propagators are numbered by cost, and run in this order. */
static void assert_order(const struct rig *rig, const struct order *order)
{
    cr_assert_eq(order->count, 8);
    for (uint32_t i = 0; i < 8; i++) {
        cr_assert_eq(order->ids[i], i);
        cr_assert(
            i == 0 || rig->network->costs[i - 1] <= rig->network->costs[i]);
        cr_assert_eq(
            rig->network->costs[i], rig->network->props[i]->class->cost);
    }
}

Test(worker, cheapest_first)
{
    struct rig rig;
    struct order order = {.count = 0};
    rig_init(&rig);
    var x = model_var(rig.model, 0, 9);
    rig_add(rig.model, post_order, &order, 1, &x);
    rig_freeze(&rig, 0);
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    assert_order(&rig, &order);
    order.count = 0;
    cr_assert(tell_remove(root, rig_view(&rig, x), 4));
    cr_assert(propagate_branch(root));
    assert_order(&rig, &order);
    branch_discard(root);
    rig_clear(&rig);
}

/* ---- Who wakes itself ---- */

struct pair {
    struct rig_log mine, other;
};

/* Takes the least value of x away, three times in all. */
static bool
take_least(struct branch *branch, const struct prop *prop, struct rig_log *log)
{
    (void)prop;
    value min = domain_min(branch, log->x);
    return min >= 3 || tell_min(branch, log->x, min + 1);
}

static void post_pair(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct pair *pair = context;
    view x = post_view(post, c->vars[0]);
    pair->mine.x = pair->other.x = x;
    pair->mine.act = take_least;
    post_wake(
        post, rig_probe(post, PROP_UNARY, &pair->mine), x, WAKE_BOUNDS);
    post_wake(
        post, rig_probe(post, PROP_BINARY, &pair->other), x, WAKE_BOUNDS);
}

static void run_pair(struct pair *pair)
{
    struct rig rig;
    rig_init(&rig);
    var x = model_var(rig.model, 0, 9);
    rig_add(rig.model, post_pair, pair, 1, &x);
    rig_freeze(&rig, 0);
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    cr_assert_eq(agenda_take(&rig.worker->agenda), AGENDA_EMPTY);
    branch_discard(root);
    rig_clear(&rig);
}

Test(worker, stable_does_not_wake_itself)
{
    struct pair pair = {{.status = PROP_STABLE}, {.status = PROP_STABLE}};
    run_pair(&pair);
    cr_assert_eq(pair.mine.runs, 1);
    cr_assert_eq(pair.other.runs, 1);
}

Test(worker, again_wakes_itself)
{
    struct pair pair = {{.status = PROP_AGAIN}, {.status = PROP_STABLE}};
    run_pair(&pair);
    cr_assert_eq(pair.mine.runs, 4, "0 → 1 → 2 → 3, and a look");
    cr_assert_eq(pair.other.runs, 1);
}

/* What another one changed wakes a stable propagator again. */
Test(worker, stable_is_woken_by_others)
{
    struct pair pair = {{.status = PROP_STABLE}, {.status = PROP_STABLE}};
    pair.other.act = take_least;
    struct rig rig;
    rig_init(&rig);
    var x = model_var(rig.model, 0, 9);
    rig_add(rig.model, post_pair, &pair, 1, &x);
    rig_freeze(&rig, 0);
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    cr_assert_eq(domain_min(root, pair.mine.x), 3);
    cr_assert_eq(pair.mine.runs, 2);
    cr_assert_eq(pair.other.runs, 2);
    branch_discard(root);
    rig_clear(&rig);
}

/* A literal that it made true, by way of a clause, is another's doing. */
static bool
raise(struct branch *branch, const struct prop *prop, struct rig_log *log)
{
    (void)prop;
    return tell_true(branch, log->x);
}

static void post_raise(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct rig_log *log = context;
    view a = post_view(post, c->vars[0]), b = post_view(post, c->vars[1]);
    log->x = a;
    log->act = raise;
    struct prop *prop = rig_probe(post, PROP_UNARY, log);
    post_wake(post, prop, a, WAKE_FIX);
    post_wake(post, prop, b, WAKE_FIX);
    post_clause(post, (view[]){view_negated(a), b}, 2);
}

Test(worker, stable_is_woken_by_reactions)
{
    struct rig rig;
    struct rig_log log = {.status = PROP_STABLE};
    rig_init(&rig);
    var xs[2] = {model_bool(rig.model), model_bool(rig.model)};
    rig_add(rig.model, post_raise, &log, 2, xs);
    rig_freeze(&rig, 0);
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    cr_assert(literal_true(root, rig_view(&rig, xs[1])));
    cr_assert_eq(log.runs, 2);
    branch_discard(root);
    rig_clear(&rig);
}

/* ---- Entailment ---- */

static void post_probe(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct prop *prop = rig_probe(post, PROP_UNARY, context);
    post_wake(post, prop, post_view(post, c->vars[0]), WAKE_DOMAIN);
}

static void
remove_and_propagate(struct branch *branch, view x, value v, bool expected)
{
    cr_assert(tell_remove(branch, x, v));
    cr_assert_eq(propagate_branch(branch), expected);
}

static void check_entailment(uint32_t levels, uint32_t padding)
{
    struct rig rig;
    struct rig_log log = {.status = PROP_STABLE};
    rig_init(&rig);
    for (uint32_t i = 0; i < padding; i++)
        model_var(rig.model, 0, 9);
    var x = model_var(rig.model, 0, 9);
    for (int i = 0; i < 70; i++) { /* the bits of more than one word */
        static struct rig_log others[70];
        others[i].status = PROP_STABLE;
        rig_add(rig.model, post_probe, &others[i], 1, &x);
    }
    rig_add(rig.model, post_probe, &log, 1, &x);
    rig_freeze(&rig, levels);
    view seen = rig_view(&rig, x);
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    struct branch *left = branch_fork(root), *right = branch_fork(root);
    log = (struct rig_log){.status = PROP_ENTAILED};
    remove_and_propagate(left, seen, 5, true);
    cr_assert_eq(log.runs, 1);
    struct branch *child = branch_fork(left);
    log = (struct rig_log){.status = PROP_STABLE};
    remove_and_propagate(left, seen, 6, true);
    remove_and_propagate(child, seen, 6, true);
    cr_assert_eq(log.runs, 0, "entailed in the branch and its child");
    remove_and_propagate(right, seen, 6, true);
    remove_and_propagate(root, seen, 7, true);
    cr_assert_eq(log.runs, 2, "not so in the sibling and the parent");
    branch_discard(root);
    branch_discard(left);
    branch_discard(right);
    branch_discard(child);
    rig_clear(&rig);
}

Test(worker, entailed_below_only)
{
    for (uint32_t levels = 0; levels < 3; levels++)
        check_entailment(levels, 300 * levels);
}

/* ---- Failure and stopping ---- */

Test(worker, failure_leaves_the_agenda_empty)
{
    struct rig rig;
    struct rig_log fails = {.status = PROP_STABLE};
    struct rig_log waits = {.status = PROP_STABLE};
    rig_init(&rig);
    var x = model_var(rig.model, 0, 9);
    rig_add(rig.model, post_probe, &fails, 1, &x);
    rig_add(rig.model, post_probe, &waits, 1, &x);
    rig_freeze(&rig, 0);
    rig.worker->weighing = true;
    view seen = rig_view(&rig, x);
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    struct branch *other = branch_fork(root);
    fails.status = PROP_FAILED;
    fails.runs = waits.runs = 0;
    remove_and_propagate(root, seen, 5, false);
    cr_assert(fails.runs == 1 && waits.runs == 0);
    uint32_t slot = view_slot(rig.network, seen);
    cr_assert_eq(rig.worker->degrees->plain[slot], 2);
    cr_assert_eq(rig.worker->degrees->weighted[slot], 3);
    cr_assert_eq(agenda_take(&rig.worker->agenda), AGENDA_EMPTY);
    fails.status = PROP_STABLE;
    cr_assert(propagate_branch(other));
    cr_assert(fails.runs == 1 && waits.runs == 0, "nothing is left over");
    remove_and_propagate(other, seen, 5, true);
    cr_assert(fails.runs == 2 && waits.runs == 1, "both can be woken");
    branch_discard(root);
    branch_discard(other);
    rig_clear(&rig);
}

Test(worker, stop_cuts_propagation_short)
{
    struct rig rig;
    struct rig_log log = {.status = PROP_STABLE};
    volatile int stop = 0;
    rig_init(&rig);
    var x = model_var(rig.model, 0, 9);
    rig_add(rig.model, post_probe, &log, 1, &x);
    rig_freeze(&rig, 0);
    rig.worker->stop = &stop;
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    cr_assert(!rig.worker->stopped);
    stop = 1;
    remove_and_propagate(root, rig_view(&rig, x), 5, true);
    cr_assert(rig.worker->stopped);
    cr_assert_eq(log.runs, 1, "only at the root");
    cr_assert_eq(agenda_take(&rig.worker->agenda), AGENDA_EMPTY);
    branch_discard(root);
    rig_clear(&rig);
}

/* ---- Advice ---- */

static void post_advised(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct prop *prop = rig_probe(post, PROP_UNARY, context);
    for (uint32_t i = 0; i < c->var_count; i++) {
        view x = post_view(post, c->vars[i]);
        post_advise_true(post, prop, x, 10 + i);
        post_advise_true(post, prop, view_negated(x), 100 + i);
    }
}

Test(worker, advice)
{
    struct rig rig;
    struct rig_log log = {.status = PROP_STABLE};
    rig_init(&rig);
    var xs[2] = {model_bool(rig.model), model_bool(rig.model)};
    var not_first = model_bool(rig.model);
    cr_assert(model_alias(rig.model, not_first, xs[0], true, 1));
    rig_add(rig.model, post_advised, &log, 2, (var[]){not_first, xs[1]});
    rig_freeze(&rig, 0);
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    log.runs = 0;
    cr_assert(tell_true(root, rig_view(&rig, xs[0])));
    cr_assert(propagate_branch(root));
    cr_assert(log.advised == 1 && log.advised_data == 100);
    cr_assert_eq(log.runs, 0);
    log.advised_runs = true;
    cr_assert(tell_true(root, rig_view(&rig, xs[1])));
    cr_assert(propagate_branch(root));
    cr_assert(log.advised == 2 && log.advised_data == 111);
    cr_assert_eq(log.runs, 1);
    branch_discard(root);
    rig_clear(&rig);
}

/* ---- Small things ---- */

Test(worker, scratch_and_random)
{
    struct rig rig;
    rig_init(&rig);
    model_var(rig.model, 0, 9);
    rig_freeze(&rig, 0);
    for (size_t size = 1; size < 100000; size *= 3) {
        uint8_t *scratch = worker_scratch(rig.worker, size);
        cr_assert_eq((uintptr_t)scratch % 16, 0);
        scratch[0] = scratch[size - 1] = 1;
    }
    uint64_t seen = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t roll = worker_random(rig.worker, 7);
        cr_assert_lt(roll, 7);
        seen |= 1u << roll;
    }
    cr_assert_eq(seen, 127);
    rig_clear(&rig);
}
