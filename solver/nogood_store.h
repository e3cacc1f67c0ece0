/* nogood_store.h — the inside of a store: for nogood.c, nogood_hear.c, probe.c
 * and vivify.c alone
 *
 *   lists: of each Boolean [x >= 1] [x <= 0], then of each integer the buckets
 *          of [x >= v], those of [x <= v], of [x != v] and of [x = v]; a bucket
 *          holds a range of thresholds v, in a narrow domain a single one
 */
#ifndef SOLVER_NOGOOD_STORE_H
#define SOLVER_NOGOOD_STORE_H

#include "solver/nogood.h"
#include "solver/vec.h"

enum {
    TIGHT_MIN = LITERAL_MIN,
    TIGHT_MAX = LITERAL_MAX,
    TIGHT_REMOVE = LITERAL_REMOVE,
    TIGHT_EQUAL = 3,
};

struct watch {
    struct tight
        other; /* of the nogood: if it is true there is nothing to do */
    int32_t v; /* of the watched literal */
    uint32_t nogood : 31;
    uint32_t binary : 1; /* it has no literals but these two */
};

/* Lists are many: 16 bytes. */
struct watch_list {
    struct watch *items;
    uint32_t count, capacity;
};

/* Of one integer variable. */
struct watch_place {
    uint32_t base;           /* of its lists */
    int32_t first;           /* threshold of the first bucket */
    uint32_t shift, buckets; /* for each kind, of 2^shift thresholds */
    uint64_t occupied[4];    /* by kind: buckets that may hold watches */
};

struct nogoods {
    uint64_t *memory; /* nogoods, from 1 on */
    uint32_t used, capacity;
    uint32_t free[512]; /* by class of size: the first, linked */
    uint32_t bool_count, list_count;
    struct watch_list *lists;
    struct watch_place *places; /* by place of the view */
    uint64_t watch_count;
    VEC(uint32_t) learned;
    float bump; /* of activities */
    uint32_t reductions;
    uint64_t heard; /* events */
    VEC(value) wide;      /* values of WIDE variables */
    uint32_t *wide_index; /* hash → index + 1 */
    uint32_t wide_buckets;
};

static inline view tight_view(struct tight literal)
{
    return (view){literal.code & 0x3fffffff};
}

static inline uint32_t tight_kind(struct tight literal)
{
    return literal.code >> 30;
}

static inline value tight_v(const struct nogoods *nogoods, struct tight literal)
{
    return __builtin_expect((literal.code & 7) == VIEW_WIDE, 0)
               ? nogoods->wide.items[literal.v]
               : literal.v;
}

/* For an integer variable: which bucket of its kind. */
static inline uint32_t watch_bucket(const struct watch_place *place, int32_t v)
{
    return ((uint32_t)v - (uint32_t)place->first) >> place->shift;
}

static inline uint32_t
watch_list_index(const struct nogoods *nogoods, struct tight literal)
{
    view x = tight_view(literal);
    if (view_is_literal(x))
        return 2 * view_place(x) + tight_kind(literal);
    const struct watch_place *place = &nogoods->places[view_place(x)];
    return place->base + tight_kind(literal) * place->buckets +
           watch_bucket(place, literal.v);
}

/* Watches literal i of a nogood. */
void nogood_watch(struct nogoods *nogoods, uint32_t reference, uint32_t i);

#endif
