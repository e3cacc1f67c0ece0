/* results.h — the runs of a benchmark, and what they amount to */
#ifndef PROBLEMS_BENCH_RESULTS_H
#define PROBLEMS_BENCH_RESULTS_H

#include "problems/bench/contestants.h"
#include "problems/bench/instance.h"
#include "problems/bench/measure.h"

#include <stddef.h>

struct result {
    uint64_t seed;
    uint32_t round; /* from 1 */
    struct measurement measurement;
};

/* All runs of one contestant on one instance. */
struct cell {
    struct result *items;
    size_t count;
};

struct results {
    const struct instance *instances;
    size_t instance_count;
    const struct contestants *contestants;
    struct cell *cells; /* instance by instance */
    bool by_cpu;        /* compare processor time, not the wall clock's */
};

void results_init(
    struct results *results, const struct instance *instances, size_t count,
    const struct contestants *contestants);
void results_clear(struct results *results);

struct cell *
results_cell(const struct results *results, size_t instance, size_t contestant);
void results_add(struct cell *cell, const struct result *result);

/* Medians over the runs of a cell. A run that was not completed takes forever:
 * where that makes the median infinite, seconds is INFINITY. */
struct summary {
    size_t runs, completed, limited;
    bool unfit;   /* the contestant cannot read the instance */
    bool failed;  /* a run went wrong */
    bool counted; /* what follows the times is known */
    bool partial; /* … of some runs only up to the limit */
    double seconds, cpu_seconds;
    double compared; /* one of the two */
    double nodes, failures, nodes_per_second;
};
void results_summarize(
    const struct results *results, size_t instance, size_t contestant,
    struct summary *ret);

/* Completed runs of one instance whose answers differ: two contestants'
 * indices. */
bool results_contradict(
    const struct results *results, size_t instance, bool all, size_t *ret_first,
    size_t *ret_second);

/* The geometric mean of the ratios of compared times to the first contestant's,
 * over the instances that both have completed; their number in *ret_count. */
double results_mean_ratio(
    const struct results *results, size_t contestant, size_t *ret_count);

/* Sorts; the mean of the middle two where there is no middle. */
double results_median(double *numbers, size_t count);

#endif
