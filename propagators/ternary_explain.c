/* ternary_explain.c — reasons of constraints over x, y, z
 *
 * narrow says whether some bounds are a reason: with the opposite of what is
 * wanted they leave no solution. Of the view's bounds each is first left out,
 * then, where it cannot be, moved towards the declared one as far as it goes,
 * by steps that double and then halve. So a reason is minimal, and its bounds
 * are as weak as narrow can tell (cf. Junker, QuickXplain, AAAI 2004, for
 * minimal subsets found by tests alone).
 */
#include "propagators/ternary.h"

#include "propagators/reasons.h"
#include "solver/network.h"

/* Is what is wanted, about x, y, z by role, implied by bounds? */
struct question {
    narrow_function *narrow;
    bool failure; /* false is wanted */
    uint32_t role;
    struct literal wanted;
};

static struct range *range_at(struct box *box, uint32_t role)
{
    return role == 0 ? &box->x : role == 1 ? &box->y : &box->z;
}

static view view_at(const struct ternary *ternary, uint32_t role)
{
    return role == 0 ? ternary->x : role == 1 ? ternary->y : ternary->z;
}

/* ---- The test ---- */

/* What is left of a range if the literal is false. */
static struct range range_without(struct range x, struct literal literal)
{
    wide v = literal.v;
    return literal.kind == LITERAL_MIN   ? range_cut(x, VALUE_MIN, v - 1)
           : literal.kind == LITERAL_MAX ? range_cut(x, v + 1, VALUE_MAX)
                                         : range_cut(x, v, v);
}

static bool implied(const struct question *question, struct box box)
{
    /* what more rounds would find is seldom worth them */
    enum {
        ROUNDS = 3
    };
    if (!question->failure) {
        struct range *range = range_at(&box, question->role);
        *range = range_without(*range, question->wanted);
        if (range_empty(*range))
            return true;
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct box old = box;
        if (!question->narrow(&box))
            return true;
        if (box_same(&old, &box))
            break;
    }
    return false;
}

/* ---- Bounds: bound k is the min, or the max for odd k, of role k / 2 ---- */

enum {
    BOUNDS = 6
};

static value *bound_at(struct box *box, uint32_t k)
{
    struct range *range = range_at(box, k / 2);
    return k % 2 ? &range->max : &range->min;
}

static struct box
box_before(const struct explain_view *before, const struct ternary *ternary)
{
    struct box box;
    for (uint32_t role = 0; role < 3; role++) {
        *range_at(&box, role) = range_before(before, view_at(ternary, role));
    }
    return box;
}

static struct box
box_declared(const struct network *network, const struct ternary *ternary)
{
    struct box box;
    for (uint32_t role = 0; role < 3; role++) {
        view x = view_at(ternary, role);
        *range_at(&box, role) = range_clamped(
            explain_root_min(network, x), explain_root_max(network, x));
    }
    return box;
}

/* ---- Weakening ---- */

/* Leaves bounds out: they become those that were declared. */
static void
leave_out(const struct question *question, struct box *box, struct box declared)
{
    for (uint32_t k = 0; k < BOUNDS; k++) {
        value old = *bound_at(box, k);
        *bound_at(box, k) = *bound_at(&declared, k);
        if (old != *bound_at(box, k) && !implied(question, *box))
            *bound_at(box, k) = old;
    }
}

/* Moves bound k as far as it goes, but not to `never`. */
static void weaken(
    const struct question *question, struct box *box, uint32_t k, value never)
{
    value *bound = bound_at(box, k);
    wide step = 1, room = k % 2 ? (wide)never - *bound : (wide)*bound - never;
    bool doubles = true;
    while (room > 1) {
        wide by = doubles && step < room ? step : room / 2;
        value old = *bound;
        *bound = (value)(k % 2 ? old + by : old - by);
        step *= 2;
        if (implied(question, *box)) {
            room -= by;
        } else {
            *bound = old;
            room = by;
            doubles = false;
        }
    }
}

/* ---- Reasons ---- */

static bool explain_question(
    const struct explain_view *before, const struct ternary *ternary,
    const struct question *question, struct reason *ret)
{
    struct box box = box_before(before, ternary);
    struct box declared = box_declared(before->branch->network, ternary);
    if (!question->failure) { /* the opposite takes the place of a bound */
        if (question->wanted.kind != LITERAL_MAX)
            *bound_at(&box, 2 * question->role + 1) =
                *bound_at(&declared, 2 * question->role + 1);
        if (question->wanted.kind != LITERAL_MIN)
            *bound_at(&box, 2 * question->role) =
                *bound_at(&declared, 2 * question->role);
    }
    if (!implied(question, box))
        return false;
    leave_out(question, &box, declared);
    for (uint32_t k = 0; k < BOUNDS; k++) {
        value never = *bound_at(&declared, k);
        if (*bound_at(&box, k) == never)
            continue;
        weaken(question, &box, k, never);
        if (!reason_add(
                before, ret, view_at(ternary, k / 2),
                k % 2 ? LITERAL_MAX : LITERAL_MIN, *bound_at(&box, k)))
            return false;
    }
    return true;
}

/* All bounds: what was told follows from these, or from weaker ones. */
static bool explain_naively(
    const struct explain_view *before, const struct ternary *ternary,
    struct reason *ret)
{
    for (uint32_t role = 0; role < 3; role++)
        if (!reason_min(before, ret, view_at(ternary, role)) ||
            !reason_max(before, ret, view_at(ternary, role)))
            return false;
    return true;
}

bool ternary_explain(
    const struct explain_view *before, const struct prop *prop,
    struct literal wanted, narrow_function *narrow, struct reason *ret)
{
    const struct ternary *ternary = (const struct ternary *)prop;
    const struct network *network = before->branch->network;
    struct question question = {narrow, wanted.kind == LITERAL_NONE, 0, wanted};
    uint32_t roles = question.failure ? 1 : 3;
    size_t mark = ret->count;
    for (; question.role < roles; question.role++) {
        ret->count = mark;
        if ((question.failure ||
             explain_matches(
                 network, wanted, view_at(ternary, question.role),
                 &question.wanted)) &&
            explain_question(before, ternary, &question, ret))
            return true;
    }
    ret->count = mark;
    /* a narrow that is not monotone may not see its own tell again */
    return explain_naively(before, ternary, ret);
}
