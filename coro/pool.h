/* pool.h — blocks of memory for coroutines, one pool a thread
 *
 * Everything that a coroutine owns is a block from a pool. A block is given
 * back with its size, to the pool of whichever thread lets it go; a pool that
 * holds too many of one size hands a batch of them to the depot that all pools
 * of a world share, and takes a batch from there before it asks the system.
 *
 * Invariants
 *   1. A pool is used by one thread at a time; only the depot is locked.
 *   2. live = bytes taken and not yet given back. Pools of one world may each
 *      be negative (blocks migrate); their sum never is, and is 0 at the end.
 *   3. Blocks are aligned to POOL_GRAIN.
 *   4. Under AddressSanitizer a free block is poisoned but for its links.
 *
 * Ownership: slabs belong to the depot and are freed with it.
 */
#ifndef CORO_POOL_H
#define CORO_POOL_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SANITIZE_ADDRESS__)
#define POOL_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_POISONS 1
#endif
#endif

#ifndef POOL_POISONS
#define POOL_POISONS 0
#endif

#if POOL_POISONS
#include <sanitizer/asan_interface.h>
#define POOL_POISON(memory, size)   ASAN_POISON_MEMORY_REGION(memory, size)
#define POOL_UNPOISON(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
#else
#define POOL_POISON(memory, size)   ((void)0)
#define POOL_UNPOISON(memory, size) ((void)0)
#endif

enum {
    POOL_GRAIN = 32,          /* bytes; sizes are rounded up to this */
    POOL_LINE = 64,           /* bytes; slabs begin on such a boundary */
    POOL_SMALL_CLASSES = 260, /* one class a grain, up to 8,288 bytes */
    POOL_LARGE_CLASSES = 40,  /* beyond that one class a power of two */
    POOL_CLASSES = POOL_SMALL_CLASSES + POOL_LARGE_CLASSES,
    POOL_SLAB_BYTES = 1 << 16, /* a slab of small blocks */
    POOL_FREE_BYTES = 1 << 20, /* free bytes of a class, then half go, but */
    POOL_FREE_MIN = 16,        /* at least so many blocks may stay, */
    POOL_FREE_MAX = 2048,      /* and at most so many */
};

/* A free block begins with the link to the next; users may link their blocks
 * with it too, so that a whole ring can be given back at once. */
struct pool_block {
    struct pool_block *next;
    struct pool_block *previous; /* the users' */
};

/* The free blocks of one class. */
struct pool_bin {
    struct pool_block *free;
    int32_t room; /* blocks that may yet be given before a batch goes */
};

struct depot;

struct pool {
    int64_t live; /* bytes */
    struct depot *depot;
    struct pool_bin bins[POOL_CLASSES];
};

struct depot *depot_new(void);
void depot_free(struct depot *depot);
/* Bytes that the depot has taken from the system. */
uint64_t depot_footprint(const struct depot *depot);

void pool_init(struct pool *pool, struct depot *depot);
/* Hands every free block to the depot. */
void pool_clear(struct pool *pool);

uint32_t pool_large_class(size_t size);
size_t pool_class_size(uint32_t class_index);
/* Blocks that are free in this pool. */
uint32_t pool_free_count(const struct pool *pool, uint32_t class_index);

/* Slow paths of the two below. */
void pool_refill(struct pool *pool, uint32_t class_index);
void pool_overflow(struct pool *pool, uint32_t class_index);

static inline uint32_t pool_class(size_t size)
{
    size_t grains = (size + POOL_GRAIN - 1) / POOL_GRAIN;
    return __builtin_expect(grains < POOL_SMALL_CLASSES, 1)
               ? (uint32_t)grains
               : pool_large_class(size);
}

/* The fast halves of pool_take and pool_give, for who knows the bin: it must
 * have a free block, or room for one. */
static inline void *
pool_take_from(struct pool *pool, struct pool_bin *bin, size_t size)
{
    struct pool_block *block = bin->free;
    bin->free = block->next;
    bin->room++;
    pool->live += (int64_t)size;
    POOL_UNPOISON(block, size);
    return block;
}

static inline void
pool_give_to(struct pool *pool, struct pool_bin *bin, void *memory, size_t size)
{
    struct pool_block *block = memory;
    if (size > POOL_GRAIN)
        POOL_POISON((uint8_t *)memory + POOL_GRAIN, size - POOL_GRAIN);
    block->next = bin->free;
    bin->free = block;
    bin->room--;
    pool->live -= (int64_t)size;
}

/* A block of at least size bytes, not cleared. Never NULL: a system without
 * memory is fatal. */
static inline void *pool_take(struct pool *pool, size_t size)
{
    assert(size > 0);
    uint32_t class_index = pool_class(size);
    struct pool_bin *bin = &pool->bins[class_index];
    if (__builtin_expect(!bin->free, 0))
        pool_refill(pool, class_index);
    return pool_take_from(pool, bin, size);
}

/* size is the size that the block was taken with. */
static inline void pool_give(struct pool *pool, void *memory, size_t size)
{
    uint32_t class_index = pool_class(size);
    struct pool_bin *bin = &pool->bins[class_index];
    if (__builtin_expect(bin->room == 0, 0))
        pool_overflow(pool, class_index);
    pool_give_to(pool, bin, memory, size);
}

/* Gives back the count blocks of a ring, all of that size; its head is none. */
void pool_give_ring(
    struct pool *pool, const struct pool_block *head, uint32_t count,
    size_t size);

#endif
