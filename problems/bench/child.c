/* child.c — see child.h */
#define _GNU_SOURCE /* pipe2, wait4 */
#include "problems/bench/child.h"

#include "coro/fatal.h"
#include "problems/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

void child_watch_init(struct child_watch *watch)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, &watch->before);
    watch->file = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (watch->file < 0)
        coro_fatal("no signalfd");
}

void child_watch_clear(struct child_watch *watch)
{
    struct signalfd_siginfo info;
    while (read(watch->file, &info, sizeof info) > 0)
        ; /* a signal that has been obeyed is not obeyed again */
    close(watch->file);
    sigprocmask(SIG_SETMASK, &watch->before, NULL);
}

/* ---- The child ---- */

static _Noreturn void be_child(
    const struct child_watch *watch, const struct child_task *task, int out)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigprocmask(SIG_SETMASK, &watch->before, NULL);
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing >= 0)
        dup2(nothing, STDIN_FILENO);
    _exit(task->work(task->context, out));
}

/* ---- The parent ---- */

struct running {
    const struct child_task *task;
    pid_t pid;
    int out; /* our end of the pipe */
    double begin;
    bool terminated; /* SIGTERM is sent */
    enum child_end end;
};

/* The children of the child, too, as soon as there is a group. */
static void kill_all(const struct running *running, int number)
{
    if (kill(-running->pid, number) != 0)
        kill(running->pid, number);
}

/* Milliseconds until something is due; kills what is overdue. */
static int obey_limit(struct running *running)
{
    double past = signals_now() - running->begin;
    double due = running->task->limit_seconds;
    if (running->terminated)
        due += running->task->grace_seconds;
    if (past < due)
        return (int)((due - past) * 1e3) + 1;
    running->end = CHILD_LIMITED;
    kill_all(running, running->terminated ? SIGKILL : SIGTERM);
    running->terminated = true;
    return 10;
}

/* Hands on what the child writes; false at the end of it. */
static bool take_output(struct running *running)
{
    char bytes[1 << 16];
    ssize_t size = read(running->out, bytes, sizeof bytes);
    if (size < 0)
        return errno == EINTR;
    if (size > 0)
        running->task->take(running->task->context, bytes, (size_t)size);
    return size > 0;
}

static void
listen_until_end(const struct child_watch *watch, struct running *running)
{
    struct pollfd files[] = {
        {.fd = running->out, .events = POLLIN},
        {.fd = watch->file, .events = POLLIN}};
    for (;;) {
        int ready = poll(files, 2, obey_limit(running));
        if (ready < 0 && errno != EINTR)
            return;
        if (ready > 0 && files[1].revents) {
            running->end = CHILD_INTERRUPTED;
            kill_all(running, SIGKILL);
            return;
        }
        if (ready > 0 && files[0].revents && !take_output(running))
            return;
    }
}

/* The child may have closed its output and still run. */
static int wait_until_end(struct running *running, struct rusage *ret_usage)
{
    enum {
        PAUSE_US = 200
    };
    int status = 0;
    while (wait4(running->pid, &status, WNOHANG, ret_usage) == 0) {
        obey_limit(running);
        usleep(PAUSE_US);
    }
    return status;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static void take_end(
    struct running *running, int status, const struct rusage *usage,
    struct child_result *ret)
{
    ret->seconds = signals_now() - running->begin;
    ret->cpu_seconds =
        seconds_of(usage->ru_utime) + seconds_of(usage->ru_stime);
    ret->peak_kilobytes = usage->ru_maxrss;
    ret->end = running->end;
    ret->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (running->end == CHILD_EXITED && WIFSIGNALED(status))
        ret->end = CHILD_CRASHED;
}

void child_run(
    const struct child_watch *watch, const struct child_task *task,
    struct child_result *ret)
{
    int ends[2];
    struct rusage usage = {0};
    struct running running = {.task = task, .end = CHILD_EXITED};
    if (pipe2(ends, O_CLOEXEC) != 0)
        coro_fatal("no pipe");
    fflush(stdout);
    running.begin = signals_now();
    running.pid = fork();
    if (running.pid < 0)
        coro_fatal("cannot fork");
    if (running.pid == 0)
        be_child(watch, task, ends[1]);
    setpgid(running.pid, running.pid);
    close(ends[1]);
    running.out = ends[0];
    listen_until_end(watch, &running);
    int status = wait_until_end(&running, &usage);
    take_end(&running, status, &usage, ret);
    kill_all(&running, SIGKILL); /* what it left behind */
    close(ends[0]);
}
