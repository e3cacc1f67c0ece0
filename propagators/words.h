/* words.h — a propagator's words in a branch, many at once */
#ifndef PROPAGATORS_WORDS_H
#define PROPAGATORS_WORDS_H

#include "solver/branch.h"

/* Copies count words of 64 bits from offset at on. */
void words_read(
    const struct branch *branch, uint32_t at, uint64_t *ret_words,
    uint32_t count);
/* Writes them, where they differ from what is there. */
void words_write(
    struct branch *branch, uint32_t at, const uint64_t *words, uint32_t count);

#endif
