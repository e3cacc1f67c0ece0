/* coro.c — worlds, and the life of a coroutine
 *
 * A fork is one block and one copy (memory.h). Frames link to their callers by
 * offsets, so that the chain may move when it grows.
 */
#include "coro/coro.h"

#include "coro/fatal.h"
#include "coro/image.h"
#include "coro/memory.h"
#include "coro/names.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a fork that are copied without a call of memcpy: at 700 bytes (a
 * table of 64 chunks) a fork takes 14 ns so, and 21 ns otherwise. */
enum {
    COPY_INLINE = 1024
};

/* ---- Worlds and pools ---- */

struct coro_world *
coro_world_new(size_t object_size, uint32_t memory_size, uint64_t fingerprint)
{
    assert(object_size >= sizeof(struct coro));
    struct coro_world *world = calloc(1, sizeof *world);
    if (!world)
        coro_fatal("out of memory");
    world->object_size = object_size;
    world->memory_size = memory_size < 8 ? 8 : (memory_size + 7) / 8 * 8;
    world->fingerprint = fingerprint;
    world->depot = depot_new();
    pthread_mutex_init(&world->folding, NULL);
    memory_shape(world, memory_levels_for(world->memory_size));
    return world;
}

void coro_world_free(struct coro_world *world)
{
    depot_free(world->depot);
    pthread_mutex_destroy(&world->folding);
    names_free(world->names);
    image_free(world->image);
    free(world);
}

void coro_world_set_levels(struct coro_world *world, uint32_t levels)
{
    assert(levels <= 2 && depot_footprint(world->depot) == 0);
    memory_shape(world, levels);
}

uint32_t coro_world_levels(const struct coro_world *world)
{
    return world->levels;
}

uint64_t coro_world_footprint(const struct coro_world *world)
{
    size_t image = world->image ? world->image->size : 0;
    return depot_footprint(world->depot) + image;
}

struct coro_pool *coro_pool_new(struct coro_world *world)
{
    struct coro_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        coro_fatal("out of memory");
    pool_init(&pool->blocks, world->depot);
    pool->world = world;
    uint32_t number = __atomic_add_fetch(&world->pools, 1, __ATOMIC_ACQ_REL);
    pool->next_tag = ((uint64_t)number << 48) + 2;
    return pool;
}

void coro_pool_free(struct coro_pool *pool)
{
    pool_clear(&pool->blocks);
    free(pool);
}

const struct coro_counters *coro_pool_counters(const struct coro_pool *pool)
{
    return &pool->counters;
}

int64_t coro_pool_live_bytes(const struct coro_pool *pool)
{
    return pool->blocks.live;
}

/* ---- Coroutines ---- */

static void count_birth(struct coro_counters *counters)
{
    if (++counters->live > counters->peak_live)
        counters->peak_live = counters->live;
}

struct coro *coro_make(struct coro_pool *pool)
{
    struct coro *coro = pool_take(&pool->blocks, pool->world->block_size);
    memset(coro, 0, pool->world->object_size);
    coro->pool = pool;
    coro->capacity = MEMORY_FRAMES_FIRST;
    coro->frames = (uint8_t *)coro + pool->world->frames_offset;
    count_birth(&pool->counters);
    return coro;
}

struct coro *coro_new(struct coro_pool *pool)
{
    struct coro *coro = coro_make(pool);
    memory_init(coro);
    return coro;
}

/* Copies at least size bytes between two blocks, both of which begin on a
 * boundary of POOL_LINE and are multiples of it. */
static inline void copy_lines(uint8_t *to, const uint8_t *from, size_t size)
{
    for (size_t at = 0; at < size; at += POOL_LINE)
        memcpy(to + at, from + at, POOL_LINE);
}

static bool frames_inside(const struct coro *coro)
{
    return coro->capacity == MEMORY_FRAMES_FIRST;
}

/* What a bytewise copy of a coroutine still lacks. */
static inline void fork_finish(struct coro *coro, struct coro *copy)
{
    struct coro_pool *pool = coro->pool;
    const struct coro_world *world = pool->world;
    if (coro->tag) {
        /* Not before the copy, which would wait for these stores. */
        coro->tag = copy->tag = 0;
        coro->own = copy->own = NULL;
    }
    copy->table = (uint8_t **)((uint8_t *)copy + world->table_offset);
    copy->frames = (uint8_t *)copy + world->frames_offset;
    generation_share(pool, coro->generation);
    pool->counters.forks++;
    count_birth(&pool->counters);
}

/* A fork where frames lie apart or the pool has no block at hand. */
static __attribute__((noinline)) struct coro *fork_slowly(struct coro *coro)
{
    struct coro_pool *pool = coro->pool;
    size_t size = pool->world->frames_offset;
    struct coro *copy = pool_take(&pool->blocks, pool->world->block_size);
    memcpy(copy, coro, size + (frames_inside(coro) ? coro->used : 0));
    fork_finish(coro, copy);
    if (!frames_inside(coro)) {
        copy->frames = pool_take(&pool->blocks, coro->capacity);
        memcpy(copy->frames, coro->frames, coro->used);
    }
    return copy;
}

struct coro *coro_fork(struct coro *coro)
{
    struct coro_pool *pool = coro->pool;
    const struct coro_world *world = pool->world;
    struct pool_bin *bin = &pool->blocks.bins[world->block_class];
    size_t size = world->frames_offset + coro->used;
    bool fast = bin->free && frames_inside(coro) && size <= COPY_INLINE;
    if (__builtin_expect(!fast, 0))
        return fork_slowly(coro);
    struct coro *copy = pool_take_from(&pool->blocks, bin, world->block_size);
    copy_lines((uint8_t *)copy, (const uint8_t *)coro, size);
    fork_finish(coro, copy);
    return copy;
}

static void frames_free(struct coro *coro)
{
    if (!frames_inside(coro))
        pool_give(&coro->pool->blocks, coro->frames, coro->capacity);
}

static __attribute__((noinline)) void discard_slowly(struct coro *coro)
{
    struct coro_pool *pool = coro->pool;
    generation_drop(pool, coro->generation);
    frames_free(coro);
    pool_give(&pool->blocks, coro, pool->world->block_size);
}

void coro_discard(struct coro *coro)
{
    struct coro_pool *pool = coro->pool;
    const struct coro_world *world = pool->world;
    struct pool_bin *bin = &pool->blocks.bins[world->block_class];
    pool->counters.live--;
    bool fast = frames_inside(coro) && bin->room > 0 &&
                generation_leave(pool, coro->generation);
    if (__builtin_expect(!fast, 0)) {
        discard_slowly(coro);
        return;
    }
    pool_give_to(&pool->blocks, bin, coro, world->block_size);
}

void coro_move(struct coro *coro, struct coro_pool *pool)
{
    assert(coro->pool->world == pool->world);
    coro->pool = pool;
}

/* ---- Frames ---- */

static void frames_grow(struct coro *coro, uint32_t needed)
{
    uint32_t capacity = coro->capacity;
    while (capacity < needed) {
        if (capacity > UINT32_MAX / 2)
            coro_fatal("a chain of frames exceeds 2 GB");
        capacity *= 2;
    }
    uint8_t *frames = pool_take(&coro->pool->blocks, capacity);
    memcpy(frames, coro->frames, coro->used);
    frames_free(coro);
    coro->frames = frames;
    coro->capacity = capacity;
}

void *coro_push_room(struct coro *coro, const struct coro_routine *routine)
{
    uint32_t size = coro_frame_bytes(routine);
    if (__builtin_expect(coro->used + size > coro->capacity, 0))
        frames_grow(coro, coro->used + size);
    struct coro_frame *frame = (void *)(coro->frames + coro->used);
    frame->routine = routine;
    frame->caller = coro->used ? coro->top : CORO_NO_CALLER;
    frame->at = 0;
    coro->top = coro->used;
    coro->used += size;
    if (++coro->depth > coro->pool->counters.deepest_chain)
        coro->pool->counters.deepest_chain = coro->depth;
    return frame;
}

void coro_push(
    struct coro *coro, const struct coro_routine *routine, const void *init)
{
    struct coro_frame *frame = coro_push_room(coro, routine);
    const struct coro_frame *fields = init;
    memcpy(frame + 1, fields + 1, routine->frame_size - sizeof *frame);
}

/* True if there is a caller to go on with. */
static bool frames_pop(struct coro *coro)
{
    const struct coro_frame *frame = coro_frame_top(coro);
    coro->used = coro->top;
    coro->depth--;
    if (frame->caller == CORO_NO_CALLER)
        return false;
    coro->top = frame->caller;
    return true;
}

enum coro_outcome coro_resume(struct coro *coro, uint32_t answer)
{
    assert(coro->used > 0);
    coro->answer = answer;
    for (;;) {
        const struct coro_frame *frame = coro_frame_top(coro);
        enum coro_outcome outcome = frame->routine->run(coro);
        if (outcome == CORO_CALLED)
            continue;
        if (outcome != CORO_RETURNED || !frames_pop(coro))
            return outcome;
    }
}
