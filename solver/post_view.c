/* post_view.c — the views and bounds that post functions see; see post.h */
#include "solver/post.h"

#include "coro/fatal.h"
#include "solver/builder.h"
#include "solver/domain.h"

#include <stdlib.h>

/* ---- Views ---- */

view post_view(struct post *post, var x)
{
    return post->network->views[x.index];
}

static uint32_t value_hash(value v)
{
    return (uint32_t)((uint64_t)v * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

static void constants_grow(struct post *post)
{
    uint32_t buckets = post->constant_buckets ? 2 * post->constant_buckets : 64;
    free(post->constant_index);
    post->constant_index = calloc(buckets, sizeof *post->constant_index);
    if (!post->constant_index)
        coro_fatal("out of memory");
    post->constant_buckets = buckets;
    for (uint32_t i = 0; i < post->constants.count; i++) {
        uint32_t b = value_hash(post->constants.items[i]) & (buckets - 1);
        while (post->constant_index[b])
            b = (b + 1) & (buckets - 1);
        post->constant_index[b] = i + 1;
    }
}

view post_constant(struct post *post, value v)
{
    if (2 * post->constants.count >= post->constant_buckets)
        constants_grow(post);
    uint32_t mask = post->constant_buckets - 1, b = value_hash(v) & mask;
    for (; post->constant_index[b]; b = (b + 1) & mask)
        if (post->constants.items[post->constant_index[b] - 1] == v)
            return (view){(post->constant_index[b] - 1) << 3 | VIEW_CONSTANT};
    VEC_PUSH(post->constants, v);
    post->constant_index[b] = (uint32_t)post->constants.count;
    return (view){(uint32_t)(post->constants.count - 1) << 3 | VIEW_CONSTANT};
}

static const struct derived *derived_of(const struct post *post, view x)
{
    return &post->derived.items[view_place(x)];
}

view post_base(
    const struct post *post, view x, bool *ret_negated, value *ret_offset)
{
    *ret_negated = view_kind(x) == VIEW_NOT;
    *ret_offset = *ret_negated;
    if (*ret_negated)
        return view_negated(x);
    if (view_kind(x) != VIEW_DERIVED)
        return x;
    const struct derived *derived = derived_of(post, x);
    *ret_negated = derived->negated;
    *ret_offset = derived->offset;
    return derived->base;
}

value post_shifted(value offset, bool negated, value v)
{
    if (negated ? __builtin_sub_overflow(offset, v, &offset)
                : __builtin_add_overflow(offset, v, &offset))
        coro_fatal("an offset between variables lies beyond 64 bits");
    return offset;
}

view post_derived(struct post *post, view base, bool negated, value offset)
{
    if (view_kind(base) == VIEW_DERIVED) {
        struct derived inner = *derived_of(post, base);
        offset = post_shifted(offset, negated, inner.offset);
        negated ^= inner.negated;
        base = inner.base;
    }
    if (view_kind(base) == VIEW_CONSTANT) {
        value v = post->constants.items[view_place(base)];
        return post_constant(post, post_shifted(offset, negated, v));
    }
    if (!negated && offset == 0)
        return base;
    if (negated && offset == 1 && view_is_literal(base))
        return view_negated(base);
    if (view_kind(base) == VIEW_NOT) {
        base = view_negated(base);
        offset = post_shifted(offset, negated, 1);
        negated = !negated;
    }
    VEC_PUSH(post->derived, (struct derived){base, negated, offset});
    return (view){(uint32_t)(post->derived.count - 1) << 3 | VIEW_DERIVED};
}

/* ---- Domains before propagation ---- */

static value derived_value(value at_base, const struct derived *derived)
{
    __int128 wide = (__int128)derived->offset +
                    (derived->negated ? -(__int128)at_base : at_base);
    return wide > VALUE_MAX   ? VALUE_MAX
           : wide < VALUE_MIN ? VALUE_MIN
                              : (value)wide;
}

static const void *record(const struct post *post, view x)
{
    return post->network->image + view_offset(x);
}

value post_min(const struct post *post, view x)
{
    const struct derived *derived;
    switch (view_kind(x)) {
    case VIEW_BOOL:
    case VIEW_NOT:
        return 0;
    case VIEW_SMALL:
    case VIEW_INTERVAL:
    case VIEW_LARGE:
        return ((const struct domain_interval *)record(post, x))->low;
    case VIEW_WIDE:
        return ((const struct domain_wide *)record(post, x))->low;
    case VIEW_DERIVED:
        derived = derived_of(post, x);
        return derived_value(
            derived->negated ? post_max(post, derived->base)
                             : post_min(post, derived->base),
            derived);
    case VIEW_CONSTANT:
        break;
    }
    return post->constants.items[view_place(x)];
}

value post_max(const struct post *post, view x)
{
    const struct derived *derived;
    switch (view_kind(x)) {
    case VIEW_BOOL:
    case VIEW_NOT:
        return 1;
    case VIEW_SMALL:
    case VIEW_INTERVAL:
    case VIEW_LARGE:
        return -(value)((const struct domain_interval *)record(post, x))
                    ->negated_high;
    case VIEW_WIDE:
        return -((const struct domain_wide *)record(post, x))->negated_high;
    case VIEW_DERIVED:
        derived = derived_of(post, x);
        return derived_value(
            derived->negated ? post_min(post, derived->base)
                             : post_max(post, derived->base),
            derived);
    case VIEW_CONSTANT:
        break;
    }
    return post->constants.items[view_place(x)];
}

static uint64_t
large_size(const struct post *post, const struct domain_large *large)
{
    const uint64_t *words =
        (const uint64_t *)(post->network->image + large->bitset);
    value width = -(value)large->negated_high - large->low + 1;
    uint64_t size = 0;
    for (value k = 0; k < (width + 63) / 64; k++)
        size += (uint64_t)__builtin_popcountll(words[k]);
    return size;
}

uint64_t post_size(const struct post *post, view x)
{
    if (view_kind(x) == VIEW_DERIVED)
        return post_size(post, derived_of(post, x)->base);
    if (view_kind(x) == VIEW_SMALL)
        return (uint64_t)__builtin_popcountll(
            ((const struct domain_small *)record(post, x))->bits);
    if (view_kind(x) == VIEW_LARGE)
        return large_size(post, record(post, x));
    return (uint64_t)post_max(post, x) - (uint64_t)post_min(post, x) + 1;
}

bool post_contains(const struct post *post, view x, value v)
{
    if (v < post_min(post, x) || v > post_max(post, x))
        return false;
    if (view_kind(x) == VIEW_DERIVED) {
        const struct derived *derived = derived_of(post, x);
        return post_contains(
            post, derived->base,
            derived->negated ? derived->offset - v : v - derived->offset);
    }
    if (view_kind(x) == VIEW_SMALL) {
        const struct domain_small *small = record(post, x);
        return small->bits >> (v - small->low) & 1;
    }
    if (view_kind(x) == VIEW_LARGE) {
        const struct domain_large *large = record(post, x);
        uint64_t k = (uint64_t)(v - large->origin);
        const uint64_t *words =
            (const uint64_t *)(post->network->image + large->bitset);
        return words[k / 64] >> (k % 64) & 1;
    }
    return true;
}
