/* routines.h — routines that the tests of coro/ have in common
 *
 * Compiled with ROUTINES_REORDERED, fields and suspensions stand in another
 * order: a rebuilt program, which must still understand the old one's pickles.
 */
#ifndef TESTS_CORO_ROUTINES_H
#define TESTS_CORO_ROUTINES_H

#include "coro/coro.h"

struct steps {
    int64_t step[4];
};

extern const struct steps squares, primes;

#ifndef ROUTINES_REORDERED
#define climb_FIELDS(V, A, R) \
    V(int64_t, height)        \
    V(int32_t, round)         \
    V(uint8_t, choice)        \
    V(int64_t, sum)           \
    V(int64_t, result)        \
    A(int16_t, path, 3)       \
    R(struct steps, steps)
#define climb_POINTS(P) P(report) P(which) P(higher)
#else
#define climb_FIELDS(V, A, R) \
    R(struct steps, steps)    \
    V(uint8_t, choice)        \
    A(int16_t, path, 3)       \
    V(int64_t, sum)           \
    V(int32_t, round)         \
    V(int64_t, height)        \
    V(int64_t, result)
#define climb_POINTS(P) P(higher) P(which) P(report)
#endif
/* Everything at once: chooses among 2, 3, then 4 alternatives, of which the
 * last fails; yields; calls itself `height` deep; writes to memory. */
CORO_DECLARE(climb);

#define fibonacci_FIELDS(V, A, R) V(int64_t, n) V(int64_t, a) V(int64_t, b)
#define fibonacci_POINTS(P)       P(first) P(second)
/* Nested calls with results. */
CORO_DECLARE(fibonacci);

#define idle_FIELDS(V, A, R)
#define idle_POINTS(P)
/* No field, no suspension; returns 0 without saying so. */
CORO_DECLARE(idle);

#define rest_FIELDS(V, A, R)
#define rest_POINTS(P) P(here)
/* No field; calls idle once and returns 7 more than it. */
CORO_DECLARE(rest);

/* A coroutine with bytes of its own. */
struct climber {
    struct coro coro;
    uint32_t nodes;
    int16_t marks[5];
    const struct steps *favourite;
    void *transient; /* not pickled */
};

/* A world that knows all of the above, with own bytes named, and a pool of it;
 * the image holds some numbers. levels < 0: as the world chooses. */
enum {
    ROUTINES_FINGERPRINT = 4711
};
struct coro_world *
routines_world(uint32_t memory_size, int levels, struct coro_pool **ret_pool);
void routines_world_free(struct coro_world *world, struct coro_pool *pool);

/* A climber at the foot, not begun. */
struct coro *routines_climber(struct coro_pool *pool, int64_t height);

/* The same numbers on every machine. */
static inline uint32_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(*state >> 33);
}

/* Runs on with random answers and mixes all that can be seen into a number:
 * outcomes, results, arities, depths, memory at the end. Takes coro. */
uint64_t routines_trace(struct coro *coro, uint32_t memory_size, uint64_t seed);

#endif
