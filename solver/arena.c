/* arena.c — a list of blocks, bump allocation in the newest */
#include "solver/arena.h"

#include "coro/fatal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA_ALIGN = 16,
    ARENA_BLOCK_MIN = 1 << 12,
    ARENA_BLOCK_MAX = 1 << 20,
};

struct block {
    struct block *next;
    size_t used, size; /* bytes, this head included */
    size_t unused;
};

struct arena {
    struct block *blocks;
    size_t bytes;
};

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        coro_fatal("out of memory");
    return arena;
}

void arena_free(struct arena *arena)
{
    while (arena->blocks) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
    free(arena);
}

static struct block *arena_grow(struct arena *arena, size_t size)
{
    size_t want = arena->bytes < ARENA_BLOCK_MIN   ? ARENA_BLOCK_MIN
                  : arena->bytes > ARENA_BLOCK_MAX ? ARENA_BLOCK_MAX
                                                   : arena->bytes;
    if (want < size + sizeof(struct block))
        want = size + sizeof(struct block);
    struct block *block = malloc(want);
    if (!block)
        coro_fatal("out of memory");
    *block = (struct block){
        .next = arena->blocks, .used = sizeof *block, .size = want};
    arena->blocks = block;
    arena->bytes += want;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    struct block *block = arena->blocks;
    if (!block || block->size - block->used < size)
        block = arena_grow(arena, size);
    void *memory = (uint8_t *)block + block->used;
    block->used += size;
    return memset(memory, 0, size);
}

void *arena_copy(struct arena *arena, const void *from, size_t size)
{
    void *memory = arena_alloc(arena, size);
    if (size > 0)
        memcpy(memory, from, size);
    return memory;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->bytes;
}
