/* random.h — random numbers that a seed repeats
 *
 * xorshift64* (Vigna, An experimental exploration of Marsaglia's xorshift
 * generators, scrambled, 2016). The state is never 0.
 */
#ifndef SOLVER_RANDOM_H
#define SOLVER_RANDOM_H

#include <stdint.h>

/* A state for a seed below 2^64 - 1. */
static inline uint64_t random_state(uint64_t seed)
{
    return (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

/* One below bound (bound > 0). */
static inline uint64_t random_below(uint64_t *state, uint64_t bound)
{
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    x *= UINT64_C(0x2545f4914f6cdd1d);
    return (uint64_t)((unsigned __int128)x * bound >> 64);
}

#endif
