/* boolean.c — clauses, conjunctions, parity over variables of 0..1
 *
 * Clauses and conjunctions become reactions (solver/clause.h) and no
 * propagators, reified or not: condition → clause is the clause with the
 * condition's negation. Parity counts its open variables by two that it watches
 * in turn through hints.
 */
#include "propagators/propagators.h"

#include "solver/explain.h"
#include "solver/post.h"
#include "solver/tell.h"
#include "solver/worker.h"

#include <assert.h>
#include <stdlib.h>

/* ---- Clauses ---- */

static bool clause_check(const struct constraint *c, const value *values)
{
    for (uint32_t i = 0; i < c->var_count; i++)
        if ((values[c->vars[i].index] != 0) == ((value)i < c->values[0]))
            return true;
    return false;
}

static view
clause_literal(struct post *post, const struct constraint *c, uint32_t i)
{
    view x = post_view(post, c->vars[i]);
    return (value)i < c->values[0] ? x : view_negated(x);
}

static void
clause_post(struct post *post, const struct constraint *c, view condition)
{
    view *literals = post_alloc(post, (c->var_count + 1) * sizeof *literals);
    for (uint32_t i = 0; i < c->var_count; i++)
        literals[i] = clause_literal(post, c, i);
    literals[c->var_count] = view_negated(condition);
    post_clause(post, literals, c->var_count + 1);
}

/* condition → every literal is false */
static void clause_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    for (uint32_t i = 0; i < c->var_count; i++) {
        view pair[2] = {
            view_negated(clause_literal(post, c, i)), view_negated(condition)};
        post_clause(post, pair, 2);
    }
}

const struct constraint_class constraint_clause = {
    .name = "clause",
    .check = clause_check,
    .post = clause_post,
    .post_negation = clause_post_negation,
};

/* ---- Conjunctions ---- */

static bool conjunction_check(const struct constraint *c, const value *values)
{
    for (uint32_t i = 0; i < c->var_count; i++)
        if (values[c->vars[i].index] == 0)
            return false;
    return true;
}

static enum simplified
conjunction_simplify(struct model *model, const struct constraint *c)
{
    for (uint32_t i = 0; i < c->var_count; i++)
        if (!model_tighten(model, c->vars[i], 1, 1))
            return SIMPLIFY_FAILED;
    return SIMPLIFY_DONE;
}

static void
conjunction_post(struct post *post, const struct constraint *c, view condition)
{
    for (uint32_t i = 0; i < c->var_count; i++) {
        view pair[2] = {post_view(post, c->vars[i]), view_negated(condition)};
        post_clause(post, pair, 2);
    }
}

static void conjunction_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    view *literals = post_alloc(post, (c->var_count + 1) * sizeof *literals);
    for (uint32_t i = 0; i < c->var_count; i++)
        literals[i] = view_negated(post_view(post, c->vars[i]));
    literals[c->var_count] = view_negated(condition);
    post_clause(post, literals, c->var_count + 1);
}

const struct constraint_class constraint_conjunction = {
    .name = "conjunction",
    .check = conjunction_check,
    .simplify = conjunction_simplify,
    .post = conjunction_post,
    .post_negation = conjunction_post_negation,
};

/* ---- Parity ---- */

struct parity {
    struct prop prop;
    view condition;
    uint32_t count;
    uint32_t odd; /* the sum modulo 2 that is wanted */
    view xs[];
};

static enum prop_status
parity_propagate(struct branch *branch, const struct prop *prop)
{
    const struct parity *parity = (const struct parity *)prop;
    uint32_t sum = 0, open = 0, last = 0;
    if (domain_max(branch, parity->condition) == 0)
        return PROP_ENTAILED;
    for (uint32_t i = 0; i < parity->count && open < 2; i++) {
        if (!domain_fixed(branch, parity->xs[i])) {
            open++;
            last = i;
        } else {
            sum ^= domain_value(branch, parity->xs[i]) & 1;
        }
    }
    if (open >= 2)
        return PROP_STABLE;
    if (open == 1) {
        if (domain_min(branch, parity->condition) == 0)
            return PROP_STABLE;
        value v = (value)(sum ^ parity->odd);
        return tell_fix(branch, parity->xs[last], v) ? PROP_ENTAILED
                                                     : PROP_FAILED;
    }
    if (sum == parity->odd)
        return PROP_ENTAILED;
    return tell_false(branch, parity->condition) ? PROP_ENTAILED : PROP_FAILED;
}

/* All but x, if any, are fixed. */
static bool parity_explain_others(
    const struct explain_view *before, const struct parity *parity, uint32_t x,
    struct reason *ret)
{
    for (uint32_t i = 0; i < parity->count; i++)
        if (i != x && !reason_fixed(before, ret, parity->xs[i]))
            return false;
    return true;
}

static bool parity_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct parity *parity = (const struct parity *)prop;
    size_t mark = ret->count;
    value v;
    if (reason_refutes(before, ret, *wanted, parity->condition) &&
        parity_explain_others(before, parity, parity->count, ret))
        return true;
    for (uint32_t i = 0; i < parity->count; i++) {
        ret->count = mark;
        if (explain_removes(
                before->branch->network, *wanted, parity->xs[i], &v) &&
            reason_true(before, ret, parity->condition) &&
            parity_explain_others(before, parity, i, ret))
            return true;
    }
    return false;
}

static const struct prop_class parity_class = {
    .name = "parity",
    .cost = PROP_LINEAR,
    .propagate = parity_propagate,
    .explain = parity_explain,
};

static bool parity_check(const struct constraint *c, const value *values)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < c->var_count; i++)
        sum ^= values[c->vars[i].index] & 1;
    return sum == 1;
}

/* Equal literals cancel out, opposite ones add one, constants add themselves.
 */
static void parity_make(
    struct post *post, const struct constraint *c, view condition, uint32_t odd)
{
    struct parity *parity = post_prop(
        post, &parity_class,
        sizeof *parity + c->var_count * sizeof(view));
    parity->condition = condition;
    for (uint32_t i = 0; i < c->var_count; i++) {
        view x = post_view(post, c->vars[i]);
        uint32_t k = 0;
        if (post_min(post, x) == post_max(post, x)) {
            odd ^= post_min(post, x) & 1;
            continue;
        }
        while (k < parity->count && (parity->xs[k].code | 1) != (x.code | 1))
            k++;
        if (k == parity->count) {
            parity->xs[parity->count++] = x;
            continue;
        }
        odd ^= !view_same(parity->xs[k], x);
        parity->xs[k] = parity->xs[--parity->count];
    }
    parity->odd = odd;
    for (uint32_t i = 0; i < parity->count; i++)
        post_wake(post, &parity->prop, parity->xs[i], WAKE_FIX);
    post_wake(post, &parity->prop, condition, WAKE_FIX);
}

static void
parity_post(struct post *post, const struct constraint *c, view condition)
{
    parity_make(post, c, condition, 1);
}

static void parity_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    parity_make(post, c, condition, 0);
}

const struct constraint_class constraint_parity = {
    .name = "parity",
    .check = parity_check,
    .post = parity_post,
    .post_negation = parity_post_negation,
};
