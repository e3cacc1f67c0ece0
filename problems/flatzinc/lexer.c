/* lexer.c — one switch on the class of a token's first byte
 *
 * A name is hashed while it is scanned, since every name is looked up. A number
 * is taken as an integer until a fraction or an exponent is seen; then it is
 * read again by strtod, which rounds correctly.
 */
#define _GNU_SOURCE /* strtod_l */
#include "problems/flatzinc/lexer.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum byte_class {
    CLASS_OTHER, /* must be 0: what the table does not name */
    CLASS_SPACE,
    CLASS_LETTER,
    CLASS_DIGIT,
    CLASS_MINUS,
    CLASS_DOT,
    CLASS_COLON,
    CLASS_PUNCTUATION,
    CLASS_QUOTE,      /* of a string */
    CLASS_NAME_QUOTE, /* of a name like 'two words' */
    CLASS_COMMENT,
};

static const uint8_t byte_classes[256] = {
    [' '] = CLASS_SPACE,          ['\t' ... '\r'] = CLASS_SPACE,
    ['a' ... 'z'] = CLASS_LETTER, ['A' ... 'Z'] = CLASS_LETTER,
    ['_'] = CLASS_LETTER,         ['0' ... '9'] = CLASS_DIGIT,
    ['-'] = CLASS_MINUS,          ['.'] = CLASS_DOT,
    [':'] = CLASS_COLON,          ['('] = CLASS_PUNCTUATION,
    [')'] = CLASS_PUNCTUATION,    ['['] = CLASS_PUNCTUATION,
    [']'] = CLASS_PUNCTUATION,    ['{'] = CLASS_PUNCTUATION,
    ['}'] = CLASS_PUNCTUATION,    [','] = CLASS_PUNCTUATION,
    [';'] = CLASS_PUNCTUATION,    ['='] = CLASS_PUNCTUATION,
    ['"'] = CLASS_QUOTE,          ['\''] = CLASS_NAME_QUOTE,
    ['%'] = CLASS_COMMENT,
};

static const struct keyword {
    char name[11];
    uint8_t length;
    int kind;
} keywords[] = {
    {"array", 5, TOKEN_ARRAY},
    {"bool", 4, TOKEN_BOOL},
    {"constraint", 10, TOKEN_CONSTRAINT},
    {"false", 5, TOKEN_FALSE},
    {"float", 5, TOKEN_FLOAT_TYPE},
    {"infinity", 8, TOKEN_INFINITY},
    {"int", 3, TOKEN_INT_TYPE},
    {"maximize", 8, TOKEN_MAXIMIZE},
    {"minimize", 8, TOKEN_MINIMIZE},
    {"of", 2, TOKEN_OF},
    {"predicate", 9, TOKEN_PREDICATE},
    {"satisfy", 7, TOKEN_SATISFY},
    {"set", 3, TOKEN_SET},
    {"solve", 5, TOKEN_SOLVE},
    {"true", 4, TOKEN_TRUE},
    {"var", 3, TOKEN_VAR},
};

static enum byte_class class_of(char byte)
{
    return byte_classes[(unsigned char)byte];
}

static bool is_digit(char byte)
{
    return class_of(byte) == CLASS_DIGIT;
}

static bool is_name_byte(char byte)
{
    return class_of(byte) == CLASS_LETTER || is_digit(byte);
}

/* The value of a digit; 16 or more if it is none in any radix. */
static unsigned digit_value(char byte)
{
    if (is_digit(byte))
        return (unsigned)(byte - '0');
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? (unsigned)(lower - 'a') + 10 : 16;
}

/* The token is what lies between its offset and end. */
static void finish(struct lexer *lexer, int kind, const char *end)
{
    lexer->token.kind = kind;
    lexer->token.length = (uint32_t)(end - lexer->text) - lexer->token.offset;
    lexer->cursor = end;
}

static int keyword_kind(const char *name, size_t length)
{
    if (length > 10 || *name < 'a' || *name > 'v')
        return TOKEN_NAME;
    for (size_t k = 0; k < sizeof keywords / sizeof *keywords; k++)
        if (keywords[k].length == length &&
            memcmp(keywords[k].name, name, length) == 0)
            return keywords[k].kind;
    return TOKEN_NAME;
}

/* FNV-1a: Fowler, Noll, Vo. */
static uint32_t hash_step(uint32_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * 16777619u;
}

static void lex_name(struct lexer *lexer, const char *start)
{
    const char *at = start;
    uint32_t hash = 2166136261u;
    for (; is_name_byte(*at); at++)
        hash = hash_step(hash, *at);
    finish(lexer, keyword_kind(start, (size_t)(at - start)), at);
    if (lexer->token.kind == TOKEN_INFINITY)
        lexer->token.integer = 1;
    else
        lexer->token.hash = hash;
}

static void lex_quoted_name(struct lexer *lexer, const char *start)
{
    const char *at = start + 1;
    uint32_t hash = 2166136261u;
    for (; *at != '\'' && *at != '\n' && *at != 0; at++)
        hash = hash_step(hash, *at);
    if (*at == '\'' && at > start + 1)
        finish(lexer, TOKEN_NAME, at + 1);
    else
        finish(lexer, TOKEN_STRAY, start + 1);
    lexer->token.hash = hash;
}

static void lex_string(struct lexer *lexer, const char *start)
{
    const char *at = start + 1;
    for (; *at != '"' && *at != '\n' && at < lexer->end; at++)
        if (*at == '\\' && at[1] != '\n' && at + 1 < lexer->end)
            at++;
    if (*at == '"')
        finish(lexer, TOKEN_STRING, at + 1);
    else
        finish(lexer, TOKEN_OPEN_STRING, at);
}

/* The end of a float whose first digits end at at; NULL if they are an integer.
 * In 1..9 and in 1.e5 the point does not belong to the number. */
static const char *float_end(const char *at)
{
    const char *end = NULL;
    if (at[0] == '.' && is_digit(at[1])) {
        for (at++; is_digit(*at); at++)
            ;
        end = at;
    }
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '-' || at[1] == '+' ? 2 : 1;
        if (!is_digit(*at))
            return end;
        for (; is_digit(*at); at++)
            ;
        end = at;
    }
    return end;
}

static void lex_float(struct lexer *lexer, const char *start, const char *end)
{
    double real = strtod_l(start, NULL, lexer->locale);
    finish(lexer, isfinite(real) ? TOKEN_FLOAT : TOKEN_HUGE, end);
    lexer->token.real = real;
}

static void lex_number(struct lexer *lexer, const char *start)
{
    bool negative = *start == '-';
    const char *at = start + negative;
    unsigned radix = 10;
    if (at[0] == '0' && at[1] == 'x' && digit_value(at[2]) < 16)
        radix = 16;
    else if (at[0] == '0' && at[1] == 'o' && digit_value(at[2]) < 8)
        radix = 8;
    if (radix != 10)
        at += 2;

    uint64_t magnitude = 0;
    bool big = false;
    for (unsigned digit; (digit = digit_value(*at)) < radix; at++) {
        big |= __builtin_mul_overflow(magnitude, radix, &magnitude);
        big |= __builtin_add_overflow(magnitude, digit, &magnitude);
    }
    const char *end = radix == 10 ? float_end(at) : NULL;
    if (end) {
        lex_float(lexer, start, end);
        return;
    }
    big |= magnitude > (uint64_t)INT64_MAX + negative;
    finish(lexer, big ? TOKEN_BIG : TOKEN_INT, at);
    lexer->token.integer = (int64_t)(negative ? -magnitude : magnitude);
}

/* A minus sign is part of a number: FlatZinc has no operators. */
static void lex_minus(struct lexer *lexer, const char *start)
{
    if (is_digit(start[1])) {
        lex_number(lexer, start);
        return;
    }
    lex_name(lexer, start + 1);
    if (lexer->token.kind == TOKEN_INFINITY)
        lexer->token.integer = -1;
    else
        finish(lexer, TOKEN_STRAY, start + 1);
}

static const char *skip_blank(const struct lexer *lexer)
{
    const char *at = lexer->cursor;
    for (;;) {
        while (class_of(*at) == CLASS_SPACE)
            at++;
        if (*at != '%')
            return at;
        at = memchr(at, '\n', (size_t)(lexer->end - at));
        if (!at)
            return lexer->end;
    }
}

void lexer_next(struct lexer *lexer)
{
    lexer->passed = (uint32_t)(lexer->cursor - lexer->text);
    const char *at = skip_blank(lexer);
    lexer->token.offset = (uint32_t)(at - lexer->text);
    switch (class_of(*at)) {
    case CLASS_LETTER:
        lex_name(lexer, at);
        return;
    case CLASS_DIGIT:
        lex_number(lexer, at);
        return;
    case CLASS_MINUS:
        lex_minus(lexer, at);
        return;
    case CLASS_PUNCTUATION:
        finish(lexer, *at, at + 1);
        return;
    case CLASS_COLON:
        if (at[1] == ':')
            finish(lexer, TOKEN_COLONS, at + 2);
        else
            finish(lexer, ':', at + 1);
        return;
    case CLASS_DOT:
        if (at[1] == '.')
            finish(lexer, TOKEN_DOTS, at + 2);
        else
            finish(lexer, TOKEN_STRAY, at + 1);
        return;
    case CLASS_QUOTE:
        lex_string(lexer, at);
        return;
    case CLASS_NAME_QUOTE:
        lex_quoted_name(lexer, at);
        return;
    case CLASS_SPACE:
    case CLASS_COMMENT:
    case CLASS_OTHER:
        break;
    }
    if (at == lexer->end)
        finish(lexer, TOKEN_END, at);
    else
        finish(lexer, TOKEN_STRAY, at + 1);
}

void lexer_init(struct lexer *lexer, const char *text, uint32_t size)
{
    *lexer = (struct lexer){
        .text = text,
        .end = text + size,
        .cursor = text,
        .locale = newlocale(LC_ALL_MASK, "C", (locale_t)0),
    };
    lexer_next(lexer);
}

void lexer_clear(struct lexer *lexer)
{
    freelocale(lexer->locale);
}

const char *lexer_excerpt(
    const struct lexer *lexer, uint32_t from, uint32_t to,
    char buffer[LEXER_EXCERPT])
{
    const uint32_t limit = LEXER_EXCERPT - 24;
    uint32_t length = to - from;
    const char *start = lexer->text + from;
    bool cut = length > limit;
    if (cut)
        for (length = limit; length > 0 && (start[length] & 0xC0) == 0x80;)
            length--; /* not inside a UTF-8 character */
    snprintf(
        buffer, LEXER_EXCERPT, "'%.*s%s'", (int)length, start,
        cut ? "..." : "");
    for (char *at = buffer; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = ' ';
    return buffer;
}

const char *
lexer_describe(const struct lexer *lexer, char buffer[LEXER_EXCERPT])
{
    const struct token *token = &lexer->token;
    uint32_t end = token->offset + token->length;
    unsigned char byte = (unsigned char)lexer->text[token->offset];
    if (token->kind == TOKEN_END)
        snprintf(buffer, LEXER_EXCERPT, "end of file");
    else if (token->kind == TOKEN_OPEN_STRING)
        snprintf(buffer, LEXER_EXCERPT, "a string without a closing quote");
    else if (token->kind == TOKEN_STRAY && (byte <= ' ' || byte >= 127))
        snprintf(buffer, LEXER_EXCERPT, "byte 0x%02x", byte);
    else
        lexer_excerpt(lexer, token->offset, end, buffer);
    if (token->kind == TOKEN_HUGE)
        strcat(buffer, ", too large");
    return buffer;
}
