/* test_flatzinc.c — what the loader makes of a text: variables, constraints,
 * search plans, outputs
 *
 * What the constraints mean is the business of golden.sh.
 */
#include "problems/flatzinc/flatzinc.h"

#include "problems/buffer.h"
#include "propagators/propagators.h"
#include "solver/error.h"
#include "solver/model.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct flatzinc_options plain = {0};

static struct flatzinc *load(const char *text)
{
    struct flatzinc *flatzinc = NULL;
    struct error error;
    bool good =
        flatzinc_load_text("t", text, strlen(text), &plain, &flatzinc, &error);
    cr_assert(good, "%s: %s", text, error.message);
    return flatzinc;
}

static const struct constraint *
constraint_of(const struct flatzinc *flatzinc, uint32_t index)
{
    cr_assert_lt(index, flatzinc->model->constraints.count);
    return &flatzinc->model->constraints.items[index];
}

/* ---- Variables ---- */

Test(flatzinc, gives_domains)
{
    struct flatzinc *flatzinc =
        load("var -3..5: a; var {1,2,3,7,9,10}: b; var bool: c; var int: d;"
             "var -infinity..4: e; solve satisfy;");
    const struct model *model = flatzinc->model;
    const struct declaration *vars = model->vars.items;
    cr_assert_eq(model->vars.count, 5);
    cr_expect(vars[0].min == -3 && vars[0].max == 5 && !vars[0].ranges);
    cr_expect(vars[1].min == 1 && vars[1].max == 10);
    cr_expect_eq(vars[1].range_count, 3);
    cr_expect(vars[1].ranges[2].min == 9 && vars[1].ranges[2].max == 10);
    cr_expect(vars[2].min == 0 && vars[2].max == 1);
    cr_expect(vars[3].unbounded);
    cr_expect(vars[4].min == VALUE_MIN && vars[4].max == 4);
    cr_expect_str_eq(vars[0].name, "a");
    cr_expect_eq(flatzinc->int_count, 4);
    cr_expect_eq(flatzinc->bool_count, 1);
    flatzinc_free(flatzinc);
}

Test(flatzinc, makes_one_variable_of_equal_ones)
{
    struct flatzinc *flatzinc =
        load("var 1..5: a; var 2..9: b = a; var bool: c; var 0..7: d;"
             "constraint bool2int(c,d); solve satisfy;");
    const struct model *model = flatzinc->model;
    cr_expect_eq(model->vars.count, 3);
    cr_expect(model->vars.items[0].min == 2 && model->vars.items[0].max == 5);
    cr_expect(model->vars.items[2].is_alias);
    cr_expect_eq(model_max(model, (var){2}), 1);
    cr_expect_eq(model->constraints.count, 0);
    flatzinc_free(flatzinc);
}

Test(flatzinc, makes_one_variable_of_equal_constants)
{
    struct flatzinc *flatzinc =
        load("var 1..5: a; constraint int_times(a,3,6);"
             "constraint int_max(a,3,6); solve satisfy;");
    cr_expect_eq(flatzinc->model->vars.count, 3);
    const struct constraint *times = constraint_of(flatzinc, 0);
    const struct constraint *maximum = constraint_of(flatzinc, 1);
    cr_expect_eq(times->vars[1].index, maximum->vars[2].index);
    flatzinc_free(flatzinc);
}

Test(flatzinc, fails_the_model_for_an_empty_domain)
{
    struct flatzinc *flatzinc =
        load("var 1..2: a; var 3..4: b = a; solve satisfy;");
    cr_expect(flatzinc->model->failed);
    flatzinc_free(flatzinc);
}

/* ---- Constraints ---- */

Test(flatzinc, folds_literals_into_the_constant)
{
    struct flatzinc *flatzinc =
        load("var 1..5: a; constraint int_lin_le([2,3,-1],[a,4,a],9);"
             "constraint int_lt(a,4); constraint int_ge(a,2); solve satisfy;");
    const struct constraint *sum = constraint_of(flatzinc, 0);
    cr_expect(sum->class == &constraint_linear_le);
    cr_expect_eq(sum->var_count, 2);
    cr_expect(
        sum->values[0] == 2 && sum->values[1] == -1 && sum->values[2] == -3);
    const struct constraint *less = constraint_of(flatzinc, 1);
    cr_expect(less->var_count == 1 && less->values[1] == 3);
    const struct constraint *more = constraint_of(flatzinc, 2);
    cr_expect(more->values[0] == -1 && more->values[1] == -2);
    flatzinc_free(flatzinc);
}

Test(flatzinc, keeps_big_integers_exact)
{
    struct flatzinc *flatzinc =
        load("var 1..5: a;"
             "constraint int_lin_eq([1,-9223372036854775808,"
             "100000000000000000000],[a,a,3],0);"
             "constraint int_lt(a,-9223372036854775808); solve satisfy;");
    const struct constraint *sum = constraint_of(flatzinc, 0);
    cr_assert_eq(sum->big_count, 3);
    cr_expect_eq(mpz_get_si(sum->big[1]), INT64_MIN);
    char *constant = mpz_get_str(NULL, 10, sum->big[2]);
    cr_expect_str_eq(constant, "-300000000000000000000");
    free(constant);
    const struct constraint *less = constraint_of(flatzinc, 1);
    constant = mpz_get_str(NULL, 10, less->big[1]);
    cr_expect_str_eq(constant, "-9223372036854775809");
    free(constant);
    flatzinc_free(flatzinc);
}

Test(flatzinc, knows_where_a_constraint_stands)
{
    struct flatzinc *flatzinc =
        load("var 1..5: a;\n\n  constraint int_abs(a,a);\n"
             "constraint int_le(a,3); constraint int_le(a,2);solve satisfy;");
    const uint32_t places[][2] = {{3, 14}, {4, 12}, {4, 36}};
    for (uint32_t i = 0; i < 3; i++) {
        cr_expect_eq(constraint_of(flatzinc, i)->line, places[i][0]);
        cr_expect_eq(constraint_of(flatzinc, i)->column, places[i][1]);
    }
    flatzinc_free(flatzinc);
}

Test(flatzinc, takes_conditions_and_strengths)
{
    struct flatzinc *flatzinc =
        load("var 1..5: a; var bool: b;"
             "constraint int_le_reif(a,3,b);"
             "constraint int_le_imp(a,3,b);"
             "constraint int_le_reif(a,3,true);"
             "constraint int_le_imp(a,3,false);" /* says nothing */
             "constraint fzn_all_different_int([a,a]) :: domain;"
             "solve satisfy;");
    cr_assert_eq(flatzinc->model->constraints.count, 4);
    cr_expect_eq(constraint_of(flatzinc, 0)->reification, REIFY_FULL);
    cr_expect_eq(constraint_of(flatzinc, 0)->condition.index, 1);
    cr_expect_eq(constraint_of(flatzinc, 1)->reification, REIFY_HALF);
    cr_expect_eq(constraint_of(flatzinc, 2)->reification, REIFY_NONE);
    cr_expect_eq(constraint_of(flatzinc, 3)->strength, STRENGTH_DOMAIN);
    flatzinc_free(flatzinc);
}

/* Cuts a text short everywhere: never a crash, at most an error. */
Test(flatzinc, survives_truncated_texts)
{
    static const char text[] =
        "var 1..5: a; var bool: b; array [1..2] of int: c = [1,-1];"
        "constraint int_lin_le_reif(c,[a,99999999999999999999],3,b);"
        "constraint fzn_regular([a],2,5,[1,2,0,1,2,1,2,0,1,2],1,{2});"
        "constraint fzn_table_int([a,a],[1,1,2,2]) :: domain;"
        "solve :: seq_search([int_search([a],first_fail,indomain_max)])"
        ":: warm_start([a],[2]) maximize a;";
    for (size_t size = 0; size < sizeof text; size++) {
        struct flatzinc *flatzinc;
        struct error error;
        if (flatzinc_load_text("t", text, size, &plain, &flatzinc, &error))
            flatzinc_free(flatzinc);
        else
            cr_expect_gt(strlen(error.message), 0);
    }
}

/* ---- Search ---- */

Test(flatzinc, takes_search_annotations)
{
    struct flatzinc *flatzinc =
        load("var 1..5: x; var 1..5: y; var bool: b;"
             "array [1..2] of var int: xs = [x,y];"
             "solve :: seq_search(["
             "int_search(xs,first_fail,indomain_split,complete),"
             "bool_search([b,true],input_order,indomain_max,complete)])"
             ":: restart_geometric(1.5,40) :: something satisfy;");
    const struct model *model = flatzinc->model;
    cr_assert_neq(model->plan_root, PLAN_NONE);
    const struct plan_node *root = &model->plan.items[model->plan_root];
    cr_assert_eq(root->kind, PLAN_SEQUENCE);
    cr_assert_eq(root->child_count, 2);
    const struct plan_node *ints = &model->plan.items[root->children[0]];
    cr_expect_eq(ints->selection, SELECT_FIRST_FAIL);
    cr_expect_eq(ints->split, SPLIT_SPLIT);
    cr_expect(ints->var_count == 2 && ints->vars[1].index == 1);
    const struct plan_node *bools = &model->plan.items[root->children[1]];
    cr_expect_eq(bools->split, SPLIT_MAX);
    cr_expect(bools->var_count == 1 && bools->vars[0].index == 2);
    cr_expect_eq(model->restarts.policy, RESTART_GEOMETRIC);
    cr_expect(model->restarts.base == 1.5 && model->restarts.scale == 40);
    flatzinc_free(flatzinc);
}

Test(flatzinc, takes_warm_starts)
{
    struct flatzinc *flatzinc =
        load("var 1..5: x; var 1..5: y; var bool: b;"
             "solve :: int_search([x,y],input_order,indomain_min)"
             ":: warm_start_array([warm_start_int([y],[4]),"
             "warm_start_bool([b],[true])]) satisfy;");
    const struct model *model = flatzinc->model;
    const struct plan_node *root = &model->plan.items[model->plan_root];
    cr_assert_eq(root->child_count, 2);
    const struct plan_node *ints = &model->plan.items[root->children[0]];
    cr_assert_not_null(ints->warm);
    cr_expect(ints->warm[0] == 6, "no value of x");
    cr_expect(ints->warm[1] == 4);
    const struct plan_node *rest = &model->plan.items[root->children[1]];
    cr_expect(rest->var_count == 1 && rest->vars[0].index == 2);
    cr_expect_eq(rest->warm[0], 1);
    flatzinc_free(flatzinc);
}

Test(flatzinc, leaves_annotations_out_in_free_search)
{
    static const char text[] =
        "var 1..5: x; solve :: int_search([x],input_order,indomain_min) "
        "maximize x;";
    const struct flatzinc_options options = {.free_search = true};
    struct flatzinc *flatzinc;
    cr_assert(
        flatzinc_load_text("t", text, strlen(text), &options, &flatzinc, NULL));
    cr_expect_eq(flatzinc->model->plan_root, PLAN_NONE);
    cr_expect_eq(flatzinc->model->goal, GOAL_MAXIMIZE);
    cr_expect_eq(flatzinc->model->objective.index, 0);
    flatzinc_free(flatzinc);
}

/* ---- Output ---- */

Test(flatzinc, prints_solutions)
{
    struct flatzinc *flatzinc =
        load("var int: x :: output_var; var bool: b;"
             "array [1..3] of var int: a :: output_array([1..3]) = [x,-7,x];"
             "array [1..2] of var bool: c :: output_array([0..0,1..2]) ="
             "[b,true]; solve satisfy;");
    value values[8] = {0};
    values[0] = VALUE_MIN;
    for (uint32_t x = 2; x < flatzinc->model->vars.count; x++)
        values[x] = model_min(flatzinc->model, (var){x});
    struct buffer text = {0};
    output_solution(&flatzinc->outputs, values, &text);
    buffer_append(&text, "", 1);
    cr_expect_str_eq(
        text.bytes,
        "x = -9223372036854775807;\n"
        "a = array1d(1..3, [-9223372036854775807, -7, -9223372036854775807]);\n"
        "c = array2d(0..0, 1..2, [false, true]);\n"
        "----------\n");
    buffer_clear(&text);
    flatzinc_free(flatzinc);
}
