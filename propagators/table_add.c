/* table_add.c — preparing the rows of a constraint_table
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
 * There is a bitmap where it is not larger than the rows.
 */
#include "propagators/table.h"

#include "coro/fatal.h"
#include "propagators/propagators.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

/* ---- Sorting ---- */

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

/* ---- The index ---- */

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
        head[TABLE_AT_COLUMNS + 2 * i] = min;
        head[TABLE_AT_COLUMNS + 2 * i + 1] =
            (value)((uint64_t)max - (uint64_t)min + 1);
    }
}

/* Number of the assignment's cell in the bitmap; false where it has none. */
static inline bool cell_of(
    const value *head, const value *row, uint32_t columns, uint64_t *ret_cell)
{
    uint64_t cell = 0;
    for (uint32_t i = 0; i < columns; i++) {
        uint64_t k =
            (uint64_t)row[i] - (uint64_t)head[TABLE_AT_COLUMNS + 2 * i];
        uint64_t width = (uint64_t)head[TABLE_AT_COLUMNS + 2 * i + 1];
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
        uint64_t width = (uint64_t)head[TABLE_AT_COLUMNS + 2 * i + 1];
        if (width == 0 || __builtin_mul_overflow(cells, width, &cells) ||
            cells > most)
            return 0;
    }
    return cells;
}

static void
fill_bitmap(value *head, const value *rows, size_t count, uint32_t columns)
{
    value *bitmap = head + TABLE_AT_COLUMNS + 2 * columns;
    uint64_t cell;
    for (size_t r = 0; head[TABLE_AT_CELLS] && r < count; r++)
        if (cell_of(head, rows + r * columns, columns, &cell))
            bitmap[cell / 64] |= (value)(UINT64_C(1) << (cell % 64));
}

/* ---- Adding ---- */

struct constraint *table_add(
    struct model *model, uint32_t var_count, const var *vars,
    uint32_t row_count, const value *rows)
{
    size_t cells = (size_t)row_count * var_count, count;
    value *own = zeroed(2 * cells, sizeof *own);
    memcpy(own, rows, cells * sizeof *rows);
    const value *sorted =
        sort_rows(own, own + cells, row_count, var_count, &count);
    size_t fixed = TABLE_AT_COLUMNS + 2 * (size_t)var_count;
    value *values = zeroed(fixed + 2 * cells + 1, sizeof *values);
    values[TABLE_AT_ROWS] = (value)count;
    index_ranges(values, sorted, count, var_count);
    values[TABLE_AT_CELLS] = (value)cells_wanted(values, count, var_count);
    fill_bitmap(values, sorted, count, var_count);
    size_t at = fixed + table_bitmap_words(values);
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
