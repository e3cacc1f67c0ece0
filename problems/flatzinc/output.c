/* output.c — see output.h */
#include "problems/flatzinc/output.h"

#include "coro/fatal.h"
#include "problems/buffer.h"
#include "problems/flatzinc/ast.h"
#include "problems/flatzinc/loader.h"
#include "solver/error.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Collecting ---- */

static char *copy_text(const struct buffer *text)
{
    char *copy = malloc(text->size + 1);
    if (!copy)
        coro_fatal("out of memory");
    memcpy(copy, text->bytes, text->size);
    copy[text->size] = 0;
    return copy;
}

/* Moves what the buffer holds to a new string. */
static char *take_text(struct buffer *text)
{
    char *copy = copy_text(text);
    text->size = 0;
    return copy;
}

static const struct ast_value *annotation_named(
    const struct ast *ast, const struct ast_values *annotations,
    const char *name)
{
    for (uint32_t i = 0; i < annotations->count; i++) {
        const struct ast_value *annotation = &annotations->items[i];
        uint32_t symbol;
        if (annotation->kind == AST_NAME)
            symbol = annotation->symbol;
        else if (annotation->kind == AST_CALL)
            symbol = annotation->call->symbol;
        else
            continue;
        if (ast_named(ast, symbol, name))
            return annotation;
    }
    return NULL;
}

static void
append_name(struct buffer *text, const struct ast *ast, uint32_t symbol)
{
    struct ast_text name = ast_name(ast, symbol);
    buffer_append(text, name.start, (size_t)name.length);
    buffer_append_text(text, " = ");
}

static void collect_variable(
    struct outputs *outputs, struct loader *loader, const struct ast *ast,
    uint32_t index, struct buffer *text)
{
    const struct ast_variable *variable = &ast->variables[index];
    append_name(text, ast, variable->symbol);
    var *x = malloc(sizeof *x);
    if (!x)
        coro_fatal("out of memory");
    *x = loader->vars.items[index];
    struct output output = {
        .before = take_text(text),
        .is_bool = variable->type == AST_TYPE_BOOL,
        .count = 1,
        .vars = x,
    };
    buffer_append_text(text, ";\n");
    output.after = take_text(text);
    VEC_PUSH(outputs->items, output);
}

/* The index sets of output_array([1..2,1..3]); NULL if it is something else. */
static const struct ast_array *index_sets(const struct ast_value *annotation)
{
    if (annotation->kind != AST_CALL || annotation->call->arguments.count != 1)
        return NULL;
    const struct ast_value *sets = annotation->call->arguments.items;
    if (sets->kind != AST_ARRAY || sets->array->count == 0)
        return NULL;
    for (uint32_t i = 0; i < sets->array->count; i++)
        if (ast_element(sets->array, i, 0).kind != AST_RANGE)
            return NULL;
    return sets->array;
}

/* "array2d(1..2, 1..3, [" */
static void append_index_sets(struct buffer *text, const struct ast_array *sets)
{
    buffer_append_text(text, "array");
    buffer_append_value(text, sets->count);
    buffer_append_text(text, "d(");
    for (uint32_t i = 0; i < sets->count; i++) {
        const struct ast_range *range = ast_element(sets, i, 0).range;
        if (range->min > range->max) {
            buffer_append_text(text, "{}, ");
            continue;
        }
        buffer_append_value(text, range->min);
        buffer_append_text(text, "..");
        buffer_append_value(text, range->max);
        buffer_append_text(text, ", ");
    }
}

static bool fits(const struct ast_value *element)
{
    return element->kind == AST_VARIABLE || element->kind == AST_BOOL ||
           (element->kind == AST_INT && element->integer >= VALUE_MIN);
}

static bool collect_array(
    struct outputs *outputs, struct loader *loader, const struct ast *ast,
    const struct ast_array_item *item, const struct ast_value *annotation,
    struct error *reterr)
{
    const struct ast_array *sets = index_sets(annotation);
    if (!sets)
        return ast_error(
            ast, annotation->offset, reterr,
            "output_array must have an array of index sets like 1..3");
    struct buffer text = {0};
    append_name(&text, ast, item->symbol);
    append_index_sets(&text, sets);
    buffer_append_text(&text, "[");
    struct output output = {
        .before = take_text(&text),
        .is_bool = item->type == AST_TYPE_BOOL,
        .count = item->array->count,
        .vars = calloc(item->array->count + 1, sizeof(var)),
    };
    buffer_append_text(&text, "]);\n");
    output.after = take_text(&text);
    buffer_clear(&text);
    if (!output.vars)
        coro_fatal("out of memory");
    VEC_PUSH(outputs->items, output);
    for (uint32_t i = 0; i < output.count; i++) {
        struct ast_value element = ast_element(item->array, i, 0);
        if (!fits(&element))
            return ast_error(
                ast, ast->symbols[item->symbol].offset, reterr,
                "cannot print element %u: neither an int nor a bool", i + 1);
        output.vars[i] = loader_var(loader, &element);
    }
    return true;
}

bool output_collect(
    struct outputs *outputs, struct loader *loader, const struct ast *ast,
    struct error *reterr)
{
    struct buffer text = {0};
    for (uint32_t i = 0; i < ast->variable_count; i++)
        if (annotation_named(ast, &ast->variables[i].annotations, "output_var"))
            collect_variable(outputs, loader, ast, i, &text);
    buffer_clear(&text);
    for (uint32_t i = 0; i < ast->array_count; i++) {
        const struct ast_array_item *item = &ast->arrays[i];
        const struct ast_value *annotation =
            annotation_named(ast, &item->annotations, "output_array");
        if (annotation &&
            !collect_array(outputs, loader, ast, item, annotation, reterr))
            return false;
    }
    return true;
}

void output_clear(struct outputs *outputs)
{
    VEC_FOR_EACH (output, outputs->items) {
        free(output->before);
        free(output->after);
        free(output->vars);
    }
    VEC_CLEAR(outputs->items);
}

/* ---- Printing ---- */

static void
append_element(const struct output *output, value v, struct buffer *buffer)
{
    if (output->is_bool)
        buffer_append_text(buffer, v ? "true" : "false");
    else
        buffer_append_value(buffer, v);
}

void output_solution(
    const struct outputs *outputs, const value *values, struct buffer *buffer)
{
    VEC_FOR_EACH (output, outputs->items) {
        buffer_append_text(buffer, output->before);
        for (uint32_t i = 0; i < output->count; i++) {
            if (i > 0)
                buffer_append_text(buffer, ", ");
            append_element(output, values[output->vars[i].index], buffer);
        }
        buffer_append_text(buffer, output->after);
    }
    buffer_append_text(buffer, "----------\n");
}
