/* bench_coro.c — what forking, resuming and pickling cost
 *
 *     bench_coro [--json FILE] [--shapes]
 *
 * Prints nanoseconds (the fastest decile of many short samples, since a loaded
 * machine can only make them longer) and, beside each fork, what malloc,
 * memcpy and free of the same bytes cost. --shapes measures one node of a
 * search (fork, writes, reads, discard) with every shape of the table, whatever
 * the world would choose: that is where FLAT_MAX, ONE_LEVEL_MAX and the fan-out
 * in memory.c come from.
 */
#include "coro/coro.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SAMPLES = 101,
    SAMPLE_NS = 200000,
    OWN_BYTES = 64,
    SPREAD = 4096
};

/* ---- Timing ---- */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

typedef void workload(void *context, uint64_t times);

/* Nanoseconds of one of many repetitions. */
static double measure(workload *run, void *context)
{
    uint64_t times = 1;
    double spent = 0;
    while (spent < SAMPLE_NS / 4) {
        times *= 2;
        double start = now();
        run(context, times);
        spent = now() - start;
    }
    times = (uint64_t)((double)times * SAMPLE_NS / spent) + 1;
    double sample[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
        double start = now();
        run(context, times);
        sample[i] = (now() - start) / (double)times;
    }
    qsort(sample, SAMPLES, sizeof *sample, compare);
    return sample[SAMPLES / 10];
}

/* ---- The table and the JSON ---- */

static FILE *json;
static int json_rows;

static void report(const char *what, uint32_t number, double ns)
{
    if (!json)
        return;
    fprintf(
        json, "%s\n  {\"what\": \"%s\", \"n\": %u, \"ns\": %.2f}",
        json_rows++ ? "," : "[", what, number, ns);
}

/* ---- What is measured ---- */

#define count_FIELDS(V, A, R) V(int64_t, i)
#define count_POINTS(P)       P(next)
CORO_ROUTINE(count)
{
    CORO_BEGIN(count);
    for (;; i++)
        CORO_YIELD(next, i);
    CORO_END(count);
}

#define leaf_FIELDS(V, A, R) V(int64_t, x)
#define leaf_POINTS(P)
CORO_ROUTINE(leaf)
{
    CORO_BEGIN(leaf);
    CORO_RETURN(x + 1);
    CORO_END(leaf);
}

#define caller_FIELDS(V, A, R) V(int64_t, left) V(int64_t, sum)
#define caller_POINTS(P)       P(sub)
CORO_ROUTINE(caller)
{
    CORO_BEGIN(caller);
    for (; left > 0; left--)
        CORO_CALL(sub, sum, leaf, .x = sum);
    CORO_RETURN(sum);
    CORO_END(caller);
}

#define deep_FIELDS(V, A, R) V(int64_t, left) V(int64_t, result)
#define deep_POINTS(P)       P(deeper) P(bottom)
CORO_ROUTINE(deep)
{
    CORO_BEGIN(deep);
    if (left > 1)
        CORO_CALL(deeper, result, deep, .left = left - 1);
    else
        CORO_YIELD(bottom, left);
    CORO_RETURN(result);
    CORO_END(deep);
}

struct object {
    struct coro coro;
    uint8_t own[OWN_BYTES];
};

struct setting {
    struct coro_world *world;
    struct coro_pool *pool;
    struct coro *coro;
    uint32_t size;
    uint32_t writes, reads, height, at;
    uint32_t place[SPREAD]; /* random offsets */
    uint8_t *bytes;
    uint8_t *pickle;
    size_t pickle_size;
    uint64_t sum;
};

static const struct coro_routine *const routines[] = {
    &count, &leaf, &caller, &deep, NULL};
static const struct coro_naming naming = {.routines = routines};

static struct setting *setting_new(uint32_t size, int levels, uint32_t depth)
{
    struct setting *setting = calloc(1, sizeof *setting);
    setting->size = size;
    setting->world = coro_world_new(sizeof(struct object), size, 1);
    if (levels >= 0)
        coro_world_set_levels(setting->world, (uint32_t)levels);
    setting->pool = coro_pool_new(setting->world);
    setting->coro = coro_new(setting->pool);
    coro_world_freeze(setting->world, setting->coro, &naming);
    if (depth > 1)
        CORO_START(setting->coro, deep, .left = depth);
    else
        CORO_START(setting->coro, count, .i = 0);
    coro_resume(setting->coro, 0);
    for (uint32_t at = 0; at < size; at += 8)
        *(uint64_t *)coro_write(setting->coro, at) = at;
    uint64_t state = 88172645463325252u;
    for (uint32_t i = 0; i < SPREAD; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        setting->place[i] = (uint32_t)(state >> 32) % (size / 8) * 8;
    }
    return setting;
}

static void setting_free(struct setting *setting)
{
    coro_discard(setting->coro);
    coro_pool_free(setting->pool);
    coro_world_free(setting->world);
    free(setting->bytes);
    free(setting);
}

/* Keeps the compiler from leaving a copy out. */
static void use(void *memory)
{
    __asm__ volatile("" : : "r"(memory) : "memory");
}

static void run_fork(void *context, uint64_t times)
{
    struct setting *setting = context;
    uint32_t at = 0;
    while (times-- > 0) {
        struct coro *copy = coro_fork(setting->coro);
        for (uint32_t i = 0; i < setting->writes; i++)
            ++*(uint64_t *)coro_write(copy, setting->place[at++ % SPREAD]);
        use(copy);
        coro_discard(copy);
    }
}

/* Writes, then reads, at random places. */
static void visit(struct setting *setting, struct coro *coro)
{
    uint32_t at = setting->at;
    for (uint32_t i = 0; i < setting->writes; i++)
        ++*(uint64_t *)coro_write(coro, setting->place[at++ % SPREAD]);
    for (uint32_t i = 0; i < setting->reads; i++)
        setting->sum +=
            *(const uint64_t *)coro_read(coro, setting->place[at++ % SPREAD]);
    setting->at = at;
}

/* A tree, depth first: below each node of the left spine hang a leaf and the
 * rest of the spine, whose frozen nodes all live at once. Takes coro. */
static void dive(struct setting *setting, struct coro *coro, uint32_t height)
{
    visit(setting, coro);
    if (height > 0) {
        dive(setting, coro_fork(coro), height - 1);
        visit(setting, coro);
    }
    coro_discard(coro);
}

static void run_tree(void *context, uint64_t times)
{
    struct setting *setting = context;
    while (times-- > 0)
        dive(setting, coro_fork(setting->coro), setting->height);
}

static void run_copy(void *context, uint64_t times)
{
    struct setting *setting = context;
    while (times-- > 0) {
        uint8_t *copy = malloc(setting->size);
        memcpy(copy, setting->bytes, setting->size);
        use(copy);
        free(copy);
    }
}

static void run_resume(void *context, uint64_t times)
{
    struct setting *setting = context;
    while (times-- > 0)
        coro_resume(setting->coro, 0);
}

static void run_call(void *context, uint64_t times)
{
    struct setting *setting = context;
    struct coro *copy = coro_new(setting->pool);
    CORO_START(copy, caller, .left = (int64_t)times);
    coro_resume(copy, 0);
    coro_discard(copy);
}

static void run_pickle(void *context, uint64_t times)
{
    struct setting *setting = context;
    while (times-- > 0) {
        free(setting->pickle);
        setting->pickle = coro_pickle(setting->coro, &setting->pickle_size);
    }
}

static void run_unpickle(void *context, uint64_t times)
{
    struct setting *setting = context;
    const char *message;
    while (times-- > 0)
        coro_discard(coro_unpickle(
            setting->pool, setting->pickle, setting->pickle_size, &message));
}

/* ---- Reports ---- */

static void bench_forks(void)
{
    static const uint32_t sizes[] = {1 << 10,  2 << 10,   4 << 10, 16 << 10,
                                     64 << 10, 256 << 10, 1 << 20, 16 << 20};
    printf(
        "fork + discard, ns\n%10s %7s %10s %10s %12s\n", "bytes", "levels",
        "no write", "16 writes", "memcpy");
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct setting *setting = setting_new(sizes[s], -1, 1);
        double unwritten = measure(run_fork, setting);
        setting->writes = 16;
        double written = measure(run_fork, setting);
        setting->bytes = calloc(1, sizes[s]);
        double copied = measure(run_copy, setting);
        printf(
            "%10u %7u %10.1f %10.1f %12.1f\n", sizes[s],
            coro_world_levels(setting->world), unwritten, written, copied);
        report("fork", sizes[s], unwritten);
        report("fork, 16 writes", sizes[s], written);
        report("memcpy", sizes[s], copied);
        setting_free(setting);
    }
}

static void bench_chains(void)
{
    static const uint32_t depths[] = {1, 10, 100};
    printf("\nfork + discard of a chain, ns\n%10s %10s\n", "frames", "1 KB");
    for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
        struct setting *setting = setting_new(1024, -1, depths[d]);
        double ns = measure(run_fork, setting);
        printf("%10u %10.1f\n", depths[d], ns);
        report("fork chain", depths[d], ns);
        setting_free(setting);
    }
}

static void bench_switches(void)
{
    struct setting *setting = setting_new(1024, -1, 1);
    double resumed = measure(run_resume, setting);
    double called = measure(run_call, setting);
    printf(
        "\nresume + yield %.1f ns, call + return %.1f ns\n", resumed, called);
    report("resume and yield", 1, resumed);
    report("call and return", 1, called);
    setting_free(setting);
}

static void bench_pickles(void)
{
    static const uint32_t sizes[] = {1 << 10, 16 << 10, 1 << 20};
    printf(
        "\npickle of a coroutine with 100 words changed, ns\n%10s %10s %10s "
        "%10s\n",
        "bytes", "pickle", "unpickle", "length");
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct setting *setting = setting_new(sizes[s], -1, 1);
        for (uint32_t at = 0; at < sizes[s]; at += 8)
            *(uint64_t *)coro_write(setting->coro, at) = 0;
        for (uint32_t i = 0; i < 100; i++)
            *(uint64_t *)coro_write(setting->coro, setting->place[i]) = i + 1;
        double pickled = measure(run_pickle, setting);
        double unpickled = measure(run_unpickle, setting);
        printf(
            "%10u %10.0f %10.0f %10zu\n", sizes[s], pickled, unpickled,
            setting->pickle_size);
        report("pickle", sizes[s], pickled);
        report("unpickle", sizes[s], unpickled);
        free(setting->pickle);
        setting_free(setting);
    }
}

static void bench_shapes(void)
{
    static const struct {
        uint32_t writes, reads, height;
    } loads[] = {{4, 50, 10},  {4, 200, 10},  {16, 200, 10},  {16, 1000, 10},
                 {4, 50, 300}, {4, 200, 300}, {16, 200, 300}, {16, 1000, 300}};
    printf(
        "\na node of a search, depth first: writes, reads, fork, discard, ns\n"
        "%10s %7s %7s %7s %10s %10s %10s\n",
        "bytes", "writes", "reads", "depth", "flat", "1 level", "2 levels");
    for (uint32_t size = 1 << 10; size <= 4u << 20; size *= 2)
        for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
            printf(
                "%10u %7u %7u %7u", size, loads[i].writes, loads[i].reads,
                loads[i].height);
            for (int levels = 0; levels <= 2; levels++) {
                if (levels == 0 && size > 32 << 10) {
                    printf(" %10s", "");
                    continue;
                }
                struct setting *setting = setting_new(size, levels, 1);
                setting->writes = loads[i].writes;
                setting->reads = loads[i].reads;
                setting->height = loads[i].height;
                double nodes = 2 * setting->height + 1;
                printf(" %10.1f", measure(run_tree, setting) / nodes);
                setting_free(setting);
            }
            printf("\n");
        }
}

int main(int count_arguments, char **arguments)
{
    bool shapes = false;
    for (int i = 1; i < count_arguments; i++) {
        if (strcmp(arguments[i], "--shapes") == 0)
            shapes = true;
        else if (strcmp(arguments[i], "--json") == 0 && i + 1 < count_arguments)
            json = fopen(arguments[++i], "w");
    }
    bench_forks();
    bench_chains();
    bench_switches();
    bench_pickles();
    if (shapes)
        bench_shapes();
    if (json) {
        fprintf(json, "\n]\n");
        fclose(json);
    }
    return 0;
}
