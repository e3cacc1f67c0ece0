/* memory.c — see memory.h for the pictures */
#include "coro/memory.h"

#include <assert.h>
#include <string.h>

/* Measured with bench_coro --shapes: nodes of 50 to 1,000 reads and 4 to 16
 * writes, 10 and 300 deep. A read costs 0.5, 1.1 and 1.7 ns in the three
 * shapes. At 8 KB flat wins at every load, by 10 to 60 %; at 16 KB it loses
 * where little is read. At 256 KB copying the whole table (95 ns) costs less
 * than the second load of each read from 150 reads on; at 1 MB (600 ns) only
 * beyond 1,000. */
enum {
    FLAT_MAX = 8192,      /* bytes; up to here no table */
    ONE_LEVEL_MAX = 1024, /* chunks; up to here one table, copied whole */
};

/* ---- Shapes ---- */

uint32_t memory_levels_for(uint32_t memory_size)
{
    if (memory_size <= FLAT_MAX)
        return 0;
    return memory_size <= ONE_LEVEL_MAX * CORO_CHUNK ? 1 : 2;
}

/* The fan-out that makes the top table at most four times as long as a table of
 * chunks. Measured at 16 MB: 128 against 256 makes a bare fork 65 instead of 37
 * ns, and one with 16 scattered writes 770 instead of 1,130; below 64 nothing
 * is gained. */
static uint32_t fanout_log_for(uint32_t chunk_count)
{
    uint32_t log = 6;
    while (((uint64_t)4 << (2 * log)) < chunk_count)
        log++;
    return log;
}

static size_t round_up(size_t size, size_t grain)
{
    return (size + grain - 1) / grain * grain;
}

/* Where the parts of a coroutine's block lie. */
static void lay_out_block(struct coro_world *world)
{
    size_t table_bytes = world->table_count * sizeof(uint8_t *);
    world->table_offset = (uint32_t)round_up(world->object_size, 16);
    world->frames_offset =
        (uint32_t)round_up(world->table_offset + table_bytes, 16);
    world->block_size =
        round_up(world->frames_offset + MEMORY_FRAMES_FIRST, POOL_LINE);
    world->block_class = pool_class(world->block_size);
}

void memory_shape(struct coro_world *world, uint32_t levels)
{
    bool flat = levels == 0;
    uint32_t size = world->memory_size;
    world->levels = levels;
    world->payload[CHUNK_DATA] = flat ? size : CORO_CHUNK;
    world->chunk_count = flat ? 1 : (size - 1) / CORO_CHUNK + 1;
    world->table_count = flat ? 0 : world->chunk_count;
    world->payload[CHUNK_TABLE] = 0;
    world->table_log = world->table_mask = 0;
    if (levels == 2) {
        uint32_t log = fanout_log_for(world->chunk_count);
        world->table_log = log;
        world->table_mask = (1u << log) - 1;
        world->table_count = ((world->chunk_count - 1) >> log) + 1;
        world->payload[CHUNK_TABLE] = (uint32_t)sizeof(uint8_t *) << log;
    }
    lay_out_block(world);
}

/* ---- Writing ---- */

static struct chunk *chunk_of(uint8_t *payload)
{
    return (struct chunk *)payload - 1;
}

/* A copy of a chunk (or table of chunks), owned by the coroutine. */
static uint8_t *
chunk_copy(struct coro *coro, enum chunk_kind kind, uint8_t *from, size_t size)
{
    struct chunk *chunk =
        generation_allocate(coro->pool, coro->generation, kind);
    chunk->origin = chunk_of(from);
    struct coro_counters *counters = &coro->pool->counters;
    counters->chunks_copied += kind == CHUNK_DATA;
    counters->tables_copied += kind == CHUNK_TABLE;
    counters->bytes_copied += size;
    return memcpy(chunk + 1, from, size);
}

uint8_t *coro_own_flat(struct coro *coro)
{
    if (coro->tag == 0)
        generation_enter(coro);
    coro->own = coro->flat;
    return coro->own;
}

uint8_t *coro_own_chunk(struct coro *coro, uint32_t chunk)
{
    if (coro->tag == 0)
        generation_enter(coro);
    uint8_t **slot = &coro->table[chunk];
    if (coro->table_mask) {
        uint32_t size = coro->pool->world->payload[CHUNK_TABLE];
        uint8_t **top = &coro->table[chunk >> coro->table_log];
        if (coro_tag_of(*top) != coro->tag)
            *top = chunk_copy(coro, CHUNK_TABLE, *top, size);
        slot = (uint8_t **)*top + (chunk & coro->table_mask);
    }
    if (coro_tag_of(*slot) != coro->tag)
        *slot = chunk_copy(coro, CHUNK_DATA, *slot, CORO_CHUNK);
    return *slot;
}

uint8_t **
memory_slot(const struct coro_world *world, uint8_t **table, uint32_t chunk)
{
    if (world->levels < 2)
        return &table[chunk];
    return (uint8_t **)table[chunk >> world->table_log] +
           (chunk & world->table_mask);
}

/* ---- New memory ---- */

/* Finds the place of the coroutine's table; of length 0 in a flat world. */
static void table_attach(struct coro *coro)
{
    const struct coro_world *world = coro->pool->world;
    coro->table = (uint8_t **)((uint8_t *)coro + world->table_offset);
    coro->table_mask = world->table_mask;
    coro->table_log = world->table_log;
}

static uint8_t *zero_chunk(struct coro *coro, enum chunk_kind kind)
{
    struct chunk *chunk =
        generation_allocate(coro->pool, coro->generation, kind);
    return memset(chunk + 1, 0, coro->pool->world->payload[kind]);
}

void memory_init(struct coro *coro)
{
    const struct coro_world *world = coro->pool->world;
    generation_begin(coro, NULL);
    coro->tag = coro->generation->tag;
    table_attach(coro);
    if (world->levels == 0) {
        coro->own = memset(coro->flat, 0, world->memory_size);
        return;
    }
    if (world->levels == 2)
        for (uint32_t t = 0; t < world->table_count; t++)
            coro->table[t] = zero_chunk(coro, CHUNK_TABLE);
    for (uint32_t c = 0; c < world->chunk_count; c++)
        *memory_slot(world, coro->table, c) = zero_chunk(coro, CHUNK_DATA);
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
    table_attach(coro);
    memcpy(coro->table, table, world->table_count * sizeof *table);
}

/* ---- Audit ---- */

/* True if a generation in sight has the tag. */
static bool tag_is_valid(const struct coro *coro, uint64_t tag)
{
    const struct coro_generation *generation = coro->generation;
    while (generation && generation->tag != tag)
        generation = generation->parent;
    return generation;
}

static bool tags_are_valid(const struct coro *coro)
{
    const struct coro_world *world = coro->pool->world;
    for (uint32_t c = 0; c < world->chunk_count; c++)
        if (!tag_is_valid(coro, coro_tag_of(coro_read(coro, c * CORO_CHUNK))))
            return false;
    for (uint32_t t = 0; world->levels == 2 && t < world->table_count; t++)
        if (!tag_is_valid(coro, coro_tag_of(coro->table[t])))
            return false;
    return true;
}

bool memory_is_valid(const struct coro *coro)
{
    const struct coro_generation *generation = coro->generation;
    uint32_t count = generation_count(generation);
    if (count == 0 || (coro->tag && count != 1))
        return false;
    if (coro->own && (coro->own != coro->flat || coro->tag == 0))
        return false;
    generation_lock(coro->pool->world);
    bool valid = (coro->tag == 0 || coro->tag == generation->tag) &&
                 (coro->flat || tags_are_valid(coro));
    generation_unlock(coro->pool->world);
    return valid;
}
