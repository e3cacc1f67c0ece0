/* split.c — see split.h */
#include "solver/split.h"

#include "solver/log.h"
#include "solver/tell.h"
#include "solver/worker.h"

enum {
    EACH_MAX = 1 << 16,     /* values of an n-ary choice; more: x = min first */
    OUTWARDS_WIDTH = 1 << 30, /* domains wider than this go outwards from 0, */
    RINGS = 2 * 62 + 1,       /* in so many steps */
};

/* ---- Which value ---- */

static value middle(const struct branch *branch, view x)
{
    value min = domain_min(branch, x), max = domain_max(branch, x);
    value mean = (value)(((__int128)min + max) >> 1);
    if (domain_contains(branch, x, mean))
        return mean;
    value below = domain_previous(branch, x, mean);
    value above = domain_next(branch, x, mean);
    return mean - below <= above - mean ? below : above;
}

/* The value with n values of the domain below it. */
static value nth(const struct branch *branch, view x, uint64_t n)
{
    value v = domain_min(branch, x);
    if (domain_size(branch, x) ==
        (uint64_t)domain_max(branch, x) - (uint64_t)v + 1)
        return (value)((uint64_t)v + n);
    while (n-- > 0)
        v = domain_next(branch, x, v);
    return v;
}

static value median(const struct branch *branch, view x)
{
    return nth(branch, x, (domain_size(branch, x) - 1) / 2);
}

static value any(struct branch *branch, view x)
{
    return nth(
        branch, x, worker_random(branch->worker, domain_size(branch, x)));
}

static value mean_below(const struct branch *branch, view x)
{
    return (value)(((__int128)domain_min(branch, x) + domain_max(branch, x)) >>
                   1);
}

/* The end of the first run of values. */
static value first_run_end(const struct branch *branch, view x)
{
    value v = domain_min(branch, x), max = domain_max(branch, x);
    if (domain_size(branch, x) == (uint64_t)max - (uint64_t)v + 1)
        return mean_below(branch, x);
    while (domain_next(branch, x, v) == v + 1)
        v++;
    return v;
}

/* ---- Which form ---- */

static bool keeps_holes(const struct branch *branch, view x)
{
    if (view_kind(x) == VIEW_DERIVED)
        x = branch->network->derived[view_place(x)].base;
    return view_kind(x) != VIEW_INTERVAL && view_kind(x) != VIEW_WIDE;
}

static uint32_t equal(
    const struct branch *branch, view x, value v, bool first, uint8_t *ret_form)
{
    bool inside = v != domain_min(branch, x) && v != domain_max(branch, x);
    if (inside && !keeps_holes(branch, x)) {
        *ret_form = FORM_AROUND;
        return 3;
    }
    *ret_form = first ? FORM_EQUAL : FORM_DIFFERENT;
    return 2;
}

static bool coin(struct branch *branch)
{
    return worker_random(branch->worker, 2);
}

/* The alternative of FORM_OUTWARDS that a value belongs to: -1..1; then 2..3,
 * -3..-2, 4..7, -7..-4, … */
static uint32_t ring_of(value v)
{
    uint64_t distance = v < 0 ? -(uint64_t)v : (uint64_t)v;
    if (distance <= 1)
        return 0;
    uint32_t log = 63 - (uint32_t)__builtin_clzll(distance);
    return v > 0 ? 2 * log - 1 : 2 * log;
}

/* Wide domains go outwards from zero; others from the least value. */
static uint32_t split_outwards(
    const struct branch *branch, view x, uint8_t *ret_form, value *ret_v)
{
    value min = domain_min(branch, x), max = domain_max(branch, x);
    if ((uint64_t)max - (uint64_t)min <= OUTWARDS_WIDTH) {
        *ret_v = min > 0 || max >= -min ? min : max;
        if (min < 0 && max > 0 && domain_contains(branch, x, 0))
            *ret_v = 0;
        else if (min < 0 && max > 0)
            *ret_v = min;
        return equal(branch, x, *ret_v, true, ret_form);
    }
    if (ring_of(min) == ring_of(max)) {
        *ret_v = mean_below(branch, x);
        *ret_form = min > 0 ? FORM_UPTO : FORM_BEYOND;
        return 2;
    }
    *ret_form = FORM_OUTWARDS;
    *ret_v = 0;
    return RINGS;
}

uint32_t split_domain(
    struct branch *branch, const struct step *step, uint32_t i,
    uint8_t *ret_form, value *ret_v)
{
    view x = step->xs[i];
    enum split split = step->split;
    if (step->warm && domain_contains(branch, x, step->warm[i])) {
        *ret_v = step->warm[i];
        return equal(branch, x, *ret_v, true, ret_form);
    }
    if (split == SPLIT_ENUMERATE && domain_size(branch, x) > EACH_MAX)
        split = SPLIT_MIN;
    if (split == SPLIT_SPLIT_RANDOM)
        split = coin(branch) ? SPLIT_SPLIT : SPLIT_REVERSE_SPLIT;
    *ret_form = FORM_UPTO;
    switch (split) {
    case SPLIT_MIN:
        *ret_v = domain_min(branch, x);
        *ret_form = FORM_EQUAL;
        return 2;
    case SPLIT_MAX:
        *ret_v = domain_max(branch, x);
        *ret_form = FORM_EQUAL;
        return 2;
    case SPLIT_MIDDLE:
        *ret_v = middle(branch, x);
        return equal(branch, x, *ret_v, true, ret_form);
    case SPLIT_MEDIAN:
        *ret_v = median(branch, x);
        return equal(branch, x, *ret_v, true, ret_form);
    case SPLIT_RANDOM:
        *ret_v = any(branch, x);
        return equal(branch, x, *ret_v, true, ret_form);
    case SPLIT_SPLIT:
        *ret_v = mean_below(branch, x);
        return 2;
    case SPLIT_REVERSE_SPLIT:
        *ret_v = mean_below(branch, x);
        *ret_form = FORM_BEYOND;
        return 2;
    case SPLIT_INTERVAL:
        *ret_v = first_run_end(branch, x);
        return 2;
    case SPLIT_ENUMERATE:
        *ret_v = 0;
        *ret_form = FORM_EACH;
        return (uint32_t)domain_size(branch, x);
    case SPLIT_OUT_MIN:
        *ret_v = domain_min(branch, x);
        *ret_form = FORM_DIFFERENT;
        return 2;
    case SPLIT_OUT_MAX:
        *ret_v = domain_max(branch, x);
        *ret_form = FORM_DIFFERENT;
        return 2;
    case SPLIT_OUT_MEDIAN:
        *ret_v = median(branch, x);
        return equal(branch, x, *ret_v, false, ret_form);
    case SPLIT_OUT_RANDOM:
        *ret_v = any(branch, x);
        return equal(branch, x, *ret_v, false, ret_form);
    case SPLIT_ZERO_OUTWARDS:
    case SPLIT_SPLIT_RANDOM:
    case SPLIT_COUNT:
        break;
    }
    return split_outwards(branch, x, ret_form, ret_v);
}

/* ---- Telling ---- */

/* See ring_of. */
static bool tell_outwards(struct branch *branch, view x, uint32_t alternative)
{
    if (alternative == 0)
        return tell_min(branch, x, -1) && tell_max(branch, x, 1);
    uint32_t log = (alternative + 1) / 2;
    value near = (value)(UINT64_C(1) << log);
    value far = log == 62 ? VALUE_MAX : 2 * near - 1;
    return alternative % 2 == 1
               ? tell_min(branch, x, near) && tell_max(branch, x, far)
               : tell_min(branch, x, -far) && tell_max(branch, x, -near);
}

/* The first alternative, or a part of it, as one literal: what a search that
 * learns decides, since it learns what the others are. */
static bool tell_decision(struct branch *branch, view x, uint8_t form, value v)
{
    value min = domain_min(branch, x), max = domain_max(branch, x);
    switch ((enum split_form)form) {
    case FORM_EQUAL:
        return tell_fix(branch, x, v);
    case FORM_DIFFERENT:
        return tell_remove(branch, x, v);
    case FORM_AROUND:
        return v < max ? tell_max(branch, x, v) : tell_min(branch, x, v);
    case FORM_UPTO:
        return tell_max(branch, x, v);
    case FORM_BEYOND:
        return tell_min(branch, x, v + 1);
    case FORM_EACH:
        return tell_max(branch, x, min);
    case FORM_OUTWARDS:
        break;
    }
    value mean = (value)(((__int128)min + max) >> 1);
    if (min > 0 || max < 0)
        return min > 0 ? tell_max(branch, x, mean)
                       : tell_min(branch, x, mean + 1);
    return max > 1 || min >= -1 ? tell_max(branch, x, max / 2)
                                : tell_min(branch, x, min / 2);
}

bool split_tell(
    struct branch *branch, view x, uint8_t form, value v, uint32_t alternative)
{
    if (branch->log)
        log_open_level(branch);
    if (branch->worker->nogoods)
        return tell_decision(branch, x, form, v);
    switch ((enum split_form)form) {
    case FORM_EQUAL:
    case FORM_DIFFERENT:
        return (alternative == 0) == (form == FORM_EQUAL)
                   ? tell_fix(branch, x, v)
                   : tell_remove(branch, x, v);
    case FORM_AROUND:
        if (alternative == 0)
            return tell_fix(branch, x, v);
        return alternative == 1 ? tell_max(branch, x, v - 1)
                                : tell_min(branch, x, v + 1);
    case FORM_UPTO:
    case FORM_BEYOND:
        return (alternative == 0) == (form == FORM_UPTO)
                   ? tell_max(branch, x, v)
                   : tell_min(branch, x, v + 1);
    case FORM_EACH:
        return tell_fix(branch, x, nth(branch, x, alternative));
    case FORM_OUTWARDS:
        break;
    }
    return tell_outwards(branch, x, alternative);
}
