/* arena.c — see arena.h
 *
 *     chunks -> [link | used ........ | free ......]
 *                 |               next ^         end ^
 *                 v
 *               [link | used .....................|x]   x: too small a rest
 */
#include "problems/flatzinc/arena.h"

#include "coro/fatal.h"

#include <stdlib.h>

enum {
    ARENA_GRAIN = 8,
    ARENA_CHUNK = 1 << 16
};

struct arena_chunk {
    struct arena_chunk *older;
    size_t size; /* of what follows */
    char memory[];
};

void arena_clear(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->older;
        free(chunk);
    }
    *arena = (struct arena){0};
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *kept = arena->chunks;
    if (!kept || kept->size > ARENA_CHUNK) {
        arena_clear(arena);
        return;
    }
    arena->chunks = kept->older;
    arena_clear(arena);
    kept->older = NULL;
    *arena = (struct arena){kept, kept->memory, kept->memory + kept->size};
}

static void arena_refill(struct arena *arena, size_t size)
{
    if (size < ARENA_CHUNK)
        size = ARENA_CHUNK;
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk)
        coro_fatal("out of memory");
    chunk->older = arena->chunks;
    chunk->size = size;
    *arena = (struct arena){chunk, chunk->memory, chunk->memory + size};
}

void *arena_take(struct arena *arena, size_t size)
{
    size = (size + ARENA_GRAIN - 1) / ARENA_GRAIN * ARENA_GRAIN;
    if (!arena->chunks || size > (size_t)(arena->end - arena->next))
        arena_refill(arena, size);
    void *memory = arena->next;
    arena->next += size;
    return memory;
}
