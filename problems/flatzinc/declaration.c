/* declaration.c — see declaration.h
 *
 * The name gets its meaning only when the whole item has been read: no item can
 * refer to itself.
 */
#include "problems/flatzinc/declaration.h"

#include "problems/flatzinc/expression.h"
#include "problems/flatzinc/literal.h"
#include "problems/flatzinc/parser.h"
#include "problems/flatzinc/reader.h"

/* What stands before the name. */
struct declared_type {
    struct expression_type basic;
    struct ast_value domain; /* NONE unless the type is a range or a set */
};

/* A type in the form of a literal, as in 1..9, {1,3,5} and 0.5..1.5. */
static bool read_domain(struct reader *reader, struct declared_type *ret_type)
{
    if (!literal_read(reader, &ret_type->domain))
        return false;
    enum ast_kind kind = ret_type->domain.kind;
    if (kind == AST_RANGE || kind == AST_SET)
        ret_type->basic.type = AST_TYPE_INT;
    else if (kind == AST_FLOAT_RANGE || kind == AST_FLOAT_SET)
        ret_type->basic.type = AST_TYPE_FLOAT;
    else
        return reader_refused(reader, "a range or a set", &ret_type->domain);
    return true;
}

static bool read_basic_type(
    struct reader *reader, const char *what, struct declared_type *ret_type)
{
    if (reader_accept(reader, TOKEN_BOOL))
        ret_type->basic.type = AST_TYPE_BOOL;
    else if (reader_accept(reader, TOKEN_INT_TYPE))
        ret_type->basic.type = AST_TYPE_INT;
    else if (reader_accept(reader, TOKEN_FLOAT_TYPE))
        ret_type->basic.type = AST_TYPE_FLOAT;
    else if (
        reader_at(reader, '{') || reader_at(reader, TOKEN_INT) ||
        reader_at(reader, TOKEN_FLOAT) || reader_at(reader, TOKEN_BIG) ||
        reader_at(reader, TOKEN_INFINITY))
        return read_domain(reader, ret_type);
    else
        return reader_expected(reader, what);
    return true;
}

static bool read_type(
    struct reader *reader, const char *what, struct declared_type *ret_type)
{
    *ret_type = (struct declared_type){0};
    ret_type->basic.variable = reader_accept(reader, TOKEN_VAR);
    if (ret_type->basic.variable)
        what = "a type after 'var'";
    if (!reader_accept(reader, TOKEN_SET))
        return read_basic_type(reader, what, ret_type);
    if (!reader_expect(reader, TOKEN_OF, "'of' after 'set'"))
        return false;
    ret_type->domain.offset = reader->lexer.token.offset;
    if (!read_basic_type(reader, "a type after 'set of'", ret_type))
        return false;
    enum ast_type element = ret_type->basic.type;
    bool floats = element == AST_TYPE_FLOAT;
    if (element == AST_TYPE_BOOL || (floats && ret_type->basic.variable))
        return reader_refused(reader, "a set of int", &ret_type->domain);
    ret_type->basic.type = floats ? AST_TYPE_FLOAT_SET : AST_TYPE_SET;
    return true;
}

/* ": name", a name that stands for nothing yet. */
static bool read_new_name(struct reader *reader, uint32_t *ret_symbol)
{
    if (!reader_expect(reader, ':', "':' after a type"))
        return false;
    struct token token = reader->lexer.token;
    if (!reader_name(reader, "a name after ':'", ret_symbol))
        return false;
    struct ast_symbol *symbol = &reader->ast->symbols[*ret_symbol];
    if (symbol->meaning.kind != AST_NONE) {
        char found[LEXER_EXCERPT];
        int line, column;
        ast_locate(reader->ast, symbol->offset, &line, &column);
        lexer_excerpt(
            &reader->lexer, token.offset, reader->lexer.passed, found);
        return ast_error(
            reader->ast, token.offset, reader->reterr,
            "expected a new name, found %s, declared at %d:%d", found, line,
            column);
    }
    symbol->offset = token.offset;
    return true;
}

static void
define(struct reader *reader, uint32_t symbol, const struct ast_value *meaning)
{
    reader->ast->symbols[symbol].meaning = *meaning;
}

static bool
declare_variable(struct reader *reader, const struct ast_variable *variable)
{
    struct ast *ast = reader->ast;
    uint32_t index = ast_add_variable(ast, variable);
    struct ast_value meaning = {.kind = AST_VARIABLE, .variable = index};
    define(reader, variable->symbol, &meaning);
    const struct parser_consumer *consumer = reader->consumer;
    return !consumer->variable ||
           consumer->variable(consumer->context, ast, index, reader->reterr);
}

/* "= value", which a variable need not have. */
static bool read_value(
    struct reader *reader, const struct expression_type *type,
    struct ast_value *ret_value)
{
    *ret_value = (struct ast_value){0};
    if (!reader_accept(reader, '='))
        return type->variable ||
               reader_expected(reader, "'=' and the value of a parameter");
    return expression_read_typed(reader, type, ret_value);
}

/* A parameter or a variable. */
static bool read_scalar(struct reader *reader)
{
    static const char what[] = "a declaration, a constraint or the solve item";
    struct declared_type type;
    uint32_t symbol;
    struct ast_values annotations;
    struct ast_value value;
    if (!read_type(reader, what, &type) || !read_new_name(reader, &symbol) ||
        !expression_read_annotations(reader, &annotations) ||
        !read_value(reader, &type.basic, &value) ||
        !reader_expect(reader, ';', "';' after a declaration"))
        return false;
    if (!type.basic.variable) {
        define(reader, symbol, &value);
        return true;
    }
    const struct ast_variable variable = {
        .symbol = symbol,
        .type = type.basic.type,
        .domain = type.domain,
        .value = value,
        .annotations = annotations,
    };
    return declare_variable(reader, &variable);
}

/* "array [1..n] of"; n is -1 for "array [int] of". */
static bool read_index_set(struct reader *reader, int64_t *ret_size)
{
    *ret_size = -1;
    if (!reader_expect(reader, '[', "'[' after 'array'"))
        return false;
    if (!reader_accept(reader, TOKEN_INT_TYPE)) {
        struct ast_value indices;
        if (!literal_read(reader, &indices))
            return false;
        if (indices.kind != AST_RANGE || indices.range->min != 1 ||
            indices.range->max < 0)
            return reader_refused(reader, "an index set 1..n", &indices);
        *ret_size = indices.range->max;
    }
    return reader_expect(reader, ']', "']' after an index set") &&
           reader_expect(reader, TOKEN_OF, "'of' after an index set");
}

/* An array literal, or the name of an array declared before. */
static bool read_elements(
    struct reader *reader, const struct expression_type *type,
    struct ast_value *ret_value)
{
    if (!reader_at(reader, TOKEN_NAME))
        return expression_read_array(reader, type, ret_value);
    if (!expression_read_single(reader, ret_value))
        return false;
    const struct ast_array_item *items = reader->ast->arrays;
    if (ret_value->kind == AST_ARRAY) {
        const struct ast_array_item *item = &items[ret_value->array->declared];
        if (item->type == type->type && item->variable <= type->variable)
            return true;
    }
    return reader_refused(reader, "an array of the declared type", ret_value);
}

static void declare_array(struct reader *reader, struct ast_array_item *item)
{
    struct ast_array *array = arena_take(reader->arena, sizeof *array);
    *array = *item->array;
    array->declared = reader->ast->array_count;
    item->array = array;
    ast_add_array(reader->ast, item);
    struct ast_value meaning = {.kind = AST_ARRAY, .array = array};
    define(reader, item->symbol, &meaning);
}

static bool read_array(struct reader *reader)
{
    int64_t size;
    struct declared_type type;
    uint32_t symbol;
    struct ast_values annotations;
    struct ast_value value;
    if (!read_index_set(reader, &size) ||
        !read_type(reader, "a type after 'of'", &type) ||
        !read_new_name(reader, &symbol) ||
        !expression_read_annotations(reader, &annotations) ||
        !reader_expect(reader, '=', "'=' and the elements of an array") ||
        !read_elements(reader, &type.basic, &value) ||
        !reader_expect(reader, ';', "';' after a declaration"))
        return false;
    if (size >= 0 && value.array->count != size)
        return ast_error(
            reader->ast, value.offset, reader->reterr,
            "expected %lld elements, found %u", (long long)size,
            value.array->count);
    struct ast_array_item item = {
        .symbol = symbol,
        .type = type.basic.type,
        .variable = type.basic.variable,
        .array = value.array,
        .annotations = annotations,
    };
    declare_array(reader, &item);
    return true;
}

bool declaration_read(struct reader *reader)
{
    return reader_accept(reader, TOKEN_ARRAY) ? read_array(reader)
                                              : read_scalar(reader);
}
