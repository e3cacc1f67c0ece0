/* checksum.c — see checksum.h */
#include "coro/checksum.h"

#include <string.h>

#define PRIME_A UINT64_C(0x9e3779b185ebca87)
#define PRIME_B UINT64_C(0xc2b2ae3d27d4eb4f)

static uint64_t mix(uint64_t lane, uint64_t word)
{
    lane += word * PRIME_B;
    return (lane << 31 | lane >> 33) * PRIME_A;
}

struct checksum checksum_begin(void)
{
    return (struct checksum){
        .lane = {PRIME_A, PRIME_B, PRIME_A ^ PRIME_B, PRIME_A + PRIME_B}};
}

void checksum_add(struct checksum *checksum, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    for (; size > 0; checksum->words++) {
        uint64_t word = 0;
        size_t part = size < 8 ? size : 8;
        memcpy(&word, next, part);
        uint64_t *lane = &checksum->lane[checksum->words & 3];
        *lane = mix(*lane, word);
        next += part;
        size -= part;
    }
}

uint64_t checksum_end(const struct checksum *checksum)
{
    uint64_t sum = checksum->words;
    for (int i = 0; i < 4; i++)
        sum = mix(sum ^ checksum->lane[i], (uint64_t)i);
    return sum ^ sum >> 29;
}

uint64_t checksum_of(const void *bytes, size_t size)
{
    struct checksum checksum = checksum_begin();
    checksum_add(&checksum, bytes, size);
    return checksum_end(&checksum);
}
