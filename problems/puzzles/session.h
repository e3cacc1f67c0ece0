/* session.h — solving for a person or a program: output, progress, Ctrl-C
 *
 *     struct session *session = session_new(&options, reterr);
 *     bool done = session && session_play(session, puzzle, reterr);
 *     session_free(session);
 *
 * Solutions are written as they come; of an optimization problem, the best at
 * the end. The first Ctrl-C or the time limit ends the search, and what is
 * known is printed; a second ends the program at once (signals.h). Only one
 * session can be at a time.
 *
 * --json gives one object a puzzle, on one line.
 */
#ifndef PROBLEMS_PUZZLES_SESSION_H
#define PROBLEMS_PUZZLES_SESSION_H

#include "problems/puzzles/arguments.h"

#include <stdbool.h>
#include <stdint.h>

struct buffer;
struct puzzle;
struct run_options;
struct run_result;
struct session;
struct terminal;
struct trouble;

struct session_options {
    bool all;             /* --all */
    bool count;           /* --count: all, but only their number */
    bool json;            /* --json */
    bool statistics;      /* --stats */
    bool ascii;           /* --ascii */
    uint64_t limit;       /* --limit N: so many solutions */
    uint64_t time_ms;     /* --time */
    uint64_t seed;        /* --seed */
    const char *strategy; /* --strategy, or NULL */
};

/* The table and the help of these options. */
extern const struct argument session_arguments[];
extern const char session_help[];

/* Borrows the options. NULL if there is something wrong with them. */
struct session *
session_new(const struct session_options *options, struct trouble *reterr);
void session_free(struct session *session);

/* Plans the puzzle, searches it and prints all that is to be printed of it. */
bool session_play(
    struct session *session, struct puzzle *puzzle, struct trouble *reterr);

/* ---- For commands that print in their own way ---- */

/* Plans and searches; stop, seed and progress of the options are filled in.
 * False only where a solution was incorrect. */
bool session_search(
    struct session *session, struct puzzle *puzzle,
    const struct run_options *options, struct run_result *ret,
    struct trouble *reterr);
/* How many solutions the options want; 0: all. */
uint64_t session_wanted(
    const struct session_options *options, const struct puzzle *puzzle);
void session_print(struct session *session, const struct buffer *text);
/* Ctrl-C, or the time is up, or nobody reads the output. */
bool session_stopped(struct session *session);
/* What stopped it, in words; NULL if nothing. */
const char *session_reason(const struct session *session);
const struct terminal *session_terminal(const struct session *session);

#endif
