/* explain.c — see explain.h
 *
 * A bound in a view is that of the latest event before its end, else the one in
 * the network's image.
 */
#include "solver/explain.h"

#include "solver/domain.h"
#include "solver/network.h"

#include <string.h>

enum {
    COMPARED_MAX = 1 << 16
}; /* values that are compared one by one */

/* ---- Views onto base variables ---- */

/* A variable and not a view onto one: most reads need no arithmetic. */
static inline bool is_base(view x)
{
    return view_kind(x) < VIEW_DERIVED && view_kind(x) != VIEW_NOT;
}

/* x = sign · base + offset */
struct affine {
    view base;
    bool negated;
    value offset;
};

static struct affine
affine_derived(const struct network *network, const struct derived *derived);

static inline struct affine affine_of(const struct network *network, view x)
{
    if (view_kind(x) == VIEW_NOT)
        return (struct affine){view_negated(x), true, 1};
    if (view_kind(x) != VIEW_DERIVED)
        return (struct affine){x, false, 0};
    return affine_derived(network, &network->derived[view_place(x)]);
}

static struct affine
affine_derived(const struct network *network, const struct derived *derived)
{
    struct affine inner = affine_of(network, derived->base);
    bool negated = inner.negated != derived->negated;
    __int128 offset =
        derived->offset +
        (derived->negated ? -(__int128)inner.offset : inner.offset);
    return (struct affine){inner.base, negated, (value)offset};
}

/* Kept within int64_t: beyond it lies no domain. */
static value clamp(__int128 v)
{
    return v > INT64_MAX ? INT64_MAX : v < INT64_MIN ? INT64_MIN : (value)v;
}

static enum literal_kind turned(enum literal_kind kind, bool negated)
{
    if (!negated || kind >= LITERAL_REMOVE)
        return kind;
    return kind == LITERAL_MIN ? LITERAL_MAX : LITERAL_MIN;
}

static __int128 to_base(struct affine a, value v)
{
    __int128 wide = (__int128)v - a.offset;
    return a.negated ? -wide : wide;
}

static __int128 from_base(struct affine a, value v)
{
    return (__int128)a.offset + (a.negated ? -(__int128)v : v);
}

/* How a literal stands to all values there are. */
enum standing {
    HOLDS,
    FAILS,
    DEPENDS
};

static enum standing standing_of(enum literal_kind kind, __int128 v)
{
    if (v >= VALUE_MIN && v <= VALUE_MAX)
        return DEPENDS;
    return kind == (v > VALUE_MAX ? LITERAL_MIN : LITERAL_MAX) ? FAILS : HOLDS;
}

/* ---- The root ---- */

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

value explain_root_min(const struct network *network, view x)
{
    if (is_base(x))
        return image_bounds(network, x).low;
    struct affine a = affine_of(network, x);
    struct domain_wide image = image_bounds(network, a.base);
    return clamp(from_base(a, a.negated ? -image.negated_high : image.low));
}

value explain_root_max(const struct network *network, view x)
{
    if (is_base(x))
        return -image_bounds(network, x).negated_high;
    struct affine a = affine_of(network, x);
    struct domain_wide image = image_bounds(network, a.base);
    return clamp(from_base(a, a.negated ? image.low : -image.negated_high));
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

/* ---- Reading ---- */

static value base_bound_event(
    const struct explain_view *before, view x, enum literal_kind kind,
    uint32_t *ret_event)
{
    const struct branch *branch = before->branch;
    bool logged = view_kind(x) != VIEW_CONSTANT;
    uint32_t event = logged ? log_latest_id(branch, x, kind, before->end) : 0;
    *ret_event = event;
    if (view_is_literal(x))
        return (event != 0) == (kind == LITERAL_MIN);
    if (event)
        return log_at(branch, event)->v;
    const struct domain_wide image = image_bounds(branch->network, x);
    return kind == LITERAL_MIN ? image.low : -image.negated_high;
}

static value
base_bound(const struct explain_view *before, view x, enum literal_kind kind)
{
    uint32_t event;
    return base_bound_event(before, x, kind, &event);
}

value explain_bound_event(
    const struct explain_view *before, view x, enum literal_kind kind,
    uint32_t *ret_event)
{
    if (is_base(x))
        return base_bound_event(before, x, kind, ret_event);
    struct affine a = affine_of(before->branch->network, x);
    kind = turned(kind, a.negated);
    return clamp(
        from_base(a, base_bound_event(before, a.base, kind, ret_event)));
}

value explain_min(const struct explain_view *before, view x)
{
    if (is_base(x))
        return base_bound(before, x, LITERAL_MIN);
    struct affine a = affine_of(before->branch->network, x);
    return clamp(from_base(
        a, base_bound(before, a.base, a.negated ? LITERAL_MAX : LITERAL_MIN)));
}

value explain_max(const struct explain_view *before, view x)
{
    if (is_base(x))
        return base_bound(before, x, LITERAL_MAX);
    struct affine a = affine_of(before->branch->network, x);
    return clamp(from_base(
        a, base_bound(before, a.base, a.negated ? LITERAL_MIN : LITERAL_MAX)));
}

/* Has v, inside the bounds, gone? */
static bool base_hole(const struct explain_view *before, view x, value v)
{
    const struct branch *branch = before->branch;
    if (view_is_literal(x) || view_kind(x) == VIEW_CONSTANT)
        return false;
    return !image_contains(branch->network, x, v) ||
           log_removal_id(branch, x, v, before->end) != 0;
}

static inline bool
base_contains(const struct explain_view *before, view x, __int128 v)
{
    return v >= base_bound(before, x, LITERAL_MIN) &&
           v <= base_bound(before, x, LITERAL_MAX) &&
           !base_hole(before, x, (value)v);
}

bool explain_contains(const struct explain_view *before, view x, value v)
{
    if (is_base(x))
        return base_contains(before, x, v);
    struct affine a = affine_of(before->branch->network, x);
    return base_contains(before, a.base, to_base(a, v));
}

bool explain_true(const struct explain_view *before, struct literal literal)
{
    switch (literal.kind) {
    case LITERAL_MIN:
        return explain_min(before, literal.x) >= literal.v;
    case LITERAL_MAX:
        return explain_max(before, literal.x) <= literal.v;
    case LITERAL_REMOVE:
        return !explain_contains(before, literal.x, literal.v);
    case LITERAL_EQUAL:
        return explain_min(before, literal.x) == literal.v &&
               explain_max(before, literal.x) == literal.v;
    case LITERAL_NONE:
        break;
    }
    return false;
}

/* ---- What is wanted ---- */

bool explain_matches_derived(
    const struct network *network, struct literal wanted, view x,
    struct literal *ret)
{
    struct affine a = affine_of(network, x);
    if (wanted.kind == LITERAL_NONE || view_kind(a.base) == VIEW_CONSTANT ||
        !view_same(a.base, wanted.x))
        return false;
    enum literal_kind kind = turned(wanted.kind, a.negated);
    __int128 v = from_base(a, wanted.v);
    enum standing standing = standing_of(kind, v);
    *ret = (struct literal){x, kind, clamp(v)}; /* HOLDS: it gets stronger */
    return standing == DEPENDS || (standing == HOLDS && kind != LITERAL_REMOVE);
}

bool explain_removes(
    const struct network *network, struct literal wanted, view x, value *ret)
{
    if (view_is_literal(wanted.x) && wanted.kind < LITERAL_REMOVE)
        wanted = (struct literal){wanted.x, LITERAL_REMOVE, 1 - wanted.v};
    struct literal literal;
    if (!explain_matches(network, wanted, x, &literal) ||
        literal.kind != LITERAL_REMOVE)
        return false;
    *ret = literal.v;
    return true;
}

bool explain_falsifies(
    const struct network *network, struct literal wanted, view x)
{
    value v;
    return view_is_literal(x) && explain_removes(network, wanted, x, &v) &&
           v == 1;
}

bool explain_base(
    const struct explain_view *before, view x, enum literal_kind kind,
    struct literal *ret)
{
    struct affine a = affine_of(before->branch->network, x);
    kind = turned(kind, a.negated);
    if (view_kind(a.base) == VIEW_CONSTANT)
        return false;
    *ret = (struct literal){a.base, kind, base_bound(before, a.base, kind)};
    return true;
}

/* ---- Giving a reason ---- */

static bool known(const struct network *network, struct literal literal)
{
    view x = literal.x;
    struct domain_wide image = image_bounds(network, x);
    value v = literal.v;
    if (literal.kind == LITERAL_MIN)
        return v <= image.low;
    if (literal.kind == LITERAL_MAX)
        return v >= -image.negated_high;
    return v < image.low || v > -image.negated_high ||
           !image_contains(network, x, v);
}

/* A literal of a base variable that is true. */
static void
add_true(const struct network *network, struct reason *reason, struct literal l)
{
    if (!known(network, l))
        VEC_PUSH(*reason, l);
}

/* A literal of a base variable. */
static inline bool add_base(
    const struct explain_view *before, struct reason *reason, struct literal l)
{
    if (!explain_true(before, l))
        return false;
    add_true(before->branch->network, reason, l);
    return true;
}

bool reason_add(
    const struct explain_view *before, struct reason *reason, view x,
    enum literal_kind kind, value v)
{
    if (is_base(x))
        return add_base(before, reason, (struct literal){x, kind, v});
    struct affine a = affine_of(before->branch->network, x);
    __int128 u = to_base(a, v);
    struct literal literal = {a.base, turned(kind, a.negated), clamp(u)};
    enum standing standing = standing_of(literal.kind, u);
    if (standing != DEPENDS)
        return standing == HOLDS;
    return add_base(before, reason, literal);
}

/* The bound of the base, since that of x may lie beyond int64_t. */
static bool reason_bound(
    const struct explain_view *before, struct reason *reason, view x,
    enum literal_kind kind)
{
    const struct network *network = before->branch->network;
    struct affine a = affine_of(network, x);
    kind = turned(kind, a.negated);
    add_true(
        network, reason,
        (struct literal){a.base, kind, base_bound(before, a.base, kind)});
    return true;
}

bool reason_min(
    const struct explain_view *before, struct reason *reason, view x)
{
    return reason_bound(before, reason, x, LITERAL_MIN);
}

bool reason_max(
    const struct explain_view *before, struct reason *reason, view x)
{
    return reason_bound(before, reason, x, LITERAL_MAX);
}

bool reason_fixed(
    const struct explain_view *before, struct reason *reason, view x)
{
    return explain_fixed(before, x) && reason_min(before, reason, x) &&
           reason_max(before, reason, x);
}

bool reason_true(
    const struct explain_view *before, struct reason *reason, view x)
{
    return reason_add(before, reason, x, LITERAL_MIN, 1);
}

bool reason_removed(
    const struct explain_view *before, struct reason *reason, view x, value v)
{
    if (explain_contains(before, x, v))
        return false;
    if (v < explain_min(before, x))
        return reason_add(before, reason, x, LITERAL_MIN, v + 1);
    if (v > explain_max(before, x))
        return reason_add(before, reason, x, LITERAL_MAX, v - 1);
    return reason_add(before, reason, x, LITERAL_REMOVE, v);
}

/* x and y share no value of low..high. */
static bool reason_apart(
    const struct explain_view *before, struct reason *reason, view x, view y,
    value low, value high)
{
    if ((uint64_t)high - (uint64_t)low > COMPARED_MAX)
        return false;
    for (value v = low;; v++) {
        view lacks = explain_contains(before, x, v) ? y : x;
        if (!reason_removed(before, reason, lacks, v))
            return false;
        if (v == high)
            return true;
    }
}

bool reason_disjoint(
    const struct explain_view *before, struct reason *reason, view x, view y)
{
    if (explain_min(before, x) > explain_min(before, y)) {
        view z = x;
        x = y;
        y = z;
    }
    value low = explain_min(before, y), high = explain_max(before, x);
    if (high < low)
        return reason_add(before, reason, x, LITERAL_MAX, low - 1) &&
               reason_min(before, reason, y);
    view ends = explain_max(before, y) < high ? y : x;
    high = explain_max(before, ends);
    return reason_min(before, reason, y) && reason_max(before, reason, ends) &&
           reason_apart(before, reason, x, y, low, high);
}

bool reason_equal(
    const struct explain_view *before, struct reason *reason, view x, view y,
    struct literal l)
{
    if (l.kind == LITERAL_REMOVE)
        return reason_removed(before, reason, y, l.v);
    if (reason_add(before, reason, y, l.kind, l.v))
        return true;
    if (l.kind == LITERAL_MIN)
        return reason_min(before, reason, x) &&
               reason_apart(
                   before, reason, x, y, explain_min(before, x), l.v - 1);
    return reason_max(before, reason, x) &&
           reason_apart(before, reason, x, y, l.v + 1, explain_max(before, x));
}

bool reason_refutes(
    const struct explain_view *before, struct reason *reason,
    struct literal wanted, view condition)
{
    if (wanted.kind == LITERAL_NONE)
        return reason_true(before, reason, condition);
    return explain_falsifies(before->branch->network, wanted, condition);
}
