/* explain_root.c — what every branch knows: the domains that were declared */
#include "solver/explain.h"

#include "solver/affine.h"
#include "solver/domain.h"

#include <string.h>

static const void *image_at(const struct network *network, view x)
{
    return network->image + view_offset(x);
}

static struct domain_wide image_bounds(const struct network *network, view x)
{
    struct domain_wide wide = {0, -1};
    struct domain_interval interval;
    if (view_kind(x) == VIEW_WIDE) {
        memcpy(&wide, image_at(network, x), sizeof wide);
    } else if (view_is_narrow(x)) {
        memcpy(&interval, image_at(network, x), sizeof interval);
        wide.low = interval.low;
        wide.negated_high = interval.negated_high;
    } else if (view_kind(x) == VIEW_CONSTANT) {
        wide.low = network->constants[view_place(x)];
        wide.negated_high = -wide.low;
    }
    return wide;
}

static value
image_bound(const struct network *network, view x, enum literal_kind kind)
{
    struct domain_wide image = image_bounds(network, x);
    return kind == LITERAL_MIN ? image.low : -image.negated_high;
}

/* Is v, inside the bounds of the image, in the domain? */
static bool image_contains(const struct network *network, view x, value v)
{
    if (view_kind(x) == VIEW_SMALL) {
        struct domain_small small;
        memcpy(&small, image_at(network, x), sizeof small);
        return small.bits >> (v - small.low) & 1;
    }
    if (view_kind(x) != VIEW_LARGE)
        return true;
    struct domain_large large;
    uint64_t word;
    memcpy(&large, image_at(network, x), sizeof large);
    uint32_t k = (uint32_t)(v - large.origin);
    memcpy(&word, network->image + large.bitset + k / 64 * 8, sizeof word);
    return word >> (k % 64) & 1;
}

static value derived_root_bound(
    const struct network *network, view x, enum literal_kind kind)
{
    struct affine a = affine_of(network, x);
    kind = turned(kind, a.negated);
    return clamp(from_base(a, image_bound(network, a.base, kind)));
}

value explain_root_min(const struct network *network, view x)
{
    return view_kind(x) == VIEW_DERIVED
               ? derived_root_bound(network, x, LITERAL_MIN)
               : image_bound(network, x, LITERAL_MIN);
}

value explain_root_max(const struct network *network, view x)
{
    return view_kind(x) == VIEW_DERIVED
               ? derived_root_bound(network, x, LITERAL_MAX)
               : image_bound(network, x, LITERAL_MAX);
}

static bool image_whole(const struct network *network, view x)
{
    struct domain_large large;
    struct domain_small small;
    if (view_kind(x) == VIEW_SMALL) {
        memcpy(&small, image_at(network, x), sizeof small);
        return __builtin_popcountll(small.bits) ==
               -small.negated_high - small.low + 1;
    }
    if (view_kind(x) != VIEW_LARGE)
        return true;
    memcpy(&large, image_at(network, x), sizeof large);
    value width = -(value)large.negated_high - large.low + 1, size = 0;
    for (value k = 0; k < width; k += 64) {
        uint64_t word;
        memcpy(&word, network->image + large.bitset + k / 8, sizeof word);
        size += __builtin_popcountll(word);
    }
    return size == width;
}

bool explain_root_whole(const struct network *network, view x)
{
    return image_whole(network, affine_of(network, x).base);
}

bool explain_root_contains(const struct network *network, view x, value v)
{
    struct affine a = affine_of(network, x);
    struct domain_wide image = image_bounds(network, a.base);
    __int128 u = to_base(a, v);
    return u >= image.low && u <= -image.negated_high &&
           image_contains(network, a.base, (value)u);
}
