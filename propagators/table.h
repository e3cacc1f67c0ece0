/* table.h — extensional constraints: how they are added, and what the
 * propagators of table.c are made of
 */
#ifndef PROPAGATORS_TABLE_H
#define PROPAGATORS_TABLE_H

#include "solver/constraint.h"
#include "solver/model.h"

#include <stddef.h>

struct post;

/* Adds a constraint_table: the vars are one of the rows, which are given row by
 * row, in any order, repeated or not. As model_add: arrays are copied, and the
 * result may be completed with a condition. */
struct constraint *table_add(
    struct model *model, uint32_t var_count, const var *vars,
    uint32_t row_count, const value *rows);

/* The values of a constraint_table: see table_add.c. */
enum {
    TABLE_AT_ROWS,
    TABLE_AT_CELLS,
    TABLE_AT_COLUMNS, /* pairs */
};

static inline size_t table_bitmap_words(const value *values)
{
    return ((size_t)values[TABLE_AT_CELLS] + 63) / 64;
}

static inline const value *table_rows_of(const struct constraint *c)
{
    return c->values + TABLE_AT_COLUMNS + 2 * (size_t)c->var_count +
           table_bitmap_words(c->values);
}

/* Sorts values and drops the repeated ones; returns how many are left. */
size_t table_distinct(value *values, size_t count);

/* What is left of a table when it is posted: distinct views that are not fixed,
 * and the rows whose cells are all possible, distinct. */
struct table {
    view *xs;
    uint32_t columns;
    uint32_t row_count; /* > 0 */
    value *rows;
};

/* Posts condition → the xs are (or negated: are not) one of the rows, which are
 * distinct. */
void table_post_rows(
    struct post *post, const view *xs, uint32_t columns, const value *rows,
    size_t row_count, view condition, bool negated);

/* What a propagator has to read of a column: without a condition the rows
 * alone, and it tells their range first; else all of the domain. */
struct range table_column_range(
    const struct post *post, const struct table *table, uint32_t column,
    view condition);
static inline bool table_column_fits(struct range range)
{
    return (uint64_t)range.max - (uint64_t)range.min < 64;
}

/* Two columns, and both domains fit a window: see table_binary.c. */
bool table_binary_fits(
    const struct post *post, const struct table *table, view condition,
    bool negated);
void table_post_binary(
    struct post *post, const struct table *table, view condition, bool negated);
/* Up to 64 rows, and all domains fit a window: see table_small.c. */
bool table_small_fits(
    const struct post *post, const struct table *table, view condition);
void table_post_small(
    struct post *post, const struct table *table, view condition);
/* One of the rows; none of the rows: see table_compact.c, table_negated.c. */
void table_post_compact(
    struct post *post, const struct table *table, view condition);
void table_post_negated(
    struct post *post, const struct table *table, view condition);

#endif
