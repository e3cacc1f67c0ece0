/* loader.c — see loader.h */
#include "problems/flatzinc/loader.h"

#include "coro/fatal.h"
#include "problems/flatzinc/ast.h"
#include "solver/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct loader_constant {
    value v;
    var x;
    bool used;
};

void loader_init(struct loader *loader, struct model *model)
{
    *loader = (struct loader){.model = model, .line = 1};
}

void loader_clear(struct loader *loader)
{
    VEC_CLEAR(loader->vars);
    VEC_CLEAR(loader->pushed_vars);
    VEC_CLEAR(loader->pushed_values);
    free(loader->constants.slots);
}

/* ---- Constants ---- */

static struct loader_constant *
find_slot(const struct loader_constants *table, value v)
{
    uint64_t hash = (uint64_t)v * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t mask = table->slot_count - 1;
    uint32_t slot = (uint32_t)(hash >> 32) & mask;
    while (table->slots[slot].used && table->slots[slot].v != v)
        slot = (slot + 1) & mask;
    return &table->slots[slot];
}

static void grow_constants(struct loader_constants *table)
{
    enum {
        FIRST_SLOTS = 64
    };
    struct loader_constants old = *table;
    table->slot_count = old.slot_count ? old.slot_count * 2 : FIRST_SLOTS;
    table->slots = calloc(table->slot_count, sizeof *table->slots);
    if (!table->slots)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < old.slot_count; i++)
        if (old.slots[i].used)
            *find_slot(table, old.slots[i].v) = old.slots[i];
    free(old.slots);
}

var loader_constant(struct loader *loader, value v)
{
    struct loader_constants *table = &loader->constants;
    if (table->used * 2 >= table->slot_count)
        grow_constants(table);
    struct loader_constant *slot = find_slot(table, v);
    if (!slot->used) {
        *slot = (struct loader_constant){
            .v = v, .x = model_constant(loader->model, v), .used = true};
        table->used++;
    }
    return slot->x;
}

/* ---- Variables ---- */

var loader_var(struct loader *loader, const struct ast_value *x)
{
    if (x->kind == AST_VARIABLE)
        return loader->vars.items[x->variable];
    assert(x->kind == AST_INT || x->kind == AST_BOOL);
    return loader_constant(
        loader, x->kind == AST_BOOL ? x->boolean : x->integer);
}

struct loader_ranges loader_ranges(const struct ast_value *set)
{
    struct loader_ranges ranges = {0};
    if (set->kind == AST_RANGE) {
        value min = set->range->min, max = set->range->max;
        if (min < VALUE_MIN)
            min = VALUE_MIN;
        if (min <= max)
            VEC_PUSH(ranges.runs, (struct range){min, max});
        return ranges;
    }
    const struct ast_set *items = set->set;
    for (uint32_t i = 0; i < items->count; i++) {
        value v = items->items[i];
        if (v < VALUE_MIN)
            continue;
        size_t count = ranges.runs.count;
        if (count > 0 && ranges.runs.items[count - 1].max == v - 1)
            ranges.runs.items[count - 1].max = v;
        else
            VEC_PUSH(ranges.runs, (struct range){v, v});
    }
    return ranges;
}

static bool has_domain(const struct ast_variable *variable)
{
    return variable->domain.kind == AST_RANGE ||
           variable->domain.kind == AST_SET;
}

/* A variable declared equal to another variable or to a constant. */
static var
declare_equal(struct loader *loader, const struct ast_variable *variable)
{
    struct model *model = loader->model;
    var x = loader_var(loader, &variable->value);
    if (!has_domain(variable))
        return x;
    struct loader_ranges ranges = loader_ranges(&variable->domain);
    uint32_t count = (uint32_t)ranges.runs.count;
    if (!model_intersect(model, x, ranges.runs.items, count))
        model->failed = true;
    VEC_CLEAR(ranges.runs);
    return x;
}

static var
declare_new(struct loader *loader, const struct ast_variable *variable)
{
    struct model *model = loader->model;
    if (variable->type == AST_TYPE_BOOL)
        return model_bool(model);
    if (!has_domain(variable))
        return model_var(model, VALUE_MIN, VALUE_MAX);
    struct loader_ranges ranges = loader_ranges(&variable->domain);
    var x =
        model_var_ranges(model, ranges.runs.items, (uint32_t)ranges.runs.count);
    VEC_CLEAR(ranges.runs);
    return x;
}

/* Gives a variable that the user may know its name; the compiler's own names
 * would only take memory. */
static void name_variable(struct loader *loader, var x, struct ast_text name)
{
    static const char introduced[] = "X_INTRODUCED_";
    char buffer[64];
    if (name.length >= (int)sizeof buffer ||
        strncmp(name.start, introduced, sizeof introduced - 1) == 0 ||
        loader->model->vars.items[x.index].name)
        return;
    memcpy(buffer, name.start, (size_t)name.length);
    buffer[name.length] = 0;
    model_name(loader->model, x, buffer);
}

/* What this layer cannot hold; NULL if it can. */
static const char *unsupported(const struct ast_variable *variable)
{
    switch (variable->type) {
    case AST_TYPE_FLOAT:
        return "float variables";
    case AST_TYPE_SET:
    case AST_TYPE_FLOAT_SET:
        return "set variables";
    case AST_TYPE_BOOL:
    case AST_TYPE_INT:
        break;
    }
    const struct ast_value *initial = &variable->value;
    bool fits = initial->kind == AST_NONE || initial->kind == AST_VARIABLE ||
                initial->kind == AST_BOOL ||
                (initial->kind == AST_INT && initial->integer >= VALUE_MIN);
    return fits ? NULL : "variables beyond 64 bits";
}

bool loader_declare(
    struct loader *loader, const struct ast *ast, uint32_t index,
    struct error *reterr)
{
    const struct ast_variable *variable = &ast->variables[index];
    const char *kind = unsupported(variable);
    struct ast_text name = ast_name(ast, variable->symbol);
    if (kind)
        return ast_error(
            ast, ast->symbols[variable->symbol].offset, reterr,
            "%s are not supported: %.*s", kind, name.length, name.start);
    bool is_new = variable->value.kind == AST_NONE;
    var x = is_new ? declare_new(loader, variable)
                   : declare_equal(loader, variable);
    assert(loader->vars.count == index);
    VEC_PUSH(loader->vars, x);
    if (variable->type == AST_TYPE_BOOL)
        loader->bool_count++;
    else
        loader->int_count++;
    if (is_new)
        name_variable(loader, x, name);
    return true;
}

/* ---- Places ---- */

void loader_locate(
    struct loader *loader, const struct ast *ast, uint32_t offset,
    uint32_t *ret_line, uint32_t *ret_column)
{
    const char *at = ast->text + loader->place, *end = ast->text + offset;
    assert(at <= end);
    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        at++;
        loader->line++;
        loader->line_start = (uint32_t)(at - ast->text);
    }
    loader->place = offset;
    *ret_line = (uint32_t)loader->line;
    *ret_column = offset - loader->line_start + 1;
}

void loader_warn(
    const struct loader *loader, const struct ast *ast, uint32_t offset,
    const char *format, ...)
{
    if (!loader->verbose)
        return;
    struct error warning = {.file = ast->file};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(warning.message, sizeof warning.message, format, arguments);
    va_end(arguments);
    ast_locate(ast, offset, &warning.line, &warning.column);
    fputs("warning: ", stderr);
    error_print(&warning, stderr);
}
