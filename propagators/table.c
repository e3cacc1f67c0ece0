/* table.c — the xs are one of the rows of a table
 *
 * The rows lie sorted in the constraint's values, behind an index
 * (table_add.c). `check` looks the assignment up in a bitmap where there is
 * one, else among the rows. Propagation takes what is left of the table by one
 * of four ways:
 *
 *   table_binary.c    two columns, each of up to 64 values
 *   table_small.c     up to 64 rows
 *   table_compact.c   any other
 *   table_negated.c   none of the rows, unless table_binary.c does that too
 */
#include "propagators/table.h"

#include "propagators/propagators.h"
#include "solver/post.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

/* ---- Checking ---- */

/* Is the assignment before row r (< 0), the row, or after it? */
static int assignment_compare(
    const struct constraint *c, const value *values, const value *row)
{
    for (uint32_t i = 0; i < c->var_count; i++) {
        value v = values[c->vars[i].index];
        if (v != row[i])
            return v < row[i] ? -1 : 1;
    }
    return 0;
}

static bool search_rows(const struct constraint *c, const value *values)
{
    const value *rows = table_rows_of(c);
    size_t from = 0, to = (size_t)c->values[TABLE_AT_ROWS];
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = assignment_compare(c, values, rows + middle * c->var_count);
        if (order == 0)
            return true;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return false;
}

static bool search_bitmap(const struct constraint *c, const value *values)
{
    const value *column = c->values + TABLE_AT_COLUMNS;
    uint64_t cell = 0;
    for (uint32_t i = 0; i < c->var_count; i++, column += 2) {
        uint64_t k = (uint64_t)values[c->vars[i].index] - (uint64_t)column[0];
        if (k >= (uint64_t)column[1])
            return false;
        cell = cell * (uint64_t)column[1] + k;
    }
    return (uint64_t)column[cell / 64] >> (cell % 64) & 1;
}

/* No bitmap, or more or less than two columns; kept out of line so that what
 * most tables need saves no registers. */
__attribute__((noinline)) static bool
check_any(const struct constraint *c, const value *values)
{
    return c->values[TABLE_AT_CELLS] ? search_bitmap(c, values)
                                     : search_rows(c, values);
}

static bool table_check(const struct constraint *c, const value *values)
{
    const value *column = c->values + TABLE_AT_COLUMNS;
    if (!c->values[TABLE_AT_CELLS] || c->var_count != 2)
        return check_any(c, values);
    uint64_t a = (uint64_t)values[c->vars[0].index] - (uint64_t)column[0];
    uint64_t b = (uint64_t)values[c->vars[1].index] - (uint64_t)column[2];
    uint64_t cell = a * (uint64_t)column[3] + b;
    return a < (uint64_t)column[1] && b < (uint64_t)column[3] &&
           ((uint64_t)column[4 + cell / 64] >> (cell % 64) & 1);
}

/* ---- Simplifying ---- */

static int value_compare(const void *a, const void *b)
{
    value x = *(const value *)a, y = *(const value *)b;
    return x < y ? -1 : x > y;
}

/* By a bitmap of the values min..min + last. */
static size_t
distinct_near(value *values, size_t count, value min, uint64_t last)
{
    uint64_t *seen = zeroed(last / 64 + 1, sizeof *seen);
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t k = (uint64_t)values[i] - (uint64_t)min;
        seen[k / 64] |= UINT64_C(1) << (k % 64);
    }
    for (uint64_t w = 0; w <= last / 64; w++)
        for (uint64_t rest = seen[w]; rest; rest &= rest - 1)
            values[distinct++] =
                min + (value)(64 * w + (uint64_t)__builtin_ctzll(rest));
    free(seen);
    return distinct;
}

size_t table_distinct(value *values, size_t count)
{
    value min = VALUE_MAX, max = VALUE_MIN;
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++) {
        min = values[i] < min ? values[i] : min;
        max = values[i] > max ? values[i] : max;
    }
    uint64_t last = (uint64_t)max - (uint64_t)min;
    if (count > 0 && last / 64 <= count)
        return distinct_near(values, count, min, last);
    qsort(values, count, sizeof *values, value_compare);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || values[i] != values[distinct - 1])
            values[distinct++] = values[i];
    return distinct;
}

static bool row_in_model(
    const struct model *model, const struct constraint *c, const value *row)
{
    for (uint32_t i = 0; i < c->var_count; i++)
        if (!model_contains(model, c->vars[i], row[i]))
            return false;
    return true;
}

/* Ascending values as runs. */
static uint32_t
ranges_of(const value *values, size_t count, struct range *ret_ranges)
{
    uint32_t ranges = 0;
    for (size_t i = 0; i < count; i++) {
        if (ranges > 0 && values[i] == ret_ranges[ranges - 1].max + 1)
            ret_ranges[ranges - 1].max = values[i];
        else
            ret_ranges[ranges++] = (struct range){values[i], values[i]};
    }
    return ranges;
}

/* x takes one of these values, which move. */
static bool
tighten_column(struct model *model, var x, value *column, size_t count)
{
    struct range *ranges = zeroed(count, sizeof *ranges);
    count = table_distinct(column, count);
    bool possible =
        model_intersect(model, x, ranges, ranges_of(column, count, ranges));
    free(ranges);
    return possible;
}

static enum simplified
table_simplify(struct model *model, const struct constraint *c)
{
    size_t rows = (size_t)c->values[TABLE_AT_ROWS], count = 0;
    const value **kept = zeroed(rows, sizeof *kept);
    value *column = zeroed(rows, sizeof *column);
    for (size_t r = 0; r < rows; r++) {
        const value *row = table_rows_of(c) + r * c->var_count;
        if (row_in_model(model, c, row))
            kept[count++] = row;
    }
    bool possible = count > 0;
    for (uint32_t i = 0; possible && i < c->var_count; i++) {
        for (size_t r = 0; r < count; r++)
            column[r] = kept[r][i];
        possible = tighten_column(model, c->vars[i], column, count);
    }
    free(column);
    free(kept);
    return !possible           ? SIMPLIFY_FAILED
           : c->var_count <= 1 ? SIMPLIFY_DONE
                               : SIMPLIFY_KEEP;
}

/* ---- Posting ---- */

/* How a column of the constraint becomes one of the table that is left. */
struct column_source {
    view x;
    bool flipped;  /* the negation of x */
    bool constant; /* no column of its own */
    uint32_t same; /* the first column with the same x */
};

static value source_cell(const struct column_source *source, value v)
{
    return source->flipped ? 1 - v : v;
}

static void find_sources(
    const struct post *post, const view *xs, uint32_t columns,
    struct column_source *sources)
{
    for (uint32_t i = 0; i < columns; i++) {
        bool flipped = view_kind(xs[i]) == VIEW_NOT;
        view x = flipped ? view_negated(xs[i]) : xs[i];
        sources[i] =
            (struct column_source){x, flipped, post_size(post, x) == 1, i};
        for (uint32_t j = i; j-- > 0;)
            if (view_same(sources[j].x, x))
                sources[i].same = j;
    }
}

static bool row_possible(
    const struct post *post, const struct column_source *sources,
    uint32_t columns, const value *row)
{
    for (uint32_t i = 0; i < columns; i++) {
        const struct column_source *source = &sources[i];
        if (source->flipped && (row[i] < 0 || row[i] > 1))
            return false;
        value v = source_cell(source, row[i]);
        if (!post_contains(post, source->x, v) ||
            v != source_cell(&sources[source->same], row[source->same]))
            return false;
    }
    return true;
}

/* The table over the domains before propagation. Freed by table_clear. */
static struct table table_left(
    const struct post *post, const view *xs, uint32_t columns,
    const value *rows, size_t row_count)
{
    struct column_source *sources = zeroed(columns, sizeof *sources);
    struct table table = {
        .xs = zeroed(columns, sizeof *table.xs),
        .rows = zeroed(row_count * columns, sizeof *table.rows),
    };
    size_t at = 0;
    find_sources(post, xs, columns, sources);
    for (size_t r = 0; r < row_count; r++) {
        const value *row = rows + r * columns;
        if (!row_possible(post, sources, columns, row))
            continue;
        table.row_count++;
        for (uint32_t i = 0; i < columns; i++)
            if (sources[i].same == i && !sources[i].constant)
                table.rows[at++] = source_cell(&sources[i], row[i]);
    }
    for (uint32_t i = 0; i < columns; i++)
        if (sources[i].same == i && !sources[i].constant)
            table.xs[table.columns++] = sources[i].x;
    free(sources);
    return table;
}

static void table_clear(struct table *table)
{
    free(table->xs);
    free(table->rows);
}

struct range table_column_range(
    const struct post *post, const struct table *table, uint32_t column,
    view condition)
{
    view x = table->xs[column];
    struct range range = {post_min(post, x), post_max(post, x)};
    if (!view_same(condition, VIEW_TRUE))
        return range;
    range = (struct range){VALUE_MAX, VALUE_MIN};
    for (uint32_t r = 0; r < table->row_count; r++) {
        value v = table->rows[(size_t)r * table->columns + column];
        range.min = v < range.min ? v : range.min;
        range.max = v > range.max ? v : range.max;
    }
    return range;
}

void table_post_rows(
    struct post *post, const view *xs, uint32_t columns, const value *rows,
    size_t row_count, view condition, bool negated)
{
    struct table table = table_left(post, xs, columns, rows, row_count);
    bool empty = table.row_count == 0;
    if (empty || table.columns == 0) {
        /* nothing to decide: it holds, or its condition is false */
        view refuted = view_negated(condition);
        if (empty != negated)
            post_clause(post, &refuted, 1);
    } else if (table_binary_fits(post, &table, condition, negated)) {
        table_post_binary(post, &table, condition, negated);
    } else if (negated) {
        table_post_negated(post, &table, condition);
    } else if (table_small_fits(post, &table, condition)) {
        table_post_small(post, &table, condition);
    } else {
        table_post_compact(post, &table, condition);
    }
    table_clear(&table);
}

static void post_either(
    struct post *post, const struct constraint *c, view condition, bool negated)
{
    view *xs = zeroed(c->var_count, sizeof *xs);
    for (uint32_t i = 0; i < c->var_count; i++)
        xs[i] = post_view(post, c->vars[i]);
    table_post_rows(
        post, xs, c->var_count, table_rows_of(c),
        (size_t)c->values[TABLE_AT_ROWS], condition, negated);
    free(xs);
}

static void
table_post(struct post *post, const struct constraint *c, view condition)
{
    post_either(post, c, condition, false);
}

static void table_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    post_either(post, c, condition, true);
}

const struct constraint_class constraint_table = {
    .name = "table",
    .check = table_check,
    .simplify = table_simplify,
    .post = table_post,
    .post_negation = table_post_negation,
    .makes_holes = true,
};
