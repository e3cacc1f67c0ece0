/* literal.c — see literal.h */
#include "problems/flatzinc/literal.h"

#include "problems/flatzinc/reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool at_number(const struct reader *reader)
{
    return reader_at(reader, TOKEN_INT) || reader_at(reader, TOKEN_FLOAT) ||
           reader_at(reader, TOKEN_BIG) || reader_at(reader, TOKEN_INFINITY);
}

static struct ast_value pass_number(struct reader *reader)
{
    struct token token = reader->lexer.token;
    struct ast_value value = {.offset = token.offset};
    if (token.kind == TOKEN_BIG) {
        value.kind = AST_BIG;
        value.length = token.length;
    } else if (token.kind == TOKEN_FLOAT) {
        value.kind = AST_FLOAT;
        value.real = token.real;
    } else {
        value.kind = token.kind == TOKEN_INT ? AST_INT : AST_INFINITY;
        value.integer = token.integer;
    }
    lexer_next(&reader->lexer);
    return value;
}

double literal_as_double(const struct ast_value *number)
{
    if (number->kind == AST_FLOAT)
        return number->real;
    return number->kind == AST_INFINITY ? (double)number->integer * INFINITY
                                        : (double)number->integer;
}

static int64_t as_range_end(const struct ast_value *number)
{
    if (number->kind == AST_INT)
        return number->integer;
    return number->integer > 0 ? INT64_MAX : INT64_MIN;
}

/* Turns value, with the ".." after it to look at, into the range it begins. */
static bool read_range(struct reader *reader, struct ast_value *value)
{
    const struct ast_value low = *value;
    lexer_next(&reader->lexer);
    if (!at_number(reader))
        return reader_expected(reader, "the upper end of a range");
    const struct ast_value high = pass_number(reader);
    if (low.kind == AST_BIG || high.kind == AST_BIG)
        return reader_refused(reader, "a range within 64 bits", &low);

    if (low.kind == AST_FLOAT || high.kind == AST_FLOAT) {
        struct ast_float_range *range =
            arena_take(reader->arena, sizeof *range);
        range->min = literal_as_double(&low);
        range->max = literal_as_double(&high);
        value->kind = AST_FLOAT_RANGE;
        value->float_range = range;
    } else {
        struct ast_range *range = arena_take(reader->arena, sizeof *range);
        range->min = as_range_end(&low);
        range->max = as_range_end(&high);
        value->kind = AST_RANGE;
        value->range = range;
    }
    return true;
}

static int compare_ints(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static int compare_floats(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Sorts 8-byte items and drops duplicates, in place. Most sets come sorted. */
static uint32_t sort_unique(
    void *items, uint32_t count, int compare(const void *, const void *))
{
    const size_t size = 8;
    char *start = items;
    uint32_t i = 1;
    while (i < count && compare(start + size * (i - 1), start + size * i) < 0)
        i++;
    if (i >= count)
        return count;
    qsort(items, count, size, compare);
    char *last = start;
    for (i = 1; i < count; i++)
        if (compare(last, start + size * i) != 0)
            memcpy(last += size, start + size * i, size);
    return (uint32_t)((size_t)(last - start) / size) + 1;
}

static void finish_set(
    struct reader *reader, struct builder *builder, struct ast_value *ret_value)
{
    uint32_t count = builder->count;
    void *items = builder_finish(builder, reader->arena);
    ret_value->offset = builder->offset;
    if (builder->elements == AST_FLOATS) {
        struct ast_float_set *set = arena_take(reader->arena, sizeof *set);
        set->items = items;
        set->count = sort_unique(items, count, compare_floats);
        ret_value->kind = AST_FLOAT_SET;
        ret_value->float_set = set;
    } else {
        struct ast_set *set = arena_take(reader->arena, sizeof *set);
        set->items = items;
        set->count = sort_unique(items, count, compare_ints);
        ret_value->kind = AST_SET;
        ret_value->set = set;
    }
}

static bool read_set(struct reader *reader, struct ast_value *ret_value)
{
    struct builder builder;
    builder_init(&builder, &reader->stack, reader->lexer.token.offset, true);
    lexer_next(&reader->lexer);
    int kind = reader_at(reader, TOKEN_FLOAT) ? TOKEN_FLOAT : TOKEN_INT;
    if (!reader_at(reader, '}')) {
        do {
            if (!reader_at(reader, kind))
                return reader_expected(
                    reader, kind == TOKEN_INT ? "an int of 64 bits in a set"
                                              : "a float in a set");
            struct ast_value item = pass_number(reader);
            builder_add(&builder, &item);
        } while (reader_accept(reader, ','));
    }
    if (!reader_expect(reader, '}', "',' or '}' in a set"))
        return false;
    finish_set(reader, &builder, ret_value);
    return true;
}

bool literal_read(struct reader *reader, struct ast_value *ret_value)
{
    struct token token = reader->lexer.token;
    *ret_value = (struct ast_value){.offset = token.offset};
    if (at_number(reader)) {
        *ret_value = pass_number(reader);
        if (reader_at(reader, TOKEN_DOTS))
            return read_range(reader, ret_value);
        return true;
    }
    if (token.kind == '{')
        return read_set(reader, ret_value);
    if (token.kind == TOKEN_TRUE || token.kind == TOKEN_FALSE) {
        ret_value->kind = AST_BOOL;
        ret_value->boolean = token.kind == TOKEN_TRUE;
    } else if (token.kind == TOKEN_STRING) {
        ret_value->kind = AST_STRING;
        ret_value->length = token.length;
    } else {
        return reader_expected(reader, "a value");
    }
    lexer_next(&reader->lexer);
    return true;
}
