/* small.h — small random models with variables of every kind, and all their
 * solutions by trying every assignment
 *
 * Ownership: small_init makes what small_clear frees.
 */
#ifndef TESTS_SOLVER_SMALL_H
#define TESTS_SOLVER_SMALL_H

#include "solver/model.h"
#include "solver/network.h"
#include "solver/search.h"

enum {
    SMALL_VARS = 8,
    SMALL_ROWS_MAX = 4000
};

/* Rows of values of all variables, sorted. */
struct rows {
    value (*items)[SMALL_VARS];
    uint32_t count, capacity;
};

void rows_add(struct rows *rows, const value *values);
void rows_sort(struct rows *rows);
bool rows_equal(const struct rows *rows, const struct rows *others);
void rows_clear(struct rows *rows);

struct small {
    struct model *model;
    struct network *network; /* NULL until frozen */
    var xs[SMALL_VARS];      /* every variable of the model */
    value sixth[4]; /* variable 6 = the sum of these times 1, 5, 7 and 1 */
    struct rows solutions;
};

void small_init(struct small *small, uint64_t seed);
/* May be called again, after the plan has been changed. */
void small_freeze(struct small *small);
void small_clear(struct small *small);

/* A step over all variables, in a random order, at the end of the plan. */
uint32_t small_label(
    struct small *small, enum selection selection, enum split split,
    uint64_t seed);

/* All solutions that a search gives until its end. */
struct rows small_search(
    const struct small *small, struct search *search,
    enum search_outcome *ret_end);

#endif
