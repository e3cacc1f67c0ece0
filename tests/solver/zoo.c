/* zoo.c — see zoo.h */
#include "tests/solver/zoo.h"

#include "solver/domain.h"

#include <criterion/criterion.h>

typedef __int128 wide;

/* ---- The model ---- */

static void add_padding(struct model *model, struct dice *dice, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint64_t roll = dice_below(dice, 4);
        if (roll == 0)
            model_bool(model);
        else if (roll == 1)
            model_var(model, -5, 5);
        else if (roll == 2)
            model_var(model, 0, 5000);
        else
            model_var(model, 0, INT64_C(1) << 50);
    }
}

static var add_holed(
    struct model *model, struct dice *dice, value from, uint32_t width)
{
    struct range ranges[20];
    uint32_t count = 0;
    value at = from, end = from + width;
    while (at < end && count < 20) {
        value last = at + (value)dice_below(dice, width / 6 + 1);
        ranges[count++] = (struct range){at, last < end ? last : end - 1};
        at = last + 2 + (value)dice_below(dice, width / 10 + 1);
    }
    ranges[count - 1].max = end - 1; /* a width that decides the kind */
    return model_var_ranges(model, ranges, count);
}

static var add_base(struct model *model, struct dice *dice, uint32_t base)
{
    value shift = dice_between(dice, -100, 100);
    value width = dice_between(dice, 2, 63);
    switch (base) {
    case 0:
        return model_bool(model);
    case 1:
        return model_var(model, shift, shift + width);
    case 2:
        return add_holed(model, dice, shift, 20 + (uint32_t)width % 45);
    case 3: /* INTERVAL */
        return model_var(model, shift, shift + 64 + width * 50);
    case 4: /* LARGE */
        return add_holed(model, dice, shift, 80 + (uint32_t)width * 14);
    case 5:
        return model_var(model, -(INT64_C(1) << 40) + shift, shift);
    case 6:
        return model_var(model, VALUE_MIN, VALUE_MAX);
    case 7:
        return model_constant(model, shift);
    case 8:
        return model_var(model, INT32_MAX - width, INT32_MAX);
    case 9:
        return model_var(model, -INT32_MAX, INT32_MAX - (shift & 1));
    default:
        break;
    }
    return add_holed(model, dice, -INT32_MAX, 80 + (uint32_t)width);
}

static value any_offset(struct dice *dice, uint32_t base)
{
    static const value offsets[] = {
        0, 1, -1, 7, -100, INT32_MAX, INT64_C(1) << 40, -(INT64_C(1) << 61)};
    value offset = offsets[dice_below(dice, 8)];
    if (base == 0 && dice_chance(dice, 50))
        offset = 1; /* 1 - literal: NOT */
    return offset;
}

static var
add_alias(struct model *model, var base, struct image image)
{
    var x = model_var(model, VALUE_MIN, VALUE_MAX);
    cr_assert(model_alias(model, x, base, image.negated, image.offset));
    return x;
}

/* ---- Sets ---- */

static void read_set(const struct model *model, var base, struct set *ret)
{
    const struct declaration *d = &model->vars.items[base.index];
    *ret = (struct set){.min = d->min, .max = d->max, .origin = d->min};
    ret->keeps_holes = d->max - (wide)d->min < 64 || d->ranges;
    for (wide v = d->min; ret->keeps_holes && v <= d->max; v++)
        ret->in[v - d->min] = model_contains(model, base, (value)v);
}

static enum view_kind kind_expected(uint32_t base)
{
    static const enum view_kind kinds[ZOO_BASES] = {
        VIEW_BOOL,  VIEW_SMALL, VIEW_SMALL,    VIEW_INTERVAL,
        VIEW_LARGE, VIEW_WIDE,  VIEW_WIDE,     VIEW_CONSTANT,
        VIEW_SMALL, VIEW_INTERVAL, VIEW_LARGE,
    };
    return kinds[base];
}

static void find_views(struct zoo *zoo, const var *vars)
{
    for (uint32_t v = 0; v < zoo->count; v++) {
        struct zoo_view *seen = &zoo->views[v];
        seen->view = network_view(zoo->network, vars[v]);
        struct set *set = &zoo->initial[seen->base];
        if (v == seen->base)
            cr_assert_eq(view_kind(seen->view), kind_expected(v));
        if (view_kind(seen->view) == VIEW_NOT)
            cr_assert(seen->image.negated && seen->image.offset == 1);
        cr_assert(!set->keeps_holes || set->max - set->min < SETS_SPAN);
    }
}

/* Bases, then three aliases of each. */
static void add_views(
    struct zoo *zoo, struct dice *dice, uint32_t padding, var *vars)
{
    struct model *model = zoo->model;
    for (uint32_t b = 0; b < ZOO_BASES; b++) {
        add_padding(model, dice, padding / ZOO_BASES);
        vars[b] = add_base(model, dice, b);
        zoo->views[b] = (struct zoo_view){.base = b};
    }
    zoo->count = ZOO_BASES;
    for (; zoo->count < ZOO_VIEWS; zoo->count++) {
        uint32_t base = zoo->count % ZOO_BASES;
        struct image image = {dice_chance(dice, 50), any_offset(dice, base)};
        zoo->views[zoo->count] =
            (struct zoo_view){.base = base, .image = image};
        vars[zoo->count] = add_alias(model, vars[base], image);
    }
    for (uint32_t b = 0; b < ZOO_BASES; b++)
        read_set(model, vars[b], &zoo->initial[b]);
}

void zoo_init_posting(
    struct zoo *zoo, struct dice *dice, uint32_t padding, uint32_t levels,
    rig_post *post, void *context)
{
    struct model *model = zoo->model = model_new();
    var vars[ZOO_VIEWS];
    add_views(zoo, dice, padding, vars);
    if (post)
        rig_add(model, post, context, zoo->count, vars);
    model_simplify(model);
    struct network *network = zoo->network = network_new(model);
    zoo->world = coro_world_new(
        sizeof(struct branch), network->memory_size, network->fingerprint);
    coro_world_set_levels(zoo->world, levels);
    zoo->worker = worker_new(network, zoo->world);
    find_views(zoo, vars);
}

void zoo_init(
    struct zoo *zoo, struct dice *dice, uint32_t padding, uint32_t levels)
{
    zoo_init_posting(zoo, dice, padding, levels, NULL, NULL);
}

void zoo_clear(struct zoo *zoo)
{
    cr_assert_eq(coro_pool_live_bytes(zoo->worker->pool), 0);
    worker_free(zoo->worker);
    coro_world_free(zoo->world);
    network_free(zoo->network);
    model_free(zoo->model);
}

/* ---- Reading ---- */

static value clamped(wide v)
{
    return v > INT64_MAX   ? INT64_MAX
           : v < INT64_MIN ? INT64_MIN
                           : (value)v;
}

value zoo_value(
    const struct zoo *zoo, const struct set *sets, uint32_t v,
    struct dice *dice)
{
    const struct zoo_view *seen = &zoo->views[v];
    const struct set *set = &sets[seen->base];
    uint64_t roll = dice_below(dice, 20);
    if (roll == 0)
        return dice_between(dice, INT64_MIN, INT64_MAX);
    if (roll == 1)
        return dice_chance(dice, 50) ? INT64_MAX : INT64_MIN;
    wide at_base = dice_between(dice, set->min, set->max);
    if (roll < 8)
        at_base = dice_chance(dice, 50) ? set->min : set->max;
    return clamped(
        image_of(seen->image, (value)at_base) + dice_between(dice, -3, 3));
}

static bool
image_contains(const struct zoo_view *seen, const struct set *set, wide v)
{
    wide at_base = seen->image.negated ? seen->image.offset - v
                                       : v - seen->image.offset;
    return at_base >= set->min && at_base <= set->max &&
           set_contains(set, (value)at_base);
}

/* The next value after v in the direction of step. */
static wide
neighbour(const struct zoo_view *seen, const struct set *set, wide v, int step)
{
    do
        v += step;
    while (!image_contains(seen, set, v));
    return v;
}

static void assert_neighbours(
    const struct zoo_view *seen, const struct branch *branch,
    const struct set *set, value v)
{
    value min = domain_min(branch, seen->view);
    value max = domain_max(branch, seen->view);
    if (v < max && v >= min)
        cr_assert_eq(
            domain_next(branch, seen->view, v), neighbour(seen, set, v, 1));
    if (v > min && v <= max)
        cr_assert_eq(
            domain_previous(branch, seen->view, v),
            neighbour(seen, set, v, -1));
    if (v < min)
        cr_assert_eq(domain_next(branch, seen->view, v), min);
    if (v > max)
        cr_assert_eq(domain_previous(branch, seen->view, v), max);
}

static uint64_t
bits_expected(const struct zoo_view *seen, const struct set *set, value from)
{
    uint64_t bits = 0;
    for (uint32_t k = 0; k < 64; k++)
        if (image_contains(seen, set, (wide)from + k))
            bits |= UINT64_C(1) << k;
    return bits;
}

void zoo_assert_read(
    const struct zoo *zoo, const struct branch *branch, const struct set *sets,
    uint32_t v, struct dice *dice)
{
    const struct zoo_view *seen = &zoo->views[v];
    const struct set *set = &sets[seen->base];
    wide ends[2] = {
        image_of(seen->image, set->min), image_of(seen->image, set->max)};
    bool turned = seen->image.negated;
    cr_assert_eq(domain_min(branch, seen->view), ends[turned]);
    cr_assert_eq(domain_max(branch, seen->view), ends[!turned]);
    cr_assert_eq(domain_size(branch, seen->view), set_size(set));
    cr_assert_eq(domain_fixed(branch, seen->view), set_size(set) == 1);
    for (int i = 0; i < 3; i++) {
        value at = zoo_value(zoo, sets, v, dice);
        cr_assert_eq(
            domain_contains(branch, seen->view, at),
            image_contains(seen, set, at));
        assert_neighbours(seen, branch, set, at);
        value from =
            at < INT64_MIN + 70 ? at : at - (value)dice_below(dice, 70);
        cr_assert_eq(
            domain_bits(branch, seen->view, from),
            bits_expected(seen, set, from));
    }
}

void zoo_assert_all(
    const struct zoo *zoo, const struct branch *branch, const struct set *sets,
    struct dice *dice)
{
    for (uint32_t v = 0; v < zoo->count; v++)
        zoo_assert_read(zoo, branch, sets, v, dice);
}
