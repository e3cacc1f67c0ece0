/* memory.h — copy-on-write memory of coroutines
 *
 *   levels 0 (flat)      levels 1               levels 2
 *   coro->flat           coro->table            coro->table
 *       |                  |  |  |                |     |
 *     [ all bytes ]       [ ][ ][ ] chunks      [||||] [||||]  tables of
 *                                                |  |    |     chunks, shared
 *                                               [ ][ ]  [ ]    like chunks
 *
 * A coroutine is one block of its pool, so that a fork is one copy:
 *
 *   | struct coro, own bytes | table of levels 1, 2 | first frames |
 *   0                        table_offset           frames_offset  block_size
 *
 * A chain of frames that has outgrown the block has one of its own.
 *
 * Ownership: a coroutine owns its block; generations own chunks (generation.h).
 */
#ifndef CORO_MEMORY_H
#define CORO_MEMORY_H

#include "coro/coro.h"
#include "coro/generation.h"
#include "coro/world.h"

/* Bytes of frames in the block. */
enum {
    MEMORY_FRAMES_FIRST = 256
};

/* Sets world->levels … block_size for its memory_size. */
void memory_shape(struct coro_world *world, uint32_t levels);
uint32_t memory_levels_for(uint32_t memory_size);

/* An object without memory and frames. */
struct coro *coro_make(struct coro_pool *pool);

/* Zeroed memory of its own for a new coroutine. */
void memory_init(struct coro *coro);
/* Memory that a frozen generation has in common with others. */
void memory_share(
    struct coro *coro, struct coro_generation *generation, uint8_t *flat,
    uint8_t *const *table);
/* Where the entry of a chunk is, below a coroutine's table or the image's. */
uint8_t **
memory_slot(const struct coro_world *world, uint8_t **table, uint32_t chunk);

/* Every chunk in sight bears the tag of a generation in sight. Costly. */
bool memory_is_valid(const struct coro *coro);

#endif
