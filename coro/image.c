/* image.c — see image.h */
#include "coro/image.h"

#include "coro/checksum.h"
#include "coro/fatal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Tags of pools have the pool's number in their high bits. */
enum {
    IMAGE_TAG = 2
};

static size_t chunk_bytes(size_t payload)
{
    size_t size = sizeof(struct chunk) + payload;
    return (size + POOL_GRAIN - 1) / POOL_GRAIN * POOL_GRAIN;
}

static void image_allocate(const struct coro_world *world, struct image *image)
{
    size_t tables = world->levels == 2 ? world->table_count : 0;
    image->size = world->chunk_count * chunk_bytes(world->payload[CHUNK_DATA]) +
                  tables * chunk_bytes(world->payload[CHUNK_TABLE]);
    image->chunks = aligned_alloc(POOL_GRAIN, image->size);
    image->table = calloc(world->table_count + 1, sizeof *image->table);
    if (!image->chunks || !image->table)
        coro_fatal("out of memory");
}

/* The next chunk of the piece, zeroed. */
static uint8_t *chunk_at(uint8_t **cursor, size_t size)
{
    struct chunk *chunk = (struct chunk *)*cursor;
    *cursor += chunk_bytes(size);
    *chunk = (struct chunk){.tag = IMAGE_TAG};
    return memset(chunk + 1, 0, size);
}

static void image_fill(
    const struct coro_world *world, struct image *image,
    const struct coro *root)
{
    uint8_t *cursor = image->chunks;
    if (world->levels == 2)
        for (uint32_t t = 0; t < world->table_count; t++)
            image->table[t] = chunk_at(&cursor, world->payload[CHUNK_TABLE]);
    struct checksum checksum = checksum_begin();
    for (uint32_t c = 0; c < world->chunk_count; c++) {
        uint8_t *payload = chunk_at(&cursor, world->payload[CHUNK_DATA]);
        uint32_t at = c * world->payload[CHUNK_DATA];
        uint32_t used = world->memory_size - at; /* but for the last chunk */
        if (used > world->payload[CHUNK_DATA])
            used = world->payload[CHUNK_DATA];
        memcpy(payload, coro_read(root, at), used);
        checksum_add(&checksum, payload, used);
        if (world->levels == 0)
            image->flat = payload;
        else
            *memory_slot(world, image->table, c) = payload;
    }
    image->checksum = checksum_end(&checksum);
}

void image_make(struct coro_world *world, struct coro *root)
{
    assert(!world->image && !root->generation->parent);
    assert(generation_count(root->generation) == 1);
    struct image *image = calloc(1, sizeof *image);
    if (!image)
        coro_fatal("out of memory");
    /* Its count of 1 is the world's. */
    generation_init(&image->generation, IMAGE_TAG, NULL);
    image_allocate(world, image);
    image_fill(world, image, root);
    world->image = image;
    generation_drop(root->pool, root->generation);
    image_share(root);
}

void image_free(struct image *image)
{
    if (!image)
        return;
    free(image->chunks);
    free(image->table);
    free(image);
}

void image_share(struct coro *coro)
{
    struct image *image = coro->pool->world->image;
    memory_share(coro, &image->generation, image->flat, image->table);
}

bool image_shares_table(const struct coro *coro, uint32_t chunk)
{
    const struct coro_world *world = coro->pool->world;
    uint32_t table = chunk >> world->table_log;
    return world->levels == 2 && (chunk & world->table_mask) == 0 &&
           coro->table[table] == world->image->table[table];
}

const void *image_read(const struct coro_world *world, uint32_t offset)
{
    const struct image *image = world->image;
    if (world->levels == 0)
        return image->flat + offset;
    uint32_t chunk = offset / CORO_CHUNK;
    return *memory_slot(world, image->table, chunk) + offset % CORO_CHUNK;
}
