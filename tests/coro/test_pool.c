/* test_pool.c — blocks: classes, alignment, accounts, and the depot */
#include "coro/pool.h"
#include "tests/coro/routines.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(pool, classes_hold_their_sizes)
{
    for (size_t size = 1; size < 100000; size++) {
        uint32_t class_index = pool_class(size);
        cr_assert_lt(class_index, POOL_CLASSES);
        cr_assert_geq(pool_class_size(class_index), size);
        cr_assert_leq(pool_class_size(class_index), 2 * size + POOL_GRAIN);
    }
    for (size_t size = 100000; size < (size_t)1 << 40; size = size * 3 / 2) {
        uint32_t class_index = pool_class(size);
        cr_assert_lt(class_index, POOL_CLASSES);
        cr_assert_geq(pool_class_size(class_index), size);
        cr_assert_lt(pool_class_size(class_index) / 2, size);
    }
}

Test(pool, gives_the_last_block_first)
{
    struct depot *depot = depot_new();
    struct pool pool;
    pool_init(&pool, depot);
    void *first = pool_take(&pool, 100), *second = pool_take(&pool, 100);
    cr_assert_neq(first, second);
    cr_assert_eq(pool.live, 200);
    pool_give(&pool, first, 100);
    cr_assert_eq(pool_take(&pool, 97), first, "the same class of 128 bytes");
    pool_give(&pool, first, 97);
    pool_give(&pool, second, 100);
    cr_assert_eq(pool.live, 0);
    pool_clear(&pool);
    depot_free(depot);
}

/* Blocks that are taken at once do not overlap, whatever came before. */
Test(pool, random_blocks_keep_their_bytes)
{
    enum {
        BLOCKS = 500,
        STEPS = 300000
    };
    struct depot *depot = depot_new();
    struct pool pools[2];
    struct {
        uint8_t *bytes;
        size_t size;
        uint8_t mark;
    } blocks[BLOCKS] = {{NULL, 0, 0}};
    uint64_t state = 1;
    pool_init(&pools[0], depot);
    pool_init(&pools[1], depot);
    for (int step = 0; step < STEPS; step++) {
        struct pool *pool = &pools[next_random(&state) % 2];
        uint32_t i = next_random(&state) % BLOCKS;
        if (blocks[i].bytes) {
            size_t last = blocks[i].size - 1;
            cr_assert(
                blocks[i].bytes[0] == blocks[i].mark &&
                blocks[i].bytes[last] == blocks[i].mark &&
                blocks[i].bytes[last / 2] == blocks[i].mark);
            pool_give(pool, blocks[i].bytes, blocks[i].size);
            blocks[i].bytes = NULL;
            continue;
        }
        uint32_t scale = next_random(&state) % 16;
        blocks[i].size = 1 + next_random(&state) % (1u << scale);
        blocks[i].mark = (uint8_t)step;
        blocks[i].bytes = pool_take(pool, blocks[i].size);
        cr_assert_eq((uintptr_t)blocks[i].bytes % POOL_GRAIN, 0);
        memset(blocks[i].bytes, blocks[i].mark, blocks[i].size);
    }
    for (int i = 0; i < BLOCKS; i++)
        if (blocks[i].bytes)
            pool_give(&pools[i % 2], blocks[i].bytes, blocks[i].size);
    cr_assert_eq(pools[0].live + pools[1].live, 0);
    pool_clear(&pools[0]);
    pool_clear(&pools[1]);
    depot_free(depot);
}

/* What one pool takes and another gives back comes round by the depot. */
Test(pool, batches_go_round)
{
    enum {
        ROUNDS = 50,
        BLOCKS = 5000,
        SIZE = 288
    };
    struct depot *depot = depot_new();
    struct pool taker, giver;
    static void *blocks[BLOCKS];
    uint64_t footprint = 0;
    pool_init(&taker, depot);
    pool_init(&giver, depot);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < BLOCKS; i++)
            blocks[i] = pool_take(&taker, SIZE);
        for (int i = 0; i < BLOCKS; i++)
            pool_give(&giver, blocks[i], SIZE);
        if (round == 1)
            footprint = depot_footprint(depot);
        cr_assert_leq(pool_free_count(&giver, pool_class(SIZE)), POOL_FREE_MAX);
    }
    cr_assert_leq(depot_footprint(depot), footprint + (1 << 20));
    cr_assert_eq(taker.live, ROUNDS * BLOCKS * SIZE);
    cr_assert_eq(taker.live + giver.live, 0);
    pool_clear(&taker);
    pool_clear(&giver);
    cr_assert_eq(pool_free_count(&giver, pool_class(SIZE)), 0);
    depot_free(depot);
}

Test(pool, gives_rings)
{
    enum {
        SIZE = 320
    };
    struct depot *depot = depot_new();
    struct pool pool;
    pool_init(&pool, depot);
    for (uint32_t length = 0; length < 10000; length = length * 2 + 1) {
        struct pool_block head = {&head, &head};
        for (uint32_t i = 0; i < length; i++) {
            struct pool_block *block = pool_take(&pool, SIZE);
            block->next = head.next;
            block->previous = &head;
            head.next->previous = block;
            head.next = block;
        }
        cr_assert_eq(pool.live, length * SIZE);
        pool_give_ring(&pool, &head, length, SIZE);
        cr_assert_eq(pool.live, 0);
        cr_assert_leq(pool_free_count(&pool, pool_class(SIZE)), POOL_FREE_MAX);
    }
    pool_clear(&pool);
    depot_free(depot);
}
