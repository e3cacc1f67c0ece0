/* table_rows.h — the live rows of a table: those whose cells are all possible
 *
 * For table_compact.c and table_negated.c. Values of a column are numbered; a
 * set of them is a run of words. A branch holds, from prop.state on, words of
 * 64 bits:
 *
 *   0        number of live rows; 0 = never run
 *   1        summary: bit k of word s: word 64·s + k of the next is not 0
 *   …        live rows, one bit each
 *   …        for each column, the set of values at the last run
 *
 * The summary makes a reversible sparse bit-set (Demeulenaere et al.,
 * Compact-Table, 2016) of a plain one: what is left is found in it, in order,
 * and a branch copies it with its words.
 */
#ifndef PROPAGATORS_TABLE_ROWS_H
#define PROPAGATORS_TABLE_ROWS_H

#include "propagators/condition.h"
#include "propagators/table.h"
#include "solver/prop.h"

#include <stddef.h>

struct table_column {
    view x;
    uint32_t count;        /* numbers of values */
    uint32_t words;        /* of a set of them */
    uint32_t first_word;   /* of its sets among those of all columns */
    uint32_t first_number; /* of its numbers among those of all columns */
    value base;            /* number k is base + k… */
    const value *values;   /* …or values[k], ascending, where not NULL */
    /* Rows with value k: the bits mask[i] of word index[i], where
     * begin[k] <= i < begin[k + 1]. */
    const uint32_t *begin, *index;
    const uint64_t *mask;
};

struct table_rows {
    struct prop prop;
    view condition;
    bool exact; /* all domains hold holes, and are different ones */
    uint32_t column_count, row_count;
    uint32_t live_words, summary_words, set_words, numbers;
    uint32_t live_at, set_at; /* offsets in a branch */
    const struct table_column *columns;
    const uint32_t *cells; /* numbers, row by row */
};

/* One run of a propagator; all arrays are scratch. */
struct table_run {
    struct branch *branch;
    const struct table_rows *self;
    uint64_t live;     /* rows */
    bool first;        /* the first run in this line of branches */
    uint64_t *now;     /* sets of values, those of all columns */
    uint64_t *seen;    /* values of live rows, once rows were walked */
    uint64_t *mask;    /* live_words */
    uint32_t *counts;  /* of numbers */
    uint32_t *changed; /* columns that differ from the last run */
    uint32_t changed_count;
    uint32_t possible; /* values in `now` */
    bool walked;       /* `seen` holds */
};

/* Makes the propagator, which wakes on any change. */
struct table_rows *table_rows_post(
    struct post *post, const struct prop_class *class,
    const struct table *table, view condition);
void table_rows_init(struct branch *branch, const struct prop *prop);

/* Reads the domains. False if one has no value left that counted at the last
 * run; then no row is live. */
bool table_rows_begin(
    struct table_run *ret_run, struct branch *branch,
    const struct table_rows *self);
/* Brings the live rows up to date. */
void table_rows_update(struct table_run *run);
/* Remembers the sets `now` for the next run. */
void table_rows_end(struct table_run *run);

static inline value
table_column_value(const struct table_column *column, uint32_t number)
{
    return column->values ? column->values[number]
                          : column->base + (value)number;
}

static inline const uint64_t *
table_rows_word(const struct table_run *run, uint32_t k)
{
    return branch_read(run->branch, run->self->live_at + 8 * k);
}

static inline const uint64_t *
table_rows_summary(const struct table_run *run, uint32_t s)
{
    return branch_read(run->branch, run->self->prop.state + 8 + 8 * s);
}

#endif
