/* nogood.c — see nogood.h; the store: memory, watches, forgetting */
#include "solver/nogood.h"

#include "coro/fatal.h"
#include "solver/clause.h"
#include "solver/literal.h"
#include "solver/network.h"
#include "solver/nogood_store.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

enum {
    GRAIN = 8, /* bytes; references count them */
    HEAD = sizeof(struct nogood) / GRAIN,
    EXACT = 32,     /* grains; up to here each size has a free list */
    CORE_LBD = 2,   /* never forgotten */
    MIDDLE_LBD = 6, /* kept while it is used */
    FORGET = 75,    /* per cent of the others at each reduction, as in Kissat
                     * (Biere et al., 2020): 10 % faster than half of them */
    VIEW_BITS = 30,
};

/* ---- Literals in 8 bytes ---- */

bool nogoods_possible(const struct network *network)
{
    return network->memory_size < 1u << VIEW_BITS &&
           network->bool_count < 1u << (VIEW_BITS - 3);
}

/* Index of a value of a WIDE variable. */
static int32_t intern(struct nogoods *nogoods, value v)
{
    uint64_t hash = (uint64_t)v * UINT64_C(0x9e3779b97f4a7c15);
    if (2 * nogoods->wide.count >= nogoods->wide_buckets) {
        uint32_t buckets =
            nogoods->wide_buckets ? 2 * nogoods->wide_buckets : 64;
        free(nogoods->wide_index);
        nogoods->wide_index = zeroed(buckets, sizeof(uint32_t));
        nogoods->wide_buckets = buckets;
        size_t count = nogoods->wide.count;
        nogoods->wide.count = 0;
        for (size_t i = 0; i < count; i++)
            intern(nogoods, nogoods->wide.items[i]);
    }
    uint32_t mask = nogoods->wide_buckets - 1;
    uint32_t b = (uint32_t)(hash >> 32) & mask;
    for (; nogoods->wide_index[b]; b = (b + 1) & mask)
        if (nogoods->wide.items[nogoods->wide_index[b] - 1] == v)
            return (int32_t)nogoods->wide_index[b] - 1;
    VEC_PUSH(nogoods->wide, v);
    nogoods->wide_index[b] = (uint32_t)nogoods->wide.count;
    return (int32_t)nogoods->wide.count - 1;
}

static struct tight tighten(struct nogoods *nogoods, struct literal literal)
{
    uint32_t kind =
        literal.kind == LITERAL_EQUAL ? TIGHT_EQUAL : (uint32_t)literal.kind;
    return (struct tight){
        kind << VIEW_BITS | literal.x.code, view_kind(literal.x) == VIEW_WIDE
                                                ? intern(nogoods, literal.v)
                                                : (int32_t)literal.v};
}

struct literal
nogood_literal(const struct nogoods *nogoods, struct tight literal)
{
    return (struct literal){
        tight_view(literal),
        tight_kind(literal) == TIGHT_EQUAL
            ? LITERAL_EQUAL
            : (enum literal_kind)tight_kind(literal),
        tight_v(nogoods, literal)};
}

/* ---- Memory ---- */

/* Grains are rounded up to one of eight steps in each power of two. */
static uint32_t round_grains(uint32_t grains, uint32_t *ret_class)
{
    if (grains <= EXACT) {
        *ret_class = grains;
        return grains;
    }
    uint32_t log = 31 - (uint32_t)__builtin_clz(grains - 1);
    uint32_t step = 1u << (log - 3);
    uint32_t rounded = (grains + step - 1) / step * step;
    *ret_class = EXACT + (log - 5) * 8 + (rounded - (1u << log)) / step;
    return rounded;
}

static uint32_t take_room(struct nogoods *nogoods, uint32_t size)
{
    uint32_t class_index, grains = round_grains(HEAD + size, &class_index);
    uint32_t reference = nogoods->free[class_index];
    if (reference) {
        nogoods->free[class_index] = (uint32_t)nogoods->memory[reference];
        return reference;
    }
    if (nogoods->used + grains > nogoods->capacity) {
        uint64_t capacity = 2 * ((uint64_t)nogoods->capacity + grains);
        if (capacity > INT32_MAX)
            coro_fatal("nogoods take more than 16 GB");
        nogoods->memory = realloc(nogoods->memory, capacity * GRAIN);
        if (!nogoods->memory)
            coro_fatal("out of memory");
        nogoods->capacity = (uint32_t)capacity;
    }
    reference = nogoods->used;
    nogoods->used += grains;
    return reference;
}

static void give_room(struct nogoods *nogoods, uint32_t reference)
{
    uint32_t class_index;
    round_grains(HEAD + nogood_at(nogoods, reference)->size, &class_index);
    nogoods->memory[reference] = nogoods->free[class_index];
    nogoods->free[class_index] = reference;
}

struct nogood *nogood_at(struct nogoods *nogoods, uint32_t reference)
{
    return (struct nogood *)(nogoods->memory + reference);
}

/* ---- Life ---- */

static void add_clauses(struct nogoods *nogoods, const struct network *network)
{
    VEC(struct literal) literals = {0};
    for (uint32_t i = 0; i < network->clause_count; i++) {
        const struct clause *clause = network->clauses[i];
        literals.count = 0;
        for (uint32_t k = 0; k < clause->count; k++)
            VEC_PUSH(literals, literal_of_view(clause->literals[k]));
        nogood_add(nogoods, literals.items, clause->count, 0, true);
    }
    VEC_CLEAR(literals);
}

static void add_links(struct nogoods *nogoods, const struct network *network)
{
    for (uint32_t i = 0; i < network->link_count; i++) {
        const struct link *link = &network->links[i];
        struct literal literals[] = {
            literal_of_view(view_negated(link->condition)),
            {link->x, (enum literal_kind)link->kind, link->v}};
        nogood_add(nogoods, literals, 2, 0, true);
    }
}

static void add_covers(struct nogoods *nogoods, const struct network *network)
{
    uint32_t begin = 0;
    for (uint32_t i = 0; i < network->cover_count; i++) {
        uint32_t end = network->cover_ends[i];
        nogood_add(
            nogoods, network->cover_literals + begin, end - begin, 0, true);
        begin = end;
    }
}

/* Gives an integer its buckets, at most so many for each kind. */
static void place_integer(
    struct nogoods *nogoods, const struct network *network, view x,
    uint32_t most)
{
    struct watch_place *place = &nogoods->places[view_place(x)];
    if (place->buckets)
        return;
    *place = (struct watch_place){
        .base = nogoods->list_count, .shift = 31, .buckets = 1};
    if (view_is_narrow(x)) {
        value first = explain_root_min(network, x);
        uint64_t width = (uint64_t)(explain_root_max(network, x) - first) + 1;
        place->first = (int32_t)first;
        place->shift = 0;
        while ((width - 1) >> place->shift >= most)
            place->shift++;
        place->buckets = (uint32_t)((width - 1) >> place->shift) + 1;
    }
    nogoods->list_count += 4 * place->buckets;
}

static void place_lists(struct nogoods *nogoods, const struct network *network)
{
    enum {
        MOST = 64,
        LISTS = 1 << 20
    };
    uint32_t most = MOST;
    while (most > 1 && (uint64_t)most * 4 * network->view_count > LISTS)
        most /= 2;
    nogoods->bool_count = network->bool_count;
    nogoods->list_count = 2 * network->bool_count;
    nogoods->places = zeroed(
        network->slot_count - network->bool_count, sizeof *nogoods->places);
    for (uint32_t i = 0; i < network->view_count; i++) {
        view x = network->views[i];
        if (view_is_narrow(x) || view_kind(x) == VIEW_WIDE)
            place_integer(nogoods, network, x, most);
    }
    nogoods->lists = zeroed(nogoods->list_count, sizeof *nogoods->lists);
}

struct nogoods *nogoods_new(const struct network *network)
{
    struct nogoods *nogoods = zeroed(1, sizeof *nogoods);
    place_lists(nogoods, network);
    nogoods->used = 1; /* 0 is no reference */
    nogoods->bump = 1;
    add_clauses(nogoods, network);
    add_links(nogoods, network);
    add_covers(nogoods, network);
    return nogoods;
}

void nogoods_free(struct nogoods *nogoods)
{
    for (uint32_t i = 0; i < nogoods->list_count; i++)
        VEC_CLEAR(nogoods->lists[i]);
    free(nogoods->lists);
    free(nogoods->places);
    free(nogoods->memory);
    free(nogoods->wide_index);
    VEC_CLEAR(nogoods->wide);
    VEC_CLEAR(nogoods->learned);
    free(nogoods);
}

/* A watched nogood, and what is known of it. */
static uint32_t make(
    struct nogoods *nogoods, const struct nogood *head,
    const struct literal *literals)
{
    uint32_t reference = take_room(nogoods, head->size);
    struct nogood *nogood = nogood_at(nogoods, reference);
    *nogood = *head;
    for (uint32_t i = 0; i < head->size; i++)
        nogood->literals[i] = tighten(nogoods, literals[i]);
    nogood_attach(nogoods, reference);
    return reference;
}

uint32_t nogood_add(
    struct nogoods *nogoods, const struct literal *literals, uint32_t count,
    uint32_t lbd, bool kept)
{
    const struct nogood head = {
        .size = count,
        .lbd = (uint16_t)(lbd > UINT16_MAX ? UINT16_MAX : lbd),
        .kept = kept,
        .used = 2,
        .place = 2,
        .activity = nogoods->bump};
    uint32_t reference = make(nogoods, &head, literals);
    if (!kept)
        VEC_PUSH(nogoods->learned, reference);
    return reference;
}

/* ---- Shortening ---- */

void nogood_attach(struct nogoods *nogoods, uint32_t reference)
{
    for (uint32_t i = 0; i < 2; i++)
        nogood_watch(nogoods, reference, i);
}

void nogood_detach(struct nogoods *nogoods, uint32_t reference)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct tight watched = nogood_at(nogoods, reference)->literals[i];
        struct watch_list *list =
            &nogoods->lists[watch_list_index(nogoods, watched)];
        uint32_t at = 0;
        while (list->items[at].nogood != reference)
            at++;
        list->items[at] = list->items[--list->count];
        nogoods->watch_count--;
    }
}

uint32_t nogood_shorten(
    struct nogoods *nogoods, uint32_t reference, const struct literal *literals,
    uint32_t count)
{
    struct nogood head = *nogood_at(nogoods, reference);
    head.size = count;
    if (head.lbd > count - 1)
        head.lbd = (uint16_t)(count - 1);
    return make(nogoods, &head, literals);
}

void nogood_give_back(struct nogoods *nogoods, uint32_t reference)
{
    give_room(nogoods, reference);
}

uint64_t nogoods_heard(const struct nogoods *nogoods)
{
    return nogoods->heard;
}

uint64_t nogoods_count(const struct nogoods *nogoods)
{
    return nogoods->learned.count;
}

uint64_t nogoods_bytes(const struct nogoods *nogoods)
{
    return (uint64_t)nogoods->capacity * GRAIN +
           nogoods->watch_count * sizeof(struct watch);
}

/* ---- Use ---- */

void nogood_bump(struct nogoods *nogoods, uint32_t reference)
{
    const float large = 1e20f;
    struct nogood *nogood = nogood_at(nogoods, reference);
    if (nogood->kept)
        return;
    nogood->used = 2;
    nogood->activity += nogoods->bump;
    if (nogood->activity < large)
        return;
    VEC_FOR_EACH (learned, nogoods->learned) {
        nogood_at(nogoods, *learned)->activity /= large;
    }
    nogoods->bump /= large;
}

void nogoods_decay(struct nogoods *nogoods)
{
    nogoods->bump /= 0.999f;
}

/* ---- Forgetting ---- */

static void lock_reasons(struct nogoods *nogoods, const struct branch *branch)
{
    log_trace(branch);
    nogoods->reductions++;
    for (uint32_t id = 1; log_find(branch, id, &id); id++) {
        const struct log_event *event = log_at(branch, id);
        if (event->why == LOG_NOGOOD && event->level > 0)
            nogood_at(nogoods, event->data)->locked =
                (uint16_t)nogoods->reductions;
    }
}

static bool spared(const struct nogoods *nogoods, const struct nogood *nogood)
{
    return nogood->locked == (uint16_t)nogoods->reductions ||
           nogood->lbd <= CORE_LBD || nogood->size == 2 ||
           (nogood->lbd <= MIDDLE_LBD && nogood->used);
}

struct candidate {
    float activity;
    uint32_t reference;
};

static int by_activity(const void *one, const void *other)
{
    float a = ((const struct candidate *)one)->activity;
    float b = ((const struct candidate *)other)->activity;
    return (a > b) - (a < b);
}

/* `used` of what is to be forgotten, until no watch of it is left. */
enum {
    DEAD = 255
};

static void choose_dead(struct nogoods *nogoods)
{
    VEC(struct candidate) candidates = {0};
    VEC_FOR_EACH (learned, nogoods->learned) {
        struct nogood *nogood = nogood_at(nogoods, *learned);
        if (!spared(nogoods, nogood))
            VEC_PUSH(
                candidates, (struct candidate){nogood->activity, *learned});
        if (nogood->used)
            nogood->used--;
    }
    if (candidates.count > 0)
        qsort(
            candidates.items, candidates.count, sizeof *candidates.items,
            by_activity);
    for (size_t i = 0; i < candidates.count * FORGET / 100; i++)
        nogood_at(nogoods, candidates.items[i].reference)->used = DEAD;
    VEC_CLEAR(candidates);
}

static void sweep_watches(struct nogoods *nogoods)
{
    for (uint32_t i = 0; i < nogoods->list_count; i++) {
        struct watch_list *watches = &nogoods->lists[i];
        uint32_t kept = 0;
        for (uint32_t k = 0; k < watches->count; k++)
            if (nogood_at(nogoods, watches->items[k].nogood)->used != DEAD)
                watches->items[kept++] = watches->items[k];
        nogoods->watch_count -= watches->count - kept;
        watches->count = kept;
    }
}

void nogoods_reduce(struct nogoods *nogoods, const struct branch *branch)
{
    lock_reasons(nogoods, branch);
    choose_dead(nogoods);
    sweep_watches(nogoods);
    size_t kept = 0;
    for (size_t i = 0; i < nogoods->learned.count; i++) {
        uint32_t reference = nogoods->learned.items[i];
        if (nogood_at(nogoods, reference)->used == DEAD)
            give_room(nogoods, reference);
        else
            nogoods->learned.items[kept++] = reference;
    }
    nogoods->learned.count = kept;
}
