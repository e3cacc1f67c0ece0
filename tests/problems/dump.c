/* dump.c — see dump.h */
#include "tests/problems/dump.h"

#include "problems/flatzinc/ast.h"
#include "problems/flatzinc/parser.h"
#include "solver/error.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static void
dump_value(FILE *out, const struct ast *ast, const struct ast_value *value);

static void dump_name(FILE *out, const struct ast *ast, uint32_t symbol)
{
    struct ast_text name = ast_name(ast, symbol);
    fprintf(out, "%.*s", name.length, name.start);
}

static void
dump_values(FILE *out, const struct ast *ast, const struct ast_values *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        fputs(i > 0 ? "," : "", out);
        dump_value(out, ast, &values->items[i]);
    }
}

static void dump_annotations(
    FILE *out, const struct ast *ast, const struct ast_values *annotations)
{
    if (annotations->count > 0)
        fputs(" :: ", out);
    dump_values(out, ast, annotations);
}

static void
dump_array(FILE *out, const struct ast *ast, const struct ast_array *array)
{
    if (array->declared != AST_NO_INDEX) {
        assert(ast->arrays[array->declared].array == array);
        dump_name(out, ast, ast->arrays[array->declared].symbol);
        fputc('=', out);
    }
    fprintf(out, "%c[", "BIFVM"[array->elements]);
    for (uint32_t i = 0; i < array->count; i++) {
        struct ast_value element = ast_element(array, i, 0);
        fputs(i > 0 ? "," : "", out);
        dump_value(out, ast, &element);
    }
    fputc(']', out);
}

static void dump_sets(FILE *out, const struct ast_value *value)
{
    fputc('{', out);
    if (value->kind == AST_SET)
        for (uint32_t i = 0; i < value->set->count; i++)
            fprintf(out, "%s%ld", i ? "," : "", (long)value->set->items[i]);
    else
        for (uint32_t i = 0; i < value->float_set->count; i++)
            fprintf(out, "%s%.9g", i ? "," : "", value->float_set->items[i]);
    fputc('}', out);
}

static void
dump_literal(FILE *out, const struct ast *ast, const struct ast_value *value)
{
    struct ast_text text = ast_literal(ast, value);
    const char *frame = value->kind == AST_BIG ? "big:%.*s" : "\"%.*s\"";
    fprintf(out, frame, text.length, text.start);
}

static void
dump_value(FILE *out, const struct ast *ast, const struct ast_value *value)
{
    switch (value->kind) {
    case AST_NONE:
        fputs("none", out);
        break;
    case AST_BOOL:
        fputs(value->boolean ? "true" : "false", out);
        break;
    case AST_INT:
        fprintf(out, "%ld", (long)value->integer);
        break;
    case AST_INFINITY:
        fputs(value->integer > 0 ? "infinity" : "-infinity", out);
        break;
    case AST_FLOAT:
        fprintf(out, "%.9gf", value->real);
        break;
    case AST_BIG:
    case AST_STRING:
        dump_literal(out, ast, value);
        break;
    case AST_RANGE:
        fprintf(
            out, "%ld..%ld", (long)value->range->min, (long)value->range->max);
        break;
    case AST_FLOAT_RANGE:
        fprintf(
            out, "%.9gf..%.9gf", value->float_range->min,
            value->float_range->max);
        break;
    case AST_SET:
    case AST_FLOAT_SET:
        dump_sets(out, value);
        break;
    case AST_VARIABLE:
        dump_name(out, ast, ast->variables[value->variable].symbol);
        break;
    case AST_ARRAY:
        dump_array(out, ast, value->array);
        break;
    case AST_NAME:
        fputc('\'', out);
        dump_name(out, ast, value->symbol);
        break;
    case AST_CALL:
        dump_name(out, ast, value->call->symbol);
        fputc('(', out);
        dump_values(out, ast, &value->call->arguments);
        fputc(')', out);
        break;
    }
}

static bool dump_constraint(
    void *context, const struct ast *ast,
    const struct ast_constraint *constraint, struct error *reterr)
{
    (void)reterr;
    struct ast_value call = {.kind = AST_CALL, .call = constraint->call};
    dump_value(context, ast, &call);
    dump_annotations(context, ast, &constraint->annotations);
    fputs("; ", context);
    return true;
}

/* The value and what comes before it, or nothing. */
static void dump_given(
    FILE *out, const struct ast *ast, const char *before,
    const struct ast_value *value)
{
    if (value->kind == AST_NONE)
        return;
    fputs(before, out);
    dump_value(out, ast, value);
}

static void dump_declarations(FILE *out, const struct ast *ast)
{
    static const char *const types[] = {"bool", "int", "float", "set", "fset"};
    for (uint32_t v = 0; v < ast->variable_count; v++) {
        const struct ast_variable *variable = &ast->variables[v];
        fprintf(out, "%s ", types[variable->type]);
        dump_name(out, ast, variable->symbol);
        dump_given(out, ast, " in ", &variable->domain);
        dump_given(out, ast, " = ", &variable->value);
        dump_annotations(out, ast, &variable->annotations);
        fputs("; ", out);
    }
    for (uint32_t a = 0; a < ast->array_count; a++) {
        const struct ast_array_item *item = &ast->arrays[a];
        fprintf(out, "%s%s ", item->variable ? "var " : "", types[item->type]);
        dump_array(out, ast, item->array);
        dump_annotations(out, ast, &item->annotations);
        fputs("; ", out);
    }
}

static void dump_solve(FILE *out, const struct ast *ast)
{
    const struct ast_solve *solve = &ast->solve;
    static const char *const goals[] = {"satisfy", "minimize", "maximize"};
    fputs(goals[solve->goal], out);
    dump_given(out, ast, " ", &solve->objective);
    dump_annotations(out, ast, &solve->annotations);
}

char *dump_text(const char *text, size_t size)
{
    char *result;
    size_t result_size;
    FILE *out = open_memstream(&result, &result_size);
    struct parser_consumer consumer = {
        .context = out,
        .constraint = dump_constraint,
    };
    struct ast *ast;
    struct error error;
    bool good = parser_read_text("t", text, size, &consumer, &ast, &error);
    if (good) {
        dump_declarations(out, ast);
        dump_solve(out, ast);
        ast_free(ast);
    }
    fclose(out);
    if (good)
        return result;
    free(result);
    out = open_memstream(&result, &result_size);
    error_print(&error, out);
    fclose(out);
    result[result_size - 1] = 0; /* without the line break */
    return result;
}
