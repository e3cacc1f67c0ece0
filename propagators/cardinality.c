/* cardinality.c — cover[k] occurs counts[k] times among the xs
 *
 * For each value of the cover: how many xs are fixed to it (must), and how many
 * may be (can). Its count lies between them; where it is one of these, the
 * value goes from the other xs, or they all take it. The sum of the counts is
 * the number of xs that lie in the cover, which bounds each count by the
 * others. That is bounds consistent on each count by itself and exact for the
 * last open variable; it sees no Hall sets (Régin's flow, 1996, would).
 *
 * In a branch, from prop.state on: words of bits, the xs that are known; then
 * must, 32 bits each.
 */
#include "propagators/among.h"
#include "propagators/condition.h"
#include "propagators/propagators.h"
#include "propagators/shared.h"
#include "propagators/window.h"
#include "solver/post.h"
#include "solver/worker.h"

#include "coro/fatal.h"

#include <stdlib.h>
#include <string.h>

enum {
    NOT_COVERED = UINT32_MAX
};

struct cardinality {
    struct prop prop;
    view condition;
    uint32_t count, cover_count;
    bool closed;
    bool exact;       /* all domains hold holes, and are different ones */
    uint32_t must_at; /* offset in a branch */
    const view *xs, *counts;
    const value *cover;   /* ascending */
    struct among_set set; /* the same as ranges and bits */
    uint8_t place[64];    /* of each bit: the index in the cover */
};

/* What a run knows of one value of the cover. */
struct tally {
    uint32_t must, can;
    value min, max; /* of its count */
};

struct run {
    struct branch *branch;
    const struct cardinality *self;
    struct tally *tallies;
    uint32_t *open; /* indices of xs */
    uint32_t open_count;
    uint32_t inside; /* xs that lie in the cover, */
    uint32_t partly; /* or may */
    bool pruned;
};

/* ---- Counting ---- */

static uint32_t place_of(const struct cardinality *self, value v)
{
    uint32_t low = 0, high = self->cover_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (self->cover[middle] < v)
            low = middle + 1;
        else
            high = middle;
    }
    return low < self->cover_count && self->cover[low] == v ? low : NOT_COVERED;
}

/* Counts the covered values of an open x; returns how many there are. */
static uint64_t count_window(struct run *run, view x)
{
    const struct cardinality *self = run->self;
    uint64_t covered =
        window_read(run->branch, x, self->cover[0]) & self->set.bits;
    for (uint64_t rest = covered; rest; rest &= rest - 1)
        run->tallies[self->place[__builtin_ctzll(rest)]].can++;
    return (uint64_t)__builtin_popcountll(covered);
}

static uint64_t count_cover(struct run *run, view x)
{
    const struct cardinality *self = run->self;
    uint64_t covered = 0;
    for (uint32_t k = 0; k < self->cover_count; k++) {
        if (domain_contains(run->branch, x, self->cover[k])) {
            run->tallies[k].can++;
            covered++;
        }
    }
    return covered;
}

static uint64_t count_domain(struct run *run, view x)
{
    uint64_t covered = 0;
    DOMAIN_FOR_EACH (v, run->branch, x) {
        uint32_t k = place_of(run->self, v);
        if (k != NOT_COVERED) {
            run->tallies[k].can++;
            covered++;
        }
    }
    return covered;
}

static void count_open(struct run *run, uint32_t i)
{
    const struct cardinality *self = run->self;
    view x = self->xs[i];
    uint64_t size = domain_size(run->branch, x);
    uint64_t covered = self->set.bits             ? count_window(run, x)
                       : size > self->cover_count ? count_cover(run, x)
                                                  : count_domain(run, x);
    run->inside += covered == size;
    run->partly += covered > 0 && covered < size;
    run->open[run->open_count++] = i;
}

/* Looks again at the xs that were open. */
static void count_xs(struct run *run)
{
    const struct cardinality *self = run->self;
    uint32_t at = self->prop.state;
    for (uint32_t first = 0; first < self->count; first += 64, at += 8) {
        uint32_t here = self->count - first < 64 ? self->count - first : 64;
        uint64_t known = *(const uint64_t *)branch_read(run->branch, at);
        uint64_t now = known;
        for (uint64_t rest = ~known & UINT64_MAX >> (64 - here); rest;
             rest &= rest - 1) {
            uint32_t i = first + (uint32_t)__builtin_ctzll(rest);
            if (!domain_fixed(run->branch, self->xs[i])) {
                count_open(run, i);
                continue;
            }
            uint32_t k = place_of(self, domain_value(run->branch, self->xs[i]));
            now |= rest & -rest;
            if (k != NOT_COVERED)
                run->tallies[k].must++;
        }
        if (now != known)
            *(uint64_t *)branch_write(run->branch, at) = now;
    }
}

/* Adds the xs that were known before, and keeps the sum. */
static void add_known(struct run *run)
{
    const struct cardinality *self = run->self;
    for (uint32_t k = 0; k < self->cover_count; k++) {
        uint32_t at = self->must_at + 4 * k;
        uint32_t before = *(const uint32_t *)branch_read(run->branch, at);
        struct tally *tally = &run->tallies[k];
        if (tally->must > 0)
            *(uint32_t *)branch_write(run->branch, at) = before + tally->must;
        tally->must += before;
        tally->can += tally->must;
        run->inside += tally->must;
    }
}

/* Closed: is an x known to lie outside? */
static bool any_outside(const struct run *run)
{
    const struct cardinality *self = run->self;
    return run->inside + run->partly < self->count;
}

/* ---- Filtering ---- */

static bool tell_counts(struct run *run)
{
    const struct cardinality *self = run->self;
    for (uint32_t k = 0; k < self->cover_count; k++) {
        struct tally *tally = &run->tallies[k];
        view count = self->counts[k];
        if (!tell_min(run->branch, count, tally->must) ||
            !tell_max(run->branch, count, tally->can))
            return false;
        tally->min = domain_min(run->branch, count);
        tally->max = domain_max(run->branch, count);
    }
    return true;
}

/* Each count is what the xs in the cover leave it beside the others. */
static bool tell_sum(struct run *run)
{
    const struct cardinality *self = run->self;
    value least = self->closed ? self->count : run->inside;
    value most = self->closed ? self->count : run->inside + run->partly;
    value min = 0, max = 0;
    for (uint32_t k = 0; k < self->cover_count; k++) {
        min += run->tallies[k].min;
        max += run->tallies[k].max;
    }
    if (min > most || max < least)
        return false;
    for (uint32_t k = 0; k < self->cover_count; k++) {
        struct tally *tally = &run->tallies[k];
        value high = most - (min - tally->min);
        value low = least - (max - tally->max);
        if (high >= tally->max && low <= tally->min)
            continue;
        run->pruned = true;
        if (!tell_max(run->branch, self->counts[k], high) ||
            !tell_min(run->branch, self->counts[k], low))
            return false;
    }
    return true;
}

/* The xs that are open take value k, or lose it. */
static bool tell_xs(struct run *run, uint32_t k, bool take)
{
    const struct cardinality *self = run->self;
    value v = self->cover[k];
    for (uint32_t i = 0; i < run->open_count; i++) {
        view x = self->xs[run->open[i]];
        if (!domain_contains(run->branch, x, v))
            continue;
        run->pruned = true;
        if (!(take ? tell_fix(run->branch, x, v)
                   : tell_remove(run->branch, x, v)))
            return false;
    }
    return true;
}

/* Closed: the xs lie in the cover. */
static bool tell_cover(struct run *run)
{
    const struct cardinality *self = run->self;
    run->pruned |= run->partly > 0;
    for (uint32_t i = 0; i < run->open_count; i++)
        if (!among_include(run->branch, self->xs[run->open[i]], &self->set))
            return false;
    return true;
}

static bool filter(struct run *run)
{
    const struct cardinality *self = run->self;
    if (self->closed && run->partly > 0 && !tell_cover(run))
        return false;
    if (!tell_counts(run) || !tell_sum(run))
        return false;
    for (uint32_t k = 0; k < self->cover_count; k++) {
        const struct tally *tally = &run->tallies[k];
        if (tally->must == tally->can)
            continue;
        if (tally->max == tally->must && !tell_xs(run, k, false))
            return false;
        if (tally->min == tally->can && !tell_xs(run, k, true))
            return false;
    }
    return true;
}

/* Are all xs known as far as the cover goes, and their counts too? */
static bool complete(const struct run *run)
{
    const struct cardinality *self = run->self;
    for (uint32_t k = 0; k < self->cover_count; k++)
        if (run->tallies[k].must != run->tallies[k].can ||
            !domain_fixed(run->branch, self->counts[k]))
            return false;
    return true;
}

/* Can each count be what the xs allow? */
static bool possible(const struct run *run)
{
    const struct cardinality *self = run->self;
    for (uint32_t k = 0; k < self->cover_count; k++) {
        const struct tally *tally = &run->tallies[k];
        view count = self->counts[k];
        if (domain_max(run->branch, count) < tally->must ||
            domain_min(run->branch, count) > tally->can)
            return false;
    }
    return true;
}

static enum prop_status
cardinality_propagate(struct branch *branch, const struct prop *prop)
{
    const struct cardinality *self = (const struct cardinality *)prop;
    enum condition condition = condition_read(branch, self->condition);
    struct run run = {.branch = branch, .self = self};
    size_t tallies = self->cover_count * sizeof *run.tallies;
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    run.tallies = worker_scratch(
        branch->worker, tallies + self->count * sizeof *run.open);
    run.open = (uint32_t *)(run.tallies + self->cover_count);
    memset(run.tallies, 0, tallies);
    count_xs(&run);
    add_known(&run);
    if ((self->closed && any_outside(&run)) || !possible(&run))
        return condition_refuted(branch, self->condition);
    if (condition == CONDITION_TRUE && !filter(&run))
        return PROP_FAILED;
    if (run.pruned)
        return PROP_AGAIN;
    if (complete(&run) && (!self->closed || run.partly == 0))
        return PROP_ENTAILED;
    return self->exact ? PROP_STABLE : PROP_AGAIN;
}

static const struct prop_class cardinality_class = {
    .name = "global_cardinality",
    .cost = PROP_CUBIC,
    .propagate = cardinality_propagate,
};

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

static void *cardinality_alloc(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory)
        coro_fatal("out of memory");
    return memory;
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
    struct covered *covered =
        cardinality_alloc(a->cover_count, sizeof *covered);
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
    view *views = cardinality_alloc(count, sizeof *views);
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
    value *cover = cardinality_alloc(a->cover_count, sizeof *cover);
    struct range *ranges = cardinality_alloc(a->cover_count, sizeof *ranges);
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
