/* table_explain.h — why no row of a table is left: a cover of dead rows
 *
 * If what is wanted were false, some row would have to agree with that. All
 * rows that do are listed here; each of them has a value that had gone in the
 * view. The reason names such values until each row has one.
 *
 * How it is used: table_cover_begin; table_cover_add_column for each column;
 * table_cover_read; a list of all rows, or of those by number in the first
 * column for which table_cover_asks: table_cover_place, and table_cover_has for
 * each column; table_cover_explain.
 */
#ifndef PROPAGATORS_TABLE_EXPLAIN_H
#define PROPAGATORS_TABLE_EXPLAIN_H

#include "propagators/explain_values.h"

struct table_cover_column {
    struct explain_values values;
    bool asked;               /* what is wanted is about its variable: */
    struct literal asked_for; /* in terms of x */
    uint32_t *sets;        /* of the rows with a value: which one, by number */
    uint32_t first;        /* …that one, where the number has its own */
    uint64_t *named;       /* numbers that the reason says have gone, */
    uint32_t below, above; /* besides those < below and >= above */
};

/* All arrays are scratch. A set of rows has a bit for each place in the batch
 * of rows that are being covered, in `width` words. */
struct table_cover {
    const struct explain_view *before;
    uint32_t column_count, set_count;
    struct table_cover_column *columns;
    uint64_t *sets;
    uint32_t width, row_count;
    uint64_t *open, *once;        /* not covered; covered by one choice alone */
    struct table_choice *choices; /* first those that are made */
    uint32_t choice_count, made_count;
    bool failed; /* some row has not died */
};

struct table_cover_size {
    uint32_t columns, rows;
    uint32_t numbers, words; /* of the columns' values and of sets, in sum */
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

/* Lists a row more: its place. */
uint32_t table_cover_place(struct table_cover *cover);

/* The places of the rows that have a number in a column. */
static inline uint64_t *table_cover_rows(
    const struct table_cover *cover, uint32_t column, uint32_t number)
{
    uint32_t set = cover->columns[column].sets[number];
    return cover->sets + (size_t)set * cover->width;
}

/* The row at this place has it. */
static inline void table_cover_has(
    struct table_cover *cover, uint32_t place, uint32_t column, uint32_t number)
{
    explain_values_add(table_cover_rows(cover, column, number), place);
}

bool table_cover_explain(struct table_cover *cover, struct reason *ret);

#endif
