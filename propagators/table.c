/* table.c — the xs are one of the rows of a table
 *
 * The rows lie sorted in the constraint's values, behind an index for `check`:
 *
 *   values   0      number of rows
 *            1      number of cells of the bitmap, or 0: none
 *            2      least value and width of the first column, of the second, …
 *            2+2n   bitmap: one bit for each assignment in the columns' ranges,
 *                   the first column most significant
 *            …      the rows, ascending, distinct
 *
 * There is a bitmap where it is not larger than the rows; else `check` searches
 * the rows. For propagation see
 * table_binary.c, table_small.c, table_compact.c, table_negated.c.
 */
#include "propagators/table.h"

#include "coro/fatal.h"
#include "propagators/propagators.h"
#include "solver/post.h"

#include <stdlib.h>
#include <string.h>

enum {
    AT_ROWS,
    AT_CELLS,
    AT_COLUMNS, /* pairs */
};

/* ---- Adding ---- */

static void *table_alloc(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory)
        coro_fatal("out of memory");
    return memory;
}

static int row_compare(const value *a, const value *b, uint32_t columns)
{
    for (uint32_t i = 0; i < columns; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

/* Merges two ascending runs of rows, dropping what occurs in both. */
static size_t merge(
    const value *a, size_t a_count, const value *b, size_t b_count,
    uint32_t columns, value *ret_merged)
{
    size_t row = columns * sizeof *a, count = 0;
    while (a_count > 0 || b_count > 0) {
        int order = a_count == 0   ? 1
                    : b_count == 0 ? -1
                                   : row_compare(a, b, columns);
        memcpy(ret_merged + count++ * columns, order <= 0 ? a : b, row);
        if (order <= 0) {
            a += columns;
            a_count--;
        }
        if (order >= 0) {
            b += columns;
            b_count--;
        }
    }
    return count;
}

/* Length of the ascending run at the head of the rows; at least 1. */
static size_t run_length(const value *rows, size_t count, uint32_t columns)
{
    size_t length = 1;
    while (length < count && row_compare(
                                 rows + (length - 1) * columns,
                                 rows + length * columns, columns) < 0)
        length++;
    return length;
}

/* Natural merge sort. Rows may move to the other array; returns where they are,
 * and in *ret_count how many were distinct. */
static value *sort_rows(
    value *rows, value *other, size_t count, uint32_t columns,
    size_t *ret_count)
{
    while (count > 0 && run_length(rows, count, columns) < count) {
        size_t from = 0, to = 0;
        while (from < count) {
            const value *a = rows + from * columns;
            size_t a_count = run_length(a, count - from, columns);
            const value *b = a + a_count * columns;
            size_t rest = count - from - a_count;
            size_t b_count = rest ? run_length(b, rest, columns) : 0;
            to += merge(a, a_count, b, b_count, columns, other + to * columns);
            from += a_count + b_count;
        }
        value *swap = rows;
        rows = other;
        other = swap;
        count = to;
    }
    *ret_count = count;
    return rows;
}

static void
index_ranges(value *head, const value *rows, size_t count, uint32_t columns)
{
    for (uint32_t i = 0; i < columns; i++) {
        value min = 0, max = -1;
        for (size_t r = 0; r < count; r++) {
            value v = rows[r * columns + i];
            min = r == 0 || v < min ? v : min;
            max = r == 0 || v > max ? v : max;
        }
        head[AT_COLUMNS + 2 * i] = min;
        head[AT_COLUMNS + 2 * i + 1] =
            (value)((uint64_t)max - (uint64_t)min + 1);
    }
}

/* Number of the assignment's cell in the bitmap; false where it has none. */
static inline bool cell_of(
    const value *head, const value *row, uint32_t columns, uint64_t *ret_cell)
{
    uint64_t cell = 0;
    for (uint32_t i = 0; i < columns; i++) {
        uint64_t k = (uint64_t)row[i] - (uint64_t)head[AT_COLUMNS + 2 * i];
        uint64_t width = (uint64_t)head[AT_COLUMNS + 2 * i + 1];
        if (k >= width)
            return false;
        cell = cell * width + k;
    }
    *ret_cell = cell;
    return true;
}

/* Cells of the bitmap, or 0 if it would be larger than the rows. */
static uint64_t cells_wanted(const value *head, size_t rows, uint32_t columns)
{
    uint64_t most = 64 * (1 + (uint64_t)rows * columns), cells = 1;
    for (uint32_t i = 0; i < columns; i++) {
        uint64_t width = (uint64_t)head[AT_COLUMNS + 2 * i + 1];
        if (width == 0 || __builtin_mul_overflow(cells, width, &cells) ||
            cells > most)
            return 0;
    }
    return cells;
}

static size_t bitmap_words(const value *head)
{
    return ((size_t)head[AT_CELLS] + 63) / 64;
}

static void
fill_bitmap(value *head, const value *rows, size_t count, uint32_t columns)
{
    value *bitmap = head + AT_COLUMNS + 2 * columns;
    uint64_t cell;
    for (size_t r = 0; head[AT_CELLS] && r < count; r++)
        if (cell_of(head, rows + r * columns, columns, &cell))
            bitmap[cell / 64] |= (value)(UINT64_C(1) << (cell % 64));
}

struct constraint *table_add(
    struct model *model, uint32_t var_count, const var *vars,
    uint32_t row_count, const value *rows)
{
    size_t cells = (size_t)row_count * var_count, count;
    value *own = table_alloc(2 * cells, sizeof *own);
    memcpy(own, rows, cells * sizeof *rows);
    const value *sorted =
        sort_rows(own, own + cells, row_count, var_count, &count);
    size_t fixed = AT_COLUMNS + 2 * (size_t)var_count;
    value *values = table_alloc(fixed + 2 * cells + 1, sizeof *values);
    values[AT_ROWS] = (value)count;
    index_ranges(values, sorted, count, var_count);
    values[AT_CELLS] = (value)cells_wanted(values, count, var_count);
    fill_bitmap(values, sorted, count, var_count);
    size_t at = fixed + bitmap_words(values);
    memcpy(values + at, sorted, count * var_count * sizeof *sorted);
    if (at + count * var_count > UINT32_MAX)
        coro_fatal("a table has more than 2^32 cells");
    struct constraint *constraint = model_add(
        model, &constraint_table, var_count, vars,
        (uint32_t)(at + count * var_count), values);
    free(values);
    free(own);
    return constraint;
}

/* ---- Checking ---- */

static const value *rows_of(const struct constraint *c)
{
    return c->values + AT_COLUMNS + 2 * (size_t)c->var_count +
           bitmap_words(c->values);
}

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
    const value *rows = rows_of(c);
    size_t from = 0, to = (size_t)c->values[AT_ROWS];
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
    const value *column = c->values + AT_COLUMNS;
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
    return c->values[AT_CELLS] ? search_bitmap(c, values)
                               : search_rows(c, values);
}

static bool table_check(const struct constraint *c, const value *values)
{
    const value *column = c->values + AT_COLUMNS;
    if (!c->values[AT_CELLS] || c->var_count != 2)
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

static bool row_in_model(
    const struct model *model, const struct constraint *c, const value *row)
{
    for (uint32_t i = 0; i < c->var_count; i++)
        if (!model_contains(model, c->vars[i], row[i]))
            return false;
    return true;
}

/* Ascending values, repeated or not, as runs. */
static uint32_t
ranges_of(const value *values, size_t count, struct range *ret_ranges)
{
    uint32_t ranges = 0;
    for (size_t i = 0; i < count; i++) {
        struct range *last = ret_ranges + ranges - 1;
        if (ranges > 0 && values[i] <= last->max)
            continue;
        if (ranges > 0 && values[i] == last->max + 1)
            last->max = values[i];
        else
            ret_ranges[ranges++] = (struct range){values[i], values[i]};
    }
    return ranges;
}

/* x takes one of these values, which get sorted. */
static bool
tighten_column(struct model *model, var x, value *column, size_t count)
{
    struct range *ranges = table_alloc(count, sizeof *ranges);
    qsort(column, count, sizeof *column, value_compare);
    bool possible =
        model_intersect(model, x, ranges, ranges_of(column, count, ranges));
    free(ranges);
    return possible;
}

static enum simplified
table_simplify(struct model *model, const struct constraint *c)
{
    size_t rows = (size_t)c->values[AT_ROWS], count = 0;
    const value **kept = table_alloc(rows, sizeof *kept);
    value *column = table_alloc(rows, sizeof *column);
    for (size_t r = 0; r < rows; r++) {
        const value *row = rows_of(c) + r * c->var_count;
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
    struct column_source *sources = table_alloc(columns, sizeof *sources);
    struct table table = {
        .xs = table_alloc(columns, sizeof *table.xs),
        .rows = table_alloc(row_count * columns, sizeof *table.rows),
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
    view *xs = table_alloc(c->var_count, sizeof *xs);
    for (uint32_t i = 0; i < c->var_count; i++)
        xs[i] = post_view(post, c->vars[i]);
    table_post_rows(
        post, xs, c->var_count, rows_of(c), (size_t)c->values[AT_ROWS],
        condition, negated);
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
