/* test_learning.c — searches that learn, whole: the same answers as without
 *
 * Each search is audited; what is learned is judged by propagation.
 */
#include "solver/learning.h"

#include "coro/coro.h"
#include "propagators/propagators.h"
#include "solver/audit.h"
#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/search.h"
#include "solver/tree.h"
#include "solver/worker.h"
#include "tests/solver/small.h"

#include <criterion/criterion.h>
#include <string.h>

/* ---- Models ---- */

static void linear(
    struct model *model, const struct constraint_class *class, uint32_t count,
    const var *vars, const value *values)
{
    model_add(model, class, count, vars, count + 1, values);
}

/* Each of n pigeons has a hole of n - 1, as clauses over Booleans. */
static struct model *pigeons(uint32_t n)
{
    struct model *model = model_new();
    var in[10][10];
    for (uint32_t p = 0; p < n; p++) {
        for (uint32_t h = 0; h + 1 < n; h++)
            in[p][h] = model_bool(model);
        model_add(model, &constraint_clause, n - 1, in[p], 1, (value[]){n - 1});
    }
    for (uint32_t h = 0; h + 1 < n; h++)
        for (uint32_t p = 0; p < n; p++)
            for (uint32_t q = 0; q < p; q++)
                model_add(
                    model, &constraint_clause, 2, (var[]){in[p][h], in[q][h]},
                    1, (value[]){0});
    return model;
}

/* The same with a variable for each pigeon. */
static struct model *pigeon_values(uint32_t n)
{
    struct model *model = model_new();
    var at[10];
    for (uint32_t p = 0; p < n; p++) {
        at[p] = model_var(model, 1, n - 1);
        for (uint32_t q = 0; q < p; q++)
            linear(
                model, &constraint_linear_ne, 2, (var[]){at[p], at[q]},
                (value[]){1, -1, 0});
    }
    return model;
}

static struct model *queens(uint32_t n)
{
    struct model *model = model_new();
    var row[10];
    for (uint32_t p = 0; p < n; p++) {
        row[p] = model_var(model, 1, n);
        for (uint32_t q = 0; q < p; q++)
            for (value slope = -1; slope <= 1; slope++)
                linear(
                    model, &constraint_linear_ne, 2, (var[]){row[p], row[q]},
                    (value[]){1, -1, slope * (p - q)});
    }
    return model;
}

enum { JOBS = 4 };

/* Either one of two tasks ends before the other begins, or the converse. */
static void
apart(struct model *model, var x, value x_lasts, var y, value y_lasts)
{
    var first = model_bool(model);
    for (int turn = 0; turn < 2; turn++) {
        struct constraint *c = model_add(
            model, &constraint_linear_le, 2,
            turn ? (var[]){y, x} : (var[]){x, y}, 3,
            (value[]){1, -1, turn ? -y_lasts : -x_lasts});
        c->reification = REIFY_HALF;
        c->condition = first;
        if (turn == 0) {
            var second = model_bool(model);
            model_add(
                model, &constraint_clause, 2, (var[]){first, second}, 1,
                (value[]){2});
            first = second;
        }
    }
}

/* A job shop of JOBS jobs on as many machines, the end to be least. */
static struct model *job_shop(void)
{
    static const int machines[JOBS][JOBS] = {
        {0, 1, 2, 3}, {1, 3, 0, 2}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    static const value lasts[JOBS][JOBS] = {
        {3, 2, 5, 1}, {4, 1, 2, 3}, {2, 4, 3, 2}, {5, 1, 2, 4}};
    struct model *model = model_new();
    var start[JOBS][JOBS], span = model_var(model, 0, 60);
    for (int j = 0; j < JOBS; j++)
        for (int k = 0; k < JOBS; k++) {
            start[j][k] = model_var(model, 0, 60);
            bool last = k + 1 == JOBS;
            if (k > 0)
                linear(
                    model, &constraint_linear_le, 2,
                    (var[]){start[j][k - 1], start[j][k]},
                    (value[]){1, -1, -lasts[j][k - 1]});
            if (last)
                linear(
                    model, &constraint_linear_le, 2, (var[]){start[j][k], span},
                    (value[]){1, -1, -lasts[j][k]});
        }
    for (int j = 0; j < JOBS; j++)
        for (int i = 0; i < j; i++)
            for (int k = 0; k < JOBS; k++)
                for (int m = 0; m < JOBS; m++)
                    if (machines[j][k] == machines[i][m])
                        apart(
                            model, start[j][k], lasts[j][k], start[i][m],
                            lasts[i][m]);
    model->goal = GOAL_MINIMIZE;
    model->objective = span;
    return model;
}

/* ---- Whole searches ---- */

/* TURNS: with a plain search beside it. */
enum manner { PLAIN, LEARNING, TURNS, FREE, HURRIED };

struct result {
    uint64_t solutions;
    value best; /* objective of the last one */
    struct search_statistics statistics;
    enum search_outcome end;
};

static struct search_options options_of(enum manner manner)
{
    struct search_options options = {
        .learning = manner != PLAIN,
        .free = manner >= FREE,
        .slice = manner == TURNS ? 2 : 0};
    if (manner == HURRIED) {
        options.restarts = (struct restarts){RESTART_CONSTANT, 0, 3};
        options.forgetting = 4;
    }
    return options;
}

/* Frees the model. */
static struct result search_all(struct model *model, enum manner manner)
{
    model_simplify(model);
    struct network *network = network_new(model);
    struct search_options options = options_of(manner);
    struct audit audit;
    struct result result = {0};
    audit_init(&audit, network);
    options.audit = &audit;
    struct search *search = search_new(network, &options);
    while ((result.end = search_next(search)) == SEARCH_SOLUTION) {
        result.solutions++;
        if (model->goal != GOAL_SATISFY)
            result.best = search_solution(search)[model->objective.index];
    }
    search_get_statistics(search, &result.statistics);
    cr_expect_eq(audit.wrong, 0, "%s", audit.complaint);
    if (manner != PLAIN && result.statistics.conflicts > 0)
        cr_expect_geq(audit.nogoods + 1, result.statistics.conflicts);
    search_free(search);
    audit_clear(&audit);
    network_free(network);
    model_free(model);
    return result;
}

Test(learning, proves_that_pigeons_do_not_fit)
{
    for (enum manner manner = PLAIN; manner <= HURRIED; manner++)
        for (uint32_t n = 2; n < 6; n++) {
            struct result result = search_all(pigeons(n), manner);
            cr_expect_eq(result.end, SEARCH_EXHAUSTED);
            cr_expect_eq(result.solutions, 0);
            result = search_all(pigeon_values(n), manner);
            cr_expect_eq(result.end, SEARCH_EXHAUSTED);
            cr_expect_eq(result.solutions, 0);
        }
}

Test(learning, finds_all_queens)
{
    static const uint64_t counts[] = {1, 0, 0, 2, 10, 4, 40};
    for (enum manner manner = LEARNING; manner <= HURRIED; manner++)
        for (uint32_t n = 1; n <= 7; n++) {
            struct result result = search_all(queens(n), manner);
            cr_expect_eq(result.solutions, counts[n - 1], "%u queens", n);
            cr_expect_eq(result.end, SEARCH_EXHAUSTED);
        }
}

Test(learning, finds_the_best_schedule)
{
    struct result plain = search_all(job_shop(), PLAIN);
    cr_expect_eq(plain.end, SEARCH_EXHAUSTED);
    for (enum manner manner = LEARNING; manner <= HURRIED; manner++) {
        struct result result = search_all(job_shop(), manner);
        cr_expect_eq(result.best, plain.best);
        cr_expect_eq(result.end, SEARCH_EXHAUSTED);
        cr_expect_lt(result.statistics.conflicts, plain.statistics.failures);
        cr_expect_eq(result.statistics.unexplained, 0);
        if (manner == LEARNING)
            cr_expect_gt(result.statistics.backjumps, 0);
        else if (manner >= FREE)
            cr_expect_gt(result.statistics.shaves_refuted, 0);
        if (manner == TURNS)
            cr_expect_gt(result.statistics.plain_failures, 0);
    }
}

Test(learning, restarts_and_forgets)
{
    struct result result = search_all(pigeons(5), HURRIED);
    cr_expect_gt(result.statistics.restarts, 0);
    cr_expect_gt(result.statistics.reductions, 0);
}

static value best_of(const struct rows *rows, uint32_t x, bool least)
{
    value best = rows->items[0][x];
    for (uint32_t i = 1; i < rows->count; i++) {
        value v = rows->items[i][x];
        best = (least ? v < best : v > best) ? v : best;
    }
    return best;
}

/* Every variable in turn is the objective: probes, shaves and neighbourhoods
 * must not lose the best solution. */
Test(learning, finds_the_best_of_small_models)
{
    for (uint64_t seed = 1; seed <= 160; seed++) {
        struct small small;
        small_init(&small, seed);
        struct model *model = small.model;
        uint32_t x = (uint32_t)(seed % SMALL_VARS);
        bool least = seed / SMALL_VARS % 2;
        if (seed % 3)
            model->plan_root =
                small_label(&small, SELECT_FIRST_FAIL, SPLIT_MIN, seed);
        model->goal = least ? GOAL_MINIMIZE : GOAL_MAXIMIZE;
        model->objective = small.xs[x];
        small_freeze(&small);
        for (enum manner manner = TURNS; manner <= HURRIED; manner++) {
            struct search_options options = options_of(manner);
            options.seed = seed;
            struct search *search = search_new(small.network, &options);
            enum search_outcome end;
            value best = 0;
            uint64_t solutions = 0;
            while ((end = search_next(search)) == SEARCH_SOLUTION) {
                best = search_solution(search)[model->objective.index];
                solutions++;
            }
            cr_expect_eq(end, SEARCH_EXHAUSTED);
            cr_expect_eq(solutions > 0, small.solutions.count > 0);
            if (solutions > 0 && small.solutions.count > 0)
                cr_expect_eq(best, best_of(&small.solutions, x, least));
            search_free(search);
        }
        small_clear(&small);
    }
}

/* Variables of every kind, all solutions, each once. */
Test(learning, finds_all_of_small_models)
{
    for (uint64_t seed = 1; seed <= 40; seed++)
        for (enum manner manner = LEARNING; manner <= HURRIED; manner++) {
            struct small small;
            enum search_outcome end;
            small_init(&small, seed);
            small_label(
                &small, (enum selection)(seed % SELECTION_COUNT),
                (enum split)(seed % SPLIT_COUNT), seed);
            small.model->plan_root = 0;
            small_freeze(&small);
            struct search_options options = options_of(manner);
            options.seed = seed;
            struct search *search = search_new(small.network, &options);
            struct rows rows = small_search(&small, search, &end);
            cr_expect_eq(end, SEARCH_EXHAUSTED);
            cr_expect(
                rows_equal(&rows, &small.solutions), "seed %d", (int)seed);
            rows_clear(&rows);
            search_free(search);
            small_clear(&small);
        }
}

/* ---- Ends ---- */

static struct model *one_variable(value min, value max, enum goal goal)
{
    struct model *model = model_new();
    var x = model_var(model, min, max);
    model->goal = goal;
    model->objective = x;
    return model;
}

/* The first solution is the best: its bound fails at the root. */
Test(learning, the_first_may_be_the_best)
{
    for (enum manner manner = LEARNING; manner <= HURRIED; manner++) {
        struct result result =
            search_all(one_variable(4, 4, GOAL_MAXIMIZE), manner);
        cr_expect_eq(result.solutions, 1);
        cr_expect_eq(result.best, 4);
        cr_expect_eq(result.end, SEARCH_EXHAUSTED);
        result = search_all(one_variable(-5, 90, GOAL_MINIMIZE), manner);
        cr_expect_eq(result.best, -5);
        result = search_all(one_variable(-5, 90, GOAL_MAXIMIZE), manner);
        cr_expect_eq(result.best, 90);
        result = search_all(
            one_variable(VALUE_MIN, VALUE_MIN + 3, GOAL_MINIMIZE), manner);
        cr_expect_eq(result.best, VALUE_MIN);
        result = search_all(
            one_variable(VALUE_MAX - 3, VALUE_MAX, GOAL_MAXIMIZE), manner);
        cr_expect_eq(result.best, VALUE_MAX);
    }
}

static struct model *impossible(void)
{
    struct model *model = model_new();
    var x = model_var(model, 0, 4), y = model_var(model, 0, 4);
    linear(
        model, &constraint_linear_le, 2, (var[]){x, y}, (value[]){-1, -1, -9});
    return model;
}

Test(learning, the_root_may_fail)
{
    for (enum manner manner = LEARNING; manner <= HURRIED; manner++) {
        struct result result = search_all(impossible(), manner);
        cr_expect_eq(result.solutions, 0);
        cr_expect_eq(result.end, SEARCH_EXHAUSTED);
        cr_expect_eq(result.statistics.decisions, 0);
    }
}

/* Nothing is open at the root: one solution, then the end. */
Test(learning, the_root_may_be_solved)
{
    struct model *model = model_new();
    model_var(model, 7, 7);
    struct result result = search_all(model, LEARNING);
    cr_expect_eq(result.solutions, 1);
    cr_expect_eq(result.end, SEARCH_EXHAUSTED);
}

/* ---- Interrupted and gone on ---- */

struct clock {
    uint64_t ticks;
    uint64_t at;    /* pauses once, at this tick, */
    uint64_t every; /* or at each tick but these, if not 0 */
    bool paused;
};

static bool pause_at(void *context, uint64_t decisions, uint64_t conflicts)
{
    (void)decisions, (void)conflicts;
    struct clock *clock = context;
    clock->ticks++;
    if (clock->every) {
        clock->paused = !clock->paused;
        return clock->paused;
    }
    return clock->ticks == clock->at;
}

struct course {
    uint64_t solutions, pauses;
    value last[4];
    struct learning_statistics statistics;
    uint64_t ticks;
};

static void note_solution(
    struct course *course, const struct network *network,
    const struct branch *branch, value *values)
{
    for (uint32_t i = 0; i < network->view_count; i++)
        values[i] = domain_value(branch, network->views[i]);
    memcpy(course->last, values, sizeof course->last);
    course->solutions++;
}

/* All of queens(6), with nothing left at the end. */
static struct course
run_course(const struct network *network, bool is_free, struct clock clock)
{
    struct course course = {0};
    struct tree *tree = tree_new_logging(network, NULL);
    const struct learning_options options = {
        .free = is_free,
        .restarts = {RESTART_CONSTANT, 0, 7},
        .forgetting = 5,
        .pause = pause_at,
        .context = &clock};
    struct learning *learning = learning_new(network, tree, &options);
    value values[16];
    for (;;) {
        struct branch *branch;
        enum learning_outcome outcome = learning_run(learning, &branch);
        if (outcome == LEARNING_DONE)
            break;
        if (outcome == LEARNING_PAUSED) {
            course.pauses++;
            continue;
        }
        note_solution(&course, network, branch, values);
        learning_take_solution(learning, values);
    }
    learning_get_statistics(learning, &course.statistics);
    learning_free(learning);
    cr_expect_eq(coro_pool_live_bytes(tree_worker(tree)->pool), 0);
    tree_free(tree);
    course.ticks = clock.ticks;
    return course;
}

static void expect_same(const struct course *a, const struct course *b)
{
    cr_expect_eq(a->solutions, b->solutions);
    cr_expect_arr_eq(a->last, b->last, sizeof a->last);
    cr_expect_eq(
        memcmp(&a->statistics, &b->statistics, sizeof a->statistics), 0);
}

/* A pause changes nothing, wherever it comes: the whole course is the same. */
Test(learning, goes_on_after_each_pause)
{
    struct model *model = queens(6);
    model_simplify(model);
    struct network *network = network_new(model);
    for (int is_free = 0; is_free < 2; is_free++) {
        struct course whole = run_course(network, is_free, (struct clock){0});
        cr_assert_eq(whole.solutions, 4);
        for (uint64_t at = 1; at <= whole.ticks; at++) {
            struct course course =
                run_course(network, is_free, (struct clock){.at = at});
            cr_expect_eq(course.pauses, 1);
            expect_same(&course, &whole);
        }
        struct course halting =
            run_course(network, is_free, (struct clock){.every = 1});
        cr_expect_eq(halting.pauses, whole.ticks);
        expect_same(&halting, &whole);
    }
    network_free(network);
    model_free(model);
}

/* Given up in the middle, at any node, nothing is left. */
Test(learning, leaves_nothing_behind)
{
    struct model *model = job_shop();
    model_simplify(model);
    struct network *network = network_new(model);
    for (uint64_t nodes = 1; nodes < 60; nodes++) {
        struct search_options options = options_of(nodes % 2 ? FREE : LEARNING);
        options.nodes = nodes;
        struct search *search = search_new(network, &options);
        enum search_outcome end;
        while ((end = search_next(search)) == SEARCH_SOLUTION)
            continue;
        if (end != SEARCH_EXHAUSTED)
            cr_expect_eq(search_limit_reached(search), LIMIT_NODES);
        search_free(search);
    }
    network_free(network);
    model_free(model);
}
