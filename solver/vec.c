/* vec.c — see vec.h */
#include "solver/vec.h"

#include "coro/fatal.h"

#include <stdlib.h>

void *vec_grow(void *items, size_t *capacity, size_t item_size)
{
    *capacity = *capacity ? *capacity * 2 : 8;
    items = realloc(items, *capacity * item_size);
    if (!items)
        coro_fatal("out of memory");
    return items;
}
