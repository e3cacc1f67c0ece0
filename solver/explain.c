/* explain.c — see explain.h
 *
 * A bound in a view is that of the latest event before its end, else the one in
 * the network's image.
 */
#include "solver/explain.h"

#include "solver/affine.h"
#include "solver/domain.h"
#include "solver/log_literal.h"

enum {
    COMPARED_MAX = 1 << 16 /* values that are compared one by one */
};
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

/* ---- Reading ---- */

/* Of a Boolean, or of its negation. */
static value literal_bound_event(
    const struct explain_view *before, view x, enum literal_kind kind,
    uint32_t *ret_event)
{
    *ret_event = log_literal_id(before->branch, x, kind, before->end);
    return (*ret_event != 0) == (kind == LITERAL_MIN);
}

static value base_bound_event(
    const struct explain_view *before, view x, enum literal_kind kind,
    uint32_t *ret_event)
{
    const struct branch *branch = before->branch;
    if (view_is_literal(x))
        return literal_bound_event(before, x, kind, ret_event);
    bool logged = view_kind(x) != VIEW_CONSTANT;
    uint32_t event = logged ? log_latest_id(branch, x, kind, before->end) : 0;
    *ret_event = event;
    if (event)
        return log_at(branch, event)->v;
    return kind == LITERAL_MIN ? explain_root_min(branch->network, x)
                               : explain_root_max(branch->network, x);
}

static value
base_bound(const struct explain_view *before, view x, enum literal_kind kind)
{
    uint32_t event;
    return base_bound_event(before, x, kind, &event);
}

/* Apart, so that the usual case stays short. */
static __attribute__((noinline)) value derived_bound_event(
    const struct explain_view *before, view x, enum literal_kind kind,
    uint32_t *ret_event)
{
    struct affine a = affine_of(before->branch->network, x);
    kind = turned(kind, a.negated);
    return clamp(
        from_base(a, base_bound_event(before, a.base, kind, ret_event)));
}

value explain_bound_event(
    const struct explain_view *before, view x, enum literal_kind kind,
    uint32_t *ret_event)
{
    return view_kind(x) == VIEW_DERIVED
               ? derived_bound_event(before, x, kind, ret_event)
               : base_bound_event(before, x, kind, ret_event);
}

value explain_min(const struct explain_view *before, view x)
{
    uint32_t event;
    return explain_bound_event(before, x, LITERAL_MIN, &event);
}

value explain_max(const struct explain_view *before, view x)
{
    uint32_t event;
    return explain_bound_event(before, x, LITERAL_MAX, &event);
}

/* Has v gone alone, or was it never there? */
static bool base_hole(const struct explain_view *before, view x, value v)
{
    const struct branch *branch = before->branch;
    if (view_is_literal(x) || view_kind(x) == VIEW_CONSTANT)
        return false;
    return !explain_root_contains(branch->network, x, v) ||
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

bool explain_matches_any(
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

static bool known(const struct network *network, struct literal l)
{
    if (l.kind == LITERAL_MIN)
        return l.v <= explain_root_min(network, l.x);
    if (l.kind == LITERAL_MAX)
        return l.v >= explain_root_max(network, l.x);
    return !explain_root_contains(network, l.x, l.v);
}

/* A literal of a base variable that is true. */
static void
add_true(const struct network *network, struct reason *reason, struct literal l)
{
    if (!known(network, l))
        VEC_PUSH(*reason, l);
}

/* Is it that a value went alone? Most removals that are asked for are. */
static inline bool
is_removal(const struct explain_view *before, struct literal l)
{
    return l.kind == LITERAL_REMOVE && view_keeps_holes(l.x) &&
           log_removal_id(before->branch, l.x, l.v, before->end) != 0;
}

/* A literal of a base variable. */
static inline bool add_base(
    const struct explain_view *before, struct reason *reason, struct literal l)
{
    if (is_removal(before, l)) {
        VEC_PUSH(*reason, l);
        return true;
    }
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

/* Of what is behind a view: by a bound, or because it went alone. */
static bool base_removed(
    const struct explain_view *before, struct reason *reason, view x, value v)
{
    struct literal l = {x, LITERAL_REMOVE, v};
    if (!base_hole(before, x, v)) {
        bool below = v < base_bound(before, x, LITERAL_MIN);
        if (!below && v <= base_bound(before, x, LITERAL_MAX))
            return false;
        if (!view_keeps_holes(x))
            l = below ? (struct literal){x, LITERAL_MIN, v + 1}
                      : (struct literal){x, LITERAL_MAX, v - 1};
    }
    add_true(before->branch->network, reason, l);
    return true;
}

bool reason_removed(
    const struct explain_view *before, struct reason *reason, view x, value v)
{
    struct affine a = affine_of(before->branch->network, x);
    __int128 u = to_base(a, v);
    return standing_of(LITERAL_REMOVE, u) != DEPENDS ||
           base_removed(before, reason, a.base, (value)u);
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
