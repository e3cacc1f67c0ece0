/* arena.h — memory that is let go all at once
 *
 * Pieces are cut from chunks one after another. arena_reset empties the arena
 * but keeps a chunk, so that filling and resetting it over and over asks the
 * system for nothing.
 */
#ifndef PROBLEMS_FLATZINC_ARENA_H
#define PROBLEMS_FLATZINC_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* the newest first */
    char *next, *end;           /* what is free in the newest */
};

/* All zero is an empty arena. */
void arena_clear(struct arena *arena);
void arena_reset(struct arena *arena);

/* Aligned to 8, not cleared. Never NULL. */
void *arena_take(struct arena *arena, size_t size);

#endif
