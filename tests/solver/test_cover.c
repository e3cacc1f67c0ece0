/* test_cover.c — that one of several variables has a value is seen where
 * nogoods hold it, and nowhere else
 */
#include "solver/domain.h"
#include "solver/network.h"
#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

enum {
    XS = 3
};

struct setup {
    struct rig rig;
    var xs[XS]; /* 0..1, 0..9, 0..60 */
    value v;
    struct branch *root;
};

/* x0, 10 - x1 and x2 + 2: one of them is v, and the constant beside them is
 * not, unless v is 7. */
static void post_one(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct setup *setup = context;
    const view xs[XS + 1] = {
        post_view(post, c->vars[0]),
        post_derived(post, post_view(post, c->vars[1]), true, 10),
        post_derived(post, post_view(post, c->vars[2]), false, 2),
        post_constant(post, 7)};
    post_cover(post, xs, XS + 1, setup->v);
}

static void begin(struct setup *setup, value v, bool learns)
{
    *setup = (struct setup){.v = v};
    rig_init(&setup->rig);
    struct model *model = setup->rig.model;
    setup->xs[0] = model_bool(model);
    setup->xs[1] = model_var(model, 0, 9);
    setup->xs[2] = model_var(model, 0, 60);
    rig_add(model, post_one, setup, XS, setup->xs);
    rig_freeze_logging(&setup->rig, 0);
    if (learns)
        rig_use_nogoods(&setup->rig);
    setup->root = branch_new(setup->rig.worker);
    cr_assert(branch_start(setup->root));
}

static void end(struct setup *setup)
{
    branch_discard(setup->root);
    rig_clear(&setup->rig);
}

static view at(const struct setup *setup, int i)
{
    return rig_view(&setup->rig, setup->xs[i]);
}

static uint32_t covers(const struct setup *setup)
{
    return setup->rig.network->cover_count;
}

static void expect_fixed_to(struct setup *setup, int i, value v)
{
    cr_assert(propagate_branch(setup->root));
    cr_expect(domain_fixed(setup->root, at(setup, i)));
    cr_expect_eq(domain_min(setup->root, at(setup, i)), v);
}

/* Of x1 = 9 and x0 = 1, the last that is left. */
Test(cover, the_last_one_takes_the_value)
{
    struct setup setup;
    begin(&setup, 1, true);
    cr_assert_eq(covers(&setup), 1);
    cr_assert(tell_remove(setup.root, at(&setup, 1), 9));
    expect_fixed_to(&setup, 0, 1);
    end(&setup);
}

Test(cover, through_views)
{
    struct setup setup;
    begin(&setup, 5, true); /* x1 = 5 or x2 = 3: x0 cannot be 5 */
    cr_assert_eq(covers(&setup), 1);
    cr_assert(tell_max(setup.root, at(&setup, 1), 4));
    expect_fixed_to(&setup, 2, 3);
    end(&setup);
}

Test(cover, a_search_that_does_not_learn_sees_nothing)
{
    struct setup setup;
    begin(&setup, 5, false);
    cr_assert(tell_max(setup.root, at(&setup, 1), 4));
    cr_assert(propagate_branch(setup.root));
    cr_expect_not(domain_fixed(setup.root, at(&setup, 2)));
    end(&setup);
}

/* One candidate would be a fact, and a constant takes the value itself. */
Test(cover, none_where_there_is_no_choice)
{
    struct setup setup;
    begin(&setup, 40, true);
    cr_expect_eq(covers(&setup), 0);
    cr_expect_not(domain_fixed(setup.root, at(&setup, 2)));
    end(&setup);
    begin(&setup, 7, true);
    cr_expect_eq(covers(&setup), 0);
    end(&setup);
}
