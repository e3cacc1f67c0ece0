/* checksum.h — 64 bits that tell damaged bytes from sound ones
 *
 * Four lanes of multiply and rotate over words, in the manner of xxHash (Collet
 * 2012). Each step is a bijection of its lane, so a change within one word is
 * always found. Not meant against malice.
 */
#ifndef CORO_CHECKSUM_H
#define CORO_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

struct checksum {
    uint64_t lane[4];
    uint64_t words;
};

struct checksum checksum_begin(void);
/* size is a multiple of 8 in all calls but the last. */
void checksum_add(struct checksum *checksum, const void *bytes, size_t size);
uint64_t checksum_end(const struct checksum *checksum);
uint64_t checksum_of(const void *bytes, size_t size);

#endif
