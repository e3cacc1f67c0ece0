/* table_rows.h — the live rows of a table: those whose cells are all possible
 *
 * For table_compact.c and table_negated.c. Values of a column are numbered; a
 * set of them is a run of words, and a set of rows is one too. A branch holds,
 * from prop.state on, words of 64 bits:
 *
 *   0        the words from..to - 1 may hold live rows: from, and to in the
 * upper half; 0 = never run: all rows, all values 1        live rows, one bit
 * each, right in from..to - 1 …        for each column, the set of values at
 * the last run
 *
 * The range is what stands here for the permutation of a reversible sparse
 * bit-set (Demeulenaere et al., Compact-Table, 2016): rows are sorted, so that
 * live ones lie close together. A run copies it to scratch and lists the words
 * that are not 0.
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
    /* Rows with value k. Dense (index is NULL): all live_words words, from
     * mask[k · live_words] on. Sparse: the bits mask[i] of word index[i], where
     * begin[k] <= i < begin[k + 1], and no others. */
    const uint64_t *mask;
    const uint32_t *begin, *index;
};

struct table_rows {
    struct prop prop;
    view condition;
    bool exact; /* all domains hold holes, and are different ones */
    uint32_t column_count, row_count;
    uint32_t live_words, set_words, numbers;
    uint32_t live_at, set_at; /* offsets in a branch */
    const struct table_column *columns;
    const uint32_t *cells; /* numbers, row by row */
};

/* One run of a propagator; all arrays are scratch. */
struct table_run {
    struct branch *branch;
    const struct table_rows *self;
    bool first;           /* the first run in this line of branches */
    uint64_t *now, *last; /* sets of values of all columns, now and before */
    uint32_t possible;    /* values in `now` */
    uint32_t *changed;    /* columns in which they differ */
    uint32_t changed_count;
    uint32_t from, to; /* words of live rows */
    uint64_t *live;    /* these words */
    uint32_t *index;   /* those that are not 0, ascending */
    uint32_t index_count;
    bool walked;      /* live rows were walked: */
    uint64_t *seen;   /* the values that they hold */
    uint64_t *mask;   /* live_words; */
    uint32_t *counts; /* numbers: free for use */
};

/* Makes the propagator, which wakes on any change. */
struct table_rows *table_rows_post(
    struct post *post, const struct prop_class *class,
    const struct table *table, view condition);

/* Reads domains and live rows. False if a domain has no value left that counted
 * at the last run; then no row is live. */
bool table_rows_begin(
    struct table_run *ret_run, struct branch *branch,
    const struct table_rows *self);
/* Brings the live rows up to date. */
void table_rows_update(struct table_run *run);
/* Writes the live rows and the sets `now` for the next run. */
void table_rows_end(struct table_run *run);

/* Number of live rows, or some number above `enough`. */
uint64_t table_rows_count(const struct table_run *run, uint64_t enough);

/* For table_negated.c: see table_negated_explain.c. */
bool table_negated_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

static inline value
table_column_value(const struct table_column *column, uint32_t number)
{
    return column->values ? column->values[number]
                          : column->base + (value)number;
}

#endif
