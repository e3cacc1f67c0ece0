/* arena.h — memory that is freed whole: models and networks
 *
 * Ownership: everything allocated from an arena dies with it.
 */
#ifndef SOLVER_ARENA_H
#define SOLVER_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);
/* size bytes, zeroed, aligned to 16; never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_copy(struct arena *arena, const void *from, size_t size);
size_t arena_bytes(const struct arena *arena);

#endif
