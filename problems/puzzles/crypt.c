/* crypt.c — sums in letters: SEND + MORE = MONEY
 *
 * The sum is one linear equation over the letters' digits, exact however long
 * the words are. Beside it stand the columns of school arithmetic, which know
 * more about the last digits: letters + carry = base · next carry, where what
 * is on the right of the equals sign counts negative.
 */
#include "problems/puzzles/crypt_text.h"
#include "problems/puzzles/json.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/terminal.h"
#include "problems/puzzles/trouble.h"

#include "coro/fatal.h"

#include <gmp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct crypt {
    struct crypt_text text;
    int64_t base;
};

static void *allocate(size_t count, size_t size)
{
    void *items = calloc(count + 1, size);
    if (!items)
        coro_fatal("out of memory");
    return items;
}

/* ---- The model ---- */

/* Adds sign·base^k to the weight of each letter, k its place from the right. */
static void weigh_word(
    const struct crypt *crypt, const struct crypt_word *word, mpz_t *weights)
{
    mpz_t power;
    mpz_init_set_si(power, word->sign);
    for (size_t k = 0; k < word->count; k++) {
        uint32_t symbol = word->symbols[word->count - 1 - k];
        mpz_add(weights[symbol], weights[symbol], power);
        mpz_mul_si(power, power, crypt->base);
    }
    mpz_clear(power);
}

static void post_sum(struct puzzle *puzzle, const struct crypt *crypt)
{
    size_t count = puzzle->count;
    mpz_t *weights = allocate(count, sizeof *weights);
    char **texts = allocate(count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        mpz_init(weights[i]);
    for (size_t w = 0; w < crypt->text.word_count; w++)
        weigh_word(crypt, &crypt->text.words[w], weights);
    for (size_t i = 0; i < count; i++)
        texts[i] = mpz_get_str(NULL, 10, weights[i]);
    pando_linear_big(
        puzzle->model, (const char *const *)texts, puzzle->vars, count,
        PANDO_EQ, "0");
    for (size_t i = 0; i < count; i++) {
        free(texts[i]);
        mpz_clear(weights[i]);
    }
    free(texts);
    free(weights);
}

static size_t longest_word(const struct crypt_text *text)
{
    size_t longest = 0;
    for (size_t w = 0; w < text->word_count; w++)
        if (text->words[w].count > longest)
            longest = text->words[w].count;
    return longest;
}

/* Column k from the right: Σ sign·letter + carry_in - base·carry_out = 0. */
static void post_column(
    struct puzzle *puzzle, const struct crypt *crypt, size_t k,
    pando_var carry_in, pando_var carry_out)
{
    size_t word_count = crypt->text.word_count, count = 0;
    int64_t *weights = allocate(word_count + 2, sizeof *weights);
    pando_var *xs = allocate(word_count + 2, sizeof *xs);
    for (size_t w = 0; w < word_count; w++) {
        const struct crypt_word *word = &crypt->text.words[w];
        if (k >= word->count)
            continue;
        xs[count] = puzzle->vars[word->symbols[word->count - 1 - k]];
        weights[count++] = word->sign;
    }
    xs[count] = carry_in;
    weights[count++] = 1;
    xs[count] = carry_out;
    weights[count++] = -crypt->base;
    pando_linear(puzzle->model, weights, xs, count, PANDO_EQ, 0);
    free(weights);
    free(xs);
}

static void post_columns(struct puzzle *puzzle, const struct crypt *crypt)
{
    size_t columns = longest_word(&crypt->text);
    int64_t most = (int64_t)crypt->text.word_count;
    pando_var carry = pando_constant(puzzle->model, 0);
    for (size_t k = 0; k < columns; k++) {
        bool last = k + 1 == columns;
        pando_var next = last ? pando_constant(puzzle->model, 0)
                              : pando_int(puzzle->model, -most, most);
        post_column(puzzle, crypt, k, carry, next);
        carry = next;
    }
}

static void post_letters(
    struct puzzle *puzzle, const struct crypt *crypt, bool leading_zero)
{
    bool *leads = allocate(puzzle->count, sizeof *leads);
    for (size_t w = 0; w < crypt->text.word_count; w++) {
        const struct crypt_word *word = &crypt->text.words[w];
        if (word->count > 1 && !leading_zero)
            leads[word->symbols[0]] = true;
    }
    for (size_t i = 0; i < puzzle->count; i++)
        puzzle->vars[i] = pando_int(puzzle->model, leads[i], crypt->base - 1);
    pando_all_different(
        puzzle->model, puzzle->vars, puzzle->count, PANDO_DEFAULT);
    free(leads);
}

/* ---- Drawing ---- */

static void append_digit(struct buffer *out, int64_t base, int64_t digit)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz";
    if (base < (int64_t)sizeof digits)
        buffer_append(out, &digits[digit], 1);
    else
        buffer_append_format(out, " %" PRId64, digit);
}

static void append_spaces(struct buffer *out, size_t count)
{
    while (count-- > 0)
        buffer_append_text(out, " ");
}

/* "+ 1085   + MORE": the sign is that of the word on its own side */
static void draw_word(
    const struct crypt *crypt, const int64_t *values, size_t w, size_t width,
    bool letters, struct buffer *out)
{
    const struct crypt_word *word = &crypt->text.words[w];
    const char *sign = word->side_first ? "  " : word->minus ? "- " : "+ ";
    buffer_append_text(out, sign);
    append_spaces(out, width - word->count);
    for (size_t i = 0; i < word->count; i++)
        append_digit(out, crypt->base, values[word->symbols[i]]);
    if (letters) {
        buffer_append_text(out, "    ");
        buffer_append_text(out, sign);
        append_spaces(out, width - word->count);
        for (size_t i = 0; i < word->count; i++)
            buffer_append_text(out, crypt->text.symbols[word->symbols[i]].text);
    }
    buffer_append_text(out, "\n");
}

static void draw_rule(size_t width, bool letters, bool utf8, struct buffer *out)
{
    for (int block = 0; block < (letters ? 2 : 1); block++) {
        if (block > 0)
            buffer_append_text(out, "    ");
        for (size_t i = 0; i < width + 2; i++)
            buffer_append_text(out, utf8 ? "─" : "-");
    }
    buffer_append_text(out, "\n");
}

static void draw_sum(
    const struct crypt *crypt, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    size_t width = longest_word(&crypt->text);
    bool letters = 2 * (width + 4) <= terminal->width;
    for (size_t w = 0; w < crypt->text.word_count; w++) {
        if (w > 0 && crypt->text.words[w].side_first)
            draw_rule(width, letters, terminal->utf8, out);
        draw_word(crypt, values, w, width, letters, out);
    }
    buffer_append_text(out, "\n");
}

static void draw(
    const struct puzzle *puzzle, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    enum {
        MOST_DIGITS = 62
    };
    const struct crypt *crypt = puzzle->context;
    if (crypt->base <= MOST_DIGITS)
        draw_sum(crypt, values, terminal, out);
    for (size_t i = 0; i < puzzle->count; i++)
        buffer_append_format(
            out, "%s%s=%" PRId64, i > 0 ? " " : "", crypt->text.symbols[i].text,
            values[i]);
    buffer_append_text(out, "\n");
}

static void write_letters(
    const struct puzzle *puzzle, const int64_t *values, struct buffer *out)
{
    const struct crypt *crypt = puzzle->context;
    for (size_t i = 0; i < puzzle->count; i++) {
        buffer_append_text(out, i > 0 ? "," : "{");
        json_name(out, crypt->text.symbols[i].text);
        buffer_append_value(out, values[i]);
    }
    buffer_append_text(out, "}");
}

/* ---- The puzzle ---- */

static void free_crypt(void *context)
{
    struct crypt *crypt = context;
    crypt_text_clear(&crypt->text);
    free(crypt);
}

static bool has_enough_digits(const struct crypt *crypt, struct trouble *reterr)
{
    enum {
        LARGEST_BASE = 1000000
    };
    size_t letters = crypt->text.symbol_count;
    if (crypt->base < 2 || crypt->base > LARGEST_BASE)
        return trouble_set(
            reterr, "--base takes a number from 2 to %d", LARGEST_BASE);
    return (int64_t)letters <= crypt->base ||
           trouble_set(
               reterr,
               "%zu different letters, but only %" PRId64
               " digits: give --base %zu or more",
               letters, crypt->base, letters);
}

struct puzzle *crypt_new(
    const char *text, const struct crypt_options *options,
    struct trouble *reterr)
{
    enum {
        USUAL_BASE = 10
    };
    struct crypt *crypt = allocate(1, sizeof *crypt);
    bool huge = options->base > INT32_MAX;
    crypt->base = huge ? INT32_MAX : (int64_t)options->base;
    if (options->base == 0)
        crypt->base = USUAL_BASE;
    if (!crypt_text_read(text, &crypt->text, reterr) ||
        !has_enough_digits(crypt, reterr)) {
        free_crypt(crypt);
        return NULL;
    }
    struct puzzle *puzzle = puzzle_new("crypt", crypt->text.symbol_count);
    puzzle->context = crypt;
    puzzle->free_context = free_crypt;
    post_letters(puzzle, crypt, options->leading_zero);
    post_columns(puzzle, crypt);
    post_sum(puzzle, crypt);
    puzzle->selection = "dom_w_deg";
    puzzle->split = "indomain_split";
    puzzle->enough = 2;
    puzzle->draw = draw;
    puzzle->write = write_letters;
    buffer_append_text(&puzzle->fields, "\"sum\":");
    json_text(&puzzle->fields, text);
    buffer_append_format(&puzzle->fields, ",\"base\":%" PRId64, crypt->base);
    return puzzle;
}
