/* pickle_child.c — another process that goes on from a pickle
 *
 *     pickle_child MEMORY_SIZE LEVELS SEED < pickle
 *
 * Prints what routines_trace makes of it, or the complaint. Built with
 * ROUTINES_REORDERED: a program whose frames lie otherwise.
 */
#include "tests/coro/routines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
    static uint8_t bytes[1 << 20];
    if (count != 4)
        return 2;
    uint32_t memory_size = (uint32_t)atoi(arguments[1]);
    uint64_t seed = strtoull(arguments[3], NULL, 10);
    size_t size = fread(bytes, 1, sizeof bytes, stdin);
    struct coro_pool *pool;
    struct coro_world *world =
        routines_world(memory_size, atoi(arguments[2]), &pool);
    const char *message;
    struct coro *coro = coro_unpickle(pool, bytes, size, &message);
    if (coro)
        printf("%" PRIu64 "\n", routines_trace(coro, memory_size, seed));
    else
        printf("%s\n", message);
    routines_world_free(world, pool);
    return coro ? 0 : 1;
}
