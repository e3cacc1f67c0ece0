/* measure.c — see measure.h
 *
 * Pando's child builds the puzzle, searches it and sends its counters; another
 * solver's child becomes the shell. Either way the time is that of a whole
 * process, and the solutions of a FlatZinc file are written to the pipe.
 */
#include "problems/bench/measure.h"

#include "problems/bench/child.h"
#include "problems/bench/contestants.h"
#include "problems/bench/instance.h"
#include "problems/bench/listing.h"
#include "problems/buffer.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/run.h"
#include "problems/puzzles/terminal.h"
#include "problems/puzzles/trouble.h"
#include "problems/signals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run {
    const struct instance *instance;
    const struct contestant *contestant;
    const struct measure_options *options;
    struct buffer received; /* of Pando: the last bytes */
    struct listing listing; /* of others */
};

/* What Pando's child sends at last. */
struct report {
    uint64_t mark; /* REPORT_MARK: no text has such bytes */
    bool complete, incorrect, optimizing;
    uint64_t nodes, failures, solutions;
    int64_t objective;
};

#define REPORT_MARK UINT64_C(0xfffefdfcfffefdfc)

const char *measure_status_name(enum measure_status status)
{
    static const char *const names[] = {
        [MEASURE_COMPLETED] = "completed",
        [MEASURE_LIMITED] = "time limit",
        [MEASURE_FAILED] = "failed",
        [MEASURE_INTERRUPTED] = "interrupted",
        [MEASURE_UNFIT] = "no FlatZinc",
    };
    return names[status];
}

/* ---- Pando ---- */

struct printer {
    const struct puzzle *puzzle;
    struct buffer text;
    int out;
};

static bool write_text(struct printer *printer)
{
    struct buffer *text = &printer->text;
    size_t done = 0;
    while (done < text->size) {
        ssize_t count =
            write(printer->out, text->bytes + done, text->size - done);
        if (count < 0 && errno != EINTR)
            return false;
        done += count > 0 ? (size_t)count : 0;
    }
    text->size = 0;
    return true;
}

static bool print(void *context, const int64_t *values, int64_t objective)
{
    enum {
        BLOCK = 1 << 14
    };
    static const struct terminal plain = {.width = 80};
    struct printer *printer = context;
    (void)objective;
    printer->puzzle->draw(printer->puzzle, values, &plain, &printer->text);
    return printer->text.size < BLOCK || write_text(printer);
}

static void search(
    const struct run *run, struct puzzle *puzzle, uint64_t time_ms,
    struct printer *printer, struct report *ret)
{
    const struct measure_options *options = run->options;
    const struct run_options limits = {
        .solutions = options->all ? 0 : 1,
        .seed = options->seed,
        .time_ms = time_ms,
        .solution = run->instance->is_file ? print : NULL,
        .context = printer,
    };
    struct run_result result;
    puzzle_plan(puzzle, &run->contestant->strategy, !options->all);
    run_puzzle(puzzle, &limits, &result);
    *ret = (struct report){
        .mark = REPORT_MARK,
        .complete = !result.interrupted,
        .incorrect = result.incorrect,
        .optimizing = puzzle->goal != PUZZLE_SATISFY,
        .nodes = result.statistics.nodes,
        .failures = result.statistics.failures,
        .solutions = result.solutions,
        .objective = result.objective,
    };
}

static int solve(void *context, int out)
{
    const struct run *run = context;
    double begin = signals_now();
    struct trouble trouble;
    struct report report;
    struct puzzle *puzzle = instance_load(run->instance, &trouble);
    if (!puzzle) {
        trouble_print(&trouble, stderr);
        return EXIT_FAILURE;
    }
    uint64_t spent = (uint64_t)((signals_now() - begin) * 1e3);
    uint64_t limit = run->options->time_ms;
    struct printer printer = {.puzzle = puzzle, .out = out};
    search(run, puzzle, limit > spent ? limit - spent : 1, &printer, &report);
    puzzle_free(puzzle);
    if (report.incorrect) {
        fprintf(
            stderr,
            "pando: %s: a solution failed its check: please report it\n",
            run->instance->text);
        return EXIT_FAILURE;
    }
    buffer_append(&printer.text, (const char *)&report, sizeof report);
    bool sent = write_text(&printer);
    buffer_clear(&printer.text);
    return sent ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void receive(void *context, const char *bytes, size_t size)
{
    struct buffer *received = &((struct run *)context)->received;
    size_t wanted = sizeof(struct report);
    buffer_append(received, bytes, size);
    if (received->size > wanted) {
        memmove(
            received->bytes, received->bytes + received->size - wanted, wanted);
        received->size = wanted;
    }
}

static void conclude(const struct run *run, struct measurement *result)
{
    struct report report = {0};
    if (run->received.size == sizeof report)
        memcpy(&report, run->received.bytes, sizeof report);
    if (report.mark != REPORT_MARK) {
        if (result->status == MEASURE_COMPLETED)
            result->status = MEASURE_FAILED;
        return;
    }
    if (result->status == MEASURE_COMPLETED && !report.complete)
        result->status = MEASURE_LIMITED;
    result->counted = true;
    result->nodes = report.nodes;
    result->failures = report.failures;
    result->solutions = report.solutions;
    result->valued = report.optimizing && report.solutions > 0;
    result->objective = report.objective;
}

/* ---- Others ---- */

static int become_shell(void *context, int out)
{
    const struct run *run = context;
    struct buffer command = {0};
    contestants_command(
        run->contestant, run->instance->text, run->options->seed,
        run->options->time_ms, &command);
    dup2(out, STDOUT_FILENO);
    execl("/bin/sh", "sh", "-c", command.bytes, (char *)NULL);
    return EXIT_FAILURE;
}

static void hear(void *context, const char *bytes, size_t size)
{
    listing_take(&((struct run *)context)->listing, bytes, size);
}

/* A solver that ended well without saying that it is done has been stopped by
 * its own limit, unless one solution was all that was wanted. */
static void conclude_listing(struct run *run, struct measurement *result)
{
    struct listing *listing = &run->listing;
    listing_end(listing);
    bool one = !run->options->all && listing->solutions > 0 &&
               !run->instance->optimizing;
    if (result->status == MEASURE_COMPLETED && !listing->complete && !one)
        result->status = MEASURE_LIMITED;
    result->counted = listing->has_nodes;
    result->nodes = listing->nodes;
    result->failures = listing->failures;
    result->solutions = listing->solutions;
    result->valued = listing->has_objective && run->instance->optimizing;
    result->objective = listing->objective;
}

/* ---- Both ---- */

static enum measure_status status_of(const struct child_result *child)
{
    switch (child->end) {
    case CHILD_EXITED:
        return child->status == 0 ? MEASURE_COMPLETED : MEASURE_FAILED;
    case CHILD_LIMITED:
        return MEASURE_LIMITED;
    case CHILD_INTERRUPTED:
        return MEASURE_INTERRUPTED;
    case CHILD_CRASHED:
        break;
    }
    return MEASURE_FAILED;
}

void measure(
    const struct child_watch *watch, const struct instance *instance,
    const struct contestant *contestant, const struct measure_options *options,
    struct measurement *ret)
{
    const double own_limit_first = 0.3; /* a solver may stop by itself */
    bool external = contestant->command != NULL;
    *ret = (struct measurement){.status = MEASURE_UNFIT};
    if (external && !instance->is_file)
        return;
    struct run run = {instance, contestant, options, {0}, {0}};
    const struct child_task task = {
        .context = &run,
        .work = external ? become_shell : solve,
        .take = external ? hear : receive,
        .limit_seconds = (double)options->time_ms * 1e-3 + own_limit_first,
        .grace_seconds = 1,
    };
    struct child_result child;
    child_run(watch, &task, &child);
    ret->status = status_of(&child);
    ret->crashed = child.end == CHILD_CRASHED;
    ret->code = child.status;
    ret->seconds = child.seconds;
    ret->cpu_seconds = child.cpu_seconds;
    ret->peak_kilobytes = child.peak_kilobytes;
    if (external)
        conclude_listing(&run, ret);
    else
        conclude(&run, ret);
    buffer_clear(&run.received);
}
