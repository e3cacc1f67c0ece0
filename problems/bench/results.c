/* results.c — see results.h */
#include "problems/bench/results.h"

#include "coro/fatal.h"

#include <math.h>
#include <stdlib.h>

void results_init(
    struct results *results, const struct instance *instances, size_t count,
    const struct contestants *contestants)
{
    *results = (struct results){
        .instances = instances,
        .instance_count = count,
        .contestants = contestants};
    results->cells =
        calloc(count * contestants->count + 1, sizeof *results->cells);
    if (!results->cells)
        coro_fatal("out of memory");
}

void results_clear(struct results *results)
{
    size_t count = results->instance_count * results->contestants->count;
    for (size_t i = 0; i < count; i++)
        free(results->cells[i].items);
    free(results->cells);
    results->cells = NULL;
}

struct cell *
results_cell(const struct results *results, size_t instance, size_t contestant)
{
    return &results->cells[instance * results->contestants->count + contestant];
}

void results_add(struct cell *cell, const struct result *result)
{
    cell->items = realloc(cell->items, (cell->count + 1) * sizeof *cell->items);
    if (!cell->items)
        coro_fatal("out of memory");
    cell->items[cell->count++] = *result;
}

/* ---- Medians ---- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

double results_median(double *numbers, size_t count)
{
    if (count == 0)
        return NAN;
    qsort(numbers, count, sizeof *numbers, compare);
    double low = numbers[(count - 1) / 2], high = numbers[count / 2];
    return low == high ? low : (low + high) / 2;
}

/* One number of a run; false: it has none. */
typedef bool reading(const struct measurement *m, double *ret_number);

static double median_of(const struct cell *cell, reading *read)
{
    double *numbers = calloc(cell->count + 1, sizeof *numbers);
    if (!numbers)
        coro_fatal("out of memory");
    size_t count = 0;
    for (size_t i = 0; i < cell->count; i++)
        count += read(&cell->items[i].measurement, &numbers[count]);
    double median = results_median(numbers, count);
    free(numbers);
    return median;
}

static bool read_seconds(const struct measurement *m, double *ret_number)
{
    *ret_number = m->status == MEASURE_COMPLETED ? m->seconds : INFINITY;
    return true;
}

static bool read_cpu(const struct measurement *m, double *ret_number)
{
    *ret_number = m->status == MEASURE_COMPLETED ? m->cpu_seconds : INFINITY;
    return true;
}

static bool read_nodes(const struct measurement *m, double *ret_number)
{
    *ret_number = (double)m->nodes;
    return m->counted;
}

static bool read_failures(const struct measurement *m, double *ret_number)
{
    *ret_number = (double)m->failures;
    return m->counted;
}

static bool read_rate(const struct measurement *m, double *ret_number)
{
    *ret_number = (double)m->nodes / m->seconds;
    return m->counted && m->seconds > 0;
}

static bool read_cpu_rate(const struct measurement *m, double *ret_number)
{
    *ret_number = (double)m->nodes / m->cpu_seconds;
    return m->counted && m->cpu_seconds > 0;
}

void results_summarize(
    const struct results *results, size_t instance, size_t contestant,
    struct summary *ret)
{
    const struct cell *cell = results_cell(results, instance, contestant);
    *ret = (struct summary){
        .runs = cell->count,
        .seconds = median_of(cell, read_seconds),
        .cpu_seconds = median_of(cell, read_cpu),
        .nodes = median_of(cell, read_nodes),
        .failures = median_of(cell, read_failures),
        .nodes_per_second =
            median_of(cell, results->by_cpu ? read_cpu_rate : read_rate),
    };
    ret->compared = results->by_cpu ? ret->cpu_seconds : ret->seconds;
    for (size_t i = 0; i < cell->count; i++) {
        const struct measurement *m = &cell->items[i].measurement;
        ret->completed += m->status == MEASURE_COMPLETED;
        ret->limited += m->status == MEASURE_LIMITED;
        ret->unfit |= m->status == MEASURE_UNFIT;
        ret->failed |= m->status == MEASURE_FAILED;
        ret->counted |= m->counted;
        ret->partial |= m->counted && m->status != MEASURE_COMPLETED;
    }
}

/* ---- Comparing ---- */

static const struct measurement *
first_completed(const struct results *results, size_t instance, size_t k)
{
    const struct cell *cell = results_cell(results, instance, k);
    for (size_t i = 0; i < cell->count; i++)
        if (cell->items[i].measurement.status == MEASURE_COMPLETED)
            return &cell->items[i].measurement;
    return NULL;
}

static bool
agree(const struct measurement *a, const struct measurement *b, bool count_all)
{
    if ((a->solutions > 0) != (b->solutions > 0))
        return false;
    if (a->valued && b->valued)
        return a->objective == b->objective;
    return !count_all || a->solutions == b->solutions;
}

bool results_contradict(
    const struct results *results, size_t instance, bool all, size_t *ret_first,
    size_t *ret_second)
{
    bool count_all = all && !results->instances[instance].optimizing;
    const struct measurement *first = NULL;
    for (size_t k = 0; k < results->contestants->count; k++) {
        const struct measurement *m = first_completed(results, instance, k);
        if (!m)
            continue;
        *ret_second = k;
        if (first && !agree(first, m, count_all))
            return true;
        if (!first) {
            first = m;
            *ret_first = k;
        }
    }
    return false;
}

double results_mean_ratio(
    const struct results *results, size_t contestant, size_t *ret_count)
{
    double sum = 0;
    *ret_count = 0;
    for (size_t i = 0; i < results->instance_count; i++) {
        struct summary base, other;
        results_summarize(results, i, 0, &base);
        results_summarize(results, i, contestant, &other);
        if (isfinite(base.compared) && isfinite(other.compared) &&
            base.compared > 0 && other.compared > 0) {
            sum += log(other.compared / base.compared);
            ++*ret_count;
        }
    }
    return *ret_count ? exp(sum / (double)*ret_count) : NAN;
}
