/* instance.h — what is measured: a puzzle by name, or a FlatZinc file */
#ifndef PROBLEMS_BENCH_INSTANCE_H
#define PROBLEMS_BENCH_INSTANCE_H

#include <stdbool.h>

struct puzzle;
struct trouble;

struct instance {
    const char *text; /* "queens:8" or a path; borrowed */
    bool is_file;     /* FlatZinc */
    bool optimizing;  /* there is an objective */
};

/* Is there such a thing? Of a file only the goal is looked for. */
bool instance_check(
    const char *text, struct instance *ret_instance, struct trouble *reterr);

/* NULL if there is something wrong with it. */
struct puzzle *
instance_load(const struct instance *instance, struct trouble *reterr);

#endif
