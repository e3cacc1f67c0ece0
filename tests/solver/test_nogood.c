/* test_nogood.c — nogoods over variables of every kind, heard in branches that
 * are frozen, forked and left again as a search that learns does it
 *
 * What nogoods must have told is read from the domains, one nogood after
 * another (nogoods_settled); what they told must follow from literals that were
 * true before.
 */
#include "solver/literal.h"
#include "solver/nogood.h"

#include "solver/domain.h"
#include "solver/tell.h"
#include "tests/propagators/dice.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

enum {
    XS = 8,
    DEPTH_MAX = 12,
    STEPS = 700
};

struct setup {
    struct rig rig;
    view xs[XS]; /* two of each: BOOL, SMALL, LARGE or INTERVAL, WIDE */
    struct nogoods *nogoods;
    struct branch *path[DEPTH_MAX + 1]; /* the last one is not frozen */
    uint32_t level;
};

static const value far = INT64_C(1) << 40;

static void setup_init(struct setup *setup)
{
    static const struct range runs[] = {{-100, 0}, {2, 100}};
    struct model *model;
    rig_init(&setup->rig);
    model = setup->rig.model;
    const var xs[XS] = {
        model_bool(model),
        model_bool(model),
        model_var(model, 0, 9),
        model_var(model, -3, 4),
        model_var_ranges(model, runs, 2),
        model_var(model, -100000, 100000),
        model_var(model, -far, far),
        model_var(model, far, far + 5)};
    rig_freeze_logging(&setup->rig, 0);
    for (int i = 0; i < XS; i++)
        setup->xs[i] = rig_view(&setup->rig, xs[i]);
    struct worker *worker = setup->rig.worker;
    setup->nogoods = rig_use_nogoods(&setup->rig);
    setup->level = 0;
    setup->path[0] = branch_new(worker);
    cr_assert(branch_start(setup->path[0]));
}

static struct branch *current(const struct setup *setup)
{
    return setup->path[setup->level];
}

static void setup_clear(struct setup *setup)
{
    for (uint32_t l = 0; l <= setup->level; l++)
        branch_discard(setup->path[l]);
    rig_clear(&setup->rig);
}

static void freeze(struct setup *setup)
{
    struct branch *branch = branch_fork(current(setup));
    setup->path[++setup->level] = branch;
    log_open_level(branch);
}

static void jump(struct setup *setup, uint32_t level)
{
    while (setup->level > level)
        branch_discard(setup->path[setup->level--]);
    worker_resume(current(setup));
}

/* ---- Literals ---- */

static struct literal on(view x, enum literal_kind kind, value v)
{
    return (struct literal){x, kind, v};
}

static bool holds(const struct branch *branch, struct literal l)
{
    switch (l.kind) {
    case LITERAL_MIN:
        return domain_min(branch, l.x) >= l.v;
    case LITERAL_MAX:
        return domain_max(branch, l.x) <= l.v;
    case LITERAL_REMOVE:
        return !domain_contains(branch, l.x, l.v);
    case LITERAL_EQUAL:
        return domain_fixed(branch, l.x) && domain_value(branch, l.x) == l.v;
    case LITERAL_NONE:
        break;
    }
    return false;
}

static bool tell_and_hear(struct setup *setup, struct literal l)
{
    if (literal_tell(current(setup), l))
        return propagate_branch(current(setup));
    worker_forget(setup->rig.worker);
    return false;
}

/* ---- One nogood ---- */

/* Each pair of kinds on each pair of variables: when the negation of one
 * literal is told, the other becomes true, whichever comes first in the nogood.
 */
static void check_pair(struct setup *setup, struct literal a, struct literal b)
{
    freeze(setup);
    nogood_add(setup->nogoods, (struct literal[]){a, b}, 2, 2, true);
    cr_assert(tell_and_hear(setup, literal_negated(a)));
    cr_expect(holds(current(setup), b), "%d %d", a.kind, b.kind);
    cr_expect(nogoods_settled(setup->nogoods, current(setup)));
    jump(setup, 0);
}

static struct literal
sample(const struct setup *setup, int i, enum literal_kind kind)
{
    view x = setup->xs[i];
    if (view_is_literal(x))
        return on(x, kind == LITERAL_MIN ? LITERAL_MIN : LITERAL_MAX,
                  kind == LITERAL_MIN);
    return on(x, kind, i == 7 ? far + 2 : 3);
}

Test(nogood, tells_the_last)
{
    static const enum literal_kind kinds[] = {
        LITERAL_MIN, LITERAL_MAX, LITERAL_REMOVE, LITERAL_EQUAL};
    for (int i = 0; i < XS; i++)
        for (int k = 0; k < 4; k++)
            for (int j = 0; j < XS; j++)
                for (int m = 0; m < 4; m++) {
                    struct setup setup;
                    setup_init(&setup);
                    /* x != v can be told, and a Boolean has no other kinds */
                    bool told = i <= 4 || kinds[k] != LITERAL_EQUAL;
                    bool tells = j <= 4 || kinds[m] != LITERAL_REMOVE;
                    if (i != j && told && tells)
                        check_pair(
                            &setup, sample(&setup, i, kinds[k]),
                            sample(&setup, j, kinds[m]));
                    setup_clear(&setup);
                }
}

/* A bound calls exactly the thresholds that it has passed; an inner value that
 * goes calls its equality; a value that is fixed calls its difference. */
static void check_threshold(
    struct literal (*watched)(view x), struct literal (*told)(view x, value v),
    value last_silent, value first_heard, int which)
{
    for (int heard = 0; heard < 2; heard++) {
        struct setup setup;
        setup_init(&setup);
        view x = setup.xs[which];
        nogood_add(
            setup.nogoods,
            (struct literal[]){watched(x), on(setup.xs[0], LITERAL_MIN, 1)}, 2,
            2, true);
        cr_assert(tell_and_hear(
            &setup, told(x, heard ? first_heard : last_silent)));
        cr_expect_eq(domain_min(current(&setup), setup.xs[0]), heard);
        setup_clear(&setup);
    }
}

static struct literal at_least_2(view x) { return on(x, LITERAL_MIN, 2); }
static struct literal at_most_2(view x) { return on(x, LITERAL_MAX, 2); }
static struct literal equal_2(view x) { return on(x, LITERAL_EQUAL, 2); }
static struct literal not_2(view x) { return on(x, LITERAL_REMOVE, 2); }
static struct literal min(view x, value v) { return on(x, LITERAL_MIN, v); }
static struct literal max(view x, value v) { return on(x, LITERAL_MAX, v); }
static struct literal fix(view x, value v) { return on(x, LITERAL_EQUAL, v); }
static struct literal gone(view x, value v) { return on(x, LITERAL_REMOVE, v); }

Test(nogood, hears_its_threshold)
{
    for (int which = 2; which < 7; which++) {
        check_threshold(at_least_2, max, 2, which == 4 ? 0 : 1, which);
        check_threshold(at_most_2, min, 2, 3, which);
        check_threshold(equal_2, min, 2, 3, which);
        check_threshold(equal_2, max, 2, 0, which);
        check_threshold(not_2, fix, 3, 2, which);
    }
    for (int which = 2; which < 5; which++)
        check_threshold(equal_2, gone, 3, 2, which);
}

/* A bound that moves past a hole has passed what lies in the hole. */
Test(nogood, hears_past_holes)
{
    struct setup setup;
    setup_init(&setup);
    view x = setup.xs[2], b = setup.xs[0];
    nogood_add(
        setup.nogoods,
        (struct literal[]){on(x, LITERAL_MAX, 5), on(b, LITERAL_MIN, 1)}, 2, 2,
        true);
    cr_assert(tell_and_hear(&setup, on(x, LITERAL_REMOVE, 5)));
    cr_assert(tell_and_hear(&setup, on(x, LITERAL_REMOVE, 4)));
    cr_assert(tell_and_hear(&setup, on(x, LITERAL_MIN, 3)));
    cr_expect_not(domain_fixed(current(&setup), b));
    cr_assert(tell_and_hear(&setup, on(x, LITERAL_MIN, 4)));
    cr_expect(domain_fixed(current(&setup), b));
    setup_clear(&setup);
}

/* ---- Many nogoods ---- */

static struct literal any_literal(const struct setup *setup, struct dice *dice)
{
    static const value spans[XS] = {1, 1, 9, 7, 200, 200000, 6, 5};
    static const value lows[XS] = {0, 0, 0, -3, -100, -100000, -3, 0};
    uint32_t i = (uint32_t)dice_below(dice, XS);
    view x = setup->xs[i];
    value v = lows[i] + dice_between(dice, 0, spans[i]);
    if (i == 7)
        v += far;
    if (view_is_literal(x))
        return v ? on(x, LITERAL_MIN, 1) : on(x, LITERAL_MAX, 0);
    bool holes = i >= 2 && i <= 4;
    switch (dice_below(dice, holes ? 4 : 3)) {
    case 0:
        return on(x, LITERAL_MIN, v);
    case 1:
        return on(x, LITERAL_MAX, v);
    case 2:
        return on(x, LITERAL_EQUAL, v);
    default:
        return on(x, LITERAL_REMOVE, v);
    }
}

static bool possible(const struct setup *setup, struct literal l)
{
    return !holds(current(setup), literal_negated(l)) &&
           (l.kind != LITERAL_EQUAL ||
            domain_contains(current(setup), l.x, l.v));
}

/* The first two literals are not false here, nor in what is frozen. */
static void add_some(struct setup *setup, struct dice *dice)
{
    struct literal literals[6];
    uint32_t wanted = 2 + (uint32_t)dice_below(dice, 4), count = 0;
    for (int tries = 0; tries < 60 && count < wanted; tries++) {
        struct literal l = any_literal(setup, dice);
        if (count >= 2 || possible(setup, l))
            literals[count++] = l;
    }
    if (count < 2)
        return;
    nogood_add(
        setup->nogoods, literals, count, 3 + (uint32_t)dice_below(dice, 9),
        dice_chance(dice, 20));
}

/* Whatever nogoods told has a reason that is true before it. Above the first
 * decision nobody asks for reasons. */
static void check_reasons(const struct setup *setup)
{
    const struct branch *branch = current(setup);
    struct reason reason = {0};
    log_trace(branch);
    for (uint32_t id = 0; log_find(branch, id, &id); id++) {
        const struct log_event *event = log_at(branch, id);
        struct literal told = {
            event->x, (enum literal_kind)event->kind, event->v};
        struct explain_view before = {branch, id};
        if (event->why != LOG_NOGOOD || event->level == 0)
            continue;
        reason.count = 0;
        cr_assert(explain_event(branch, id, told, &reason));
        for (size_t i = 0; i < reason.count; i++)
            cr_assert(explain_true(&before, reason.items[i]));
    }
    VEC_CLEAR(reason);
}

static void check_failure(const struct setup *setup)
{
    struct explain_view now = {current(setup), log_end(current(setup))};
    struct reason reason = {0};
    log_trace(current(setup));
    if (setup->rig.worker->refuser.why == LOG_NOGOOD) {
        cr_assert(explain_failure(current(setup), &reason));
        for (size_t i = 0; i < reason.count; i++)
            cr_assert(explain_true(&now, reason.items[i]));
    }
    VEC_CLEAR(reason);
}

/* False if the root has failed. */
static bool walk_step(struct setup *setup, struct dice *dice)
{
    uint64_t roll = dice_below(dice, 100);
    if (roll < 30) {
        add_some(setup, dice);
    } else if (roll < 36) {
        nogoods_reduce(setup->nogoods, current(setup));
        check_reasons(setup);
    } else if (roll < 44 || setup->level == DEPTH_MAX) {
        jump(setup, (uint32_t)dice_below(dice, setup->level + 1));
    } else {
        struct literal l = any_literal(setup, dice);
        if (!possible(setup, l) || holds(current(setup), l))
            return true;
        freeze(setup);
        if (!tell_and_hear(setup, l)) {
            check_failure(setup);
            jump(setup, setup->level - 1);
            /* as a lesson does: the opposite, one level above */
            if (!tell_and_hear(setup, literal_negated(l))) {
                if (setup->level == 0)
                    return false;
                jump(setup, setup->level - 1);
            }
        }
    }
    cr_assert(nogoods_settled(setup->nogoods, current(setup)));
    return true;
}

Test(nogood, settles_everywhere)
{
    uint64_t steps = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct dice dice = {seed};
        struct setup setup;
        setup_init(&setup);
        for (int step = 0; step < STEPS; step++) {
            steps++;
            if (!walk_step(&setup, &dice))
                break;
            if (step % 50 == 0)
                check_reasons(&setup);
        }
        setup_clear(&setup);
    }
    cr_expect_gt(steps, 5000, "%d", (int)steps);
}

/* ---- Forgetting ---- */

/* Ten nogoods of little use; those that are reasons survive all reductions
 * while their events are in the log, and no longer. */
Test(nogood, forgets_what_is_not_a_reason)
{
    struct setup setup;
    setup_init(&setup);
    view x = setup.xs[4];
    for (value v = 1; v <= 10; v++)
        nogood_add(
            setup.nogoods,
            (struct literal[]){
                on(x, LITERAL_MIN, 10 * v), on(setup.xs[2], LITERAL_REMOVE, v),
                on(setup.xs[0], LITERAL_MIN, 1)},
            3, 50, false);
    freeze(&setup);
    cr_assert(tell_and_hear(&setup, on(setup.xs[0], LITERAL_MAX, 0)));
    cr_assert(tell_and_hear(&setup, on(x, LITERAL_MAX, 45)));
    for (value v = 5; v < 10; v++)
        cr_assert_not(domain_contains(current(&setup), setup.xs[2], v));
    for (int i = 0; i < 8; i++)
        nogoods_reduce(setup.nogoods, current(&setup));
    uint64_t left = nogoods_count(setup.nogoods);
    cr_expect_geq(left, 5);
    cr_expect_leq(left, 7);
    check_reasons(&setup);
    jump(&setup, 0);
    for (int i = 0; i < 8; i++)
        nogoods_reduce(setup.nogoods, current(&setup));
    cr_expect_leq(nogoods_count(setup.nogoods), 1);
    setup_clear(&setup);
}

/* Room is used again: what is added and forgotten for ever takes no more. */
Test(nogood, uses_room_again)
{
    struct setup setup;
    struct dice dice = {1};
    setup_init(&setup);
    uint64_t bytes = 0;
    for (int round = 0; round < 60; round++) {
        for (int i = 0; i < 200; i++) {
            struct literal literals[40];
            uint32_t count = 3 + (uint32_t)dice_below(&dice, 38);
            for (uint32_t k = 0; k < count; k++)
                literals[k] = on(
                    setup.xs[4], LITERAL_EQUAL, dice_between(&dice, 2, 100));
            nogood_add(setup.nogoods, literals, count, 50, false);
        }
        nogoods_reduce(setup.nogoods, current(&setup));
        if (round == 30)
            bytes = nogoods_bytes(setup.nogoods);
    }
    cr_expect_leq(nogoods_bytes(setup.nogoods), 2 * bytes);
    cr_expect(nogoods_settled(setup.nogoods, current(&setup)));
    setup_clear(&setup);
}
