/* memory.c — see memory.h for the pictures */
#include "coro/memory.h"

#include <assert.h>
#include <string.h>

enum {
    FLAT_MAX = 4096,      /* bytes; up to here one copy beats any table */
    ONE_LEVEL_MAX = 1024, /* chunks; up to here the table is copied whole */
};

uint32_t memory_levels_for(uint32_t memory_size)
{
    if (memory_size <= FLAT_MAX)
        return 0;
    return memory_size <= ONE_LEVEL_MAX * CORO_CHUNK ? 1 : 2;
}

/* The fan-out that makes the top table as long as a table of chunks or less. */
static uint32_t fanout_log_for(uint32_t chunk_count)
{
    uint32_t log = 6;
    while (((uint64_t)1 << (2 * log)) < chunk_count)
        log++;
    return log;
}

static size_t round_up(size_t size, size_t grain)
{
    return (size + grain - 1) / grain * grain;
}

void memory_shape(struct coro_world *world, uint32_t levels)
{
    world->levels = levels;
    world->fanout_log = 0;
    world->chunk_count = 1;
    world->chunk_size = world->memory_size;
    world->table_count = 0;
    if (levels > 0) {
        world->chunk_size = CORO_CHUNK;
        world->chunk_count =
            (uint32_t)(round_up(world->memory_size, CORO_CHUNK) / CORO_CHUNK);
        world->table_count = world->chunk_count;
    }
    if (levels == 2) {
        world->fanout_log = fanout_log_for(world->chunk_count);
        world->table_count = ((world->chunk_count - 1) >> world->fanout_log) + 1;
    }
    size_t table_bytes = world->table_count * sizeof(uint8_t *);
    world->table_offset = (uint32_t)round_up(world->object_size, 16);
    world->frames_offset =
        (uint32_t)round_up(world->table_offset + table_bytes, 16);
    world->block_size =
        round_up(world->frames_offset + MEMORY_FRAMES_FIRST, POOL_LINE);
    world->block_class = pool_class(world->block_size);
}

/* ---- Chunks ---- */

static struct coro_chunk *chunk_of(uint8_t *payload)
{
    return (struct coro_chunk *)payload - 1;
}

static uint64_t tag_of(uint8_t *payload)
{
    return coro_chunk_tag(chunk_of(payload));
}

static uint8_t *payload_of(struct coro_chunk *chunk)
{
    return (uint8_t *)(chunk + 1);
}

size_t memory_table_size(const struct coro_world *world)
{
    return sizeof(uint8_t *) << world->fanout_log;
}

void memory_free_chunk(struct coro_pool *pool, struct coro_chunk *chunk)
{
    size_t payload = chunk->tag & 1 ? memory_table_size(pool->world)
                                    : pool->world->chunk_size;
    pool_give(&pool->blocks, chunk, sizeof *chunk + payload);
}

static uint8_t *chunk_new(struct coro *coro, uint64_t table_bit, size_t size)
{
    struct coro_chunk *chunk =
        pool_take(&coro->pool->blocks, sizeof *chunk + size);
    struct coro_link *ring = &coro->generation->chunks;
    chunk->tag = coro->generation->tag | table_bit;
    chunk->origin = NULL;
    chunk->link.next = ring->next;
    chunk->link.previous = ring;
    ring->next->previous = &chunk->link;
    ring->next = &chunk->link;
    return payload_of(chunk);
}

/* A copy of a chunk (or table of chunks), owned by the coroutine. */
static uint8_t *chunk_copy(struct coro *coro, uint8_t *from, size_t size)
{
    uint8_t *payload = chunk_new(coro, tag_of(from) & 1, size);
    chunk_of(payload)->origin = chunk_of(from);
    memcpy(payload, from, size);
    coro->pool->counters.chunks_copied++;
    coro->pool->counters.bytes_copied += size;
    return payload;
}

uint8_t *coro_own_flat(struct coro *coro)
{
    if (coro->tag == 0)
        generation_enter(coro);
    if (tag_of(coro->flat) != coro->tag)
        coro->flat = chunk_copy(coro, coro->flat, coro->pool->world->chunk_size);
    coro->own = coro->flat;
    return coro->own;
}

uint8_t *coro_own_chunk(struct coro *coro, uint32_t chunk)
{
    if (coro->tag == 0)
        generation_enter(coro);
    uint8_t **slot = &coro->table[chunk];
    if (coro->fanout_log) {
        uint8_t **top = &coro->table[chunk >> coro->fanout_log];
        if (tag_of(*top) != (coro->tag | 1))
            *top = chunk_copy(coro, *top, memory_table_size(coro->pool->world));
        slot = (uint8_t **)*top + (chunk & ((1u << coro->fanout_log) - 1));
    }
    if (tag_of(*slot) != coro->tag)
        *slot = chunk_copy(coro, *slot, CORO_CHUNK);
    return *slot;
}

const uint8_t *memory_chunk(const struct coro *coro, uint32_t chunk)
{
    return coro->flat ? coro->flat : coro_read(coro, chunk << CORO_CHUNK_LOG);
}

uint32_t memory_chunk_used(const struct coro_world *world, uint32_t chunk)
{
    uint32_t rest = world->memory_size - chunk * world->chunk_size;
    return rest < world->chunk_size ? rest : world->chunk_size;
}

/* ---- New memory ---- */

static uint8_t *zero_chunk(struct coro *coro, uint32_t table_bit, size_t size)
{
    return memset(chunk_new(coro, table_bit, size), 0, size);
}

uint8_t **
memory_slot(const struct coro_world *world, uint8_t **table, uint32_t chunk)
{
    if (world->levels < 2)
        return &table[chunk];
    return (uint8_t **)table[chunk >> world->fanout_log] +
           (chunk & ((1u << world->fanout_log) - 1));
}

/* Where the coroutine's table lies; of length 0 in a flat world. */
static uint8_t **table_of(struct coro *coro)
{
    return (uint8_t **)((uint8_t *)coro + coro->pool->world->table_offset);
}

void memory_init(struct coro *coro)
{
    const struct coro_world *world = coro->pool->world;
    generation_begin(coro, NULL);
    coro->tag = coro->generation->tag;
    coro->fanout_log = world->fanout_log;
    coro->table = table_of(coro);
    if (world->levels == 0) {
        coro->flat = coro->own = zero_chunk(coro, 0, world->chunk_size);
        return;
    }
    if (world->levels == 2)
        for (uint32_t t = 0; t < world->table_count; t++)
            coro->table[t] = zero_chunk(coro, 1, memory_table_size(world));
    for (uint32_t c = 0; c < world->chunk_count; c++)
        *memory_slot(world, coro->table, c) = zero_chunk(coro, 0, CORO_CHUNK);
}

void memory_share(
    struct coro *coro, struct coro_generation *generation, uint8_t *flat,
    uint8_t *const *table)
{
    const struct coro_world *world = coro->pool->world;
    generation_share(coro->pool, generation);
    coro->generation = generation;
    coro->tag = 0;
    coro->own = NULL;
    coro->flat = flat;
    coro->fanout_log = world->fanout_log;
    coro->table = table_of(coro);
    memcpy(coro->table, table, world->table_count * sizeof *table);
}

/* ---- Audit ---- */

/* The generation on the path above that allocated a chunk, or NULL. */
static const struct coro_generation *
allocator_of(const struct coro *coro, uint64_t tag)
{
    const struct coro_generation *generation = coro->generation;
    while (generation && generation->tag != (tag & ~(uint64_t)1))
        generation = generation->parent;
    return generation;
}

static bool tags_are_valid(const struct coro *coro)
{
    const struct coro_world *world = coro->pool->world;
    for (uint32_t c = 0; c < world->chunk_count; c++) {
        uint64_t tag = tag_of((uint8_t *)memory_chunk(coro, c));
        if ((tag & 1) || !allocator_of(coro, tag))
            return false;
    }
    for (uint32_t t = 0; world->levels == 2 && t < world->table_count; t++) {
        uint64_t tag = tag_of(coro->table[t]);
        if (!(tag & 1) || !allocator_of(coro, tag))
            return false;
    }
    return true;
}

bool memory_is_valid(const struct coro *coro)
{
    struct coro_generation *generation = coro->generation;
    uint32_t count = generation_count(generation);
    if (count == 0 || (coro->tag && count != 1))
        return false;
    if (coro->own && (coro->own != coro->flat || tag_of(coro->own) != coro->tag))
        return false;
    generation_lock(coro->pool->world);
    bool valid = (!coro->tag || coro->tag == generation->tag) &&
                 tags_are_valid(coro);
    generation_unlock(coro->pool->world);
    return valid;
}
