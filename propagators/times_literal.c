/* times_literal.c — x·b = z for a literal b: z is x or 0
 *
 * Domain consistent where x and z lie within 64 values of each other, else on
 * bounds. A product of literals is three clauses.
 */
#include "propagators/times.h"

#include "propagators/interval.h"
#include "propagators/window.h"
#include "solver/post.h"

enum { WINDOW = 64 };

struct times_literal {
    struct prop prop;
    view x, b, z;
};

static bool fits_window(struct range range)
{
    return (uint64_t)range.max - (uint64_t)range.min < WINDOW;
}

/* Makes the domains of x and z the same, as far as one pass can. */
static enum prop_status equate(struct branch *branch, view x, view z)
{
    struct range both = range_meet(range_of(branch, x), range_of(branch, z));
    if (!range_tell(branch, x, both) || !range_tell(branch, z, both))
        return PROP_FAILED;
    both = range_meet(range_of(branch, x), range_of(branch, z));
    if (range_empty(both))
        return PROP_FAILED;
    if (fits_window(both)) {
        uint64_t bits = window_read(branch, x, both.min) &
                        window_read(branch, z, both.min);
        if (!tell_bits(branch, x, both.min, bits) ||
            !tell_bits(branch, z, both.min, bits))
            return PROP_FAILED;
    }
    return domain_fixed(branch, x) && domain_fixed(branch, z)
               ? PROP_ENTAILED
               : PROP_AGAIN;
}

static bool disjoint(const struct branch *branch, view x, view z)
{
    struct range both = range_meet(range_of(branch, x), range_of(branch, z));
    if (range_empty(both))
        return true;
    return fits_window(both) && !(window_read(branch, x, both.min) &
                                  window_read(branch, z, both.min));
}

/* Cuts z, which may be 0, to 0 and the values of x. */
static bool cut_product(struct branch *branch, view x, view z)
{
    struct range range = range_of(branch, x);
    if (!tell_min(branch, z, range.min < 0 ? range.min : 0) ||
        !tell_max(branch, z, range.max > 0 ? range.max : 0))
        return false;
    range = range_of(branch, z);
    if (!fits_window(range))
        return true;
    uint64_t kept = window_read(branch, x, range.min) |
                    UINT64_C(1) << -range.min;
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
    if (disjoint(branch, x, z))
        return tell_fix(branch, z, 0) && tell_false(branch, b)
                   ? PROP_ENTAILED
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
