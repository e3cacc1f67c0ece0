/* instance.c — see instance.h */
#include "tests/differential/instance.h"

#include "tests/differential/kinds.h"

#include <string.h>

enum { PRODUCT_MAX = 40000, CROWDED_MAX = 100000 };

static double product_max(const struct instance *instance)
{
    return instance->crowded ? CROWDED_MAX : PRODUCT_MAX;
}

/* ---- Variables ---- */

bool variable_contains(const struct variable *variable, value v)
{
    for (uint32_t r = 0; r < variable->run_count; r++)
        if (v >= variable->runs[r].min && v <= variable->runs[r].max)
            return true;
    return false;
}

uint64_t variable_size(const struct variable *variable)
{
    uint64_t size = 0;
    for (uint32_t r = 0; r < variable->run_count; r++)
        size += (uint64_t)(variable->runs[r].max - variable->runs[r].min) + 1;
    return size;
}

static uint32_t add(struct instance *instance, struct variable variable)
{
    instance->product *= (double)variable_size(&variable);
    instance->vars[instance->var_count] = variable;
    return instance->var_count++;
}

static struct variable interval(value min, value max)
{
    return (struct variable){
        .runs = {{min, max}}, .run_count = 1, .sample = min};
}

/* Up to three runs of one or two values, a gap of up to `gap` between them. */
static struct variable
holed(struct dice *dice, value from, value gap)
{
    struct variable variable = {.run_count = 2 + dice_chance(dice, 50)};
    for (uint32_t r = 0; r < variable.run_count; r++) {
        value last = from + dice_chance(dice, 40);
        variable.runs[r] = (struct range){from, last};
        from = last + 2 + (value)dice_below(dice, (uint64_t)gap);
    }
    return variable;
}

/* Small numbers mostly, so that constraints bite; and kinds that have too wide
 * a domain for 64 bits, for holes, for 32 bits. */
static struct variable any_variable(struct dice *dice)
{
    value low = dice_between(dice, -3, 3);
    uint64_t roll = dice_below(dice, 100);
    if (roll < 25)
        return (struct variable){
            .runs = {{0, 1}}, .run_count = 1, .is_bool = true};
    if (roll < 70)
        return interval(low, low + (value)dice_below(dice, 6));
    if (roll < 80)
        return holed(dice, low, 3);
    if (roll < 84)
        return holed(dice, low, 60); /* LARGE */
    if (roll < 86)
        return holed(dice, low, 50000); /* sparse */
    if (roll < 92)
        return interval(low, low + 64 + (value)dice_below(dice, 10));
    value far = INT64_C(1) << dice_between(dice, 31, 61);
    if (dice_chance(dice, 50))
        far = -far;
    if (roll < 96)
        return interval(far + low, far + low + (value)dice_below(dice, 4));
    if (roll < 98)
        return holed(dice, far, 3);
    return holed(dice, low, INT64_C(1) << 40);
}

static struct variable small_variable(struct dice *dice)
{
    value low = dice_between(dice, -1, 2);
    uint64_t roll = dice_below(dice, 100);
    if (roll < 35)
        return (struct variable){
            .runs = {{0, 1}}, .run_count = 1, .is_bool = true};
    return roll < 85 ? interval(low, low + 1 + (value)dice_below(dice, 4))
                     : any_variable(dice);
}

static void roll_variables(struct instance *instance, struct dice *dice)
{
    uint64_t wanted =
        instance->crowded ? 7 + dice_below(dice, 6) : 2 + dice_below(dice, 5);
    add(instance,
        (struct variable){.runs = {{0, 1}}, .run_count = 1, .is_bool = true});
    add(instance, interval(dice_between(dice, -2, 1), 3));
    while (instance->var_count < wanted) {
        struct variable variable = instance->crowded ? small_variable(dice)
                                                     : any_variable(dice);
        if (instance->product * (double)variable_size(&variable) >
            product_max(instance))
            break;
        add(instance, variable);
    }
    for (uint32_t x = 0; x < instance->var_count; x++) {
        struct variable *variable = &instance->vars[x];
        uint64_t r = dice_below(dice, variable->run_count);
        variable->sample = dice_between(
            dice, variable->runs[r].min, variable->runs[r].max);
    }
}

uint32_t roll_int(const struct instance *instance, struct dice *dice)
{
    return (uint32_t)dice_below(dice, instance->var_count);
}

uint32_t roll_bool(const struct instance *instance, struct dice *dice)
{
    for (int i = 0; i < 10; i++) {
        uint32_t x = roll_int(instance, dice);
        if (instance->vars[x].is_bool)
            return x;
    }
    return 0;
}

uint32_t roll_constant(struct instance *instance, value v)
{
    for (uint32_t x = 0; x < instance->var_count; x++)
        if (variable_fixed(&instance->vars[x]) &&
            instance->vars[x].sample == v)
            return x;
    return instance->var_count < INSTANCE_VARS ? add(instance, interval(v, v))
                                               : 1;
}

uint32_t roll_new(
    struct instance *instance, struct dice *dice, value min, value max,
    value sample)
{
    double room = product_max(instance) / instance->product;
    if (instance->var_count >= INSTANCE_VARS)
        return roll_int(instance, dice);
    if (room < 2 || sample < min || sample > max)
        return roll_constant(instance, sample);
    while ((double)max - (double)min + 1 > room) {
        min = sample - (sample - min) / 2;
        max = sample + (max - sample) / 2;
    }
    struct variable variable = interval(min, max);
    variable.sample = sample;
    return add(instance, variable);
}

/* ---- Items ---- */

static void roll_condition(
    const struct instance *instance, struct dice *dice, struct item *item)
{
    if (!dice_chance(dice, 35) || !item->kind->class->post_negation)
        return;
    item->reification = dice_chance(dice, 60) ? REIFY_FULL : REIFY_HALF;
    item->condition = roll_bool(instance, dice);
}

static const struct kind *any_kind(struct dice *dice)
{
    return &kinds[dice_below(dice, kind_count)];
}

static const struct kind *kind_named(const char *name)
{
    uint32_t i = 0;
    while (strcmp(kinds[i].name, name) != 0)
        i++;
    return &kinds[i];
}

static void
roll_item(struct instance *instance, struct dice *dice, const struct kind *kind)
{
    static const enum strength strengths[] = {
        STRENGTH_DEFAULT, STRENGTH_VALUE, STRENGTH_BOUNDS, STRENGTH_DOMAIN};
    struct item *item = &instance->items[instance->item_count++];
    item->kind = kind;
    kind->roll(instance, dice, item);
    roll_condition(instance, dice, item);
    item->strength = strengths[dice_below(dice, 4)];
}

static void roll_few(
    struct instance *instance, struct dice *dice, const char *only)
{
    uint64_t count = 1 + dice_below(dice, only ? 2 : 5);
    for (uint64_t i = 0; i < count; i++)
        roll_item(instance, dice, only ? kind_named(only) : any_kind(dice));
}

/* Constraints that leave much open, in a crowd, and some others. Each is rolled
 * around a sample that has moved a little, so that they get into conflict. */
static void roll_crowd(
    struct instance *instance, struct dice *dice, const char *only)
{
    static const char *const weak[] = {
        "clause", "linear_ne", "clause", "linear_ne", "linear_le", "table"};
    enum { LEAST = 6 };
    uint64_t weak_count = 1 + dice_below(dice, sizeof weak / sizeof *weak);
    uint64_t others = 15 * dice_below(dice, 2); /* of a hundred */
    const struct kind *other = only ? kind_named(only) : any_kind(dice);
    uint64_t count = LEAST + dice_below(dice, INSTANCE_ITEMS - LEAST - 1);
    for (uint64_t i = 0;
         i < count && instance->var_count + ITEM_VARS <= INSTANCE_VARS; i++) {
        struct variable *x = &instance->vars[roll_int(instance, dice)];
        uint64_t r = dice_below(dice, x->run_count);
        x->sample = dice_between(dice, x->runs[r].min, x->runs[r].max);
        roll_item(
            instance, dice,
            dice_chance(dice, others)
                ? other
                : kind_named(weak[dice_below(dice, weak_count)]));
        /* one variable alone leaves too little open */
        if (instance->items[instance->item_count - 1].var_count == 1)
            instance->items[--instance->item_count] = (struct item){0};
    }
}

bool item_holds(const struct item *item, const value *values)
{
    value arguments[ITEM_VARS];
    if (item->reification == REIFY_HALF && values[item->condition] == 0)
        return true;
    for (uint32_t i = 0; i < item->var_count; i++)
        arguments[i] = values[item->vars[i]];
    bool holds = item->kind->holds(item, arguments);
    return item->reification == REIFY_FULL
               ? holds == (values[item->condition] != 0)
               : holds;
}

/* ---- Search and goal ---- */

static void roll_labels(struct instance *instance, struct dice *dice)
{
    instance->label_count = (uint32_t)dice_below(dice, INSTANCE_LABELS + 1);
    for (uint32_t l = 0; l < instance->label_count; l++) {
        struct labelling *label = &instance->labels[l];
        label->selection = (enum selection)dice_below(dice, SELECTION_COUNT);
        label->split = (enum split)dice_below(dice, SPLIT_COUNT);
        for (uint32_t x = 0; x < instance->var_count; x++)
            if (dice_chance(dice, 60))
                label->vars[label->count++] = x;
        for (uint32_t i = label->count; i > 1; i--) {
            uint64_t k = dice_below(dice, i);
            uint32_t kept = label->vars[i - 1];
            label->vars[i - 1] = label->vars[k];
            label->vars[k] = kept;
        }
    }
}

/* A new variable is the objective: a sum of some others. */
static void roll_sum(struct instance *instance, struct dice *dice)
{
    enum { TERMS = 7, NEAR = 20 };
    struct item *item = &instance->items[instance->item_count];
    struct variable sum = {.run_count = 1};
    for (int i = 0; i < TERMS; i++) {
        uint32_t x = roll_int(instance, dice);
        const struct variable *variable = &instance->vars[x];
        value min = variable->runs[0].min;
        value max = variable->runs[variable->run_count - 1].max;
        value c = dice_between(dice, 1, 3) * (dice_chance(dice, 70) ? 1 : -1);
        if (min < -NEAR || max > NEAR || min == max)
            continue;
        item->vars[item->var_count++] = x;
        item->values[item->value_count++] = c;
        sum.runs[0].min += c * (c > 0 ? min : max);
        sum.runs[0].max += c * (c > 0 ? max : min);
    }
    sum.sample = sum.runs[0].min;
    item->kind = kind_named("linear_eq");
    item->vars[item->var_count++] = instance->objective = add(instance, sum);
    item->values[item->value_count++] = -1;
    item->values[item->value_count++] = 0;
    instance->item_count++;
}

static void roll_goal(struct instance *instance, struct dice *dice)
{
    static const struct restarts restarts[] = {
        {RESTART_LUBY, 0, 10},
        {RESTART_GEOMETRIC, 1.3, 5},
        {RESTART_LINEAR, 0, 7}};
    if (dice_chance(dice, 15))
        instance->restarts = restarts[dice_below(dice, 3)];
    if (!dice_chance(dice, instance->crowded ? 60 : 30))
        return;
    instance->goal = dice_chance(dice, 50) ? GOAL_MINIMIZE : GOAL_MAXIMIZE;
    if (instance->crowded && instance->var_count < INSTANCE_VARS)
        roll_sum(instance, dice);
    else
        instance->objective = roll_int(instance, dice);
}

void instance_roll(struct instance *instance, uint64_t seed, const char *only)
{
    struct dice dice = {seed};
    *instance = (struct instance){
        .seed = seed, .product = 1, .crowded = dice_chance(&dice, 40)};
    roll_variables(instance, &dice);
    if (instance->crowded)
        roll_crowd(instance, &dice, only);
    else
        roll_few(instance, &dice, only);
    roll_labels(instance, &dice);
    roll_goal(instance, &dice);
}
