/* pando_model.c — pando.h: models, their variables, goal and plan */
#include "propagators/pando_model.h"

#include "coro/fatal.h"
#include "solver/arena.h"

#include <stdlib.h>
#include <string.h>

const char *pando_version(void)
{
    return PANDO_VERSION;
}

struct pando_model *pando_model_of(struct model *model)
{
    struct pando_model *outer = calloc(1, sizeof *outer);
    if (!outer)
        coro_fatal("out of memory");
    outer->model = model;
    return outer;
}

struct pando_model *pando_model_new(void)
{
    return pando_model_of(model_new());
}

void pando_model_free(struct pando_model *model)
{
    if (!model)
        return;
    if (model->network)
        network_free(model->network);
    model_free(model->model);
    VEC_CLEAR(model->labels);
    free(model);
}

struct model *pando_model_open(struct pando_model *model)
{
    if (model->network)
        coro_fatal("a model was changed after it was searched");
    return model->model;
}

/* The root of the plan: all labels in order. */
static void finish_plan(struct pando_model *model)
{
    struct model *inner = model->model;
    if (model->labels.count == 0)
        return;
    struct plan_node root = {
        .kind = PLAN_SEQUENCE,
        .child_count = (uint32_t)model->labels.count,
        .children = arena_copy(
            inner->arena, model->labels.items,
            model->labels.count * sizeof *model->labels.items)};
    VEC_PUSH(inner->plan, root);
    inner->plan_root = (uint32_t)(inner->plan.count - 1);
}

const struct network *pando_model_freeze(struct pando_model *model)
{
    if (!model->network) {
        finish_plan(model);
        model_simplify(model->model);
        model->network = network_new(model->model);
    }
    return model->network;
}

/* ---- Variables ---- */

pando_var pando_int(struct pando_model *model, int64_t min, int64_t max)
{
    if (min == INT64_MIN)
        min = VALUE_MIN;
    return (pando_var){model_var(pando_model_open(model), min, max).index};
}

pando_var pando_bool(struct pando_model *model)
{
    return pando_int(model, 0, 1);
}

pando_var pando_constant(struct pando_model *model, int64_t v)
{
    return pando_int(model, v, v);
}

static int compare_values(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

value *pando_ranges(const int64_t *values, size_t count, uint32_t *ret_count)
{
    value *sorted = malloc((count + 1) * sizeof *sorted);
    value *ranges = malloc((2 * count + 1) * sizeof *ranges);
    if (!sorted || !ranges)
        coro_fatal("out of memory");
    if (count > 0)
        memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_values);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        value *last = ranges + 2 * *ret_count - 1;
        if (*ret_count > 0 && sorted[i] <= *last + (*last < VALUE_MAX)) {
            *last = sorted[i];
        } else {
            ranges[2 * *ret_count] = ranges[2 * *ret_count + 1] = sorted[i];
            ++*ret_count;
        }
    }
    free(sorted);
    return ranges;
}

pando_var pando_int_of(
    struct pando_model *model, const int64_t *values, size_t count)
{
    uint32_t range_count;
    value *ranges = pando_ranges(values, count, &range_count);
    var x = model_var_ranges(
        pando_model_open(model), (const struct range *)ranges, range_count);
    free(ranges);
    return (pando_var){x.index};
}

/* ---- Goal and plan ---- */

static void
set_goal(struct pando_model *model, enum goal goal, pando_var objective)
{
    struct model *inner = pando_model_open(model);
    inner->goal = goal;
    inner->objective = inner_var(objective);
}

void pando_minimize(struct pando_model *model, pando_var objective)
{
    set_goal(model, GOAL_MINIMIZE, objective);
}

void pando_maximize(struct pando_model *model, pando_var objective)
{
    set_goal(model, GOAL_MAXIMIZE, objective);
}

bool pando_label(
    struct pando_model *model, const pando_var *xs, size_t count,
    const char *selection, const char *split)
{
    struct model *inner = pando_model_open(model);
    struct plan_node node = {.kind = PLAN_LABEL, .var_count = (uint32_t)count};
    if (!plan_selection_named(selection, &node.selection) ||
        !plan_split_named(split, &node.split))
        return false;
    node.vars = arena_copy(inner->arena, xs, count * sizeof *xs);
    VEC_PUSH(inner->plan, node);
    VEC_PUSH(model->labels, (uint32_t)(inner->plan.count - 1));
    return true;
}

bool pando_restart(
    struct pando_model *model, const char *policy, uint64_t scale, double base)
{
    static const char *const names[] = {
        "none", "constant", "linear", "geometric", "luby"};
    for (int p = 0; p < 5; p++) {
        if (strcmp(policy, names[p]) != 0)
            continue;
        pando_model_open(model)->restarts = (struct restarts){
            .policy = (enum restart_policy)p, .scale = scale, .base = base};
        return true;
    }
    return false;
}
