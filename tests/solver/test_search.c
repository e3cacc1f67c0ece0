/* test_search.c — every heuristic finds the same solutions; the best ones; what
 * a search counts, and that it leaves nothing behind
 */
#include "solver/search.h"

#include "coro/coro.h"
#include "solver/domain.h"
#include "solver/label.h"
#include "solver/post.h"
#include "solver/tell.h"
#include "tests/solver/small.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* The usual start, which tells the test the pool. */
struct spy {
    const struct network *network;
    struct coro_pool *pool;
};

static void start_spying(struct coro *root, void *context)
{
    struct spy *spy = context;
    spy->pool = root->pool;
    CORO_START(root, follow, .step = spy->network->step_count - 1);
}

static void assert_all_found(struct small *small, const char *name)
{
    struct spy spy = {.network = small->network};
    struct search_options options = {
        .start = start_spying, .start_context = &spy, .seed = 5};
    struct search *search = search_new(small->network, &options);
    enum search_outcome end;
    struct rows rows = small_search(small, search, &end);
    cr_assert_eq(end, SEARCH_EXHAUSTED);
    cr_assert(
        rows_equal(&rows, &small->solutions), "%s: %u solutions, not %u", name,
        rows.count, small->solutions.count);
    struct search_statistics statistics;
    search_get_statistics(search, &statistics);
    cr_assert_eq(statistics.solutions, rows.count);
    cr_assert_eq(statistics.open, 0);
    cr_assert_eq(statistics.restarts, 0);
    cr_assert_eq(coro_pool_live_bytes(spy.pool), 0);
    cr_assert_eq(search_next(search), SEARCH_EXHAUSTED, "and so it remains");
    rows_clear(&rows);
    search_free(search);
}

static void run_heuristics(
    struct small *small, enum selection selection, enum split split)
{
    char name[100];
    snprintf(
        name, sizeof name, "%s, %s", plan_selection_name(selection),
        plan_split_name(split));
    small->model->plan_root =
        small_label(small, selection, split, (uint64_t)selection);
    small_freeze(small);
    assert_all_found(small, name);
}

Test(search, all_heuristics)
{
    static const uint64_t seeds[] = {6, 12, 20};
    for (int s = 0; s < 3; s++) {
        struct small small;
        small_init(&small, seeds[s]);
        for (int selection = 0; selection < SELECTION_COUNT; selection++)
            for (int split = 0; split < SPLIT_COUNT; split++)
                run_heuristics(
                    &small, (enum selection)selection, (enum split)split);
        small_clear(&small);
    }
}

Test(search, default_plan)
{
    for (uint64_t seed = 100; seed < 120; seed++) {
        struct small small;
        small_init(&small, seed);
        small_freeze(&small);
        assert_all_found(&small, "default");
        small_clear(&small);
    }
}

/* ---- The best solution ---- */

static value best(const struct small *small, int x, enum goal goal)
{
    value v = small->solutions.items[0][x];
    for (uint32_t i = 1; i < small->solutions.count; i++) {
        value other = small->solutions.items[i][x];
        if (goal == GOAL_MINIMIZE ? other < v : other > v)
            v = other;
    }
    return v;
}

/* Each solution is better than the one before, and the last is the best. */
static void assert_best(
    struct small *small, int x, const struct search_options *options,
    const char *name)
{
    enum goal goal = small->model->goal;
    struct search *search = search_new(small->network, options);
    enum search_outcome end;
    value last = 0;
    uint32_t found = 0;
    while ((end = search_next(search)) == SEARCH_SOLUTION) {
        value v = search_solution(search)[small->xs[x].index];
        if (found++)
            cr_assert(goal == GOAL_MINIMIZE ? v < last : v > last);
        last = v;
    }
    cr_assert_eq(end, SEARCH_EXHAUSTED);
    cr_assert_eq(found > 0, small->solutions.count > 0);
    if (found)
        cr_assert_eq(last, best(small, x, goal), "%s", name);
    search_free(search);
}

static void optimise(
    uint64_t seed, int x, enum goal goal, enum split split,
    const struct search_options *options)
{
    struct small small;
    small_init(&small, seed);
    small.model->goal = goal;
    small.model->objective = small.xs[x];
    small.model->plan_root =
        small_label(&small, SELECT_INPUT_ORDER, split, seed);
    small_freeze(&small);
    char name[100];
    snprintf(
        name, sizeof name, "%s variable %d, %s, seed %d",
        goal == GOAL_MINIMIZE ? "minimize" : "maximize", x,
        plan_split_name(split), (int)seed);
    assert_best(&small, x, options, name);
    small_clear(&small);
}

Test(search, best_by_every_split)
{
    const struct search_options options = {0};
    for (int x = 0; x < SMALL_VARS; x++)
        for (int split = 0; split < SPLIT_COUNT; split++) {
            uint64_t seed = 200 + (uint64_t)(split % 3 + x);
            optimise(seed, x, GOAL_MINIMIZE, (enum split)split, &options);
            optimise(seed, x, GOAL_MAXIMIZE, (enum split)split, &options);
        }
}

Test(search, best_with_restarts)
{
    static const struct restarts policies[] = {
        {RESTART_CONSTANT, 0, 5000}, {RESTART_LINEAR, 0, 20},
        {RESTART_GEOMETRIC, 1.5, 5}, {RESTART_LUBY, 0, 10}};
    for (uint64_t p = 0; p < 4; p++)
        for (uint64_t seed = 300; seed < 306; seed++) {
            const struct search_options options = {.restarts = policies[p]};
            optimise(seed, 6, GOAL_MAXIMIZE, SPLIT_RANDOM, &options);
            optimise(seed, 2, GOAL_MINIMIZE, SPLIT_MIN, &options);
        }
}

/* Without a goal, restarts end with the first solution: no solution comes
 * twice, and none is missed. */
Test(search, all_with_restarts)
{
    for (uint64_t seed = 400; seed < 410; seed++) {
        struct small small;
        small_init(&small, seed);
        small.model->plan_root =
            small_label(&small, SELECT_DOM_W_DEG, SPLIT_RANDOM, seed);
        small_freeze(&small);
        struct search_options options = {
            .restarts = {RESTART_LUBY, 0, 3}};
        struct search *search = search_new(small.network, &options);
        enum search_outcome end;
        struct rows rows = small_search(&small, search, &end);
        cr_assert_eq(end, SEARCH_EXHAUSTED);
        cr_assert(rows_equal(&rows, &small.solutions));
        rows_clear(&rows);
        search_free(search);
        small_clear(&small);
    }
}

/* The best value that there is: nothing can be better. */
Test(search, best_at_the_ends)
{
    for (int goal = GOAL_MINIMIZE; goal <= GOAL_MAXIMIZE; goal++) {
        struct model *model = model_new();
        var x = model_var(model, VALUE_MIN, VALUE_MAX);
        model->goal = (enum goal)goal;
        model->objective = x;
        VEC_PUSH(
            model->plan,
            (struct plan_node){
                .split = goal == GOAL_MINIMIZE ? SPLIT_MIN : SPLIT_MAX,
                .vars = &x,
                .var_count = 1});
        model->plan_root = 0;
        struct network *network = network_new(model);
        struct search *search =
            search_new(network, &(struct search_options){0});
        cr_assert_eq(search_next(search), SEARCH_SOLUTION);
        cr_assert_eq(
            search_solution(search)[0],
            goal == GOAL_MINIMIZE ? VALUE_MIN : VALUE_MAX);
        cr_assert_eq(search_next(search), SEARCH_EXHAUSTED);
        search_free(search);
        network_free(network);
        model_free(model);
    }
}

/* ---- Domains that are too wide to be walked through ---- */

/* x is one of four values, which propagation says only once few are left. */
static const value rare[4] = {
    -(INT64_C(1) << 62) - 12345, -5000000000, 3, (INT64_C(1) << 41) + 7};

static bool rare_check(const struct constraint *c, const value *values)
{
    for (int i = 0; i < 4; i++)
        if (values[c->vars[0].index] == rare[i])
            return true;
    return false;
}

struct rare_prop {
    struct prop prop;
    view x;
};

static enum prop_status
rare_propagate(struct branch *branch, const struct prop *prop)
{
    view x = ((const struct rare_prop *)prop)->x;
    value min = domain_min(branch, x), max = domain_max(branch, x);
    for (int i = 0; i < 4; i++) {
        if (rare[i] < min || rare[i] > max)
            continue;
        if ((uint64_t)max - (uint64_t)min > UINT64_C(1) << 30)
            return PROP_STABLE;
        return tell_fix(branch, x, rare[i]) ? PROP_ENTAILED : PROP_FAILED;
    }
    return PROP_FAILED;
}

static const struct prop_class rare_prop_class = {
    .name = "rare", .propagate = rare_propagate};

static void
rare_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    struct rare_prop *prop = post_prop(post, &rare_prop_class, sizeof *prop);
    prop->x = post_view(post, c->vars[0]);
    post_wake(post, &prop->prop, prop->x, WAKE_BOUNDS);
}

static const struct constraint_class rare_class = {
    .name = "rare", .check = rare_check, .post = rare_post};

Test(search, outwards_from_zero)
{
    static const value order[4] = {
        3, -5000000000, (INT64_C(1) << 41) + 7, -(INT64_C(1) << 62) - 12345};
    struct model *model = model_new();
    var x = model_var(model, VALUE_MIN, VALUE_MAX);
    model_add(model, &rare_class, 1, &x, 0, NULL);
    struct network *network = network_new(model);
    struct search_options options = {.nodes = 100000};
    struct search *search = search_new(network, &options);
    for (int i = 0; i < 4; i++) {
        cr_assert_eq(search_next(search), SEARCH_SOLUTION);
        cr_assert_eq(search_solution(search)[0], order[i]);
    }
    cr_assert_eq(search_next(search), SEARCH_EXHAUSTED);
    search_free(search);
    network_free(network);
    model_free(model);
}
