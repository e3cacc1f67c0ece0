/* constraints_boolean.c — logic
 *
 * Equality and its negation are equations of the model, which then knows one
 * variable instead of two; under a condition they are parities.
 */
#include "problems/flatzinc/constraints.h"

#include "propagators/propagators.h"

/* a = b, or a != b: an even or odd number of them is true. */
static bool add_equal(struct call *call)
{
    bool differ = call->rule->option;
    call_push(call, 0);
    call_push(call, 1);
    if (call->reification == REIFY_NONE) {
        call_push_value(call, 1);
        call_push_value(call, differ ? 1 : -1);
        call_push_value(call, differ);
        return call_add(call, &constraint_linear_eq);
    }
    bool odd = differ;
    if (call->reification == REIFY_FULL) {
        /* c ↔ (a != b): a, b and c together are even */
        call_push_var(call, call->condition);
        call->reification = REIFY_NONE;
        odd = !differ;
    }
    if (!odd)
        call_push_var(call, loader_constant(call->loader, 1));
    return call_add(call, &constraint_parity);
}

/* Positive literals, then negative ones. */
static bool add_clause(struct call *call)
{
    bool arrays = call->arguments[0].kind == AST_ARRAY;
    call_push(call, 0);
    call_push_value(call, arrays ? call_length(call, 0) : 1);
    call_push(call, 1);
    return call_add(call, &constraint_clause);
}

/* a ≥ b: the clause a, not b; a ≤ b the other way round. */
static bool add_at_most(struct call *call)
{
    call_push(call, 1);
    call_push(call, 0);
    call_push_value(call, 1);
    return call_add(call, &constraint_clause);
}

/* a < b: a - b ≤ -1 */
static bool add_less(struct call *call)
{
    bool greater = call->rule->option;
    call_push(call, greater);
    call_push(call, !greater);
    call_push_value(call, 1);
    call_push_value(call, -1);
    call_push_value(call, -1);
    return call_add(call, &constraint_linear_le);
}

static bool add_disjunction(struct call *call)
{
    for (uint32_t i = 0; i < call->count; i++)
        call_push(call, i);
    call_push_value(call, (value)call->loader->pushed_vars.count);
    return call_add(call, &constraint_clause);
}

enum {
    DIFFER = 1,
    GREATER = 1
};

#define AND constraints_in_order, &constraint_conjunction
#define XOR constraints_in_order, &constraint_parity

const struct rule constraints_boolean_rules[] = {
    {"bool_eq", "bb", add_equal, NULL, RULE_REIFIED, 0},
    {"bool_ne", "bb", add_equal, NULL, RULE_REIFIED, DIFFER},
    {"bool_not", "bb", add_equal, NULL, RULE_REIFIED, DIFFER},
    {"bool_xor", "bb", add_equal, NULL, RULE_REIFIED, DIFFER},
    {"bool_xor", "bb", add_equal, NULL, RULE_CONDITION, DIFFER},
    {"bool_le", "bb", add_at_most, NULL, RULE_REIFIED, 0},
    {"bool_ge", "bb", add_clause, NULL, RULE_REIFIED, 0},
    {"bool_lt", "bb", add_less, NULL, RULE_REIFIED, 0},
    {"bool_gt", "bb", add_less, NULL, RULE_REIFIED, GREATER},
    {"bool_and", "bb", AND, RULE_CONDITION, 0},
    {"bool_or", "bb", add_disjunction, NULL, RULE_CONDITION, 0},
    {"bool_clause", "BB", add_clause, NULL, RULE_REIFIED, 0},
    {"array_bool_and", "B", AND, RULE_CONDITION, 0},
    {"array_bool_or", "B", add_disjunction, NULL, RULE_CONDITION, 0},
    {"array_bool_xor", "B", XOR, RULE_REIFIED, 0},
    {0},
};
