/* reader.h — what the parts of the parser share
 *
 * The grammar is read by recursive descent with one token to look at:
 * parser.c has the items, declaration.c the declarations, expression.c values
 * and annotations. Each function that reads returns false after it has set
 * *reader->reterr, and the whole descent then returns.
 *
 * Ownership: parser.c makes and clears the reader; the ast outlives it.
 */
#ifndef PROBLEMS_FLATZINC_READER_H
#define PROBLEMS_FLATZINC_READER_H

#include "problems/flatzinc/ast.h"
#include "problems/flatzinc/builder.h"
#include "problems/flatzinc/lexer.h"

struct parser_consumer;

struct reader {
    struct lexer lexer;
    struct ast *ast;
    struct arena *arena;  /* where values go: &ast->arena or &scratch */
    struct arena scratch; /* reset after each constraint */
    struct builder_stack stack;
    uint32_t depth;  /* of calls in calls */
    bool annotating; /* in an annotation names need no declaration */
    const struct parser_consumer *consumer;
    struct error *reterr;
};

static inline bool reader_at(const struct reader *reader, int kind)
{
    return reader->lexer.token.kind == kind;
}

/* Passes the token if it is of the kind. */
bool reader_accept(struct reader *reader, int kind);

/* The same, but another kind is an error: what the grammar wants instead, as in
 * "';' after a constraint". */
bool reader_expect(struct reader *reader, int kind, const char *what);

/* The error at the token to look at. Returns false. */
bool reader_expected(struct reader *reader, const char *what);

/* The error at a value, which ends with the last token passed. Returns false.
 */
bool reader_refused(
    struct reader *reader, const char *what, const struct ast_value *value);

/* Passes a name and gives its symbol. */
bool reader_name(struct reader *reader, const char *what, uint32_t *ret_symbol);

#endif
