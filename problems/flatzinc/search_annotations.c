/* search_annotations.c — see search_annotations.h
 *
 * Warm starts are gathered first: a variable's value to try first goes with the
 * variable, whichever search labels it. Those that no search labels get a
 * search of their own at the end.
 */
#include "problems/flatzinc/search_annotations.h"

#include "coro/fatal.h"
#include "problems/flatzinc/ast.h"
#include "problems/flatzinc/loader.h"
#include "solver/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A value to try first; by variable of the model. */
struct hint {
    bool given, labelled;
    value v;
};

struct taking {
    struct loader *loader;
    const struct ast *ast;
    struct hint *hints; /* NULL: there is no warm start */
    VEC(var) hinted;
};

static void warn(
    const struct taking *taking, const struct ast_value *annotation,
    const char *what)
{
    loader_warn(
        taking->loader, taking->ast, annotation->offset, "ignored: %s", what);
}

/* The word of an annotation, as a string in buffer. */
static const char *word_of(
    const struct taking *taking, const struct ast_value *annotation,
    char buffer[64])
{
    struct ast_text text = {"", 0};
    if (annotation->kind == AST_NAME)
        text = ast_name(taking->ast, annotation->symbol);
    else if (annotation->kind == AST_CALL)
        text = ast_name(taking->ast, annotation->call->symbol);
    int length = text.length < 63 ? text.length : 63;
    memcpy(buffer, text.start, (size_t)length);
    buffer[length] = 0;
    return buffer;
}

/* Argument i of a call, of the given kind, or NULL. */
static const struct ast_value *
argument(const struct ast_value *annotation, uint32_t i, enum ast_kind kind)
{
    const struct ast_values *arguments = &annotation->call->arguments;
    if (i >= arguments->count || arguments->items[i].kind != kind)
        return NULL;
    return &arguments->items[i];
}

/* ---- Warm starts ---- */

static void
take_hints(struct taking *taking, const struct ast_value *annotation)
{
    const struct ast_value *xs = argument(annotation, 0, AST_ARRAY);
    const struct ast_value *values = argument(annotation, 1, AST_ARRAY);
    if (!xs || !values) {
        warn(taking, annotation, "warm_start wants two arrays");
        return;
    }
    uint32_t count = xs->array->count < values->array->count
                         ? xs->array->count
                         : values->array->count;
    for (uint32_t i = 0; i < count; i++) {
        struct ast_value x = ast_element(xs->array, i, 0);
        struct ast_value v = ast_element(values->array, i, 0);
        if (x.kind != AST_VARIABLE || (v.kind != AST_INT && v.kind != AST_BOOL))
            continue;
        var hinted = loader_var(taking->loader, &x);
        struct hint *hint = &taking->hints[hinted.index];
        if (hint->given)
            continue;
        hint->given = true;
        hint->v = v.kind == AST_BOOL ? v.boolean : v.integer;
        VEC_PUSH(taking->hinted, hinted);
    }
}

static bool is_warm_start(const char *word)
{
    static const char *const words[] = {
        "warm_start", "warm_start_int", "warm_start_bool"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* Gathers the hints of an annotation and of those inside it. */
static void
gather_hints(struct taking *taking, const struct ast_value *annotation)
{
    char word[64];
    if (annotation->kind != AST_CALL)
        return;
    if (is_warm_start(word_of(taking, annotation, word))) {
        if (!taking->hints)
            taking->hints = calloc(
                taking->loader->model->vars.count + 1, sizeof *taking->hints);
        if (!taking->hints)
            coro_fatal("out of memory");
        take_hints(taking, annotation);
        return;
    }
    const struct ast_value *inner = argument(annotation, 0, AST_ARRAY);
    for (uint32_t i = 0; inner && i < inner->array->count; i++) {
        struct ast_value element = ast_element(inner->array, i, 0);
        gather_hints(taking, &element);
    }
}

/* A value that the variable cannot have, where there is one: no hint. */
static value no_hint(const struct model *model, var x)
{
    value min = model_min(model, x), max = model_max(model, x);
    return max < VALUE_MAX ? max + 1 : min > VALUE_MIN ? min - 1 : 0;
}

static const value *
hints_for(struct taking *taking, const var *vars, uint32_t count)
{
    struct model *model = taking->loader->model;
    bool any = false;
    for (uint32_t i = 0; taking->hints && i < count; i++)
        any |= taking->hints[vars[i].index].given;
    if (!any)
        return NULL;
    value *warm = arena_alloc(model->arena, count * sizeof *warm);
    for (uint32_t i = 0; i < count; i++) {
        struct hint *hint = &taking->hints[vars[i].index];
        warm[i] = hint->given ? hint->v : no_hint(model, vars[i]);
        hint->labelled = true;
    }
    return warm;
}

/* ---- Plans ---- */

static uint32_t add_node(struct taking *taking, const struct plan_node *node)
{
    VEC_PUSH(taking->loader->model->plan, *node);
    return (uint32_t)taking->loader->model->plan.count - 1;
}

/* Gives the variables among an array's elements. */
static void take_variables(
    struct taking *taking, const struct ast_array *array,
    struct plan_node *node)
{
    struct model *model = taking->loader->model;
    var *vars = arena_alloc(model->arena, array->count * sizeof *vars);
    for (uint32_t i = 0; i < array->count; i++) {
        struct ast_value x = ast_element(array, i, 0);
        if (x.kind == AST_VARIABLE)
            vars[node->var_count++] = loader_var(taking->loader, &x);
    }
    node->vars = vars;
    node->warm = hints_for(taking, vars, node->var_count);
}

/* int_search or bool_search: variables, selection, split, strategy. */
static uint32_t
take_label(struct taking *taking, const struct ast_value *annotation)
{
    char word[64];
    struct plan_node node = {.kind = PLAN_LABEL};
    const struct ast_values *arguments = &annotation->call->arguments;
    const struct ast_value *xs = argument(annotation, 0, AST_ARRAY);
    if (!xs || arguments->count < 3) {
        warn(taking, annotation, "a search without variables");
        return PLAN_NONE;
    }
    if (!plan_selection_named(
            word_of(taking, &arguments->items[1], word), &node.selection)) {
        warn(taking, &arguments->items[1], word);
        node.selection = SELECT_INPUT_ORDER;
    }
    if (!plan_split_named(
            word_of(taking, &arguments->items[2], word), &node.split)) {
        warn(taking, &arguments->items[2], word);
        node.split = SPLIT_MIN;
    }
    take_variables(taking, xs->array, &node);
    return add_node(taking, &node);
}

static uint32_t
take_search(struct taking *taking, const struct ast_value *annotation);

static uint32_t
add_sequence(struct taking *taking, const uint32_t *children, size_t count)
{
    if (count == 1)
        return children[0];
    if (count == 0)
        return PLAN_NONE;
    struct plan_node node = {
        .kind = PLAN_SEQUENCE,
        .children = arena_copy(
            taking->loader->model->arena, children, count * sizeof *children),
        .child_count = (uint32_t)count,
    };
    return add_node(taking, &node);
}

static uint32_t
take_sequence(struct taking *taking, const struct ast_value *annotation)
{
    const struct ast_value *inner = argument(annotation, 0, AST_ARRAY);
    VEC(uint32_t) children = {0};
    for (uint32_t i = 0; inner && i < inner->array->count; i++) {
        struct ast_value element =
            ast_element(inner->array, i, annotation->offset);
        uint32_t child = take_search(taking, &element);
        if (child != PLAN_NONE)
            VEC_PUSH(children, child);
    }
    uint32_t sequence = add_sequence(taking, children.items, children.count);
    VEC_CLEAR(children);
    return sequence;
}

/* ---- Restarts ---- */

static double number(const struct ast_value *annotation, uint32_t i)
{
    const struct ast_values *arguments = &annotation->call->arguments;
    if (i >= arguments->count)
        return NAN;
    const struct ast_value *argument_i = &arguments->items[i];
    return argument_i->kind == AST_FLOAT ? argument_i->real
           : argument_i->kind == AST_INT ? (double)argument_i->integer
                                         : NAN;
}

/* True if the annotation is about restarts. */
static bool take_restarts(
    struct taking *taking, const struct ast_value *annotation, const char *word)
{
    static const struct {
        const char *word;
        enum restart_policy policy;
        uint32_t scale_at;
    } policies[] = {
        {"restart_constant", RESTART_CONSTANT, 0},
        {"restart_linear", RESTART_LINEAR, 0},
        {"restart_geometric", RESTART_GEOMETRIC, 1},
        {"restart_luby", RESTART_LUBY, 0},
    };
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        if (strcmp(word, policies[i].word) != 0)
            continue;
        struct restarts restarts = {.policy = policies[i].policy, .base = 1};
        double scale = number(annotation, policies[i].scale_at);
        if (restarts.policy == RESTART_GEOMETRIC)
            restarts.base = number(annotation, 0);
        if (!(scale >= 1 && scale < 1e18 && restarts.base >= 1)) {
            warn(taking, annotation, "a restart with such numbers");
            return true;
        }
        restarts.scale = (uint64_t)scale;
        taking->loader->model->restarts = restarts;
        return true;
    }
    return strcmp(word, "restart_none") == 0;
}

/* ---- Annotations ---- */

/* The index of the plan for an annotation, or PLAN_NONE. */
static uint32_t
take_search(struct taking *taking, const struct ast_value *annotation)
{
    char word[64];
    word_of(taking, annotation, word);
    if (annotation->kind == AST_CALL) {
        if (strcmp(word, "int_search") == 0 || strcmp(word, "bool_search") == 0)
            return take_label(taking, annotation);
        if (strcmp(word, "seq_search") == 0)
            return take_sequence(taking, annotation);
        if (is_warm_start(word) || strcmp(word, "warm_start_array") == 0 ||
            take_restarts(taking, annotation, word))
            return PLAN_NONE;
    }
    if (annotation->kind != AST_STRING && strcmp(word, "restart_none") != 0)
        warn(taking, annotation, word);
    return PLAN_NONE;
}

/* A search for the hinted variables that no other search labels. */
static uint32_t take_rest(struct taking *taking)
{
    struct arena *arena = taking->loader->model->arena;
    struct plan_node node = {
        .kind = PLAN_LABEL,
        .selection = SELECT_INPUT_ORDER,
        .split = SPLIT_MIN,
    };
    var *vars = arena_alloc(arena, taking->hinted.count * sizeof *vars);
    VEC_FOR_EACH (x, taking->hinted) {
        if (!taking->hints[x->index].labelled)
            vars[node.var_count++] = *x;
    }
    node.vars = vars;
    node.warm = hints_for(taking, vars, node.var_count);
    return node.var_count > 0 ? add_node(taking, &node) : PLAN_NONE;
}

void search_annotations_take(struct loader *loader, const struct ast *ast)
{
    struct taking taking = {.loader = loader, .ast = ast};
    const struct ast_values *annotations = &ast->solve.annotations;
    VEC(uint32_t) children = {0};
    for (uint32_t i = 0; i < annotations->count; i++)
        gather_hints(&taking, &annotations->items[i]);
    for (uint32_t i = 0; i < annotations->count; i++) {
        uint32_t child = take_search(&taking, &annotations->items[i]);
        if (child != PLAN_NONE)
            VEC_PUSH(children, child);
    }
    uint32_t rest = take_rest(&taking);
    if (rest != PLAN_NONE)
        VEC_PUSH(children, rest);
    if (!loader->free_search)
        loader->model->plan_root =
            add_sequence(&taking, children.items, children.count);
    VEC_CLEAR(children);
    VEC_CLEAR(taking.hinted);
    free(taking.hints);
}
