/* routines.c — see routines.h */
#include "tests/coro/routines.h"

#include <stdlib.h>
#include <string.h>

const struct steps squares = {{1, 4, 9, 16}};
const struct steps primes = {{2, 3, 5, 7}};

static uint32_t place_of(int64_t height, int32_t round)
{
    return (uint32_t)(height * 3 + round) * 136 % 1024;
}

CORO_DEFINE(climb)
{
    CORO_BEGIN(climb);
    for (; round < 3; round++) {
        CORO_CHOOSE(which, choice, 2 + round);
        if (choice == 3)
            CORO_FAIL();
        frame->path[round] = (int16_t)(choice - 1);
        sum += steps->step[choice];
        *(int64_t *)coro_write(coro, place_of(height, round)) += sum;
        CORO_YIELD(report, sum);
        if (height > 0) {
            CORO_CALL(
                higher, result, climb, .height = height - 1,
                .steps = steps == &squares ? &primes : &squares);
            sum = sum * 3 + result;
        }
    }
    CORO_RETURN(sum + frame->path[0] - frame->path[2]);
    CORO_END(climb);
}

CORO_DEFINE(fibonacci)
{
    CORO_BEGIN(fibonacci);
    if (n < 2)
        CORO_RETURN(n);
    CORO_CALL(first, a, fibonacci, .n = n - 1);
    CORO_CALL(second, b, fibonacci, .n = n - 2);
    CORO_RETURN(a + b);
    CORO_END(fibonacci);
}

CORO_DEFINE(idle)
{
    CORO_BEGIN(idle);
    CORO_END(idle);
}

CORO_DEFINE(rest)
{
    int64_t result;
    CORO_BEGIN(rest);
    CORO_CALL(here, result, idle);
    CORO_RETURN(result + 7);
    CORO_END(rest);
}

/* ---- Worlds ---- */

static const struct coro_routine *const all_routines[] = {
    &rest, &climb, &fibonacci, &idle, NULL};
static const void *const all_references[] = {&primes, &squares, NULL};

static const struct coro_field climber_fields[] = {
    {"nodes", CORO_VALUE, offsetof(struct climber, nodes), 4, 1},
    {"marks", CORO_ARRAY, offsetof(struct climber, marks), 2, 5},
    {"favourite", CORO_REFERENCE, offsetof(struct climber, favourite), 8, 1},
    {NULL, CORO_VALUE, 0, 0, 0}};

static const struct coro_naming naming = {
    all_routines, all_references, climber_fields};

struct coro_world *
routines_world(uint32_t memory_size, int levels, struct coro_pool **ret_pool)
{
    struct coro_world *world = coro_world_new(
        sizeof(struct climber), memory_size, ROUTINES_FINGERPRINT);
    if (levels >= 0)
        coro_world_set_levels(world, (uint32_t)levels);
    *ret_pool = coro_pool_new(world);
    struct coro *root = coro_new(*ret_pool);
    for (uint32_t at = 0; at < memory_size / 8; at += 5)
        *(uint64_t *)coro_write(root, at * 8) = at;
    coro_world_freeze(world, root, &naming);
    coro_discard(root);
    return world;
}

void routines_world_free(struct coro_world *world, struct coro_pool *pool)
{
    coro_pool_free(pool);
    coro_world_free(world);
}

struct coro *routines_climber(struct coro_pool *pool, int64_t height)
{
    struct coro *coro = coro_new(pool);
    struct climber *climber = (struct climber *)coro;
    climber->nodes = 99;
    climber->marks[4] = -4;
    climber->favourite = &primes;
    CORO_START(coro, climb, .height = height, .steps = &squares);
    return coro;
}

uint64_t routines_trace(struct coro *coro, uint32_t memory_size, uint64_t seed)
{
    uint64_t sum = 0;
    for (enum coro_outcome outcome = CORO_YIELDED;
         outcome == CORO_YIELDED || outcome == CORO_CHOSE;) {
        uint32_t answer = next_random(&seed) % (coro->arity ? coro->arity : 1);
        outcome = coro_resume(coro, answer);
        sum = sum * 31 + outcome;
        if (outcome == CORO_FAILED)
            break;
        sum = sum * 31 + (uint64_t)coro->result;
        sum = sum * 31 + coro->arity * 7 + coro_depth(coro);
    }
    for (uint32_t at = 0; at < memory_size / 8; at++)
        sum = sum * 31 + *(const uint64_t *)coro_read(coro, at * 8);
    const struct climber *climber = (const struct climber *)coro;
    sum = sum * 31 + climber->nodes;
    sum = sum * 31 + (uint64_t)climber->marks[4];
    if (climber->favourite)
        sum = sum * 31 + (uint64_t)climber->favourite->step[3];
    coro_discard(coro);
    return sum;
}
