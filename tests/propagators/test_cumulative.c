/* test_cumulative.c — against the usage at every time, and what is pruned */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"
#include "tests/propagators/dice.h"
#include "tests/propagators/schedules.h"

/* starts, durations, resources, capacity */
static bool fits(const value *a, uint32_t tasks)
{
    const value *duration = a + tasks, *resource = duration + tasks;
    value capacity = resource[tasks];
    for (uint32_t i = 0; i < tasks; i++)
        if (duration[i] < 0 || resource[i] < 0 || capacity < 0)
            return false;
    for (uint32_t i = 0; i < tasks; i++) {
        __int128 used = 0;
        for (uint32_t j = 0; j < tasks; j++)
            if (a[j] <= a[i] && (__int128)a[j] + duration[j] > a[i])
                used += resource[j];
        if (used > capacity)
            return false;
    }
    return true;
}

static bool two_holds(const value *a)
{
    return fits(a, 2);
}

static bool three_holds(const value *a)
{
    return fits(a, 3);
}

static bool four_holds(const value *a)
{
    return fits(a, 4);
}

CHECK_PROPAGATOR(
    cumulative_fixed, .arity = 10,
    CHECK_BOX(
        {0, 6}, {1, 7}, {-1, 4}, {2, 2}, {3, 3}, {1, 1}, {2, 2}, {1, 1}, {2, 2},
        {3, 3}),
    .class = &constraint_cumulative, .holds = three_holds, .half_reified = true)
CHECK_PROPAGATOR(
    cumulative_four, .arity = 13,
    CHECK_BOX(
        {0, 4}, {1, 5}, {-1, 3}, {0, 4}, {2, 2}, {3, 3}, {1, 1}, {4, 4}, {2, 2},
        {1, 1}, {2, 2}, {1, 1}, {3, 3}),
    .class = &constraint_cumulative, .holds = four_holds, .half_reified = true)
CHECK_PROPAGATOR(
    cumulative_open, .arity = 7,
    CHECK_BOX({0, 4}, {1, 4}, {-1, 3}, {0, 3}, {0, 2}, {-1, 2}, {-1, 3}),
    .class = &constraint_cumulative, .holds = two_holds, .half_reified = true)
CHECK_PROPAGATOR(
    cumulative_open_resources, .arity = 10,
    CHECK_BOX(
        {0, 3}, {1, 4}, {2, 3}, {2, 2}, {1, 3}, {2, 2}, {0, 2}, {1, 2}, {0, 3},
        {2, 4}),
    .class = &constraint_cumulative, .holds = three_holds, .half_reified = true)

static void huge_sample(struct dice *dice, value *ret_a)
{
    for (uint32_t i = 0; i < 2; i++) {
        ret_a[i] = dice_chance(dice, 50) ? VALUE_MAX - dice_between(dice, 0, 3)
                                         : VALUE_MIN + dice_between(dice, 0, 3);
        ret_a[2 + i] =
            dice_chance(dice, 50) ? dice_between(dice, 0, 3) : VALUE_MAX - 1;
        ret_a[4 + i] = VALUE_MAX / 2 + dice_between(dice, 0, 2);
    }
    ret_a[6] = VALUE_MAX - dice_between(dice, 0, 2);
}

CHECK_PROPAGATOR(
    cumulative_huge, .arity = 7,
    CHECK_BOX(
        {VALUE_MIN, VALUE_MAX}, {VALUE_MIN, VALUE_MAX}, {0, VALUE_MAX},
        {0, VALUE_MAX}, {0, VALUE_MAX}, {0, VALUE_MAX}, {0, VALUE_MAX}),
    .class = &constraint_cumulative, .holds = two_holds, .sample = huge_sample,
    .half_reified = true)

/* ---- At the fixpoint every bound finds room ---- */

/* What the compulsory parts of all but one task use at a time. */
static int64_t used_by_others(const struct tasks *t, uint32_t but, int64_t time)
{
    int64_t used = 0;
    for (uint32_t j = 0; j < t->count; j++)
        if (j != but && t->lst[j] <= time && time < t->est[j] + t->duration[j])
            used += t->resource[j];
    return used;
}

static bool finds_room(const struct tasks *t, uint32_t i, int64_t start)
{
    for (int64_t time = start; time < start + t->duration[i]; time++)
        if (used_by_others(t, i, time) + t->resource[i] > t->capacity)
            return false;
    return true;
}

Test(cumulative, is_time_table_consistent)
{
    struct dice dice = {1};
    uint32_t settled = 0;
    for (uint32_t round = 0; round < 3000; round++) {
        struct tasks tasks;
        schedules_roll(&dice, 8, 6, &tasks);
        if (!schedules_cumulative(&tasks))
            continue;
        settled++;
        for (uint32_t i = 0; i < tasks.count; i++)
            cr_assert(
                finds_room(&tasks, i, tasks.est[i]) &&
                    finds_room(&tasks, i, tasks.lst[i]),
                "round %u, task %u", round, i);
    }
    cr_assert(settled > 500);
}
