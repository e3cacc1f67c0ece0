/* explain_values.c — see explain_values.h */
#include "propagators/explain_values.h"

#include "solver/model.h"
#include "solver/network.h"

#include <string.h>

uint32_t explain_values_from(const struct explain_values *values, value v)
{
    if (!values->values) {
        uint64_t k = v <= values->base ? 0 : (uint64_t)v - values->base;
        return k < values->count ? (uint32_t)k : values->count;
    }
    uint32_t from = 0, to = values->count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (values->values[middle] < v)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* The first number whose value is > v. */
static uint32_t number_behind(const struct explain_values *values, value v)
{
    return v == VALUE_MAX ? values->count : explain_values_from(values, v + 1);
}

/* The numbers from..to - 1. */
static void add_range(uint64_t *set, uint32_t from, uint32_t to)
{
    for (uint32_t k = from / 64; 64 * k < to && from < to; k++) {
        uint64_t bits = UINT64_MAX;
        if (64 * k < from)
            bits <<= from - 64 * k;
        if (to - 64 * k < 64)
            bits &= (UINT64_C(1) << (to - 64 * k)) - 1;
        set[k] |= bits;
    }
}

/* ---- Reading ---- */

/* The variable whose events x sees. */
static view variable_of(const struct network *network, view x)
{
    while (view_kind(x) == VIEW_DERIVED)
        x = network->derived[view_place(x)].base;
    return view_kind(x) == VIEW_NOT ? view_negated(x) : x;
}

static const struct log_event *
event_before(const struct branch *branch, const struct log_event *event)
{
    return event->previous ? log_at(branch, event->previous) : NULL;
}

/* The latest bound of one kind that is early narrows what is early. */
static void narrow_early(
    const struct explain_view *before, view x, view variable,
    enum literal_kind kind, value *min, value *max)
{
    const struct branch *branch = before->branch;
    const struct log_event *event =
        log_latest(branch, variable, kind, before->end);
    while (event && event->level > 0)
        event = event_before(branch, event);
    struct literal l;
    if (!event ||
        !explain_matches(
            branch->network, (struct literal){variable, kind, event->v}, x, &l))
        return;
    if (l.kind == LITERAL_MIN)
        *min = l.v > *min ? l.v : *min;
    else
        *max = l.v < *max ? l.v : *max;
}

/* The bounds that were early. */
static struct range
early_range(const struct explain_view *before, view x, view variable)
{
    const struct network *network = before->branch->network;
    struct range early = {
        explain_root_min(network, x), explain_root_max(network, x)};
    if (view_kind(variable) == VIEW_CONSTANT ||
        (explain_min(before, x) == early.min &&
         explain_max(before, x) == early.max))
        return early;
    narrow_early(before, x, variable, LITERAL_MIN, &early.min, &early.max);
    narrow_early(before, x, variable, LITERAL_MAX, &early.min, &early.max);
    return early;
}

struct range explain_values_bounds(
    const struct explain_view *before, struct explain_values *values)
{
    view variable = variable_of(before->branch->network, values->x);
    size_t bytes = ((size_t)values->count + 63) / 64 * sizeof *values->held;
    memset(values->held, 0, bytes);
    memset(values->early, 0, bytes);
    values->low = explain_values_from(values, explain_min(before, values->x));
    values->high = number_behind(values, explain_max(before, values->x));
    return early_range(before, values->x, variable);
}

static void add_ranges(struct explain_values *values, struct range early)
{
    add_range(values->held, values->low, values->high);
    add_range(values->early, 0, explain_values_from(values, early.min));
    add_range(values->early, number_behind(values, early.max), values->count);
}

/* Can there be values between the bounds that have gone? */
static bool may_have_holes(const struct network *network, view x, view variable)
{
    uint64_t min = (uint64_t)explain_root_min(network, x);
    uint64_t max = (uint64_t)explain_root_max(network, x);
    return (view_kind(variable) == VIEW_SMALL ||
            view_kind(variable) == VIEW_LARGE) &&
           max - min > 1;
}

/* Values that the variable never had, between the bounds. */
static void
drop_missing(const struct network *network, struct explain_values *values)
{
    if (explain_root_whole(network, values->x))
        return;
    for (uint32_t k = values->low; k < values->high; k++)
        if (!explain_root_contains(
                network, values->x, explain_values_at(values, k))) {
            values->held[k / 64] &= ~(UINT64_C(1) << (k % 64));
            explain_values_add(values->early, k);
        }
}

static void drop_removed(
    const struct explain_view *before, struct explain_values *values,
    view variable)
{
    const struct branch *branch = before->branch;
    const struct log_event *event =
        log_latest(branch, variable, LITERAL_REMOVE, before->end);
    bool direct = view_same(variable, values->x);
    for (; event; event = event_before(branch, event)) {
        struct literal l = {variable, LITERAL_REMOVE, event->v};
        if (!direct && !explain_matches(branch->network, l, values->x, &l))
            continue;
        uint32_t k = explain_values_from(values, l.v);
        if (k >= values->count || explain_values_at(values, k) != l.v)
            continue;
        values->held[k / 64] &= ~(UINT64_C(1) << (k % 64));
        if (event->level == 0)
            explain_values_add(values->early, k);
    }
}

void explain_values_read(
    const struct explain_view *before, struct explain_values *values)
{
    const struct network *network = before->branch->network;
    view variable = variable_of(network, values->x);
    add_ranges(values, explain_values_bounds(before, values));
    if (may_have_holes(network, values->x, variable)) {
        drop_missing(network, values);
        drop_removed(before, values, variable);
    }
}

/* Did x lose v alone, and early? */
static bool removed_early(const struct explain_view *before, view x, value v)
{
    uint32_t id = view_keeps_holes(x)
                      ? log_removal_id(before->branch, x, v, before->end)
                      : 0;
    return id && log_at(before->branch, id)->level == 0;
}

void explain_values_look(
    const struct explain_view *before, struct explain_values *values,
    struct range early, uint32_t number)
{
    value v = explain_values_at(values, number);
    if (explain_contains(before, values->x, v))
        explain_values_add(values->held, number);
    else if (
        !range_holds(early, v) ||
        !explain_root_contains(before->branch->network, values->x, v) ||
        removed_early(before, values->x, v))
        explain_values_add(values->early, number);
}

/* ---- Reasons ---- */

/* What went early is said as such: the event of a bound might be later. */
static bool is_hole(const struct explain_values *values, uint32_t number)
{
    return explain_values_in(values->early, number) ||
           (number >= values->low && number < values->high);
}

bool explain_values_gone(
    const struct explain_view *before, const struct explain_values *values,
    const uint64_t *gone, struct reason *ret)
{
    uint32_t words = (values->count + 63) / 64, below = 0;
    bool above = false;
    for (uint32_t w = 0; w < words; w++)
        for (uint64_t rest = gone[w]; rest; rest &= rest - 1) {
            uint32_t number = 64 * w + (uint32_t)__builtin_ctzll(rest);
            value v = explain_values_at(values, number);
            if (is_hole(values, number)) {
                if (!reason_add(before, ret, values->x, LITERAL_REMOVE, v))
                    return false;
            } else if (number < values->low) {
                below = number + 1;
            } else if (!above) {
                above = true;
                if (!reason_add(before, ret, values->x, LITERAL_MAX, v - 1))
                    return false;
            }
        }
    return below == 0 || reason_add(
                             before, ret, values->x, LITERAL_MIN,
                             explain_values_at(values, below - 1) + 1);
}

/* ---- Without reading all ---- */

bool explain_lacks(
    const struct explain_view *before, struct reason *ret, view x, value base,
    uint64_t gone)
{
    value min = explain_min(before, x), max = explain_max(before, x);
    bool below = false, above = false;
    value last_below = 0, first_above = 0;
    for (; gone; gone &= gone - 1) {
        value v = base + __builtin_ctzll(gone);
        if ((v >= min && v <= max) || removed_early(before, x, v)) {
            if (!reason_add(before, ret, x, LITERAL_REMOVE, v))
                return false;
        } else if (v < min) {
            below = true;
            last_below = v;
        } else if (!above) {
            above = true;
            first_above = v;
        }
    }
    return (!below ||
            reason_add(before, ret, x, LITERAL_MIN, last_below + 1)) &&
           (!above || reason_add(before, ret, x, LITERAL_MAX, first_above - 1));
}
