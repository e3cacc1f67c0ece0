/* crypt_text.h — reading a sum in letters
 *
 *     sum  = side ("=" | "==") side        SEND + MORE = MONEY
 *     side = word { ("+" | "-") word }
 *     word = letter { letter }
 *
 * Letters are those of ASCII and all characters beyond it; case matters. Spaces
 * may stand between words.
 */
#ifndef PROBLEMS_PUZZLES_CRYPT_TEXT_H
#define PROBLEMS_PUZZLES_CRYPT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trouble;

struct crypt_symbol {
    char text[5]; /* one character of UTF-8 */
};

struct crypt_word {
    int sign;          /* of the word if all are brought to the left */
    bool minus;        /* there is a minus before it */
    bool side_first;   /* the first of its side */
    uint32_t *symbols; /* indices */
    size_t count;
};

struct crypt_text {
    struct crypt_symbol *symbols; /* in the order of appearance */
    size_t symbol_count;
    struct crypt_word *words;
    size_t word_count;
};

/* Borrows nothing. The text is to be cleared in any case. */
bool crypt_text_read(
    const char *text, struct crypt_text *ret_text, struct trouble *reterr);
void crypt_text_clear(struct crypt_text *text);

#endif
