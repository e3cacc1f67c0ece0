/* pool.c — free lists by size class over slabs from the system
 *
 * A class of small blocks is refilled by cutting a slab of POOL_SLAB_BYTES;
 * a large block is a slab of its own. The depot keeps, for each class, the
 * batches that pools handed over: a batch is a free list whose first block also
 * holds the link to the next batch and its length.
 */
#include "coro/pool.h"

#include "coro/fatal.h"

#include <pthread.h>
#include <stdlib.h>

struct batch {
    struct pool_block block; /* must be first: the batch is its first block */
    struct batch *next;
    int32_t count;
};

_Static_assert(
    sizeof(struct batch) <= POOL_GRAIN, "a batch must fit in any block");

struct slab {
    struct slab *next;
};

struct depot {
    pthread_mutex_t lock;
    struct batch *batches[POOL_CLASSES];
    struct slab *slabs;
    uint64_t footprint; /* written under the lock, read without */
};

struct depot *depot_new(void)
{
    struct depot *depot = calloc(1, sizeof *depot);
    if (!depot)
        coro_fatal("out of memory");
    pthread_mutex_init(&depot->lock, NULL);
    return depot;
}

void depot_free(struct depot *depot)
{
    while (depot->slabs) {
        struct slab *slab = depot->slabs;
        depot->slabs = slab->next;
        free(slab);
    }
    pthread_mutex_destroy(&depot->lock);
    free(depot);
}

uint64_t depot_footprint(const struct depot *depot)
{
    return __atomic_load_n(&depot->footprint, __ATOMIC_RELAXED);
}

uint32_t pool_large_class(size_t size)
{
    uint32_t log = 64 - (uint32_t)__builtin_clzll(size - 1);
    assert(log >= 14 && log - 13 < POOL_LARGE_CLASSES);
    return POOL_SMALL_CLASSES + log - 13;
}

size_t pool_class_size(uint32_t class_index)
{
    return class_index < POOL_SMALL_CLASSES
               ? (size_t)class_index * POOL_GRAIN
               : (size_t)1 << (class_index - POOL_SMALL_CLASSES + 13);
}

/* How many free blocks of a class a pool may hold. */
static int32_t class_room(uint32_t class_index)
{
    size_t size = pool_class_size(class_index);
    size_t count = size ? POOL_FREE_BYTES / size : 0;
    if (count > POOL_FREE_MAX)
        return POOL_FREE_MAX;
    return count < POOL_FREE_MIN ? POOL_FREE_MIN : (int32_t)count;
}

void pool_init(struct pool *pool, struct depot *depot)
{
    pool->live = 0;
    pool->depot = depot;
    for (uint32_t c = 0; c < POOL_CLASSES; c++)
        pool->bins[c] = (struct pool_bin){NULL, class_room(c)};
}

uint32_t pool_free_count(const struct pool *pool, uint32_t class_index)
{
    return (uint32_t)(class_room(class_index) - pool->bins[class_index].room);
}

/* A new slab's usable memory, aligned to POOL_GRAIN. */
static uint8_t *depot_slab(struct depot *depot, size_t size)
{
    size_t whole = (size + 2 * POOL_LINE - 1) / POOL_LINE * POOL_LINE;
    struct slab *slab = aligned_alloc(POOL_LINE, whole);
    if (!slab)
        coro_fatal("out of memory");
    pthread_mutex_lock(&depot->lock);
    slab->next = depot->slabs;
    depot->slabs = slab;
    __atomic_store_n(
        &depot->footprint, depot->footprint + whole, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&depot->lock);
    return (uint8_t *)slab + POOL_LINE;
}

static struct batch *depot_take(struct depot *depot, uint32_t class_index)
{
    pthread_mutex_lock(&depot->lock);
    struct batch *batch = depot->batches[class_index];
    if (batch)
        depot->batches[class_index] = batch->next;
    pthread_mutex_unlock(&depot->lock);
    return batch;
}

static void depot_give(
    struct depot *depot, uint32_t class_index, struct pool_block *first,
    int32_t count)
{
    struct batch *batch = (struct batch *)first;
    batch->count = count;
    pthread_mutex_lock(&depot->lock);
    batch->next = depot->batches[class_index];
    depot->batches[class_index] = batch;
    pthread_mutex_unlock(&depot->lock);
}

static void pool_cut(struct pool *pool, uint32_t class_index)
{
    struct pool_bin *bin = &pool->bins[class_index];
    size_t size = pool_class_size(class_index);
    size_t count = size < POOL_SLAB_BYTES ? POOL_SLAB_BYTES / size : 1;
    uint8_t *memory = depot_slab(pool->depot, size * count);
    for (size_t i = count; i-- > 0;) {
        struct pool_block *block = (struct pool_block *)(memory + i * size);
        block->next = bin->free;
        bin->free = block;
        POOL_POISON(memory + i * size + POOL_GRAIN, size - POOL_GRAIN);
    }
    bin->room -= (int32_t)count;
}

void pool_refill(struct pool *pool, uint32_t class_index)
{
    struct pool_bin *bin = &pool->bins[class_index];
    assert(!bin->free && bin->room == class_room(class_index));
    struct batch *batch = depot_take(pool->depot, class_index);
    if (!batch) {
        pool_cut(pool, class_index);
        return;
    }
    bin->free = &batch->block;
    bin->room -= batch->count;
}

void pool_overflow(struct pool *pool, uint32_t class_index)
{
    struct pool_bin *bin = &pool->bins[class_index];
    int32_t count = class_room(class_index) / 2;
    struct pool_block *first = bin->free, *last = first;
    for (int32_t i = 1; i < count; i++)
        last = last->next;
    bin->free = last->next;
    bin->room += count;
    last->next = NULL;
    depot_give(pool->depot, class_index, first, count);
}

/* One by one: where a batch may go to the depot, or blocks are poisoned. */
static void
give_each(struct pool *pool, const struct pool_block *head, size_t size)
{
    struct pool_block *block = head->next;
    while (block != head) {
        struct pool_block *next = block->next;
        pool_give(pool, block, size);
        block = next;
    }
}

void pool_give_ring(
    struct pool *pool, const struct pool_block *head, uint32_t count,
    size_t size)
{
    struct pool_bin *bin = &pool->bins[pool_class(size)];
    if (count == 0)
        return;
    if (POOL_POISONS || (uint32_t)bin->room < count) {
        give_each(pool, head, size);
        return;
    }
    head->previous->next = bin->free;
    bin->free = head->next;
    bin->room -= (int32_t)count;
    pool->live -= (int64_t)(count * size);
}

void pool_clear(struct pool *pool)
{
    for (uint32_t c = 0; c < POOL_CLASSES; c++) {
        struct pool_bin *bin = &pool->bins[c];
        if (bin->free)
            depot_give(
                pool->depot, c, bin->free, (int32_t)pool_free_count(pool, c));
        *bin = (struct pool_bin){NULL, class_room(c)};
    }
}
