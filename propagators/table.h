/* table.h — extensional constraints: how they are added, and what the
 * propagators of table.c are made of
 */
#ifndef PROPAGATORS_TABLE_H
#define PROPAGATORS_TABLE_H

#include "solver/constraint.h"

struct model;
struct post;

/* Adds a constraint_table: the vars are one of the rows, which are given row by
 * row, in any order, repeated or not. As model_add: arrays are copied, and the
 * result may be completed with a condition. */
struct constraint *table_add(
    struct model *model, uint32_t var_count, const var *vars,
    uint32_t row_count, const value *rows);

/* What is left of a table when it is posted: distinct views that are not fixed,
 * and the rows whose cells are all possible, distinct. */
struct table {
    view *xs;
    uint32_t columns;
    uint32_t row_count; /* > 0 */
    value *rows;
};

/* Two columns, and both domains fit a window: see table_binary.c. */
bool table_binary_fits(
    const struct post *post, const struct table *table, view condition,
    bool negated);
void table_post_binary(
    struct post *post, const struct table *table, view condition, bool negated);
/* One of the rows; none of the rows. */
void table_post_compact(
    struct post *post, const struct table *table, view condition);
void table_post_negated(
    struct post *post, const struct table *table, view condition);

#endif
