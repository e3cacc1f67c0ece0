/* bench.h — `pando bench` */
#ifndef PROBLEMS_BENCH_BENCH_H
#define PROBLEMS_BENCH_BENCH_H

struct command;

extern const struct command bench_command;

#endif
