/* generation.c — see generation.h for the invariants
 *
 * Folding a parent into its only child frees those chunks of the parent that
 * the child has replaced (a copy knows its origin) and hands on the others. The
 * child takes over the parent's tag, so that only the child's own chunks, most
 * often the fewer ones, are touched.
 */
#include "coro/generation.h"

#include "coro/memory.h"

#include <assert.h>

enum { PATIENCE_MIN = 16 }; /* generations begun before the first full walk */

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
    generation->chunks.next = generation->chunks.previous = &generation->chunks;
    generation->count = 1;
    generation->debt = parent ? load(&parent->debt) + 1 : 0;
    generation->patience = parent ? load(&parent->patience) : PATIENCE_MIN;
}

void generation_begin(struct coro *coro, struct coro_generation *parent)
{
    struct coro_pool *pool = coro->pool;
    coro->generation = pool_take(&pool->blocks, sizeof *coro->generation);
    generation_init(coro->generation, pool->next_tag, parent);
    pool->next_tag += 2;
}

static void generation_free(
    struct coro_pool *pool, struct coro_generation *generation)
{
    struct coro_link *link = generation->chunks.next;
    while (link != &generation->chunks) {
        struct coro_link *next = link->next;
        memory_free_chunk(pool, (struct coro_chunk *)link);
        link = next;
    }
    pool_give(&pool->blocks, generation, sizeof *generation);
}

void generation_drop(
    struct coro_pool *pool, struct coro_generation *generation)
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

/* The origin of a chunk is alive: it is visible to every coroutine that stood
 * where the copy was made, or it has been folded away and replaced by its own. */
static void free_if_replaced(
    struct coro_pool *pool, struct coro_chunk *chunk, uint64_t replaced_tag)
{
    struct coro_chunk *origin = chunk->origin;
    if (!origin || (coro_chunk_tag(origin) & ~(uint64_t)1) != replaced_tag)
        return;
    chunk->origin = origin->origin;
    origin->link.previous->next = origin->link.next;
    origin->link.next->previous = origin->link.previous;
    memory_free_chunk(pool, origin);
}

/* Puts the ring `from` in front of the chunks of `to`. */
static void ring_splice(struct coro_link *from, struct coro_link *to)
{
    if (from->next == from)
        return;
    from->previous->next = to->next;
    to->next->previous = from->previous;
    to->next = from->next;
    from->next->previous = to;
}

/* Folds a generation that only `below` can see into it. */
static void
generation_fold(struct coro_pool *pool, struct coro_generation *below)
{
    struct coro_generation *parent = below->parent;
    struct coro_link *link = below->chunks.next;
    for (; link != &below->chunks; link = link->next) {
        struct coro_chunk *chunk = (struct coro_chunk *)link;
        free_if_replaced(pool, chunk, parent->tag);
        __atomic_store_n(
            &chunk->tag, parent->tag | (chunk->tag & 1), __ATOMIC_RELAXED);
    }
    ring_splice(&parent->chunks, &below->chunks);
    below->tag = parent->tag;
    below->parent = parent->parent;
    pool_give(&pool->blocks, parent, sizeof *parent);
    pool->counters.absorbed++;
}

/* Folds what can be folded above a generation: the run of its nearest ancestors,
 * or all of them. From the top down, so that no chunk is touched twice. */
static void fold_above(
    struct coro_pool *pool, struct coro_generation *generation, bool all)
{
    struct coro_generation *at = generation;
    while (at->parent && (all || generation_count(at->parent) == 1)) {
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

void generation_enter(struct coro *coro)
{
    assert(coro->tag == 0 && generation_count(coro->generation) > 0);
    struct coro_pool *pool = coro->pool;
    if (generation_count(coro->generation) > 1)
        generation_begin(coro, coro->generation);
    struct coro_generation *generation = coro->generation;
    bool all = load(&generation->debt) >= load(&generation->patience);
    if (all || (generation->parent && generation_count(generation->parent) == 1)) {
        generation_lock(pool->world);
        fold_above(pool, generation, all);
        generation_unlock(pool->world);
    }
    coro->tag = generation->tag;
}
