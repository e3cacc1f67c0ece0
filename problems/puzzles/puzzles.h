/* puzzles.h — the puzzles that `pando` knows
 *
 * Each lies in a file of its own name, with its command (command.h). All are
 * written over pando.h alone.
 */
#ifndef PROBLEMS_PUZZLES_PUZZLES_H
#define PROBLEMS_PUZZLES_PUZZLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct command;
struct nonogram;
struct puzzle;
struct sudoku;
struct trouble;

extern const struct command queens_command;
extern const struct command sudoku_command;
extern const struct command crypt_command;
extern const struct command magic_command;
extern const struct command golomb_command;
extern const struct command langford_command;
extern const struct command nonogram_command;

/* distinct: solutions that are no rotation or reflection of one another. */
struct puzzle *queens_new(uint64_t size, bool distinct);
struct puzzle *magic_new(uint64_t order, bool distinct);
struct puzzle *langford_new(uint64_t order, bool distinct);

/* The shortest ruler, or with length > 0 any of that length; mirror images
 * count once. */
struct puzzle *golomb_new(uint64_t marks, int64_t length);

struct crypt_options {
    uint64_t base;     /* 0: ten */
    bool leading_zero; /* a word may begin with the digit zero */
};
/* NULL if the text is no sum. */
struct puzzle *crypt_new(
    const char *text, const struct crypt_options *options,
    struct trouble *reterr);

struct puzzle *sudoku_new(const struct sudoku *sudoku);
/* Takes over what the nonogram holds. */
struct puzzle *nonogram_new(struct nonogram *nonogram);
/* NULL if there is something wrong with the file; - is standard input. */
struct puzzle *nonogram_load(const char *path, struct trouble *reterr);

/* The puzzle of a text such as queens:8, langford:12, crypt:SEND+MORE=MONEY or
 * sudoku:FILE (the first in the file), for benchmarks. NULL if it is none. */
struct puzzle *puzzles_make(const char *text, struct trouble *reterr);
/* Does it begin with the name of a puzzle and a colon? */
bool puzzles_named(const char *text);

#endif
