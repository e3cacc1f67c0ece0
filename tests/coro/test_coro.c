/* test_coro.c — worlds, outcomes, calls, forks and frames */
#include "coro/coro.h"
#include "tests/coro/routines.h"

#include <criterion/criterion.h>
#include <string.h>

enum {
    BYTES = 1024
};

struct fixture {
    struct coro_world *world;
    struct coro_pool *pool;
};

static struct fixture fixture_new(void)
{
    struct fixture fixture;
    fixture.world = routines_world(BYTES, -1, &fixture.pool);
    return fixture;
}

static void fixture_free(struct fixture *fixture)
{
    cr_assert_eq(coro_pool_counters(fixture->pool)->live, 0);
    cr_assert_eq(coro_pool_live_bytes(fixture->pool), 0);
    routines_world_free(fixture->world, fixture->pool);
}

Test(coro, yields_chooses_fails)
{
    struct fixture fixture = fixture_new();
    struct coro *coro = routines_climber(fixture.pool, 0);
    cr_assert_eq(coro_resume(coro, 0), CORO_CHOSE);
    cr_assert_eq(coro->arity, 2);
    cr_assert_eq(coro_resume(coro, 1), CORO_YIELDED);
    cr_assert_eq(coro->result, 4);
    cr_assert_eq(coro_resume(coro, 0), CORO_CHOSE);
    cr_assert_eq(coro->arity, 3);
    cr_assert_eq(coro_resume(coro, 2), CORO_YIELDED);
    cr_assert_eq(coro->result, 13);
    cr_assert_eq(coro_resume(coro, 0), CORO_CHOSE);
    cr_assert_eq(coro->arity, 4);

    struct coro *failing = coro_fork(coro);
    cr_assert_eq(coro_resume(failing, 3), CORO_FAILED);
    coro_discard(failing);

    cr_assert_eq(coro_resume(coro, 0), CORO_YIELDED);
    cr_assert_eq(coro_resume(coro, 0), CORO_RETURNED);
    cr_assert_eq(coro->result, 14 + 0 - -1);
    cr_assert_eq(coro_depth(coro), 0);
    coro_discard(coro);
    fixture_free(&fixture);
}

Test(coro, calls_give_results)
{
    struct fixture fixture = fixture_new();
    struct coro *coro = coro_new(fixture.pool);
    CORO_START(coro, fibonacci, .n = 20);
    cr_assert_eq(coro_resume(coro, 0), CORO_RETURNED);
    cr_assert_eq(coro->result, 6765);
    cr_assert_eq(coro_pool_counters(fixture.pool)->deepest_chain, 20);
    coro_discard(coro);
    fixture_free(&fixture);
}

Test(coro, routines_without_fields_or_suspensions)
{
    struct fixture fixture = fixture_new();
    struct coro *coro = coro_new(fixture.pool);
    CORO_START(coro, idle);
    cr_assert_eq(coro_resume(coro, 0), CORO_RETURNED);
    cr_assert_eq(coro->result, 0);
    CORO_START(coro, rest);
    cr_assert_eq(coro_resume(coro, 0), CORO_RETURNED);
    cr_assert_eq(coro->result, 7);
    coro_discard(coro);
    fixture_free(&fixture);
}

/* Grows by leaps, and forks while the chain lies in a block of its own. */
Test(coro, deep_chains)
{
    struct fixture fixture = fixture_new();
    struct coro *coro = coro_new(fixture.pool);
    CORO_START(coro, fibonacci, .n = 1);
    coro_resume(coro, 0);
    for (int64_t depth = 1; depth <= 100000; depth *= 10) {
        for (int64_t i = coro_depth(coro); i < depth; i++)
            coro_push(
                coro, &rest, &(struct rest_frame){.head = {.routine = &rest}});
        cr_assert_eq(coro_depth(coro), depth);
        struct coro *copy = coro_fork(coro);
        cr_assert_eq(coro_resume(copy, 0), CORO_RETURNED);
        cr_assert_eq(copy->result, 7);
        coro_discard(copy);
    }
    cr_assert_eq(coro_pool_counters(fixture.pool)->deepest_chain, 100001);
    coro_discard(coro);
    fixture_free(&fixture);
}

/* All alternatives of all choices, depth first: the leaves are counted. */
static void explore(struct coro *coro, uint64_t *returned, uint64_t *failed)
{
    for (;;) {
        while (coro->arity && coro_depth(coro)) {
            uint32_t arity = coro->arity;
            coro->arity = 0;
            for (uint32_t answer = 0; answer + 1 < arity; answer++) {
                struct coro *copy = coro_fork(coro);
                enum coro_outcome outcome = coro_resume(copy, answer);
                if (outcome == CORO_FAILED) {
                    ++*failed;
                    coro_discard(copy);
                } else {
                    explore(copy, returned, failed);
                }
            }
            if (coro_resume(coro, arity - 1) == CORO_FAILED) {
                ++*failed;
                coro_discard(coro);
                return;
            }
        }
        if (!coro_depth(coro) || coro_resume(coro, 0) == CORO_RETURNED) {
            ++*returned;
            coro_discard(coro);
            return;
        }
    }
}

Test(coro, all_alternatives)
{
    struct fixture fixture = fixture_new();
    for (int64_t height = 0; height < 2; height++) {
        struct coro *coro = routines_climber(fixture.pool, height);
        coro_resume(coro, 0);
        uint64_t returned = 0, failed = 0;
        explore(coro, &returned, &failed);
        /* one climb has 2·3·3 ways to the end and 2·3 that fail */
        if (height == 0) {
            cr_assert_eq(returned, 18);
            cr_assert_eq(failed, 6);
        } else {
            cr_assert_eq(returned, 18 * 18 * 18 * 18);
        }
    }
    fixture_free(&fixture);
}

Test(coro, own_bytes_are_forked)
{
    struct fixture fixture = fixture_new();
    struct coro *coro = routines_climber(fixture.pool, 0);
    struct climber *climber = (struct climber *)coro;
    climber->nodes = 5;
    struct climber *copy = (struct climber *)coro_fork(coro);
    copy->nodes = 6;
    cr_assert_eq(climber->nodes, 5);
    cr_assert_eq(copy->marks[4], -4);
    coro_discard(coro);
    coro_discard(&copy->coro);
    fixture_free(&fixture);
}

Test(coro, worlds_choose_their_shape)
{
    static const struct {
        uint32_t size, levels;
    } shapes[] = {{0, 0}, {1, 0}, {2048, 0}, {64 << 10, 1}, {4 << 20, 2}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct coro_world *world =
            coro_world_new(sizeof(struct coro), shapes[i].size, 0);
        cr_assert_eq(coro_world_levels(world), shapes[i].levels);
        struct coro_pool *pool = coro_pool_new(world);
        struct coro *coro = coro_new(pool);
        cr_assert_geq(coro_world_footprint(world), shapes[i].size);
        coro_discard(coro);
        cr_assert_eq(coro_pool_live_bytes(pool), 0);
        coro_pool_free(pool);
        coro_world_free(world);
    }
}

Test(coro, prints_its_chain)
{
    struct fixture fixture = fixture_new();
    struct coro *coro = routines_climber(fixture.pool, 1);
    coro_resume(coro, 0);
    coro_resume(coro, 1);
    coro_resume(coro, 0);
    char text[1000] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    coro_print(coro, out);
    fclose(out);
    cr_assert_str_eq(
        text, "climb at which: height = 0, round = 0, choice = 0, sum = 0, "
              "result = 0, path = {0, 0, 0}, steps = reference 1\n"
              "climb at higher: height = 1, round = 0, choice = 1, sum = 4, "
              "result = 0, path = {0, 0, 0}, steps = reference 2\n");
    coro_discard(coro);
    fixture_free(&fixture);
}
