/* activity.c — see activity.h; who gains, and what is decided
 *
 * A predicate is known by its literal [x >= v] or [x = v], the negations are
 * the same predicates (predicates.c). One whose activity has faded to nothing
 * leaves the order (activity_order.c) for good, until it is bumped again: on
 * problems with wide domains most are seen once (as in Pumpkin).
 */
#include "solver/activity_state.h"

#include "solver/domain.h"
#include "solver/network.h"
#include "solver/zeroed.h"

#include <stdlib.h>

/* What a conflict leaves of older bumps. (0.95 and 0.985 take some 7 % more
 * conflicts on 10 models, 0.9 20 %, 0.99 10 %.) */
#define FADING 0.97

struct activity *
activity_new(const struct network *network, struct worker *worker)
{
    struct activity *activity = zeroed(1, sizeof *activity);
    activity->network = network;
    activity->worker = worker;
    activity->bump = 1;
    predicates_init(activity);
    activity->best = zeroed(network->slot_count, sizeof(value));
    return activity;
}

void activity_free(struct activity *activity)
{
    predicates_clear(activity);
    VEC_CLEAR(activity->heap);
    VEC_CLEAR(activity->released);
    VEC_CLEAR(activity->taken);
    free(activity->best);
    free(activity);
}

static void rescale(struct activity *activity)
{
    VEC_FOR_EACH (predicate, activity->predicates) {
        predicate->activity *= 1e-100;
    }
    VEC_FOR_EACH (entry, activity->heap) {
        entry->activity *= 1e-100;
    }
    VEC_FOR_EACH (entry, activity->released) {
        entry->activity *= 1e-100;
    }
    activity->bump *= 1e-100;
}

void activity_bump(struct activity *activity, struct literal literal)
{
    bool phase = literal.kind == LITERAL_MIN || literal.kind == LITERAL_EQUAL;
    if (literal.kind == LITERAL_MAX)
        literal = (struct literal){literal.x, LITERAL_MIN, literal.v + 1};
    if (literal.kind == LITERAL_REMOVE)
        literal.kind = LITERAL_EQUAL;
    uint32_t i = predicate_of(activity, literal);
    struct predicate *predicate = &activity->predicates.items[i];
    predicate->phase = phase;
    predicate->activity += activity->bump;
    if (predicate->activity > 1e100)
        rescale(activity);
    order_raise(activity, i);
}

void activity_decay(struct activity *activity)
{
    activity->bump /= FADING;
}

void activity_take_solution(struct activity *activity, const value *values)
{
    const struct network *network = activity->network;
    for (uint32_t i = 0; i < network->view_count; i++) {
        view x = network->views[i];
        if (view_kind(x) == VIEW_DERIVED || view_kind(x) == VIEW_CONSTANT)
            continue;
        value v = values[i];
        if (view_kind(x) == VIEW_NOT)
            v = 1 - v;
        activity->best[view_slot(network, x)] = v;
    }
    activity->solved = true;
}

/* ---- Deciding ---- */

/* The value of a predicate in a branch: 1 true, -1 false, 0 open. */
static int decided(const struct branch *branch, struct literal literal)
{
    if (literal.kind == LITERAL_MIN)
        return domain_min(branch, literal.x) >= literal.v  ? 1
               : domain_max(branch, literal.x) < literal.v ? -1
                                                           : 0;
    if (!domain_contains(branch, literal.x, literal.v))
        return -1;
    return domain_fixed(branch, literal.x);
}

static bool
saved_phase(const struct activity *activity, const struct predicate *predicate)
{
    struct literal l = predicate->literal;
    if (!activity->solved)
        return predicate->phase;
    value v = activity->best[view_slot(activity->network, l.x)];
    return l.kind == LITERAL_MIN ? v >= l.v : v == l.v;
}

/* x = v is decided to be true, x >= v to be false. (Both false takes 1.15 times
 * the time on 27 models.) */
static bool static_phase(const struct predicate *predicate)
{
    return predicate->literal.kind == LITERAL_EQUAL;
}

/* One literal that makes an open predicate true or false, or a step towards it.
 */
static struct literal
as_decision(const struct branch *branch, struct literal l, bool phase)
{
    if (l.kind == LITERAL_MIN)
        return phase ? l : (struct literal){l.x, LITERAL_MAX, l.v - 1};
    if (view_keeps_holes(l.x))
        return phase ? l : (struct literal){l.x, LITERAL_REMOVE, l.v};
    if (domain_max(branch, l.x) > l.v)
        return phase ? (struct literal){l.x, LITERAL_MAX, l.v}
                     : (struct literal){l.x, LITERAL_MIN, l.v + 1};
    return phase ? (struct literal){l.x, LITERAL_MIN, l.v}
                 : (struct literal){l.x, LITERAL_MAX, l.v - 1};
}

bool activity_decide(
    struct activity *activity, const struct branch *branch, uint32_t level,
    enum phase phase, struct literal *ret_decision)
{
    for (struct entry top; order_first(activity, &top);) {
        const struct predicate *predicate =
            &activity->predicates.items[top.predicate];
        bool faded = predicate_faded(activity, top.activity);
        if (!faded && decided(branch, predicate->literal) == 0) {
            *ret_decision = as_decision(
                branch, predicate->literal,
                phase == PHASE_SAVED ? saved_phase(activity, predicate)
                                     : static_phase(predicate));
            return true;
        }
        order_drop_first(activity, top.predicate);
        if (!faded)
            VEC_PUSH(activity->taken, (struct taken){top.predicate, level});
    }
    return false;
}

void activity_jump(struct activity *activity, uint32_t level)
{
    while (activity->taken.count > 0 &&
           activity->taken.items[activity->taken.count - 1].level > level)
        order_release(
            activity, activity->taken.items[--activity->taken.count].predicate);
}
