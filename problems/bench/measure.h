/* measure.h — one run of one contestant on one instance */
#ifndef PROBLEMS_BENCH_MEASURE_H
#define PROBLEMS_BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

struct child_watch;
struct contestant;
struct instance;

struct measure_options {
    bool all;         /* all solutions, not one */
    uint64_t time_ms; /* of a run */
    uint64_t seed;
};

enum measure_status {
    MEASURE_COMPLETED,
    MEASURE_LIMITED,     /* by the time */
    MEASURE_FAILED,      /* exit status or signal in code */
    MEASURE_INTERRUPTED, /* Ctrl-C */
    MEASURE_UNFIT,       /* the contestant cannot read the instance */
};

/* "completed", "time limit", … */
const char *measure_status_name(enum measure_status status);

struct measurement {
    enum measure_status status;
    int code;
    bool crashed; /* code is a signal */
    bool counted; /* nodes and failures are known */
    bool valued;  /* the objective is known */
    uint64_t nodes, failures, solutions;
    int64_t objective;
    double seconds; /* of the whole process, by the wall clock */
    double cpu_seconds;
    int64_t peak_kilobytes;
};

void measure(
    const struct child_watch *watch, const struct instance *instance,
    const struct contestant *contestant, const struct measure_options *options,
    struct measurement *ret);

#endif
