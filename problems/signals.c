/* signals.c — see signals.h */
#define _GNU_SOURCE /* sigtimedwait, pthread_sigqueue */
#include "problems/signals.h"

#include "coro/fatal.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct signals {
    struct signals_hooks hooks;
    double deadline;
    sigset_t set;
    pthread_t thread;
    volatile int stop, heeded;
    pthread_mutex_t lock; /* held while last words are spoken */
    bool ending;          /* under lock */
    bool leaving;         /* the thread is to end; under lock */
};

static const double tick_seconds = 0.02;
static const double grace_seconds = 0.03;
static const double stuck_seconds = 1;

double signals_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Waits for a signal; false if none came in time. */
static bool wait_for(struct signals *signals, double seconds)
{
    if (seconds < 0)
        seconds = 0;
    struct timespec timeout = {
        .tv_sec = (time_t)seconds,
        .tv_nsec = (long)((seconds - floor(seconds)) * 1e9)};
    int number = sigtimedwait(&signals->set, NULL, &timeout);
    return number == SIGINT || number == SIGTERM;
}

static bool leaving(struct signals *signals)
{
    pthread_mutex_lock(&signals->lock);
    bool answer = signals->leaving;
    pthread_mutex_unlock(&signals->lock);
    return answer;
}

/* Until a signal, the deadline or signals_stop; false if the program ends. */
static bool wait_for_reason(struct signals *signals)
{
    for (;;) {
        double left = signals->deadline - signals_now();
        if (wait_for(signals, left < tick_seconds ? left : tick_seconds))
            return true;
        if (leaving(signals))
            return false;
        if (signals->stop || left <= tick_seconds)
            return true;
        signals->hooks.tick(signals->hooks.context);
    }
}

static void speak_last_words(struct signals *signals)
{
    pthread_mutex_lock(&signals->lock);
    if (!signals->ending) {
        signals->hooks.last_words(signals->hooks.context);
        _exit(EXIT_SUCCESS);
    }
    pthread_mutex_unlock(&signals->lock);
}

static void *watch(void *context)
{
    struct signals *signals = context;
    if (!wait_for_reason(signals))
        return NULL;
    signals->stop = 1;
    /* timeout(1) sends its signal twice: one that comes soon is no new one */
    wait_for(signals, signals->heeded ? grace_seconds : 0);
    if (leaving(signals))
        return NULL;
    speak_last_words(signals);
    /* the program is ending by itself; its output may be stuck, though */
    wait_for(signals, grace_seconds);
    if (!leaving(signals))
        wait_for(signals, stuck_seconds);
    if (!leaving(signals))
        _exit(EXIT_SUCCESS);
    return NULL;
}

struct signals *signals_new(double deadline, const struct signals_hooks *hooks)
{
    struct signals *signals = calloc(1, sizeof *signals);
    if (!signals)
        coro_fatal("out of memory");
    signals->hooks = *hooks;
    signals->deadline = deadline;
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&signals->set);
    sigaddset(&signals->set, SIGINT);
    sigaddset(&signals->set, SIGTERM);
    sigaddset(&signals->set, SIGUSR1); /* wakes the thread: signals_free */
    pthread_sigmask(SIG_BLOCK, &signals->set, NULL);
    pthread_mutex_init(&signals->lock, NULL);
    if (pthread_create(&signals->thread, NULL, watch, signals) != 0)
        coro_fatal("cannot make a thread");
    return signals;
}

const volatile int *signals_stop_flag(const struct signals *signals)
{
    return &signals->stop;
}

void signals_heeded(struct signals *signals)
{
    signals->heeded = 1;
}

void signals_stop(struct signals *signals)
{
    signals->stop = 1;
}

void signals_ending(struct signals *signals)
{
    pthread_mutex_lock(&signals->lock);
    signals->ending = true;
    pthread_mutex_unlock(&signals->lock);
}

void signals_free(struct signals *signals)
{
    pthread_mutex_lock(&signals->lock);
    signals->leaving = true;
    pthread_mutex_unlock(&signals->lock);
    pthread_kill(signals->thread, SIGUSR1);
    pthread_join(signals->thread, NULL);
    pthread_mutex_destroy(&signals->lock);
    free(signals);
}
