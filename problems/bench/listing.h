/* listing.h — reading what a FlatZinc solver prints, as it comes */
#ifndef PROBLEMS_BENCH_LISTING_H
#define PROBLEMS_BENCH_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LISTING_LINE = 256 /* what is longer is no line of interest */
};

struct listing {
    uint64_t solutions; /* lines of ten dashes */
    bool complete;      /* ========== or unsatisfiable */
    bool has_nodes, has_failures, has_objective;
    uint64_t nodes, failures;
    int64_t objective;
    char line[LISTING_LINE]; /* the beginning of one */
    size_t length;
};

/* All zero to begin with. */
void listing_take(struct listing *listing, const char *bytes, size_t size);
/* A last line may have no end. */
void listing_end(struct listing *listing);

#endif
