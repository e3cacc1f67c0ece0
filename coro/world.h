/* world.h — what all coroutines of one family share, and a thread's part of it
 *
 * Ownership: a world owns its depot, image and names; it outlives its pools.
 */
#ifndef CORO_WORLD_H
#define CORO_WORLD_H

#include "coro/coro.h"
#include "coro/pool.h"

#include <pthread.h>

struct image;
struct names;

/* What a generation allocates. */
enum chunk_kind {
    CHUNK_DATA,
    CHUNK_TABLE, /* of level 2 */
    CHUNK_KINDS,
};

struct coro_world {
    size_t object_size;
    size_t block_size;
    uint32_t block_class; /* of the pool */
    uint32_t table_offset;
    uint32_t frames_offset;
    uint32_t memory_size;          /* bytes, a multiple of 8 */
    uint32_t chunk_count;          /* 1 where flat */
    uint32_t payload[CHUNK_KINDS]; /* bytes; data: CORO_CHUNK, or all (flat) */
    uint32_t table_count;          /* entries of coro->table; 0 where flat */
    uint32_t table_mask;           /* as in struct coro */
    uint32_t table_log;
    uint32_t levels;
    uint32_t pools; /* made so far; more than one: counts are atomic */
    uint64_t fingerprint;
    struct depot *depot;
    pthread_mutex_t folding; /* of generations; needed by many pools */
    struct image *image;     /* NULL until frozen */
    struct names *names;     /* NULL until frozen */
};

struct coro_pool {
    struct pool blocks;
    struct coro_world *world;
    uint64_t next_tag; /* the pool's number in the high bits: unique */
    struct coro_counters counters;
};

#endif
