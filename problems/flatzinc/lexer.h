/* lexer.h — cuts a FlatZinc text into tokens
 *
 * The text must have a 0 byte beyond its end: the lexer stops there without
 * counting. It never fails: bytes that start no token become a token that no
 * rule of the grammar accepts, and the parser's complaint names it.
 *
 * Lines are not counted; a token knows its offset, and whoever reports an error
 * works out the rest (ast_locate).
 */
#ifndef PROBLEMS_FLATZINC_LEXER_H
#define PROBLEMS_FLATZINC_LEXER_H

#include <locale.h>
#include <stddef.h>
#include <stdint.h>

/* Punctuation of one byte is its own kind, as in ';'. */
enum token_kind {
    TOKEN_END = 256,
    TOKEN_NAME,     /* hash */
    TOKEN_INT,      /* integer */
    TOKEN_BIG,      /* an integer beyond 64 bits */
    TOKEN_FLOAT,    /* real */
    TOKEN_INFINITY, /* integer is 1 or -1 */
    TOKEN_STRING,   /* with its quotes */
    TOKEN_DOTS,     /* .. */
    TOKEN_COLONS,   /* :: */

    TOKEN_HUGE, /* a float beyond a double */
    TOKEN_OPEN_STRING,
    TOKEN_STRAY, /* a byte that starts no token */

    TOKEN_ARRAY,
    TOKEN_BOOL,
    TOKEN_CONSTRAINT,
    TOKEN_FALSE,
    TOKEN_FLOAT_TYPE,
    TOKEN_INT_TYPE,
    TOKEN_MAXIMIZE,
    TOKEN_MINIMIZE,
    TOKEN_OF,
    TOKEN_PREDICATE,
    TOKEN_SATISFY,
    TOKEN_SET,
    TOKEN_SOLVE,
    TOKEN_TRUE,
    TOKEN_VAR,
};

struct token {
    int kind; /* enum token_kind or a byte of punctuation */
    uint32_t offset, length;
    union {
        int64_t integer;
        double real;
        uint32_t hash;
    };
};

struct lexer {
    const char *text, *end, *cursor;
    struct token token; /* the one to look at */
    uint32_t passed;    /* where the token before it ended */
    locale_t locale;    /* "C": a decimal point is a point */
};

/* Reads the first token. The lexer borrows text; text[size] must be 0. */
void lexer_init(struct lexer *lexer, const char *text, uint32_t size);
void lexer_clear(struct lexer *lexer);

/* Goes on to the next token; at the end of the text it stays. */
void lexer_next(struct lexer *lexer);

enum {
    LEXER_EXCERPT = 64
}; /* bytes that hold any excerpt or description */

/* Writes the text from one offset to another in single quotes, cut if long and
 * without control characters. Returns buffer. */
const char *lexer_excerpt(
    const struct lexer *lexer, uint32_t from, uint32_t to,
    char buffer[LEXER_EXCERPT]);

/* Writes what the token is for an error message, as in "';'" or "end of file".
 * Returns buffer. */
const char *
lexer_describe(const struct lexer *lexer, char buffer[LEXER_EXCERPT]);

#endif
