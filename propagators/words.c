/* words.c — see words.h; a span goes piece by piece, each within a chunk, and
 * chunks in which nothing changes are not copied
 */
#include "propagators/words.h"

#include <string.h>

/* Words from offset at to the end of its chunk, at most count. */
static uint32_t piece_at(uint32_t at, uint32_t count)
{
    uint32_t here = (CORO_CHUNK - at % CORO_CHUNK) / 8;
    return here < count ? here : count;
}

void words_read(
    const struct branch *branch, uint32_t at, uint64_t *ret_words,
    uint32_t count)
{
    while (count > 0) {
        uint32_t here = piece_at(at, count);
        memcpy(ret_words, branch_read(branch, at), here * sizeof *ret_words);
        ret_words += here;
        count -= here;
        at += 8 * here;
    }
}

void words_write(
    struct branch *branch, uint32_t at, const uint64_t *words, uint32_t count)
{
    while (count > 0) {
        uint32_t here = piece_at(at, count);
        size_t size = here * sizeof *words;
        if (memcmp(branch_read(branch, at), words, size) != 0)
            memcpy(branch_write(branch, at), words, size);
        words += here;
        count -= here;
        at += 8 * here;
    }
}
