/* strategy.h — a search strategy by name
 *
 *     first_fail/min              variable order / value order
 *     dom_w_deg/split/luby:100    and restarts
 *     default                     the puzzle's or file's own
 *
 * Names are MiniZinc's; "indomain_" may be left out.
 */
#ifndef PROBLEMS_PUZZLES_STRATEGY_H
#define PROBLEMS_PUZZLES_STRATEGY_H

#include <stdbool.h>
#include <stdint.h>

struct pando_model;
struct trouble;

enum {
    STRATEGY_NAME = 40
};

struct strategy {
    char selection[STRATEGY_NAME]; /* empty: the puzzle's own */
    char split[STRATEGY_NAME];
    char restart[STRATEGY_NAME]; /* the policy; empty: none is given */
    uint64_t scale;
    double base;
};

bool strategy_read(
    const char *text, struct strategy *ret_strategy, struct trouble *reterr);

/* Gives the model the strategy's restarts, if any. */
void strategy_restart(
    const struct strategy *strategy, struct pando_model *model);

bool strategy_restarting(const struct strategy *strategy);

#endif
