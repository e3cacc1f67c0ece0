/* pack.c — turns what was posted into the network's arrays
 *
 * Propagators are numbered anew, by ascending cost: see agenda.h.
 */
#include "solver/builder.h"

#include "coro/fatal.h"
#include "solver/sparse.h"
#include "solver/watching.h"
#include "solver/worker.h"

#include <stdlib.h>
#include <string.h>

/* ---- Propagators ---- */

/* The new numbers, by the old ones; and sorts the propagators by them. */
static uint32_t *number_props(struct post *post)
{
    size_t count = post->props.count;
    uint32_t *numbers = calloc(count + 1, sizeof *numbers);
    struct prop **sorted = calloc(count + 1, sizeof *sorted);
    if (!numbers || !sorted)
        coro_fatal("out of memory");
    uint32_t next = 0;
    for (uint32_t cost = 0; cost < PROP_COSTS; cost++)
        VEC_FOR_EACH (prop, post->props)
            if ((*prop)->class->cost == cost) {
                numbers[(*prop)->id] = next;
                sorted[next++] = *prop;
            }
    for (uint32_t p = 0; p < count; p++) {
        sorted[p]->id = p;
        post->props.items[p] = sorted[p];
    }
    free(sorted);
    return numbers;
}

static void renumber(struct post *post)
{
    uint32_t *numbers = number_props(post);
    VEC_FOR_EACH (entry, post->wakes)
        entry->prop = numbers[entry->prop];
    VEC_FOR_EACH (entry, post->reactions)
        if (entry->reaction.kind == REACT_ADVISE)
            entry->reaction.target = numbers[entry->reaction.target];
    VEC_FOR_EACH (entry, post->guards)
        entry->speaker.prop = numbers[entry->speaker.prop];
    VEC_FOR_EACH (prop, post->unlearned)
        *prop = numbers[*prop];
    free(numbers);
}

static void pack_costs(struct post *post)
{
    struct network *network = post->network;
    network->costs = post_alloc(post, network->prop_count);
    for (uint32_t p = 0; p < network->prop_count; p++)
        network->costs[p] = (uint8_t)network->props[p]->class->cost;
}

/* ---- Wakes ---- */

/* Of struct watches; FIX is there twice. */
enum {
    RUNS = WAKE_COUNT + 1
};

static int compare_wakes(const void *a, const void *b)
{
    const struct wake_entry *x = a, *y = b;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    if (x->wake != y->wake)
        return x->wake < y->wake ? -1 : 1;
    return x->prop < y->prop ? -1 : x->prop > y->prop;
}

struct packed {
    VEC(struct wake_set) sets;
};

/* Appends the entries of one run, which begin with *entry. */
static const struct wake_entry *add_run(
    struct packed *into, const struct wake_entry *entry,
    const struct wake_entry *end, uint32_t slot, enum wake wake)
{
    size_t begin = into->sets.count;
    for (; entry < end && entry->slot == slot && entry->wake == wake; entry++) {
        uint32_t word = entry->prop / 64;
        size_t count = into->sets.count;
        if (count == begin || into->sets.items[count - 1].word != word)
            VEC_PUSH(into->sets, (struct wake_set){.word = word});
        into->sets.items[into->sets.count - 1].props |= UINT64_C(1)
                                                        << (entry->prop % 64);
    }
    return entry;
}

static void pack_wakes(struct post *post)
{
    struct network *network = post->network;
    struct packed packed = {0};
    const struct wake_entry *entry = post->wakes.items;
    const struct wake_entry *end = entry + post->wakes.count;
    if (entry)
        qsort(
            post->wakes.items, post->wakes.count, sizeof *entry, compare_wakes);
    for (uint32_t slot = 0; slot < network->slot_count; slot++) {
        const struct wake_entry *first = entry;
        uint32_t *wake = network->watches[slot].wake;
        for (int run = 0; run < RUNS; run++) {
            wake[run] = (uint32_t)packed.sets.count;
            if (run < WAKE_COUNT)
                entry = add_run(&packed, entry, end, slot, (enum wake)run);
            else
                add_run(&packed, first, end, slot, WAKE_FIX);
        }
        wake[RUNS] = (uint32_t)packed.sets.count;
    }
    network->wakes = post_copy(
        post, packed.sets.items, packed.sets.count * sizeof *network->wakes);
    VEC_CLEAR(packed.sets);
}

/* ---- Reactions, guards: runs for each variable ---- */

/* Turns counts, by slot and run, into where the runs begin; returns the total.
 */
static uint32_t begin_runs(uint32_t *counts, size_t run_count)
{
    uint32_t at = 0;
    for (size_t i = 0; i < run_count; i++) {
        uint32_t count = counts[i];
        counts[i] = at;
        at += count;
    }
    return counts[run_count] = at;
}

static uint32_t *no_counts(size_t run_count)
{
    uint32_t *counts = calloc(run_count + 1, sizeof *counts);
    if (!counts)
        coro_fatal("out of memory");
    return counts;
}

/* As guard_pair_runs has it. */
static uint32_t run_of_condition(view condition)
{
    return 2 * view_place(condition) + (condition.code & 1);
}

/* Entries come in pairs; where each has gone is in `places`. */
static void pack_guard_pairs(struct post *post, const uint32_t *places)
{
    struct network *network = post->network;
    uint32_t runs = 2 * network->bool_count;
    uint32_t *next = no_counts(runs);
    for (size_t i = 0; i < post->guards.count; i += 2) {
        view condition = post->guards.items[i].speaker.condition;
        if (view_is_literal(condition))
            next[run_of_condition(condition)]++;
    }
    uint32_t count = network->guard_pair_count = begin_runs(next, runs);
    network->guard_pair_runs = post_copy(post, next, (runs + 1) * sizeof *next);
    network->guard_pairs =
        post_alloc(post, count * sizeof *network->guard_pairs);
    for (size_t i = 0; i < post->guards.count; i += 2) {
        view condition = post->guards.items[i].speaker.condition;
        if (view_is_literal(condition))
            network->guard_pairs[next[run_of_condition(condition)]++] =
                (struct guard_pair){{places[i], places[i + 1]}};
    }
    free(next);
}

enum {
    GUARD_RUNS = 4
};

static void pack_guards(struct post *post)
{
    struct network *network = post->network;
    network->guard_count = (uint32_t)post->guards.count;
    if (network->guard_count == 0)
        return;
    size_t runs = (size_t)network->slot_count * GUARD_RUNS;
    uint32_t *next = no_counts(runs), *places = no_counts(network->guard_count);
    VEC_FOR_EACH (entry, post->guards) {
        next[(size_t)entry->slot * GUARD_RUNS + entry->run]++;
    }
    begin_runs(next, runs);
    network->guard_runs =
        post_alloc(post, network->slot_count * sizeof *network->guard_runs);
    for (uint32_t slot = 0; slot < network->slot_count; slot++)
        memcpy(
            &network->guard_runs[slot], next + (size_t)slot * GUARD_RUNS,
            sizeof *network->guard_runs);
    network->guards =
        post_alloc(post, network->guard_count * sizeof *network->guards);
    network->guard_speakers = post_alloc(
        post, network->guard_count * sizeof *network->guard_speakers);
    for (uint32_t i = 0; i < network->guard_count; i++) {
        const struct guard_entry *entry = &post->guards.items[i];
        places[i] = next[(size_t)entry->slot * GUARD_RUNS + entry->run]++;
        network->guards[places[i]] = entry->guard;
        network->guard_speakers[places[i]] = entry->speaker;
    }
    pack_guard_pairs(post, places);
    free(places);
    free(next);
}

static void pack_reactions(struct post *post)
{
    struct network *network = post->network;
    size_t runs = (size_t)network->slot_count * 2;
    uint32_t *next = no_counts(runs);
    VEC_FOR_EACH (entry, post->reactions) {
        next[(size_t)entry->slot * 2 + entry->run]++;
    }
    uint32_t at = begin_runs(next, runs);
    for (uint32_t slot = 0; slot < network->slot_count; slot++)
        memcpy(
            network->watches[slot].react, next + (size_t)slot * 2,
            sizeof network->watches[slot].react);
    network->reactions = post_alloc(post, at * sizeof *network->reactions);
    VEC_FOR_EACH (entry, post->reactions) {
        network->reactions[next[(size_t)entry->slot * 2 + entry->run]++] =
            entry->reaction;
    }
    free(next);
}

/* ---- All ---- */

static void finish_memory(struct post *post)
{
    struct network *network = post->network;
    uint32_t domains = network->memory_size;
    network->entailed_at = post->memory;
    network->memory_size = post->memory + (network->prop_count + 63) / 64 * 8;
    network->image = realloc(network->image, network->memory_size + 8);
    if (!network->image)
        coro_fatal("out of memory");
    memset(network->image + domains, 0, network->memory_size + 8 - domains);
}

void post_finish(struct post *post)
{
    struct network *network = post->network;
    post_sparse_domains(post);
    renumber(post);
    network->watches =
        post_alloc(post, network->slot_count * sizeof *network->watches);
    network->watched = post_alloc(post, network->slot_count);
    pack_wakes(post);
    pack_reactions(post);
    pack_guards(post);
    for (uint32_t slot = 0; slot < network->slot_count; slot++) {
        bool literal = slot < network->bool_count;
        uint32_t events = watching_events(&network->watches[slot], literal);
        network->watched[slot] =
            (uint8_t)(events | watching_guards(network, slot));
    }
    network->prop_count = (uint32_t)post->props.count;
    network->clause_count = (uint32_t)post->clauses.count;
    network->link_count = (uint32_t)post->links.count;
    network->unlearned_count = (uint32_t)post->unlearned.count;
    network->cover_count = (uint32_t)post->cover_ends.count;
    network->derived_count = (uint32_t)post->derived.count;
    network->constant_count = (uint32_t)post->constants.count;
    network->fact_count = (uint32_t)post->facts.count;
#define PACK(field)             \
    network->field = post_copy( \
        post, post->field.items, post->field.count * sizeof *network->field)
    PACK(props);
    PACK(clauses);
    PACK(links);
    PACK(unlearned);
    PACK(cover_literals);
    PACK(cover_ends);
    PACK(derived);
    PACK(constants);
    PACK(facts);
#undef PACK
    pack_costs(post);
    finish_memory(post);
}
