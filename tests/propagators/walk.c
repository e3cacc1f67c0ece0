/* walk.c — see walk.h */
#include "tests/propagators/walk.h"

#include "coro/fatal.h"
#include "solver/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NO_ROW = -1,
    STEPS_MAX = 300,
    ORIGINS_MAX = 12,
    SOLUTIONS_MAX = 300
};

/* ---- Telling ---- */

/* A random value of the domain, but not its least where above is set. */
static value
some_value(struct trial *trial, const struct branch *branch, view x, bool above)
{
    value min = domain_min(branch, x), max = domain_max(branch, x);
    value v = dice_between(&trial->dice, above ? min + 1 : min, max);
    return domain_contains(branch, x, v) ? v : domain_next(branch, x, v);
}

static bool tell_step(
    struct trial *trial, struct branch *branch, uint32_t arg,
    const value *target)
{
    view x = trial->arrangement.args[arg].view;
    uint32_t how = (uint32_t)dice_below(&trial->dice, 4);
    value v = some_value(trial, branch, x, how == 1);
    if (trial->trace)
        fprintf(
            stderr, "  x%u: %s %lld\n", arg,
            (const char *[]){"max", "min", "remove", "fix"}[how], (long long)v);
    switch (how) {
    case 0:
        return tell_max(branch, x, target && target[arg] > v ? target[arg] : v);
    case 1:
        return tell_min(branch, x, target && target[arg] < v ? target[arg] : v);
    case 2:
        return (target && target[arg] == v) || tell_remove(branch, x, v);
    default:
        return tell_fix(branch, x, target ? target[arg] : v);
    }
}

/* An argument that is not fixed, or count if all are. */
static uint32_t some_open(struct trial *trial, const struct branch *branch)
{
    uint32_t count = trial->arrangement.count;
    uint32_t first = (uint32_t)dice_below(&trial->dice, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t arg = (first + i) % count;
        if (!domain_fixed(branch, trial->arrangement.args[arg].view))
            return arg;
    }
    return count;
}

/* One to three tells that leave a target, if any, where it is. False if all is
 * fixed. They cannot fail, since each leaves a value. */
static bool
tell_some(struct trial *trial, struct branch *branch, const value *target)
{
    if (branch->log)
        log_open_level(branch);
    uint64_t tells = 1 + dice_below(&trial->dice, 3);
    for (uint64_t i = 0; i < tells; i++) {
        uint32_t arg = some_open(trial, branch);
        if (arg == trial->arrangement.count)
            return i > 0;
        if (!tell_step(trial, branch, arg, target))
            coro_fatal("walk: a tell failed that leaves a value");
    }
    return true;
}

/* ---- Origins of forks ---- */

struct origin {
    struct branch *branch;
    uint8_t *memory; /* when it was forked */
};

static uint8_t *memory_of(const struct branch *branch)
{
    uint32_t size = branch->network->memory_size;
    uint8_t *memory = malloc(size + 8);
    if (!memory)
        coro_fatal("out of memory");
    for (uint32_t at = 0; at < size; at += 8)
        memcpy(memory + at, branch_read(branch, at), 8);
    return memory;
}

static bool origin_unchanged(struct trial *trial, const struct origin *origin)
{
    uint32_t size = origin->branch->network->memory_size, at = 0;
    uint8_t *now = memory_of(origin->branch);
    while (at < size && now[at] == origin->memory[at])
        at++;
    free(now);
    return at == size ||
           trial_report(
               trial, origin->branch, CHECK_CHANGED_ORIGIN, "at byte %u", at);
}

/* ---- The random walk ---- */

static struct alive
alive_copy(const struct trial *trial, const struct alive *from)
{
    struct alive copy = {
        malloc((trial->initial_count + 1) * sizeof *copy.rows), from->count};
    if (!copy.rows)
        coro_fatal("out of memory");
    memcpy(copy.rows, from->rows, from->count * sizeof *copy.rows);
    return copy;
}

/* A row to walk towards: often a solution, sometimes any, sometimes none. */
static int64_t some_target(struct trial *trial, const struct alive *alive)
{
    if (alive->count == 0 || dice_chance(&trial->dice, 25))
        return NO_ROW;
    bool solution = dice_chance(&trial->dice, 70);
    uint32_t first = (uint32_t)dice_below(&trial->dice, alive->count);
    for (uint32_t i = 0; i < alive->count; i++) {
        uint32_t row = alive->rows[(first + i) % alive->count];
        if (!solution || (trial->rows.flags[row] & ROW_SOLUTION))
            return row;
    }
    return NO_ROW;
}

static bool has(const struct alive *alive, int64_t row)
{
    for (uint32_t i = 0; i < alive->count; i++)
        if (alive->rows[i] == row)
            return true;
    return false;
}

struct walk {
    struct origin origins[ORIGINS_MAX];
    uint32_t count;
    uint32_t percent; /* how often it forks */
};

/* Walks with branch, which it discards. */
static bool walk_down(
    struct trial *trial, struct walk *walk, struct branch *branch,
    const struct alive *from)
{
    struct alive alive = alive_copy(trial, from);
    int64_t target = some_target(trial, &alive);
    enum settled settled = SETTLED_OPEN;
    for (int step = 0; settled == SETTLED_OPEN && step < STEPS_MAX; step++) {
        if (walk->count < ORIGINS_MAX &&
            dice_chance(&trial->dice, walk->percent)) {
            walk->origins[walk->count++] =
                (struct origin){branch, memory_of(branch)};
            branch = branch_fork(branch);
        }
        if (target != NO_ROW && !has(&alive, target))
            target = NO_ROW;
        if (!tell_some(
                trial, branch,
                target == NO_ROW ? NULL
                                 : rows_at(&trial->rows, (uint32_t)target)))
            break;
        settled = trial_settle(trial, branch, &alive);
    }
    branch_discard(branch);
    free(alive.rows);
    return settled != SETTLED_DEFECT;
}

/* Goes on with one of the origins; the others must not notice. */
static bool
walk_on(struct trial *trial, struct walk *walk, const struct alive *initially)
{
    uint32_t k = (uint32_t)dice_below(&trial->dice, walk->count);
    struct origin origin = walk->origins[k];
    walk->origins[k] = walk->origins[--walk->count];
    bool fine = origin_unchanged(trial, &origin);
    struct alive alive = alive_copy(trial, initially);
    alive.count = rows_inside(
        &trial->rows, &trial->arrangement, origin.branch, alive.rows,
        alive.count, alive.rows);
    free(origin.memory);
    if (fine)
        fine = walk_down(trial, walk, origin.branch, &alive);
    else
        branch_discard(origin.branch);
    free(alive.rows);
    return fine;
}

bool walk_random(
    struct trial *trial, struct branch *root, const struct alive *alive)
{
    static const uint32_t percents[] = {0, 30, 100};
    struct walk walk = {.percent = percents[dice_below(&trial->dice, 3)]};
    uint8_t *memory = memory_of(root);
    bool fine = walk_down(trial, &walk, branch_fork(root), alive);
    for (int more = 0; fine && more < 3 && walk.count > 0; more++)
        fine = walk_on(trial, &walk, alive);
    while (walk.count > 0) {
        struct origin *origin = &walk.origins[--walk.count];
        fine = fine && origin_unchanged(trial, origin);
        free(origin->memory);
        branch_discard(origin->branch);
    }
    fine = fine && origin_unchanged(trial, &(struct origin){root, memory});
    free(memory);
    return fine;
}

/* ---- One assignment ---- */

/* Fixes the arguments in random order; false if the branch failed. */
static bool assign(struct trial *trial, struct branch *branch, const value *a)
{
    const struct arrangement *arrangement = &trial->arrangement;
    bool stepwise = dice_chance(&trial->dice, 50);
    uint32_t first = (uint32_t)dice_below(&trial->dice, arrangement->count);
    for (uint32_t i = 0; i < arrangement->count; i++) {
        uint32_t arg = (first + i) % arrangement->count;
        if (!tell_fix(branch, arrangement->args[arg].view, a[arg])) {
            worker_forget(arrangement->worker);
            return false;
        }
        if (stepwise && !propagate_branch(branch))
            return false;
    }
    return propagate_branch(branch);
}

bool walk_assign(struct trial *trial, struct branch *root, uint32_t row)
{
    const value *a = rows_at(&trial->rows, row);
    bool solution = trial->rows.flags[row] & ROW_SOLUTION;
    struct branch *branch = branch_fork(root);
    bool survived = assign(trial, branch, a);
    branch_discard(branch);
    if (survived == solution)
        return true;
    char text[600] = "";
    for (uint32_t i = 0; i < trial->arrangement.count; i++)
        snprintf(
            text + strlen(text), sizeof text - strlen(text), " %lld",
            (long long)a[i]);
    return trial_report(
        trial, root, solution ? CHECK_LOST_SOLUTION : CHECK_KEPT_NON_SOLUTION,
        "assigned%s, from", text);
}

/* ---- Search ---- */

/* Splits the first open argument by its least or greatest value; the branch
 * takes the second half itself. Adds to *count; gives up beyond limit. */
static void search(
    struct trial *trial, struct branch *branch, uint32_t limit, uint32_t *count)
{
    while (*count <= limit) {
        uint32_t arg = some_open(trial, branch);
        if (arg == trial->arrangement.count) {
            ++*count;
            return;
        }
        view x = trial->arrangement.args[arg].view;
        bool least = dice_chance(&trial->dice, 50);
        value v = least ? domain_min(branch, x) : domain_max(branch, x);
        struct branch *fork = branch_fork(branch);
        if (!tell_fix(fork, x, v))
            coro_fatal("walk: a bound is not in its domain");
        if (propagate_branch(fork))
            search(trial, fork, limit, count);
        branch_discard(fork);
        if (!tell_remove(branch, x, v))
            coro_fatal("walk: a domain of two values has but one");
        if (!propagate_branch(branch))
            return;
    }
}

bool walk_search(
    struct trial *trial, struct branch *root, const struct alive *alive)
{
    uint32_t expected = 0, found = 0;
    for (uint32_t i = 0; i < alive->count; i++)
        expected += trial->rows.flags[alive->rows[i]] & ROW_SOLUTION;
    if (!trial->rows.complete || expected > SOLUTIONS_MAX)
        return true;
    struct branch *branch = branch_fork(root);
    search(trial, branch, expected, &found);
    branch_discard(branch);
    return found == expected ||
           trial_report(
               trial, root, CHECK_MISCOUNTED, "%u solutions, searched %u%s",
               expected, found, found > expected ? " or more" : "");
}
