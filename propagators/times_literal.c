/* times_literal.c — x·b = z for a literal b: z is x or 0
 *
 * Domain consistent, except that only bounds are cut where z is wider than 64
 * values and b is open. A product of literals is three clauses.
 */
#include "propagators/times.h"

#include "propagators/range.h"
#include "propagators/window.h"
#include "solver/post.h"

struct times_literal {
    struct prop prop;
    view x, b, z;
};

/* b is true: x = z. */
static enum prop_status equate(struct branch *branch, view x, view z)
{
    if (!range_equate(branch, x, z))
        return PROP_FAILED;
    return range_equated(branch, x, z) ? PROP_ENTAILED : PROP_AGAIN;
}

/* Cuts z, which may be 0, to 0 and the values of x. */
static bool cut_product(struct branch *branch, view x, view z)
{
    struct range range = range_of(branch, x);
    if (!tell_min(branch, z, range.min < 0 ? range.min : 0) ||
        !tell_max(branch, z, range.max > 0 ? range.max : 0))
        return false;
    range = range_of(branch, z);
    if (!range_fits_word(range))
        return true;
    uint64_t kept = window_read(branch, x, range.min) | UINT64_C(1)
                                                            << -range.min;
    uint64_t now = window_read(branch, z, range.min);
    return window_tell(branch, z, range.min, now, now & kept);
}

static enum prop_status
times_literal_propagate(struct branch *branch, const struct prop *prop)
{
    const struct times_literal *times = (const struct times_literal *)prop;
    view x = times->x, b = times->b, z = times->z;
    if (literal_true(branch, b))
        return equate(branch, x, z);
    if (literal_false(branch, b))
        return tell_fix(branch, z, 0) ? PROP_ENTAILED : PROP_FAILED;
    if (!domain_contains(branch, z, 0))
        return tell_true(branch, b) ? equate(branch, x, z) : PROP_FAILED;
    value common;
    if (!range_first_common(branch, x, z, range_of(branch, z), &common))
        return tell_fix(branch, z, 0) && tell_false(branch, b) ? PROP_ENTAILED
                                                               : PROP_FAILED;
    if (!cut_product(branch, x, z))
        return PROP_FAILED;
    if (domain_fixed(branch, x) && domain_value(branch, x) == 0)
        return PROP_ENTAILED;
    return PROP_AGAIN;
}

static const struct prop_class times_literal_class = {
    .name = "times_literal",
    .cost = PROP_BINARY,
    .propagate = times_literal_propagate,
};

static bool is_boolean(view x)
{
    return view_is_literal(x) || view_same(x, VIEW_TRUE) ||
           view_same(x, VIEW_FALSE);
}

void times_literal_post(struct post *post, view x, view b, view z)
{
    if (is_boolean(x) && is_boolean(z)) {
        view not_z = view_negated(z);
        post_clause(post, (view[]){not_z, x}, 2);
        post_clause(post, (view[]){not_z, b}, 2);
        post_clause(post, (view[]){z, view_negated(x), view_negated(b)}, 3);
        return;
    }
    struct times_literal *times =
        post_prop(post, &times_literal_class, sizeof *times);
    times->x = x;
    times->b = b;
    times->z = z;
    post_wake(post, &times->prop, x, WAKE_DOMAIN);
    post_wake(post, &times->prop, b, WAKE_FIX);
    post_wake(post, &times->prop, z, WAKE_DOMAIN);
}
