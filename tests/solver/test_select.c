/* test_select.c — which variable each selection takes */
#include "solver/select.h"

#include "solver/degrees.h"
#include "solver/domain.h"
#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

enum { COUNT = 6 };

/* index:      0 fixed in the branch, 1, 2, 3, 4, 5 */
struct field {
    struct rig rig;
    struct branch *root;
    view xs[COUNT];
    struct step step;
    struct rig_log logs[20];
    uint32_t log_count;
};

/* How many propagators watch each variable. */
static const uint32_t degrees[COUNT] = {9, 1, 2, 0, 3, 1};

static void post_degrees(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct field *field = context;
    for (uint32_t x = 0; x < COUNT; x++)
        for (uint32_t d = 0; d < degrees[x]; d++) {
            struct rig_log *log = &field->logs[field->log_count++];
            *log = (struct rig_log){.status = PROP_STABLE};
            post_wake(
                post, rig_probe(post, PROP_UNARY, log),
                post_view(post, c->vars[x]), WAKE_FIX);
        }
}

static void field_init(struct field *field)
{
    static const struct range domains[COUNT][3] = {
        {{-90, -80}, {0, 0}, {0, 0}},
        {{5, 14}, {0, 0}, {0, 0}},          /* 10 values */
        {{-3, -2}, {4, 5}, {0, 0}},         /* 4, regret 1 */
        {{1, 1}, {8, 8}, {9, 9}},           /* 3, regret 7 */
        {{-4, -2}, {0, 0}, {0, 0}},         /* 3 */
        {{0, 200}, {0, 0}, {0, 0}}};        /* 201 */
    static const uint32_t runs[COUNT] = {1, 1, 2, 3, 1, 1};
    var xs[COUNT];
    *field = (struct field){.log_count = 0};
    rig_init(&field->rig);
    for (int x = 0; x < COUNT; x++)
        xs[x] = model_var_ranges(field->rig.model, domains[x], runs[x]);
    rig_add(field->rig.model, post_degrees, field, COUNT, xs);
    rig_freeze(&field->rig, 0);
    field->root = branch_new(field->rig.worker);
    cr_assert(branch_start(field->root));
    for (int x = 0; x < COUNT; x++)
        field->xs[x] = rig_view(&field->rig, xs[x]);
    cr_assert(tell_fix(field->root, field->xs[0], -85));
    cr_assert(propagate_branch(field->root));
    field->step = (struct step){.xs = field->xs, .count = COUNT};
}

static void field_clear(struct field *field)
{
    branch_discard(field->root);
    rig_clear(&field->rig);
}

static uint32_t selected(struct field *field, enum selection selection)
{
    uint32_t from = 0;
    field->step.selection = selection;
    uint32_t x = select_variable(field->root, &field->step, &from);
    cr_assert_eq(from, 1, "the first is fixed");
    return x;
}

Test(select, by_domain)
{
    struct field field;
    field_init(&field);
    cr_assert_eq(selected(&field, SELECT_INPUT_ORDER), 1);
    cr_assert_eq(selected(&field, SELECT_FIRST_FAIL), 3, "ties: the first");
    cr_assert_eq(selected(&field, SELECT_ANTI_FIRST_FAIL), 5);
    cr_assert_eq(selected(&field, SELECT_SMALLEST), 4);
    cr_assert_eq(selected(&field, SELECT_LARGEST), 5);
    cr_assert_eq(selected(&field, SELECT_MAX_REGRET), 3);
    field_clear(&field);
}

Test(select, by_degree)
{
    struct field field;
    field_init(&field);
    cr_assert_eq(selected(&field, SELECT_OCCURRENCE), 4);
    cr_assert_eq(selected(&field, SELECT_MOST_CONSTRAINED), 4, "3 values");
    /* 10, 4 / 2, 3 / none, 3 / 3, 201 */
    cr_assert_eq(selected(&field, SELECT_DOM_W_DEG), 4);
    for (uint32_t failures = 0; failures < 1000; failures++)
        degrees_blame(field.rig.worker->degrees, 9); /* on variable 1 */
    cr_assert_eq(selected(&field, SELECT_DOM_W_DEG), 1);
    field_clear(&field);
}

/* What shrank the domains most is selected once that is learned. */
Test(select, by_impact)
{
    struct field field;
    field_init(&field);
    cr_assert_eq(selected(&field, SELECT_IMPACT), 1, "nothing is known yet");
    double before = select_freedom(field.root, &field.step);
    struct branch *copy = branch_fork(field.root);
    cr_assert(tell_fix(copy, field.xs[2], 4));
    cr_assert(propagate_branch(copy));
    cr_assert(select_freedom(copy, &field.step) < before - 1.9);
    select_learn_impact(copy, &field.step, field.xs[2], before);
    branch_discard(copy);
    cr_assert_eq(selected(&field, SELECT_IMPACT), 2);
    field_clear(&field);
}

Test(select, none_is_left)
{
    struct field field;
    field_init(&field);
    static const value values[COUNT] = {-85, 5, 4, 8, -3, 77};
    for (int x = 1; x < COUNT; x++)
        cr_assert(tell_fix(field.root, field.xs[x], values[x]));
    cr_assert(propagate_branch(field.root));
    for (int s = 0; s < SELECTION_COUNT; s++) {
        uint32_t from = 0;
        field.step.selection = (enum selection)s;
        cr_assert_eq(
            select_variable(field.root, &field.step, &from), COUNT);
        cr_assert_eq(from, COUNT);
    }
    field_clear(&field);
}
