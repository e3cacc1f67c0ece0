/* test_memory.c — copy-on-write memory against full copies
 *
 * Random forks, writes, deaths and moves between pools; each coroutine is
 * compared with a plain array that was copied whole at each fork.
 */
#include "coro/memory.h"
#include "tests/coro/routines.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_COROS = 48,
    MOST_POOLS = 3
};

struct model {
    struct coro *coro;
    uint8_t *bytes; /* what it should hold */
};

struct tester {
    struct coro_world *world;
    struct coro_pool *pools[MOST_POOLS];
    uint32_t pool_count, size;
    struct model models[MOST_COROS];
    uint32_t count;
    uint64_t random;
    int64_t most; /* live bytes seen by note */
};

static uint32_t below(struct tester *tester, uint32_t limit)
{
    return next_random(&tester->random) % limit;
}

static void
tester_init(struct tester *tester, uint32_t size, int levels, uint32_t pools)
{
    memset(tester, 0, sizeof *tester);
    tester->world = coro_world_new(sizeof(struct coro), size, 0);
    coro_world_set_levels(tester->world, (uint32_t)levels);
    tester->size = size;
    tester->pool_count = pools;
    tester->random = size + (uint64_t)levels;
    for (uint32_t p = 0; p < pools; p++)
        tester->pools[p] = coro_pool_new(tester->world);
    tester->models[0].coro = coro_new(tester->pools[0]);
    tester->models[0].bytes = calloc(1, size);
    tester->count = 1;
}

static int64_t live_bytes(const struct tester *tester)
{
    int64_t live = 0;
    for (uint32_t p = 0; p < tester->pool_count; p++)
        live += coro_pool_live_bytes(tester->pools[p]);
    return live;
}

static void check(struct tester *tester, const struct model *model)
{
    uint32_t part = coro_world_levels(tester->world) ? 8 : tester->size;
    for (uint32_t at = 0; at < tester->size; at += part)
        cr_assert(
            memcmp(coro_read(model->coro, at), model->bytes + at, part) == 0,
            "byte %u differs", at);
    cr_assert(memory_is_valid(model->coro));
}

static void tester_clear(struct tester *tester)
{
    for (uint32_t i = 0; i < tester->count; i++) {
        check(tester, &tester->models[i]);
        coro_discard(tester->models[i].coro);
        free(tester->models[i].bytes);
    }
    cr_assert_eq(live_bytes(tester), 0);
    for (uint32_t p = 0; p < tester->pool_count; p++)
        coro_pool_free(tester->pools[p]);
    coro_world_free(tester->world);
}

/* ---- Steps ---- */

static void fork_one(struct tester *tester)
{
    if (tester->count == MOST_COROS)
        return;
    struct model *from = &tester->models[below(tester, tester->count)];
    struct model *to = &tester->models[tester->count++];
    to->coro = coro_fork(from->coro);
    to->bytes = malloc(tester->size);
    memcpy(to->bytes, from->bytes, tester->size);
}

static void discard_one(struct tester *tester)
{
    if (tester->count == 1)
        return;
    struct model *gone = &tester->models[below(tester, tester->count)];
    coro_discard(gone->coro);
    free(gone->bytes);
    *gone = tester->models[--tester->count];
}

static void write_some(struct tester *tester)
{
    struct model *model = &tester->models[below(tester, tester->count)];
    for (uint32_t times = 1 + below(tester, 6); times > 0; times--) {
        uint32_t at = below(tester, tester->size / 8) * 8;
        uint64_t value = next_random(&tester->random);
        *(uint64_t *)coro_write(model->coro, at) = value;
        memcpy(model->bytes + at, &value, sizeof value);
    }
}

static void read_some(struct tester *tester)
{
    const struct model *model = &tester->models[below(tester, tester->count)];
    for (uint32_t times = 0; times < 4; times++) {
        uint32_t at = below(tester, tester->size / 8) * 8;
        cr_assert(
            memcmp(coro_read(model->coro, at), model->bytes + at, 8) == 0);
    }
}

static void step(struct tester *tester, uint32_t forks, uint32_t deaths)
{
    uint32_t kind = below(tester, 100);
    if (kind < forks)
        fork_one(tester);
    else if (kind < forks + deaths)
        discard_one(tester);
    else if (kind < 90)
        write_some(tester);
    else if (kind < 97)
        read_some(tester);
    else
        coro_move(
            tester->models[below(tester, tester->count)].coro,
            tester->pools[below(tester, tester->pool_count)]);
}

/* Seasons of growth, of dying and of balance follow each other. */
static void run(uint32_t size, int levels, uint32_t pools, uint32_t steps)
{
    struct tester tester;
    tester_init(&tester, size, levels, pools);
    for (uint32_t i = 0; i < steps; i++) {
        uint32_t season = i / 300 % 3;
        step(&tester, season == 1 ? 12 : 25, season == 2 ? 45 : 20);
        if (i % 500 == 0)
            check(&tester, &tester.models[below(&tester, tester.count)]);
    }
    tester_clear(&tester);
}

enum {
    STEPS = 200000
};

Test(memory, flat_against_copies)
{
    run(256, 0, 1, STEPS);
    run(1000, 0, 3, STEPS);
}

Test(memory, one_level_against_copies)
{
    run(4096, 1, 1, STEPS);
    run(10000, 1, 3, STEPS);
}

Test(memory, two_levels_against_copies)
{
    run(65536, 2, 1, STEPS);
    run(100000, 2, 3, STEPS);
}

Test(memory, one_chunk_in_each_shape)
{
    for (int levels = 0; levels <= 2; levels++)
        run(8, levels, 2, 20000);
}

/* ---- What is copied ---- */

static const struct coro_counters *counters_of(const struct tester *tester)
{
    return coro_pool_counters(tester->pools[0]);
}

Test(memory, forks_copy_no_chunk_and_branches_what_they_write)
{
    for (int levels = 0; levels <= 2; levels++) {
        struct tester tester;
        tester_init(&tester, 1 << 16, levels, 1);
        struct coro *root = tester.models[0].coro;
        struct coro *branches[20];
        for (int i = 0; i < 20; i++)
            branches[i] = coro_fork(root);
        cr_assert_eq(counters_of(&tester)->forks, 20);
        cr_assert_eq(counters_of(&tester)->bytes_copied, 0);
        for (uint32_t i = 0; i < 20; i++) {
            uint64_t before = counters_of(&tester)->chunks_copied;
            for (uint32_t chunk = 0; chunk < i; chunk++)
                for (uint32_t word = 0; word < 3; word++)
                    *(uint64_t *)coro_write(
                        branches[i], chunk * 512 + word * 8) = i;
            cr_assert_eq(
                counters_of(&tester)->chunks_copied - before,
                levels ? i : i > 0);
        }
        cr_assert_eq(counters_of(&tester)->tables_copied, levels == 2 ? 19 : 0);
        for (int i = 0; i < 20; i++)
            coro_discard(branches[i]);
        tester_clear(&tester);
    }
}

/* Depth first, the last alternative being the frozen parent itself: once its
 * children are dead, it writes in place. */
Test(memory, last_alternative_copies_nothing)
{
    for (int levels = 0; levels <= 2; levels++) {
        struct tester tester;
        tester_init(&tester, 1 << 14, levels, 1);
        struct coro *root = tester.models[0].coro;
        for (uint32_t i = 0; i < 100; i++) {
            struct coro *branch = coro_fork(root);
            *(uint64_t *)coro_write(branch, i * 8) = 1;
            coro_discard(branch);
            uint64_t before = counters_of(&tester)->chunks_copied;
            *(uint64_t *)coro_write(root, i * 8) = 2;
            memcpy(tester.models[0].bytes + i * 8, &(uint64_t){2}, 8);
            cr_assert_eq(counters_of(&tester)->chunks_copied, before);
        }
        tester_clear(&tester);
    }
}

/* ---- What is retained ---- */

enum {
    CHAIN = 100000,
    CHAIN_LIMIT = 64 << 10
};

/* Writes a word; now and then looks at what is live. */
static void note(struct tester *tester, struct coro *coro, uint32_t i)
{
    if (i % 64 == 0 && live_bytes(tester) > tester->most)
        tester->most = live_bytes(tester);
    *(uint32_t *)coro_write(coro, i * 1032 % tester->size / 4 * 4) = i;
}

/* A chain of which each link is gone before the next is written. */
static void discarded_parents(struct tester *tester)
{
    for (uint32_t i = 0; i < CHAIN; i++) {
        struct coro *parent = tester->models[0].coro;
        tester->models[0].coro = coro_fork(parent);
        coro_discard(parent);
        note(tester, tester->models[0].coro, i);
    }
}

/* Each child is written while its parent is still there. */
static void late_parents(struct tester *tester)
{
    for (uint32_t i = 0; i < CHAIN; i++) {
        struct coro *parent = tester->models[0].coro;
        tester->models[0].coro = coro_fork(parent);
        note(tester, tester->models[0].coro, i);
        coro_discard(parent);
    }
}

/* Each frozen parent is written while a child lives; of the children, `window`
 * live at a time. */
static void resumed_parents(struct tester *tester, uint32_t window)
{
    struct coro *children[64] = {NULL};
    for (uint32_t i = 0; i < CHAIN; i++) {
        struct coro **child = &children[i % window];
        if (*child)
            coro_discard(*child);
        *child = coro_fork(tester->models[0].coro);
        if (i % 3 == 0)
            note(tester, *child, i + 7);
        note(tester, tester->models[0].coro, i);
    }
    for (uint32_t i = 0; i < window; i++)
        coro_discard(children[i]);
}

/* Two that take turns: each link has a brother which lives for a while. */
static void crossing_chains(struct tester *tester)
{
    struct coro *brother = coro_fork(tester->models[0].coro);
    for (uint32_t i = 0; i < CHAIN; i++) {
        struct coro *next = coro_fork(i % 2 ? tester->models[0].coro : brother);
        note(tester, next, i);
        coro_discard(brother);
        brother = tester->models[0].coro;
        tester->models[0].coro = next;
    }
    coro_discard(brother);
}

static void chain(int levels, uint32_t pools, int variant)
{
    struct tester tester;
    tester_init(&tester, 1 << 16, levels, pools);
    int64_t root = live_bytes(&tester);
    /* a flat world copies all at the first write: as many as live together */
    int64_t limit = levels ? CHAIN_LIMIT : 21 * (1 << 16);
    switch (variant) {
    case 0:
        discarded_parents(&tester);
        break;
    case 1:
        late_parents(&tester);
        break;
    case 2:
        resumed_parents(&tester, 1);
        break;
    case 3:
        resumed_parents(&tester, 3);
        break;
    default:
        crossing_chains(&tester);
        break;
    }
    cr_assert_leq(
        tester.most - root, limit, "levels %d, variant %d: %ld bytes", levels,
        variant, (long)(tester.most - root));
    cr_assert(memory_is_valid(tester.models[0].coro));
    coro_discard(tester.models[0].coro);
    tester.count = 0;
    free(tester.models[0].bytes);
    tester_clear(&tester);
}

Test(memory, chains_retain_little)
{
    for (int levels = 0; levels <= 2; levels++)
        for (int variant = 0; variant < 5; variant++)
            for (uint32_t pools = 1; pools <= 2; pools++)
                chain(levels, pools, variant);
}

/* A path of frozen coroutines, all of which die but the last. */
static void dead_ancestors(int levels, uint32_t pools)
{
    enum {
        PATH = 3000
    };
    static struct coro *path[PATH];
    struct tester tester;
    tester_init(&tester, 1 << 14, levels, pools);
    int64_t root = live_bytes(&tester);
    path[0] = tester.models[0].coro;
    for (uint32_t i = 1; i < PATH; i++) {
        path[i] = coro_fork(path[i - 1]);
        note(&tester, path[i], i);
    }
    for (uint32_t i = 0; i + 1 < PATH; i++)
        coro_discard(path[i]);
    struct coro *last = path[PATH - 1];
    for (uint32_t i = 0; i < 20; i++) {
        struct coro *next = coro_fork(last);
        note(&tester, next, i);
        coro_discard(last);
        last = next;
    }
    cr_assert(memory_is_valid(last));
    int64_t limit = levels ? CHAIN_LIMIT : 21 * (1 << 14);
    cr_assert_leq(live_bytes(&tester) - root, limit);
    coro_discard(last);
    tester.count = 0;
    free(tester.models[0].bytes);
    tester_clear(&tester);
}

Test(memory, dead_ancestors_retain_little)
{
    for (int levels = 0; levels <= 2; levels++)
        for (uint32_t pools = 1; pools <= 2; pools++)
            dead_ancestors(levels, pools);
}
