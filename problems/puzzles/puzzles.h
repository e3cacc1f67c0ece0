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

/* The shortest ruler, or with length > 0 any of that length; mirror images count
 * once. */
struct puzzle *golomb_new(uint64_t marks, int64_t length);

struct crypt_options {
    uint64_t base;     /* 0: ten */
    bool leading_zero; /* a word may begin with the digit zero */
};
/* NULL if the text is no sum. */
struct puzzle *crypt_new(
    const char *text, const struct crypt_options *options,
    struct trouble *reterr);

/* Borrow what they are given. */
struct puzzle *sudoku_new(const struct sudoku *sudoku);
struct puzzle *nonogram_new(const struct nonogram *nonogram);

/* A puzzle from the text behind the colon in "queens:8": for benchmarks. */
struct puzzles_maker {
    const char *name;    /* NULL ends the table */
    const char *example; /* "queens:8" */
    struct puzzle *(*make)(const char *text, struct trouble *reterr);
};
extern const struct puzzles_maker puzzles_makers[];

#endif
