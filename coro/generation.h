/* generation.h — who may write which chunk in place
 *
 * Every chunk bears the tag of the generation that allocated it. A generation
 * is a stretch of one coroutine's life between two of its forks. It counts the
 * coroutines that stand in it and its child generations, and it lists its
 * chunks:
 *
 *     generation 2 ◄── generation 6 ◄── coroutine     a coroutine sees the
 *       │    ▲              │                         chunks of its generation
 *     chunks  └─ coroutine chunks                     and of its ancestors
 *
 * A fork only adds a coroutine to the generation and takes the tag from both.
 * The first write afterwards enters a generation (generation_enter): if the
 * coroutine is alone there, it has the tag of the one where it stands again and
 * writes in place; if not, it begins a child generation. So a fork that is
 * discarded unwritten costs a count, and the last alternative of a choice, its
 * siblings dead, copies nothing.
 *
 * In a flat world a generation's only chunk lies in the generation's own block,
 * is there from the beginning, and has no header.
 *
 * Invariants
 *   1. A coroutine has a tag (coro->tag != 0) only while it is alone in its
 *      generation, which then has no children: count == 1.
 *   2. A chunk is written only by the coroutine that has its tag, so only while
 *      nobody else can see it.
 *   3. A generation with count 0 is freed, with its chunks, at once.
 *   4. An ancestor with count 1 (no coroutine, one child) is visible to nobody
 *      but that child's descendants: it is folded into the child. Who enters
 *      a generation folds its parent or grandparent, and what is above without
 *      a gap; and all its ancestors whenever the path has grown to twice what
 *      the last such walk left. So a path has about twice as many generations
 *      as coroutines stood on it, at most, and a chain of n right branches
 *      retains O(1). Each fold is paid by the birth of what it folds.
 *   5. A coroutine's ancestors are pinned by its count, so they may be folded
 *      by whoever holds world->folding; the tag of an ancestor is no
 *      coroutine's (1), so nobody writes to its chunks meanwhile.
 *   6. Counts are plain while the world has one pool, atomic after; tags of
 *      chunks are read by any thread and so always accessed atomically.
 *
 * Ownership: a generation owns its chunks and one count of its parent.
 */
#ifndef CORO_GENERATION_H
#define CORO_GENERATION_H

#include "coro/coro.h"
#include "coro/world.h"

/* A chunk or a table of chunks; its payload follows. */
struct chunk {
    struct pool_block link; /* in a ring of its generation */
    struct chunk *origin;   /* what it was copied from, or NULL */
    uint64_t tag;           /* last: coro_tag_of */
};

struct chunk_ring {
    struct pool_block head;
    uint32_t count;
};

struct coro_generation {
    uint64_t tag;
    struct coro_generation *parent;
    struct coro_generation *below; /* scratch: the child on a walker's path */
    uint32_t count;    /* coroutines that stand here + child generations */
    uint32_t debt;     /* generations on the path since the last full walk */
    uint32_t patience; /* debt at which the next full walk is due */
    struct chunk_ring chunks[CHUNK_KINDS]; /* unused in a flat world */
};

void generation_init(
    struct coro_generation *generation, uint64_t tag,
    struct coro_generation *parent);

/* Puts a coroutine into a new generation below parent (NULL for a root), where
 * its own count of parent becomes the generation's; it does not have its tag
 * yet. In a flat world its memory is copied too, or undefined for a root. */
void generation_begin(struct coro *coro, struct coro_generation *parent);

/* A new chunk of a generation, its payload undefined. */
struct chunk *generation_allocate(
    struct coro_pool *pool, struct coro_generation *generation,
    enum chunk_kind kind);

/* Gives the coroutine a tag. */
void generation_enter(struct coro *coro);

/* A coroutine leaves it; whatever nobody sees any more is freed. */
void generation_drop(
    struct coro_pool *pool, struct coro_generation *generation);

static inline bool generation_counts_atomically(const struct coro_pool *pool)
{
    return __atomic_load_n(&pool->world->pools, __ATOMIC_RELAXED) > 1;
}

static inline uint32_t
generation_count(const struct coro_generation *generation)
{
    return __atomic_load_n(&generation->count, __ATOMIC_ACQUIRE);
}

/* A coroutine more stands in it. */
static inline void generation_share(
    const struct coro_pool *pool, struct coro_generation *generation)
{
    if (generation_counts_atomically(pool))
        __atomic_fetch_add(&generation->count, 1, __ATOMIC_RELAXED);
    else
        generation->count++;
}

/* The same backwards where that is all there is to do; else false. */
static inline bool generation_leave(
    const struct coro_pool *pool, struct coro_generation *generation)
{
    if (generation_counts_atomically(pool) || generation->count == 1)
        return false;
    generation->count--;
    return true;
}

/* Nobody folds between these two. */
void generation_lock(struct coro_world *world);
void generation_unlock(struct coro_world *world);

#endif
