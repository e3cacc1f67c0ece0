/* log.c — see log.h */
#include "solver/log.h"

#include "coro/fatal.h"
#include "coro/world.h"
#include "solver/domain.h"
#include "solver/log_literal.h"
#include "solver/network.h"
#include "solver/worker.h"

#include <stdlib.h>
#include <string.h>

/* The ids of a variable's latest events lie in a branch's memory, behind the
 * network's: for all variables MIN and MAX, then for all REMOVE, which is asked
 * for less. */
static inline uint32_t
latest_at(const struct network *network, view x, enum literal_kind kind)
{
    uint32_t begin = (network->memory_size + 15) / 16 * 16;
    uint32_t places = network->slot_count - network->bool_count;
    uint32_t index = kind == LITERAL_REMOVE ? 2 * places + view_place(x)
                                            : 2 * view_place(x) + kind;
    return begin + index * (uint32_t)sizeof(uint32_t);
}

uint32_t log_memory_size(const struct network *network)
{
    uint64_t size = (uint64_t)network->memory_size + 16 +
                    (uint64_t)(network->slot_count - network->bool_count) * 3 *
                        sizeof(uint32_t);
    if (size > UINT32_MAX)
        coro_fatal("a branch's memory and log exceed 4 GB");
    return (uint32_t)size;
}

/* ---- Blocks ---- */

static struct log_block *
block_new(struct worker *worker, struct log_block *previous)
{
    struct log_block *block = pool_take(&worker->pool->blocks, sizeof *block);
    block->serial = ++worker->log_serial;
    block->previous = previous;
    block->shares = 1;
    block->used = 0;
    if (!previous) {
        block->jump = block;
        block->index = block->level = 0;
        return block;
    }
    const struct log_block *jump = previous->jump;
    bool equal =
        previous->index - jump->index == jump->index - jump->jump->index;
    block->jump = equal ? jump->jump : previous;
    block->index = previous->index + 1;
    block->level = previous->level;
    if (block->index == UINT32_MAX / LOG_BLOCK)
        coro_fatal("a branch has more than 2^32 events");
    return block;
}

void log_begin(struct branch *branch)
{
    branch->log = block_new(branch->worker, NULL);
    branch->log->used = 1; /* 0 is no id */
}

void log_share(struct branch *branch)
{
    __atomic_fetch_add(&branch->log->shares, 1, __ATOMIC_RELAXED);
}

void log_drop(struct branch *branch)
{
    struct log_block *block = branch->log;
    while (block &&
           __atomic_sub_fetch(&block->shares, 1, __ATOMIC_ACQ_REL) == 0) {
        struct log_block *previous = block->previous;
        pool_give(&branch->coro.pool->blocks, block, sizeof *block);
        block = previous;
    }
}

/* The last block, with room for an event; the branch's share of a block that it
 * leaves becomes that of the new one. */
static struct log_block *own_block(struct branch *branch)
{
    struct log_block *block = branch->log;
    if (block->used == LOG_BLOCK ||
        __atomic_load_n(&block->shares, __ATOMIC_ACQUIRE) > 1)
        branch->log = block = block_new(branch->worker, block);
    return block;
}

void log_open_level(struct branch *branch)
{
    own_block(branch)->level++;
}

/* ---- Appending ---- */

/* Puts an event behind the others; returns its id. previous is that of the one
 * before it of the same x and kind. (Written at once where it stays: a copy put
 * together from parts stalls.) */
static inline uint32_t append(
    struct branch *branch, struct literal told, value old, uint32_t previous,
    struct log_cause cause)
{
    struct log_block *block = own_block(branch);
    uint32_t level = cause.why == LOG_ROOT ? 0 : block->level;
    block->events[block->used] = (struct log_event){
        .x = told.x,
        .previous = previous,
        .v = told.v,
        .old = old,
        .kind = told.kind & 3,
        .why = cause.why & 7,
        .level = level & ((1u << 27) - 1),
        .data = cause.data};
    return block->index * LOG_BLOCK + block->used++;
}

static inline void append_integer(
    struct branch *branch, struct literal told, value old,
    struct log_cause cause)
{
    uint32_t *latest =
        branch_write(branch, latest_at(branch->network, told.x, told.kind));
    *latest = append(branch, told, old, *latest, cause);
}

void log_literal(struct branch *branch, view x, bool v)
{
    struct worker *worker = branch->worker;
    struct literal told = {x, v ? LITERAL_MIN : LITERAL_MAX, v};
    worker->positions[view_place(x)] =
        append(branch, told, !v, 0, worker->running);
}

void log_bound(
    struct branch *branch, view x, enum literal_kind kind, value old,
    value told, value reached)
{
    if (told != old)
        append_integer(
            branch, (struct literal){x, kind, told}, old,
            branch->worker->running);
    if (reached != told)
        append_integer(
            branch, (struct literal){x, kind, reached}, told,
            (struct log_cause){LOG_HOLES, 0});
}

/* The first removal from a domain that keeps holes. */
static struct log_removals *removals_new(const struct network *network, view x)
{
    struct domain_interval bounds;
    memcpy(&bounds, network->image + view_offset(x), sizeof bounds);
    size_t width = (size_t)(-(value)bounds.negated_high - bounds.low) + 1;
    struct log_removals *removals =
        calloc(1, sizeof *removals + width * sizeof *removals->ids);
    if (!removals)
        coro_fatal("out of memory");
    removals->first = bounds.low;
    removals->count = width;
    return removals;
}

void log_remove(struct branch *branch, view x, value v)
{
    append_integer(
        branch, (struct literal){x, LITERAL_REMOVE, v}, v,
        branch->worker->running);
    if (!view_keeps_holes(x))
        return;
    struct log_removals **removals = &branch->worker->removals[view_place(x)];
    if (!*removals)
        *removals = removals_new(branch->network, x);
    (*removals)->ids[v - (*removals)->first] = log_end(branch) - 1;
}

void log_refuse(struct branch *branch, view x, enum literal_kind kind, value v)
{
    if (view_kind(x) == VIEW_NOT) {
        x = view_negated(x);
        kind = kind == LITERAL_REMOVE ? LITERAL_REMOVE : LITERAL_MAX - kind;
        v = 1 - v;
    }
    if (view_is_literal(x) && kind == LITERAL_REMOVE) {
        kind = v == 0 ? LITERAL_MIN : LITERAL_MAX;
        v = 1 - v;
    }
    if (view_kind(x) == VIEW_CONSTANT)
        kind = LITERAL_NONE;
    branch->worker->refused = (struct literal){x, kind, v};
    branch->worker->refuser = branch->worker->running;
}

/* ---- Reading ---- */

uint32_t log_end(const struct branch *branch)
{
    return branch->log->index * LOG_BLOCK + branch->log->used;
}

static void path_grow(struct log_path *path, uint32_t index)
{
    uint32_t capacity = path->capacity ? path->capacity : 64;
    while (capacity <= index)
        capacity *= 2;
    path->blocks = realloc(path->blocks, capacity * sizeof *path->blocks);
    path->serials = realloc(path->serials, capacity * sizeof *path->serials);
    if (!path->blocks || !path->serials)
        coro_fatal("out of memory");
    for (uint32_t i = path->capacity; i < capacity; i++)
        path->serials[i] = 0;
    path->capacity = capacity;
}

/* Two paths with a block in common have all before it in common. */
void log_trace(const struct branch *branch)
{
    struct log_path *path = &branch->worker->path;
    struct log_block *block = branch->log;
    if (path->top == block->serial)
        return;
    path->top = block->serial;
    if (block->index >= path->capacity)
        path_grow(path, block->index);
    while (block && path->serials[block->index] != block->serial) {
        path->serials[block->index] = block->serial;
        path->blocks[block->index] = block;
        block = block->previous;
    }
}

static inline const struct log_block *
find_block(const struct branch *branch, uint32_t index)
{
    const struct log_block *block = branch->log;
    if (index == block->index)
        return block;
    const struct log_path *path = &branch->worker->path;
    if (path->top == block->serial)
        return path->blocks[index];
    while (block->index > index)
        block = block->jump->index >= index ? block->jump : block->previous;
    return block;
}

const struct log_block *
log_block_at(const struct branch *branch, uint32_t index)
{
    return find_block(branch, index);
}

const struct log_event *log_at(const struct branch *branch, uint32_t id)
{
    return &find_block(branch, id / LOG_BLOCK)->events[id % LOG_BLOCK];
}

uint64_t log_block_serial(const struct branch *branch, uint32_t id)
{
    return find_block(branch, id / LOG_BLOCK)->serial;
}

bool log_find(const struct branch *branch, uint32_t id, uint32_t *ret_id)
{
    uint32_t end = log_end(branch);
    if (id == 0)
        id = 1;
    while (id < end &&
           id % LOG_BLOCK >= find_block(branch, id / LOG_BLOCK)->used)
        id = (id / LOG_BLOCK + 1) * LOG_BLOCK;
    *ret_id = id;
    return id < end;
}

static const struct log_event *
event_of(const struct branch *branch, uint32_t id, view x)
{
    if (id == 0 || id >= log_end(branch))
        return NULL;
    const struct log_block *block = find_block(branch, id / LOG_BLOCK);
    const struct log_event *event = &block->events[id % LOG_BLOCK];
    return id % LOG_BLOCK < block->used && view_same(event->x, x) ? event
                                                                  : NULL;
}

uint32_t log_find_fixing(const struct branch *branch, view x)
{
    x.code &= ~1u;
    uint32_t id = branch->worker->positions[view_place(x)];
    if (event_of(branch, id, x))
        return id;
    for (id = 1; log_find(branch, id, &id); id++)
        if (view_same(log_at(branch, id)->x, x))
            return id;
    return 0;
}

/* Of another variable. */
static inline uint32_t
newest_id(const struct branch *branch, view x, enum literal_kind kind)
{
    return *(const uint32_t *)branch_read(
        branch, latest_at(branch->network, x, kind));
}

uint32_t
log_removal_id(const struct branch *branch, view x, value v, uint32_t end)
{
    if (view_keeps_holes(x)) {
        const struct log_removals *removals =
            branch->worker->removals[view_place(x)];
        uint64_t k = removals ? (uint64_t)v - (uint64_t)removals->first : 0;
        uint32_t id = removals && k < removals->count ? removals->ids[k] : 0;
        const struct log_event *event = event_of(branch, id, x);
        if (event && event->kind == LITERAL_REMOVE && event->v == v)
            return id < end ? id : 0;
        if (log_on_path(branch))
            return 0;
    }
    uint32_t id = log_latest_id(branch, x, LITERAL_REMOVE, end);
    while (id && log_at(branch, id)->v != v)
        id = log_at(branch, id)->previous;
    return id;
}

static uint32_t bound_id(
    const struct branch *branch, view x, enum literal_kind kind, uint32_t end)
{
    struct worker *worker = branch->worker;
    struct log_cursor *cursor = &worker->cursors[2 * view_place(x) + kind];
    bool later = cursor->stamp != worker->cursor_stamp || cursor->end < end;
    uint32_t id = later ? newest_id(branch, x, kind) : cursor->id;
    if (id < end)
        return id;
    do
        id = log_at(branch, id)->previous;
    while (id >= end);
    *cursor = (struct log_cursor){worker->cursor_stamp, end, id};
    return id;
}

void log_jumped(struct worker *worker)
{
    worker->cursor_stamp++;
}

uint32_t log_latest_id(
    const struct branch *branch, view x, enum literal_kind kind, uint32_t end)
{
    if (view_is_literal(x))
        return log_literal_id(branch, x, kind, end);
    if (log_on_path(branch) && kind <= LITERAL_MAX)
        return bound_id(branch, x, kind, end);
    uint32_t id = newest_id(branch, x, kind);
    while (id >= end)
        id = log_at(branch, id)->previous;
    return id;
}

const struct log_event *log_latest(
    const struct branch *branch, view x, enum literal_kind kind, uint32_t end)
{
    uint32_t id = log_latest_id(branch, x, kind, end);
    return id ? log_at(branch, id) : NULL;
}
