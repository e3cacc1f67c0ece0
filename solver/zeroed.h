/* zeroed.h — memory that is there: all zero, or the program has ended
 *
 * For what lives outside arenas and pools; whoever asks frees it.
 */
#ifndef SOLVER_ZEROED_H
#define SOLVER_ZEROED_H

#include "coro/fatal.h"

#include <stdlib.h>

/* count may be 0; one more than asked for is there. */
static inline void *zeroed(size_t count, size_t size)
{
    void *items = calloc(count + 1, size);
    if (!items)
        coro_fatal("out of memory");
    return items;
}

#endif
