/* test_example.c — the worked example in coro.h, run
 *
 * The lines between the two marks are those of coro.h, line by line.
 */
#include "coro/coro.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* example begins */
#define count_FIELDS(V, A, R) V(int64_t, i) V(int64_t, last)
#define count_POINTS(P)       P(next)
CORO_ROUTINE(count)
{
    CORO_BEGIN(count);
    for (; i <= last; i++)
        CORO_YIELD(next, i);
    CORO_RETURN(last);
    CORO_END(count);
}

// Which of these weights balance 20 together?
#define WEIGHTS 6
#define GOAL    20
static const int weights[WEIGHTS] = {3, 5, 7, 8, 9, 12};

#define pick_FIELDS(V, A, R) V(int, i) V(int, sum) V(int, taken)
#define pick_POINTS(P)       P(take)
CORO_ROUTINE(pick)
{
    CORO_BEGIN(pick);
    for (; i < WEIGHTS; i++) {
        CORO_CHOOSE(take, taken, 2);
        *(uint8_t *)coro_write(coro, (uint32_t)i) = (uint8_t)taken;
        sum += taken * weights[i];
        if (sum > GOAL)
            CORO_FAIL();
    }
    CORO_RETURN(sum == GOAL);
    CORO_END(pick);
}

// Number of solutions; takes coro, which waits at a choice.
static int solutions(struct coro *coro)
{
    int found = 0;
    uint32_t last = coro->arity - 1;
    for (uint32_t answer = 0; answer <= last; answer++) {
        struct coro *branch = answer < last ? coro_fork(coro) : coro;
        enum coro_outcome outcome = coro_resume(branch, answer);
        if (outcome == CORO_CHOSE) {
            found += solutions(branch);
        } else {
            found += outcome == CORO_RETURNED && branch->result == 1;
            coro_discard(branch);
        }
    }
    return found;
}
/* example ends */

Test(example, counts)
{
    struct coro_world *world = coro_world_new(sizeof(struct coro), 0, 0);
    struct coro_pool *pool = coro_pool_new(world);
    struct coro *coro = coro_new(pool);
    CORO_START(coro, count, .i = 3, .last = 5);
    for (int64_t i = 3; i <= 5; i++) {
        cr_assert_eq(coro_resume(coro, 0), CORO_YIELDED);
        cr_assert_eq(coro->result, i);
    }
    cr_assert_eq(coro_resume(coro, 0), CORO_RETURNED);
    cr_assert_eq(coro->result, 5);
    coro_discard(coro);
    coro_pool_free(pool);
    coro_world_free(world);
}

/* The same by trying all subsets. */
static int subsets_that_balance(void)
{
    int found = 0;
    for (int set = 0; set < 1 << WEIGHTS; set++) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS; i++)
            sum += (set >> i & 1) * weights[i];
        found += sum == GOAL;
    }
    return found;
}

Test(example, balances)
{
    struct coro_world *world = coro_world_new(sizeof(struct coro), WEIGHTS, 0);
    struct coro_pool *pool = coro_pool_new(world);
    struct coro *coro = coro_new(pool);
    CORO_START(coro, pick, .i = 0);
    cr_assert_eq(coro_resume(coro, 0), CORO_CHOSE);
    cr_assert_eq(solutions(coro), subsets_that_balance());
    cr_assert_eq(coro_pool_counters(pool)->live, 0);
    coro_pool_free(pool);
    coro_world_free(world);
}

/* A file of the source tree, which lies above this one. */
static FILE *open_source(const char *path)
{
    const char *here = strstr(__FILE__, "tests/coro/test_example.c");
    char name[4096];
    int above = (int)(here - __FILE__);
    snprintf(name, sizeof name, "%.*s%s", above, __FILE__, path);
    FILE *file = fopen(name, "r");
    if (!file) {
        /* built with a relative path, run elsewhere */
        const char *root = getenv("SOURCE_ROOT");
        snprintf(name, sizeof name, "%s/%s", root ? root : ".", path);
        file = fopen(name, "r");
    }
    cr_assert(file, "cannot open %s (set SOURCE_ROOT)", name);
    return file;
}

/* Goes to the line after one that contains the text. */
static void skip_to(FILE *file, const char *text)
{
    char line[500];
    while (fgets(line, sizeof line, file))
        if (strstr(line, text))
            return;
    cr_assert_fail("no line with %s", text);
}

Test(example, is_the_one_in_the_header)
{
    FILE *ours = open_source("tests/coro/test_example.c");
    FILE *header = open_source("coro/coro.h");
    char line[500], wanted[510], found[510];
    int lines = 0;
    skip_to(ours, "example begins */");
    skip_to(header, "test_example.c runs them");
    cr_assert(fgets(found, sizeof found, header)); /* " *" */
    for (; fgets(line, sizeof line, ours); lines++) {
        if (strstr(line, "example ends */"))
            break;
        snprintf(
            wanted, sizeof wanted, line[0] == '\n' ? " *\n" : " *     %s",
            line);
        cr_assert(fgets(found, sizeof found, header));
        cr_assert_str_eq(found, wanted);
    }
    cr_assert_gt(lines, 40);
    fclose(ours);
    fclose(header);
}
