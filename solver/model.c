/* model.c — variables with their domains and aliases, constraints
 *
 * Aliases form a forest: a declaration that is an alias points to its base with
 * a sign and an offset; model_resolve walks to the root, where the domain is.
 */
#include "solver/model.h"

#include "coro/fatal.h"
#include "solver/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct model *model_new(void)
{
    struct model *model = calloc(1, sizeof *model);
    if (!model)
        coro_fatal("out of memory");
    model->arena = arena_new();
    model->plan_root = PLAN_NONE;
    return model;
}

void model_free(struct model *model)
{
    if (!model)
        return;
    VEC_FOR_EACH(constraint, model->constraints)
    {
        for (uint32_t i = 0; i < constraint->big_count; i++)
            mpz_clear(*(mpz_t *)&constraint->big[i]);
    }
    VEC_CLEAR(model->vars);
    VEC_CLEAR(model->constraints);
    VEC_CLEAR(model->plan);
    VEC_CLEAR(model->done);
    arena_free(model->arena);
    free(model);
}

/* ---- Variables ---- */

var model_var(struct model *model, value min, value max)
{
    assert(min >= VALUE_MIN);
    if (min > max) {
        model->failed = true;
        max = min;
    }
    VEC_PUSH(
        model->vars,
        (struct declaration){
            .min = min,
            .max = max,
            .unbounded = min == VALUE_MIN && max == VALUE_MAX});
    return (var){(uint32_t)(model->vars.count - 1)};
}

var model_bool(struct model *model)
{
    return model_var(model, 0, 1);
}

var model_constant(struct model *model, value v)
{
    return model_var(model, v, v);
}

var model_var_ranges(
    struct model *model, const struct range *ranges, uint32_t count)
{
    if (count == 0)
        return model_var(model, 1, 0);
    var x = model_var(model, ranges[0].min, ranges[count - 1].max);
    if (count > 1) {
        struct declaration *declaration = &model->vars.items[x.index];
        declaration->ranges =
            arena_copy(model->arena, ranges, count * sizeof *ranges);
        declaration->range_count = count;
    }
    return x;
}

void model_name(struct model *model, var x, const char *name)
{
    model->vars.items[x.index].name =
        arena_copy(model->arena, name, strlen(name) + 1);
}

struct constraint *model_add(
    struct model *model, const struct constraint_class *class,
    uint32_t var_count, const var *vars, uint32_t value_count,
    const value *values)
{
    struct arena *arena = model->arena;
    VEC_PUSH(
        model->constraints,
        (struct constraint){
            .class = class,
            .vars = arena_copy(arena, vars, var_count * sizeof *vars),
            .values = arena_copy(arena, values, value_count * sizeof *values),
            .var_count = var_count,
            .value_count = value_count});
    return &model->constraints.items[model->constraints.count - 1];
}

/* ---- Aliases ---- */

void model_resolve(
    const struct model *model, var x, var *ret_base, bool *ret_negated,
    value *ret_offset)
{
    bool negated = false;
    value offset = 0;
    const struct declaration *d = &model->vars.items[x.index];
    while (d->is_alias) {
        /* x = ±(±base + d->offset) + offset; each is VALUE_MAX / 2 at most */
        if (__builtin_add_overflow(
                offset, negated ? -d->offset : d->offset, &offset))
            coro_fatal("aliases add up beyond 64 bits");
        negated ^= d->negated;
        x = d->base;
        d = &model->vars.items[x.index];
    }
    *ret_base = x;
    *ret_negated = negated;
    *ret_offset = offset;
}

static struct declaration *
resolve(struct model *model, var x, bool *ret_negated, value *ret_offset)
{
    var base;
    model_resolve(model, x, &base, ret_negated, ret_offset);
    return &model->vars.items[base.index];
}

/* offset ± v, saturated. */
static value image_of(value v, bool negated, value offset)
{
    __int128 wide = (__int128)offset + (negated ? -(__int128)v : v);
    return wide > VALUE_MAX   ? VALUE_MAX
           : wide < VALUE_MIN ? VALUE_MIN
                              : (value)wide;
}

value model_min(const struct model *model, var x)
{
    bool negated;
    value offset;
    const struct declaration *d =
        resolve((struct model *)model, x, &negated, &offset);
    return image_of(negated ? d->max : d->min, negated, offset);
}

value model_max(const struct model *model, var x)
{
    bool negated;
    value offset;
    const struct declaration *d =
        resolve((struct model *)model, x, &negated, &offset);
    return image_of(negated ? d->min : d->max, negated, offset);
}

bool model_fixed(const struct model *model, var x)
{
    return model_min(model, x) == model_max(model, x);
}

static bool declaration_contains(const struct declaration *d, value v)
{
    if (v < d->min || v > d->max)
        return false;
    if (!d->ranges)
        return true;
    uint32_t low = 0, high = d->range_count;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (d->ranges[middle].min <= v)
            low = middle;
        else
            high = middle;
    }
    return v >= d->ranges[low].min && v <= d->ranges[low].max;
}

/* The value that the base must have for x = v; false if none can. */
static bool
preimage(value v, bool negated, value offset, value *ret_at_base)
{
    __int128 wide =
        negated ? (__int128)offset - v : (__int128)v - offset;
    *ret_at_base = (value)wide;
    return wide >= VALUE_MIN && wide <= VALUE_MAX;
}

bool model_contains(const struct model *model, var x, value v)
{
    bool negated;
    value offset, at_base;
    const struct declaration *d =
        resolve((struct model *)model, x, &negated, &offset);
    return preimage(v, negated, offset, &at_base) &&
           declaration_contains(d, at_base);
}

static bool fail(struct model *model)
{
    model->failed = true;
    return false;
}

/* Cuts a base's domain to the ranges that lie in both. */
static bool declaration_intersect(
    struct model *model, struct declaration *d, const struct range *ranges,
    uint32_t count)
{
    struct range whole = {d->min, d->max};
    const struct range *mine = d->ranges ? d->ranges : &whole;
    uint32_t mine_count = d->ranges ? d->range_count : 1;
    VEC(struct range) kept = {0};
    for (uint32_t i = 0, j = 0; i < mine_count && j < count;) {
        value min = mine[i].min > ranges[j].min ? mine[i].min : ranges[j].min;
        value max = mine[i].max < ranges[j].max ? mine[i].max : ranges[j].max;
        if (min < d->min)
            min = d->min;
        if (max > d->max)
            max = d->max;
        if (min <= max)
            VEC_PUSH(kept, (struct range){min, max});
        if (mine[i].max < ranges[j].max)
            i++;
        else
            j++;
    }
    bool possible = kept.count > 0;
    if (possible) {
        value min = kept.items[0].min, max = kept.items[kept.count - 1].max;
        bool same = min == d->min && max == d->max &&
                    kept.count == mine_count;
        for (uint32_t i = 0; same && i < kept.count; i++)
            same = kept.items[i].min == mine[i].min &&
                   kept.items[i].max == mine[i].max;
        model->changed |= !same;
        d->min = min;
        d->max = max;
        d->range_count = kept.count > 1 ? (uint32_t)kept.count : 0;
        if (kept.count <= 1)
            d->ranges = NULL;
        else if (!same)
            d->ranges = arena_copy(
                model->arena, kept.items, kept.count * sizeof *kept.items);
    }
    VEC_CLEAR(kept);
    return possible || fail(model);
}

/* The values that the base must have for x to lie in a range; false if there
 * are none. */
static bool range_preimage(
    struct range range, bool negated, value offset, struct range *ret)
{
    __int128 first = negated ? range.max : range.min;
    __int128 last = negated ? range.min : range.max;
    __int128 min = negated ? offset - first : first - offset;
    __int128 max = negated ? offset - last : last - offset;
    ret->min = min < VALUE_MIN ? VALUE_MIN : (value)min;
    ret->max = max > VALUE_MAX ? VALUE_MAX : (value)max;
    return min <= VALUE_MAX && max >= VALUE_MIN;
}

bool model_intersect(
    struct model *model, var x, const struct range *ranges, uint32_t count)
{
    bool negated;
    value offset;
    struct declaration *d = resolve(model, x, &negated, &offset);
    VEC(struct range) mapped = {0};
    for (uint32_t i = 0; i < count; i++) {
        struct range r = ranges[negated ? count - 1 - i : i];
        if (range_preimage(r, negated, offset, &r))
            VEC_PUSH(mapped, r);
    }
    bool possible = declaration_intersect(
        model, d, mapped.items, (uint32_t)mapped.count);
    VEC_CLEAR(mapped);
    return possible;
}

bool model_tighten(struct model *model, var x, value min, value max)
{
    if (min > max)
        return fail(model);
    if (min <= model_min(model, x) && max >= model_max(model, x))
        return true;
    return model_intersect(model, x, &(struct range){min, max}, 1);
}

bool model_remove(struct model *model, var x, value v)
{
    if (!model_contains(model, x, v))
        return true;
    struct range below = {VALUE_MIN, v - 1};
    if (v == VALUE_MAX)
        return model_intersect(model, x, &below, 1);
    struct range around[2] = {below, {v + 1, VALUE_MAX}};
    bool least = v == VALUE_MIN;
    return model_intersect(model, x, around + least, 2 - least);
}

/* x and y are one base seen twice: ±b + p = ±b + q. */
static bool alias_self(
    struct model *model, var base, bool opposite, __int128 difference)
{
    if (!opposite)
        return difference == 0 || fail(model);
    /* b + p = q - b: 2 b = q - p */
    if (difference % 2 != 0)
        return fail(model);
    __int128 half = difference / 2;
    if (half < VALUE_MIN || half > VALUE_MAX)
        return fail(model);
    return model_tighten(model, base, (value)half, (value)half);
}

/* Can b = shift ± other hold, as far as bounds say? */
static bool bounds_meet(
    const struct declaration *b, const struct declaration *other, bool negated,
    __int128 shift)
{
    __int128 min = shift + (negated ? -(__int128)other->max : other->min);
    __int128 max = shift + (negated ? -(__int128)other->min : other->max);
    return min <= b->max && max >= b->min;
}

bool model_alias(
    struct model *model, var x, var y, bool negated, value offset)
{
    var x_base, y_base;
    bool x_negated, y_negated;
    value x_offset, y_offset;
    model_resolve(model, x, &x_base, &x_negated, &x_offset);
    model_resolve(model, y, &y_base, &y_negated, &y_offset);
    /* sx·bx + ox = s·(sy·by + oy) + offset: bx = sx·(s·sy·by + shift) */
    __int128 shift = (__int128)offset + (negated ? -(__int128)y_offset
                                                 : (__int128)y_offset) -
                     x_offset;
    bool flip = x_negated ^ y_negated ^ negated;
    if (x_negated)
        shift = -shift;
    struct declaration *d = &model->vars.items[x_base.index];
    if (x_base.index == y_base.index)
        return alias_self(model, x_base, flip, shift);
    struct declaration *other = &model->vars.items[y_base.index];
    if (d->min >= 0 && d->max <= 1 && (other->min < 0 || other->max > 1)) {
        /* a Boolean stays a literal: the other becomes a view of it */
        var swapped = x_base;
        x_base = y_base;
        y_base = swapped;
        d = other;
        shift = flip ? shift : -shift;
    }
    if (!bounds_meet(d, &model->vars.items[y_base.index], flip, shift))
        return fail(model);
    if (shift < VALUE_MIN / 2 || shift > VALUE_MAX / 2)
        coro_fatal("an alias lies farther than 2^62 from its base");
    struct range whole = {d->min, d->max};
    const struct range *ranges = d->ranges ? d->ranges : &whole;
    uint32_t count = d->ranges ? d->range_count : 1;
    d->is_alias = true;
    d->base = y_base;
    d->negated = flip;
    d->offset = (value)shift;
    model->changed = true;
    return model_intersect(model, x_base, ranges, count);
}

/* ---- Simplifying and checking ---- */

bool model_constraint_posted(const struct model *model, uint32_t constraint)
{
    return constraint >= model->done.count || !model->done.items[constraint];
}

static bool simplify_one(struct model *model, uint32_t index)
{
    const struct constraint *constraint = &model->constraints.items[index];
    if (model->done.items[index] || !constraint->class->simplify ||
        constraint->reification != REIFY_NONE)
        return true;
    switch (constraint->class->simplify(model, constraint)) {
    case SIMPLIFY_FAILED:
        return fail(model);
    case SIMPLIFY_DONE:
        model->done.items[index] = 1;
        break;
    case SIMPLIFY_KEEP:
        break;
    }
    return true;
}

void model_simplify(struct model *model)
{
    enum { PASSES = 4 }; /* what more passes would find, propagation finds */
    while (model->done.count < model->constraints.count)
        VEC_PUSH(model->done, 0);
    for (int pass = 0; pass < PASSES; pass++) {
        model->changed = false;
        for (uint32_t i = 0; i < model->constraints.count; i++)
            if (model->failed || !simplify_one(model, i))
                return;
        if (!model->changed)
            return;
    }
}

/* Is the value in the domain, or what the alias says? */
static bool
declaration_holds(const struct declaration *d, value v, const value *values)
{
    if (!d->is_alias)
        return declaration_contains(d, v);
    __int128 base = values[d->base.index];
    return v == d->offset + (d->negated ? -base : base);
}

bool model_check(
    const struct model *model, const value *values, uint32_t *ret_constraint)
{
    *ret_constraint = UINT32_MAX;
    for (uint32_t x = 0; x < model->vars.count; x++)
        if (!declaration_holds(&model->vars.items[x], values[x], values))
            return false;
    for (uint32_t i = 0; i < model->constraints.count; i++) {
        *ret_constraint = i;
        if (!constraint_holds(&model->constraints.items[i], values))
            return false;
    }
    return true;
}
