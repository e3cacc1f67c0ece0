/* link.c — what nogoods hold from the beginning besides clauses: conditions on
 * one literal (struct link in network.h), and covers
 */
#include "solver/builder.h"

#include "solver/log.h"

/* The literal kind, v of x in terms of the variable behind it. */
static void
to_base(const struct post *post, view *x, enum literal_kind *kind, value *v)
{
    bool negated;
    value offset;
    *x = post_base(post, *x, &negated, &offset);
    *v = negated ? offset - *v : *v - offset;
    if (negated && *kind <= LITERAL_MAX)
        *kind = LITERAL_MAX - *kind;
}

/* It may become true or false, and its variable can be told it. */
static bool
worth(const struct post *post, view x, enum literal_kind kind, value v)
{
    value min = post_min(post, x), max = post_max(post, x);
    if (view_kind(x) == VIEW_CONSTANT || v < min || v > max)
        return false;
    switch (kind) {
    case LITERAL_MIN:
        return v > min;
    case LITERAL_MAX:
        return v < max;
    case LITERAL_REMOVE:
        return view_keeps_holes(x);
    case LITERAL_EQUAL:
        return !view_is_literal(x);
    case LITERAL_NONE:
        break;
    }
    return false;
}

void post_link(
    struct post *post, const struct prop *prop, view condition, view x,
    enum literal_kind kind, value v)
{
    value min = post_min(post, x), max = post_max(post, x);
    if (!view_is_literal(condition) || v < min || v > max)
        return;
    to_base(post, &x, &kind, &v);
    if (!worth(post, x, kind, v))
        return;
    VEC_PUSH(post->links, (struct link){condition, x, kind, v});
    VEC_PUSH(post->unlearned, prop->id);
}

void post_cover(struct post *post, const view *xs, uint32_t count, value v)
{
    size_t begin = post->cover_literals.count;
    for (uint32_t i = 0; i < count; i++) {
        if (!post_contains(post, xs[i], v))
            continue;
        struct literal l = {xs[i], LITERAL_EQUAL, v};
        to_base(post, &l.x, &l.kind, &l.v);
        if (view_kind(l.x) == VIEW_CONSTANT) {
            post->cover_literals.count = begin;
            return;
        }
        if (view_is_literal(l.x))
            l.kind = l.v ? LITERAL_MIN : LITERAL_MAX;
        VEC_PUSH(post->cover_literals, l);
    }
    uint32_t end = (uint32_t)post->cover_literals.count;
    if (end >= begin + 2)
        VEC_PUSH(post->cover_ends, end);
    else
        post->cover_literals.count = begin; /* a fact, and not ours to tell */
}
