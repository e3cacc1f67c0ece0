/* test_check.c — does the harness find what is broken?
 *
 * Each flaw of broken.c must be found, as the defect that it is; and x <= y
 * without a flaw must pass.
 */
#include "tests/propagators/broken.h"
#include "tests/propagators/check.h"
#include "tests/propagators/walk.h"

#include <stdlib.h>

static bool less_equal(const value *a)
{
    return a[0] <= a[1];
}

static struct check check_of(const value *flaw)
{
    return (struct check){
        .name = "broken",
        .arity = 2,
        .min = -3,
        .max = 3,
        .class = &broken_less_equal,
        .values = flaw,
        .value_count = 1,
        .holds = less_equal,
        .strength = DOMAIN,
        .negation_strength = DOMAIN,
        .condition_strength = CHECK_NONE,
        .reified = true};
}

static enum check_defect defect_of(enum flaw flaw)
{
    value v = flaw;
    struct check check = check_of(&v);
    struct check_report report;
    if (flaw == FLAW_FAILS_TOO_MUCH)
        check.strength = check.negation_strength = CHECK_NONE;
    if (flaw == FLAW_TRUNCATES) {
        check.min = (INT64_C(1) << 31) - 3;
        check.max = (INT64_C(1) << 31) + 2;
    }
    bool passed = check_propagator(&check, &report);
    cr_expect_eq(passed, report.defect == CHECK_FINE);
    cr_log_info("%s", report.text);
    return report.defect;
}

/* The bits of the defects as which a flaw may show. */
static const uint32_t shows_as[FLAW_COUNT] = {
    [FLAW_NONE] = 1 << CHECK_FINE,
    [FLAW_WRONG_CHECK] = 1 << CHECK_DISAGREES,
    [FLAW_PRUNES_TOO_MUCH] = 1 << CHECK_LOST_SOLUTION,
    [FLAW_FAILS_TOO_MUCH] = 1 << CHECK_LOST_SOLUTION,
    [FLAW_TRUNCATES] = 1 << CHECK_LOST_SOLUTION | 1 << CHECK_WEAK |
                       1 << CHECK_KEPT_NON_SOLUTION |
                       1 << CHECK_OPEN_CONDITION | 1 << CHECK_NOT_ENTAILED,
    [FLAW_REMEMBERS] = 1 << CHECK_LOST_SOLUTION,
    [FLAW_KEEPS_POINTER] = 1 << CHECK_LOST_SOLUTION | 1 << CHECK_UNSTABLE,
    [FLAW_NEVER_RUNS] = 1 << CHECK_KEPT_NON_SOLUTION | 1 << CHECK_WEAK,
    [FLAW_NOT_WOKEN] = 1 << CHECK_KEPT_NON_SOLUTION | 1 << CHECK_UNSTABLE,
    [FLAW_NO_NEGATION] = 1 << CHECK_KEPT_NON_SOLUTION | 1 << CHECK_WEAK |
                         1 << CHECK_OPEN_CONDITION | 1 << CHECK_NOT_ENTAILED,
    [FLAW_IGNORES_CONDITION] = 1 << CHECK_OPEN_CONDITION,
    [FLAW_TOO_LATE] = 1 << CHECK_WEAK,
    [FLAW_CREEPS] = 1 << CHECK_UNSTABLE,
    [FLAW_ENTAILED_EARLY] = 1 << CHECK_NOT_ENTAILED,
    [FLAW_DONE_EARLY] = 1 << CHECK_NOT_ENTAILED,
    [FLAW_WRITES_TO_ORIGIN] = 1 << CHECK_CHANGED_ORIGIN,
    [FLAW_LEAKS] = 1 << CHECK_LEAKED,
    [FLAW_FORGETS_REASON] = 1 << CHECK_WRONG_REASON,
    [FLAW_STRONG_REASON] = 1 << CHECK_UNTRUE_REASON,
    [FLAW_LATE_REASON] = 1 << CHECK_UNTRUE_REASON | 1 << CHECK_UNEXPLAINED |
                         1 << CHECK_WRONG_REASON,
    [FLAW_WEAKENS_TOO_MUCH] = 1 << CHECK_WRONG_REASON,
};

Test(check, flawless)
{
    cr_assert_eq(defect_of(FLAW_NONE), CHECK_FINE);
}

Test(check, finds_every_flaw, .timeout = 120)
{
    for (enum flaw flaw = FLAW_NONE + 1; flaw < FLAW_COUNT; flaw++) {
        enum check_defect defect = defect_of(flaw);
        cr_expect(
            shows_as[flaw] >> defect & 1, "flaw %d shows as defect %d", flaw,
            defect);
    }
}

static void sample_near(struct dice *dice, value *ret_a)
{
    ret_a[0] = dice_between(dice, -100000, 100000);
    ret_a[1] = ret_a[0] + dice_between(dice, 0, 1);
}

/* Boxes that are too large to enumerate. */
Test(check, samples)
{
    value flaw = FLAW_NONE;
    struct check check = check_of(&flaw);
    struct check_report report;
    check.min = -100000;
    check.max = 100001;
    check.sample = sample_near;
    cr_expect(check_propagator(&check, &report), "%s", report.text);
    flaw = FLAW_NEVER_RUNS;
    cr_expect_not(check_propagator(&check, &report));
    cr_expect_eq(report.defect, CHECK_KEPT_NON_SOLUTION);
    flaw = FLAW_PRUNES_TOO_MUCH;
    cr_expect_not(check_propagator(&check, &report));
    cr_expect_eq(report.defect, CHECK_LOST_SOLUTION);
}

/* The search is right; so the list of what it is to find is cut. */
Test(check, finds_miscounting)
{
    const value flaw = FLAW_NONE;
    const struct check check = check_of(&flaw);
    struct check_report report = {0};
    struct trial trial = {.check = &check, .report = &report, .simple = true};
    arrange_init(&trial.arrangement, &check, &trial.dice, true);
    rows_init(&trial.rows, &trial.arrangement, &trial.dice);
    arrange_build(&trial.arrangement, &trial.dice);
    uint32_t solutions[7 * 7];
    struct alive alive = {solutions, 0};
    for (uint32_t row = 0; row < trial.rows.count; row++)
        if (trial.rows.flags[row] & ROW_SOLUTION)
            solutions[alive.count++] = row;
    struct branch *root = arrange_root(&trial.arrangement);
    cr_assert(branch_start(root));
    cr_expect(walk_search(&trial, root, &alive));
    alive.count--;
    cr_expect_not(walk_search(&trial, root, &alive));
    cr_expect_eq(report.defect, CHECK_MISCOUNTED);
    branch_discard(root);
    arrange_clear(&trial.arrangement);
    rows_clear(&trial.rows);
}

/* All kinds of views occur among arguments and conditions. */
Test(check, meets_all_kinds)
{
    const value flaw = FLAW_NONE;
    struct check check = check_of(&flaw);
    uint32_t kinds = 0, roots = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct dice dice = {seed};
        struct arrangement arrangement;
        check.min = seed % 2 ? -3 : 0;
        check.max = seed % 2 ? 3 : 1;
        check.without = CHECK_REPEATED;
        arrange_init(&arrangement, &check, &dice, false);
        arrange_build(&arrangement, &dice);
        for (uint32_t i = 0; i < arrangement.count; i++)
            kinds |= 1u << view_kind(arrangement.args[i].view);
        roots |= 1u << coro_world_levels(arrangement.world);
        arrange_clear(&arrangement);
    }
    cr_expect_eq(kinds, 0xff & ~(1u << VIEW_LARGE)); /* x <= y makes no holes */
    cr_expect_eq(roots, 7);
}
