/* dice.h — random numbers for tests: splitmix64 (Steele, Lea, Flood, 2014)
 *
 * A seed gives the same rolls everywhere, so a failure can be repeated.
 */
#ifndef TESTS_PROPAGATORS_DICE_H
#define TESTS_PROPAGATORS_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

static inline uint64_t dice_roll(struct dice *dice)
{
    uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* 0..count - 1; count > 0. */
static inline uint64_t dice_below(struct dice *dice, uint64_t count)
{
    return dice_roll(dice) % count;
}

static inline bool dice_chance(struct dice *dice, uint32_t percent)
{
    return dice_below(dice, 100) < percent;
}

/* A value of min..max. */
static inline int64_t dice_between(struct dice *dice, int64_t min, int64_t max)
{
    uint64_t last = (uint64_t)max - (uint64_t)min;
    uint64_t step =
        last == UINT64_MAX ? dice_roll(dice) : dice_below(dice, last + 1);
    return (int64_t)((uint64_t)min + step);
}

#endif
