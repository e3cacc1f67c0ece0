/* table_small.c — a table of up to 64 rows whose domains fit a window each
 *
 * A word holds the rows. For each value of a column, another holds the rows
 * that have it. The rows that are live are those that each column allows, and a
 * value stays while a live row has it: two passes over the columns are domain
 * consistent, and nothing is kept between runs.
 *
 * Of a narrow column the rows are tabulated by its set of values, so that a
 * column costs one look.
 */
#include "propagators/condition.h"
#include "propagators/table.h"
#include "propagators/table_explain.h"
#include "propagators/window.h"
#include "solver/post.h"
#include "solver/worker.h"

enum {
    ROWS_MAX = 64,
    TABULATED_WIDTH = 4,
};

struct column {
    view x;
    bool tabulated;
    uint32_t width;
    value base;           /* of the window */
    const uint64_t *rows; /* with a value of the set, or else with the value */
};

struct small {
    struct prop prop;
    view condition;
    uint32_t column_count, row_count;
    uint64_t rows;
    bool exact; /* all domains hold holes, and are different ones */
    struct column columns[];
};

static inline uint64_t rows_of_set(const struct column *column, uint64_t set)
{
    if (column->tabulated)
        return column->rows[set];
    uint64_t rows = 0;
    for (; set; set &= set - 1)
        rows |= column->rows[__builtin_ctzll(set)];
    return rows;
}

/* The values of a set that a live row has. */
static inline uint64_t
values_of_rows(const struct column *column, uint64_t set, uint64_t live)
{
    uint64_t kept = 0;
    for (uint64_t rest = set; rest; rest &= rest - 1) {
        uint64_t bit = rest & -rest;
        uint64_t rows =
            column->rows
                [column->tabulated ? bit : (uint64_t)__builtin_ctzll(rest)];
        kept |= rows & live ? bit : 0;
    }
    return kept;
}

/* Is every assignment of the sets a live row? Where there are at most 64 rows,
 * at most 6 sets have two values or more. */
static bool
complete(const uint64_t *sets, uint32_t count, uint32_t open, uint64_t live)
{
    uint32_t assignments = 1;
    if (open > 6)
        return false;
    for (uint32_t c = 0; c < count; c++)
        if (sets[c] & (sets[c] - 1)) {
            assignments *= (uint32_t)__builtin_popcountll(sets[c]);
            if (assignments > ROWS_MAX)
                return false;
        }
    return assignments == (uint32_t)__builtin_popcountll(live);
}

/* Takes what no live row has; the sets become what is left. */
static enum prop_status filter(
    struct branch *branch, const struct small *self, uint64_t *sets,
    uint64_t live)
{
    bool pruned = false;
    uint32_t open = 0;
    for (uint32_t c = 0; c < self->column_count; c++) {
        const struct column *column = &self->columns[c];
        uint64_t now = sets[c];
        if (!(now & (now - 1)))
            continue;
        uint64_t kept = values_of_rows(column, now, live);
        sets[c] = kept;
        open += (kept & (kept - 1)) != 0;
        if (kept == now)
            continue;
        pruned = true;
        if (!window_tell(branch, column->x, column->base, now, kept))
            return PROP_FAILED;
    }
    if (pruned && !self->exact)
        return PROP_AGAIN;
    return open <= 1 || complete(sets, self->column_count, open, live)
               ? PROP_ENTAILED
               : PROP_STABLE;
}

static enum prop_status
probe(const struct small *self, const uint64_t *sets, uint64_t live)
{
    uint32_t open = 0;
    for (uint32_t c = 0; c < self->column_count; c++)
        open += (sets[c] & (sets[c] - 1)) != 0;
    return complete(sets, self->column_count, open, live) ? PROP_ENTAILED
                                                          : PROP_STABLE;
}

static enum prop_status
small_propagate(struct branch *branch, const struct prop *prop)
{
    const struct small *self = (const struct small *)prop;
    enum condition condition = condition_read(branch, self->condition);
    uint64_t live = self->rows;
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    uint64_t *sets =
        worker_scratch(branch->worker, self->column_count * sizeof *sets);
    for (uint32_t c = 0; c < self->column_count; c++) {
        const struct column *column = &self->columns[c];
        sets[c] = window_read(branch, column->x, column->base);
        live &= rows_of_set(column, sets[c]);
    }
    if (!live)
        return condition_refuted(branch, self->condition);
    return condition == CONDITION_OPEN ? probe(self, sets, live)
                                       : filter(branch, self, sets, live);
}

/* ---- Explaining ---- */

static uint64_t rows_of_number(const struct column *column, uint32_t number)
{
    return column->rows[column->tabulated ? 1u << number : number];
}

static void begin_cover(
    struct table_cover *ret_cover, const struct explain_view *before,
    const struct small *self)
{
    struct table_cover_size size = {
        .columns = self->column_count,
        .rows = self->row_count,
        .words = self->column_count};
    for (uint32_t c = 0; c < self->column_count; c++)
        size.numbers += self->columns[c].width;
    table_cover_begin(ret_cover, before, size);
    for (uint32_t c = 0; c < self->column_count; c++)
        table_cover_add_column(
            ret_cover, self->columns[c].x, self->columns[c].width,
            self->columns[c].base, NULL);
}

/* Lists all rows, each at the place that it has in the table. */
static void list_rows(struct table_cover *cover, const struct small *self)
{
    for (uint32_t r = 0; r < self->row_count; r++)
        table_cover_place(cover);
    for (uint32_t c = 0; c < self->column_count; c++)
        for (uint32_t k = 0; k < self->columns[c].width; k++)
            *table_cover_rows(cover, c, k) |=
                rows_of_number(&self->columns[c], k);
}

static bool small_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct small *self = (const struct small *)prop;
    struct table_cover cover;
    begin_cover(&cover, before, self);
    if (!table_cover_read(&cover, *wanted, self->condition, ret))
        return false;
    list_rows(&cover, self);
    return table_cover_explain(&cover, ret);
}

static const struct prop_class small_class = {
    .name = "table_small",
    .cost = PROP_LINEAR,
    .propagate = small_propagate,
    .explain = small_explain,
};

/* ---- Posting ---- */

bool table_small_fits(
    const struct post *post, const struct table *table, view condition)
{
    if (table->row_count > ROWS_MAX)
        return false;
    for (uint32_t c = 0; c < table->columns; c++)
        if (!table_column_fits(table_column_range(post, table, c, condition)))
            return false;
    return true;
}

static void fill_column(
    struct post *post, const struct table *table, uint32_t c,
    struct range range, struct column *column)
{
    uint32_t width = (uint32_t)(range.max - range.min) + 1;
    uint64_t by_value[64] = {0};
    for (uint32_t r = 0; r < table->row_count; r++) {
        value v = table->rows[(size_t)r * table->columns + c];
        by_value[v - range.min] |= UINT64_C(1) << r;
    }
    column->x = table->xs[c];
    column->base = range.min;
    column->width = width;
    column->tabulated = width <= TABULATED_WIDTH;
    if (!column->tabulated) {
        column->rows = post_copy(post, by_value, width * sizeof *by_value);
        return;
    }
    uint64_t *by_set = post_alloc(post, sizeof *by_set << width);
    for (uint32_t set = 1; set < 1u << width; set++)
        by_set[set] = by_set[set & (set - 1)] | by_value[__builtin_ctz(set)];
    column->rows = by_set;
}

void table_post_small(
    struct post *post, const struct table *table, view condition)
{
    struct small *self = post_prop(
        post, &small_class,
        sizeof *self + table->columns * sizeof *self->columns);
    self->condition = condition;
    self->column_count = table->columns;
    self->row_count = table->row_count;
    self->rows = UINT64_MAX >> (ROWS_MAX - table->row_count);
    self->exact = true;
    for (uint32_t c = 0; c < table->columns; c++) {
        struct range range = table_column_range(post, table, c, condition);
        fill_column(post, table, c, range, &self->columns[c]);
        post_tell_min(post, table->xs[c], range.min);
        post_tell_max(post, table->xs[c], range.max);
        post_wake(post, &self->prop, table->xs[c], WAKE_DOMAIN);
        self->exact &= window_exact(table->xs[c]);
    }
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
}
