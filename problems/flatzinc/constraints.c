/* constraints.c — see constraints.h
 *
 * A file names a few dozen constraints, millions of times: what was found for a
 * name is kept in loader->found, by symbol.
 */
#include "problems/flatzinc/constraints.h"

#include "solver/error.h"

#include <string.h>

static const struct rule *const tables[] = {
    constraints_linear_rules,
    constraints_boolean_rules,
    constraints_integer_rules,
    constraints_globals_rules,
};

/* ---- Finding a rule ---- */

/* What a name means: a rule's name and a form. */
struct meaning {
    const char *name;
    uint32_t length;
    enum reification form; /* by the suffix */
};

static bool ends_with(struct ast_text name, const char *suffix)
{
    int length = (int)strlen(suffix);
    return name.length > length &&
           memcmp(name.start + name.length - length, suffix, (size_t)length) ==
               0;
}

static struct meaning meaning_of(struct ast_text name)
{
    struct meaning meaning = {name.start, (uint32_t)name.length, REIFY_NONE};
    if (ends_with(name, "_reif")) {
        meaning.length -= 5;
        meaning.form = REIFY_FULL;
    } else if (ends_with(name, "_imp")) {
        meaning.length -= 4;
        meaning.form = REIFY_HALF;
    }
    return meaning;
}

static bool rule_named(const struct rule *rule, const struct meaning *meaning)
{
    return strlen(rule->name) == meaning->length &&
           memcmp(rule->name, meaning->name, meaning->length) == 0;
}

/* Has the rule this form? Which reification is meant then? */
static bool rule_allows(
    const struct rule *rule, enum reification form,
    enum reification *ret_reification)
{
    *ret_reification = form;
    if (rule->forms == RULE_CONDITION && form == REIFY_NONE)
        *ret_reification = REIFY_FULL;
    else if (rule->forms == RULE_CONDITION)
        return form == REIFY_HALF;
    return form == REIFY_NONE || rule->forms != RULE_PLAIN;
}

/* The rule for a name and a number of arguments. Where there is none for that
 * number, *ret_arity is one that there is a rule for, or -1. */
static const struct rule *find_rule(
    const struct meaning *meaning, uint32_t count,
    enum reification *ret_reification, int *ret_arity)
{
    *ret_arity = -1;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        for (const struct rule *rule = tables[t]; rule->name; rule++) {
            if (!rule_named(rule, meaning) ||
                !rule_allows(rule, meaning->form, ret_reification))
                continue;
            uint32_t arity = (uint32_t)strlen(rule->signature) +
                             (*ret_reification != REIFY_NONE);
            if (arity == count)
                return rule;
            *ret_arity = (int)arity;
        }
    }
    return NULL;
}

static bool refuse_name(
    const struct ast *ast, const struct ast_constraint *constraint, int arity,
    struct error *reterr)
{
    struct ast_text name = ast_name(ast, constraint->call->symbol);
    if (arity < 0)
        return ast_error(
            ast, constraint->offset, reterr, "unknown constraint: %.*s",
            name.length, name.start);
    return ast_error(
        ast, constraint->offset, reterr,
        "%.*s must have %d argument%s, but has %u", name.length, name.start,
        arity, arity == 1 ? "" : "s", constraint->call->arguments.count);
}

/* Sets call->rule and call->reification. */
static bool take_rule(struct call *call)
{
    const struct ast_call *item = call->item->call;
    uint32_t count = item->arguments.count;
    struct loader_found *found =
        &call->loader->found[item->symbol % LOADER_FOUND];
    if (found->symbol != item->symbol || found->count != count ||
        !found->rule) {
        struct meaning meaning = meaning_of(ast_name(call->ast, item->symbol));
        int arity;
        found->symbol = item->symbol;
        found->count = count;
        found->rule = find_rule(&meaning, count, &found->reification, &arity);
        if (!found->rule)
            return refuse_name(call->ast, call->item, arity, call->reterr);
    }
    call->rule = found->rule;
    call->reification = found->reification;
    return true;
}

/* ---- Condition and annotations ---- */

/* Takes the condition, the last argument. *ret_void if it is false and nothing
 * need hold. */
static bool take_condition(struct call *call, bool *ret_void)
{
    *ret_void = false;
    if (call->reification == REIFY_NONE)
        return true;
    const struct ast_value *last = &call->arguments[--call->count];
    if (last->kind == AST_BOOL) {
        *ret_void = !last->boolean && call->reification == REIFY_HALF;
        if (last->boolean)
            call->reification = REIFY_NONE;
    } else if (
        last->kind != AST_VARIABLE ||
        call->ast->variables[last->variable].type != AST_TYPE_BOOL) {
        return call_refuse(call, call->count, "must be a bool variable");
    }
    if (call->reification != REIFY_NONE)
        call->condition = loader_var(call->loader, last);
    return true;
}

static enum strength strength_asked(const struct call *call)
{
    static const struct {
        const char *name;
        enum strength strength;
    } names[] = {
        {"domain", STRENGTH_DOMAIN},
        {"bounds", STRENGTH_BOUNDS},
        {"boundsZ", STRENGTH_BOUNDS},
        {"boundsR", STRENGTH_BOUNDS},
        {"boundsD", STRENGTH_BOUNDS},
        {"domain_propagation", STRENGTH_DOMAIN},
        {"bounds_propagation", STRENGTH_BOUNDS},
        {"value_propagation", STRENGTH_VALUE},
    };
    const struct ast_values *annotations = &call->item->annotations;
    for (uint32_t i = 0; i < annotations->count; i++) {
        const struct ast_value *annotation = &annotations->items[i];
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (annotation->kind == AST_NAME &&
                ast_named(call->ast, annotation->symbol, names[k].name))
                return names[k].strength;
    }
    return STRENGTH_DEFAULT;
}

/* ---- Adding ---- */

bool constraints_in_order(struct call *call)
{
    for (uint32_t i = 0; i < call->count; i++)
        call_push(call, i);
    return call_add(call, call->rule->class);
}

bool constraints_add(
    struct loader *loader, const struct ast *ast,
    const struct ast_constraint *constraint, struct error *reterr)
{
    struct call call = {
        .loader = loader,
        .ast = ast,
        .item = constraint,
        .arguments = constraint->call->arguments.items,
        .count = constraint->call->arguments.count,
        .reterr = reterr,
    };
    bool nothing;
    if (!take_rule(&call) || !take_condition(&call, &nothing) ||
        !call_check(&call))
        return false;
    call.strength = strength_asked(&call);
    return nothing || call.rule->add(&call);
}
