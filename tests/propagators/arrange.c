/* arrange.c — see arrange.h */
#include "tests/propagators/arrange.h"

#include "coro/fatal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {"PLAIN", "SHIFTED",  "NEGATED",
                                         "BROAD", "CONSTANT", "REPEATED"};

static bool is_literal(const struct arrangement *arrangement, uint32_t arg)
{
    const struct check *check = arrangement->check;
    return arg == check->arity || (check->literals >> arg & 1);
}

struct range arrange_box(const struct arrangement *arrangement, uint32_t arg)
{
    const struct check *check = arrangement->check;
    if (is_literal(arrangement, arg))
        return (struct range){0, 1};
    return check->box ? check->box[arg]
                      : (struct range){check->min, check->max};
}

/* ---- Rolling ---- */

/* Up to ARRANGE_RUNS runs inside the box, with a gap between any two. */
static void roll_runs(
    struct arrange_arg *arg, struct range box, bool holes, struct dice *dice)
{
    arg->run_count = 1;
    arg->runs[0] = box;
    if (dice_chance(dice, 40))
        return;
    uint32_t wanted = holes ? 1 + dice_below(dice, ARRANGE_RUNS) : 1;
    value from =
        dice_chance(dice, 50) ? box.min : dice_between(dice, box.min, box.max);
    for (arg->run_count = 0; arg->run_count < wanted && from <= box.max;) {
        value to =
            dice_chance(dice, 40) ? box.max : dice_between(dice, from, box.max);
        arg->runs[arg->run_count++] = (struct range){from, to};
        if (to >= box.max - 1)
            break;
        from = dice_between(dice, to + 2, box.max);
    }
}

/* An offset such that ±(v - offset) are values for all of the box. */
static value roll_offset(struct dice *dice, struct range box)
{
    static const value far[] = {1, 3, 100, 1000000, INT64_C(1) << 40};
    value limit = far[dice_below(dice, 5)];
    value offset = dice_between(dice, -limit, limit);
    __int128 low = (__int128)box.min - offset;
    __int128 high = (__int128)box.max - offset;
    return low < VALUE_MIN || high > VALUE_MAX ? 0 : offset;
}

static enum arrange_kind roll_kind(
    const struct arrangement *arrangement, uint32_t arg, struct dice *dice)
{
    uint32_t without = arrangement->check->without;
    enum arrange_kind kind =
        (enum arrange_kind)dice_below(dice, ARRANGE_REPEATED);
    if (arg > 0 && dice_chance(dice, 15))
        kind = ARRANGE_REPEATED;
    bool literal = is_literal(arrangement, arg);
    switch (kind) {
    case ARRANGE_REPEATED:
        return without & CHECK_REPEATED ? ARRANGE_PLAIN : kind;
    case ARRANGE_BROAD:
        return literal || (without & CHECK_BROAD) ? ARRANGE_PLAIN : kind;
    case ARRANGE_SHIFTED:
        return literal || (without & CHECK_SHIFTED) ? ARRANGE_PLAIN : kind;
    case ARRANGE_NEGATED:
        return !literal && (without & CHECK_SHIFTED) ? ARRANGE_PLAIN : kind;
    case ARRANGE_PLAIN:
    case ARRANGE_CONSTANT:
        break;
    }
    return kind;
}

static bool can_be_literal(const struct arrangement *arrangement, uint32_t arg)
{
    struct range box = arrange_box(arrangement, arg);
    enum arrange_kind kind = arrangement->args[arg].kind;
    return is_literal(arrangement, arg) ||
           (box.min == 0 && box.max == 1 &&
            (kind == ARRANGE_PLAIN || kind == ARRANGE_CONSTANT));
}

/* A literal repeats a literal, itself or negated; another variable what may
 * have a value in common with it. False if it cannot be. */
static bool
roll_link(struct arrangement *arrangement, uint32_t arg, struct dice *dice)
{
    struct arrange_link *link = &arrangement->args[arg].link;
    link->linked = true;
    link->that = (uint32_t)dice_below(dice, arg);
    link->negated = dice_chance(dice, 30);
    link->offset = 0;
    if (is_literal(arrangement, arg)) {
        link->offset = link->negated;
        return can_be_literal(arrangement, link->that);
    }
    if (arrangement->check->without & CHECK_SHIFTED)
        link->negated = false;
    else if (dice_chance(dice, 40))
        link->offset = dice_between(dice, -2, 2);
    struct range box = arrange_box(arrangement, arg);
    struct range other = arrange_box(arrangement, link->that);
    /* far from 0 a negation has no common value without a large offset */
    return other.min >= VALUE_MIN / 4 && other.max <= VALUE_MAX / 4 &&
           box.min >= VALUE_MIN / 4 && box.max <= VALUE_MAX / 4;
}

static void
roll_arg(struct arrangement *arrangement, uint32_t index, struct dice *dice)
{
    struct arrange_arg *arg = &arrangement->args[index];
    struct range box = arrange_box(arrangement, index);
    bool holes = !(arrangement->check->without & CHECK_HOLES);
    arg->kind = roll_kind(arrangement, index, dice);
    if (arg->kind == ARRANGE_REPEATED && !roll_link(arrangement, index, dice)) {
        arg->link.linked = false;
        arg->kind = ARRANGE_PLAIN;
    }
    arg->offset = is_literal(arrangement, index) ? 1 : roll_offset(dice, box);
    roll_runs(arg, box, holes && arg->kind != ARRANGE_BROAD, dice);
    if (arg->kind == ARRANGE_CONSTANT) {
        value v = dice_between(dice, box.min, box.max);
        arg->runs[0] = (struct range){v, v};
        arg->run_count = 1;
    }
}

static enum reification
roll_reification(const struct check *check, struct dice *dice)
{
    if ((!check->reified && !check->half_reified) || dice_chance(dice, 40))
        return REIFY_NONE;
    return !check->reified || dice_chance(dice, 50) ? REIFY_HALF : REIFY_FULL;
}

void arrange_init(
    struct arrangement *arrangement, const struct check *check,
    struct dice *dice, bool simple)
{
    assert(check->arity <= CHECK_ARITY_MAX);
    *arrangement = (struct arrangement){.check = check, .count = check->arity};
    bool plain = simple || dice_chance(dice, 30);
    if (!simple)
        arrangement->reification = roll_reification(check, dice);
    if (arrangement->reification != REIFY_NONE)
        arrangement->count++;
    for (uint32_t i = 0; i < arrangement->count; i++) {
        struct arrange_arg *arg = &arrangement->args[i];
        if (!plain) {
            roll_arg(arrangement, i, dice);
        } else if (simple) {
            arg->runs[0] = arrange_box(arrangement, i);
            arg->run_count = 1;
        } else {
            roll_runs(
                arg, arrange_box(arrangement, i),
                !(check->without & CHECK_HOLES), dice);
        }
    }
}

/* ---- Assignments ---- */

bool arrange_initially(
    const struct arrangement *arrangement, uint32_t arg, value v)
{
    const struct arrange_arg *a = &arrangement->args[arg];
    for (uint32_t i = 0; i < a->run_count; i++)
        if (v >= a->runs[i].min && v <= a->runs[i].max)
            return true;
    return false;
}

value arrange_linked(const struct arrange_link *link, const value *a)
{
    return link->negated ? link->offset - a[link->that]
                         : link->offset + a[link->that];
}

bool arrange_holds(const struct arrangement *arrangement, const value *a)
{
    const struct check *check = arrangement->check;
    if (arrangement->reification == REIFY_NONE)
        return check->holds(a);
    bool condition = a[check->arity] != 0;
    if (arrangement->reification == REIFY_HALF && !condition)
        return true;
    return check->holds(a) == condition;
}

/* A value for each variable of the model, from those of the arguments. */
static value *complete(const struct arrangement *arrangement, const value *a)
{
    const struct model *model = arrangement->model;
    value *values = calloc(model->vars.count, sizeof *values);
    if (!values)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < arrangement->count; i++)
        values[arrangement->args[i].var.index] = a[i];
    return values;
}

bool arrange_checks(const struct arrangement *arrangement, const value *a)
{
    value *values = complete(arrangement, a);
    bool holds = true;
    VEC_FOR_EACH (constraint, arrangement->model->constraints) {
        holds &= constraint_holds(constraint, values);
    }
    free(values);
    return holds;
}

/* ---- Printing ---- */

static size_t print_arg(
    const struct arrangement *arrangement, uint32_t index, char *text,
    size_t size)
{
    const struct arrange_arg *arg = &arrangement->args[index];
    size_t used = 0;
    char runs[ARRANGE_RUNS * 48] = "";
    for (uint32_t i = 0; i < arg->run_count; i++)
        used += (size_t)snprintf(
            runs + used, sizeof runs - used, " %lld..%lld",
            (long long)arg->runs[i].min, (long long)arg->runs[i].max);
    int written = snprintf(
        text, size, "  %s%u %s view kind %d, %s%u %+lld:%s\n",
        index == arrangement->check->arity ? "condition" : "x", index,
        kind_names[arg->kind], (int)view_kind(arg->view),
        arg->link.linked ? arg->link.negated ? "-x" : "x" : "",
        arg->link.linked ? arg->link.that : 0,
        (long long)(arg->link.linked ? arg->link.offset : arg->offset), runs);
    return written < 0 || (size_t)written >= size ? size : (size_t)written;
}

void arrange_print(
    const struct arrangement *arrangement, char *text, size_t size)
{
    static const char *const names[] = {"", "half reified", "fully reified"};
    size_t used =
        (size_t)snprintf(text, size, "%s\n", names[arrangement->reification]);
    for (uint32_t i = 0; i < arrangement->count && used < size; i++)
        used += print_arg(arrangement, i, text + used, size - used);
}
