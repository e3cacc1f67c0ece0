/* table_rows.c — keeping the live rows of a table
 *
 * Two ways to bring them up to date. By words: the rows of a column's values
 * that went are struck out or, where fewer values are left than went, the rows
 * of those that are left are kept (Demeulenaere et al., Compact-Table, 2016).
 * By rows, where few are live: each is looked at (simple tabular reduction:
 * Ullmann, 2007; Lecoutre, STR2, 2011), which shows at once which values they
 * hold.
 */
#include "propagators/table_rows.h"

#include "coro/fatal.h"
#include "propagators/window.h"
#include "propagators/words.h"
#include "solver/post.h"
#include "solver/worker.h"

#include <stdlib.h>
#include <string.h>

/* ---- Running ---- */

static uint64_t low_bits(uint32_t count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

void table_rows_init(struct branch *branch, const struct prop *prop)
{
    const struct table_rows *self = (const struct table_rows *)prop;
    for (uint32_t k = 0; k < self->live_words; k++) {
        uint64_t *word = branch_write(branch, self->live_at + 8 * k);
        *word = low_bits(self->row_count - 64 * k);
        uint64_t *summary = branch_write(branch, prop->state + 8 + k / 64 * 8);
        *summary |= UINT64_C(1) << (k % 64);
    }
    for (uint32_t c = 0; c < self->column_count; c++) {
        const struct table_column *column = &self->columns[c];
        for (uint32_t k = 0; k < column->words; k++) {
            uint32_t at = self->set_at + 8 * (column->first_word + k);
            *(uint64_t *)branch_write(branch, at) =
                low_bits(column->count - 64 * k);
        }
    }
}

/* The values of a column's domain whose bits are set in `last`. */
static uint64_t read_set(
    const struct branch *branch, const struct table_column *column, uint32_t k,
    uint64_t last)
{
    if (!column->values)
        return last &
               window_read(branch, column->x, column->base + (value)k * 64);
    uint64_t set = 0;
    for (uint64_t rest = last; rest; rest &= rest - 1) {
        uint32_t number = 64 * k + (uint32_t)__builtin_ctzll(rest);
        if (domain_contains(branch, column->x, column->values[number]))
            set |= rest & -rest;
    }
    return set;
}

static void
lay_out_scratch(struct table_run *run, const struct table_rows *self)
{
    size_t sets = self->set_words, words = 2 * sets + self->live_words;
    uint64_t *scratch = worker_scratch(
        run->branch->worker,
        8 * words + 4 * ((size_t)self->column_count + self->numbers));
    run->now = scratch;
    run->seen = scratch + sets;
    run->mask = scratch + 2 * sets;
    run->changed = (uint32_t *)(scratch + words);
    run->counts = run->changed + self->column_count;
}

bool table_rows_begin(
    struct table_run *ret_run, struct branch *branch,
    const struct table_rows *self)
{
    struct table_run *run = ret_run;
    *run = (struct table_run){.branch = branch, .self = self};
    lay_out_scratch(run, self);
    run->live = *(const uint64_t *)branch_read(branch, self->prop.state);
    run->first = run->live == 0;
    for (uint32_t c = 0; c < self->column_count; c++) {
        const struct table_column *column = &self->columns[c];
        uint32_t at = column->first_word, possible = 0;
        bool changed = false;
        for (uint32_t k = 0; k < column->words; k++, at++) {
            const uint64_t *last = branch_read(branch, self->set_at + 8 * at);
            run->now[at] = read_set(branch, column, k, *last);
            changed |= run->now[at] != *last;
            possible += (uint32_t)__builtin_popcountll(run->now[at]);
        }
        if (possible == 0)
            return false;
        run->possible += possible;
        if (changed)
            run->changed[run->changed_count++] = c;
    }
    if (run->first)
        run->live = self->row_count;
    return true;
}

/* Word k of the live rows becomes `word`. */
static inline void
set_word(struct table_run *run, uint32_t k, uint64_t old, uint64_t word)
{
    if (word == old)
        return;
    const struct table_rows *self = run->self;
    run->live -= (uint64_t)__builtin_popcountll(old ^ word);
    *(uint64_t *)branch_write(run->branch, self->live_at + 8 * k) = word;
    if (!word) {
        uint64_t *summary =
            branch_write(run->branch, self->prop.state + 8 + k / 64 * 8);
        *summary &= ~(UINT64_C(1) << (k % 64));
    }
}

/* Strikes out the rows of the values that went. */
static void strike_out(struct table_run *run, const struct table_column *column)
{
    for (uint32_t w = 0; w < column->words; w++) {
        uint32_t at = column->first_word + w;
        const uint64_t *last =
            branch_read(run->branch, run->self->set_at + 8 * at);
        uint64_t gone = *last & ~run->now[at];
        for (; gone; gone &= gone - 1) {
            uint32_t number = 64 * w + (uint32_t)__builtin_ctzll(gone);
            for (uint32_t i = column->begin[number];
                 i < column->begin[number + 1]; i++) {
                uint64_t old = *table_rows_word(run, column->index[i]);
                set_word(run, column->index[i], old, old & ~column->mask[i]);
            }
        }
    }
}

/* Keeps only the rows of the values that are left. */
static void keep_only(struct table_run *run, const struct table_column *column)
{
    memset(run->mask, 0, 8 * (size_t)run->self->live_words);
    for (uint32_t w = 0; w < column->words; w++) {
        uint64_t rest = run->now[column->first_word + w];
        for (; rest; rest &= rest - 1) {
            uint32_t number = 64 * w + (uint32_t)__builtin_ctzll(rest);
            for (uint32_t i = column->begin[number];
                 i < column->begin[number + 1]; i++)
                run->mask[column->index[i]] |= column->mask[i];
        }
    }
    for (uint32_t s = 0; s < run->self->summary_words; s++) {
        for (uint64_t rest = *table_rows_summary(run, s); rest;
             rest &= rest - 1) {
            uint32_t k = 64 * s + (uint32_t)__builtin_ctzll(rest);
            uint64_t old = *table_rows_word(run, k);
            set_word(run, k, old, old & run->mask[k]);
        }
    }
}

static bool
fewer_left(const struct table_run *run, const struct table_column *column)
{
    uint32_t left = 0, gone = 0;
    for (uint32_t w = 0; w < column->words; w++) {
        uint32_t at = column->first_word + w;
        const uint64_t *last =
            branch_read(run->branch, run->self->set_at + 8 * at);
        left += (uint32_t)__builtin_popcountll(run->now[at]);
        gone += (uint32_t)__builtin_popcountll(*last & ~run->now[at]);
    }
    return left < gone;
}

/* Is row r live still? If so, its values are seen. */
static inline bool walk_row(struct table_run *run, uint32_t r)
{
    const struct table_rows *self = run->self;
    const uint32_t *cells = self->cells + (size_t)r * self->column_count;
    for (uint32_t i = 0; i < run->changed_count; i++) {
        uint32_t c = run->changed[i], number = cells[c];
        if (!(run->now[self->columns[c].first_word + number / 64] >>
                  (number % 64) &
              1))
            return false;
    }
    for (uint32_t c = 0; c < self->column_count; c++)
        run->seen[self->columns[c].first_word + cells[c] / 64] |=
            UINT64_C(1) << (cells[c] % 64);
    return true;
}

static void walk_rows(struct table_run *run)
{
    memset(run->seen, 0, 8 * (size_t)run->self->set_words);
    run->walked = true;
    for (uint32_t s = 0; s < run->self->summary_words; s++) {
        for (uint64_t rest = *table_rows_summary(run, s); rest;
             rest &= rest - 1) {
            uint32_t k = 64 * s + (uint32_t)__builtin_ctzll(rest);
            uint64_t old = *table_rows_word(run, k), word = old;
            for (uint64_t rows = old; rows; rows &= rows - 1)
                if (!walk_row(run, 64 * k + (uint32_t)__builtin_ctzll(rows)))
                    word &= ~(rows & -rows);
            set_word(run, k, old, word);
        }
    }
}

void table_rows_update(struct table_run *run)
{
    const struct table_rows *self = run->self;
    if (run->live * self->column_count <= 4 * (uint64_t)run->possible) {
        walk_rows(run);
        return;
    }
    for (uint32_t i = 0; i < run->changed_count && run->live > 0; i++) {
        const struct table_column *column = &self->columns[run->changed[i]];
        if (fewer_left(run, column))
            keep_only(run, column);
        else
            strike_out(run, column);
    }
}

void table_rows_end(struct table_run *run)
{
    const struct table_rows *self = run->self;
    words_write(run->branch, self->prop.state, &run->live, 1);
    words_write(run->branch, self->set_at, run->now, self->set_words);
}

/* ---- Posting ---- */

static void *rows_alloc(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory)
        coro_fatal("out of memory");
    return memory;
}

static int value_compare(const void *a, const void *b)
{
    value x = *(const value *)a, y = *(const value *)b;
    return x < y ? -1 : x > y;
}

/* Numbers the values of column c: all of their range, where most occur. */
static void number_values(
    struct post *post, const struct table *table, uint32_t c,
    struct table_column *column)
{
    value *values = rows_alloc(table->row_count, sizeof *values);
    uint32_t count = 1;
    for (uint32_t r = 0; r < table->row_count; r++)
        values[r] = table->rows[(size_t)r * table->columns + c];
    qsort(values, table->row_count, sizeof *values, value_compare);
    for (uint32_t r = 1; r < table->row_count; r++)
        if (values[r] != values[count - 1])
            values[count++] = values[r];
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

/* For each of column c's values, the words of rows that have it. */
static void list_rows(
    struct post *post, const struct table_rows *self, const uint32_t *cells,
    uint32_t c, struct table_column *column)
{
    uint32_t *begin = post_alloc(post, (column->count + 1) * sizeof *begin);
    uint32_t *next = rows_alloc(column->count, sizeof *next);
    uint32_t *last = rows_alloc(column->count, sizeof *last);
    for (uint32_t pass = 0; pass < 2; pass++) {
        uint32_t *index = NULL;
        uint64_t *mask = NULL;
        memset(last, 0, column->count * sizeof *last);
        for (uint32_t r = 0; r < self->row_count; r++) {
            uint32_t number = cells[(size_t)r * self->column_count + c];
            bool another = last[number] != r / 64 + 1;
            last[number] = r / 64 + 1;
            if (pass == 0) {
                begin[number + 1] += another;
                continue;
            }
            if (!mask) {
                index = post_alloc(post, begin[column->count] * sizeof *index);
                mask = post_alloc(post, begin[column->count] * sizeof *mask);
            }
            uint32_t i = begin[number] + next[number] - !another;
            next[number] += another;
            index[i] = r / 64;
            mask[i] |= UINT64_C(1) << (r % 64);
        }
        for (uint32_t k = 0; pass == 0 && k < column->count; k++)
            begin[k + 1] += begin[k];
        column->index = index;
        column->mask = mask;
    }
    column->begin = begin;
    free(next);
    free(last);
}

static void make_columns(
    struct post *post, const struct table *table, struct table_rows *self)
{
    struct table_column *columns =
        post_alloc(post, table->columns * sizeof *columns);
    uint32_t *cells = post_alloc(
        post, (size_t)table->row_count * table->columns * sizeof *cells);
    for (uint32_t c = 0; c < table->columns; c++) {
        struct table_column *column = &columns[c];
        column->x = table->xs[c];
        column->first_word = self->set_words;
        column->first_number = self->numbers;
        number_values(post, table, c, column);
        for (uint32_t r = 0; r < table->row_count; r++) {
            size_t cell = (size_t)r * table->columns + c;
            cells[cell] = number_of(column, table->rows[cell]);
        }
        list_rows(post, self, cells, c, column);
        self->set_words += column->words;
        self->numbers += column->count;
    }
    self->columns = columns;
    self->cells = cells;
}

struct table_rows *table_rows_post(
    struct post *post, const struct prop_class *class,
    const struct table *table, view condition)
{
    struct table_rows *self = post_prop(post, class, sizeof *self);
    self->condition = condition;
    self->exact = true;
    self->column_count = table->columns;
    self->row_count = table->row_count;
    self->live_words = (table->row_count + 63) / 64;
    self->summary_words = (self->live_words + 63) / 64;
    make_columns(post, table, self);
    uint32_t words =
        1 + self->summary_words + self->live_words + self->set_words;
    post_state(post, &self->prop, 8 * words, false);
    self->live_at = self->prop.state + 8 + 8 * self->summary_words;
    self->set_at = self->live_at + 8 * self->live_words;
    for (uint32_t c = 0; c < table->columns; c++) {
        self->exact &= window_exact(table->xs[c]);
        post_wake(post, &self->prop, table->xs[c], WAKE_DOMAIN);
    }
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
    return self;
}
