/* plan.c — names of the heuristics, and freezing a plan */
#include "solver/plan.h"

#include "solver/builder.h"

#include <stdlib.h>
#include <string.h>

#define PLAN_TEXT(name, text) text,

static const char *const selection_names[] = {PLAN_SELECTIONS(PLAN_TEXT)};
static const char *const split_names[] = {PLAN_SPLITS(PLAN_TEXT)};

const char *plan_selection_name(enum selection selection)
{
    return selection_names[selection];
}

const char *plan_split_name(enum split split)
{
    return split_names[split];
}

static bool find_name(
    const char *const *names, int count, const char *name, int *ret_index)
{
    for (*ret_index = 0; *ret_index < count; ++*ret_index)
        if (strcmp(names[*ret_index], name) == 0)
            return true;
    return false;
}

bool plan_selection_named(const char *name, enum selection *ret_selection)
{
    int index;
    bool found = find_name(selection_names, SELECTION_COUNT, name, &index);
    if (found)
        *ret_selection = (enum selection)index;
    return found;
}

bool plan_split_named(const char *name, enum split *ret_split)
{
    int index;
    bool found = find_name(split_names, SPLIT_COUNT, name, &index);
    if (found)
        *ret_split = (enum split)index;
    return found;
}

/* ---- Freezing ---- */

enum {
    DEFAULT_WEIGHED_MAX = 10000 /* variables; more: a scan costs too much */
};

/* The views of variables that are not constant, and their warm values. */
static void take_views(
    struct post *post, struct step *step, const var *vars, uint32_t count,
    const value *warm)
{
    value *kept = warm ? post_alloc(post, count * sizeof *kept) : NULL;
    step->xs = post_alloc(post, count * sizeof *step->xs);
    for (uint32_t i = 0; i < count; i++) {
        view x = post_view(post, vars[i]);
        if (view_kind(x) == VIEW_CONSTANT)
            continue;
        if (kept)
            kept[step->count] = warm[i];
        step->xs[step->count++] = x;
    }
    step->warm = kept;
}

static void
freeze_node(struct post *post, struct step *step, const struct plan_node *node)
{
    step->kind = node->kind;
    step->selection = node->selection;
    step->split = node->split;
    if (node->kind == PLAN_LABEL) {
        take_views(post, step, node->vars, node->var_count, node->warm);
        return;
    }
    step->child_count = node->child_count;
    step->children = post_copy(
        post, node->children, node->child_count * sizeof *node->children);
}

/* The objective first, from its good end. */
static void freeze_objective(struct post *post, struct step *step)
{
    const struct model *model = post->model;
    step->kind = PLAN_LABEL;
    step->selection = SELECT_INPUT_ORDER;
    step->split = model->goal == GOAL_MINIMIZE ? SPLIT_MIN : SPLIT_MAX;
    if (model->goal != GOAL_SATISFY)
        take_views(post, step, &model->objective, 1, NULL);
}

/* All variables that are not aliases. */
static void freeze_rest(struct post *post, struct step *step)
{
    const struct model *model = post->model;
    uint32_t count = 0;
    var *vars = post_alloc(post, model->vars.count * sizeof *vars);
    for (uint32_t x = 0; x < model->vars.count; x++)
        if (!model->vars.items[x].is_alias)
            vars[count++] = (var){x};
    step->kind = PLAN_LABEL;
    step->selection =
        model->plan_root == PLAN_NONE && count <= DEFAULT_WEIGHED_MAX
            ? SELECT_DOM_W_DEG
            : SELECT_INPUT_ORDER;
    step->split = SPLIT_ZERO_OUTWARDS;
    take_views(post, step, vars, count, NULL);
}

void plan_freeze(struct post *post)
{
    struct network *network = post->network;
    const struct model *model = post->model;
    uint32_t nodes = (uint32_t)model->plan.count;
    network->step_count = nodes + 3;
    network->steps =
        post_alloc(post, network->step_count * sizeof *network->steps);
    for (uint32_t i = 0; i < nodes; i++)
        freeze_node(post, &network->steps[i], &model->plan.items[i]);
    freeze_objective(post, &network->steps[nodes]);
    freeze_rest(post, &network->steps[nodes + 1]);
    struct step *whole = &network->steps[nodes + 2];
    whole->kind = PLAN_SEQUENCE;
    whole->children = post_alloc(post, 3 * sizeof *whole->children);
    if (model->plan_root != PLAN_NONE)
        whole->children[whole->child_count++] = model->plan_root;
    /* without a plan, dives for the objective come before decisions and are
     * seldom possible: leave it among the rest */
    if (model->plan_root != PLAN_NONE)
        whole->children[whole->child_count++] = nodes;
    whole->children[whole->child_count++] = nodes + 1;
}
