/* test_pickle.c — round trips, other processes, and bytes that lie */
#include "coro/checksum.h"
#include "coro/memory.h"
#include "coro/pickle.h"
#include "tests/coro/routines.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    BYTES = 8192
};

struct pickle {
    uint8_t *bytes;
    size_t size;
};

static struct pickle pickle_of(const struct coro *coro)
{
    struct pickle pickle;
    pickle.bytes = coro_pickle(coro, &pickle.size);
    return pickle;
}

/* A climber after a random number of steps, with random memory. */
static struct coro *random_climber(struct coro_pool *pool, uint64_t *random)
{
    struct coro *coro = routines_climber(pool, next_random(random) % 4);
    for (uint32_t steps = next_random(random) % 40; steps > 0; steps--) {
        struct coro *before = coro_fork(coro);
        uint32_t arity = coro->arity ? coro->arity : 1;
        enum coro_outcome outcome =
            coro_resume(coro, next_random(random) % arity);
        if (outcome == CORO_FAILED || outcome == CORO_RETURNED) {
            coro_discard(coro);
            coro = before;
            continue;
        }
        coro_discard(before);
    }
    for (uint32_t writes = next_random(random) % 30; writes > 0; writes--)
        *(uint64_t *)coro_write(coro, next_random(random) % (BYTES / 8) * 8) =
            next_random(random) % 3;
    ((struct climber *)coro)->marks[4] = (int16_t)next_random(random);
    if (next_random(random) % 2)
        ((struct climber *)coro)->favourite = NULL;
    return coro;
}

/* ---- Round trips ---- */

/* Between worlds of different shapes; both copies go on alike, and the second
 * pickle is the first, byte by byte. */
Test(pickle, random_climbers)
{
    struct coro_world *worlds[3];
    struct coro_pool *pools[3];
    uint64_t random = 7;
    for (int levels = 0; levels < 3; levels++)
        worlds[levels] = routines_world(BYTES, levels, &pools[levels]);
    for (int i = 0; i < 3000; i++) {
        struct coro_pool *from = pools[i % 3], *to = pools[i / 3 % 3];
        struct coro *coro = random_climber(from, &random);
        struct pickle pickle = pickle_of(coro);
        const char *message = "";
        struct coro *copy =
            coro_unpickle(to, pickle.bytes, pickle.size, &message);
        cr_assert(copy, "%s", message);
        cr_assert(memory_is_valid(copy));
        cr_assert_eq(coro_depth(copy), coro_depth(coro));
        cr_assert_eq(((struct climber *)copy)->transient, NULL);
        struct pickle again = pickle_of(copy);
        cr_assert_eq(again.size, pickle.size);
        cr_assert_eq(memcmp(again.bytes, pickle.bytes, pickle.size), 0);
        uint64_t seed = next_random(&random);
        cr_assert_eq(
            routines_trace(coro, BYTES, seed),
            routines_trace(copy, BYTES, seed));
        free(pickle.bytes);
        free(again.bytes);
    }
    for (int levels = 0; levels < 3; levels++) {
        cr_assert_eq(coro_pool_live_bytes(pools[levels]), 0);
        routines_world_free(worlds[levels], pools[levels]);
    }
}

/* At the start, between calls, and when all is over. */
Test(pickle, other_routines)
{
    struct coro_pool *pool;
    struct coro_world *world = routines_world(BYTES, -1, &pool);
    struct coro *coros[4];
    for (int i = 0; i < 4; i++)
        coros[i] = coro_new(pool);
    CORO_START(coros[1], fibonacci, .n = 12);
    CORO_START(coros[2], rest);
    CORO_START(coros[3], idle);
    CORO_START(coros[3], fibonacci, .n = 7, .b = -1);
    for (int i = 0; i < 4; i++) {
        struct pickle pickle = pickle_of(coros[i]);
        const char *message = "";
        struct coro *copy =
            coro_unpickle(pool, pickle.bytes, pickle.size, &message);
        cr_assert(copy, "%s", message);
        cr_assert_eq(coro_depth(copy), coro_depth(coros[i]));
        if (i > 0) {
            cr_assert_eq(coro_resume(copy, 0), CORO_RETURNED);
            coro_resume(coros[i], 0);
            cr_assert_eq(copy->result, coros[i]->result);
        }
        coro_discard(copy);
        coro_discard(coros[i]);
        free(pickle.bytes);
    }
    cr_assert_eq(coro_pool_live_bytes(pool), 0);
    routines_world_free(world, pool);
}

/* What has not been written costs nothing in a pickle. */
Test(pickle, is_a_difference)
{
    struct coro_pool *pool;
    struct coro_world *world = routines_world(16 << 20, -1, &pool);
    struct coro *coro = routines_climber(pool, 0);
    coro_discard(coro);
    struct pickle empty = {NULL, 0}, written = {NULL, 0};
    const char *message = "";
    struct coro_pool *small_pool;
    struct coro_world *small = routines_world(1 << 20, -1, &small_pool);
    coro = routines_climber(small_pool, 0);
    empty = pickle_of(coro);
    free(empty.bytes);
    cr_assert_gt(empty.size, 1 << 18, "a new root is zero, the image is not");
    coro_discard(coro);
    routines_world_free(small, small_pool);

    struct pickle root = {NULL, 0};
    coro = coro_new(pool);
    for (uint32_t at = 0; at < (16 << 20) / 8; at += 5)
        *(uint64_t *)coro_write(coro, at * 8) = at;
    root = pickle_of(coro);
    cr_assert_lt(root.size, 300);
    struct coro *copy = coro_unpickle(pool, root.bytes, root.size, &message);
    int64_t before = coro_pool_live_bytes(pool);
    *(uint64_t *)coro_write(copy, 8 << 20) = 5;
    written = pickle_of(copy);
    cr_assert_eq(written.size, root.size + 4 + 4 + 8);
    cr_assert_lt(coro_pool_live_bytes(pool) - before, 4096);
    coro_discard(copy);
    coro_discard(coro);
    free(root.bytes);
    free(written.bytes);
    routines_world_free(world, pool);
}

/* ---- Another process ---- */

/* Beside this executable. */
static void child_path(char *ret_path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", ret_path, size - 20);
    cr_assert_gt(length, 0);
    ret_path[length] = 0;
    strcpy(strrchr(ret_path, '/') + 1, "pickle_child");
}

/* The child's line, given a pickle on its standard input. */
static void ask_child(
    struct pickle pickle, const char *levels, uint64_t seed, char *ret_line)
{
    char path[4096], number[30], size[30], file[] = "/tmp/pickle-XXXXXX";
    child_path(path, sizeof path);
    snprintf(number, sizeof number, "%" PRIu64, seed);
    snprintf(size, sizeof size, "%d", BYTES);
    int input = mkstemp(file), output[2];
    unlink(file);
    cr_assert_eq(write(input, pickle.bytes, pickle.size), (ssize_t)pickle.size);
    lseek(input, 0, SEEK_SET);
    cr_assert_eq(pipe(output), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(input, 0);
        dup2(output[1], 1);
        close(output[0]);
        execl(path, path, size, levels, number, (char *)NULL);
        _exit(127);
    }
    close(output[1]);
    close(input);
    FILE *answer = fdopen(output[0], "r");
    cr_assert(fgets(ret_line, 200, answer), "no answer from %s", path);
    fclose(answer);
    int status;
    waitpid(child, &status, 0);
    cr_assert(WIFEXITED(status));
}

Test(pickle, goes_on_in_another_program)
{
    struct coro_pool *pool;
    struct coro_world *world = routines_world(BYTES, -1, &pool);
    uint64_t random = 11;
    static const char *const levels[] = {"0", "1", "2"};
    for (int i = 0; i < 100; i++) {
        struct coro *coro = random_climber(pool, &random);
        struct pickle pickle = pickle_of(coro);
        uint64_t seed = next_random(&random);
        char line[200], expected[200];
        ask_child(pickle, levels[i % 3], seed, line);
        snprintf(
            expected, sizeof expected, "%" PRIu64 "\n",
            routines_trace(coro, BYTES, seed));
        cr_assert_str_eq(line, expected);
        free(pickle.bytes);
    }
    routines_world_free(world, pool);
}

/* ---- Bytes that lie ---- */

static void mend_checksum(struct pickle pickle)
{
    size_t size = pickle.size - sizeof(uint64_t);
    uint64_t sum = checksum_of(pickle.bytes, size);
    memcpy(pickle.bytes + size, &sum, sizeof sum);
}

/* Refused with a sentence, or a coroutine that is well formed; read from a
 * block of just that size, so that a sanitizer sees any byte too much. */
static bool accepted(struct coro_pool *pool, struct pickle pickle)
{
    const char *message = NULL;
    uint8_t *exact = malloc(pickle.size ? pickle.size : 1);
    memcpy(exact, pickle.bytes, pickle.size);
    struct coro *coro = coro_unpickle(pool, exact, pickle.size, &message);
    free(exact);
    cr_assert((coro != NULL) != (message != NULL));
    if (!coro) {
        cr_assert_eq(coro_pool_live_bytes(pool), 0);
        return false;
    }
    cr_assert(memory_is_valid(coro));
    struct pickle again = pickle_of(coro);
    free(again.bytes);
    FILE *out = fopen("/dev/null", "w");
    coro_print(coro, out);
    fclose(out);
    coro_discard(coro);
    return true;
}

static struct pickle copy_of(struct pickle pickle)
{
    struct pickle copy = {malloc(pickle.size), pickle.size};
    memcpy(copy.bytes, pickle.bytes, pickle.size);
    return copy;
}

static struct pickle some_pickle(struct coro_pool *pool, uint64_t seed)
{
    struct coro *coro = random_climber(pool, &seed);
    struct pickle pickle = pickle_of(coro);
    coro_discard(coro);
    return pickle;
}

Test(pickle, truncated)
{
    struct coro_pool *pool;
    struct coro_world *world = routines_world(BYTES, 1, &pool);
    struct pickle pickle = some_pickle(pool, 3);
    for (size_t size = 0; size < pickle.size; size++) {
        struct pickle shorter = copy_of(pickle);
        shorter.size = size;
        cr_assert_not(accepted(pool, shorter));
        if (size >= sizeof(struct pickle_header) + sizeof(uint64_t)) {
            struct pickle_header header;
            memcpy(&header, shorter.bytes, sizeof header);
            header.size = size;
            memcpy(shorter.bytes, &header, sizeof header);
            mend_checksum(shorter);
            cr_assert_not(accepted(pool, shorter));
        }
        free(shorter.bytes);
    }
    free(pickle.bytes);
    routines_world_free(world, pool);
}

Test(pickle, flipped_bits)
{
    struct coro_pool *pool;
    struct coro_world *world = routines_world(BYTES, 1, &pool);
    struct pickle pickle = some_pickle(pool, 4);
    for (size_t bit = 0; bit < 8 * pickle.size; bit++) {
        struct pickle flipped = copy_of(pickle);
        flipped.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        cr_assert_not(accepted(pool, flipped), "bit %zu", bit);
        mend_checksum(flipped);
        accepted(pool, flipped);
        free(flipped.bytes);
    }
    free(pickle.bytes);
    routines_world_free(world, pool);
}

/* Bytes overwritten, cut out and doubled at random, the checksum mended. */
Test(pickle, random_damage)
{
    struct coro_pool *pool;
    struct coro_world *world = routines_world(BYTES, 2, &pool);
    uint64_t random = 5;
    int survivors = 0;
    for (int i = 0; i < 100000; i++) {
        struct pickle pickle = some_pickle(pool, random % 50);
        size_t first = sizeof(struct pickle_header);
        size_t at = first + next_random(&random) % (pickle.size - 8 - first);
        size_t length = 1 + next_random(&random) % 8;
        if (at + length > pickle.size - 8)
            length = pickle.size - 8 - at;
        uint32_t kind = next_random(&random) % 3;
        if (kind == 0)
            memset(
                pickle.bytes + at, next_random(&random) % 4 ? 0xff : 1, length);
        else if (kind == 1)
            pickle.bytes[at] = (uint8_t)next_random(&random);
        else {
            memmove(
                pickle.bytes + at, pickle.bytes + at + length,
                pickle.size - at - length);
            pickle.size -= length;
            memcpy(
                pickle.bytes + offsetof(struct pickle_header, size),
                &pickle.size, 8);
        }
        mend_checksum(pickle);
        survivors += accepted(pool, pickle);
        free(pickle.bytes);
    }
    cr_assert_gt(survivors, 100, "values may be anything");
    routines_world_free(world, pool);
}

Test(pickle, foreign)
{
    struct coro_pool *pool, *other_pool;
    struct coro_world *world = routines_world(BYTES, 1, &pool);
    struct coro_world *other = routines_world(BYTES + 8, 1, &other_pool);
    struct pickle pickle = some_pickle(pool, 6);
    const char *message = NULL;
    cr_assert_null(
        coro_unpickle(other_pool, pickle.bytes, pickle.size, &message));
    cr_assert_str_eq(message, "the pickle is of another model");
    memset(pickle.bytes, 'x', 8);
    cr_assert_null(coro_unpickle(pool, pickle.bytes, pickle.size, &message));
    cr_assert_str_eq(message, "this is not a pickle");
    cr_assert_null(coro_unpickle(pool, pickle.bytes, 10, &message));
    cr_assert_str_eq(message, "this is too short for a pickle");
    free(pickle.bytes);
    routines_world_free(world, pool);
    routines_world_free(other, other_pool);
}

/* A world that knows a routine less. */
Test(pickle, unknown_routine)
{
    static const struct coro_routine *const none[] = {NULL};
    static const struct coro_naming little = {.routines = none};
    static const struct coro_routine *const few[] = {&rest, NULL};
    static const struct coro_naming more = {.routines = few};
    const struct coro_naming *namings[] = {&more, &little};
    struct coro_world *worlds[2];
    struct coro_pool *pools[2];
    for (int i = 0; i < 2; i++) {
        worlds[i] = coro_world_new(sizeof(struct coro), 64, 1);
        pools[i] = coro_pool_new(worlds[i]);
        struct coro *root = coro_new(pools[i]);
        coro_world_freeze(worlds[i], root, namings[i]);
        coro_discard(root);
    }
    struct coro *coro = coro_new(pools[0]);
    CORO_START(coro, rest);
    struct pickle pickle = pickle_of(coro);
    coro_discard(coro);
    const char *message;
    cr_assert_null(
        coro_unpickle(pools[1], pickle.bytes, pickle.size, &message));
    cr_assert_str_eq(
        message, "the pickle names a routine that is unknown here");
    free(pickle.bytes);
    for (int i = 0; i < 2; i++) {
        coro_pool_free(pools[i]);
        coro_world_free(worlds[i]);
    }
}
