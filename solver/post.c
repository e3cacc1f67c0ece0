/* post.c — see post.h; collects what is posted, then packs it into arrays */
#include "solver/post.h"

#include "coro/fatal.h"
#include "solver/arena.h"
#include "solver/builder.h"
#include "solver/clause.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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

uint32_t post_prop_count(const struct post *post)
{
    return (uint32_t)post->props.count;
}

void post_unlearned(struct post *post, uint32_t from)
{
    for (uint32_t prop = from; prop < post->props.count; prop++)
        VEC_PUSH(post->unlearned, prop);
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

static uint32_t least_at(struct post_term term)
{
    return view_offset(term.x) ^ (term.negated ? 4 : 0);
}

void post_wake_guarded(
    struct post *post, const struct prop *prop, view condition,
    const struct post_term terms[2], int32_t most)
{
    uint32_t place = view_place(condition), sign = condition.code & 1;
    bool always = view_same(condition, VIEW_TRUE);
    for (int i = 0; i < 2; i++) {
        assert(view_is_narrow(terms[i].x) && view_offset(terms[i].x) % 8 == 0);
        struct guard guard = {
            .most = most,
            .y = least_at(terms[1 - i]),
            .condition_at = place / 4,
            .truth = (uint8_t)((1 + sign) << place % 4 * 2),
            .falsity = (uint8_t)((2 - sign) << place % 4 * 2)};
        struct guard_speaker speaker = {prop->id, terms[1 - i].x, condition};
        VEC_PUSH(
            post->guards, (struct guard_entry){
                              view_slot(post->network, terms[i].x),
                              2u * terms[i].negated + always, guard, speaker});
        if (always)
            post_wake(
                post, prop, terms[i].x, terms[i].negated ? WAKE_MAX : WAKE_MIN);
    }
    post_wake(post, prop, condition, WAKE_MIN);
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
    enum {
        DATA_MAX = (1 << 28) - 1
    };
    bool negated;
    value shift;
    trigger = post_base(post, trigger, &negated, &shift);
    offset = post_shifted(offset, false, shift);
    if (negated || offset > DATA_MAX || offset < -DATA_MAX ||
        (offset && view_kind(trigger) == VIEW_WIDE)) {
        /* target != offset ± trigger: a view of the target takes it over */
        target =
            post_derived(post, target, negated, negated ? offset : -offset);
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

static void
post_long_clause(struct post *post, const view *kept, uint32_t count)
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
    VEC_CLEAR(post->guards);
    VEC_CLEAR(post->props);
    VEC_CLEAR(post->clauses);
    VEC_CLEAR(post->links);
    VEC_CLEAR(post->unlearned);
    VEC_CLEAR(post->cover_literals);
    VEC_CLEAR(post->cover_ends);
    VEC_CLEAR(post->derived);
    VEC_CLEAR(post->constants);
    VEC_CLEAR(post->facts);
    free(post->constant_index);
}
