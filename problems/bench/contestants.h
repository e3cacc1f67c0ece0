/* contestants.h — who is measured: Pando with a strategy, or another solver
 *
 * Another solver is a command for the shell, in which {file}, {seed}, {time_ms}
 * and {time_s} are replaced. What it prints is read as MiniZinc's solvers
 * print:
 * ---------- after a solution, ========== at the end, %%%mzn-stat: nodes=….
 */
#ifndef PROBLEMS_BENCH_CONTESTANTS_H
#define PROBLEMS_BENCH_CONTESTANTS_H

#include "problems/puzzles/strategy.h"

#include <stdbool.h>
#include <stddef.h>

struct arguments_words;
struct buffer;
struct trouble;

struct contestant {
    char *name;          /* owned */
    const char *command; /* of another solver, borrowed; NULL: Pando */
    struct strategy strategy;
};

struct contestants {
    struct contestant *items;
    size_t count;
};

void contestants_clear(struct contestants *contestants);

/* "dom_w_deg/min", or "name=dom_w_deg/min" */
bool contestants_add_strategy(
    struct contestants *contestants, const char *text, struct trouble *reterr);
/* "gecode=fzn-gecode -s {file}" */
bool contestants_add_external(
    struct contestants *contestants, const char *text, struct trouble *reterr);
/* All combinations of lists with commas; restarts may be NULL. */
bool contestants_add_grid(
    struct contestants *contestants, const char *selections, const char *splits,
    const char *restarts, struct trouble *reterr);

/* The command for the shell. */
void contestants_command(
    const struct contestant *contestant, const char *file, uint64_t seed,
    uint64_t time_ms, struct buffer *ret_command);

#endif
