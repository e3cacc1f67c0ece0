/* test_disjunctive.c — against all pairs, strict and not */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"
#include "tests/propagators/dice.h"
#include "tests/propagators/schedules.h"

/* starts, durations */
static bool apart(const value *a, uint32_t tasks, bool strict)
{
    const value *duration = a + tasks;
    for (uint32_t i = 0; i < tasks; i++)
        if (duration[i] < 0)
            return false;
    for (uint32_t i = 0; i < tasks; i++)
        for (uint32_t j = 0; j < i; j++) {
            bool counts = strict || (duration[i] > 0 && duration[j] > 0);
            if (counts && (__int128)a[i] + duration[i] > a[j] &&
                (__int128)a[j] + duration[j] > a[i])
                return false;
        }
    return true;
}

static bool two_holds(const value *a)
{
    return apart(a, 2, false);
}

static bool two_strict_holds(const value *a)
{
    return apart(a, 2, true);
}

static bool three_holds(const value *a)
{
    return apart(a, 3, false);
}

static bool three_strict_holds(const value *a)
{
    return apart(a, 3, true);
}

static bool five_holds(const value *a)
{
    return apart(a, 5, false);
}

#define OVERLAP(strict) .class = &constraint_disjunctive, CHECK_VALUES(strict)

CHECK_PROPAGATOR(
    disjunctive_two, .arity = 4, CHECK_BOX({0, 5}, {1, 6}, {-1, 3}, {0, 4}),
    OVERLAP(0), .holds = two_holds, .half_reified = true)
CHECK_PROPAGATOR(
    disjunctive_two_strict, .arity = 4,
    CHECK_BOX({0, 5}, {1, 6}, {-1, 3}, {0, 4}), OVERLAP(1),
    .holds = two_strict_holds, .half_reified = true)
CHECK_PROPAGATOR(
    disjunctive_three, .arity = 6,
    CHECK_BOX({0, 7}, {1, 8}, {-1, 6}, {2, 3}, {3, 3}, {0, 2}), OVERLAP(0),
    .holds = three_holds, .half_reified = true)
CHECK_PROPAGATOR(
    disjunctive_three_strict, .arity = 6,
    CHECK_BOX({0, 7}, {1, 8}, {-1, 6}, {2, 3}, {3, 3}, {0, 2}), OVERLAP(1),
    .holds = three_strict_holds, .half_reified = true)
CHECK_PROPAGATOR(
    disjunctive_five, .arity = 10,
    CHECK_BOX(
        {0, 6}, {1, 5}, {0, 5}, {2, 6}, {0, 7}, {2, 2}, {1, 1}, {3, 3}, {1, 1},
        {2, 2}),
    OVERLAP(0), .holds = five_holds, .half_reified = true)

static void huge_sample(struct dice *dice, value *ret_a)
{
    ret_a[0] = VALUE_MAX - dice_between(dice, 0, 2);
    ret_a[1] = VALUE_MIN + dice_between(dice, 0, 2);
    ret_a[2] = dice_between(dice, 0, 3);
    ret_a[3] = dice_chance(dice, 50) ? VALUE_MAX : dice_between(dice, 0, 3);
}

CHECK_PROPAGATOR(
    disjunctive_huge, .arity = 4,
    CHECK_BOX(
        {VALUE_MIN, VALUE_MAX}, {VALUE_MIN, VALUE_MAX}, {0, VALUE_MAX},
        {0, VALUE_MAX}),
    OVERLAP(1), .holds = two_strict_holds, .sample = huge_sample,
    .half_reified = true)

/* ---- At the fixpoint no rule has anything to say ---- */

/* Earliest start, latest completion, duration and completion time of a set. */
struct energy {
    int64_t est, lct, duration, ect;
};

/* ect = max over subsets of est + duration; tasks sorted by nothing. */
static struct energy energy_of(const struct tasks *t, uint32_t set)
{
    struct energy energy = {INT64_MAX, INT64_MIN, 0, INT64_MIN};
    for (uint32_t from = 0; from < t->count; from++) {
        int64_t rest = 0;
        for (uint32_t i = 0; i < t->count; i++)
            if (set >> i & 1 && t->est[i] >= t->est[from])
                rest += t->duration[i];
        if (set >> from & 1 && t->est[from] + rest > energy.ect)
            energy.ect = t->est[from] + rest;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        int64_t lct = t->lst[i] + t->duration[i];
        if (!(set >> i & 1))
            continue;
        energy.est = t->est[i] < energy.est ? t->est[i] : energy.est;
        energy.lct = lct > energy.lct ? lct : energy.lct;
        energy.duration += t->duration[i];
    }
    return energy;
}

static int64_t ect_of(const struct tasks *t, uint32_t i)
{
    return t->est[i] + t->duration[i];
}

/* Could i start later, by edge finding or as not first, because of the set? */
static bool could_start_later(const struct tasks *t, uint32_t i, uint32_t set)
{
    struct energy e = energy_of(t, set);
    int64_t est = t->est[i] < e.est ? t->est[i] : e.est;
    int64_t first_ect = INT64_MAX;
    for (uint32_t j = 0; j < t->count; j++)
        if (set >> j & 1 && ect_of(t, j) < first_ect)
            first_ect = ect_of(t, j);
    if (est + e.duration + t->duration[i] > e.lct && t->est[i] < e.ect)
        return true;
    return ect_of(t, i) > e.lct - e.duration && t->est[i] < first_ect;
}

/* … because of all j that cannot follow it? */
static bool precedences_missed(const struct tasks *t, uint32_t i)
{
    uint32_t before = 0;
    for (uint32_t j = 0; j < t->count; j++)
        if (j != i && ect_of(t, i) > t->lst[j])
            before |= 1u << j;
    return before != 0 && t->est[i] < energy_of(t, before).ect;
}

static struct tasks mirrored(const struct tasks *tasks)
{
    struct tasks t = *tasks;
    for (uint32_t i = 0; i < t.count; i++) {
        t.est[i] = -tasks->lst[i] - tasks->duration[i];
        t.lst[i] = -tasks->est[i] - tasks->duration[i];
    }
    return t;
}

static bool filtered(const struct tasks *t)
{
    for (uint32_t set = 1; set < 1u << t->count; set++) {
        struct energy e = energy_of(t, set);
        if (e.est + e.duration > e.lct)
            return false;
        for (uint32_t i = 0; i < t->count; i++)
            if (!(set >> i & 1) && could_start_later(t, i, set))
                return false;
    }
    for (uint32_t i = 0; i < t->count; i++)
        if (precedences_missed(t, i))
            return false;
    return true;
}

Test(disjunctive, reaches_the_fixpoint_of_its_rules)
{
    struct dice dice = {1};
    uint32_t settled = 0;
    for (uint32_t round = 0; round < 3000; round++) {
        struct tasks tasks;
        schedules_roll(&dice, 14, 5, &tasks);
        if (!schedules_disjunctive(&tasks))
            continue;
        struct tasks mirror = mirrored(&tasks);
        cr_assert(filtered(&tasks), "round %u", round);
        cr_assert(filtered(&mirror), "mirrored, round %u", round);
        settled++;
    }
    cr_assert(settled > 500);
}
