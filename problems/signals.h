/* signals.h — ending in time: SIGINT, SIGTERM and the time limit
 *
 * A thread of its own waits for them, whatever the program is doing:
 *
 *   waiting ──signal or deadline──▶ stop is set ──grace──▶ last_words, _exit(0)
 *      │                                │
 *      └──── signals_ending ◀───────────┘  the program ends by itself
 *
 * What can stop looks at `stop` and ends in an orderly way; if the program is
 * deep in something else (reading a file, freezing a model, a long
 * propagation), last_words prints what is there. Another signal, if it does
 * not come right after the first, ends it at once.
 */
#ifndef PROBLEMS_SIGNALS_H
#define PROBLEMS_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

struct signals;

struct signals_hooks {
    void *context;
    void (*last_words)(void *context);
    void (*tick)(void *context); /* a few dozen times a second */
};

/* Blocks the signals in this thread and those it makes, and ignores SIGPIPE. To
 * be called once, before other threads are made. deadline is in seconds as
 * signals_now gives them, or INFINITY. */
struct signals *signals_new(double deadline, const struct signals_hooks *hooks);

/* Nonzero: the program should end. */
const volatile int *signals_stop_flag(const struct signals *signals);
/* From now on the program looks at the flag: last words can wait a moment. */
void signals_heeded(struct signals *signals);
/* Makes the program end as if a signal had come. */
void signals_stop(struct signals *signals);

/* The program ends by itself from here: no last words. Waits for them if they
 * are being spoken. */
void signals_ending(struct signals *signals);
/* Ends the thread. */
void signals_free(struct signals *signals);

/* Seconds of a clock that never jumps. */
double signals_now(void);

#endif
