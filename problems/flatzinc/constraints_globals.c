/* constraints_globals.c — the global constraints that our MiniZinc library
 * (problems/minizinc/lib) leaves whole
 *
 * Where FlatZinc would lose an array's first index, the library gives it as an
 * argument: those constraints are called pando_….
 */
#include "problems/flatzinc/constraints.h"

#include "propagators/propagators.h"
#include "propagators/table.h"

#include <stdlib.h>

/* variables, rows one after another */
static bool add_table(struct call *call)
{
    uint32_t columns = call_length(call, 0), cells = call_length(call, 1);
    if (columns == 0 ? cells != 0 : cells % columns != 0)
        return call_refuse(
            call, 1, "has %u elements, which is not a multiple of %u", cells,
            columns);
    if (columns == 0)
        return true;
    struct loader *loader = call->loader;
    static const value no_rows;
    call_push(call, 0);
    call_push(call, 1);
    struct constraint *added = table_add(
        loader->model, columns, loader->pushed_vars.items, cells / columns,
        cells > 0 ? loader->pushed_values.items : &no_rows);
    call_forget(call);
    return call_complete(call, added);
}

/* The number of a state that does not exist, or 0. */
static value
bad_state(const struct ast_value *states, value least, value greatest)
{
    for (uint32_t i = 0; i < states->array->count; i++) {
        value state = ast_element(states->array, i, 0).integer;
        if (state < least || state > greatest)
            return i + 1;
    }
    return 0;
}

static void push_finals(struct call *call, const struct ast_value *set)
{
    struct loader_ranges finals = loader_ranges(set);
    value states = call_value(call, 1);
    size_t at = call->loader->pushed_values.count;
    call_push_value(call, 0);
    VEC_FOR_EACH (run, finals.runs) {
        value first = run->min < 1 ? 1 : run->min;
        value last = run->max > states ? states : run->max;
        for (value state = first; state <= last; state++) {
            call_push_value(call, state);
            call->loader->pushed_values.items[at]++;
        }
    }
    VEC_CLEAR(finals.runs);
}

/* variables, Q, S, next states one row a state, start, finals */
static bool add_regular(struct call *call)
{
    value states = call_value(call, 1), symbols = call_value(call, 2);
    value start = call_value(call, 4), cells = call_length(call, 3);
    if (states < 1 || states > INT32_MAX)
        return call_refuse(call, 1, "must be a number of states, at least 1");
    if (symbols < 1 || symbols > INT32_MAX)
        return call_refuse(call, 2, "must be a number of symbols, at least 1");
    if (cells != states * symbols)
        return call_refuse(
            call, 3, "must have %lld elements, but has %lld",
            (long long)(states * symbols), (long long)cells);
    value bad = bad_state(&call->arguments[3], 0, states);
    if (bad)
        return call_refuse(
            call, 3, "has a state that does not exist: element %lld",
            (long long)bad);
    if (start < 1 || start > states)
        return call_refuse(call, 4, "must be a state");
    for (uint32_t i = 0; i <= 4; i++)
        call_push(call, i);
    push_finals(call, &call->arguments[5]);
    return call_add(call, &constraint_regular);
}

/* start, duration, resource, capacity */
static bool add_cumulative(struct call *call)
{
    return call_same_length(call, 0, 1) && call_same_length(call, 0, 2) &&
           constraints_in_order(call);
}

/* start, duration */
static bool add_disjunctive(struct call *call)
{
    if (!call_same_length(call, 0, 1))
        return false;
    call_push_value(call, call->rule->option);
    return constraints_in_order(call);
}

/* f, first of f, g, first of g */
static bool add_inverse(struct call *call)
{
    return call_same_length(call, 0, 2) && constraints_in_order(call);
}

/* variables, value, number */
static bool add_count(struct call *call)
{
    call_push(call, 1);
    call_push(call, 2);
    call_push(call, 0);
    return call_add(call, &constraint_count);
}

/* variables, cover, counts */
static bool add_cardinality(struct call *call)
{
    if (!call_same_length(call, 1, 2))
        return false;
    call_push_value(call, call_length(call, 0));
    call_push_value(call, call->rule->option);
    call_push(call, 0);
    call_push(call, 2);
    call_push(call, 1);
    return call_add(call, &constraint_global_cardinality);
}

enum {
    STRICT = 1,
    CLOSED = 1
};

#define IN_ORDER(class) constraints_in_order, &constraint_##class

const struct rule constraints_globals_rules[] = {
    {"fzn_all_different_int", "I", IN_ORDER(all_different), RULE_PLAIN, 0},
    {"fzn_table_int", "IP", add_table, NULL, RULE_REIFIED, 0},
    {"fzn_table_bool", "BT", add_table, NULL, RULE_REIFIED, 0},
    {"fzn_regular", "InnPns", add_regular, NULL, RULE_PLAIN, 0},
    {"fzn_cumulative", "IIIi", add_cumulative, &constraint_cumulative,
     RULE_PLAIN, 0},
    {"pando_disjunctive", "II", add_disjunctive, &constraint_disjunctive,
     RULE_PLAIN, 0},
    {"pando_disjunctive_strict", "II", add_disjunctive, &constraint_disjunctive,
     RULE_PLAIN, STRICT},
    {"pando_circuit", "In", IN_ORDER(circuit), RULE_PLAIN, 0},
    {"pando_inverse", "InIn", add_inverse, &constraint_inverse, RULE_PLAIN, 0},
    {"fzn_count_eq", "Iii", add_count, NULL, RULE_REIFIED, 0},
    {"fzn_among", "iIs", IN_ORDER(among), RULE_PLAIN, 0},
    {"fzn_global_cardinality", "IPI", add_cardinality, NULL, RULE_PLAIN, 0},
    {"fzn_global_cardinality_closed", "IPI", add_cardinality, NULL, RULE_PLAIN,
     CLOSED},
    {0},
};
