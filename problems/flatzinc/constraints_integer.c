/* constraints_integer.c — arithmetic, element, membership
 *
 * Those of element count from 1 unless they are told where (pando_…_element,
 * from our MiniZinc library).
 */
#include "problems/flatzinc/constraints.h"

#include "propagators/propagators.h"

/* x, y, m  or  m, xs */
static bool add_extremum(struct call *call)
{
    if (call->count == 3) {
        call_push(call, 2);
        call_push(call, 0);
    } else {
        call_push(call, 0);
        if (call_length(call, 1) == 0)
            return call_refuse(call, 1, "is empty");
    }
    call_push(call, 1);
    return call_add(call, call->rule->class);
}

/* The array's literals as values, or its variables. */
static bool
add_element_of(struct call *call, uint32_t array_at, uint32_t result_at)
{
    const struct ast_array *array = call->arguments[array_at].array;
    bool literals = array->elements == AST_INTS || array->elements == AST_BOOLS;
    call_push(call, result_at);
    if (!literals) {
        call_push(call, array_at);
        return call_add(call, &constraint_element);
    }
    for (uint32_t i = 0; i < array->count; i++)
        call_push_value(
            call,
            array->elements == AST_INTS ? array->ints[i] : array->bools[i]);
    return call_add(call, &constraint_element_constant);
}

/* index, array, result */
static bool add_element(struct call *call)
{
    call_push(call, 0);
    call_push_value(call, 1);
    return add_element_of(call, 1, 2);
}

/* index, first index, array, result */
static bool add_element_from(struct call *call)
{
    call_push(call, 0);
    call_push(call, 1);
    return add_element_of(call, 2, 3);
}

#define IN_ORDER(class) constraints_in_order, &constraint_##class

const struct rule constraints_integer_rules[] = {
    {"int_abs", "ii", IN_ORDER(absolute), RULE_PLAIN, 0},
    {"int_times", "iii", IN_ORDER(times), RULE_PLAIN, 0},
    {"int_div", "iii", IN_ORDER(division), RULE_PLAIN, 0},
    {"int_mod", "iii", IN_ORDER(modulo), RULE_PLAIN, 0},
    {"int_pow", "iii", IN_ORDER(power), RULE_PLAIN, 0},
    {"int_pow_fixed", "iii", IN_ORDER(power), RULE_PLAIN, 0},
    {"int_max", "iii", add_extremum, &constraint_maximum, RULE_PLAIN, 0},
    {"int_min", "iii", add_extremum, &constraint_minimum, RULE_PLAIN, 0},
    {"array_int_maximum", "iI", add_extremum, &constraint_maximum, RULE_PLAIN,
     0},
    {"array_int_minimum", "iI", add_extremum, &constraint_minimum, RULE_PLAIN,
     0},
    {"array_int_element", "iPi", add_element, NULL, RULE_PLAIN, 0},
    {"array_bool_element", "iTb", add_element, NULL, RULE_PLAIN, 0},
    {"array_var_int_element", "iIi", add_element, NULL, RULE_PLAIN, 0},
    {"array_var_bool_element", "iBb", add_element, NULL, RULE_PLAIN, 0},
    {"pando_int_element", "inIi", add_element_from, NULL, RULE_PLAIN, 0},
    {"pando_bool_element", "inBb", add_element_from, NULL, RULE_PLAIN, 0},
    {"set_in", "is", IN_ORDER(member), RULE_REIFIED, 0},
    {0},
};
