/* table_negated_explain.c — why all that is left are rows
 *
 * If what is wanted were false, the assignments would be those of a box, one
 * set of numbers a column, and all of them are rows: there are as many rows in
 * it as assignments. The reason says that nothing else is left. To weaken it
 * the sets are grown while the box stays full of rows: first the bounds
 * outwards, then the holes between them.
 */
#include "propagators/table_rows.h"

#include "propagators/explain_values.h"
#include "solver/network.h"
#include "solver/worker.h"

#include <string.h>

struct box_column {
    struct explain_values values;
    bool asked;               /* what is wanted is about its variable: */
    struct literal asked_for; /* in terms of x */
    uint64_t *set;
    uint32_t size; /* numbers in it */
};

struct box {
    const struct explain_view *before;
    const struct table_rows *self;
    struct box_column *columns;
    uint32_t *counts; /* rows by number of one column */
};

/* ---- The box as it was ---- */

static void begin_box(
    struct box *ret_box, const struct explain_view *before,
    const struct table_rows *self)
{
    uint32_t columns = self->column_count, words = self->set_words;
    struct box_column *list = worker_scratch(
        before->branch->worker, columns * sizeof *list +
                                    2 * (size_t)words * sizeof(uint64_t) +
                                    self->numbers * sizeof(uint32_t));
    uint64_t *sets = (uint64_t *)(list + columns);
    *ret_box = (struct box){
        before, self, list, (uint32_t *)(sets + 2 * (size_t)words)};
    for (uint32_t c = 0; c < columns; c++) {
        const struct table_column *column = &self->columns[c];
        list[c] = (struct box_column){
            .values =
                {column->x, column->count, column->base, column->values,
                 .held = sets + column->first_word,
                 .early = sets + words + column->first_word},
            .set = sets + column->first_word};
    }
}

/* Does what is wanted leave v to the column, were it false? */
static bool disputed(const struct box_column *column, value v)
{
    return !column->asked || !explain_values_allowed(column->asked_for, v);
}

static void read_column(
    const struct box *box, struct box_column *column, struct literal wanted)
{
    const struct explain_values *values = &column->values;
    explain_values_read(box->before, &column->values);
    column->asked = explain_matches(
        box->before->branch->network, wanted, values->x, &column->asked_for);
    for (uint32_t k = values->low; k < values->high; k++) {
        if (!explain_values_in(column->set, k))
            continue;
        if (disputed(column, explain_values_at(values, k)))
            column->size++;
        else
            column->set[k / 64] &= ~(UINT64_C(1) << (k % 64));
    }
}

/* False if what is wanted is neither about a column, nor about the condition,
 * nor a failure. */
static bool read_box(struct box *box, struct literal wanted, struct reason *ret)
{
    const struct network *network = box->before->branch->network;
    view condition = box->self->condition;
    bool refutes = explain_falsifies(network, wanted, condition);
    bool ours = refutes || wanted.kind == LITERAL_NONE;
    for (uint32_t c = 0; c < box->self->column_count; c++) {
        read_column(box, &box->columns[c], wanted);
        ours |= box->columns[c].asked;
    }
    return ours && (refutes || reason_true(box->before, ret, condition));
}

/* ---- Rows ---- */

/* Counts, by their number in column c, the rows that the box has in all others;
 * returns how many there must be for a number to be full. */
static unsigned __int128 count_rows(struct box *box, uint32_t c)
{
    const struct table_rows *self = box->self;
    unsigned __int128 others = 1;
    memset(box->counts, 0, self->columns[c].count * sizeof *box->counts);
    for (uint32_t r = 0; r < self->row_count; r++) {
        const uint32_t *cells = self->cells + (size_t)r * self->column_count;
        uint32_t d = 0;
        while (d < self->column_count &&
               (d == c || explain_values_in(box->columns[d].set, cells[d])))
            d++;
        if (d == self->column_count)
            box->counts[cells[c]]++;
    }
    for (uint32_t d = 0; d < self->column_count; d++)
        if (d != c && others <= UINT32_MAX)
            others *= box->columns[d].size;
    return others;
}

/* Are all assignments of the box rows? */
static bool is_full(struct box *box)
{
    const struct box_column *column = &box->columns[0];
    unsigned __int128 others = count_rows(box, 0);
    for (uint32_t k = 0; k < column->values.count; k++)
        if (explain_values_in(column->set, k) && box->counts[k] != others)
            return false;
    return true;
}

/* ---- Growing ---- */

/* May the column have the number as well? */
static bool can_grow(
    const struct box *box, const struct box_column *column, uint32_t number,
    unsigned __int128 others)
{
    return box->counts[number] == others &&
           !explain_values_in(column->values.early, number) &&
           disputed(column, explain_values_at(&column->values, number));
}

static bool neighbours(const struct explain_values *values, uint32_t number)
{
    return explain_values_at(values, number) + 1 ==
           explain_values_at(values, number + 1);
}

static void grow_to(struct box_column *column, uint32_t number)
{
    explain_values_add(column->set, number);
    column->size++;
}

static uint32_t first_of(const struct box_column *column)
{
    uint32_t k = 0;
    while (!explain_values_in(column->set, k))
        k++;
    return k;
}

static uint32_t last_of(const struct box_column *column)
{
    uint32_t k = column->values.count - 1;
    while (!explain_values_in(column->set, k))
        k--;
    return k;
}

static void
grow(const struct box *box, struct box_column *column, unsigned __int128 others)
{
    const struct explain_values *values = &column->values;
    uint32_t first = first_of(column), last = last_of(column);
    while (first > 0 && neighbours(values, first - 1) &&
           can_grow(box, column, first - 1, others))
        grow_to(column, --first);
    while (last + 1 < values->count && neighbours(values, last) &&
           can_grow(box, column, last + 1, others))
        grow_to(column, ++last);
    for (uint32_t k = first + 1; k < last; k++)
        if (!explain_values_in(column->set, k) &&
            can_grow(box, column, k, others))
            grow_to(column, k);
}

/* ---- Giving the reason ---- */

static bool give_holes(
    const struct box *box, view x, value from, value to, struct reason *ret)
{
    for (value v = from; v < to; v++)
        if (!reason_add(box->before, ret, x, LITERAL_REMOVE, v))
            return false;
    return true;
}

/* x has no disputed values but those of the set. */
static bool
give(const struct box *box, const struct box_column *column, struct reason *ret)
{
    const struct explain_values *values = &column->values;
    uint32_t first = first_of(column), last = last_of(column);
    value low = explain_values_at(values, first), next = low;
    value high = explain_values_at(values, last);
    if (low > VALUE_MIN && disputed(column, low - 1) &&
        !reason_add(box->before, ret, values->x, LITERAL_MIN, low))
        return false;
    if (high < VALUE_MAX && disputed(column, high + 1) &&
        !reason_add(box->before, ret, values->x, LITERAL_MAX, high))
        return false;
    for (uint32_t k = first; k <= last; k++) {
        if (!explain_values_in(column->set, k))
            continue;
        value v = explain_values_at(values, k);
        if (!give_holes(box, values->x, next, v, ret))
            return false;
        next = k < last ? v + 1 : v;
    }
    return true;
}

bool table_negated_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct table_rows *self = (const struct table_rows *)prop;
    struct box box;
    begin_box(&box, before, self);
    if (!read_box(&box, *wanted, ret))
        return false;
    for (uint32_t c = 0; c < self->column_count; c++)
        if (box.columns[c].size == 0)
            return false;
    if (!is_full(&box))
        return false;
    for (uint32_t c = 0; c < self->column_count; c++)
        grow(&box, &box.columns[c], count_rows(&box, c));
    for (uint32_t c = 0; c < self->column_count; c++)
        if (!give(&box, &box.columns[c], ret))
            return false;
    return true;
}
