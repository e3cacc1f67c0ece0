/* image.h — what a root's memory held when its world was frozen
 *
 * The chunks of the image lie in one piece of memory, belong to a generation
 * that never dies, and are shared by all coroutines. A pickle is the difference
 * from the image; unpickling begins with a coroutine that shares it.
 *
 * Ownership: the image belongs to the world and none of it to a pool.
 */
#ifndef CORO_IMAGE_H
#define CORO_IMAGE_H

#include "coro/memory.h"

struct image {
    struct coro_generation generation;
    uint8_t *flat;
    uint8_t **table;
    uint8_t *chunks;   /* the piece */
    size_t size;       /* of the piece, bytes */
    uint64_t checksum; /* of the contents, whatever the shape */
};

/* Makes world->image of the root's memory, and lets the root share it. The root
 * must have no fork alive. */
void image_make(struct coro_world *world, struct coro *root);
void image_free(struct image *image);

/* Gives a coroutine that has no memory that of the image, shared. */
void image_share(struct coro *coro);

/* True if the coroutine has written nothing below the table of level 2 that
 * begins with that chunk. */
bool image_shares_table(const struct coro *coro, uint32_t chunk);

/* Like coro_read. */
const void *image_read(const struct coro_world *world, uint32_t offset);

#endif
