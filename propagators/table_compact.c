/* table_compact.c — the xs are one of the rows of a table of any size
 *
 * Domain consistent: a value stays while a live row has it. Where the rows were
 * walked, their values are known; else each value's last witness is tried first
 * (a hint: the word of live rows in which it was found), then its other words
 * (Demeulenaere et al., Compact-Table, 2016).
 */
#include "propagators/table_rows.h"

#include "propagators/table_explain.h"
#include "propagators/window.h"
#include "solver/network.h"
#include "solver/post.h"
#include "solver/worker.h"

/* Does a live row have the value? The hint is a word, or a place in the list of
 * words, where one had. */
static bool witnessed_dense(
    const struct table_run *run, const uint64_t *rows, uint32_t *hint)
{
    if (*hint >= run->from && *hint < run->to && run->live[*hint] & rows[*hint])
        return true;
    for (uint32_t i = 0; i < run->index_count; i++) {
        uint32_t k = run->index[i];
        if (run->live[k] & rows[k]) {
            *hint = k;
            return true;
        }
    }
    return false;
}

static inline bool live_at(
    const struct table_run *run, const struct table_column *column, uint32_t i)
{
    uint32_t k = column->index[i];
    return k >= run->from && k < run->to && run->live[k] & column->mask[i];
}

static bool witnessed_sparse(
    const struct table_run *run, const struct table_column *column,
    uint32_t number, uint32_t *hint)
{
    uint32_t begin = column->begin[number], end = column->begin[number + 1];
    if (begin + *hint < end && live_at(run, column, begin + *hint))
        return true;
    for (uint32_t i = begin; i < end; i++) {
        if (live_at(run, column, i)) {
            *hint = i - begin;
            return true;
        }
    }
    return false;
}

static bool witnessed(
    const struct table_run *run, const struct table_column *column,
    uint32_t number)
{
    const struct table_rows *self = run->self;
    uint32_t *hint =
        &run->branch->worker
             ->hints[self->prop.hint + column->first_number + number];
    if (column->index)
        return witnessed_sparse(run, column, number, hint);
    return witnessed_dense(
        run, column->mask + (size_t)number * self->live_words, hint);
}

static uint64_t still_witnessed(
    const struct table_run *run, const struct table_column *column, uint32_t k)
{
    uint32_t at = column->first_word + k;
    uint64_t kept = run->now[at];
    if (run->walked)
        return kept & run->seen[at];
    for (uint64_t rest = kept; rest; rest &= rest - 1)
        if (!witnessed(run, column, 64 * k + (uint32_t)__builtin_ctzll(rest)))
            kept &= ~(rest & -rest);
    return kept;
}

/* Can x lose a value between its bounds? */
static bool can_have_holes(const struct branch *branch, view x)
{
    if (view_kind(x) == VIEW_DERIVED)
        x = branch->network->derived[view_place(x)].base;
    return window_exact(x);
}

/* Tells a column of several words, or whose numbers are not a window. */
static bool tell_values(
    struct branch *branch, const struct table_run *run,
    const struct table_column *column)
{
    const uint64_t *now = run->now + column->first_word;
    uint32_t first = 0, last = column->words - 1;
    while (!now[first])
        first++;
    while (!now[last])
        last--;
    first = 64 * first + (uint32_t)__builtin_ctzll(now[first]);
    last = 64 * last + 63 - (uint32_t)__builtin_clzll(now[last]);
    if (!tell_min(branch, column->x, table_column_value(column, first)) ||
        !tell_max(branch, column->x, table_column_value(column, last)))
        return false;
    value v = table_column_value(column, first);
    bool holes = can_have_holes(branch, column->x);
    for (uint32_t number = first; holes && number < last;) {
        number++;
        while (!(now[number / 64] >> (number % 64) & 1))
            number++;
        value kept = table_column_value(column, number);
        while (v < domain_max(branch, column->x) &&
               (v = domain_next(branch, column->x, v)) < kept)
            if (!tell_remove(branch, column->x, v))
                return false;
        v = kept;
    }
    return true;
}

/* Takes the values without a live row from a column. With `all`, its domain may
 * have others than those of the last run, too. */
static bool
filter_column(struct table_run *run, uint32_t c, bool all, bool *ret_pruned)
{
    const struct table_column *column = &run->self->columns[c];
    uint64_t *now = run->now + column->first_word, first = now[0];
    bool pruned = all;
    for (uint32_t k = 0; k < column->words; k++) {
        uint64_t kept = still_witnessed(run, column, k);
        pruned |= kept != now[k];
        now[k] = kept;
    }
    *ret_pruned |= pruned;
    if (!pruned)
        return true;
    if (column->words > 1 || column->values)
        return tell_values(run->branch, run, column);
    return all ? tell_bits(run->branch, column->x, column->base, now[0])
               : window_tell(
                     run->branch, column->x, column->base, first, now[0]);
}

static bool filter(struct table_run *run, bool all, bool *ret_pruned)
{
    /* the rows that went had none of its other values */
    bool one_changed = !all && run->changed_count == 1;
    *ret_pruned = false;
    for (uint32_t c = 0; c < run->self->column_count; c++)
        if (!(one_changed && run->changed[0] == c) &&
            !filter_column(run, c, all, ret_pruned))
            return false;
    return true;
}

/* Is every assignment a live row? */
static bool complete(const struct table_run *run)
{
    const struct table_rows *self = run->self;
    uint64_t assignments = 1, most = 64 * (uint64_t)run->index_count;
    for (uint32_t c = 0; c < self->column_count; c++) {
        uint64_t size = domain_size(run->branch, self->columns[c].x);
        if (__builtin_mul_overflow(assignments, size, &assignments) ||
            assignments > most)
            return false;
    }
    return table_rows_count(run, assignments) == assignments;
}

static enum prop_status compact_open(struct table_run *run)
{
    if (run->index_count == 0)
        return condition_refuted(run->branch, run->self->condition);
    table_rows_end(run);
    return complete(run) ? PROP_ENTAILED : PROP_STABLE;
}

static enum prop_status
compact_propagate(struct branch *branch, const struct prop *prop)
{
    const struct table_rows *self = (const struct table_rows *)prop;
    enum condition condition = condition_read(branch, self->condition);
    struct table_run run;
    bool pruned;
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    if (!table_rows_begin(&run, branch, self))
        run.index_count = 0;
    else
        table_rows_update(&run);
    if (condition == CONDITION_OPEN)
        return compact_open(&run);
    /* else all columns were told what they were left with */
    bool all =
        run.first || !self->exact || !view_same(self->condition, VIEW_TRUE);
    if (run.index_count == 0 || !filter(&run, all, &pruned))
        return PROP_FAILED;
    table_rows_end(&run);
    if (pruned && !self->exact)
        return PROP_AGAIN;
    return complete(&run) ? PROP_ENTAILED : PROP_STABLE;
}

/* ---- Explaining ---- */

static void add_rows(
    struct table_cover *cover, const struct table_rows *self, uint32_t word,
    uint64_t rows)
{
    for (; rows; rows &= rows - 1) {
        uint32_t row = 64 * word + (uint32_t)__builtin_ctzll(rows);
        const uint32_t *cells = self->cells + (size_t)row * self->column_count;
        uint32_t place = table_cover_place(cover);
        for (uint32_t c = 0; c < self->column_count; c++)
            table_cover_has(cover, place, c, cells[c]);
    }
}

static void list_rows(
    struct table_cover *cover, const struct table_rows *self,
    const struct table_column *column, uint32_t number)
{
    if (column->index) {
        uint32_t end = column->begin[number + 1];
        for (uint32_t i = column->begin[number]; i < end; i++)
            add_rows(cover, self, column->index[i], column->mask[i]);
        return;
    }
    const uint64_t *rows = column->mask + (size_t)number * self->live_words;
    for (uint32_t k = 0; k < self->live_words; k++)
        add_rows(cover, self, k, rows[k]);
}

static bool compact_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct table_rows *self = (const struct table_rows *)prop;
    struct table_cover cover;
    table_cover_begin(
        &cover, before,
        (struct table_cover_size){
            .columns = self->column_count,
            .rows = self->row_count,
            .numbers = self->numbers,
            .words = self->set_words});
    for (uint32_t c = 0; c < self->column_count; c++) {
        const struct table_column *column = &self->columns[c];
        table_cover_add_column(
            &cover, column->x, column->count, column->base, column->values);
    }
    if (!table_cover_read(&cover, *wanted, self->condition, ret))
        return false;
    uint32_t first = table_cover_first(&cover);
    for (uint32_t k = 0; k < self->columns[first].count; k++)
        if (table_cover_asks(&cover, first, k))
            list_rows(&cover, self, &self->columns[first], k);
    return table_cover_explain(&cover, ret);
}

static const struct prop_class compact_class = {
    .name = "table",
    .cost = PROP_QUADRATIC,
    .propagate = compact_propagate,
    .explain = compact_explain,
};

void table_post_compact(
    struct post *post, const struct table *table, view condition)
{
    struct table_rows *self =
        table_rows_post(post, &compact_class, table, condition);
    post_hint(post, &self->prop, self->numbers);
}
