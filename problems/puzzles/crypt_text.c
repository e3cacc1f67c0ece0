/* crypt_text.c — see crypt_text.h */
#include "problems/puzzles/crypt_text.h"

#include "coro/fatal.h"
#include "problems/puzzles/trouble.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *text, *at;
    struct crypt_text *sum;
    struct trouble *reterr;
};

void crypt_text_clear(struct crypt_text *text)
{
    for (size_t w = 0; w < text->word_count; w++)
        free(text->words[w].symbols);
    free(text->words);
    free(text->symbols);
    *text = (struct crypt_text){0};
}

static void *grown(void *items, size_t count, size_t size)
{
    items = realloc(items, count * size);
    if (!items)
        coro_fatal("out of memory");
    return items;
}

/* ---- Characters ---- */

static void pass_spaces(struct reader *reader)
{
    while (isspace((unsigned char)*reader->at))
        reader->at++;
}

/* The bytes of the letter at the place, or 0. */
static size_t letter_length(const char *at)
{
    enum {
        LONGEST = 4
    };
    unsigned char first = (unsigned char)*at;
    if (first < 0x80)
        return isalpha(first) ? 1 : 0;
    if (first < 0xc2)
        return 0;
    size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : LONGEST;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)at[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

static bool refuse(const struct reader *reader, const char *wanted)
{
    int column = (int)(reader->at - reader->text) + 1;
    if (!*reader->at)
        return trouble_set(
            reader->reterr, "%s is wanted at the end of '%s'", wanted,
            reader->text);
    size_t length = letter_length(reader->at);
    return trouble_set(
        reader->reterr, "%s is wanted at column %d of '%s', not '%.*s'", wanted,
        column, reader->text, length ? (int)length : 1, reader->at);
}

/* ---- Words ---- */

static uint32_t
symbol_index(struct crypt_text *sum, const char *at, size_t length)
{
    struct crypt_symbol symbol = {""};
    memcpy(symbol.text, at, length);
    for (size_t i = 0; i < sum->symbol_count; i++)
        if (strcmp(sum->symbols[i].text, symbol.text) == 0)
            return (uint32_t)i;
    sum->symbols =
        grown(sum->symbols, sum->symbol_count + 1, sizeof *sum->symbols);
    sum->symbols[sum->symbol_count] = symbol;
    return (uint32_t)sum->symbol_count++;
}

static bool read_word(struct reader *reader, bool right, bool minus, bool first)
{
    struct crypt_text *sum = reader->sum;
    pass_spaces(reader);
    if (letter_length(reader->at) == 0)
        return refuse(reader, "a word");
    sum->words = grown(sum->words, sum->word_count + 1, sizeof *sum->words);
    struct crypt_word *word = &sum->words[sum->word_count++];
    *word = (struct crypt_word){
        .sign = right == minus ? 1 : -1, .minus = minus, .side_first = first};
    size_t length;
    while ((length = letter_length(reader->at)) > 0) {
        word->symbols =
            grown(word->symbols, word->count + 1, sizeof *word->symbols);
        word->symbols[word->count++] = symbol_index(sum, reader->at, length);
        reader->at += length;
    }
    pass_spaces(reader);
    return true;
}

static bool read_side(struct reader *reader, bool right)
{
    if (!read_word(reader, right, false, true))
        return false;
    while (*reader->at == '+' || *reader->at == '-') {
        bool minus = *reader->at++ == '-';
        if (!read_word(reader, right, minus, false))
            return false;
    }
    return true;
}

bool crypt_text_read(
    const char *text, struct crypt_text *ret_text, struct trouble *reterr)
{
    *ret_text = (struct crypt_text){0};
    struct reader reader = {text, text, ret_text, reterr};
    if (!read_side(&reader, false))
        return false;
    if (*reader.at != '=')
        return refuse(&reader, "'+', '-' or '='");
    reader.at += reader.at[1] == '=' ? 2 : 1;
    if (!read_side(&reader, true))
        return false;
    return !*reader.at || refuse(&reader, "'+', '-' or the end");
}
