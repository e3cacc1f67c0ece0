/* test_puzzles.c — numbers of solutions known from OEIS and print, and from
 * counting by the definition */
#include "problems/puzzles/crypt_text.h"
#include "problems/puzzles/nonogram_text.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/run.h"
#include "problems/puzzles/strategy.h"
#include "problems/puzzles/sudoku_text.h"
#include "problems/puzzles/text.h"
#include "problems/puzzles/trouble.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Searches a puzzle for all solutions, or the best, and frees it. */
static struct run_result run_all(struct puzzle *puzzle, const char *strategy)
{
    struct strategy read = {0};
    struct trouble trouble;
    struct run_result result;
    if (strategy)
        cr_assert(strategy_read(strategy, &read, &trouble));
    cr_assert_not_null(puzzle);
    puzzle_plan(puzzle, &read, false);
    run_puzzle(puzzle, &(struct run_options){0}, &result);
    puzzle_free(puzzle);
    cr_assert(result.complete && !result.interrupted && !result.incorrect);
    return result;
}

static uint64_t count(struct puzzle *puzzle)
{
    return run_all(puzzle, NULL).solutions;
}

static void expect_counts(
    struct puzzle *(*make)(uint64_t size, bool distinct), bool distinct,
    uint64_t first, const uint64_t *wanted, size_t wanted_count)
{
    for (size_t i = 0; i < wanted_count; i++) {
        uint64_t found = count(make(first + i, distinct));
        cr_expect_eq(
            found, wanted[i], "%" PRIu64 " of size %" PRIu64, found, first + i);
    }
}

#define EXPECT_COUNTS(make, distinct, first, ...)               \
    expect_counts(                                              \
        make, distinct, first, (const uint64_t[]){__VA_ARGS__}, \
        sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

/* OEIS A000170 */
Test(puzzles, queens)
{
    EXPECT_COUNTS(queens_new, false, 1, 1, 0, 0, 2, 10, 4, 40, 92, 352, 724);
}

/* OEIS A002562 */
Test(puzzles, queens_distinct)
{
    EXPECT_COUNTS(queens_new, true, 1, 1, 0, 0, 1, 2, 1, 6, 12, 46, 92);
}

/* OEIS A006052: 0, 1, 0, 1, 880, of which there are eight images each */
Test(puzzles, magic)
{
    EXPECT_COUNTS(magic_new, false, 1, 1, 0, 8, 7040);
    EXPECT_COUNTS(magic_new, true, 1, 1, 0, 1, 880);
}

/* OEIS A014552, where a pairing and its mirror image count once */
Test(puzzles, langford)
{
    EXPECT_COUNTS(
        langford_new, true, 1, 0, 0, 1, 1, 0, 0, 26, 150, 0, 0, 17792);
    EXPECT_COUNTS(langford_new, false, 3, 2, 2, 0, 0, 52, 300);
}

/* OEIS A003022 */
Test(puzzles, golomb)
{
    static const int64_t shortest[] = {1, 3, 6, 11, 17, 25, 34, 44};
    for (size_t i = 0; i < sizeof shortest / sizeof *shortest; i++) {
        struct run_result result = run_all(golomb_new(i + 2, 0), NULL);
        cr_expect_eq(result.objective, shortest[i]);
    }
}

/* Golomb, Rankin: four optimal rulers of 6 marks, five of 7 */
Test(puzzles, golomb_all)
{
    cr_expect_eq(count(golomb_new(4, 6)), 1);
    cr_expect_eq(count(golomb_new(5, 11)), 2);
    cr_expect_eq(count(golomb_new(6, 17)), 4);
    cr_expect_eq(count(golomb_new(7, 25)), 5);
    cr_expect_eq(count(golomb_new(7, 24)), 0);
}

/* How one searches does not change what there is. */
Test(puzzles, strategies)
{
    static const char *const strategies[] = {
        "input_order/min",   "first_fail/max",         "dom_w_deg/split",
        "smallest/median",   "anti_first_fail/middle", "impact/min",
        "occurrence/random", "largest/reverse_split"};
    for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++) {
        struct run_result found = run_all(queens_new(7, false), strategies[i]);
        cr_expect_eq(found.solutions, 40, "%s", strategies[i]);
    }
    struct run_result best =
        run_all(golomb_new(6, 0), "dom_w_deg/random/luby:20");
    cr_expect_eq(best.objective, 17);
    cr_expect_gt(best.statistics.restarts, 0);
}

/* ---- Sums in letters ---- */

struct sum {
    const struct crypt_text *text;
    int64_t base;
    int64_t digits[8];
    uint64_t solutions;
};

static bool sum_holds(const struct sum *sum)
{
    int64_t total = 0;
    for (size_t w = 0; w < sum->text->word_count; w++) {
        const struct crypt_word *word = &sum->text->words[w];
        int64_t v = 0;
        for (size_t i = 0; i < word->count; i++)
            v = v * sum->base + sum->digits[word->symbols[i]];
        if (word->count > 1 && sum->digits[word->symbols[0]] == 0)
            return false;
        total += word->sign * v;
    }
    return total == 0;
}

static void count_from(struct sum *sum, size_t symbol)
{
    if (symbol == sum->text->symbol_count) {
        sum->solutions += sum_holds(sum);
        return;
    }
    for (int64_t v = 0; v < sum->base; v++) {
        bool used = false;
        for (size_t i = 0; i < symbol; i++)
            used |= sum->digits[i] == v;
        sum->digits[symbol] = v;
        if (!used)
            count_from(sum, symbol + 1);
    }
}

static uint64_t count_by_hand(const char *text, int64_t base)
{
    struct crypt_text read;
    struct trouble trouble;
    cr_assert(crypt_text_read(text, &read, &trouble));
    struct sum sum = {.text = &read, .base = base};
    count_from(&sum, 0);
    crypt_text_clear(&read);
    return sum.solutions;
}

Test(puzzles, crypt_by_hand)
{
    static const struct {
        const char *text;
        uint64_t base;
    } sums[] = {{"A+A=B", 10},      {"AB+BA=CDC", 10}, {"A+B=B+A", 4},
                {"AB-C=DE", 8},     {"A+B+C=D", 6},    {"ABC+CBA=DEFG", 9},
                {"A=A", 3},         {"A-A=B", 5},      {"AB+CD=EF+GH", 9},
                {"ABCABCABC=D", 5}, {"ÄÖ+ÄÖ=ÜÄ", 7},   {"AA+BB=CCD-D", 7}};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        struct trouble trouble;
        const struct crypt_options options = {.base = sums[i].base};
        uint64_t found = count(crypt_new(sums[i].text, &options, &trouble));
        uint64_t wanted = count_by_hand(sums[i].text, (int64_t)sums[i].base);
        cr_expect_eq(
            found, wanted, "%s: %" PRIu64 ", not %" PRIu64, sums[i].text, found,
            wanted);
    }
}

static uint64_t crypt_count(const char *text, uint64_t base)
{
    struct trouble trouble;
    return count(
        crypt_new(text, &(struct crypt_options){.base = base}, &trouble));
}

/* Dudeney 1924; Brooke; the Spanish one is Wilson's */
Test(puzzles, crypt_known)
{
    cr_expect_eq(crypt_count("SEND+MORE=MONEY", 0), 1);
    cr_expect_eq(crypt_count("DONALD+GERALD=ROBERT", 0), 1);
    cr_expect_eq(crypt_count("VINGT+CINQ+CINQ=TRENTE", 0), 1);
    cr_expect_eq(crypt_count("FORTY+TEN+TEN=SIXTY", 0), 1);
    cr_expect_eq(crypt_count("send + more == money", 0), 1);
}

/* 60 letters: numbers far beyond 64 bits */
Test(puzzles, crypt_long)
{
    const char *digits = "ABCDEFGHIJ";
    char word[64], text[256];
    for (int i = 0; i < 60; i++)
        word[i] = digits[1 + (i * 7 + i / 9) % 9];
    word[60] = 0;
    snprintf(text, sizeof text, "%s-%s=A", word, word);
    cr_expect_eq(crypt_count(text, 0), 3628800 / 10); /* A is 0 */
    snprintf(text, sizeof text, "%s+B=%s", word, word);
    cr_expect_eq(crypt_count(text, 0), 0 /* B leads */);
}

/* ---- Nonograms ---- */

static uint32_t
clue_of(uint32_t bits, uint32_t step, uint32_t length, char *ret_text)
{
    uint32_t run = 0, runs = 0;
    *ret_text = 0;
    for (uint32_t i = 0; i <= length; i++) {
        bool black = i < length && (bits >> (i * step) & 1);
        if (!black && run > 0) {
            sprintf(ret_text + strlen(ret_text), "%s%u", runs ? "," : "", run);
            runs++;
        }
        run = black ? run + 1 : 0;
    }
    strcat(ret_text, runs ? "\n" : "0\n");
    return runs;
}

enum {
    WIDTH = 3,
    HEIGHT = 4,
    PICTURES = 1 << (WIDTH * HEIGHT)
};

/* The plain text of a picture whose cells are bits, row by row. */
static void describe(uint32_t bits, char *ret_text)
{
    *ret_text = 0;
    for (uint32_t y = 0; y < HEIGHT; y++)
        clue_of(bits >> (y * WIDTH), 1, WIDTH, ret_text + strlen(ret_text));
    strcat(ret_text, "\n");
    for (uint32_t x = 0; x < WIDTH; x++)
        clue_of(bits >> x, WIDTH, HEIGHT, ret_text + strlen(ret_text));
}

static struct puzzle *nonogram_of(const char *bytes)
{
    struct text text;
    struct trouble trouble = {0};
    struct nonogram nonogram;
    cr_assert(text_copy("clues", bytes, &text, &trouble));
    cr_assert(
        nonogram_text_read(&text, &nonogram, &trouble), "%s", trouble.message);
    text_clear(&text);
    struct puzzle *puzzle = nonogram_new(&nonogram);
    nonogram_text_clear(&nonogram);
    return puzzle;
}

/* For each picture: as many solutions as there are pictures with its clues. */
Test(puzzles, nonograms)
{
    static char texts[PICTURES][64];
    for (uint32_t p = 0; p < PICTURES; p++)
        describe(p, texts[p]);
    for (uint32_t p = 0; p < PICTURES; p += 13) {
        uint64_t wanted = 0;
        for (uint32_t q = 0; q < PICTURES; q++)
            wanted += strcmp(texts[p], texts[q]) == 0;
        uint64_t found = count(nonogram_of(texts[p]));
        cr_expect_eq(found, wanted, "%s", texts[p]);
    }
}

/* ---- Sudokus ---- */

static uint64_t sudoku_count(const char *bytes)
{
    struct text text;
    struct trouble trouble = {0};
    struct sudoku_list list;
    cr_assert(text_copy("grid", bytes, &text, &trouble));
    cr_assert(sudoku_text_read(&text, &list, &trouble), "%s", trouble.message);
    cr_assert_eq(list.count, 1);
    uint64_t found = count(sudoku_new(&list.items[0]));
    sudoku_text_clear(&list);
    text_clear(&text);
    return found;
}

/* OEIS A107739: 288 of size 4; 28,200,960 of size 6 (Jarvis, Russell), of which
 * one in 720 begins with 123456. */
Test(puzzles, sudokus)
{
    cr_expect_eq(sudoku_count("....\n....\n....\n....\n"), 288);
    cr_expect_eq(
        sudoku_count("123456\n......\n......\n......\n......\n......\n"),
        28200960 / 720);
    cr_expect_eq(
        sudoku_count("..............3.85..1.2.......5.7.....4...1...9......."
                     "5......73..2.1........4...9"),
        1);
    cr_expect_eq(
        sudoku_count("55..............................................."
                     "................................"),
        0);
}

/* ---- Ending early ---- */

static bool stop_at_three(void *context, const int64_t *values, int64_t v)
{
    (void)values;
    (void)v;
    return ++*(int *)context < 3;
}

static void count_calls(void *context, const struct pando_search *search)
{
    double explored = run_explored(search);
    cr_expect(explored >= 0 && explored < 1);
    ++*(int *)context;
}

Test(puzzles, limits)
{
    int calls = 0;
    struct run_result result;
    struct puzzle *puzzle = queens_new(8, false);
    puzzle_plan(puzzle, NULL, false);
    run_puzzle(
        puzzle,
        &(struct run_options){.solution = stop_at_three, .context = &calls},
        &result);
    cr_expect_eq(result.solutions, 3);
    cr_expect(!result.complete && !result.interrupted);
    puzzle_free(puzzle);

    calls = 0;
    puzzle = golomb_new(14, 0);
    puzzle_plan(puzzle, NULL, false);
    run_puzzle(
        puzzle,
        &(struct run_options){
            .time_ms = 2000,
            .progress = count_calls,
            .progress_context = &calls},
        &result);
    cr_expect(result.interrupted && !result.complete);
    cr_expect_geq(calls, 2);
    cr_expect_lt(result.seconds, 20);
    puzzle_free(puzzle);
}
