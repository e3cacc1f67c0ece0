/* model.h — variables, constraints, a goal and a search plan: what is to be
 * solved
 *
 * A model is built by one thread, then frozen (network_new) and from then on
 * shared and immutable. Values are 64-bit; a variable may be declared without
 * bounds, and then has VALUE_MIN..VALUE_MAX until the constraints say more.
 *
 * Ownership: a model copies what it is given.
 */
#ifndef SOLVER_MODEL_H
#define SOLVER_MODEL_H

#include "solver/constraint.h"
#include "solver/plan.h"
#include "solver/vec.h"
#include "solver/view.h"

#include <stddef.h>

struct arena;

/* An ascending run of values. */
struct range {
    value min, max;
};

/* A domain before freezing: its bounds and, where it has holes, its runs. An
 * alias has no domain of its own: it is base + offset, or offset - base. */
struct declaration {
    value min, max;
    const struct range *ranges; /* NULL: all of min..max */
    uint32_t range_count;
    bool is_alias, negated;
    bool unbounded; /* declared without bounds */
    var base;
    value offset;
    const char *name; /* or NULL */
};

enum goal {
    GOAL_SATISFY,
    GOAL_MINIMIZE,
    GOAL_MAXIMIZE,
};

struct model {
    VEC(struct declaration) vars;
    VEC(struct constraint) constraints;
    VEC(struct plan_node) plan;
    enum goal goal;
    var objective;
    uint32_t plan_root; /* index in plan, or PLAN_NONE: the default search */
    bool failed; /* simplifying found that there is no solution */
    bool changed; /* a domain or an alias, since simplify looked last */
    VEC(uint8_t) done; /* by constraint: simplify says it needs no posting */
    struct restarts restarts;
    struct arena *arena;
};

struct model *model_new(void);
void model_free(struct model *model);

/* A variable with the values min..max. An empty range makes the model fail. */
var model_var(struct model *model, value min, value max);
var model_bool(struct model *model);
/* A variable with the values of ascending, disjoint ranges. */
var model_var_ranges(
    struct model *model, const struct range *ranges, uint32_t count);
var model_constant(struct model *model, value v);
void model_name(struct model *model, var x, const char *name);

/* Adds a constraint; arrays are copied. The result may be completed (condition,
 * strength, line) before the next one is added. */
struct constraint *model_add(
    struct model *model, const struct constraint_class *class,
    uint32_t var_count, const var *vars, uint32_t value_count,
    const value *values);

/* ---- For simplify: domains and aliases. All return false where a domain
 * becomes empty. ---- */

value model_min(const struct model *model, var x);
value model_max(const struct model *model, var x);
bool model_fixed(const struct model *model, var x);
bool model_contains(const struct model *model, var x, value v);
bool model_tighten(struct model *model, var x, value min, value max);
bool model_remove(struct model *model, var x, value v);
bool model_intersect(
    struct model *model, var x, const struct range *ranges, uint32_t count);
/* x = y + offset (or offset - y): x becomes an alias of y. False also where the
 * two cannot be equal. */
bool model_alias(
    struct model *model, var x, var y, bool negated, value offset);
/* The variable behind aliases: x = ±base + offset. */
void model_resolve(
    const struct model *model, var x, var *ret_base, bool *ret_negated,
    value *ret_offset);

/* Runs every constraint's simplify until nothing changes, and marks those that
 * need no propagator. Called by network_new's caller once, before freezing. */
void model_simplify(struct model *model);
bool model_constraint_posted(const struct model *model, uint32_t constraint);

/* Does an assignment satisfy every domain and every constraint? Where not,
 * *ret_constraint is the constraint's index (UINT32_MAX for a domain). */
bool model_check(
    const struct model *model, const value *values, uint32_t *ret_constraint);

#endif
