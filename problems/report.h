/* report.h — all that fzn-pando prints on standard output
 *
 * Solutions are gathered and written in blocks, at the latest a few dozen
 * milliseconds after they were found (report_flush, called by the thread of
 * signals.h). Of an optimisation problem only the best solution may be wanted:
 * it waits here until a better one or the end comes, so that nothing is lost
 * when the end comes suddenly.
 *
 * Everything here may be called by both threads.
 */
#ifndef PROBLEMS_REPORT_H
#define PROBLEMS_REPORT_H

#include "solver/view.h"

#include <stdbool.h>

struct flatzinc;
struct network;
struct options;
struct report;
struct search;

/* How the search ended. */
enum report_ending {
    REPORT_COMPLETE,    /* all of the search space was seen */
    REPORT_UNBOUNDED,   /* the objective has no optimum within 64 bits */
    REPORT_INTERRUPTED, /* by a limit or a signal */
    REPORT_ENOUGH,      /* as many solutions as were wanted */
};

/* begin is the time when the program began, by signals_now. */
struct report *report_new(const struct options *options, double begin);
void report_free(struct report *report);

/* What there is to tell of; each may be NULL. They must live until another call
 * says otherwise. */
void report_attach(
    struct report *report, const struct flatzinc *flatzinc,
    const struct network *network, const struct search *search);

/* Prints a solution now, or keeps it until the next one comes. False if nobody
 * reads standard output any more. */
bool report_solution(struct report *report, const value *values, bool keep);

/* The objective of the last solution; false if there is none. */
bool report_objective(const struct report *report, value *ret_objective);

/* Writes what waits. */
void report_flush(struct report *report);

/* The last lines; does nothing if there was an end already. */
void report_end(struct report *report, enum report_ending ending);

/* The same after an interruption, by a thread that must not wait for the other
 * one, nor for a reader that does not read. */
void report_end_hurried(struct report *report);

/* Writing failed otherwise than by a closed pipe. */
bool report_failed(const struct report *report);

#endif
