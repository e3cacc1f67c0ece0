/* table.h — results for people */
#ifndef PROBLEMS_BENCH_TABLE_H
#define PROBLEMS_BENCH_TABLE_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;
struct results;

struct table_options {
    bool all;
    bool interrupted; /* not all runs were made */
    bool utf8;
    uint64_t time_ms;
};

void table_draw(
    const struct results *results, const struct table_options *options,
    struct buffer *out);

#endif
