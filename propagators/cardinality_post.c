/* cardinality_post.c — global_cardinality: the class
 *
 * The cover is sorted when the propagator is posted. A value that occurs in it
 * more than once leaves its other counts to among.c.
 */
#include "propagators/cardinality.h"

#include "propagators/propagators.h"
#include "propagators/shared.h"
#include "solver/post.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

/* ---- Posting ---- */

/* The constraint's arguments: vars: xs, counts; values: n, closed, cover. */
struct arguments {
    uint32_t count, cover_count;
    bool closed;
    const value *cover;
    const var *xs, *counts;
};

static struct arguments arguments_of(const struct constraint *c)
{
    uint32_t count = (uint32_t)c->values[0];
    return (struct arguments){
        .count = count,
        .cover_count = c->var_count - count,
        .closed = c->values[1] != 0,
        .cover = c->values + 2,
        .xs = c->vars,
        .counts = c->vars + count,
    };
}

/* A value of the cover and the view of its count, to be sorted. */
struct covered {
    value v;
    view count;
};

static int covered_compare(const void *a, const void *b)
{
    value x = ((const struct covered *)a)->v,
          y = ((const struct covered *)b)->v;
    return x < y ? -1 : x > y;
}

/* Ascending values as ranges. */
static struct among_set
set_of_cover(struct post *post, const value *cover, uint32_t count)
{
    struct range *ranges = post_alloc(post, count * sizeof *ranges);
    uint32_t merged = 0;
    for (uint32_t k = 0; k < count; k++) {
        if (merged > 0 && ranges[merged - 1].max + 1 == cover[k])
            ranges[merged - 1].max = cover[k];
        else
            ranges[merged++] = (struct range){cover[k], cover[k]};
    }
    return among_set_of(ranges, merged);
}

/* Sorts the cover; of a value that occurs twice, the other counts are posted by
 * themselves. */
static void make_cover(
    struct post *post, const struct arguments *a, struct cardinality *self)
{
    struct covered *covered = zeroed(a->cover_count, sizeof *covered);
    value *cover = post_alloc(post, a->cover_count * sizeof *cover);
    view *counts = post_alloc(post, a->cover_count * sizeof *counts);
    uint32_t places = 0;
    for (uint32_t k = 0; k < a->cover_count; k++)
        covered[k] =
            (struct covered){a->cover[k], post_view(post, a->counts[k])};
    qsort(covered, a->cover_count, sizeof *covered, covered_compare);
    for (uint32_t k = 0; k < a->cover_count; k++) {
        if (places > 0 && cover[places - 1] == covered[k].v) {
            struct range range = {covered[k].v, covered[k].v};
            among_post(
                post, covered[k].count, self->xs, self->count,
                among_set_of(&range, 1), self->condition, false);
            continue;
        }
        cover[places] = covered[k].v;
        counts[places++] = covered[k].count;
    }
    free(covered);
    self->cover = cover;
    self->counts = counts;
    self->cover_count = places;
    self->set = set_of_cover(post, cover, places);
    for (uint32_t k = 0; self->set.bits && k < places; k++)
        self->place[cover[k] - cover[0]] = (uint8_t)k;
}

static bool exact(const struct cardinality *self)
{
    uint32_t count = self->count + self->cover_count;
    view *views = zeroed(count, sizeof *views);
    memcpy(views, self->xs, self->count * sizeof *views);
    memcpy(
        views + self->count, self->counts, self->cover_count * sizeof *views);
    bool all = shared_exact(views, count);
    free(views);
    return all;
}

static void
cardinality_post(struct post *post, const struct constraint *c, view condition)
{
    struct arguments a = arguments_of(c);
    struct cardinality *self =
        post_prop(post, &cardinality_class, sizeof *self);
    view *xs = post_alloc(post, a.count * sizeof *xs);
    for (uint32_t i = 0; i < a.count; i++)
        xs[i] = post_view(post, a.xs[i]);
    self->condition = condition;
    self->count = a.count;
    self->closed = a.closed;
    self->xs = xs;
    make_cover(post, &a, self);
    self->exact = exact(self);
    uint32_t words = (a.count + 63) / 64;
    post_state(post, &self->prop, 8 * words + 4 * self->cover_count, false);
    self->must_at = self->prop.state + 8 * words;
    for (uint32_t i = 0; i < a.count; i++)
        post_wake(post, &self->prop, xs[i], WAKE_DOMAIN);
    for (uint32_t k = 0; k < self->cover_count; k++)
        post_wake(post, &self->prop, self->counts[k], WAKE_BOUNDS);
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
}

/* ---- The constraint ---- */

static bool cardinality_check(const struct constraint *c, const value *values)
{
    struct arguments a = arguments_of(c);
    for (uint32_t k = 0; k < a.cover_count; k++) {
        value occurrences = 0;
        for (uint32_t i = 0; i < a.count; i++)
            occurrences += values[a.xs[i].index] == a.cover[k];
        if (values[a.counts[k].index] != occurrences)
            return false;
    }
    for (uint32_t i = 0; a.closed && i < a.count; i++) {
        uint32_t k = 0;
        while (k < a.cover_count && values[a.xs[i].index] != a.cover[k])
            k++;
        if (k == a.cover_count)
            return false;
    }
    return true;
}

static int value_compare(const void *a, const void *b)
{
    value x = *(const value *)a, y = *(const value *)b;
    return x < y ? -1 : x > y;
}

/* Closed: the xs lie in the cover. */
static bool tighten_xs(struct model *model, const struct arguments *a)
{
    value *cover = zeroed(a->cover_count, sizeof *cover);
    struct range *ranges = zeroed(a->cover_count, sizeof *ranges);
    uint32_t count = 0;
    bool possible = true;
    memcpy(cover, a->cover, a->cover_count * sizeof *cover);
    qsort(cover, a->cover_count, sizeof *cover, value_compare);
    for (uint32_t k = 0; k < a->cover_count; k++)
        if (k == 0 || cover[k] != cover[k - 1])
            ranges[count++] = (struct range){cover[k], cover[k]};
    for (uint32_t i = 0; possible && i < a->count; i++)
        possible = count > 0 && model_intersect(model, a->xs[i], ranges, count);
    free(ranges);
    free(cover);
    return possible;
}

static enum simplified
cardinality_simplify(struct model *model, const struct constraint *c)
{
    struct arguments a = arguments_of(c);
    for (uint32_t k = 0; k < a.cover_count; k++)
        if (!model_tighten(model, a.counts[k], 0, a.count))
            return SIMPLIFY_FAILED;
    return a.closed && !tighten_xs(model, &a) ? SIMPLIFY_FAILED : SIMPLIFY_KEEP;
}

const struct constraint_class constraint_global_cardinality = {
    .name = "global_cardinality",
    .check = cardinality_check,
    .simplify = cardinality_simplify,
    .post = cardinality_post,
    .makes_holes = true,
};
