/* ours.c — an instance as a model, searched */
#include "propagators/propagators.h"
#include "propagators/table.h"
#include "solver/network.h"
#include "solver/search.h"
#include "tests/differential/judge.h"
#include "tests/differential/kinds.h"
#include "tests/differential/solutions.h"

#include <stdlib.h>

struct ours {
    const struct instance *instance;
    struct model *model;
    var vars[INSTANCE_VARS];
    var order[INSTANCE_LABELS][INSTANCE_VARS];
    uint32_t children[INSTANCE_LABELS];
};

static void add_item(struct ours *ours, const struct item *item)
{
    var vars[ITEM_VARS];
    for (uint32_t i = 0; i < item->var_count; i++)
        vars[i] = ours->vars[item->vars[i]];
    struct constraint *c =
        item->kind->class == &constraint_table
            ? table_add(
                  ours->model, item->var_count, vars,
                  item->value_count / item->var_count, item->values)
            : model_add(
                  ours->model, item->kind->class, item->var_count, vars,
                  item->value_count, item->values);
    c->strength = item->strength;
    c->reification = item->reification;
    if (item->reification != REIFY_NONE)
        c->condition = ours->vars[item->condition];
}

static void add_plan(struct ours *ours)
{
    const struct instance *instance = ours->instance;
    struct model *model = ours->model;
    for (uint32_t l = 0; l < instance->label_count; l++) {
        const struct labelling *label = &instance->labels[l];
        for (uint32_t i = 0; i < label->count; i++)
            ours->order[l][i] = ours->vars[label->vars[i]];
        ours->children[l] = (uint32_t)model->plan.count;
        VEC_PUSH(
            model->plan,
            (struct plan_node){
                .kind = PLAN_LABEL,
                .selection = label->selection,
                .split = label->split,
                .vars = ours->order[l],
                .var_count = label->count});
    }
    if (instance->label_count == 0)
        return;
    model->plan_root = (uint32_t)model->plan.count;
    VEC_PUSH(
        model->plan,
        (struct plan_node){
            .kind = PLAN_SEQUENCE,
            .children = ours->children,
            .child_count = instance->label_count});
}

static void build(struct ours *ours)
{
    const struct instance *instance = ours->instance;
    struct model *model = ours->model = model_new();
    for (uint32_t x = 0; x < instance->var_count; x++)
        ours->vars[x] = model_var_ranges(
            model, instance->vars[x].runs, instance->vars[x].run_count);
    for (uint32_t i = 0; i < instance->item_count; i++)
        add_item(ours, &instance->items[i]);
    add_plan(ours);
    model->goal = instance->goal;
    model->objective = ours->vars[instance->objective];
    model->restarts = instance->restarts;
}

const char *const manner_names[] = {"plain", "learning", "free"};

static void
run(const struct ours *ours, const struct network *network,
    enum manner manner, struct audit *audit, struct solutions *solutions)
{
    enum { NODES_MAX = 1000000 };
    struct search_options options = {
        .seed = ours->instance->seed,
        .nodes = manner == MANNER_PLAIN ? 0 : NODES_MAX,
        .learning = manner != MANNER_PLAIN,
        .free = manner == MANNER_FREE,
        .audit = audit};
    if (manner != MANNER_PLAIN && options.seed % 2 == 1) {
        options.restarts = (struct restarts){RESTART_LUBY, 0, 2};
        options.forgetting = 3;
    }
    struct search *search = search_new(network, &options);
    value row[INSTANCE_VARS] = {0};
    enum search_outcome outcome;
    while ((outcome = search_next(search)) == SEARCH_SOLUTION &&
           solutions->count <= SOLUTIONS_MAX) {
        for (uint32_t x = 0; x < ours->instance->var_count; x++)
            row[x] = search_solution(search)[ours->vars[x].index];
        solutions_add(solutions, row);
    }
    if (outcome == SEARCH_INCORRECT)
        solutions->complaint = "a solution failed its check";
    else if (outcome != SEARCH_EXHAUSTED)
        solutions->complaint = "there is no end of solutions";
    search_free(search);
}

static void run_audited(
    const struct ours *ours, const struct network *network, enum manner manner,
    const struct solutions *expected, struct solutions *solutions)
{
    struct audit audit;
    struct judge judge = {
        .instance = ours->instance,
        .expected = expected,
        .found = solutions,
        .network = network,
        .vars = ours->vars};
    judge_init(&judge);
    audit_init(&audit, network);
    audit.judge = judge_clause;
    audit.context = &judge;
    run(ours, network, manner, &audit, solutions);
    if (audit.wrong) {
        fprintf(stderr, "# %s\n", audit.complaint);
        solutions->complaint = "what was learned is wrong";
    }
    audit_clear(&audit);
    judge_clear(&judge);
}

struct solutions solutions_by_search(
    const struct instance *instance, enum manner manner,
    const struct solutions *expected)
{
    enum { AUDITED_MAX = 2000 };
    struct ours ours = {.instance = instance};
    struct solutions solutions = {0};
    build(&ours);
    model_simplify(ours.model);
    struct network *network = network_new(ours.model);
    if (manner != MANNER_PLAIN && expected->count <= AUDITED_MAX)
        run_audited(&ours, network, manner, expected, &solutions);
    else
        run(&ours, network, manner, NULL, &solutions);
    network_free(network);
    model_free(ours.model);
    if (instance->goal == GOAL_SATISFY)
        solutions_sort(&solutions);
    return solutions;
}

/* On random assignments, most values of which are in the domains. */
const char *solutions_check_classes(const struct instance *instance)
{
    enum { ASSIGNMENTS = 30 };
    struct ours ours = {.instance = instance};
    struct dice dice = {instance->seed + 1};
    const char *complaint = NULL;
    build(&ours);
    for (int i = 0; i < ASSIGNMENTS; i++) {
        value values[INSTANCE_VARS], *by_model = calloc(
            ours.model->vars.count + 1, sizeof *by_model);
        for (uint32_t x = 0; x < instance->var_count; x++) {
            const struct variable *variable = &instance->vars[x];
            uint64_t r = dice_below(&dice, variable->run_count);
            values[x] = i == 0 ? variable->sample
                               : dice_between(
                                     &dice, variable->runs[r].min,
                                     variable->runs[r].max);
            by_model[ours.vars[x].index] = values[x];
        }
        for (uint32_t k = 0; k < instance->item_count; k++)
            if (constraint_holds(&ours.model->constraints.items[k], by_model) !=
                item_holds(&instance->items[k], values))
                complaint = instance->items[k].kind->name;
        free(by_model);
    }
    model_free(ours.model);
    return complaint;
}
