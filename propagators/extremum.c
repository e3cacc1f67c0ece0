/* extremum.c — m is the maximum, or the minimum, of xs
 *
 * Strength: bounds (D). m lies between the greatest minimum and the greatest
 * maximum of xs, no x exceeds m, and where one x alone can reach m, it does.
 * One pass over xs finds all of this; it is repeated only where holes or
 * mirrored views of one variable may have more to say. The minimum is the same
 * with the signs of all bounds reversed.
 */
#include "propagators/extremum.h"

#include "propagators/propagators.h"
#include "propagators/range.h"
#include "solver/post.h"

/* ---- Check ---- */

static bool maximum_check(const struct constraint *c, const value *values)
{
    value greatest = VALUE_MIN;
    for (uint32_t i = 1; i < c->var_count; i++) {
        value x = values[c->vars[i].index];
        greatest = x > greatest ? x : greatest;
    }
    return greatest == values[c->vars[0].index];
}

static bool minimum_check(const struct constraint *c, const value *values)
{
    value least = VALUE_MAX;
    for (uint32_t i = 1; i < c->var_count; i++) {
        value x = values[c->vars[i].index];
        least = x < least ? x : least;
    }
    return least == values[c->vars[0].index];
}

/* ---- Bounds, mirrored for the minimum ---- */

static inline struct range
bounds_of(const struct branch *branch, view x, bool least)
{
    struct range range = range_of(branch, x);
    return least ? range_negated(range) : range;
}

static inline bool raise(struct branch *branch, view x, value v, bool least)
{
    return least ? tell_max(branch, x, -v) : tell_min(branch, x, v);
}

static inline bool lower(struct branch *branch, view x, value v, bool least)
{
    return least ? tell_min(branch, x, -v) : tell_max(branch, x, v);
}

/* ---- Propagator ---- */

/* What one pass over xs has seen. */
struct survey {
    value min, max;      /* greatest minimum and maximum */
    uint32_t candidates; /* xs that can reach m.min */
    view candidate;
    bool lowered; /* some x was told */
};

/* Lowers xs to m.max and surveys them. */
static inline bool take_survey(
    struct branch *branch, const struct extremum *extremum, struct range m,
    bool least, struct survey *survey)
{
    *survey = (struct survey){.min = VALUE_MIN, .max = VALUE_MIN};
    for (uint32_t i = 0; i < extremum->count; i++) {
        view x = extremum->xs[i];
        struct range range = bounds_of(branch, x, least);
        if (range.max > m.max) {
            if (!lower(branch, x, m.max, least))
                return false;
            range = bounds_of(branch, x, least);
            survey->lowered = true;
        }
        survey->min = range.min > survey->min ? range.min : survey->min;
        survey->max = range.max > survey->max ? range.max : survey->max;
        if (range.max >= m.min) {
            survey->candidates++;
            survey->candidate = x;
        }
    }
    return survey->candidates > 0;
}

static inline enum prop_status
extremum_run(struct branch *branch, const struct prop *prop, bool least)
{
    const struct extremum *extremum = (const struct extremum *)prop;
    struct range m = bounds_of(branch, extremum->m, least);
    struct survey survey;
    for (;;) {
        if (!take_survey(branch, extremum, m, least, &survey) ||
            !raise(branch, extremum->m, survey.min, least) ||
            !lower(branch, extremum->m, survey.max, least))
            return PROP_FAILED;
        struct range now = bounds_of(branch, extremum->m, least);
        bool again =
            !range_same(now, m) || (survey.lowered && extremum->mirrored);
        m = now;
        if (again)
            continue;
        if (survey.candidates > 1)
            break;
        if (!raise(branch, survey.candidate, m.min, least))
            return PROP_FAILED;
        if (bounds_of(branch, survey.candidate, least).min == survey.min)
            break;
    }
    return m.min == m.max && survey.min == m.min ? PROP_ENTAILED : PROP_STABLE;
}

static enum prop_status
maximum_propagate(struct branch *branch, const struct prop *prop)
{
    return extremum_run(branch, prop, false);
}

static enum prop_status
minimum_propagate(struct branch *branch, const struct prop *prop)
{
    return extremum_run(branch, prop, true);
}

static const struct prop_class maximum_class = {
    .name = "maximum",
    .cost = PROP_LINEAR,
    .propagate = maximum_propagate,
    .explain = maximum_explain,
};

static const struct prop_class minimum_class = {
    .name = "minimum",
    .cost = PROP_LINEAR,
    .propagate = minimum_propagate,
    .explain = minimum_explain,
};

/* ---- Simplifying ---- */

static struct range declared(const struct model *model, var x, bool least)
{
    struct range range = {model_min(model, x), model_max(model, x)};
    return least ? range_negated(range) : range;
}

static bool tighten(struct model *model, var x, struct range range, bool least)
{
    if (least)
        range = range_negated(range);
    return model_tighten(model, x, range.min, range.max);
}

static enum simplified
simplify(struct model *model, const struct constraint *c, bool least)
{
    struct range hull = {VALUE_MIN, VALUE_MIN};
    for (uint32_t i = 1; i < c->var_count; i++) {
        struct range x = declared(model, c->vars[i], least);
        hull.min = x.min > hull.min ? x.min : hull.min;
        hull.max = x.max > hull.max ? x.max : hull.max;
    }
    if (!tighten(model, c->vars[0], hull, least))
        return SIMPLIFY_FAILED;
    struct range m = declared(model, c->vars[0], least);
    struct range below = {VALUE_MIN, m.max};
    for (uint32_t i = 1; i < c->var_count; i++)
        if (!tighten(model, c->vars[i], below, least))
            return SIMPLIFY_FAILED;
    if (c->var_count == 2)
        return model_alias(model, c->vars[0], c->vars[1], false, 0)
                   ? SIMPLIFY_DONE
                   : SIMPLIFY_FAILED;
    return m.min == m.max && hull.min == m.min ? SIMPLIFY_DONE : SIMPLIFY_KEEP;
}

static enum simplified
maximum_simplify(struct model *model, const struct constraint *c)
{
    return simplify(model, c, false);
}

static enum simplified
minimum_simplify(struct model *model, const struct constraint *c)
{
    return simplify(model, c, true);
}

/* ---- Posting ---- */

static struct range posted(const struct post *post, view x, bool least)
{
    struct range range = {post_min(post, x), post_max(post, x)};
    return least ? range_negated(range) : range;
}

/* Index of an x with the greatest minimum. */
static uint32_t
find_floor(struct post *post, const struct constraint *c, bool least)
{
    uint32_t best = 1;
    for (uint32_t i = 2; i < c->var_count; i++)
        if (posted(post, post_view(post, c->vars[i]), least).min >
            posted(post, post_view(post, c->vars[best]), least).min)
            best = i;
    return best;
}

static void post_extremum(
    struct post *post, const struct constraint *c,
    const struct prop_class *class, bool least)
{
    struct extremum *extremum =
        post_prop(post, class, sizeof *extremum + c->var_count * sizeof(view));
    uint32_t best = find_floor(post, c, least);
    value floor = posted(post, post_view(post, c->vars[best]), least).min;
    extremum->m = post_view(post, c->vars[0]);
    post_wake(post, &extremum->prop, extremum->m, WAKE_BOUNDS);
    for (uint32_t i = 1; i < c->var_count; i++) {
        view x = post_view(post, c->vars[i]);
        /* one that never exceeds the best can be left out */
        if (i != best && posted(post, x, least).max <= floor)
            continue;
        extremum->xs[extremum->count++] = x;
        extremum->mirrored |=
            view_kind(x) == VIEW_DERIVED || view_kind(x) == VIEW_NOT;
        post_wake(post, &extremum->prop, x, WAKE_BOUNDS);
    }
}

static void
maximum_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    post_extremum(post, c, &maximum_class, false);
}

static void
minimum_post(struct post *post, const struct constraint *c, view condition)
{
    (void)condition;
    post_extremum(post, c, &minimum_class, true);
}

const struct constraint_class constraint_maximum = {
    .name = "maximum",
    .check = maximum_check,
    .simplify = maximum_simplify,
    .post = maximum_post,
};

const struct constraint_class constraint_minimum = {
    .name = "minimum",
    .check = minimum_check,
    .simplify = minimum_simplify,
    .post = minimum_post,
};
