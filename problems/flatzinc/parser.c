/* parser.c — the items of a FlatZinc file; see parser.h and reader.h */
#include "problems/flatzinc/parser.h"

#include "coro/fatal.h"
#include "problems/flatzinc/declaration.h"
#include "problems/flatzinc/expression.h"
#include "problems/flatzinc/reader.h"
#include "problems/flatzinc/source.h"
#include "solver/error.h"

#include <stdlib.h>
#include <string.h>

/* The word "predicate" has been passed. A predicate says nothing that the
 * consumer's table of constraints does not say better: it is skipped. */
static bool read_predicate(struct reader *reader)
{
    if (!reader_expect(reader, TOKEN_NAME, "a name after 'predicate'") ||
        !reader_expect(reader, '(', "'(' after the name of a predicate"))
        return false;
    for (uint32_t open = 1; open > 0; lexer_next(&reader->lexer)) {
        if (reader_at(reader, '('))
            open++;
        else if (reader_at(reader, ')'))
            open--;
        else if (
            reader_at(reader, TOKEN_END) || reader_at(reader, ';') ||
            reader_at(reader, TOKEN_STRAY) ||
            reader_at(reader, TOKEN_OPEN_STRING))
            return reader_expected(reader, "')' after predicate parameters");
    }
    return reader_expect(reader, ';', "';' after a predicate");
}

/* The word "constraint" has been passed. */
static bool read_constraint(struct reader *reader)
{
    struct ast_constraint constraint = {.offset = reader->lexer.token.offset};
    reader->arena = &reader->scratch;
    if (!expression_read_call(
            reader, "a name after 'constraint'", &constraint.call) ||
        !expression_read_annotations(reader, &constraint.annotations) ||
        !reader_expect(reader, ';', "';' after a constraint"))
        return false;
    const struct parser_consumer *consumer = reader->consumer;
    if (consumer->constraint &&
        !consumer->constraint(
            consumer->context, reader->ast, &constraint, reader->reterr))
        return false;
    arena_reset(&reader->scratch);
    reader->arena = &reader->ast->arena;
    return true;
}

static bool is_objective(const struct ast *ast, const struct ast_value *value)
{
    if (value->kind == AST_VARIABLE) {
        enum ast_type type = ast->variables[value->variable].type;
        return type == AST_TYPE_INT || type == AST_TYPE_FLOAT;
    }
    return value->kind == AST_INT || value->kind == AST_BIG ||
           value->kind == AST_FLOAT;
}

static bool read_objective(struct reader *reader, struct ast_value *ret_value)
{
    if (!expression_read_single(reader, ret_value))
        return false;
    return is_objective(reader->ast, ret_value) ||
           reader_refused(reader, "an int or float objective", ret_value);
}

/* The word "solve", at offset, has been passed. */
static bool read_solve(struct reader *reader, uint32_t offset)
{
    struct ast_solve *solve = &reader->ast->solve;
    solve->offset = offset;
    if (!expression_read_annotations(reader, &solve->annotations))
        return false;
    if (reader_accept(reader, TOKEN_SATISFY))
        solve->goal = AST_SATISFY;
    else if (reader_accept(reader, TOKEN_MINIMIZE))
        solve->goal = AST_MINIMIZE;
    else if (reader_accept(reader, TOKEN_MAXIMIZE))
        solve->goal = AST_MAXIMIZE;
    else
        return reader_expected(reader, "'satisfy', 'minimize' or 'maximize'");
    if (solve->goal != AST_SATISFY &&
        !read_objective(reader, &solve->objective))
        return false;
    return reader_expect(reader, ';', "';' after the solve item");
}

static bool read_items(struct reader *reader)
{
    bool solved = false;
    while (!reader_at(reader, TOKEN_END)) {
        uint32_t offset = reader->lexer.token.offset;
        bool good;
        if (reader_accept(reader, TOKEN_CONSTRAINT))
            good = read_constraint(reader);
        else if (reader_accept(reader, TOKEN_PREDICATE))
            good = read_predicate(reader);
        else if (!solved && reader_accept(reader, TOKEN_SOLVE))
            good = solved = read_solve(reader, offset);
        else if (reader_at(reader, TOKEN_SOLVE))
            good = reader_expected(reader, "only one solve item");
        else
            good = declaration_read(reader);
        if (!good)
            return false;
    }
    return solved || reader_expected(reader, "a solve item");
}

/* Takes text. */
static bool read_ast(
    const char *name, char *text, uint32_t size,
    const struct parser_consumer *consumer, struct ast **ret_ast,
    struct error *reterr)
{
    struct ast *ast = ast_new(name, text, size);
    struct reader reader = {
        .ast = ast,
        .arena = &ast->arena,
        .consumer = consumer,
        .reterr = reterr,
    };
    lexer_init(&reader.lexer, text, size);
    bool good = read_items(&reader);
    lexer_clear(&reader.lexer);
    arena_clear(&reader.scratch);
    free(reader.stack.bytes);
    if (good)
        *ret_ast = ast;
    else
        ast_free(ast);
    return good;
}

bool parser_read_file(
    const char *path, const struct parser_consumer *consumer,
    struct ast **ret_ast, struct error *reterr)
{
    char *text;
    uint32_t size;
    return source_read(path, &text, &size, reterr) &&
           read_ast(path, text, size, consumer, ret_ast, reterr);
}

bool parser_read_text(
    const char *name, const char *text, size_t size,
    const struct parser_consumer *consumer, struct ast **ret_ast,
    struct error *reterr)
{
    if (size > SOURCE_MAX) {
        error_set(reterr, name, 0, 0, "cannot read: more than 2 GiB");
        return false;
    }
    char *copy = malloc(size + 1);
    if (!copy)
        coro_fatal("out of memory");
    memcpy(copy, text, size);
    copy[size] = 0;
    return read_ast(name, copy, (uint32_t)size, consumer, ret_ast, reterr);
}
