/* table_rows_post.c — numbering the values of a table and listing their rows */
#include "propagators/table_rows.h"

#include "propagators/shared.h"
#include "solver/post.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

/* ---- Numbers ---- */

/* Numbers the values of column c: all of their range, where most occur. */
static void number_values(
    struct post *post, const struct table *table, uint32_t c,
    struct table_column *column)
{
    value *values = zeroed(table->row_count, sizeof *values);
    for (uint32_t r = 0; r < table->row_count; r++)
        values[r] = table->rows[(size_t)r * table->columns + c];
    uint32_t count = (uint32_t)table_distinct(values, table->row_count);
    uint64_t last = (uint64_t)values[count - 1] - (uint64_t)values[0];
    column->base = values[0];
    if (last < 64 || last < 4 * (uint64_t)count) {
        column->count = (uint32_t)last + 1;
    } else {
        column->count = count;
        column->values = post_copy(post, values, count * sizeof *values);
    }
    column->words = (column->count + 63) / 64;
    free(values);
}

static uint32_t number_of(const struct table_column *column, value v)
{
    if (!column->values)
        return (uint32_t)(v - column->base);
    uint32_t from = 0, to = column->count;
    while (to - from > 1) {
        uint32_t middle = from + (to - from) / 2;
        if (column->values[middle] <= v)
            from = middle;
        else
            to = middle;
    }
    return from;
}

/* ---- Rows by value ---- */

static void list_dense(
    struct post *post, const struct table_rows *self, const uint32_t *numbers,
    struct table_column *column)
{
    uint64_t *mask = post_alloc(
        post, (size_t)column->count * self->live_words * sizeof *mask);
    for (uint32_t r = 0; r < self->row_count; r++)
        mask[(size_t)numbers[r] * self->live_words + r / 64] |= UINT64_C(1)
                                                                << (r % 64);
    column->mask = mask;
}

/* Counts the words of each number; begin[number + 1] is where they end. */
static void count_words(
    const struct table_rows *self, const uint32_t *numbers, uint32_t count,
    uint32_t *begin)
{
    uint32_t *last = zeroed(count, sizeof *last);
    for (uint32_t r = 0; r < self->row_count; r++) {
        uint32_t word = r / 64 + 1;
        begin[numbers[r] + 1] += last[numbers[r]] != word;
        last[numbers[r]] = word;
    }
    for (uint32_t k = 0; k < count; k++)
        begin[k + 1] += begin[k];
    free(last);
}

static void list_sparse(
    struct post *post, const struct table_rows *self, const uint32_t *numbers,
    const uint32_t *begin, struct table_column *column)
{
    uint32_t count = column->count;
    uint32_t *index = post_alloc(post, (begin[count] + 1) * sizeof *index);
    uint64_t *mask = post_alloc(post, (begin[count] + 1) * sizeof *mask);
    uint32_t *next = zeroed(count, sizeof *next);
    memcpy(next, begin, count * sizeof *next);
    for (uint32_t r = 0; r < self->row_count; r++) {
        uint32_t number = numbers[r], i = next[number];
        if (i == begin[number] || index[i - 1] != r / 64) {
            index[i] = r / 64;
            next[number]++;
        } else {
            i--;
        }
        mask[i] |= UINT64_C(1) << (r % 64);
    }
    free(next);
    column->begin = post_copy(post, begin, (count + 1) * sizeof *begin);
    column->index = index;
    column->mask = mask;
}

/* Dense, where that takes at most about twice the memory: numbers[r] is what
 * row r has in the column. */
static void list_rows(
    struct post *post, const struct table_rows *self, const uint32_t *numbers,
    struct table_column *column)
{
    uint32_t *begin = zeroed(column->count + 1, sizeof *begin);
    count_words(self, numbers, column->count, begin);
    uint64_t dense = (uint64_t)column->count * self->live_words;
    if (dense <= 3 * (uint64_t)begin[column->count])
        list_dense(post, self, numbers, column);
    else
        list_sparse(post, self, numbers, begin, column);
    free(begin);
}

/* ---- Posting ---- */

static void make_columns(
    struct post *post, const struct table *table, struct table_rows *self)
{
    uint32_t rows = table->row_count, count = table->columns;
    struct table_column *columns = post_alloc(post, count * sizeof *columns);
    uint32_t *cells = post_alloc(post, (size_t)rows * count * sizeof *cells);
    uint32_t *numbers = zeroed(rows, sizeof *numbers);
    for (uint32_t c = 0; c < count; c++) {
        struct table_column *column = &columns[c];
        column->x = table->xs[c];
        column->first_word = self->set_words;
        column->first_number = self->numbers;
        number_values(post, table, c, column);
        for (uint32_t r = 0; r < rows; r++) {
            size_t cell = (size_t)r * count + c;
            numbers[r] = number_of(column, table->rows[cell]);
            cells[cell] = numbers[r];
        }
        list_rows(post, self, numbers, column);
        self->set_words += column->words;
        self->numbers += column->count;
    }
    free(numbers);
    self->columns = columns;
    self->cells = cells;
}

struct table_rows *table_rows_post(
    struct post *post, const struct prop_class *class,
    const struct table *table, view condition)
{
    struct table_rows *self = post_prop(post, class, sizeof *self);
    self->condition = condition;
    self->exact = shared_exact(table->xs, table->columns);
    self->column_count = table->columns;
    self->row_count = table->row_count;
    self->live_words = (table->row_count + 63) / 64;
    make_columns(post, table, self);
    post_state(
        post, &self->prop, 8 * (1 + self->live_words + self->set_words), false);
    self->live_at = self->prop.state + 8;
    self->set_at = self->live_at + 8 * self->live_words;
    for (uint32_t c = 0; c < table->columns; c++)
        post_wake(post, &self->prop, table->xs[c], WAKE_DOMAIN);
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
    return self;
}
