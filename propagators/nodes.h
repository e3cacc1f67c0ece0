/* nodes.h — sets of nodes of a graph: words of 64 bits */
#ifndef PROPAGATORS_NODES_H
#define PROPAGATORS_NODES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline void nodes_add(uint64_t *set, uint32_t node)
{
    set[node / 64] |= UINT64_C(1) << (node % 64);
}

static inline void nodes_drop(uint64_t *set, uint32_t node)
{
    set[node / 64] &= ~(UINT64_C(1) << (node % 64));
}

static inline bool nodes_has(const uint64_t *set, uint32_t node)
{
    return set[node / 64] >> (node % 64) & 1;
}

static inline bool
nodes_meet(const uint64_t *a, const uint64_t *b, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++)
        if (a[w] & b[w])
            return true;
    return false;
}

static inline bool nodes_empty(const uint64_t *set, uint32_t words)
{
    return !nodes_meet(set, set, words);
}

/* The least node in both; there is one. */
static inline uint32_t nodes_first_common(const uint64_t *a, const uint64_t *b)
{
    uint32_t w = 0;
    while (!(a[w] & b[w]))
        w++;
    return 64 * w + (uint32_t)__builtin_ctzll(a[w] & b[w]);
}

/* Nodes 0..count - 1. */
static inline void nodes_fill(uint64_t *set, uint32_t count)
{
    memset(set, 0xff, count / 64 * 8);
    if (count % 64)
        set[count / 64] = (UINT64_C(1) << (count % 64)) - 1;
}

#define NODES_FOR_EACH(node, set, words)                                     \
    for (uint32_t w_##node = 0, node; w_##node < (words); w_##node++)        \
        for (uint64_t rest_##node = (set)[w_##node];                         \
             rest_##node &&                                                  \
             (node = 64 * w_##node + (uint32_t)__builtin_ctzll(rest_##node), \
             true);                                                          \
             rest_##node &= rest_##node - 1)

#endif
