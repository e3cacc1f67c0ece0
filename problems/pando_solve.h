/* pando_solve.h — `pando solve`, and FlatZinc files as puzzles */
#ifndef PROBLEMS_PANDO_SOLVE_H
#define PROBLEMS_PANDO_SOLVE_H

#include <stdbool.h>

struct command;
struct puzzle;
struct trouble;

extern const struct command solve_command;

/* The problem of a FlatZinc file; "-" is standard input. free: leaves the
 * search annotations out. NULL if there is something wrong with it. */
struct puzzle *
pando_solve_load(const char *path, bool free, struct trouble *reterr);

#endif
