/* report.c — see report.h */
#include "problems/report.h"

#include "coro/coro.h"
#include "coro/fatal.h"
#include "problems/buffer.h"
#include "problems/flatzinc/flatzinc.h"
#include "problems/options.h"
#include "problems/signals.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/search.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct report {
    pthread_mutex_t lock;
    const struct options *options;
    double begin;
    double solving; /* when the search was attached, or 0 */
    double base;    /* megabytes of memory then */
    double written; /* when something was written last */
    struct buffer pending, best;
    const struct flatzinc *flatzinc;
    const struct network *network;
    const struct search *search;
    uint64_t solutions;
    bool closed, failed; /* writing is of no use any more */
    bool hurried;        /* never wait long for the reader */
    volatile bool writing; /* perhaps for long, if the reader does not read */
    bool ended;
    bool has_objective;
    value objective; /* of the last solution */
};

struct report *report_new(const struct options *options, double begin)
{
    struct report *report = calloc(1, sizeof *report);
    if (!report)
        coro_fatal("out of memory");
    pthread_mutex_init(&report->lock, NULL);
    report->options = options;
    report->begin = begin;
    return report;
}

void report_free(struct report *report)
{
    buffer_clear(&report->pending);
    buffer_clear(&report->best);
    pthread_mutex_destroy(&report->lock);
    free(report);
}

static double peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

void report_attach(
    struct report *report, const struct flatzinc *flatzinc,
    const struct network *network, const struct search *search)
{
    pthread_mutex_lock(&report->lock);
    report->flatzinc = flatzinc;
    report->network = network;
    report->search = search;
    if (search && report->solving == 0) {
        report->solving = signals_now();
        report->base = peak_megabytes();
    }
    pthread_mutex_unlock(&report->lock);
}

/* ---- Writing; the lock is held ---- */

/* Waits until PIPE_BUF bytes can be written without blocking. */
static bool writable_soon(void)
{
    enum {
        PATIENCE_MS = 200
    };
    struct pollfd descriptor = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&descriptor, 1, PATIENCE_MS) > 0;
}

static void write_pending(struct report *report)
{
    struct buffer *pending = &report->pending;
    for (size_t done = 0; done < pending->size && !report->closed;) {
        size_t size = pending->size - done;
        if (report->hurried && size > PIPE_BUF)
            size = PIPE_BUF;
        if (report->hurried && !writable_soon())
            break;
        report->writing = true;
        ssize_t count = write(STDOUT_FILENO, pending->bytes + done, size);
        report->writing = false;
        if (count >= 0)
            done += (size_t)count;
        else if (errno != EINTR)
            report->closed = true;
        if (count < 0 && errno != EINTR && errno != EPIPE) {
            report->failed = true;
            perror("fzn-pando: cannot write");
        }
    }
    pending->size = 0;
    report->written = signals_now();
}

void report_flush(struct report *report)
{
    if (pthread_mutex_trylock(&report->lock) != 0)
        return; /* the other thread is at it */
    if (report->pending.size > 0)
        write_pending(report);
    pthread_mutex_unlock(&report->lock);
}

bool report_failed(const struct report *report)
{
    return report->failed;
}

/* ---- Solutions ---- */

static void take_objective(struct report *report, const value *values)
{
    const struct model *model = report->flatzinc->model;
    if (model->goal == GOAL_SATISFY)
        return;
    report->has_objective = true;
    report->objective = values[model->objective.index];
}

bool report_objective(const struct report *report, value *ret_objective)
{
    *ret_objective = report->objective;
    return report->has_objective;
}

bool report_solution(struct report *report, const value *values, bool keep)
{
    enum {
        BLOCK = 1 << 16
    };
    const double quiet = 0.005;
    pthread_mutex_lock(&report->lock);
    struct buffer *buffer = keep ? &report->best : &report->pending;
    report->best.size = 0;
    output_solution(&report->flatzinc->outputs, values, buffer);
    report->solutions++;
    take_objective(report, values);
    if (report->pending.size >= BLOCK ||
        (report->pending.size > 0 && signals_now() - report->written > quiet))
        write_pending(report);
    bool open = !report->closed;
    pthread_mutex_unlock(&report->lock);
    return open;
}

/* ---- Statistics ---- */

static void
count_statistic(struct report *report, const char *name, uint64_t count)
{
    buffer_append_format(
        &report->pending, "%%%%%%mzn-stat: %s=%" PRIu64 "\n", name, count);
}

static void real_statistic(struct report *report, const char *name, double real)
{
    buffer_append_format(
        &report->pending, "%%%%%%mzn-stat: %s=%.6f\n", name, real);
}

static void append_inprocessing(
    struct report *report, const struct inprocess_counters *counters)
{
    count_statistic(report, "probes", counters->probe.probes);
    count_statistic(report, "failedProbes", counters->probe.failed);
    count_statistic(report, "rootFacts", counters->probe.facts);
    count_statistic(report, "vivified", counters->vivify.tried);
    count_statistic(report, "shortened", counters->vivify.shortened);
    count_statistic(report, "literalsRemoved", counters->vivify.literals);
    count_statistic(report, "asideEffort", counters->spent);
}

static void append_learning(
    struct report *report, const struct search_statistics *statistics)
{
    double conflicts = (double)(statistics->conflicts + !statistics->conflicts);
    count_statistic(report, "decisions", statistics->decisions);
    count_statistic(report, "conflicts", statistics->conflicts);
    count_statistic(report, "plainFailures", statistics->plain_failures);
    count_statistic(report, "nogoods", statistics->nogoods);
    count_statistic(report, "backjumps", statistics->backjumps);
    count_statistic(report, "reductions", statistics->reductions);
    count_statistic(report, "unexplained", statistics->unexplained);
    count_statistic(report, "neighbourhoods", statistics->near);
    count_statistic(
        report, "neighbourhoodSolutions", statistics->near_better);
    count_statistic(report, "shavings", statistics->shaves);
    count_statistic(report, "shavingsRefuted", statistics->shaves_refuted);
    count_statistic(report, "leaps", statistics->leaps);
    count_statistic(report, "leapsReached", statistics->leaps_reached);
    count_statistic(report, "bytesPerLevel", statistics->level_bytes);
    real_statistic(
        report, "meanNogoodLength",
        (double)statistics->nogood_literals / conflicts);
    real_statistic(
        report, "meanLBD", (double)statistics->nogood_levels / conflicts);
    real_statistic(
        report, "minimised",
        (double)statistics->minimised /
            ((double)statistics->nogood_literals +
             (double)statistics->minimised + 1));
    append_inprocessing(report, &statistics->inprocessing);
}

static void append_search(struct report *report)
{
    struct search_statistics statistics;
    search_get_statistics(report->search, &statistics);
    count_statistic(report, "nodes", statistics.nodes);
    count_statistic(report, "openNodes", statistics.open);
    count_statistic(report, "failures", statistics.failures);
    count_statistic(report, "restarts", statistics.restarts);
    count_statistic(report, "solutions", report->solutions);
    count_statistic(report, "propagations", statistics.propagations);
    count_statistic(report, "peakDepth", statistics.peak_depth);
    if (statistics.learning)
        append_learning(report, &statistics);
}

static void append_objective(struct report *report, enum report_ending ending)
{
    if (!report->has_objective)
        return;
    buffer_append_format(
        &report->pending, "%%%%%%mzn-stat: objective=%" PRId64 "\n",
        report->objective);
    if (ending == REPORT_COMPLETE)
        buffer_append_format(
            &report->pending, "%%%%%%mzn-stat: objectiveBound=%" PRId64 "\n",
            report->objective);
}

static void append_coroutines(struct report *report)
{
    const struct coro_counters *counters = search_counters(report->search);
    struct search_statistics statistics;
    search_get_statistics(report->search, &statistics);
    real_statistic(
        report, "branchMem", (double)statistics.memory_bytes / 1048576);
    count_statistic(report, "forks", counters->forks);
    count_statistic(report, "chunksCopied", counters->chunks_copied);
    count_statistic(report, "bytesCopied", counters->bytes_copied);
    count_statistic(report, "generationsAbsorbed", counters->absorbed);
    count_statistic(report, "deepestChain", counters->deepest_chain);
    count_statistic(report, "liveBranches", (uint64_t)counters->live);
    count_statistic(report, "peakLiveBranches", (uint64_t)counters->peak_live);
}

static void append_times(struct report *report)
{
    double now = signals_now();
    double solving = report->solving > 0 ? report->solving : now;
    real_statistic(report, "baseMem", report->base);
    real_statistic(report, "peakMem", peak_megabytes());
    real_statistic(report, "initTime", solving - report->begin);
    real_statistic(report, "solveTime", now - solving);
}

static void append_statistics(struct report *report, enum report_ending ending)
{
    const struct flatzinc *flatzinc = report->flatzinc;
    if (report->search)
        append_search(report);
    if (flatzinc) {
        append_objective(report, ending);
        count_statistic(
            report, "variables",
            (uint64_t)flatzinc->int_count + flatzinc->bool_count);
        count_statistic(report, "intVariables", flatzinc->int_count);
        count_statistic(report, "boolVariables", flatzinc->bool_count);
    }
    if (report->network)
        count_statistic(report, "propagators", report->network->prop_count);
    append_times(report);
    if (report->options->verbose && report->search)
        append_coroutines(report);
    buffer_append_text(&report->pending, "%%%mzn-stat-end\n");
}

/* ---- The end ---- */

static const char *last_line(enum report_ending ending, uint64_t solutions)
{
    switch (ending) {
    case REPORT_COMPLETE:
        return solutions ? "==========\n" : "=====UNSATISFIABLE=====\n";
    case REPORT_UNBOUNDED:
        return "=====UNBOUNDED=====\n";
    case REPORT_INTERRUPTED:
        return solutions ? "" : "=====UNKNOWN=====\n";
    case REPORT_ENOUGH:
        break;
    }
    return "";
}

/* The lock is held. */
static void end(struct report *report, enum report_ending ending)
{
    if (report->ended)
        return;
    report->ended = true;
    buffer_append(&report->pending, report->best.bytes, report->best.size);
    report->best.size = 0;
    buffer_append_text(&report->pending, last_line(ending, report->solutions));
    if (report->options->statistics || report->options->verbose)
        append_statistics(report, ending);
    write_pending(report);
}

void report_end(struct report *report, enum report_ending ending)
{
    pthread_mutex_lock(&report->lock);
    end(report, ending);
    pthread_mutex_unlock(&report->lock);
}

/* False if it is not to be had soon. */
static bool lock_soon(struct report *report)
{
    enum {
        PATIENCE_NS = 15000000
    };
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_nsec += PATIENCE_NS;
    if (deadline.tv_nsec >= 1000000000) {
        deadline.tv_nsec -= 1000000000;
        deadline.tv_sec++;
    }
    return pthread_mutex_timedlock(&report->lock, &deadline) == 0;
}

void report_end_hurried(struct report *report)
{
    enum {
        TRIES = 60
    };
    int tries = 0;
    /* who holds the lock is stuck in a write, or waits for a processor */
    while (!lock_soon(report))
        if (report->writing || ++tries == TRIES)
            return;
    report->hurried = true;
    end(report, REPORT_INTERRUPTED);
    pthread_mutex_unlock(&report->lock);
}
