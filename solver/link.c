/* link.c — conditions on one literal: see struct link in network.h */
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
    if (worth(post, x, kind, v))
        VEC_PUSH(post->links, (struct link){prop->id, condition, x, kind, v});
}
