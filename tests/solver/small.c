/* small.c — see small.h */
#include "tests/solver/small.h"

#include "coro/fatal.h"
#include "propagators/propagators.h"
#include "solver/arena.h"
#include "tests/propagators/dice.h"

#include <stdlib.h>
#include <string.h>

/* ---- Rows ---- */

void rows_add(struct rows *rows, const value *values)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? 2 * rows->capacity : 64;
        rows->items =
            realloc(rows->items, rows->capacity * sizeof *rows->items);
        if (!rows->items)
            coro_fatal("out of memory");
    }
    memcpy(rows->items[rows->count++], values, sizeof *rows->items);
}

static int compare(const void *left, const void *right)
{
    const value *a = left, *b = right;
    for (int i = 0; i < SMALL_VARS; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

void rows_sort(struct rows *rows)
{
    if (rows->count > 0)
        qsort(rows->items, rows->count, sizeof *rows->items, compare);
}

bool rows_equal(const struct rows *rows, const struct rows *others)
{
    return rows->count == others->count &&
           (rows->count == 0 ||
            memcmp(
                rows->items, others->items,
                rows->count * sizeof *rows->items) == 0);
}

void rows_clear(struct rows *rows)
{
    free(rows->items);
    *rows = (struct rows){0};
}

/* ---- The model ----
 *
 *   0 Boolean          3 an interval too wide for holes   6 one without bounds
 *   1 few values       4 wide values                      7 a negated literal
 *   2 view of another  5 few values with holes
 */

static const value wide_base = INT64_C(1) << 40;

static struct constraint *linear(
    struct small *small, const struct constraint_class *class, uint32_t count,
    const uint32_t *which, const value *coefficients, value constant)
{
    var vars[SMALL_VARS];
    value values[SMALL_VARS + 1];
    for (uint32_t i = 0; i < count; i++) {
        vars[i] = small->xs[which[i]];
        values[i] = coefficients[i];
    }
    values[count] = constant;
    return model_add(small->model, class, count, vars, count + 1, values);
}

static void
reify(const struct small *small, struct dice *dice, struct constraint *c)
{
    if (!dice_chance(dice, 15))
        return;
    c->reification = dice_chance(dice, 50) ? REIFY_HALF : REIFY_FULL;
    c->condition = small->xs[dice_chance(dice, 50) ? 0 : 7];
}

static void add_variables(struct small *small, struct dice *dice)
{
    struct model *model = small->model;
    var *xs = small->xs;
    value shift = dice_between(dice, -3, 3);
    struct range runs[] = {{shift - 1, shift}, {shift + 2, shift + 3}};
    xs[0] = model_bool(model);
    xs[1] = model_var(model, shift - 2, shift + 2);
    xs[2] = model_var(model, -20, 20);
    xs[3] = model_var(model, 0, 69);
    xs[4] = model_var(model, wide_base, wide_base + 3);
    xs[5] = model_var_ranges(model, runs, 2);
    xs[6] = model_var(model, VALUE_MIN, VALUE_MAX);
    xs[7] = model_bool(model);
    if (!model_alias(
            model, xs[2], xs[1], dice_chance(dice, 50),
            dice_between(dice, -2, 2)) ||
        (dice_chance(dice, 50) && !model_alias(model, xs[7], xs[0], true, 1)))
        coro_fatal("small: no domain is left");
}

static void add_constraints(struct small *small, struct dice *dice)
{
    value a = dice_between(dice, 7, 12), b = dice_between(dice, -3, 3);
    value c = dice_between(dice, 1, 2), d = dice_between(dice, -4, 6);
    memcpy(small->sixth, (value[]){c, -1, 3, d}, sizeof small->sixth);
    linear(
        small, &constraint_linear_eq, 3, (uint32_t[]){3, 5, 0},
        (value[]){1, -a, -b}, 30);
    linear(
        small, &constraint_linear_eq, 4, (uint32_t[]){6, 1, 5, 7},
        (value[]){1, -c, 1, -3}, d);
    reify(
        small, dice,
        linear(
            small, &constraint_linear_le, 3, (uint32_t[]){4, 1, 5},
            (value[]){1, 1, c}, wide_base + 3 + d));
    reify(
        small, dice,
        linear(
            small, &constraint_linear_ne, 2, (uint32_t[]){1, 5},
            (value[]){1, -1}, dice_between(dice, -1, 1)));
    reify(
        small, dice,
        linear(
            small, &constraint_linear_ne, 2, (uint32_t[]){4, 6},
            (value[]){1, -1}, wide_base));
    reify(
        small, dice,
        linear(
            small, &constraint_linear_ne, 2, (uint32_t[]){3, 2},
            (value[]){1, 1}, 30 + d));
}

/* Variables 2 and 6 are what an alias and an equation make of the others. */
static void complete(const struct small *small, value *v)
{
    var base;
    bool negated;
    value offset;
    model_resolve(small->model, small->xs[2], &base, &negated, &offset);
    v[2] = offset + (negated ? -v[1] : v[1]);
    const value *sixth = small->sixth;
    v[6] = sixth[0] * v[1] + sixth[1] * v[5] + sixth[2] * v[7] + sixth[3];
}

/* Tries every assignment of the others. */
static void enumerate(struct small *small)
{
    const struct model *model = small->model;
    static const int free_ones[] = {0, 1, 3, 4, 5, 7};
    enum { FREE = sizeof free_ones / sizeof *free_ones };
    value v[SMALL_VARS];
    for (int i = 0; i < FREE; i++)
        v[free_ones[i]] = model_min(model, small->xs[free_ones[i]]);
    for (;;) {
        uint32_t violated;
        complete(small, v);
        if (model_check(model, v, &violated))
            rows_add(&small->solutions, v);
        int i = 0;
        for (; i < FREE; i++) {
            var x = small->xs[free_ones[i]];
            if (v[free_ones[i]]++ < model_max(model, x))
                break;
            v[free_ones[i]] = model_min(model, x);
        }
        if (i == FREE)
            break;
    }
    rows_sort(&small->solutions);
}

void small_init(struct small *small, uint64_t seed)
{
    struct dice dice = {seed};
    *small = (struct small){.model = model_new()};
    add_variables(small, &dice);
    add_constraints(small, &dice);
    enumerate(small);
}

void small_freeze(struct small *small)
{
    if (small->network)
        network_free(small->network);
    else
        model_simplify(small->model);
    small->network = network_new(small->model);
}

void small_clear(struct small *small)
{
    if (small->network)
        network_free(small->network);
    model_free(small->model);
    rows_clear(&small->solutions);
}

uint32_t small_label(
    struct small *small, enum selection selection, enum split split,
    uint64_t seed)
{
    struct dice dice = {seed};
    var *order =
        arena_copy(small->model->arena, small->xs, sizeof small->xs);
    for (uint32_t i = SMALL_VARS; i > 1; i--) {
        uint32_t k = (uint32_t)dice_below(&dice, i);
        var kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
    VEC_PUSH(
        small->model->plan,
        (struct plan_node){
            .kind = PLAN_LABEL,
            .selection = selection,
            .split = split,
            .vars = order,
            .var_count = SMALL_VARS});
    return (uint32_t)small->model->plan.count - 1;
}

struct rows small_search(
    const struct small *small, struct search *search,
    enum search_outcome *ret_end)
{
    struct rows rows = {0};
    value values[SMALL_VARS];
    while ((*ret_end = search_next(search)) == SEARCH_SOLUTION &&
           rows.count < SMALL_ROWS_MAX) {
        for (int x = 0; x < SMALL_VARS; x++)
            values[x] = search_solution(search)[small->xs[x].index];
        rows_add(&rows, values);
    }
    rows_sort(&rows);
    return rows;
}
