/* run.h — searching a puzzle, with news now and then
 *
 * Ownership: nothing is kept.
 */
#ifndef PROBLEMS_PUZZLES_RUN_H
#define PROBLEMS_PUZZLES_RUN_H

#include "propagators/pando.h"

#include <stdbool.h>
#include <stdint.h>

struct puzzle;

struct run_options {
    uint64_t solutions; /* wanted; 0: all. A goal wants the best. */
    uint64_t seed;
    uint64_t time_ms;         /* of this search; 0: no limit */
    const volatile int *stop; /* may be NULL */
    /* A solution that counts; false ends the search. May be NULL. */
    bool (*solution)(void *context, const int64_t *values, int64_t objective);
    void *context;
    /* A few times a second; may be NULL. */
    void (*progress)(void *context, const struct pando_search *search);
    void *progress_context;
};

struct run_result {
    uint64_t solutions; /* that count */
    bool complete;      /* there is no further (or better) one */
    bool interrupted;   /* by the time limit or *stop */
    bool incorrect;     /* a solution failed its check: a bug in Pando */
    int64_t objective;  /* of the last solution */
    double explored;    /* of the tree, from 0 to 1 */
    double seconds;     /* from freezing the model on */
    struct pando_statistics statistics;
};

void run_puzzle(
    struct puzzle *puzzle, const struct run_options *options,
    struct run_result *ret);

/* The explored part, or -1 where it would take long to say. */
double run_explored(const struct pando_search *search);

#endif
