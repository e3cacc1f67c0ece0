/* rows.c — see rows.h */
#include "tests/propagators/rows.h"

#include "coro/fatal.h"
#include "solver/domain.h"

#include <stdlib.h>

enum {
    ROWS_MAX = 20000,
    ROWS_SAMPLED = 1500
};

static void
add(struct rows *rows, const struct arrangement *arrangement, const value *a)
{
    uint8_t flags = ROW_INITIAL;
    for (uint32_t i = 0; i < rows->width; i++) {
        rows->items[(size_t)rows->count * rows->width + i] = a[i];
        if (!arrange_initially(arrangement, i, a[i]))
            flags = 0;
    }
    if (arrange_holds(arrangement, a))
        flags |= ROW_SOLUTION;
    rows->flags[rows->count++] = flags;
}

static struct range hull(const struct arrangement *arrangement, uint32_t arg)
{
    const struct arrange_arg *a = &arrangement->args[arg];
    return (struct range){a->runs[0].min, a->runs[a->run_count - 1].max};
}

/* The values that an argument may take, given those before it. */
static struct range
choices(const struct arrangement *arrangement, const value *a, uint32_t arg)
{
    const struct arrange_link *link = &arrangement->args[arg].link;
    struct range values = hull(arrangement, arg);
    if (!link->linked)
        return values;
    value v = arrange_linked(link, a);
    return v < values.min || v > values.max ? (struct range){1, 0}
                                            : (struct range){v, v};
}

static void enumerate(
    struct rows *rows, const struct arrangement *arrangement, value *a,
    uint32_t arg)
{
    if (arg == rows->width) {
        add(rows, arrangement, a);
        return;
    }
    struct range values = choices(arrangement, a, arg);
    for (value v = values.min; v <= values.max; v++) {
        a[arg] = v;
        enumerate(rows, arrangement, a, arg + 1);
        if (v == values.max)
            break;
    }
}

/* Gives linked arguments their values; false if one leaves its hull. */
static bool complete(const struct arrangement *arrangement, value *a)
{
    for (uint32_t i = 0; i < arrangement->count; i++) {
        struct range values = choices(arrangement, a, i);
        if (arrangement->args[i].link.linked)
            a[i] = values.min;
        if (a[i] < values.min || a[i] > values.max)
            return false;
    }
    return true;
}

static void sample(
    struct rows *rows, const struct arrangement *arrangement, struct dice *dice)
{
    const struct check *check = arrangement->check;
    value a[ARRANGE_ARGS];
    for (uint32_t n = 0; n < ROWS_SAMPLED; n++) {
        for (uint32_t i = 0; i < rows->width; i++) {
            const struct arrange_arg *arg = &arrangement->args[i];
            const struct range *run =
                &arg->runs[dice_below(dice, arg->run_count)];
            a[i] = dice_between(dice, run->min, run->max);
        }
        if (check->sample && dice_chance(dice, 70))
            check->sample(dice, a);
        if (complete(arrangement, a))
            add(rows, arrangement, a);
    }
}

static bool few(const struct arrangement *arrangement)
{
    double product = 1;
    for (uint32_t i = 0; i < arrangement->count; i++) {
        struct range values = hull(arrangement, i);
        if (!arrangement->args[i].link.linked)
            product *= (double)values.max - (double)values.min + 1;
    }
    return product <= ROWS_MAX;
}

void rows_init(
    struct rows *rows, const struct arrangement *arrangement, struct dice *dice)
{
    value a[ARRANGE_ARGS];
    *rows = (struct rows){.width = arrangement->count};
    rows->complete = few(arrangement);
    size_t capacity = rows->complete ? ROWS_MAX : ROWS_SAMPLED;
    rows->items = malloc(capacity * (rows->width + 1) * sizeof *rows->items);
    rows->flags = malloc(capacity);
    if (!rows->items || !rows->flags)
        coro_fatal("out of memory");
    if (rows->complete)
        enumerate(rows, arrangement, a, 0);
    else
        sample(rows, arrangement, dice);
}

void rows_clear(struct rows *rows)
{
    free(rows->items);
    free(rows->flags);
}

static bool inside(
    const struct arrangement *arrangement, const struct branch *branch,
    const value *a)
{
    for (uint32_t i = 0; i < arrangement->count; i++)
        if (!domain_contains(branch, arrangement->args[i].view, a[i]) ||
            (arrangement->links[i].linked &&
             arrange_linked(&arrangement->links[i], a) != a[i]))
            return false;
    return true;
}

uint32_t rows_inside(
    const struct rows *rows, const struct arrangement *arrangement,
    const struct branch *branch, const uint32_t *given, uint32_t count,
    uint32_t *ret_inside)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++)
        if (inside(arrangement, branch, rows_at(rows, given[i])))
            ret_inside[found++] = given[i];
    return found;
}
