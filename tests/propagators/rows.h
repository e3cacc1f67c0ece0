/* rows.h — the assignments of an arrangement's box, and which are solutions
 *
 * All of them where they are few, else a sample. This is the brute force that
 * propagation is compared with.
 *
 * Ownership: rows_init fills, rows_clear frees.
 */
#ifndef TESTS_PROPAGATORS_ROWS_H
#define TESTS_PROPAGATORS_ROWS_H

#include "tests/propagators/arrange.h"

enum row_flag {
    ROW_SOLUTION = 1,
    ROW_INITIAL = 2, /* inside the initial domains, not only their hulls */
};

struct rows {
    uint32_t width; /* arguments */
    uint32_t count;
    value *items;   /* row after row */
    uint8_t *flags; /* of each row */
    bool complete;  /* all of the hulls of the initial domains */
};

void rows_init(
    struct rows *rows, const struct arrangement *arrangement,
    struct dice *dice);
void rows_clear(struct rows *rows);

static inline const value *rows_at(const struct rows *rows, uint32_t row)
{
    return rows->items + (size_t)row * rows->width;
}

/* Of the given rows, those inside a branch's domains, in order. In place is
 * allowed. Returns how many. */
uint32_t rows_inside(
    const struct rows *rows, const struct arrangement *arrangement,
    const struct branch *branch, const uint32_t *given, uint32_t count,
    uint32_t *ret_inside);

#endif
