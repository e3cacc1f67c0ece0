/* nogood_hear.c — propagation of nogoods, event by event
 *
 * The log is the queue: every event is heard once, in order, and calls the
 * watches whose literals it made false.
 */
#include "solver/nogood_store.h"

#include "solver/literal.h"
#include "solver/network.h"
#include "solver/tell.h"
#include "solver/worker.h"

/* ---- Literals ---- */

/* A Boolean, or a bound of 32 bits: most are. */
static inline bool is_plain(struct tight l)
{
    return (l.code & 7) < VIEW_WIDE && l.code >> 31 == 0;
}

static inline bool is_small(struct tight l)
{
    return view_kind(tight_view(l)) == VIEW_SMALL;
}

/* Is a plain literal true, or, negated, false? Booleans and bounds come in no
 * order, so that no branch depends on which it is: 32 bits of the one or of the
 * other are read (memory is little-endian: coro/pickle.h), and asked both ways.
 * (1.04 times the conflicts/s on a job shop.) */
static inline bool
plain_is(const struct branch *branch, struct tight l, bool negated)
{
    uint32_t kind = tight_kind(l), side = kind ^ negated;
    uint32_t place = view_place(tight_view(l));
    uint32_t boolean = -(uint32_t)view_is_literal(tight_view(l));
    uint32_t in_booleans = place / 16 * 4, in_record = place * 8 + side * 4;
    const int32_t *word =
        branch_read(branch, (in_booleans & boolean) | (in_record & ~boolean));
    value least = kind == TIGHT_MAX ? -(value)l.v : l.v;
    if (negated)
        least = 1 - least;
    uint32_t by_bit = (uint32_t)*word >> (place % 16 * 2 + side);
    uint32_t by_bound = *word >= least;
    return ((by_bit & boolean) | (by_bound & ~boolean)) & 1;
}

/* The same of [x != v] and [x = v] of a SMALL variable (0.89 of the time where
 * nogoods have hundreds of these). */
static inline bool
small_is(const struct branch *branch, struct tight l, bool negated)
{
    const struct domain_small *small =
        branch_read(branch, view_offset(tight_view(l)));
    uint64_t k = (uint64_t)l.v - (uint64_t)small->low;
    uint64_t contained = k < 64 ? small->bits >> k & 1 : 0;
    bool alone = (k == 0) & (small->bits == 1);
    return (tight_kind(l) == TIGHT_EQUAL) != negated ? alone : !contained;
}

static bool other_true(
    const struct nogoods *nogoods, const struct branch *branch, struct tight l)
{
    view x = tight_view(l);
    value v = tight_v(nogoods, l);
    switch (tight_kind(l)) {
    case TIGHT_MIN:
        return domain_min(branch, x) >= v;
    case TIGHT_MAX:
        return domain_max(branch, x) <= v;
    case TIGHT_REMOVE:
        return !domain_contains(branch, x, v);
    default:
        return domain_fixed(branch, x) && domain_value(branch, x) == v;
    }
}

static bool other_false(
    const struct nogoods *nogoods, const struct branch *branch, struct tight l)
{
    view x = tight_view(l);
    value v = tight_v(nogoods, l);
    switch (tight_kind(l)) {
    case TIGHT_MIN:
        return domain_max(branch, x) < v;
    case TIGHT_MAX:
        return domain_min(branch, x) > v;
    case TIGHT_REMOVE:
        return domain_fixed(branch, x) && domain_value(branch, x) == v;
    default:
        return !domain_contains(branch, x, v);
    }
}

static inline bool is_true(
    const struct nogoods *nogoods, const struct branch *branch, struct tight l)
{
    return is_plain(l)   ? plain_is(branch, l, false)
           : is_small(l) ? small_is(branch, l, false)
                         : other_true(nogoods, branch, l);
}

static inline bool is_false(
    const struct nogoods *nogoods, const struct branch *branch, struct tight l)
{
    return is_plain(l)   ? plain_is(branch, l, true)
           : is_small(l) ? small_is(branch, l, true)
                         : other_false(nogoods, branch, l);
}

static bool
tell(const struct nogoods *nogoods, struct branch *branch, struct tight l)
{
    view x = tight_view(l);
    value v = tight_v(nogoods, l);
    switch (tight_kind(l)) {
    case TIGHT_MIN:
        return tell_min(branch, x, v);
    case TIGHT_MAX:
        return tell_max(branch, x, v);
    case TIGHT_REMOVE:
        return tell_remove(branch, x, v);
    default:
        return tell_fix(branch, x, v);
    }
}

/* ---- Watches ---- */

static void push(struct watch_list *list, struct watch watch)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity;
        list->items = vec_grow(list->items, &capacity, sizeof *list->items);
        list->capacity = (uint32_t)capacity;
    }
    list->items[list->count++] = watch;
}

void nogood_watch(struct nogoods *nogoods, uint32_t reference, uint32_t i)
{
    const struct nogood *nogood = nogood_at(nogoods, reference);
    struct tight watched = nogood->literals[i];
    struct watch_list *list =
        &nogoods->lists[watch_list_index(nogoods, watched)];
    view x = tight_view(watched);
    if (!view_is_literal(x)) {
        struct watch_place *place = &nogoods->places[view_place(x)];
        place->occupied[tight_kind(watched)] |=
            UINT64_C(1) << watch_bucket(place, watched.v);
    }
    push(
        list, (struct watch){
                  .other = nogood->literals[1 - i],
                  .v = watched.v,
                  .nogood = reference,
                  .binary = nogood->size == 2});
    nogoods->watch_count++;
}

enum visit {
    VISIT_STAYS,
    VISIT_MOVED,
    VISIT_FAILED
};

static inline bool same(struct tight a, struct tight b)
{
    return a.code == b.code && a.v == b.v;
}

static enum visit tell_last(
    struct nogoods *nogoods, struct branch *branch, uint32_t reference,
    struct tight last)
{
    branch->worker->running = (struct log_cause){LOG_NOGOOD, reference};
    if (is_false(nogoods, branch, last) || !tell(nogoods, branch, last))
        return VISIT_FAILED;
    return VISIT_STAYS;
}

/* Literals are looked through from where the last search ended (Gent, Optimal
 * Implementation of Watched Literals and More General Techniques, 2013). */
static inline uint32_t nogood_resume(const struct nogood *nogood)
{
    return nogood->place < nogood->size ? nogood->place : 2;
}

static inline void nogood_pause(struct nogood *nogood, uint32_t i)
{
    nogood->place = i <= UINT16_MAX ? (uint16_t)i : 2;
}

/* The literal lost, which is watched, has become false, and the watch's other
 * one is not true. (A nogood of two literals is not looked at.) */
static enum visit visit(
    struct nogoods *nogoods, struct branch *branch, struct watch *watch,
    struct tight lost)
{
    uint32_t reference = watch->nogood;
    if (watch->binary)
        return tell_last(nogoods, branch, reference, watch->other);
    struct nogood *nogood = nogood_at(nogoods, reference);
    struct tight *literals = nogood->literals;
    if (same(literals[0], lost)) {
        literals[0] = literals[1];
        literals[1] = lost;
    }
    struct tight first = literals[0];
    if (!same(first, watch->other) && is_true(nogoods, branch, first)) {
        watch->other = first;
        return VISIT_STAYS;
    }
    uint32_t i = nogood_resume(nogood);
    for (uint32_t left = nogood->size - 2; left > 0; left--) {
        if (!is_false(nogoods, branch, literals[i])) {
            nogood_pause(nogood, i);
            literals[1] = literals[i];
            literals[i] = lost;
            nogood_watch(nogoods, reference, 1);
            nogoods->watch_count--;
            return VISIT_MOVED;
        }
        if (++i == nogood->size)
            i = 2;
    }
    return tell_last(nogoods, branch, reference, first);
}

/* Visits the watches of a list whose values lie in from..to. A watch that moves
 * may be appended to this very list, with a value that is not false. */
static bool call_list(
    struct nogoods *nogoods, struct branch *branch, uint32_t index,
    uint32_t code, int32_t from, int32_t to)
{
    struct watch_list *list = &nogoods->lists[index];
    struct tight lost = {code, 0};
    for (uint32_t i = 0; i < list->count;) {
        struct watch *watch = &list->items[i];
        lost.v = watch->v;
        if (lost.v < from || lost.v > to ||
            is_true(nogoods, branch, watch->other)) {
            i++;
            continue;
        }
        switch (visit(nogoods, branch, watch, lost)) {
        case VISIT_STAYS:
            i++;
            break;
        case VISIT_MOVED:
            list->items[i] = list->items[--list->count];
            break;
        case VISIT_FAILED:
            return false;
        }
    }
    return true;
}

/* Events pass over many buckets, and most are empty: which may not be is known
 * without a look at any. */
static bool call(
    struct nogoods *nogoods, struct branch *branch, view x, uint32_t kind,
    int32_t from, int32_t to)
{
    uint32_t code = kind << 30 | x.code;
    struct watch_place *place = &nogoods->places[view_place(x)];
    uint32_t base = place->base + kind * place->buckets;
    uint64_t buckets = place->occupied[kind] &
                       UINT64_MAX << watch_bucket(place, from) &
                       UINT64_MAX >> (63 - watch_bucket(place, to));
    for (; buckets; buckets &= buckets - 1) {
        uint32_t bucket = (uint32_t)__builtin_ctzll(buckets);
        if (nogoods->lists[base + bucket].count == 0)
            place->occupied[kind] &= ~(UINT64_C(1) << bucket);
        else if (!call_list(nogoods, branch, base + bucket, code, from, to))
            return false;
    }
    return true;
}

/* The same for WIDE variables, whose thresholds are looked up. */
static bool call_wide(
    struct nogoods *nogoods, struct branch *branch, view x, uint32_t kind,
    value from, value to)
{
    struct tight lost = {kind << 30 | x.code, 0};
    struct watch_list *list = &nogoods->lists[watch_list_index(nogoods, lost)];
    for (uint32_t i = 0; i < list->count;) {
        struct watch *watch = &list->items[i];
        value v = nogoods->wide.items[watch->v];
        lost.v = watch->v;
        enum visit outcome =
            v < from || v > to || is_true(nogoods, branch, watch->other)
                ? VISIT_STAYS
                : visit(nogoods, branch, watch, lost);
        if (outcome == VISIT_FAILED)
            return false;
        if (outcome == VISIT_MOVED)
            list->items[i] = list->items[--list->count];
        else
            i++;
    }
    return true;
}

/* ---- Events ---- */

/* Which of a Boolean's [x >= 1] and [x <= 0] the event made false. */
static inline struct tight lost_literal(const struct log_event *event)
{
    uint32_t kind = event->kind == LITERAL_MIN ? TIGHT_MAX : TIGHT_MIN;
    return (struct tight){kind << 30 | event->x.code, kind == TIGHT_MIN};
}

static inline bool hear_literal(
    struct nogoods *nogoods, struct branch *branch,
    const struct log_event *event)
{
    struct tight lost = lost_literal(event);
    uint32_t index = watch_list_index(nogoods, lost);
    return nogoods->lists[index].count == 0 ||
           call_list(nogoods, branch, index, lost.code, lost.v, lost.v);
}

/* The watches that an event will call are in no cache mostly (6 % of the time
 * of a model of clauses). */
static inline void
fetch(const struct nogoods *nogoods, const struct log_event *event)
{
    if (view_is_literal(event->x))
        __builtin_prefetch(
            nogoods->lists[watch_list_index(nogoods, lost_literal(event))]
                .items);
}

/* Literals of one kind of an integer became false. */
static inline bool call_kind(
    struct nogoods *nogoods, struct branch *branch, view x, uint32_t kind,
    value from, value to)
{
    if (nogoods->places[view_place(x)].occupied[kind] == 0)
        return true;
    if (view_kind(x) == VIEW_WIDE)
        return call_wide(nogoods, branch, x, kind, from, to);
    return call(nogoods, branch, x, kind, (int32_t)from, (int32_t)to);
}

/* x != v is false once x = v. */
static inline bool
call_different(struct nogoods *nogoods, struct branch *branch, view x)
{
    if (nogoods->places[view_place(x)].occupied[TIGHT_REMOVE] == 0 ||
        !domain_fixed(branch, x))
        return true;
    value v = domain_value(branch, x);
    return call_kind(nogoods, branch, x, TIGHT_REMOVE, v, v);
}

static inline bool hear(
    struct nogoods *nogoods, struct branch *branch,
    const struct log_event *event)
{
    view x = event->x;
    if (view_is_literal(x))
        return hear_literal(nogoods, branch, event);
    if (event->kind == LITERAL_REMOVE)
        return call_kind(nogoods, branch, x, TIGHT_EQUAL, event->v, event->v);
    bool least = event->kind == LITERAL_MIN;
    value from = least ? event->old : event->v + 1;
    value to = least ? event->v - 1 : event->old;
    if (from > to)
        return true; /* only in a branch that has failed */
    uint32_t lost = least ? TIGHT_MAX : TIGHT_MIN;
    return call_kind(nogoods, branch, x, lost, from, to) &&
           call_kind(nogoods, branch, x, TIGHT_EQUAL, from, to) &&
           call_different(nogoods, branch, x);
}

/* The id of the log's end at which guards are heard again, which are quicker:
 * what they tell a nogood need not. (1.03 times the conflicts/s on a job shop,
 * from 1 to 8.) */
static uint32_t enough(const struct branch *branch)
{
    enum {
        FEW = 4
    };
    return branch->network->guard_runs ? log_end(branch) + FEW : UINT32_MAX;
}

/* What is told meanwhile is appended to the last block, or to new ones. */
bool nogoods_hear(struct branch *branch)
{
    struct worker *worker = branch->worker;
    struct nogoods *nogoods = worker->nogoods;
    const struct log_block *block =
        log_block_at(branch, worker->heard / LOG_BLOCK);
    uint32_t place = worker->heard % LOG_BLOCK;
    place += worker->heard == 0; /* which is no id */
    uint32_t end = enough(branch);
    for (;;) {
        for (; place < block->used && log_end(branch) < end; place++) {
            nogoods->heard++;
            if (place + 1 < block->used)
                fetch(nogoods, &block->events[place + 1]);
            if (!hear(nogoods, branch, &block->events[place]))
                return false;
        }
        worker->heard = block->index * LOG_BLOCK + place;
        if (place < block->used || block == branch->log)
            return true;
        block = log_block_at(branch, block->index + 1);
        place = 0;
    }
}

/* ---- Checking ---- */

static bool settled(
    const struct nogoods *nogoods, const struct branch *branch,
    const struct nogood *nogood)
{
    uint32_t open = 0;
    for (uint32_t i = 0; i < nogood->size; i++) {
        if (is_true(nogoods, branch, nogood->literals[i]))
            return true;
        open += !is_false(nogoods, branch, nogood->literals[i]);
    }
    return open > 1;
}

bool nogoods_settled(const struct nogoods *nogoods, const struct branch *branch)
{
    for (uint32_t i = 0; i < nogoods->list_count; i++)
        VEC_FOR_EACH (watch, nogoods->lists[i]) {
            const void *nogood = nogoods->memory + watch->nogood;
            if (!settled(nogoods, branch, nogood))
                return false;
        }
    return true;
}

/* ---- Reasons ---- */

/* Adds that a literal is false; false if it is not. */
static bool explain_false(
    const struct explain_view *before, struct literal l, struct reason *ret)
{
    switch (l.kind) {
    case LITERAL_MIN:
        return reason_add(before, ret, l.x, LITERAL_MAX, l.v - 1);
    case LITERAL_MAX:
        return reason_add(before, ret, l.x, LITERAL_MIN, l.v + 1);
    case LITERAL_EQUAL:
        return reason_removed(before, ret, l.x, l.v);
    case LITERAL_REMOVE:
        return explain_min(before, l.x) == l.v &&
               reason_fixed(before, ret, l.x);
    case LITERAL_NONE:
        break;
    }
    return false;
}

/* The same for one that is false for sure: nothing need be looked up. */
static bool add_false(
    const struct explain_view *before, struct literal l, struct reason *ret)
{
    if (l.kind > LITERAL_MAX)
        return explain_false(before, l, ret);
    VEC_PUSH(*ret, literal_negated(l));
    return true;
}

bool nogood_explain(
    const struct explain_view *before, uint32_t reference,
    struct literal wanted, struct reason *ret)
{
    struct nogoods *nogoods = before->branch->worker->nogoods;
    const struct nogood *nogood = nogood_at(nogoods, reference);
    uint32_t open = 0;
    for (uint32_t i = 0; i < nogood->size; i++) {
        struct literal l = nogood_literal(nogoods, nogood->literals[i]);
        bool told = wanted.kind != LITERAL_NONE && view_same(l.x, wanted.x);
        open +=
            told ? !explain_false(before, l, ret) : !add_false(before, l, ret);
    }
    return open <= 1;
}
