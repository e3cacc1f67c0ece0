/* generation.c — see generation.h for the invariants
 *
 * Folding a parent into its only child frees those chunks of the parent that
 * the child has replaced (a copy knows its origin) and hands on the others. The
 * child takes over the parent's tag, so that only the child's own chunks, most
 * often the fewer ones, are touched.
 */
#include "coro/generation.h"

#include <assert.h>
#include <string.h>

enum {
    PATIENCE_MIN = 16, /* generations begun before the first full walk */
    LOCK_INTERVAL = 8, /* generations begun between looks at a grandparent */
    FLAT_PAYLOAD = 96, /* where a flat generation's chunk begins */
};

_Static_assert(
    FLAT_PAYLOAD >= sizeof(struct coro_generation) &&
        FLAT_PAYLOAD % POOL_GRAIN == 0,
    "a flat generation's chunk follows it, aligned");

/* ---- Counts ---- */

/* True if that was the last. */
static bool
count_down(const struct coro_pool *pool, struct coro_generation *generation)
{
    if (generation_counts_atomically(pool))
        return __atomic_sub_fetch(&generation->count, 1, __ATOMIC_ACQ_REL) == 0;
    return --generation->count == 0;
}

/* ---- Birth and death ---- */

static uint32_t load(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static void store(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELAXED);
}

void generation_init(
    struct coro_generation *generation, uint64_t tag,
    struct coro_generation *parent)
{
    generation->tag = tag;
    generation->parent = parent;
    generation->count = 1;
    generation->debt = parent ? load(&parent->debt) + 1 : 0;
    generation->patience = parent ? load(&parent->patience) : PATIENCE_MIN;
}

static size_t generation_bytes(const struct coro_world *world)
{
    return world->levels == 0 ? FLAT_PAYLOAD + world->memory_size
                              : sizeof(struct coro_generation);
}

static void rings_init(struct coro_generation *generation)
{
    for (int kind = 0; kind < CHUNK_KINDS; kind++) {
        struct pool_block *head = &generation->chunks[kind].head;
        head->next = head->previous = head;
        generation->chunks[kind].count = 0;
    }
}

void generation_begin(struct coro *coro, struct coro_generation *parent)
{
    struct coro_pool *pool = coro->pool;
    const struct coro_world *world = pool->world;
    struct coro_generation *generation =
        pool_take(&pool->blocks, generation_bytes(world));
    generation_init(generation, pool->next_tag, parent);
    pool->next_tag += 2;
    coro->generation = generation;
    if (world->levels > 0) {
        rings_init(generation);
        return;
    }
    uint8_t *payload = (uint8_t *)generation + FLAT_PAYLOAD;
    if (parent) {
        memcpy(payload, coro->flat, world->memory_size);
        pool->counters.chunks_copied++;
        pool->counters.bytes_copied += world->memory_size;
    }
    coro->flat = payload;
}

static size_t chunk_bytes(const struct coro_world *world, enum chunk_kind kind)
{
    return sizeof(struct chunk) + world->payload[kind];
}

struct chunk *generation_allocate(
    struct coro_pool *pool, struct coro_generation *generation,
    enum chunk_kind kind)
{
    struct chunk *chunk =
        pool_take(&pool->blocks, chunk_bytes(pool->world, kind));
    struct pool_block *head = &generation->chunks[kind].head;
    chunk->link.next = head->next;
    chunk->link.previous = head;
    chunk->origin = NULL;
    chunk->tag = generation->tag;
    head->next->previous = &chunk->link;
    head->next = &chunk->link;
    generation->chunks[kind].count++;
    return chunk;
}

static void
generation_free(struct coro_pool *pool, struct coro_generation *generation)
{
    const struct coro_world *world = pool->world;
    for (int kind = 0; world->levels > 0 && kind < CHUNK_KINDS; kind++)
        pool_give_ring(
            &pool->blocks, &generation->chunks[kind].head,
            generation->chunks[kind].count, chunk_bytes(world, kind));
    pool_give(&pool->blocks, generation, generation_bytes(world));
}

void generation_drop(struct coro_pool *pool, struct coro_generation *generation)
{
    while (generation && count_down(pool, generation)) {
        struct coro_generation *parent = generation->parent;
        generation_free(pool, generation);
        generation = parent;
    }
}

/* ---- Folding ---- */

void generation_lock(struct coro_world *world)
{
    if (__atomic_load_n(&world->pools, __ATOMIC_RELAXED) > 1)
        pthread_mutex_lock(&world->folding);
}

void generation_unlock(struct coro_world *world)
{
    if (__atomic_load_n(&world->pools, __ATOMIC_RELAXED) > 1)
        pthread_mutex_unlock(&world->folding);
}

/* Moves the chunks of `from` to the front of `to`. */
static void ring_splice(struct chunk_ring *from, struct chunk_ring *to)
{
    struct pool_block *first = from->head.next, *last = from->head.previous;
    if (from->count == 0)
        return;
    last->next = to->head.next;
    last->next->previous = last;
    first->previous = &to->head;
    to->head.next = first;
    to->count += from->count;
}

/* The origin of a chunk is alive: whoever made the copy saw it, so that it
 * belongs to an ancestor, or has been replaced by its own origin in a fold. */
static void fold_chunks(
    struct coro_pool *pool, struct coro_generation *parent,
    struct coro_generation *below, enum chunk_kind kind)
{
    struct pool_block *link = below->chunks[kind].head.next;
    for (; link != &below->chunks[kind].head; link = link->next) {
        struct chunk *chunk = (struct chunk *)link, *origin = chunk->origin;
        if (origin && origin->tag == parent->tag) {
            chunk->origin = origin->origin;
            origin->link.previous->next = origin->link.next;
            origin->link.next->previous = origin->link.previous;
            parent->chunks[kind].count--;
            pool_give(&pool->blocks, origin, chunk_bytes(pool->world, kind));
        }
        __atomic_store_n(&chunk->tag, parent->tag, __ATOMIC_RELAXED);
    }
    ring_splice(&parent->chunks[kind], &below->chunks[kind]);
}

/* Folds a generation that only `below` can see into it. */
static void
generation_fold(struct coro_pool *pool, struct coro_generation *below)
{
    struct coro_generation *parent = below->parent;
    if (pool->world->levels > 0) {
        for (int kind = 0; kind < CHUNK_KINDS; kind++)
            fold_chunks(pool, parent, below, kind);
        below->tag = parent->tag;
    }
    below->parent = parent->parent;
    pool_give(&pool->blocks, parent, generation_bytes(pool->world));
    pool->counters.absorbed++;
}

/* Folds what can be folded above a generation: all ancestors, or the parent and
 * what is above it without a gap. From the top down, so that no chunk is
 * touched twice. */
static void
fold_above(struct coro_pool *pool, struct coro_generation *generation, bool all)
{
    struct coro_generation *at = generation;
    while (at->parent &&
           (all || at == generation || generation_count(at->parent) == 1)) {
        at->parent->below = at;
        at = at->parent;
    }
    uint32_t kept = 0;
    while (at != generation) {
        struct coro_generation *below = at->below;
        if (generation_count(at) == 1)
            generation_fold(pool, below);
        else
            kept++;
        at = below;
        if (all) {
            store(&at->debt, 0);
            store(&at->patience, kept > PATIENCE_MIN ? kept : PATIENCE_MIN);
        }
    }
}

/* True if the parent or grandparent may have to be folded. The grandparent can
 * be looked at only under the lock, unless there is but one thread; so then,
 * now and then. */
static bool fold_is_near(
    const struct coro_pool *pool, const struct coro_generation *generation)
{
    const struct coro_generation *parent = generation->parent;
    if (!parent || generation_count(parent) == 1)
        return parent;
    if (generation_counts_atomically(pool))
        return load(&generation->debt) % LOCK_INTERVAL == 0;
    return parent->parent && generation_count(parent->parent) == 1;
}

void generation_enter(struct coro *coro)
{
    assert(coro->tag == 0 && generation_count(coro->generation) > 0);
    struct coro_pool *pool = coro->pool;
    if (generation_count(coro->generation) > 1)
        generation_begin(coro, coro->generation);
    struct coro_generation *generation = coro->generation;
    bool all = load(&generation->debt) >= load(&generation->patience);
    if (all || fold_is_near(pool, generation)) {
        generation_lock(pool->world);
        fold_above(pool, generation, all);
        generation_unlock(pool->world);
    }
    coro->tag = generation->tag;
}
