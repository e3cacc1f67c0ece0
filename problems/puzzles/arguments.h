/* arguments.h — command lines from tables
 *
 *     static const struct argument table[] = {
 *         {"--base", ARGUMENT_NUMBER, offsetof(struct crypt_options, base)},
 *         {0},
 *     };
 *     struct argument_group groups[] = {{table, &options}, {0}};
 *     if (!arguments_read(count, arguments, groups, &words, reterr)) …
 *
 * Options may stand anywhere; a value follows as the next argument or behind
 * "=". "--" ends the options. What is no option is a word.
 */
#ifndef PROBLEMS_PUZZLES_ARGUMENTS_H
#define PROBLEMS_PUZZLES_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trouble;

enum argument_kind {
    ARGUMENT_FLAG,   /* bool */
    ARGUMENT_NUMBER, /* uint64_t */
    ARGUMENT_TIME,   /* uint64_t in ms: 10s, 500ms, 2m, 1h; 10 is seconds */
    ARGUMENT_TEXT,   /* const char * */
    ARGUMENT_TEXTS,  /* struct arguments_words; the option may be repeated */
};

struct argument {
    const char *name; /* with its dashes; NULL ends the table */
    enum argument_kind kind;
    size_t offset; /* of the field */
};

struct argument_group {
    const struct argument *table; /* NULL ends the groups */
    void *fields;
};

/* Borrows the words, owns the array. */
struct arguments_words {
    const char **items;
    size_t count;
};

void arguments_clear(struct arguments_words *words);

/* arguments[0] is the command's name. Words are to be cleared in any case. */
bool arguments_read(
    int count, char *const *arguments, const struct argument_group *groups,
    struct arguments_words *ret_words, struct trouble *reterr);

/* Decimal digits only, of a number that fits. */
bool arguments_number(const char *text, uint64_t *ret_number);
bool arguments_time(const char *text, uint64_t *ret_ms);

/* The only word, as a number from min to max: what, as in "a number of queens",
 * serves the error. */
bool arguments_only_number(
    const struct arguments_words *words, const char *what, uint64_t min,
    uint64_t max, uint64_t *ret_number, struct trouble *reterr);

#endif
