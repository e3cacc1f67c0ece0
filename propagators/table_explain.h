/* table_explain.h — why no row of a table is left: a cover of dead rows
 *
 * If what is wanted were false, some row would have to agree with that. All
 * rows that do are listed here; each of them has a value that had gone in the
 * view. The reason names such values until each row has one.
 *
 * How it is used: table_cover_begin; table_cover_add_column for each column,
 * and the cells; table_cover_read; table_cover_add_row for all rows, or for
 * those by number in the first column for which table_cover_asks;
 * table_cover_explain.
 */
#ifndef PROPAGATORS_TABLE_EXPLAIN_H
#define PROPAGATORS_TABLE_EXPLAIN_H

#include "propagators/explain_values.h"

/* How a value stands to what is asked for. */
enum table_standing {
    TABLE_HELD, /* it has not gone */
    TABLE_GONE,
    TABLE_EARLY,  /* gone, and it costs nothing to say so */
    TABLE_AGREES, /* with what is wanted: no row with it is to be covered */
};

struct table_cover_column {
    struct explain_values values;
    bool asked;               /* what is wanted is about its variable: */
    struct literal asked_for; /* in terms of x */
    uint8_t *standings;       /* enum table_standing, by number */
    uint64_t *named;          /* numbers that the reason says have gone, */
    uint32_t below, above;    /* besides those < below and >= above */
    /* Open rows that a bound would cover, or a hole, by number. When none is
     * open, rows that nothing else covers. */
    uint32_t rows_below, rows_above, *rows;
    /* …of which these are the extreme numbers, in the same sense */
    uint32_t needed_below, needed_above;
};

/* All arrays are scratch but the cells, which the caller gives. */
struct table_cover {
    const struct explain_view *before;
    uint32_t column_count, numbers;
    struct table_cover_column *columns;
    const uint32_t *cells; /* numbers, row by row */
    uint32_t *room;        /* for the caller to write cells to */
    uint32_t *rows; /* indices of the rows to cover: first the open ones */
    uint32_t row_count, open_count;
    uint32_t *covers; /* of each row: columns that cover it */
    bool failed;      /* some row has not died */
};

struct table_cover_size {
    uint32_t columns, rows;
    uint32_t numbers, words; /* of the columns' values and of sets, in sum */
    uint32_t cells;          /* that the caller writes to `room` */
};

void table_cover_begin(
    struct table_cover *ret_cover, const struct explain_view *before,
    struct table_cover_size size);

/* The next column of a cover that is being filled in. */
void table_cover_add_column(
    struct table_cover *cover, view x, uint32_t count, value base,
    const value *values);

/* Reads the view. False if what is wanted is neither about a column, nor about
 * the condition, nor a failure. The condition's truth is added to the reason,
 * unless it is what is wanted to be false. */
bool table_cover_read(
    struct table_cover *cover, struct literal wanted, view condition,
    struct reason *ret);

/* The column by which rows are best listed: all rows whose number n in it has
 * table_cover_asks. */
uint32_t table_cover_first(const struct table_cover *cover);
static inline bool table_cover_asks(
    const struct table_cover *cover, uint32_t column, uint32_t number)
{
    const struct table_cover_column *c = &cover->columns[column];
    return !c->asked ||
           !explain_values_allowed(
               c->asked_for, explain_values_at(&c->values, number));
}

/* Lists a row, by its index in the cells. */
void table_cover_add_row(struct table_cover *cover, uint32_t row);

bool table_cover_explain(struct table_cover *cover, struct reason *ret);

#endif
