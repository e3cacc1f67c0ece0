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
#include "propagators/cardinality.h"

#include "propagators/condition.h"
#include "propagators/window.h"
#include "solver/worker.h"

#include <string.h>

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

uint32_t cardinality_place(const struct cardinality *self, value v)
{
    uint32_t low = 0, high = self->cover_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (self->cover[middle] < v)
            low = middle + 1;
        else
            high = middle;
    }
    return low < self->cover_count && self->cover[low] == v
               ? low
               : CARDINALITY_NOT_COVERED;
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
        uint32_t k = cardinality_place(run->self, v);
        if (k != CARDINALITY_NOT_COVERED) {
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
            uint32_t k =
                cardinality_place(self, domain_value(run->branch, self->xs[i]));
            now |= rest & -rest;
            if (k != CARDINALITY_NOT_COVERED)
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

const struct prop_class cardinality_class = {
    .name = "global_cardinality",
    .cost = PROP_CUBIC,
    .propagate = cardinality_propagate,
    .explain = cardinality_explain,
};
