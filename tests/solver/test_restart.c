/* test_restart.c — the lengths of the runs between restarts */
#include "solver/restart.h"

#include <criterion/criterion.h>

static void
assert_runs(struct restarts restarts, const uint64_t *runs, uint32_t count)
{
    struct restart_sequence sequence;
    restart_begin(&sequence, &restarts);
    for (uint32_t i = 0; i < count; i++)
        cr_assert_eq(restart_next(&sequence), runs[i], "run %u", i);
}

#define RUNS(...)                                                              \
    (const uint64_t[]){__VA_ARGS__},                                           \
        sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t)

Test(restart, sequences)
{
    assert_runs((struct restarts){RESTART_NONE, 0, 9}, RUNS(0, 0, 0));
    assert_runs((struct restarts){RESTART_CONSTANT, 0, 9}, RUNS(9, 9, 9));
    assert_runs(
        (struct restarts){RESTART_LINEAR, 0, 9}, RUNS(9, 18, 27, 36));
    assert_runs(
        (struct restarts){RESTART_GEOMETRIC, 1.5, 100},
        RUNS(100, 150, 225, 337, 506));
    assert_runs(
        (struct restarts){RESTART_LUBY, 0, 10},
        RUNS(10, 10, 20, 10, 10, 20, 40, 10, 10, 20, 10, 10, 20, 40, 80));
}

/* Long runs do not become short ones, nor none. */
Test(restart, no_overflow)
{
    struct restarts restarts = {RESTART_GEOMETRIC, 2, 1000};
    struct restart_sequence sequence;
    restart_begin(&sequence, &restarts);
    uint64_t last = 0;
    for (int i = 0; i < 500; i++) {
        uint64_t run = restart_next(&sequence);
        cr_assert_geq(run, last);
        last = run;
    }
}

/* What is as usual is no reason to restart; what is worse is, after a while. */
Test(restart, averages)
{
    struct restart_averages averages = {0};
    cr_expect_not(restart_due(&averages));
    for (int i = 0; i < 1000; i++) {
        restart_learned(&averages, 5);
        cr_expect_not(restart_due(&averages), "after %d", i);
    }
    int worse = 0;
    while (!restart_due(&averages) && worse < 100) {
        restart_learned(&averages, 8);
        worse++;
    }
    cr_expect_gt(worse, 2);
    cr_expect_lt(worse, 30);
    while (restart_due(&averages) && worse < 200) {
        restart_learned(&averages, 2);
        worse++;
    }
    cr_expect_lt(worse, 100);
}
