/* reader.c — see reader.h */
#include "problems/flatzinc/reader.h"

bool reader_accept(struct reader *reader, int kind)
{
    if (!reader_at(reader, kind))
        return false;
    lexer_next(&reader->lexer);
    return true;
}

bool reader_expect(struct reader *reader, int kind, const char *what)
{
    return reader_accept(reader, kind) || reader_expected(reader, what);
}

bool reader_expected(struct reader *reader, const char *what)
{
    char found[LEXER_EXCERPT];
    return ast_error(
        reader->ast, reader->lexer.token.offset, reader->reterr,
        "expected %s, found %s", what, lexer_describe(&reader->lexer, found));
}

bool reader_name(struct reader *reader, const char *what, uint32_t *ret_symbol)
{
    struct token token = reader->lexer.token;
    if (!reader_expect(reader, TOKEN_NAME, what))
        return false;
    *ret_symbol =
        ast_intern(reader->ast, token.offset, token.length, token.hash);
    return true;
}

bool reader_refused(
    struct reader *reader, const char *what, const struct ast_value *value)
{
    char found[LEXER_EXCERPT];
    lexer_excerpt(&reader->lexer, value->offset, reader->lexer.passed, found);
    return ast_error(
        reader->ast, value->offset, reader->reterr, "expected %s, found %s",
        what, found);
}
