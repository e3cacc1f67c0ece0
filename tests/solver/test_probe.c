/* test_probe.c — what probing tells the root: no solution is lost, and no
 * literal that fails is left
 */
#include "solver/probe.h"

#include "propagators/propagators.h"
#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/nogood.h"
#include "solver/side.h"
#include "solver/worker.h"
#include "tests/solver/rig.h"
#include "tests/solver/root.h"

#include <criterion/criterion.h>

static const uint64_t enough = UINT64_MAX / 2;

/* Until a pass over all that there is finds nothing, in steps of some effort.
 */
static bool probe_all(struct probe *probe, struct root *root, uint64_t effort)
{
    enum {
        ROUNDS_MAX = 10000
    };
    for (int round = 0; round < ROUNDS_MAX; round++) {
        uint64_t before = side_effort(root->worker);
        if (!probe_root(probe, root->branch, effort))
            return false;
        cr_expect_eq(root->worker->heard, log_end(root->branch));
        if (side_effort(root->worker) == before)
            return true;
    }
    cr_assert_fail("probing has no end");
    return false;
}

/* ---- Models of all kinds ---- */

static void expect_possible(struct root *root, struct literal l)
{
    bool possible;
    struct branch *clone = side_try(root->branch, l, &possible);
    cr_expect(possible, "a literal still fails");
    branch_discard(clone);
    worker_resume(root->branch);
}

static void expect_no_failed_literal(struct root *root)
{
    const struct small *small = root->small;
    for (int i = 0; i < SMALL_VARS; i++) {
        view x = network_view(small->network, small->xs[i]);
        if (view_kind(x) == VIEW_NOT || view_kind(x) >= VIEW_DERIVED ||
            domain_fixed(root->branch, x))
            continue;
        value min = domain_min(root->branch, x);
        value max = domain_max(root->branch, x);
        expect_possible(root, (struct literal){x, LITERAL_MAX, min});
        expect_possible(root, (struct literal){x, LITERAL_MIN, max});
    }
}

static struct probe_counters probe_small(uint64_t seed, uint64_t effort)
{
    struct small small;
    struct root root;
    root_init_small(&small, seed);
    root_init(&root, &small);
    struct probe *probe = probe_new(small.network);
    bool possible = root.branch && probe_all(probe, &root, effort);
    struct probe_counters counters = *probe_counters(probe);
    if (possible) {
        cr_expect(root_keeps_solutions(&root), "seed %d", (int)seed);
        expect_no_failed_literal(&root);
    } else {
        cr_expect_eq(small.solutions.count, 0, "seed %d", (int)seed);
    }
    probe_free(probe);
    root_clear(&root);
    small_clear(&small);
    return counters;
}

Test(probe, keeps_all_solutions_and_leaves_no_failed_literal)
{
    uint64_t facts = 0;
    for (uint64_t seed = 1; seed <= 30; seed++)
        facts += probe_small(seed, enough).facts;
    cr_expect_gt(facts, 10, "%d facts", (int)facts);
}

/* A little effort at a time comes to the same end. */
Test(probe, goes_on_where_it_stopped)
{
    uint64_t facts = 0;
    for (uint64_t seed = 1; seed <= 20; seed++)
        facts += probe_small(seed, 1).facts;
    cr_expect_gt(facts, 5, "%d facts", (int)facts);
}

/* ---- One model at a time ---- */

struct setup {
    struct rig rig;
    struct root root;
    struct probe *probe;
};

static void begin(struct setup *setup)
{
    rig_freeze_logging(&setup->rig, 0);
    struct worker *worker = setup->root.worker = setup->rig.worker;
    rig_use_nogoods(&setup->rig);
    setup->root.branch = branch_new(worker);
    setup->probe = probe_new(setup->rig.network);
    cr_assert(branch_start(setup->root.branch));
}

static void end(struct setup *setup)
{
    branch_discard(setup->root.branch);
    probe_free(setup->probe);
    rig_clear(&setup->rig);
}

/* condition → x is not v, or its negation → the same. */
static void
differ(struct model *model, var condition, bool negated, var x, value v)
{
    var y = model_var(model, v, v), c = condition;
    if (negated) {
        c = model_bool(model);
        model_add(
            model, &constraint_clause, 2, (var[]){condition, c}, 1,
            (value[]){2});
    }
    struct constraint *constraint = model_add(
        model, &constraint_linear_ne, 2, (var[]){x, y}, 3, (value[]){1, -1, 0});
    constraint->reification = REIFY_HALF;
    constraint->condition = c;
}

/* No bound fails, but a Boolean and its negation imply the same. */
Test(probe, tells_what_a_boolean_implies_both_ways)
{
    struct setup setup;
    rig_init(&setup.rig);
    struct model *model = setup.rig.model;
    var b = model_bool(model), x = model_var(model, 0, 9);
    differ(model, b, false, x, 4);
    differ(model, b, true, x, 4);
    differ(model, b, false, x, 6);
    begin(&setup);
    struct branch *root = setup.root.branch;
    cr_expect(domain_contains(root, rig_view(&setup.rig, x), 4));
    cr_expect(probe_all(setup.probe, &setup.root, enough));
    cr_expect_not(domain_contains(root, rig_view(&setup.rig, x), 4));
    cr_expect_eq(domain_size(root, rig_view(&setup.rig, x)), 9);
    cr_expect_eq(probe_counters(setup.probe)->failed, 0);
    end(&setup);
}

/* One of four clauses over two Booleans is false, whatever they are. */
Test(probe, finds_that_the_root_fails)
{
    struct setup setup;
    rig_init(&setup.rig);
    struct model *model = setup.rig.model;
    var b[] = {model_bool(model), model_bool(model)};
    for (value positive = 0; positive <= 2; positive++)
        for (int turn = 0; turn <= (positive == 1); turn++)
            model_add(
                model, &constraint_clause, 2,
                turn ? (var[]){b[1], b[0]} : (var[]){b[0], b[1]}, 1,
                (value[]){positive});
    begin(&setup);
    cr_expect_not(probe_all(setup.probe, &setup.root, enough));
    end(&setup);
}
