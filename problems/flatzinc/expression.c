/* expression.c — see expression.h */
#include "problems/flatzinc/expression.h"

#include "problems/flatzinc/literal.h"
#include "problems/flatzinc/reader.h"

#include <stdio.h>

/* Of calls in calls: real models stay below ten. */
enum {
    EXPRESSION_MAX_DEPTH = 200
};

static const char *const type_names[] = {
    [AST_TYPE_BOOL] = "bool",
    [AST_TYPE_INT] = "int",
    [AST_TYPE_FLOAT] = "float",
    [AST_TYPE_SET] = "set of int",
    [AST_TYPE_FLOAT_SET] = "set of float",
};

/* Names */

static bool read_arguments(
    struct reader *reader, uint32_t symbol, const struct ast_call **ret_call);

/* x[i], with the "[" to look at. */
static bool read_indexed(
    struct reader *reader, const struct ast_array *array, uint32_t offset,
    struct ast_value *ret_value)
{
    lexer_next(&reader->lexer);
    struct token index = reader->lexer.token;
    if (index.kind != TOKEN_INT || index.integer < 1 ||
        index.integer > array->count) {
        char what[64];
        snprintf(what, sizeof what, "an index from 1 to %u", array->count);
        return reader_expected(reader, what);
    }
    lexer_next(&reader->lexer);
    *ret_value = ast_element(array, (uint32_t)index.integer - 1, offset);
    ret_value->offset = offset;
    return reader_expect(reader, ']', "']' after an index");
}

/* A call in an annotation, its name in symbol and the "(" to look at. */
static bool read_nested_call(
    struct reader *reader, uint32_t symbol, struct ast_value *ret_value)
{
    if (reader->depth == EXPRESSION_MAX_DEPTH)
        return reader_expected(reader, "annotations less deeply nested");
    reader->depth++;
    ret_value->kind = AST_CALL;
    if (!read_arguments(reader, symbol, &ret_value->call))
        return false;
    reader->depth--;
    return true;
}

static bool read_name(struct reader *reader, struct ast_value *ret_value)
{
    uint32_t offset = reader->lexer.token.offset, symbol;
    if (!reader_name(reader, "a name", &symbol))
        return false;
    *ret_value = reader->ast->symbols[symbol].meaning;
    ret_value->offset = offset;
    if (reader->annotating && reader_at(reader, '('))
        return read_nested_call(reader, symbol, ret_value);
    if (ret_value->kind == AST_ARRAY && reader_at(reader, '['))
        return read_indexed(reader, ret_value->array, offset, ret_value);
    if (ret_value->kind != AST_NONE)
        return true;
    if (!reader->annotating)
        return reader_refused(reader, "a declared name", ret_value);
    ret_value->kind = AST_NAME;
    ret_value->symbol = symbol;
    return true;
}

bool expression_read_single(struct reader *reader, struct ast_value *ret_value)
{
    return reader_at(reader, TOKEN_NAME) ? read_name(reader, ret_value)
                                         : literal_read(reader, ret_value);
}

/* Types */

static bool literal_fits(enum ast_type type, struct ast_value *value)
{
    enum ast_kind kind = value->kind;
    switch (type) {
    case AST_TYPE_BOOL:
        return kind == AST_BOOL;
    case AST_TYPE_INT:
        return kind == AST_INT || kind == AST_BIG || kind == AST_INFINITY;
    case AST_TYPE_FLOAT:
        if (kind == AST_INT || kind == AST_INFINITY) {
            value->real = literal_as_double(value);
            value->kind = AST_FLOAT;
        }
        return value->kind == AST_FLOAT;
    case AST_TYPE_SET:
        return kind == AST_RANGE || kind == AST_SET;
    case AST_TYPE_FLOAT_SET:
        return kind == AST_FLOAT_RANGE || kind == AST_FLOAT_SET ||
               kind == AST_RANGE || kind == AST_SET;
    }
    return false;
}

static bool refuse_type(
    struct reader *reader, const struct expression_type *type,
    const struct ast_value *value)
{
    char what[96], *end = what + sizeof what;
    char *at = what + snprintf(
                          what, sizeof what, "a value of type %s%s",
                          type->variable ? "var " : "", type_names[type->type]);
    if (value->kind == AST_VARIABLE)
        snprintf(
            at, (size_t)(end - at), " rather than var %s",
            type_names[reader->ast->variables[value->variable].type]);
    return reader_refused(reader, what, value);
}

bool expression_read_typed(
    struct reader *reader, const struct expression_type *type,
    struct ast_value *ret_value)
{
    if (!expression_read_single(reader, ret_value))
        return false;
    bool fits = literal_fits(type->type, ret_value);
    if (ret_value->kind == AST_VARIABLE)
        fits = type->variable &&
               type->type == reader->ast->variables[ret_value->variable].type;
    return fits || refuse_type(reader, type, ret_value);
}

/* Arrays, calls and annotations */

static bool read_element(
    struct reader *reader, const struct expression_type *type,
    struct ast_value *ret_value)
{
    if (type)
        return expression_read_typed(reader, type, ret_value);
    if (!expression_read_single(reader, ret_value))
        return false;
    return ret_value->kind != AST_ARRAY ||
           reader_refused(reader, "an element rather than an array", ret_value);
}

bool expression_read_array(
    struct reader *reader, const struct expression_type *type,
    struct ast_value *ret_value)
{
    struct builder builder;
    builder_init(&builder, &reader->stack, reader->lexer.token.offset, true);
    if (!reader_expect(reader, '[', "'[' before the elements of an array"))
        return false;
    if (!reader_at(reader, ']')) {
        do {
            struct ast_value element;
            if (!read_element(reader, type, &element))
                return false;
            builder_add(&builder, &element);
        } while (reader_accept(reader, ','));
    }
    if (!reader_expect(reader, ']', "',' or ']' in an array"))
        return false;
    struct ast_array *array = arena_take(reader->arena, sizeof *array);
    array->elements = builder.elements;
    array->count = builder.count;
    array->declared = AST_NO_INDEX;
    array->contents = builder_finish(&builder, reader->arena);
    *ret_value = (struct ast_value){
        .kind = AST_ARRAY, .offset = builder.offset, .array = array};
    return true;
}

static bool read_argument(struct reader *reader, struct ast_value *ret_value)
{
    return reader_at(reader, '[')
               ? expression_read_array(reader, NULL, ret_value)
               : expression_read_single(reader, ret_value);
}

static bool read_arguments(
    struct reader *reader, uint32_t symbol, const struct ast_call **ret_call)
{
    struct builder builder;
    builder_init(&builder, &reader->stack, reader->lexer.token.offset, false);
    if (!reader_expect(reader, '(', "'(' before arguments"))
        return false;
    if (!reader_at(reader, ')')) {
        do {
            struct ast_value argument;
            if (!read_argument(reader, &argument))
                return false;
            builder_add(&builder, &argument);
        } while (reader_accept(reader, ','));
    }
    if (!reader_expect(reader, ')', "',' or ')' after an argument"))
        return false;
    struct ast_call *call = arena_take(reader->arena, sizeof *call);
    call->symbol = symbol;
    call->arguments.count = builder.count;
    call->arguments.items = builder_finish(&builder, reader->arena);
    *ret_call = call;
    return true;
}

bool expression_read_call(
    struct reader *reader, const char *what, const struct ast_call **ret_call)
{
    uint32_t symbol;
    return reader_name(reader, what, &symbol) &&
           read_arguments(reader, symbol, ret_call);
}

bool expression_read_annotations(
    struct reader *reader, struct ast_values *ret_annotations)
{
    *ret_annotations = (struct ast_values){0};
    if (!reader_at(reader, TOKEN_COLONS))
        return true;
    struct builder builder;
    builder_init(&builder, &reader->stack, reader->lexer.token.offset, false);
    reader->annotating = true;
    while (reader_accept(reader, TOKEN_COLONS)) {
        struct ast_value annotation;
        if (!reader_at(reader, TOKEN_NAME) && !reader_at(reader, TOKEN_STRING))
            return reader_expected(reader, "an annotation");
        if (!expression_read_single(reader, &annotation))
            return false;
        builder_add(&builder, &annotation);
    }
    reader->annotating = false;
    ret_annotations->count = builder.count;
    ret_annotations->items = builder_finish(&builder, reader->arena);
    return true;
}
