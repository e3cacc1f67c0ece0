/* test_watching.c — what nothing need look after once nogoods hold it */
#include "solver/watching.h"

#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

struct setup {
    struct rig rig;
    struct rig_log linked, unlearned, other;
    var booleans[3], x;
};

/* Three propagators watch x: one says b0 → x = 3, one is unlearned. The
 * Booleans are in a clause. */
static void post_both(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct setup *setup = context;
    view x = post_view(post, c->vars[3]), clause[3];
    for (int i = 0; i < 3; i++)
        clause[i] = post_view(post, c->vars[i]);
    struct prop *linked = rig_probe(post, PROP_UNARY, &setup->linked);
    post_wake(post, linked, x, WAKE_DOMAIN);
    post_wake(post, linked, clause[0], WAKE_FIX);
    post_link(post, linked, clause[0], x, LITERAL_EQUAL, 3);
    post_wake(post, rig_probe(post, PROP_UNARY, &setup->other), x, WAKE_MAX);
    uint32_t from = post_prop_count(post);
    post_wake(
        post, rig_probe(post, PROP_LINEAR, &setup->unlearned), x, WAKE_DOMAIN);
    post_unlearned(post, from);
    post_clause(post, clause, 3);
}

static void begin(struct setup *setup, bool learns)
{
    *setup = (struct setup){
        .linked = {.status = PROP_STABLE},
        .unlearned = {.status = PROP_STABLE},
        .other = {.status = PROP_STABLE}};
    rig_init(&setup->rig);
    struct model *model = setup->rig.model;
    var vars[4];
    for (int i = 0; i < 3; i++)
        vars[i] = setup->booleans[i] = model_bool(model);
    vars[3] = setup->x = model_var(model, 0, 9);
    rig_add(model, post_both, setup, 4, vars);
    rig_freeze_logging(&setup->rig, 0);
    if (learns)
        rig_use_nogoods(&setup->rig);
}

static void end(struct setup *setup)
{
    rig_clear(&setup->rig);
}

static uint32_t watched(const struct setup *setup, var x)
{
    uint32_t slot = view_slot(setup->rig.network, rig_view(&setup->rig, x));
    return setup->rig.worker->watching.watched[slot];
}

static const uint32_t all = EVENT_FIX | EVENT_MIN | EVENT_MAX | EVENT_HOLE;

Test(watching, everything_without_nogoods)
{
    struct setup setup;
    begin(&setup, false);
    cr_expect_eq(watched(&setup, setup.x), all);
    cr_expect_eq(watched(&setup, setup.booleans[0]), EVENT_FIX | EVENT_MAX);
    for (int i = 1; i < 3; i++) /* the clause loses them as they become false */
        cr_expect_eq(watched(&setup, setup.booleans[i]), EVENT_MAX);
    end(&setup);
}

Test(watching, links_and_clauses_are_left_to_nogoods)
{
    struct setup setup;
    begin(&setup, true);
    cr_expect_eq(watched(&setup, setup.x), EVENT_MAX);
    for (int i = 0; i < 3; i++)
        cr_expect_eq(watched(&setup, setup.booleans[i]), 0);
    worker_use_nogoods(setup.rig.worker, NULL);
    cr_expect_eq(watched(&setup, setup.x), all, "it looks after them again");
    end(&setup);
}

/* The other propagator still wakes, and only when it did before. */
Test(watching, the_rest_wakes)
{
    struct setup setup;
    begin(&setup, true);
    struct branch *root = branch_new(setup.rig.worker);
    cr_assert(branch_start(root));
    cr_expect_eq(setup.unlearned.runs, 1);
    setup.linked.runs = setup.other.runs = 0;
    view x = rig_view(&setup.rig, setup.x);
    cr_assert(tell_min(root, x, 1) && propagate_branch(root));
    cr_expect_eq(setup.other.runs, 0);
    cr_assert(tell_max(root, x, 8) && propagate_branch(root));
    cr_expect_eq(setup.other.runs, 1);
    cr_expect_eq(setup.linked.runs, 0);
    cr_expect_eq(setup.unlearned.runs, 1);
    branch_discard(root);
    end(&setup);
}
