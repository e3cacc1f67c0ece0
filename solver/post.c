/* post.c — see post.h; collects what is posted, then packs it into arrays */
#include "solver/post.h"

#include "coro/coro.h"
#include "coro/fatal.h"
#include "solver/arena.h"
#include "solver/builder.h"
#include "solver/clause.h"
#include "solver/domain.h"
#include "solver/sparse.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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
    return (view){
        (uint32_t)(post->constants.count - 1) << 3 | VIEW_CONSTANT};
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

/* offset ± v */
static value shifted(value offset, bool negated, value v)
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
        offset = shifted(offset, negated, inner.offset);
        negated ^= inner.negated;
        base = inner.base;
    }
    if (view_kind(base) == VIEW_CONSTANT) {
        value v = post->constants.items[view_place(base)];
        return post_constant(post, shifted(offset, negated, v));
    }
    if (!negated && offset == 0)
        return base;
    if (negated && offset == 1 && view_is_literal(base))
        return view_negated(base);
    if (view_kind(base) == VIEW_NOT) {
        base = view_negated(base);
        offset = shifted(offset, negated, 1);
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

/* ---- Facts, memory, propagators ---- */

static void add_fact(struct post *post, view x, enum fact_kind kind, value v)
{
    VEC_PUSH(post->facts, (struct fact){x, kind, v});
}

void post_tell_min(struct post *post, view x, value v)
{
    add_fact(post, x, FACT_MIN, v);
}

void post_tell_max(struct post *post, view x, value v)
{
    add_fact(post, x, FACT_MAX, v);
}

void post_tell_remove(struct post *post, view x, value v)
{
    add_fact(post, x, FACT_REMOVE, v);
}

void post_fail(struct post *post)
{
    post->network->failed = true;
}

void *post_alloc(struct post *post, size_t size)
{
    return arena_alloc(post->network->arena, size);
}

void *post_copy(struct post *post, const void *from, size_t size)
{
    return arena_copy(post->network->arena, from, size);
}

void *post_prop(struct post *post, const struct prop_class *class, size_t size)
{
    assert(size >= sizeof(struct prop));
    struct prop *prop = post_alloc(post, size);
    prop->class = class;
    prop->id = (uint32_t)post->props.count;
    prop->constraint = post->constraint;
    VEC_PUSH(post->props, prop);
    return prop;
}

void post_state(
    struct post *post, struct prop *prop, uint32_t size, bool contiguous)
{
    size = (size + 7) / 8 * 8;
    uint32_t room = CORO_CHUNK - post->memory % CORO_CHUNK;
    if (contiguous && size <= CORO_CHUNK && room < size)
        post->memory += room;
    prop->state = post->memory;
    post->memory += size;
}

void post_hint(struct post *post, struct prop *prop, uint32_t count)
{
    prop->hint = post->network->hint_count;
    post->network->hint_count += count;
}

static enum wake wake_mirrored(enum wake wake)
{
    return wake == WAKE_MIN ? WAKE_MAX : wake == WAKE_MAX ? WAKE_MIN : wake;
}

void post_wake(
    struct post *post, const struct prop *prop, view x, enum wake wake)
{
    bool negated;
    value offset;
    x = post_base(post, x, &negated, &offset);
    if (negated)
        wake = wake_mirrored(wake);
    if (view_kind(x) == VIEW_CONSTANT)
        return;
    VEC_PUSH(
        post->wakes,
        (struct wake_entry){view_slot(post->network, x), prop->id, wake});
}

/* ---- Reactions ---- */

static void add_reaction(
    struct post *post, view trigger, uint32_t run, uint32_t target,
    enum reaction_kind kind, int32_t data)
{
    VEC_PUSH(
        post->reactions,
        (struct reaction_entry){
            view_slot(post->network, trigger), run,
            (struct reaction){.target = target, .kind = kind, .data = data}});
}

/* When the literal becomes true. */
static void react_to_literal(
    struct post *post, view literal, uint32_t target, enum reaction_kind kind,
    int32_t data)
{
    assert(view_is_literal(literal));
    add_reaction(post, literal, literal.code & 1, target, kind, data);
}

void post_advise_true(
    struct post *post, const struct prop *prop, view literal, uint32_t data)
{
    react_to_literal(post, literal, prop->id, REACT_ADVISE, (int32_t)data);
}

/* When the trigger is fixed: target != trigger + offset. */
static void
react_by_differing(struct post *post, view trigger, view target, value offset)
{
    enum { DATA_MAX = (1 << 28) - 1 };
    bool negated;
    value shift;
    trigger = post_base(post, trigger, &negated, &shift);
    offset = shifted(offset, false, shift);
    if (negated || offset > DATA_MAX || offset < -DATA_MAX ||
        (offset && view_kind(trigger) == VIEW_WIDE)) {
        /* target != offset ± trigger: a view of the target takes it over */
        target = post_derived(post, target, negated, negated ? offset : -offset);
        offset = 0;
    }
    if (view_kind(trigger) == VIEW_BOOL)
        add_reaction(
            post, trigger, 1, target.code, REACT_DIFFER, (int32_t)offset);
    add_reaction(post, trigger, 0, target.code, REACT_DIFFER, (int32_t)offset);
}

void post_differ(struct post *post, view x, view y, value offset)
{
    if (view_same(x, y)) {
        if (offset == 0)
            post_fail(post);
        return;
    }
    __int128 least = (__int128)post_min(post, y) + offset;
    __int128 greatest = (__int128)post_max(post, y) + offset;
    if (post_max(post, x) < least || post_min(post, x) > greatest)
        return;
    if (view_kind(x) == VIEW_CONSTANT && view_kind(y) == VIEW_CONSTANT) {
        post_fail(post);
    } else if (view_kind(x) == VIEW_CONSTANT) {
        post_tell_remove(post, y, post_min(post, x) - offset);
    } else if (view_kind(y) == VIEW_CONSTANT) {
        post_tell_remove(post, x, post_min(post, y) + offset);
    } else {
        react_by_differing(post, x, y, -offset);
        react_by_differing(post, y, x, offset);
    }
}

/* ---- Clauses ---- */

/* A view of 0..1 as a literal: a BOOL or NOT view, or a constant. */
static view as_literal(const struct post *post, view x)
{
    if (view_kind(x) == VIEW_CONSTANT && view_place(x) > 1)
        return post_min(post, x) ? VIEW_TRUE : VIEW_FALSE;
    return x;
}

/* Drops false and repeated literals; true if the clause holds anyway. */
static bool clause_normalise(
    const struct post *post, const view *literals, uint32_t count, view *kept,
    uint32_t *ret_count)
{
    *ret_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        view x = as_literal(post, literals[i]);
        bool seen = view_same(x, VIEW_FALSE);
        if (view_same(x, VIEW_TRUE))
            return true;
        for (uint32_t k = 0; !seen && k < *ret_count; k++) {
            seen = view_same(kept[k], x);
            if (view_same(kept[k], view_negated(x)))
                return true;
        }
        if (!seen)
            kept[(*ret_count)++] = x;
    }
    return false;
}

static void post_long_clause(struct post *post, const view *kept, uint32_t count)
{
    struct clause *clause =
        post_alloc(post, sizeof *clause + count * sizeof *kept);
    clause->count = count;
    clause->id = (uint32_t)post->clauses.count;
    clause->hint = post->network->hint_count;
    post->network->hint_count += 2;
    memcpy(clause->literals, kept, count * sizeof *kept);
    for (uint32_t i = 0; i < count; i++)
        react_to_literal(
            post, view_negated(kept[i]), (uint32_t)post->clauses.count,
            REACT_CLAUSE, 0);
    VEC_PUSH(post->clauses, clause);
}

void post_clause(struct post *post, const view *literals, uint32_t count)
{
    view *kept = malloc((count + 1) * sizeof *kept);
    if (!kept)
        coro_fatal("out of memory");
    uint32_t left;
    if (!clause_normalise(post, literals, count, kept, &left)) {
        if (left == 0) {
            post_fail(post);
        } else if (left == 1) {
            post_tell_min(post, kept[0], 1);
        } else if (left == 2) {
            for (int i = 0; i < 2; i++)
                react_to_literal(
                    post, view_negated(kept[i]), kept[1 - i].code, REACT_IMPLY,
                    0);
        } else {
            post_long_clause(post, kept, left);
        }
    }
    free(kept);
}

void post_clear(struct post *post)
{
    VEC_CLEAR(post->wakes);
    VEC_CLEAR(post->reactions);
    VEC_CLEAR(post->props);
    VEC_CLEAR(post->clauses);
    VEC_CLEAR(post->links);
    VEC_CLEAR(post->derived);
    VEC_CLEAR(post->constants);
    VEC_CLEAR(post->facts);
    free(post->constant_index);
}
