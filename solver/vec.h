/* vec.h — growing arrays: VEC(uint32_t) ids = {0}; VEC_PUSH(ids, 7); */
#ifndef SOLVER_VEC_H
#define SOLVER_VEC_H

#include <stddef.h>

#define VEC(type)                                                              \
    struct {                                                                   \
        type *items;                                                           \
        size_t count, capacity;                                                \
    }

/* Makes room for one more item; never fails. */
void *vec_grow(void *items, size_t *capacity, size_t item_size);

#define VEC_PUSH(vec, ...)                                                     \
    do {                                                                       \
        if ((vec).count == (vec).capacity)                                     \
            (vec).items = vec_grow(                                            \
                (vec).items, &(vec).capacity, sizeof *(vec).items);            \
        (vec).items[(vec).count++] = (__VA_ARGS__);                            \
    } while (0)

#define VEC_FOR_EACH(item, vec)                                                \
    for (__typeof__((vec).items + 0) item = (vec).items;                       \
         (vec).count > 0 && item < (vec).items + (vec).count; item++)

#define VEC_CLEAR(vec)                                                         \
    do {                                                                       \
        free((vec).items);                                                     \
        (vec).items = NULL;                                                    \
        (vec).count = (vec).capacity = 0;                                      \
    } while (0)

#endif
