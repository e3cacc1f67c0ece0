/* puzzles.c — see puzzles.h */
#include "problems/puzzles/puzzles.h"

#include "problems/puzzles/arguments.h"
#include "problems/puzzles/sudoku_text.h"
#include "problems/puzzles/text.h"
#include "problems/puzzles/trouble.h"

#include <inttypes.h>
#include <string.h>

/* How the text behind the colon becomes a puzzle: by size or by make. */
struct maker {
    const char *name;
    uint64_t min, max;
    struct puzzle *(*sized)(uint64_t size, bool distinct);
    struct puzzle *(*make)(const char *text, struct trouble *reterr);
};

static struct puzzle *make_golomb(uint64_t marks, bool distinct)
{
    (void)distinct;
    return golomb_new(marks, 0);
}

static struct puzzle *make_crypt(const char *text, struct trouble *reterr)
{
    return crypt_new(text, &(struct crypt_options){0}, reterr);
}

static struct puzzle *make_sudoku(const char *path, struct trouble *reterr)
{
    struct text text = {0};
    struct sudoku_list list = {0};
    struct puzzle *puzzle = NULL;
    if (text_read(path, &text, reterr) &&
        sudoku_text_read(&text, &list, reterr))
        puzzle = sudoku_new(&list.items[0]);
    sudoku_text_clear(&list);
    text_clear(&text);
    return puzzle;
}

static const struct maker makers[] = {
    {"queens", 1, 2000, queens_new, NULL},
    {"magic", 1, 30, magic_new, NULL},
    {"golomb", 1, 30, make_golomb, NULL},
    {"langford", 1, 500, langford_new, NULL},
    {"crypt", 0, 0, NULL, make_crypt},
    {"sudoku", 0, 0, NULL, make_sudoku},
    {"nonogram", 0, 0, NULL, nonogram_load},
};

static const struct maker *find(const char *text)
{
    size_t length = strcspn(text, ":");
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (text[length] && strlen(makers[i].name) == length &&
            memcmp(makers[i].name, text, length) == 0)
            return &makers[i];
    return NULL;
}

bool puzzles_named(const char *text)
{
    return find(text) != NULL;
}

struct puzzle *puzzles_make(const char *text, struct trouble *reterr)
{
    const struct maker *maker = find(text);
    uint64_t size;
    if (!maker) {
        trouble_set(
            reterr,
            "'%s' is no puzzle; one is queens:8, magic:4, golomb:9, "
            "langford:12, crypt:A+B=C, sudoku:FILE or nonogram:FILE",
            text);
        return NULL;
    }
    const char *rest = text + strlen(maker->name) + 1;
    if (maker->make)
        return maker->make(rest, reterr);
    if (arguments_number(rest, &size) && size >= maker->min &&
        size <= maker->max)
        return maker->sized(size, false);
    trouble_set(
        reterr, "%s: takes a number from %" PRIu64 " to %" PRIu64 ", not '%s'",
        maker->name, maker->min, maker->max, rest);
    return NULL;
}
