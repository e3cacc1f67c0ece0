/* test_log.c — logs of branches that are forked, told in turn, and discarded
 *
 * At some moments each branch's domains are noted with the end of its log. What
 * the log gives for a moment must be that for ever after, in the branch and in
 * all that were forked from it since.
 */
#include "solver/log.h"

#include "solver/domain.h"
#include "solver/explain.h"
#include "solver/tell.h"
#include "tests/propagators/dice.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

enum {
    VARS = 12,
    MOMENTS = 24,
    HERD = 6,
    STEPS = 1500,
    WIDTH = 41 /* values of a variable that are noted */
};

struct moment {
    uint32_t end;
    value min[VARS], max[VARS];
    bool in[VARS][WIDTH];
};

struct member {
    struct branch *branch;
    uint32_t count;
    struct moment moments[MOMENTS];
};

static const struct range box = {-20, 20};

/* Booleans, SMALL, INTERVAL, and views of them. */
static void add_vars(struct model *model, var *xs)
{
    for (uint32_t i = 0; i < VARS; i++) {
        if (i % 4 == 0) {
            xs[i] = model_bool(model);
        } else if (i % 4 == 1) {
            xs[i] = model_var(model, box.min, box.max);
        } else if (i % 4 == 2) {
            xs[i] = model_var(model, -10000 * (value)i, 10000 * (value)i);
        } else {
            xs[i] = model_var(model, box.min, box.max);
            cr_assert(model_alias(model, xs[i], xs[i - 2], i % 8 == 3, i));
        }
    }
}

static void
take(const struct rig *rig, const struct branch *branch, const var *xs,
     struct moment *moment)
{
    moment->end = log_end(branch);
    for (uint32_t i = 0; i < VARS; i++) {
        view x = rig_view(rig, xs[i]);
        moment->min[i] = domain_min(branch, x);
        moment->max[i] = domain_max(branch, x);
        for (int k = 0; k < WIDTH; k++)
            moment->in[i][k] = domain_contains(branch, x, box.min + k);
    }
}

static void assert_moment(
    const struct rig *rig, const struct branch *branch, const var *xs,
    const struct moment *moment)
{
    struct explain_view then = {branch, moment->end};
    for (uint32_t i = 0; i < VARS; i++) {
        view x = rig_view(rig, xs[i]);
        cr_assert_eq(explain_min(&then, x), moment->min[i]);
        cr_assert_eq(explain_max(&then, x), moment->max[i]);
        for (int k = 0; k < WIDTH; k++)
            cr_assert_eq(
                explain_contains(&then, x, box.min + k), moment->in[i][k]);
    }
}

/* Tells something that leaves a value. */
static void tell_some(
    const struct rig *rig, struct branch *branch, const var *xs,
    struct dice *dice)
{
    view x = rig_view(rig, xs[dice_below(dice, VARS)]);
    value min = domain_min(branch, x), max = domain_max(branch, x);
    if (min == max)
        return;
    value v = dice_between(dice, min, max);
    bool possible = true;
    switch (dice_below(dice, 8)) {
    case 0:
        possible = tell_min(branch, x, min + 1 + (v - min) / 4);
        break;
    case 1:
        possible = tell_max(branch, x, max - 1 - (max - v) / 4);
        break;
    case 2:
        possible = !domain_contains(branch, x, v) || max - min > 6 ||
                   tell_fix(branch, x, v);
        break;
    default:
        possible = tell_remove(branch, x, v);
    }
    cr_assert(possible);
    cr_assert(propagate_branch(branch));
}

static void renew(struct member *to, const struct member *from)
{
    struct branch *branch = branch_fork(from->branch);
    branch_discard(to->branch);
    *to = *from;
    to->branch = branch;
}

static void walk(uint32_t levels, uint64_t seed)
{
    struct dice dice = {seed};
    struct rig rig;
    struct member root = {0}, herd[HERD];
    var xs[VARS];
    rig_init(&rig);
    add_vars(rig.model, xs);
    rig_freeze_logging(&rig, levels);
    root.branch = branch_new(rig.worker);
    cr_assert(branch_start(root.branch));
    for (int m = 0; m < HERD; m++) {
        herd[m] = root;
        herd[m].branch = branch_fork(root.branch);
    }
    for (int step = 0; step < STEPS; step++) {
        struct member *member = &herd[dice_below(&dice, HERD)];
        uint64_t roll = dice_below(&dice, 100);
        const struct member *other = &herd[dice_below(&dice, HERD)];
        if (roll < 6 && other != member)
            renew(member, other);
        else if (roll < 8)
            renew(member, &root);
        else if (roll < 20 && member->count < MOMENTS)
            take(&rig, member->branch, xs, &member->moments[member->count++]);
        else
            tell_some(&rig, member->branch, xs, &dice);
        for (uint32_t k = 0; roll < 15 && k < member->count; k++)
            assert_moment(&rig, member->branch, xs, &member->moments[k]);
    }
    for (int m = 0; m < HERD; m++)
        branch_discard(herd[m].branch);
    branch_discard(root.branch);
    rig_clear(&rig);
}

Test(log, remembers)
{
    for (uint32_t levels = 0; levels < 3; levels++)
        for (uint64_t seed = 1; seed < 6; seed++)
            walk(levels, seed);
}

/* What is shared is the same object; what comes after a fork is one's own; once
 * alone again, a branch goes on in its last block. */
Test(log, shares_beginnings)
{
    struct rig rig;
    rig_init(&rig);
    var x = model_var(rig.model, 0, 10000);
    rig_freeze_logging(&rig, 0);
    struct branch *left = branch_new(rig.worker);
    cr_assert(branch_start(left));
    view seen = rig_view(&rig, x);
    cr_assert(tell_min(left, seen, 1));
    struct branch *right = branch_fork(left);
    const struct log_block *block = left->log;
    uint32_t id = log_end(left) - 1;
    cr_assert_eq(log_at(left, id), log_at(right, id));
    cr_assert(tell_min(left, seen, 2));
    cr_assert(tell_max(right, seen, 3));
    cr_expect_neq(left->log, block);
    cr_expect_neq(right->log, block);
    cr_assert_eq(log_at(left, id), log_at(right, id));
    branch_discard(left);
    block = right->log;
    cr_assert(tell_min(right, seen, 3));
    cr_expect_eq(right->log, block);
    worker_forget(rig.worker);
    branch_discard(right);
    rig_clear(&rig);
}

/* Any event of a long log is found; levels and old bounds are as they were. */
Test(log, is_long)
{
    enum { LONG = 5000 };
    struct rig rig;
    rig_init(&rig);
    var x = model_var(rig.model, 0, LONG);
    rig_freeze_logging(&rig, 0);
    struct branch *branch = branch_new(rig.worker);
    struct branch *frozen[LONG / 100 + 1];
    uint32_t count = 0;
    view seen = rig_view(&rig, x);
    cr_assert(branch_start(branch));
    for (value v = 1; v <= LONG; v++) {
        if (v % 100 == 0) {
            frozen[count++] = branch;
            branch = branch_fork(branch);
            log_open_level(branch);
        }
        cr_assert(tell_min(branch, seen, v));
        cr_assert(propagate_branch(branch));
    }
    value v = 0;
    for (uint32_t id = 0; log_find(branch, id, &id); id++) {
        const struct log_event *event = log_at(branch, id);
        cr_assert_eq(event->old, v++);
        cr_assert_eq(event->v, v);
        cr_assert_eq(event->level, v / 100);
        cr_assert_eq(event->why, LOG_DECISION);
    }
    cr_assert_eq(v, LONG);
    branch_discard(branch);
    for (uint32_t k = 0; k < count; k++)
        branch_discard(frozen[k]);
    rig_clear(&rig);
}
