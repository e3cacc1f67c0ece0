/* rolls.c — random arguments for each class of constraints, mostly such that
 * the sample assignment satisfies it
 */
#include "tests/differential/kinds.h"

#include <stdlib.h>

typedef __int128 wide;

/* ---- Arguments ---- */

static void take_var(struct item *item, uint32_t x)
{
    item->vars[item->var_count++] = x;
}

static void take_value(struct item *item, value v)
{
    item->values[item->value_count++] = v;
}

static value sample_of(const struct instance *instance, uint32_t x)
{
    return instance->vars[x].sample;
}

static value
sample_at(const struct instance *instance, const struct item *item, uint32_t i)
{
    return sample_of(instance, item->vars[i]);
}

static value any_value_of(
    const struct instance *instance, struct dice *dice, uint32_t x)
{
    const struct variable *variable = &instance->vars[x];
    uint64_t r = dice_below(dice, variable->run_count);
    return dice_between(
        dice, variable->runs[r].min, variable->runs[r].max);
}

static bool fits(wide v)
{
    return v >= VALUE_MIN && v <= VALUE_MAX;
}

/* v, or now and then a value beside it */
static value about(struct dice *dice, value v)
{
    if (!dice_chance(dice, 20))
        return v;
    value shift = dice_between(dice, -2, 2);
    return fits((wide)v + shift) ? v + shift : v;
}

/* The result of a function: a variable that exists, or one around it. */
static void take_result(
    struct instance *instance, struct dice *dice, struct item *item,
    wide result)
{
    if (!fits(result) || dice_chance(dice, 25)) {
        take_var(item, roll_int(instance, dice));
        return;
    }
    value sample = (value)result;
    value below = (value)dice_below(dice, 4),
          above = (value)dice_below(dice, 4);
    if (!fits(result - below) || !fits(result + above))
        below = above = 0;
    take_var(
        item, roll_new(instance, dice, sample - below, sample + above, sample));
}

static void take_some(
    struct instance *instance, struct dice *dice, struct item *item,
    uint64_t least, uint64_t most)
{
    for (uint64_t n = least + dice_below(dice, most - least + 1); n > 0; n--)
        take_var(
            item, dice_chance(dice, 5)
                      ? roll_constant(instance, dice_between(dice, -2, 4))
                      : roll_int(instance, dice));
}

/* A variable of small values that are not negative. */
static uint32_t
natural(struct instance *instance, struct dice *dice, value max)
{
    value sample = (value)dice_below(dice, (uint64_t)max + 1);
    if (dice_chance(dice, 50))
        return roll_constant(instance, sample);
    return roll_new(
        instance, dice, 0, sample + (value)dice_below(dice, 2), sample);
}

/* ---- Booleans ---- */

void roll_literals(
    struct instance *instance, struct dice *dice, struct item *item)
{
    for (uint64_t n = 1 + dice_below(dice, 5); n > 0; n--) {
        uint32_t x = roll_bool(instance, dice);
        if (dice_chance(dice, 40) && instance->var_count < INSTANCE_VARS) {
            x = roll_new(instance, dice, 0, 1, dice_chance(dice, 50));
            instance->vars[x].is_bool |= instance->vars[x].runs[0].min >= 0 &&
                                         instance->vars[x].runs[0].max <= 1 &&
                                         instance->vars[x].run_count == 1;
        }
        take_var(item, instance->vars[x].is_bool ? x : 0);
    }
}

void roll_clause(
    struct instance *instance, struct dice *dice, struct item *item)
{
    roll_literals(instance, dice, item);
    take_value(item, (value)dice_below(dice, item->var_count + 1));
}

/* ---- Arithmetic ---- */

static void finish_linear(
    struct instance *instance, struct dice *dice, struct item *item)
{
    wide sum = 0;
    for (uint32_t i = 0; i < item->var_count; i++)
        sum += (wide)item->values[i] * sample_at(instance, item, i);
    if (!fits(sum))
        sum = dice_between(dice, -5, 5);
    take_value(item, about(dice, (value)sum));
}

void roll_linear(
    struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 1, 5);
    for (uint32_t i = 0; i < item->var_count; i++) {
        uint64_t roll = dice_below(dice, 20);
        value coefficient = roll < 8    ? 1
                            : roll < 13 ? -1
                            : roll < 19 ? dice_between(dice, -7, 7)
                                        : dice_between(
                                              dice, -(INT64_C(1) << 40),
                                              INT64_C(1) << 40);
        take_value(item, coefficient);
    }
    finish_linear(instance, dice, item);
}

/* ±x ± y relation constant: aliases, differences, order */
void roll_difference(
    struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 2, 2);
    for (uint32_t i = 0; i < 2; i++)
        take_value(item, dice_chance(dice, 50) ? 1 : -1);
    finish_linear(instance, dice, item);
}

void roll_member(
    struct instance *instance, struct dice *dice, struct item *item)
{
    uint32_t x = roll_int(instance, dice);
    take_var(item, x);
    value at = sample_of(instance, x) - (value)dice_below(dice, 6);
    for (uint64_t n = 1 + dice_below(dice, 4); n > 0; n--) {
        value last = at + (value)dice_below(dice, 3);
        take_value(item, at);
        take_value(item, last);
        at = last + 2 + (value)dice_below(dice, 4);
    }
}

void roll_times(struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 2, 2);
    take_result(
        instance, dice, item,
        (wide)sample_at(instance, item, 0) * sample_at(instance, item, 1));
}

void roll_division(
    struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 2, 2);
    value divisor = sample_at(instance, item, 1);
    wide dividend = sample_at(instance, item, 0);
    take_result(instance, dice, item, divisor ? dividend / divisor : 0);
}

void roll_modulo(
    struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 2, 2);
    value divisor = sample_at(instance, item, 1);
    wide dividend = sample_at(instance, item, 0);
    take_result(instance, dice, item, divisor ? dividend % divisor : 0);
}

void roll_power(struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 2, 2);
    wide result = 1;
    value base = sample_at(instance, item, 0);
    for (value i = sample_at(instance, item, 1); i > 0 && fits(result); i--) {
        result *= base;
        if (base >= -1 && base <= 1 && i > 3)
            i = 2 + i % 2;
    }
    take_result(instance, dice, item, result);
}

void roll_absolute(
    struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 1, 1);
    value v = sample_at(instance, item, 0);
    take_result(instance, dice, item, v < 0 ? -v : v);
}

void roll_extremum(
    struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 1, 4);
    bool least = item->kind->holds == holds_minimum;
    value extreme = sample_at(instance, item, 0);
    for (uint32_t i = 1; i < item->var_count; i++) {
        value v = sample_at(instance, item, i);
        if (least ? v < extreme : v > extreme)
            extreme = v;
    }
    take_result(instance, dice, item, extreme);
    uint32_t result = item->vars[item->var_count - 1];
    for (uint32_t i = item->var_count - 1; i > 0; i--)
        item->vars[i] = item->vars[i - 1];
    item->vars[0] = result;
}

/* ---- Elements, permutations ---- */

/* An index that exists or is new; returns the place of its sample. */
static int64_t
take_index(struct instance *instance, struct dice *dice, struct item *item,
           value first, value length)
{
    value at = (value)dice_below(dice, (uint64_t)length);
    uint32_t index = roll_int(instance, dice);
    value sample = sample_of(instance, index);
    if (sample >= first && sample < first + length && dice_chance(dice, 70))
        at = sample - first;
    else
        index = roll_new(
            instance, dice, first - 1, first + length, first + at);
    take_var(item, index);
    return at;
}

static value any_first(struct dice *dice)
{
    return dice_chance(dice, 60) ? 1 : dice_between(dice, -2, 2);
}

void roll_element_constant(
    struct instance *instance, struct dice *dice, struct item *item)
{
    value first = any_first(dice), length = dice_between(dice, 1, 9);
    int64_t at = take_index(instance, dice, item, first, length);
    uint32_t result = roll_int(instance, dice);
    take_var(item, result);
    take_value(item, first);
    for (value i = 0; i < length; i++)
        take_value(
            item, i == at ? about(dice, sample_of(instance, result))
                          : any_value_of(instance, dice, result));
}

void roll_element(
    struct instance *instance, struct dice *dice, struct item *item)
{
    value first = any_first(dice), length = dice_between(dice, 1, 5);
    int64_t at = take_index(instance, dice, item, first, length);
    uint32_t xs[5];
    for (value i = 0; i < length; i++)
        xs[i] = roll_int(instance, dice);
    take_result(instance, dice, item, sample_of(instance, xs[at]));
    for (value i = 0; i < length; i++)
        take_var(item, xs[i]);
    take_value(item, first);
}

void roll_some(struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 1, 6);
}

/* Variables around a permutation: first + a permutation of 0..n-1. */
static void
take_permutation(struct instance *instance, struct dice *dice,
                 struct item *item, value first, const uint32_t *order,
                 uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        value v = first + order[i];
        uint32_t x = roll_int(instance, dice);
        bool usable = variable_contains(&instance->vars[x], v);
        take_var(
            item, usable && dice_chance(dice, 40)
                      ? x
                      : roll_new(
                            instance, dice, first - dice_chance(dice, 20),
                            first + n - 1, v));
    }
}

static void shuffle(struct dice *dice, uint32_t *order, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        uint64_t k = dice_below(dice, i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

void roll_inverse(
    struct instance *instance, struct dice *dice, struct item *item)
{
    uint32_t n = 1 + (uint32_t)dice_below(dice, 4), order[4], back[4];
    shuffle(dice, order, n);
    for (uint32_t i = 0; i < n; i++)
        back[order[i]] = i;
    value f = any_first(dice), g = any_first(dice);
    take_permutation(instance, dice, item, g, order, n);
    take_permutation(instance, dice, item, f, back, n);
    take_value(item, f);
    take_value(item, g);
}

void roll_circuit(
    struct instance *instance, struct dice *dice, struct item *item)
{
    uint32_t n = 1 + (uint32_t)dice_below(dice, 5), tour[5], next[5];
    shuffle(dice, tour, n);
    for (uint32_t i = 0; i < n; i++)
        next[tour[i]] = tour[(i + 1) % n];
    value first = dice_chance(dice, 60) ? 1 : (value)dice_below(dice, 3);
    take_permutation(instance, dice, item, first, next, n);
    take_value(item, first);
}

/* ---- Extensional ---- */

void roll_table(struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 1, 4);
    uint64_t rows = dice_below(dice, 14);
    for (uint64_t row = 0; row < rows; row++)
        for (uint32_t i = 0; i < item->var_count; i++)
            take_value(
                item, row == 1 || dice_chance(dice, 30)
                          ? sample_at(instance, item, i)
                          : any_value_of(instance, dice, item->vars[i]));
}

void roll_regular(
    struct instance *instance, struct dice *dice, struct item *item)
{
    value states = dice_between(dice, 1, 5), symbols = dice_between(dice, 1, 4);
    for (uint64_t n = 1 + dice_below(dice, 5); n > 0; n--) {
        uint32_t x = roll_int(instance, dice);
        bool usable = sample_of(instance, x) >= 1 &&
                      sample_of(instance, x) <= symbols;
        take_var(
            item, usable ? x
                         : roll_new(
                               instance, dice, dice_chance(dice, 80),
                               symbols + dice_chance(dice, 20),
                               dice_between(dice, 1, symbols)));
    }
    take_value(item, states);
    take_value(item, symbols);
    for (value i = 0; i < states * symbols; i++)
        take_value(
            item, dice_chance(dice, 20) ? 0 : dice_between(dice, 1, states));
    take_value(item, dice_between(dice, 1, states));
    uint32_t at = item->value_count;
    take_value(item, 0);
    for (value state = 1; state <= states; state++)
        if (dice_chance(dice, 50)) {
            take_value(item, state);
            item->values[at]++;
        }
}

/* ---- Scheduling ---- */

void roll_cumulative(
    struct instance *instance, struct dice *dice, struct item *item)
{
    uint32_t n = 1 + (uint32_t)dice_below(dice, 4);
    for (uint32_t i = 0; i < n; i++)
        take_var(
            item,
            dice_chance(dice, 50)
                ? roll_int(instance, dice)
                : roll_new(instance, dice, 0, 5, (value)dice_below(dice, 6)));
    for (uint32_t i = 0; i < n; i++)
        take_var(item, natural(instance, dice, 3));
    for (uint32_t i = 0; i < n; i++)
        take_var(item, natural(instance, dice, 3));
    take_var(item, natural(instance, dice, 5));
}

void roll_disjunctive(
    struct instance *instance, struct dice *dice, struct item *item)
{
    uint32_t n = 1 + (uint32_t)dice_below(dice, 4);
    for (uint32_t i = 0; i < n; i++)
        take_var(
            item,
            dice_chance(dice, 50)
                ? roll_int(instance, dice)
                : roll_new(instance, dice, 0, 7, (value)dice_below(dice, 8)));
    for (uint32_t i = 0; i < n; i++)
        take_var(item, natural(instance, dice, 3));
    take_value(item, dice_chance(dice, 50));
}

/* ---- Counting ---- */

void roll_count(struct instance *instance, struct dice *dice, struct item *item)
{
    uint32_t y = dice_chance(dice, 50)
                     ? roll_constant(instance, dice_between(dice, -1, 3))
                     : roll_int(instance, dice);
    struct item xs = {.var_count = 0};
    take_some(instance, dice, &xs, 1, 5);
    value count = 0;
    for (uint32_t i = 0; i < xs.var_count; i++)
        count += sample_at(instance, &xs, i) == sample_of(instance, y);
    take_var(item, y);
    take_result(instance, dice, item, count);
    for (uint32_t i = 0; i < xs.var_count; i++)
        take_var(item, xs.vars[i]);
}

void roll_among(struct instance *instance, struct dice *dice, struct item *item)
{
    struct item xs = {.var_count = 0};
    roll_member(instance, dice, &xs);
    item->value_count = xs.value_count;
    for (uint32_t i = 0; i < xs.value_count; i++)
        item->values[i] = xs.values[i];
    take_some(instance, dice, &xs, 1, 4);
    struct item probe = *item;
    value count = 0;
    for (uint32_t i = 0; i < xs.var_count; i++) {
        value v = sample_at(instance, &xs, i);
        count += holds_member(&probe, &v);
    }
    take_result(instance, dice, item, count);
    for (uint32_t i = 0; i < xs.var_count; i++)
        take_var(item, xs.vars[i]);
}

void roll_global_cardinality(
    struct instance *instance, struct dice *dice, struct item *item)
{
    take_some(instance, dice, item, 1, 5);
    uint32_t n = item->var_count;
    take_value(item, n);
    take_value(item, dice_chance(dice, 50));
    value cover = dice_between(dice, -2, 1);
    for (uint64_t m = 1 + dice_below(dice, 3); m > 0; m--) {
        value count = 0;
        for (uint32_t i = 0; i < n; i++)
            count += sample_at(instance, item, i) == cover;
        take_value(item, cover);
        take_result(instance, dice, item, count);
        cover += 1 + (value)dice_below(dice, 2);
    }
}
