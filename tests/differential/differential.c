/* differential.c — random models: brute force beside our search, and beside
 * another solver
 *
 *     differential [--count N] [--seconds S] [--seed N] [--kind NAME]
 *                  [--manner plain|learning|free] [--solver COMMAND]
 *                  [--dialect pando|gecode] [--print] [--tap] [--trace]
 *
 * Instances have the seeds N, N + 1, …. What differs is made smaller and
 * printed as FlatZinc, and the exit status is 1. With --solver the command is
 * given each instance as a file, and must print all solutions:
 *
 *     differential --solver "fzn-gecode -a" --dialect gecode
 */
#include "tests/differential/kinds.h"
#include "tests/differential/solutions.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct options {
    uint64_t seed, count;
    double seconds;
    const char *kind, *solver, *manner;
    enum dialect dialect;
    bool print, tap, trace;
};

struct tally {
    uint64_t tried, solved, solutions, skipped, differ;
};

/* ---- One instance ---- */

/* What is wrong, or NULL. */
static const char *
try_ours(
    const struct instance *instance, const struct solutions *expected,
    const struct options *options, const char **ret_manner)
{
    enum { ENUMERATED_MAX = 4000 }; /* each of them is a conflict */
    const char *complaint = solutions_check_classes(instance);
    if (complaint)
        return "a class's check disagrees with what it means";
    for (int manner = 0; !complaint && manner < MANNER_COUNT; manner++) {
        if (options->manner && strcmp(options->manner, manner_names[manner]))
            continue;
        if (manner != MANNER_PLAIN && instance->goal == GOAL_SATISFY &&
            expected->count > ENUMERATED_MAX)
            continue;
        struct solutions found =
            solutions_by_search(instance, (enum manner)manner, expected);
        complaint = solutions_compare(instance, expected, &found);
        solutions_clear(&found);
        *ret_manner = manner_names[manner];
    }
    return complaint;
}

static const char *
try_solver(const struct instance *instance, const struct solutions *expected,
           const struct options *options)
{
    struct solutions found =
        solutions_by_command(instance, options->solver, options->dialect);
    const char *complaint = solutions_compare(instance, expected, &found);
    solutions_clear(&found);
    return complaint;
}

/* ret_manner: how ours went about it when it was wrong. */
static const char *try_instance(
    const struct instance *instance, const struct options *options,
    struct tally *tally, const char **ret_manner)
{
    struct solutions expected = solutions_by_force(instance);
    const char *complaint = NULL;
    tally->tried++;
    if (expected.complaint ||
        (options->solver &&
         !flatzinc_expressible(instance, options->dialect))) {
        tally->skipped++;
    } else {
        tally->solved += expected.count > 0;
        tally->solutions += expected.count;
        complaint = options->solver
                        ? try_solver(instance, &expected, options)
                        : try_ours(
                              instance, &expected, options, ret_manner);
    }
    solutions_clear(&expected);
    return complaint;
}

/* ---- Making it smaller ---- */

/* In a process of its own, as it may crash. */
static bool
still_differs(const struct instance *instance, const struct options *options)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct tally tally = {0};
        const char *manner;
        alarm(60);
        if (freopen("/dev/null", "w", stderr))
            _exit(
                try_instance(instance, options, &tally, &manner) != NULL);
        _exit(0);
    }
    int status;
    return waitpid(child, &status, 0) == child && status != 0;
}

static void drop_item(struct instance *instance, uint32_t i)
{
    instance->item_count--;
    memmove(
        &instance->items[i], &instance->items[i + 1],
        (instance->item_count - i) * sizeof *instance->items);
}

/* Things that an instance may do without, one after another; false: no more. */
static bool without(struct instance *instance, uint32_t what)
{
    if (what < instance->item_count) {
        drop_item(instance, what);
        return true;
    }
    what -= instance->item_count;
    if (what < instance->var_count) {
        struct variable *x = &instance->vars[what];
        x->runs[0] = (struct range){x->sample, x->sample};
        x->run_count = 1;
        return true;
    }
    what -= instance->var_count;
    if (what == 0)
        instance->restarts.policy = RESTART_NONE;
    else if (what == 1)
        instance->goal = GOAL_SATISFY;
    else if (what == 2)
        instance->label_count = 0;
    return what < 3;
}

static void shrink(struct instance *instance, const struct options *options)
{
    for (uint32_t what = 0;; what++) {
        struct instance smaller = *instance;
        if (!without(&smaller, what))
            return;
        if (memcmp(&smaller, instance, sizeof smaller) == 0 ||
            !still_differs(&smaller, options))
            continue;
        *instance = smaller;
        what = UINT32_MAX; /* from the beginning */
    }
}

static void report(
    struct instance *instance, const struct options *options,
    const char *manner, const char *complaint)
{
    shrink(instance, options);
    printf(
        "# seed %" PRIu64 ", %s: %s\n", instance->seed, manner, complaint);
    flatzinc_print(instance, options->dialect, stdout);
    struct solutions expected = solutions_by_force(instance);
    printf("# %u solutions are right\n", expected.count);
    solutions_clear(&expected);
    fflush(stdout);
}

/* ---- All of them ---- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void run(const struct options *options, struct tally *tally)
{
    double begin = seconds();
    for (uint64_t i = 0; i < options->count && tally->differ < 10; i++) {
        struct instance instance;
        instance_roll(&instance, options->seed + i, options->kind);
        if (options->print)
            flatzinc_print(&instance, options->dialect, stdout);
        if (options->trace)
            fprintf(stderr, "seed %" PRIu64 "\n", instance.seed);
        const char *manner = "";
        const char *complaint =
            try_instance(&instance, options, tally, &manner);
        if (complaint) {
            tally->differ++;
            report(&instance, options, manner, complaint);
        }
        if (options->seconds > 0 && seconds() - begin > options->seconds)
            break;
    }
}

static bool take_option(
    struct options *options, const char *name, const char *argument)
{
    if (strcmp(name, "--count") == 0)
        options->count = strtoull(argument, NULL, 10);
    else if (strcmp(name, "--seed") == 0)
        options->seed = strtoull(argument, NULL, 10);
    else if (strcmp(name, "--seconds") == 0)
        options->seconds = atof(argument);
    else if (strcmp(name, "--kind") == 0)
        options->kind = argument;
    else if (strcmp(name, "--manner") == 0)
        options->manner = argument;
    else if (strcmp(name, "--solver") == 0)
        options->solver = argument;
    else if (strcmp(name, "--dialect") == 0)
        options->dialect = strcmp(argument, "gecode") == 0 ? DIALECT_GECODE
                                                           : DIALECT_PANDO;
    else
        return false;
    return true;
}

static bool take_options(struct options *options, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--print") == 0)
            options->print = true;
        else if (strcmp(arguments[i], "--tap") == 0)
            options->tap = true;
        else if (strcmp(arguments[i], "--trace") == 0)
            options->trace = true;
        else if (
            i + 1 == count ||
            !take_option(options, arguments[i], arguments[i + 1]))
            return false;
        else
            i++;
    }
    return true;
}

int main(int count, char **arguments)
{
    struct options options = {.seed = 1, .count = 2000};
    struct tally tally = {0};
    if (!take_options(&options, count, arguments)) {
        fputs("differential: see the head of differential.c\n", stderr);
        return 2;
    }
    if (options.tap)
        puts("1..1");
    run(&options, &tally);
    printf(
        "# %" PRIu64 " instances, %" PRIu64 " with solutions, %" PRIu64
        " solutions; %" PRIu64 " left out; %" PRIu64 " differ\n",
        tally.tried, tally.solved, tally.solutions, tally.skipped,
        tally.differ);
    if (options.tap)
        printf("%sok 1 - differential\n", tally.differ ? "not " : "");
    return tally.differ ? 1 : 0;
}
