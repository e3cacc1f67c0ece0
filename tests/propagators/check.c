/* check.c — see check.h: rounds, seeds, and what one round does
 *
 * A round has a seed, from which everything in it follows: the arrangement
 * (arrange.c), its assignments (rows.c), the ways through its branches
 * (walk.c); at each fixpoint the demands are made (trial.c). Seeds whose low
 * byte is 0 make a simple round, in which every assignment is tried.
 */
#include "tests/propagators/check.h"

#include "coro/fatal.h"
#include "tests/propagators/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    ROUNDS_MIN = 25,
    ROUNDS_MAX = 500,
    ROUNDS_MS = 250, /* after that no new round begins */
    WALKS = 3,
    ASSIGNED = 12, /* rows a round, … */
    ASSIGNED_SIMPLE = 4000,
};

/* ---- One round ---- */

/* Constraints also consist of clauses and disequalities, which are not
 * propagators and so are never entailed. */
static bool has_silent_parts(const struct network *network)
{
    for (uint32_t slot = 0; slot < network->slot_count; slot++) {
        const struct watches *watches = &network->watches[slot];
        for (uint32_t r = watches->react[0]; r < watches->react[2]; r++)
            if (network->reactions[r].kind != REACT_ADVISE)
                return true;
    }
    return false;
}

static bool check_agrees(struct trial *trial)
{
    uint32_t count = trial->rows.count;
    uint32_t step = trial->simple || count < 200 ? 1 : count / 200;
    for (uint32_t row = 0; row < count; row += step) {
        const value *a = rows_at(&trial->rows, row);
        bool solution = trial->rows.flags[row] & ROW_SOLUTION;
        if (arrange_checks(&trial->arrangement, a) != solution)
            return trial_report(
                trial, NULL, CHECK_DISAGREES, "first of %lld, should be %d",
                (long long)a[0], solution);
    }
    return true;
}

static bool assign_rows(struct trial *trial, struct branch *root)
{
    uint32_t count = trial->initial_count;
    if (trial->simple && count <= ASSIGNED_SIMPLE) {
        for (uint32_t i = 0; i < count; i++)
            if (!walk_assign(trial, root, trial->initial[i]))
                return false;
        return true;
    }
    for (uint32_t i = 0; i < ASSIGNED; i++)
        if (!walk_assign(
                trial, root, trial->initial[dice_below(&trial->dice, count)]))
            return false;
    return true;
}

static bool explore(struct trial *trial, struct branch *root)
{
    struct alive alive = {
        malloc((trial->initial_count + 1) * sizeof *alive.rows),
        trial->initial_count};
    if (!alive.rows)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < alive.count; i++)
        alive.rows[i] = trial->initial[i];
    enum settled settled = trial_start(trial, root, &alive);
    bool fine = settled != SETTLED_DEFECT;
    if (settled == SETTLED_OPEN) {
        for (int i = 0; fine && i < WALKS; i++)
            fine = walk_random(trial, root, &alive);
        fine = fine && assign_rows(trial, root);
        if (fine && dice_chance(&trial->dice, 40))
            fine = walk_search(trial, root, &alive);
    }
    free(alive.rows);
    return fine;
}

static bool run_built(struct trial *trial)
{
    struct arrangement *arrangement = &trial->arrangement;
    arrange_build(arrangement, &trial->dice);
    if (trial->trace) {
        char text[1500];
        arrange_print(arrangement, text, sizeof text);
        fprintf(stderr, "%s", text);
    }
    trial->silent = has_silent_parts(arrangement->network);
    bool fine = check_agrees(trial);
    struct branch *root = arrange_root(arrangement);
    fine = fine && explore(trial, root);
    worker_forget(arrangement->worker);
    branch_discard(root);
    int64_t live = coro_pool_live_bytes(arrangement->worker->pool);
    if (fine && live != 0)
        fine = trial_report(
            trial, NULL, CHECK_LEAKED, "%lld bytes", (long long)live);
    arrange_clear(arrangement);
    return fine;
}

static bool
run_round(const struct check *check, uint64_t seed, struct check_report *report)
{
    struct trial trial = {
        .check = check,
        .report = report,
        .dice = {seed},
        .simple = (seed & 0xff) == 0,
        .trace = getenv("CHECK_TRACE") != NULL};
    *report = (struct check_report){.seed = seed};
    if (trial.trace)
        fprintf(stderr, "%s %#llx ", check->name, (unsigned long long)seed);
    arrange_init(&trial.arrangement, check, &trial.dice, trial.simple);
    trial.arrangement.logging = seed / 256 % 3 != 0;
    rows_init(&trial.rows, &trial.arrangement, &trial.dice);
    trial.initial = calloc(trial.rows.count + 1, sizeof *trial.initial);
    if (!trial.initial)
        coro_fatal("out of memory");
    for (uint32_t row = 0; row < trial.rows.count; row++)
        if (trial.rows.flags[row] & ROW_INITIAL)
            trial.initial[trial.initial_count++] = row;
    bool fine = trial.initial_count == 0 || run_built(&trial);
    free(trial.initial);
    rows_clear(&trial.rows);
    return fine;
}

/* ---- Rounds ---- */

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static uint64_t seed_of(const char *name, uint64_t round)
{
    struct dice dice = {round};
    for (; *name; name++)
        dice.state = dice_roll(&dice) + (uint8_t)*name;
    return dice_roll(&dice) << 8 | (round != 0);
}

bool check_propagator(
    const struct check *check, struct check_report *ret_report)
{
    const char *seed = getenv("CHECK_SEED"), *soak = getenv("CHECK_SOAK");
    double start = milliseconds();
    double end = start + (soak ? atof(soak) * 1e3 : ROUNDS_MS);
    uint64_t first = soak ? (uint64_t)time(NULL) << 20 : 0;
    if (seed)
        return run_round(check, strtoull(seed, NULL, 0), ret_report);
    for (uint64_t round = 0;; round++) {
        if (round >= ROUNDS_MIN && milliseconds() > end)
            return true;
        if (round >= ROUNDS_MAX && !soak)
            return true;
        uint64_t number = round == 0 ? 0 : first + round;
        if (!run_round(check, seed_of(check->name, number), ret_report))
            return false;
    }
}
