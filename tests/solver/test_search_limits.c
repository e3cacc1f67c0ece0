/* test_search_limits.c — limits and what may follow, what is counted, how much
 * is explored, and solutions that are none
 */
#include "solver/search.h"

#include "coro/coro.h"
#include "propagators/propagators.h"
#include "solver/branch.h"
#include "solver/label.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/tell.h"
#include "solver/worker.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>
#include <time.h>

enum { VARS = 9 };

struct setup {
    struct model *model;
    struct network *network;
    struct search *search;
    var xs[VARS];
};

static void
setup_init(struct setup *setup, uint32_t vars, value max, enum split split)
{
    struct model *model = setup->model = model_new();
    for (uint32_t i = 0; i < vars; i++)
        setup->xs[i] = model_var(model, 0, max);
    VEC_PUSH(
        model->plan,
        (struct plan_node){
            .split = split, .vars = setup->xs, .var_count = vars});
    model->plan_root = 0;
}

static void
setup_start(struct setup *setup, const struct search_options *options)
{
    setup->network = network_new(setup->model);
    setup->search = search_new(setup->network, options);
}

static void setup_clear(struct setup *setup)
{
    search_free(setup->search);
    network_free(setup->network);
    model_free(setup->model);
}

static struct search_statistics statistics_of(const struct setup *setup)
{
    struct search_statistics statistics;
    search_get_statistics(setup->search, &statistics);
    return statistics;
}

/* ---- Limits ---- */

/* 2 x + 2 y + 4 z + … = 501, as two inequalities: a large tree without
 * solutions */
static void setup_hopeless(struct setup *setup)
{
    setup_init(setup, VARS, 60, SPLIT_MIN);
    value values[VARS + 1];
    for (int i = 0; i < VARS; i++)
        values[i] = 2 * (i / 2) + 2;
    values[VARS] = 501;
    model_add(
        setup->model, &constraint_linear_le, VARS, setup->xs, VARS + 1,
        values);
    for (int i = 0; i <= VARS; i++)
        values[i] = -values[i];
    model_add(
        setup->model, &constraint_linear_le, VARS, setup->xs, VARS + 1,
        values);
}

Test(search_limits, nodes)
{
    struct setup setup;
    setup_hopeless(&setup);
    setup_start(&setup, &(struct search_options){.nodes = 1000});
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(search_next(setup.search), SEARCH_INTERRUPTED);
        cr_assert_eq(search_limit_reached(setup.search), LIMIT_NODES);
        cr_assert_eq(statistics_of(&setup).nodes, 1000);
    }
    setup_clear(&setup);
}

Test(search_limits, failures)
{
    struct setup setup;
    setup_hopeless(&setup);
    setup_start(&setup, &(struct search_options){.failures = 77});
    cr_assert_eq(search_next(setup.search), SEARCH_INTERRUPTED);
    cr_assert_eq(search_limit_reached(setup.search), LIMIT_FAILURES);
    cr_assert_eq(statistics_of(&setup).failures, 77);
    setup_clear(&setup);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

Test(search_limits, time_and_more_time)
{
    struct setup setup;
    setup_hopeless(&setup);
    double begin = seconds();
    setup_start(&setup, &(struct search_options){.time_ms = 30});
    cr_assert_eq(search_next(setup.search), SEARCH_INTERRUPTED);
    cr_assert_eq(search_limit_reached(setup.search), LIMIT_TIME);
    cr_assert_geq(seconds() - begin, 0.03);
    uint64_t nodes = statistics_of(&setup).nodes;
    search_set_time_limit(setup.search, 60);
    cr_assert_eq(search_next(setup.search), SEARCH_INTERRUPTED);
    cr_assert_gt(statistics_of(&setup).nodes, nodes);
    cr_assert_geq(seconds() - begin, 0.06);
    cr_assert_leq(seconds() - begin, 10);
    setup_clear(&setup);
}

Test(search_limits, memory)
{
    struct setup setup;
    setup_hopeless(&setup);
    setup_start(&setup, &(struct search_options){.memory_bytes = 1});
    cr_assert_eq(search_next(setup.search), SEARCH_INTERRUPTED);
    cr_assert_eq(search_limit_reached(setup.search), LIMIT_MEMORY);
    cr_assert_gt(statistics_of(&setup).memory_bytes, 1);
    setup_clear(&setup);
}

Test(search_limits, stop_and_go_on)
{
    struct setup setup;
    volatile int stop = 0;
    setup_init(&setup, 3, 3, SPLIT_MIN);
    setup_start(&setup, &(struct search_options){.stop = &stop});
    uint32_t found = 0;
    enum search_outcome outcome;
    do {
        stop = found % 5 == 4;
        outcome = search_next(setup.search);
        if (outcome == SEARCH_INTERRUPTED) {
            cr_assert(stop);
            cr_assert_eq(search_limit_reached(setup.search), LIMIT_STOP);
            stop = 0;
            outcome = search_next(setup.search);
        }
        found += outcome == SEARCH_SOLUTION;
    } while (outcome == SEARCH_SOLUTION);
    cr_assert_eq(outcome, SEARCH_EXHAUSTED);
    cr_assert_eq(found, 64);
    setup_clear(&setup);
}

/* A propagation that was cut short is not gone on with, but it is no end. */
Test(search_limits, stopped_at_the_root)
{
    volatile int stop = 1;
    const struct search_options manners[] = {
        {.stop = &stop},
        {.stop = &stop, .learning = true},
        {.stop = &stop, .learning = true, .free = true},
        {.stop = &stop, .learning = true, .slice = 1}};
    for (size_t k = 0; k < sizeof manners / sizeof *manners; k++) {
        struct setup setup;
        setup_hopeless(&setup);
        setup_start(&setup, &manners[k]);
        for (int i = 0; i < 3; i++) {
            cr_assert_eq(search_next(setup.search), SEARCH_INTERRUPTED);
            cr_assert_eq(search_limit_reached(setup.search), LIMIT_STOP);
        }
        cr_assert_eq(statistics_of(&setup).failures, 0);
        setup_clear(&setup);
    }
}

/* Stops the search from inside a propagator, at the nth run. */
struct stopper {
    struct rig_log log; /* must be first */
    volatile int stop;
    uint32_t at;
};

static bool
stop_at(struct branch *branch, const struct prop *prop, struct rig_log *log)
{
    (void)branch;
    (void)prop;
    struct stopper *stopper = (struct stopper *)log;
    stopper->stop = log->runs >= stopper->at;
    return true;
}

static void post_stopper(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct stopper *stoppers = context;
    for (uint32_t i = 0; i < c->var_count; i++)
        for (int k = 0; k < 2; k++)
            post_wake(
                post,
                rig_probe(
                    post, k ? PROP_CUBIC : PROP_UNARY, &stoppers[k].log),
                post_view(post, c->vars[i]), WAKE_DOMAIN);
}

Test(search_limits, stopped_while_propagating)
{
    struct setup setup;
    struct stopper stoppers[2] = {
        {{.status = PROP_STABLE, .act = stop_at}, 0, 20},
        {{.status = PROP_STABLE}, 0, 0}};
    setup_init(&setup, 3, 3, SPLIT_MIN);
    rig_add(setup.model, post_stopper, stoppers, 3, setup.xs);
    setup_start(
        &setup, &(struct search_options){.stop = &stoppers[0].stop});
    enum search_outcome outcome;
    while ((outcome = search_next(setup.search)) == SEARCH_SOLUTION)
        ;
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(outcome, SEARCH_INTERRUPTED);
        cr_assert_eq(search_limit_reached(setup.search), LIMIT_STOP);
        stoppers[0].stop = 0; /* the cut branch is lost all the same */
        outcome = search_next(setup.search);
    }
    setup_clear(&setup);
}

/* ---- What is explored ---- */

static void
assert_explored(const struct setup *setup, unsigned long part, unsigned long of)
{
    mpq_t explored, expected;
    mpq_init(explored);
    mpq_init(expected);
    search_explored(setup->search, explored);
    mpq_set_ui(expected, part, of);
    mpq_canonicalize(expected);
    cr_assert(
        mpq_equal(explored, expected), "%f, should be %lu/%lu",
        mpq_get_d(explored), part, of);
    mpq_clear(explored);
    mpq_clear(expected);
}

Test(search_limits, explored_by_enumeration)
{
    struct setup setup;
    setup_init(&setup, 3, 4, SPLIT_ENUMERATE);
    setup_start(&setup, &(struct search_options){0});
    assert_explored(&setup, 0, 1);
    for (unsigned long i = 1; i <= 125; i++) {
        cr_assert_eq(search_next(setup.search), SEARCH_SOLUTION);
        assert_explored(&setup, i, 125);
    }
    cr_assert_eq(search_next(setup.search), SEARCH_EXHAUSTED);
    assert_explored(&setup, 1, 1);
    setup_clear(&setup);
}

/* x in 0..3 by x = v or x != v: 1/2, 1/4, 1/8, 1/8 */
Test(search_limits, explored_by_halves)
{
    struct setup setup;
    setup_init(&setup, 1, 3, SPLIT_MIN);
    setup_start(&setup, &(struct search_options){0});
    static const unsigned long eighths[4] = {4, 6, 7, 8};
    for (int i = 0; i < 4; i++) {
        cr_assert_eq(search_next(setup.search), SEARCH_SOLUTION);
        assert_explored(&setup, eighths[i], 8);
    }
    setup_clear(&setup);
}

/* At every node it grows, also past failures, until it is 1. */
Test(search_limits, explored_grows)
{
    struct setup setup;
    setup_init(&setup, 4, 5, SPLIT_RANDOM);
    model_add(
        setup.model, &constraint_all_different, 4, setup.xs, 0, NULL);
    model_add(
        setup.model, &constraint_linear_le, 4, setup.xs, 5,
        (value[]){1, -2, 3, -1, 4});
    setup_start(&setup, &(struct search_options){0});
    mpq_t last, explored;
    mpq_init(last);
    mpq_init(explored);
    while (search_next(setup.search) == SEARCH_SOLUTION) {
        search_explored(setup.search, explored);
        cr_assert_gt(mpq_cmp(explored, last), 0);
        cr_assert_leq(mpq_cmp_ui(explored, 1, 1), 0);
        mpq_set(last, explored);
    }
    search_explored(setup.search, explored);
    cr_assert_eq(mpq_cmp_ui(explored, 1, 1), 0);
    mpq_clear(last);
    mpq_clear(explored);
    setup_clear(&setup);
}

/* ---- What is counted ---- */

/* A full binary tree with 2^n leaves: every inner node is a choice. */
Test(search_limits, statistics)
{
    struct setup setup;
    setup_init(&setup, 5, 1, SPLIT_MIN);
    setup_start(&setup, &(struct search_options){0});
    uint32_t found = 0;
    while (search_next(setup.search) == SEARCH_SOLUTION)
        found++;
    struct search_statistics statistics = statistics_of(&setup);
    cr_assert_eq(found, 32);
    cr_assert_eq(statistics.solutions, 32);
    cr_assert_eq(statistics.nodes, 63);
    cr_assert_eq(statistics.failures, 0);
    cr_assert_eq(statistics.peak_depth, 5);
    cr_assert_eq(statistics.open, 0);
    cr_assert_eq(statistics.restarts, 0);
    const struct coro_counters *counters = search_counters(setup.search);
    cr_assert_eq(counters->forks, 31);
    cr_assert_eq(counters->live, 0);
    cr_assert_eq(counters->peak_live, 6, "the root to the leaf");
    setup_clear(&setup);
}

Test(search_limits, failures_are_counted)
{
    struct setup setup;
    setup_init(&setup, 3, 1, SPLIT_MIN);
    model_add(setup.model, &constraint_all_different, 3, setup.xs, 0, NULL);
    setup_start(&setup, &(struct search_options){0});
    cr_assert_eq(search_next(setup.search), SEARCH_EXHAUSTED);
    struct search_statistics statistics = statistics_of(&setup);
    cr_assert_eq(statistics.solutions, 0);
    cr_assert_gt(statistics.failures, 0);
    cr_assert_leq(statistics.failures, statistics.nodes);
    assert_explored(&setup, 1, 1);
    setup_clear(&setup);
}

/* ---- Solutions that are none ---- */

static bool check_sum(const struct constraint *c, const value *values)
{
    return values[c->vars[0].index] + values[c->vars[1].index] == 3;
}

static void
post_nothing(struct post *post, const struct constraint *c, view condition)
{
    (void)post;
    (void)c;
    (void)condition;
}

static const struct constraint_class lying = {
    .name = "lying", .check = check_sum, .post = post_nothing};

Test(search_limits, a_lie_is_found_out)
{
    struct setup setup;
    setup_init(&setup, 2, 3, SPLIT_MIN);
    model_add(
        setup.model, &constraint_linear_le, 2, setup.xs, 3,
        (value[]){1, 1, 6});
    model_add(setup.model, &lying, 2, setup.xs, 0, NULL);
    setup_start(&setup, &(struct search_options){0});
    cr_assert_eq(search_next(setup.search), SEARCH_INCORRECT);
    cr_assert_eq(search_violated(setup.search), 1);
    cr_assert_eq(statistics_of(&setup).solutions, 0);
    setup_clear(&setup);
}

#define idle_FIELDS(V, A, R) V(uint32_t, unused)
#define idle_POINTS(P)
CORO_ROUTINE(idle)
{
    CORO_BEGIN(idle);
    CORO_RETURN(1);
    CORO_END(idle);
}

static void start_idle(struct coro *root, void *context)
{
    (void)context;
    CORO_START(root, idle, .unused = 0);
}

Test(search_limits, what_is_open_is_no_solution)
{
    struct setup setup;
    setup_init(&setup, 2, 3, SPLIT_MIN);
    setup_start(&setup, &(struct search_options){.start = start_idle});
    cr_assert_eq(search_next(setup.search), SEARCH_INCORRECT);
    cr_assert_eq(search_violated(setup.search), UINT32_MAX);
    setup_clear(&setup);
}

/* ---- Routines of one's own ---- */

/* Finds x = 3, then fails in a branch where the bound just told x = 2, before
 * that is propagated: nothing of it may reach the next branch, where x is
 * open. */
#define fails_FIELDS(V, A, R) V(uint32_t, unused)
#define fails_POINTS(P)       P(upper) P(three) P(first) P(rest)
CORO_ROUTINE(fails)
{
    struct branch *branch = branch_of(coro);
    view x = branch->network->views[0];
    uint32_t alternative;
    int64_t done;
    CORO_BEGIN(fails);
    CORO_CHOOSE(upper, alternative, 2);
    if (alternative == 0) {
        if (!tell_min(branch, x, 2) || !propagate_branch(branch))
            CORO_FAIL();
        CORO_CHOOSE(three, alternative, 2);
        if (alternative == 1)
            CORO_FAIL();
        if (!tell_min(branch, x, 3) || !propagate_branch(branch))
            CORO_FAIL();
        CORO_CALL(first, done, follow, .step = 0);
        CORO_RETURN(done);
    }
    if (!propagate_branch(branch))
        CORO_FAIL();
    CORO_CALL(rest, done, follow, .step = 0);
    CORO_RETURN(done);
    CORO_END(fails);
}

static void start_failing(struct coro *root, void *context)
{
    (void)context;
    CORO_START(root, fails, .unused = 0);
}

/* x != y, x + y >= 1, y <= x: the least x is 1, with y = 0. */
Test(search_limits, a_failing_routine_leaves_nothing_behind)
{
    struct setup setup;
    setup_init(&setup, 2, 3, SPLIT_MAX);
    setup.model->goal = GOAL_MINIMIZE;
    setup.model->objective = setup.xs[0];
    model_add(
        setup.model, &constraint_linear_ne, 2, setup.xs, 3,
        (value[]){1, -1, 0});
    model_add(
        setup.model, &constraint_linear_le, 2, setup.xs, 3,
        (value[]){-1, -1, -1});
    model_add(
        setup.model, &constraint_linear_le, 2, setup.xs, 3,
        (value[]){-1, 1, 0});
    setup_start(&setup, &(struct search_options){.start = start_failing});
    enum search_outcome outcome;
    value last = 9;
    while ((outcome = search_next(setup.search)) == SEARCH_SOLUTION)
        last = search_solution(setup.search)[0];
    cr_assert_eq(outcome, SEARCH_EXHAUSTED);
    cr_assert_eq(last, 1);
    setup_clear(&setup);
}
