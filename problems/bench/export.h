/* export.h — results for machines: every run, and the medians */
#ifndef PROBLEMS_BENCH_EXPORT_H
#define PROBLEMS_BENCH_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;
struct results;

struct export_options {
    bool all, interrupted;
    uint64_t time_ms;
    const char *version;
};

/* A line for each run, after a line of names (RFC 4180). */
void export_csv(const struct results *results, struct buffer *out);
void export_json(
    const struct results *results, const struct export_options *options,
    struct buffer *out);

#endif
