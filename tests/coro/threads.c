/* threads.c — two threads that hand coroutines to each other
 *
 * Each thread takes a coroutine from a shared heap, lets it fork, writes, hands
 * some on, and goes on with another. Every coroutine carries the number that
 * its memory must add up to. No Criterion: to be run under ThreadSanitizer.
 */
#include "coro/memory.h"
#include "tests/coro/routines.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    THREADS = 2,
    HEAP = 64,
    WORDS = 4096,
    DEFAULT_STEPS = 200000
};

struct object {
    struct coro coro;
    uint64_t sum; /* of its memory's words */
};

struct heap {
    pthread_mutex_t lock;
    struct coro *coros[HEAP];
    int count;
};

struct worker {
    pthread_t thread;
    struct heap *heap;
    struct coro_pool *pool;
    uint64_t random;
    int steps;
    int wrong;
};

/* The same heap slot is as likely to be the newest as the oldest. */
static struct coro *heap_take(struct heap *heap, uint32_t random)
{
    struct coro *coro = NULL;
    pthread_mutex_lock(&heap->lock);
    if (heap->count > 0) {
        int at = (int)(random % (uint32_t)heap->count);
        coro = heap->coros[at];
        heap->coros[at] = heap->coros[--heap->count];
    }
    pthread_mutex_unlock(&heap->lock);
    return coro;
}

static bool heap_give(struct heap *heap, struct coro *coro)
{
    bool room;
    pthread_mutex_lock(&heap->lock);
    room = heap->count < HEAP;
    if (room)
        heap->coros[heap->count++] = coro;
    pthread_mutex_unlock(&heap->lock);
    return room;
}

#define ask_FIELDS(V, A, R) V(int64_t, times) V(uint32_t, answer)
#define ask_POINTS(P)       P(again)
CORO_ROUTINE(ask)
{
    CORO_BEGIN(ask);
    for (;; times++)
        CORO_CHOOSE(again, answer, 3);
    CORO_END(ask);
}

static void change(struct worker *worker, struct coro *coro)
{
    struct object *object = (struct object *)coro;
    uint32_t times = next_random(&worker->random) % 4;
    for (; times > 0; times--) {
        uint32_t at = next_random(&worker->random) % WORDS;
        uint64_t *word = coro_write(coro, at * 8);
        uint64_t value = next_random(&worker->random);
        object->sum += value - *word;
        *word = value;
    }
}

static bool sound(const struct coro *coro)
{
    uint64_t sum = 0;
    for (uint32_t at = 0; at < WORDS; at++)
        sum += *(const uint64_t *)coro_read(coro, at * 8);
    return sum == ((const struct object *)coro)->sum && memory_is_valid(coro);
}

static void give_or_discard(struct worker *worker, struct coro *coro)
{
    if (!heap_give(worker->heap, coro))
        coro_discard(coro);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    for (int step = 0; step < worker->steps; step++) {
        struct coro *coro =
            heap_take(worker->heap, next_random(&worker->random));
        if (!coro)
            continue;
        coro_move(coro, worker->pool);
        if (next_random(&worker->random) % 500 == 0 && !sound(coro))
            worker->wrong++;
        for (uint32_t forks = next_random(&worker->random) % 4; forks > 0;
             forks--) {
            struct coro *copy = coro_fork(coro);
            coro_resume(copy, forks);
            change(worker, copy);
            give_or_discard(worker, copy);
        }
        change(worker, coro);
        give_or_discard(worker, coro);
    }
    return NULL;
}

static bool run(int levels, int steps)
{
    struct coro_world *world =
        coro_world_new(sizeof(struct object), WORDS * 8, 0);
    coro_world_set_levels(world, (uint32_t)levels);
    struct heap heap = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct worker workers[THREADS];
    for (int i = 0; i < THREADS; i++)
        workers[i] = (struct worker){
            .heap = &heap,
            .pool = coro_pool_new(world),
            .random = (uint64_t)i + 1,
            .steps = steps};
    struct coro *root = coro_new(workers[0].pool);
    CORO_START(root, ask, .times = 0);
    coro_resume(root, 0);
    heap_give(&heap, root);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    int64_t live = 0;
    int wrong = 0;
    uint64_t forks = 0, absorbed = 0;
    for (int i = 0; i < THREADS; i++)
        pthread_join(workers[i].thread, NULL);
    struct coro *coro;
    while ((coro = heap_take(&heap, 0))) {
        wrong += !sound(coro);
        coro_discard(coro);
    }
    for (int i = 0; i < THREADS; i++) {
        wrong += workers[i].wrong;
        live += coro_pool_live_bytes(workers[i].pool);
        forks += coro_pool_counters(workers[i].pool)->forks;
        absorbed += coro_pool_counters(workers[i].pool)->absorbed;
        coro_pool_free(workers[i].pool);
    }
    printf(
        "levels %d: %lu forks, %lu generations folded, %d wrong, %ld bytes "
        "left\n",
        levels, (unsigned long)forks, (unsigned long)absorbed, wrong,
        (long)live);
    coro_world_free(world);
    return wrong == 0 && live == 0;
}

int main(int count, char **arguments)
{
    int steps = count > 1 ? atoi(arguments[1]) : DEFAULT_STEPS;
    bool good = true;
    for (int levels = 0; levels <= 2; levels++)
        good &= run(levels, steps);
    return good ? 0 : 1;
}
