/* log.c — see log.h */
#include "solver/log.h"

#include "coro/fatal.h"
#include "coro/world.h"
#include "solver/domain.h"
#include "solver/network.h"
#include "solver/worker.h"

/* Of one variable, in a branch's memory. */
struct latest {
    uint32_t ids[4]; /* by literal_kind; the last is unused */
};

static uint32_t latest_at(const struct network *network, view x)
{
    return (network->memory_size + 15) / 16 * 16 +
           view_slot(network, x) * (uint32_t)sizeof(struct latest);
}

uint32_t log_memory_size(const struct network *network)
{
    uint64_t size = (uint64_t)network->memory_size + 16 +
                    (uint64_t)network->slot_count * sizeof(struct latest);
    if (size > UINT32_MAX)
        coro_fatal("a branch's memory and log exceed 4 GB");
    return (uint32_t)size;
}

/* ---- Blocks ---- */

static struct log_block *
block_new(struct coro_pool *pool, struct log_block *previous)
{
    struct log_block *block = pool_take(&pool->blocks, sizeof *block);
    block->previous = previous;
    block->shares = 1;
    block->used = 0;
    if (!previous) {
        block->jump = block;
        block->index = block->level = 0;
        return block;
    }
    const struct log_block *jump = previous->jump;
    bool equal = previous->index - jump->index ==
                 jump->index - jump->jump->index;
    block->jump = equal ? jump->jump : previous;
    block->index = previous->index + 1;
    block->level = previous->level;
    if (block->index == UINT32_MAX / LOG_BLOCK)
        coro_fatal("a branch has more than 2^32 events");
    return block;
}

void log_begin(struct branch *branch)
{
    branch->log = block_new(branch->coro.pool, NULL);
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
        branch->log = block = block_new(branch->coro.pool, block);
    return block;
}

void log_open_level(struct branch *branch)
{
    own_block(branch)->level++;
}

/* ---- Appending ---- */

static void append(
    struct branch *branch, struct literal literal, value old,
    struct log_cause cause)
{
    struct log_block *block = own_block(branch);
    struct latest *latest =
        branch_write(branch, latest_at(branch->network, literal.x));
    uint32_t *id = &latest->ids[literal.kind];
    block->events[block->used] = (struct log_event){
        .x = literal.x,
        .previous = *id,
        .v = literal.v,
        .old = old,
        .kind = literal.kind,
        .why = cause.why & 7,
        .level = block->level & ((1u << 27) - 1),
        .data = cause.data};
    *id = block->index * LOG_BLOCK + block->used++;
}

void log_bound(
    struct branch *branch, view x, enum literal_kind kind, value old,
    value told, value reached)
{
    static const struct log_cause holes = {LOG_HOLES, 0};
    if (told != old)
        append(
            branch, (struct literal){x, kind, told}, old,
            branch->worker->running);
    if (reached != told)
        append(branch, (struct literal){x, kind, reached}, told, holes);
}

void log_remove(struct branch *branch, view x, value v)
{
    append(
        branch, (struct literal){x, LITERAL_REMOVE, v}, v,
        branch->worker->running);
}

void log_refuse(
    struct branch *branch, view x, enum literal_kind kind, value v)
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

static const struct log_block *
find_block(const struct branch *branch, uint32_t index)
{
    const struct log_block *block = branch->log;
    while (block->index > index)
        block = block->jump->index >= index ? block->jump : block->previous;
    return block;
}

const struct log_event *log_at(const struct branch *branch, uint32_t id)
{
    return &find_block(branch, id / LOG_BLOCK)->events[id % LOG_BLOCK];
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

const struct log_event *log_latest(
    const struct branch *branch, view x, enum literal_kind kind, uint32_t end)
{
    const struct latest *latest =
        branch_read(branch, latest_at(branch->network, x));
    uint32_t id = latest->ids[kind];
    while (id) {
        const struct log_event *event = log_at(branch, id);
        if (id < end)
            return event;
        id = event->previous;
    }
    return NULL;
}
