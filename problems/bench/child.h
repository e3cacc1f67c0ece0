/* child.h — work in a process of its own, with a time limit
 *
 * The child leads a process group, which is killed as a whole. It writes to a
 * pipe, whose bytes the parent hands on as they come. Time is that of the wall
 * clock, from before the fork until the child has ended.
 *
 *   starting ──▶ running ──limit──▶ SIGTERM ──grace──▶ SIGKILL
 *                   │
 *                   └──Ctrl-C──▶ SIGKILL, CHILD_INTERRUPTED
 */
#ifndef PROBLEMS_BENCH_CHILD_H
#define PROBLEMS_BENCH_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What keeps Ctrl-C from ending the program: it is asked for instead. */
struct child_watch {
    int file; /* signalfd */
    sigset_t before;
};

void child_watch_init(struct child_watch *watch);
/* From here on Ctrl-C ends the program again. */
void child_watch_clear(struct child_watch *watch);

struct child_task {
    void *context;
    /* In the child; out is the pipe. The child's exit status is the result. */
    int (*work)(void *context, int out);
    /* In the parent. */
    void (*take)(void *context, const char *bytes, size_t size);
    double limit_seconds; /* then SIGTERM */
    double grace_seconds; /* then SIGKILL */
};

enum child_end {
    CHILD_EXITED,      /* with status */
    CHILD_CRASHED,     /* by the signal in status */
    CHILD_LIMITED,     /* the limit was reached */
    CHILD_INTERRUPTED, /* Ctrl-C */
};

struct child_result {
    enum child_end end;
    int status;
    double seconds, cpu_seconds; /* of it and what it waited for */
    int64_t peak_kilobytes;
};

void child_run(
    const struct child_watch *watch, const struct child_task *task,
    struct child_result *ret);

#endif
