/* test_puzzle_texts.c — what puzzles read and write: files, options, boards,
 * JSON, and where they say that something is wrong */
#include "problems/buffer.h"
#include "problems/puzzles/arguments.h"
#include "problems/puzzles/board.h"
#include "problems/puzzles/crypt_text.h"
#include "problems/puzzles/json.h"
#include "problems/puzzles/nonogram_text.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/spelling.h"
#include "problems/puzzles/strategy.h"
#include "problems/puzzles/sudoku_text.h"
#include "problems/puzzles/summary.h"
#include "problems/puzzles/text.h"
#include "problems/puzzles/trouble.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void expect_text(struct buffer *buffer, const char *wanted)
{
    buffer_append(buffer, "", 1);
    cr_expect_str_eq(buffer->bytes, wanted);
    buffer_clear(buffer);
}

/* ---- Files ---- */

/* A text that is refused, and where. */
struct refused {
    const char *bytes;
    int line, column;
    const char *message; /* a part of it */
};

typedef bool reader(const struct text *text, struct trouble *reterr);

static void
expect_refused(reader *read, const struct refused *texts, size_t text_count)
{
    for (size_t i = 0; i < text_count; i++) {
        struct text text;
        struct trouble trouble = {0};
        cr_assert(text_copy("file", texts[i].bytes, &text, &trouble));
        cr_expect_not(read(&text, &trouble), "%s", texts[i].bytes);
        cr_expect(
            trouble.line == texts[i].line && trouble.column == texts[i].column,
            "%d:%d, not %d:%d: %s", trouble.line, trouble.column, texts[i].line,
            texts[i].column, trouble.message);
        cr_expect_not_null(
            strstr(trouble.message, texts[i].message), "%s", trouble.message);
        text_clear(&text);
    }
}

static bool read_sudokus(const struct text *text, struct trouble *reterr)
{
    struct sudoku_list list;
    bool good = sudoku_text_read(text, &list, reterr);
    sudoku_text_clear(&list);
    return good;
}

static bool read_nonogram(const struct text *text, struct trouble *reterr)
{
    struct nonogram nonogram;
    bool good = nonogram_text_read(text, &nonogram, reterr);
    nonogram_text_clear(&nonogram);
    return good;
}

#define ROWS_8                                     \
    "1........\n.........\n.........\n.........\n" \
    ".........\n.........\n.........\n.........\n"

Test(puzzle_texts, sudokus_refused)
{
    static const struct refused texts[] = {
        {"", 0, 0, "no sudoku"},
        {"# nothing\n\n", 0, 0, "no sudoku"},
        {"12345678\n", 1, 1, "8 cells"},
        {"# grid\n" ROWS_8, 2, 1, "8 rows"},
        {ROWS_8 "1234567\n", 9, 1, "7 cells"},
        {ROWS_8 " 12345678x\n", 9, 10, "no cell"},
        {ROWS_8 "12345678A\n", 9, 9, "larger"},
        {"1 2 3 5\n", 1, 7, "larger"},
        {"1 2 ? 4\n", 1, 5, "no cell"},
    };
    expect_refused(read_sudokus, texts, sizeof texts / sizeof *texts);
}

/* The first cells of each sudoku of a text. */
static void
expect_sudokus(const char *bytes, size_t count, const char *const *firsts)
{
    struct text text;
    struct trouble trouble = {0};
    struct sudoku_list list;
    cr_assert(text_copy("file", bytes, &text, &trouble));
    cr_assert(sudoku_text_read(&text, &list, &trouble), "%s", trouble.message);
    cr_expect_eq(list.count, count);
    for (size_t i = 0; i < list.count && i < count; i++)
        for (size_t c = 0; firsts[i][c]; c++)
            cr_expect_eq(
                sudoku_text_symbol(list.items[i].cells[c]), firsts[i][c]);
    sudoku_text_clear(&list);
    text_clear(&text);
}

Test(puzzle_texts, sudokus_read)
{
    static const char *const cells[] = {"12.4", "AB.C", "...1"};
    expect_sudokus(
        "+---+---+  # a small one\n|1 2|. 4|\r\n|   \t0_|*0|\n+---+---+\n"
        "34 12\n....\n",
        1, cells);
    static const char *const line[] = {"53..7", "1...."};
    expect_sudokus(
        "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....41"
        "9..5....8..79 and,other;words\n"
        "1........0........_........*.........................................."
        "...........,1\n",
        2, line);
    static const char *const large[] = {"AB.C"};
    char grid[16 * 17 + 1] = "";
    for (int i = 0; i < 16; i++)
        strcat(grid, i == 0 ? "ab.C............\n" : "................\n");
    expect_sudokus(grid, 1, large);
}

Test(puzzle_texts, nonograms_refused)
{
    static const struct refused texts[] = {
        {"", 0, 0, "nothing"},
        {"3\n1\n", 2, 1, "empty line"},
        {"3\n\n1\n1\n\n1\n", 6, 1, "third"},
        {"3\n\n1\n1\n", 1, 1, "do not fit"},
        {"1,1,1\n\n1\n1\n1\n1\n", 1, 5, "do not fit"},
        {"1b\n\n1\n", 1, 2, "black and white"},
        {"1;1\n\n1\n", 1, 2, "numbers"},
        {"width 2\nrows\n1\ncolumns\n1\n1\n", 0, 0, "'height'"},
        {"width 2\nheight 1\nrows\n1\n", 0, 0, "'columns'"},
        {"width two\n", 1, 7, "number"},
        {"width 2\nheight 1001\n", 2, 8, "1 to 1000"},
        {"width 2\nheight 2\nrows\n1\ncolumns\n1\n1\n", 4, 1, "1 clues"},
        {"width 1\nheight 1\nrows\n1\n1\ncolumns\n1\n", 4, 1, "2 clues"},
    };
    expect_refused(read_nonogram, texts, sizeof texts / sizeof *texts);
}

static void expect_nonogram(
    const char *bytes, uint32_t width, uint32_t height, uint32_t first_block)
{
    struct text text;
    struct trouble trouble = {0};
    struct nonogram nonogram;
    cr_assert(text_copy("file", bytes, &text, &trouble));
    cr_assert(
        nonogram_text_read(&text, &nonogram, &trouble), "%s", trouble.message);
    cr_expect_eq(nonogram.width, width);
    cr_expect_eq(nonogram.height, height);
    cr_expect_eq(nonogram.rows[0].blocks[0], first_block);
    cr_expect_eq(nonogram.rows[height - 1].count, 0);
    nonogram_text_clear(&nonogram);
    text_clear(&text);
}

Test(puzzle_texts, nonograms_read)
{
    expect_nonogram("2 , 1 # wide\r\n0\n\n1\n1\n0\n1\n", 4, 2, 2);
    expect_nonogram(
        "catalogue \"x\"\ntitle \"it\"\nby me\nheight 2\nwidth 1\ncolumns\n1\n"
        "\nrows\n\n1\n0\n\ngoal 10\n",
        1, 2, 1);
    /* a line without cells may be empty where lines would be missing */
    expect_nonogram("width 1\nheight 2\nrows\n1\n\ncolumns\n1\n", 1, 2, 1);
    expect_nonogram("rows 2\ncolumns 1\nrows\n1\n0\ncolumns\n1\n", 1, 2, 1);
}

/* ---- Sums ---- */

Test(puzzle_texts, sums)
{
    static const struct {
        const char *text, *message; /* a part of it */
    } sums[] = {
        {"", "a word is wanted at the end"},
        {"A", "'=' is wanted at the end"},
        {"A+", "a word is wanted at the end"},
        {"A+B=C=D", "column 6"},
        {"A+1=C", "column 3"},
        {"A*B=C", "column 2"},
        {"A+\xff=C", "column 3"},
        {"ABCDEF+GHIJK=L", "--base 12"},
    };
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        struct trouble trouble;
        struct puzzle *puzzle =
            crypt_new(sums[i].text, &(struct crypt_options){0}, &trouble);
        cr_assert_null(puzzle);
        cr_expect_not_null(
            strstr(trouble.message, sums[i].message), "%s", trouble.message);
    }
}

Test(puzzle_texts, sum_read)
{
    struct crypt_text text;
    struct trouble trouble;
    cr_assert(crypt_text_read(" ABä - B = C -äA ", &text, &trouble));
    cr_expect_eq(text.symbol_count, 4);
    cr_expect_str_eq(text.symbols[2].text, "ä");
    static const int signs[] = {1, -1, -1, 1};
    cr_assert_eq(text.word_count, 4);
    for (size_t w = 0; w < text.word_count; w++) {
        cr_expect_eq(text.words[w].sign, signs[w]);
        cr_expect_eq(text.words[w].side_first, w % 2 == 0);
    }
    crypt_text_clear(&text);
}

/* ---- Options ---- */

struct fields {
    bool flag;
    uint64_t number, ms;
    const char *text;
    struct arguments_words texts;
};

static const struct argument table[] = {
    {"--flag", ARGUMENT_FLAG, offsetof(struct fields, flag)},
    {"--number", ARGUMENT_NUMBER, offsetof(struct fields, number)},
    {"--time", ARGUMENT_TIME, offsetof(struct fields, ms)},
    {"--text", ARGUMENT_TEXT, offsetof(struct fields, text)},
    {"--texts", ARGUMENT_TEXTS, offsetof(struct fields, texts)},
    {0},
};

static bool read_arguments(
    char *const *arguments, struct fields *fields,
    struct arguments_words *words, struct trouble *trouble)
{
    int count = 0;
    while (arguments[count])
        count++;
    const struct argument_group groups[] = {{table, fields}, {0}};
    return arguments_read(count, arguments, groups, words, trouble);
}

Test(puzzle_texts, arguments)
{
    char *arguments[] = {"run",    "a",  "--number",   "7",
                         "--flag", "-",  "--text=x=y", "--texts",
                         "1",      "-3", "--texts=2",  "--time",
                         "1.5s",   "--", "--flag",     NULL};
    struct fields fields = {0};
    struct arguments_words words = {0};
    struct trouble trouble;
    cr_assert(read_arguments(arguments, &fields, &words, &trouble));
    cr_expect(fields.flag);
    cr_expect_eq(fields.number, 7);
    cr_expect_eq(fields.ms, 1500);
    cr_expect_str_eq(fields.text, "x=y");
    cr_expect_eq(fields.texts.count, 2);
    cr_assert_eq(words.count, 4);
    static const char *const wanted[] = {"a", "-", "-3", "--flag"};
    for (size_t i = 0; i < words.count; i++)
        cr_expect_str_eq(words.items[i], wanted[i]);
    arguments_clear(&words);
    arguments_clear(&fields.texts);
}

Test(puzzle_texts, arguments_refused)
{
    static const struct {
        char *first, *second;
        const char *message;
    } lines[] = {
        {"--flog", NULL, "did you mean --flag"},
        {"--numb", NULL, "did you mean --number"},
        {"--zzzzzz", NULL, "unknown option --zzzzzz"},
        {"--number", NULL, "needs a value"},
        {"--number", "-1", "whole number"},
        {"--number", "99999999999999999999", "whole number"},
        {"--number=", NULL, "whole number"},
        {"--flag=1", NULL, "takes no value"},
        {"--time", "10x", "such as 10s"},
        {"--time", "0", "such as 10s"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *arguments[] = {"run", lines[i].first, lines[i].second, NULL};
        struct fields fields = {0};
        struct arguments_words words = {0};
        struct trouble trouble;
        cr_expect_not(read_arguments(arguments, &fields, &words, &trouble));
        cr_expect_not_null(
            strstr(trouble.message, lines[i].message), "%s", trouble.message);
        arguments_clear(&words);
    }
}

Test(puzzle_texts, times)
{
    static const struct {
        const char *text;
        uint64_t ms;
    } times[] = {{"500ms", 500},  {"10s", 10000}, {"10", 10000}, {"2m", 120000},
                 {"1h", 3600000}, {"0.25s", 250}, {"", 0},       {"s", 0},
                 {"-1s", 0},      {"1e99s", 0},   {"0x10", 0},   {"1 s", 0}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        uint64_t ms = 0;
        bool good = arguments_time(times[i].text, &ms);
        cr_expect_eq(good, times[i].ms > 0, "%s", times[i].text);
        cr_expect(!good || ms == times[i].ms, "%s", times[i].text);
    }
}

Test(puzzle_texts, strategies)
{
    static const char *const good[] = {
        "default",
        "default/luby:10",
        "first_fail/min",
        "first_fail/indomain_min",
        "dom_w_deg/random/luby:100",
        "impact/split/geometric:100:1.5",
        "smallest/outdomain_max/none",
    };
    static const char *const bad[] = {
        "",
        "first_fail",
        "first_fail/",
        "worst/min",
        "first_fail/worst",
        "/",
        "a//b",
        "first_fail/min/luby",
        "first_fail/min/luby:0",
        "first_fail/min/luby:-1",
        "first_fail/min/luby:1:2",
        "first_fail/min/geometric:10",
        "first_fail/min/geometric:10:0.5",
        "first_fail/min/none:1",
        "first_fail/min/luby:1/more"};
    struct strategy strategy;
    struct trouble trouble;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(strategy_read(good[i], &strategy, &trouble), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(strategy_read(bad[i], &strategy, &trouble), "%s", bad[i]);
}

/* ---- Small things ---- */

Test(puzzle_texts, spelling)
{
    cr_expect_eq(spelling_distance("queens", "queens"), 0);
    cr_expect_eq(spelling_distance("qeens", "queens"), 1);
    cr_expect_eq(spelling_distance("uqeens", "queens"), 1);
    cr_expect_eq(spelling_distance("", "abc"), 3);
}

Test(puzzle_texts, json)
{
    struct buffer out = {0};
    json_text(&out, "a\"\\\n\x01ä\xff\xe2\x82\xed\xa0\x80");
    expect_text(
        &out, "\"a\\\"\\\\\\u000a\\u0001ä\\ufffd\\ufffd\\ufffd\\ufffd"
              "\\ufffd\\ufffd\"");
    json_values(&out, (int64_t[]){1, -2, INT64_MAX, INT64_MIN}, 4, 2);
    expect_text(&out, "[[1,-2],[9223372036854775807,-9223372036854775808]]");
    json_real(&out, 0.0 / 0.0);
    expect_text(&out, "null");
    summary_count(&out, 1234567);
    expect_text(&out, "1,234,567");
}

static void draw_cell(
    const void *context, uint32_t row, uint32_t column,
    char ret_text[BOARD_CELL])
{
    (void)context;
    snprintf(ret_text, BOARD_CELL, "%u", row * 10 + column);
}

Test(puzzle_texts, board)
{
    struct buffer out = {0};
    const struct board board = {
        .rows = 2,
        .columns = 4,
        .box_rows = 1,
        .box_columns = 2,
        .cell_width = 2,
        .cell = draw_cell};
    board_draw(&board, false, &out);
    expect_text(
        &out, "+-------+-------+\n|  0  1 |  2  3 |\n+-------+-------+\n"
              "| 10 11 | 12 13 |\n+-------+-------+\n");
    cr_expect_eq(board_width("a\033[1mä\033[0m█"), 3);
}
