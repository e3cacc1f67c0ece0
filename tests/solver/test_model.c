/* test_model.c — domains and aliases of a model before it is frozen
 *
 * Random sequences of cuts and aliases are compared with the set of all
 * assignments that agree with them.
 */
#include "solver/model.h"

#include "tests/propagators/dice.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>

/* ---- Beside all assignments ---- */

enum {
    VARS = 4,
    LOW = -4,
    WIDTH = 10,
    ROWS = WIDTH * WIDTH * WIDTH * WIDTH
};

struct world {
    struct model *model;
    var xs[VARS];
    bool alive[ROWS];
};

static value cell(uint32_t row, uint32_t x)
{
    while (x-- > 0)
        row /= WIDTH;
    return LOW + (value)(row % WIDTH);
}

typedef bool keeps(const value *row, const void *context);

static bool filter(struct world *world, keeps *kept, const void *context)
{
    bool any = false;
    for (uint32_t row = 0; row < ROWS; row++) {
        value values[VARS];
        for (uint32_t x = 0; x < VARS; x++)
            values[x] = cell(row, x);
        world->alive[row] = world->alive[row] && kept(values, context);
        any |= world->alive[row];
    }
    return any;
}

struct cut {
    uint32_t x, y;
    struct range ranges[3];
    uint32_t range_count;
    bool negated;
    value offset;
};

static bool in_ranges(const value *row, const void *context)
{
    const struct cut *cut = context;
    for (uint32_t r = 0; r < cut->range_count; r++)
        if (row[cut->x] >= cut->ranges[r].min &&
            row[cut->x] <= cut->ranges[r].max)
            return true;
    return false;
}

static bool differs(const value *row, const void *context)
{
    const struct cut *cut = context;
    return row[cut->x] != cut->offset;
}

static bool aliased(const value *row, const void *context)
{
    const struct cut *cut = context;
    value y = row[cut->y];
    return row[cut->x] == cut->offset + (cut->negated ? -y : y);
}

/* A domain holds exactly the values of the assignments left: cuts and aliases
 * are all unary or through one base. */
static void assert_domains(const struct world *world)
{
    for (uint32_t x = 0; x < VARS; x++) {
        bool seen[WIDTH] = {0};
        for (uint32_t row = 0; row < ROWS; row++)
            seen[cell(row, x) - LOW] |= world->alive[row];
        value min = LOW + WIDTH, max = LOW - 1;
        for (int i = 0; i < WIDTH; i++) {
            value v = LOW + i;
            cr_assert_eq(
                model_contains(world->model, world->xs[x], v), seen[i]);
            min = seen[i] && v < min ? v : min;
            max = seen[i] ? v : max;
        }
        cr_assert_eq(model_min(world->model, world->xs[x]), min);
        cr_assert_eq(model_max(world->model, world->xs[x]), max);
        cr_assert_eq(
            model_fixed(world->model, world->xs[x]), min == max);
        cr_assert(!model_contains(world->model, world->xs[x], VALUE_MAX));
        cr_assert(!model_contains(world->model, world->xs[x], VALUE_MIN));
    }
}

static struct cut any_cut(struct dice *dice)
{
    struct cut cut = {
        .x = (uint32_t)dice_below(dice, VARS),
        .y = (uint32_t)dice_below(dice, VARS),
        .range_count = 1 + (uint32_t)dice_below(dice, 3),
        .negated = dice_chance(dice, 50),
        .offset = dice_between(dice, LOW, LOW + WIDTH - 1)};
    value at = LOW - 2 + (value)dice_below(dice, 3);
    for (uint32_t r = 0; r < cut.range_count; r++) {
        cut.ranges[r].min = at;
        cut.ranges[r].max = at + (value)dice_below(dice, WIDTH);
        at = cut.ranges[r].max + 1 + (value)dice_below(dice, 2);
    }
    return cut;
}

static bool apply(struct world *world, const struct cut *cut, uint64_t kind)
{
    struct model *model = world->model;
    var x = world->xs[cut->x], y = world->xs[cut->y];
    struct cut hull = *cut;
    switch (kind) {
    case 0:
        cr_assert_eq(
            model_intersect(model, x, cut->ranges, cut->range_count),
            filter(world, in_ranges, cut));
        break;
    case 1:
        cr_assert_eq(
            model_remove(model, x, cut->offset), filter(world, differs, cut));
        break;
    case 2:
        hull.range_count = 1;
        cr_assert_eq(
            model_tighten(model, x, cut->ranges[0].min, cut->ranges[0].max),
            filter(world, in_ranges, &hull));
        break;
    default:
        cr_assert_eq(
            model_alias(model, x, y, cut->negated, cut->offset),
            filter(world, aliased, cut));
        break;
    }
    return !model->failed;
}

Test(model, cuts_and_aliases)
{
    struct world *world = malloc(sizeof *world);
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct dice dice = {seed};
        world->model = model_new();
        for (uint32_t x = 0; x < VARS; x++)
            world->xs[x] = model_var(world->model, LOW, LOW + WIDTH - 1);
        for (uint32_t row = 0; row < ROWS; row++)
            world->alive[row] = true;
        for (int i = 0; i < 8; i++) {
            struct cut cut = any_cut(&dice);
            if (!apply(world, &cut, dice_below(&dice, 4)))
                break;
            assert_domains(world);
        }
        model_free(world->model);
    }
    free(world);
}

/* ---- Declaring ---- */

Test(model, declarations)
{
    struct model *model = model_new();
    var free_int = model_var(model, VALUE_MIN, VALUE_MAX);
    var half = model_var(model, 0, VALUE_MAX);
    var b = model_bool(model);
    var five = model_constant(model, 5);
    struct range runs[] = {{-3, -3}, {0, 4}, {9, VALUE_MAX}};
    var holed = model_var_ranges(model, runs, 3);
    cr_assert(model->vars.items[free_int.index].unbounded);
    cr_assert(!model->vars.items[half.index].unbounded);
    cr_assert_eq(model_max(model, b), 1);
    cr_assert(model_fixed(model, five) && model_min(model, five) == 5);
    cr_assert(model_contains(model, holed, 0));
    cr_assert(!model_contains(model, holed, 5));
    cr_assert(model_contains(model, holed, VALUE_MAX));
    cr_assert_eq(model_min(model, holed), -3);
    model_name(model, b, "b");
    cr_assert_str_eq(model->vars.items[b.index].name, "b");
    cr_assert(!model->failed);
    model_var_ranges(model, NULL, 0);
    cr_assert(model->failed);
    model_free(model);
}

Test(model, empty_range_fails)
{
    struct model *model = model_new();
    model_var(model, 3, 2);
    cr_assert(model->failed);
    model_free(model);
}

/* ---- Self aliases: x = c - x ---- */

Test(model, self_alias)
{
    struct model *model = model_new();
    var x = model_var(model, -10, 10), y = model_var(model, -10, 10);
    cr_assert(model_alias(model, x, x, false, 0));
    cr_assert(!model_fixed(model, x));
    cr_assert(model_alias(model, x, x, true, 6));
    cr_assert(model_fixed(model, x) && model_min(model, x) == 3);
    cr_assert(!model_alias(model, y, y, true, 7), "2 y = 7");
    cr_assert(model->failed);
    model_free(model);
    model = model_new();
    x = model_var(model, -10, 10);
    cr_assert(!model_alias(model, x, x, false, 1), "x = x + 1");
    cr_assert(model->failed);
    model_free(model);
}

/* A Boolean stays the base, so that its views are literals. */
Test(model, boolean_is_base)
{
    struct model *model = model_new();
    var b = model_bool(model), x = model_var(model, -100, 100), base;
    bool negated;
    value offset;
    cr_assert(model_alias(model, b, x, true, 8)); /* b = 8 - x */
    model_resolve(model, b, &base, &negated, &offset);
    cr_assert_eq(base.index, b.index);
    model_resolve(model, x, &base, &negated, &offset);
    cr_assert(base.index == b.index && negated && offset == 8);
    cr_assert(model_min(model, x) == 7 && model_max(model, x) == 8);
    model_free(model);
}

/* ---- The ends of 64 bits ---- */

Test(model, remove_at_the_ends)
{
    struct model *model = model_new();
    var x = model_var(model, VALUE_MIN, VALUE_MAX);
    cr_assert(model_remove(model, x, VALUE_MAX));
    cr_assert(model_remove(model, x, VALUE_MIN));
    cr_assert_eq(model_min(model, x), VALUE_MIN + 1);
    cr_assert_eq(model_max(model, x), VALUE_MAX - 1);
    cr_assert(model_remove(model, x, INT64_MIN));
    cr_assert(model_tighten(model, x, INT64_MIN, INT64_MAX));
    cr_assert_eq(model_min(model, x), VALUE_MIN + 1);
    cr_assert(!model_tighten(model, x, INT64_MIN, INT64_MIN));
    model_free(model);
}

/* What lies beyond the values of the base goes; it does not pile up at its
 * end. */
Test(model, alias_beyond_the_end)
{
    struct model *model = model_new();
    var x = model_var(model, VALUE_MAX - 3, VALUE_MAX);
    var y = model_var(model, VALUE_MIN, VALUE_MAX);
    cr_assert(model_alias(model, y, x, false, 2)); /* y = x + 2 */
    cr_assert_eq(model_max(model, x), VALUE_MAX - 2);
    cr_assert_eq(model_min(model, y), VALUE_MAX - 1);
    cr_assert_eq(model_max(model, y), VALUE_MAX);
    var z = model_var(model, VALUE_MAX - 1, VALUE_MAX);
    var w = model_var(model, VALUE_MIN, VALUE_MAX);
    cr_assert(!model_alias(model, z, w, false, -5), "w = z + 5");
    model_free(model);
}

Test(model, intersect_beyond_the_end)
{
    struct model *model = model_new();
    var x = model_var(model, VALUE_MIN, VALUE_MAX);
    var y = model_var(model, VALUE_MIN, VALUE_MAX);
    cr_assert(model_alias(model, y, x, true, 100)); /* y = 100 - x */
    struct range low = {VALUE_MIN, VALUE_MIN + 50};
    cr_assert(!model_intersect(model, y, &low, 1), "x > VALUE_MAX");
    model_free(model);
}

/* Offsets add up along a chain of aliases. */
Test(model, long_chain)
{
    struct model *model = model_new();
    enum { LINKS = 100 };
    var first = model_var(model, VALUE_MIN, VALUE_MAX), last = first;
    value step = INT64_C(1) << 55;
    for (int i = 0; i < LINKS; i++) {
        var next = model_var(model, VALUE_MIN, VALUE_MAX);
        cr_assert(model_alias(model, last, next, false, step));
        last = next;
    }
    cr_assert_eq(model_min(model, last), VALUE_MIN);
    cr_assert_eq(model_max(model, last), VALUE_MAX - LINKS * step);
    cr_assert_eq(model_min(model, first), VALUE_MIN + LINKS * step);
    cr_assert_eq(model_max(model, first), VALUE_MAX);
    model_free(model);
}

/* Too far is a fatal error, never another value; the program ends here. */
Test(model, chain_beyond_the_end, .signal = SIGABRT)
{
    struct model *model = model_new();
    value step = INT64_C(1) << 61;
    var xs[6];
    for (int i = 0; i < 6; i++)
        xs[i] = model_var(model, VALUE_MIN, VALUE_MAX);
    for (int i = 0; i < 5; i++)
        model_alias(model, xs[i], xs[i + 1], false, step);
    model_min(model, xs[0]);
}

Test(model, alias_too_far, .signal = SIGABRT)
{
    struct model *model = model_new();
    var x = model_var(model, VALUE_MIN, VALUE_MAX);
    var y = model_var(model, VALUE_MIN, VALUE_MAX);
    model_alias(model, x, y, false, VALUE_MAX / 2 + 1);
}

/* Where the two cannot be equal anyway, that comes first. */
Test(model, alias_too_far_for_the_bounds)
{
    struct model *model = model_new();
    var x = model_var(model, 0, 10), y = model_var(model, 0, 10);
    cr_assert(!model_alias(model, x, y, true, VALUE_MAX));
    cr_assert(model->failed);
    model_free(model);
}

/* ---- Simplifying ---- */

/* x + 1 <= y, as far as bounds say; counts how often it is asked. */
static enum simplified
simplify_less(struct model *model, const struct constraint *c)
{
    int *calls = (int *)(intptr_t)c->values[0];
    ++*calls;
    var x = c->vars[0], y = c->vars[1];
    if (model_min(model, x) >= model_max(model, y))
        return SIMPLIFY_FAILED;
    if (!model_tighten(model, x, VALUE_MIN, model_max(model, y) - 1) ||
        !model_tighten(model, y, model_min(model, x) + 1, VALUE_MAX))
        return SIMPLIFY_FAILED;
    return model_max(model, x) < model_min(model, y) ? SIMPLIFY_DONE
                                                     : SIMPLIFY_KEEP;
}

static bool check_less(const struct constraint *c, const value *values)
{
    return values[c->vars[0].index] < values[c->vars[1].index];
}

static const struct constraint_class less = {
    .name = "test less", .check = check_less, .simplify = simplify_less};

static void
add_less(struct model *model, var x, var y, int *calls)
{
    value place = (value)(intptr_t)calls;
    model_add(model, &less, 2, (var[]){x, y}, 1, &place);
}

Test(model, simplify_to_a_fixpoint)
{
    struct model *model = model_new();
    int calls = 0;
    var x = model_var(model, 0, 9), y = model_var(model, 0, 9);
    var z = model_var(model, 0, 3);
    add_less(model, x, y, &calls);
    add_less(model, y, z, &calls); /* the second tells the first something */
    model_simplify(model);
    cr_assert(!model->failed);
    cr_assert_eq(model_max(model, x), 1);
    cr_assert_eq(model_max(model, y), 2);
    cr_assert_eq(model_min(model, z), 2);
    cr_assert_eq(calls, 6, "two passes that change, one that does not");
    cr_assert(model_constraint_posted(model, 0));
    model_free(model);
}

Test(model, simplify_says_done)
{
    struct model *model = model_new();
    int calls = 0;
    var x = model_var(model, 0, 3), y = model_var(model, 4, 9);
    add_less(model, x, y, &calls);
    model_simplify(model);
    cr_assert(!model_constraint_posted(model, 0));
    cr_assert_eq(calls, 1, "done is done");
    model_free(model);
}

Test(model, simplify_fails)
{
    struct model *model = model_new();
    int calls = 0;
    var x = model_var(model, 5, 9), y = model_var(model, 0, 5);
    add_less(model, x, y, &calls);
    add_less(model, y, x, &calls);
    model_simplify(model);
    cr_assert(model->failed);
    cr_assert_eq(calls, 1, "after a failure nothing is asked");
    model_free(model);
}

/* A constraint with a condition is not simplified. */
Test(model, simplify_leaves_reified)
{
    struct model *model = model_new();
    int calls = 0;
    var x = model_var(model, 0, 9), y = model_var(model, 0, 9);
    value place = (value)(intptr_t)&calls;
    struct constraint *c =
        model_add(model, &less, 2, (var[]){x, y}, 1, &place);
    c->condition = model_bool(model);
    c->reification = REIFY_FULL;
    model_simplify(model);
    cr_assert_eq(calls, 0);
    cr_assert(model_constraint_posted(model, 0));
    model_free(model);
}

/* ---- Checking ---- */

Test(model, check_names_the_constraint)
{
    struct model *model = model_new();
    int calls = 0;
    struct range runs[] = {{0, 1}, {5, 9}};
    var x = model_var_ranges(model, runs, 2), y = model_var(model, 0, 9);
    add_less(model, x, y, &calls);
    struct constraint *half =
        model_add(model, &less, 2, (var[]){y, x}, 0, NULL);
    half->reification = REIFY_HALF;
    half->condition = model_bool(model);
    struct constraint *full =
        model_add(model, &less, 2, (var[]){y, x}, 0, NULL);
    full->reification = REIFY_FULL;
    full->condition = model_bool(model);
    uint32_t violated;
    cr_assert(model_check(model, (value[]){1, 2, 0, 0}, &violated));
    cr_assert(!model_check(model, (value[]){2, 3, 0, 0}, &violated));
    cr_assert_eq(violated, UINT32_MAX, "2 is in a hole");
    cr_assert(!model_check(model, (value[]){5, 5, 0, 0}, &violated));
    cr_assert_eq(violated, 0);
    cr_assert(!model_check(model, (value[]){5, 6, 1, 0}, &violated));
    cr_assert_eq(violated, 1);
    cr_assert(!model_check(model, (value[]){5, 6, 0, 1}, &violated));
    cr_assert_eq(violated, 2);
    model_free(model);
}
