/* table_explain.c — see table_explain.h
 *
 * What is early covers what it can, at no price. Of the other values the one
 * that covers most open rows is named next; all values beyond an end of a
 * domain count as one, since a bound names them all (Chvátal, A Greedy
 * Heuristic for the Set-Covering Problem, 1979). In the end what the later ones
 * have made needless is dropped, and bounds are weakened as far as the rows
 * that have no other cover allow.
 */
#include "propagators/table_explain.h"

#include "solver/network.h"
#include "solver/worker.h"

#include <string.h>

/* ---- Filling in ---- */

void table_cover_begin(
    struct table_cover *ret_cover, const struct explain_view *before,
    struct table_cover_size size)
{
    struct table_cover *cover = ret_cover;
    size_t words = 3 * (size_t)size.words;
    size_t integers = (size_t)size.numbers + 2 * (size_t)size.rows + size.cells;
    uint64_t *sets = worker_scratch(
        before->branch->worker,
        (size.columns + 1) * sizeof *cover->columns + words * sizeof *sets +
            integers * sizeof *cover->rows + size.numbers);
    *cover = (struct table_cover){.before = before, .numbers = size.numbers};
    cover->columns = (struct table_cover_column *)(sets + words);
    cover->rows = (uint32_t *)(cover->columns + size.columns + 1);
    cover->covers = cover->rows + size.rows;
    cover->room = cover->covers + size.rows;
    uint32_t *counts = cover->room + size.cells;
    memset(counts, 0, size.numbers * sizeof *counts);
    /* each column says where the next one's begin */
    cover->columns[0].values.held = sets;
    cover->columns[0].values.early = sets + size.words;
    cover->columns[0].named = sets + 2 * (size_t)size.words;
    cover->columns[0].rows = counts;
    cover->columns[0].standings = (uint8_t *)(counts + size.numbers);
}

void table_cover_add_column(
    struct table_cover *cover, view x, uint32_t count, value base,
    const value *values)
{
    struct table_cover_column *column = &cover->columns[cover->column_count++];
    uint64_t *held = column->values.held, *early = column->values.early;
    uint64_t *named = column->named;
    uint8_t *standings = column->standings;
    uint32_t *rows = column->rows, words = (count + 63) / 64;
    *column = (struct table_cover_column){
        .values = {x, count, base, values, .held = held, .early = early},
        .standings = standings,
        .named = named,
        .above = count,
        .rows = rows,
        .needed_above = count,
    };
    memset(named, 0, words * sizeof *named);
    column[1].values.held = held + words;
    column[1].values.early = early + words;
    column[1].named = named + words;
    column[1].rows = rows + count;
    column[1].standings = standings + count;
}

static void find_standings(struct table_cover_column *column)
{
    const struct explain_values *values = &column->values;
    for (uint32_t k = 0; k < values->count; k++) {
        bool agrees = column->asked &&
                      explain_values_allowed(
                          column->asked_for, explain_values_at(values, k));
        column->standings[k] =
            agrees                                ? TABLE_AGREES
            : explain_values_in(values->early, k) ? TABLE_EARLY
            : explain_values_in(values->held, k)  ? TABLE_HELD
                                                  : TABLE_GONE;
    }
}

bool table_cover_read(
    struct table_cover *cover, struct literal wanted, view condition,
    struct reason *ret)
{
    const struct network *network = cover->before->branch->network;
    bool refutes = explain_falsifies(network, wanted, condition);
    bool ours = refutes || wanted.kind == LITERAL_NONE;
    for (uint32_t c = 0; c < cover->column_count; c++) {
        struct table_cover_column *column = &cover->columns[c];
        explain_values_read(cover->before, &column->values);
        column->asked = explain_matches(
            network, wanted, column->values.x, &column->asked_for);
        find_standings(column);
        ours |= column->asked;
    }
    return ours && (refutes || reason_true(cover->before, ret, condition));
}

uint32_t table_cover_first(const struct table_cover *cover)
{
    for (uint32_t c = 0; c < cover->column_count; c++)
        if (cover->columns[c].asked)
            return c;
    return 0;
}

/* ---- Rows ---- */

static inline const uint32_t *
cells_of(const struct table_cover *cover, uint32_t row)
{
    return cover->cells + (size_t)row * cover->column_count;
}

/* Does the row agree with what is wanted, or did it die early? */
static bool needs_no_cover(struct table_cover *cover, const uint32_t *cells)
{
    uint32_t early = cover->column_count;
    for (uint32_t c = 0; c < cover->column_count; c++) {
        uint8_t standing = cover->columns[c].standings[cells[c]];
        if (standing == TABLE_AGREES)
            return true;
        if (standing == TABLE_EARLY)
            early = c;
    }
    if (early == cover->column_count)
        return false;
    explain_values_add(cover->columns[early].named, cells[early]);
    return true;
}

/* Adds `by` to what a row counts for in each column; false if it counts for
 * nothing. */
static inline bool
count_row(struct table_cover *cover, const uint32_t *cells, uint32_t by)
{
    bool dead = false;
    for (uint32_t c = 0; c < cover->column_count; c++) {
        struct table_cover_column *column = &cover->columns[c];
        if (column->standings[cells[c]] == TABLE_HELD)
            continue;
        dead = true;
        if (cells[c] < column->values.low)
            column->rows_below += by;
        else if (cells[c] >= column->values.high)
            column->rows_above += by;
        else
            column->rows[cells[c]] += by;
    }
    return dead;
}

void table_cover_add_row(struct table_cover *cover, uint32_t row)
{
    const uint32_t *cells = cells_of(cover, row);
    if (needs_no_cover(cover, cells))
        return;
    cover->rows[cover->row_count++] = row;
    cover->failed |= !count_row(cover, cells, 1);
}

/* ---- Choosing ---- */

/* A bound or a hole of a column, and how many open rows it covers. */
struct choice {
    struct table_cover_column *column;
    uint32_t number, rows;
};

static void consider(
    struct choice *best, struct table_cover_column *column, uint32_t number,
    uint32_t rows)
{
    if (rows > best->rows)
        *best = (struct choice){column, number, rows};
}

/* Holes that cover open rows: found by these rows where they are few. */
static void consider_holes(const struct table_cover *cover, struct choice *best)
{
    uint32_t columns = cover->column_count;
    bool few = (size_t)cover->open_count * columns < cover->numbers;
    for (uint32_t c = 0; c < columns; c++) {
        struct table_cover_column *column = &cover->columns[c];
        const struct explain_values *values = &column->values;
        for (uint32_t k = values->low; !few && k < values->high; k++)
            consider(best, column, k, column->rows[k]);
        for (uint32_t i = 0; few && i < cover->open_count; i++) {
            uint32_t number = cells_of(cover, cover->rows[i])[c];
            consider(best, column, number, column->rows[number]);
        }
    }
}

/* The number 0 stands for all below, and the last one for all above. */
static struct choice best_choice(const struct table_cover *cover)
{
    struct choice best = {0};
    for (uint32_t c = 0; c < cover->column_count; c++) {
        struct table_cover_column *column = &cover->columns[c];
        uint32_t last = column->values.count - 1;
        consider(&best, column, 0, column->rows_below);
        consider(&best, column, last, column->rows_above);
    }
    consider_holes(cover, &best);
    return best;
}

static void name_choice(const struct choice *choice)
{
    struct table_cover_column *column = choice->column;
    if (choice->number < column->values.low)
        column->below = column->values.low;
    else if (choice->number >= column->values.high)
        column->above = column->values.high;
    else
        explain_values_add(column->named, choice->number);
}

/* Is a number named? No row that is listed has one that is early. */
static inline bool
covered(const struct table_cover_column *column, uint32_t number)
{
    return number < column->below || number >= column->above ||
           explain_values_in(column->named, number);
}

/* Moves the rows that the column covers behind those that are open. */
static void
close_rows(struct table_cover *cover, const struct table_cover_column *column)
{
    uint32_t c = (uint32_t)(column - cover->columns);
    for (uint32_t i = 0; i < cover->open_count;) {
        uint32_t row = cover->rows[i];
        const uint32_t *cells = cells_of(cover, row);
        if (!covered(column, cells[c])) {
            i++;
            continue;
        }
        count_row(cover, cells, UINT32_MAX);
        cover->rows[i] = cover->rows[--cover->open_count];
        cover->rows[cover->open_count] = row;
    }
}

/* ---- Dropping what is needless ---- */

/* A row that is covered by one column alone. */
static void need_cover(struct table_cover *cover, const uint32_t *cells)
{
    uint32_t c = 0;
    while (!covered(&cover->columns[c], cells[c]))
        c++;
    struct table_cover_column *column = &cover->columns[c];
    uint32_t number = cells[c];
    if (number < column->below)
        column->needed_below =
            number < column->needed_below ? column->needed_below : number + 1;
    else if (number >= column->above)
        column->needed_above =
            number < column->needed_above ? number : column->needed_above;
    else
        column->rows[number]++;
}

static void count_covers(struct table_cover *cover)
{
    for (uint32_t i = 0; i < cover->row_count; i++) {
        const uint32_t *cells = cells_of(cover, cover->rows[i]);
        uint32_t covers = 0;
        for (uint32_t c = 0; c < cover->column_count; c++)
            covers += covered(&cover->columns[c], cells[c]);
        cover->covers[i] = covers;
        if (covers == 1)
            need_cover(cover, cells);
    }
}

/* The numbers from..to - 1 of a column are no longer named. */
static void
uncover(struct table_cover *cover, uint32_t c, uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < cover->row_count; i++) {
        const uint32_t *cells = cells_of(cover, cover->rows[i]);
        if (cells[c] >= from && cells[c] < to && --cover->covers[i] == 1)
            need_cover(cover, cells);
    }
}

static void weaken_bounds(struct table_cover *cover, uint32_t c)
{
    struct table_cover_column *column = &cover->columns[c];
    uint32_t below = column->below, above = column->above;
    if (column->needed_below < below) {
        column->below = column->needed_below;
        uncover(cover, c, column->below, below);
    }
    if (column->needed_above > above) {
        column->above = column->needed_above;
        uncover(cover, c, above, column->above);
    }
}

static void drop_hole(struct table_cover *cover, uint32_t c, uint32_t number)
{
    struct table_cover_column *column = &cover->columns[c];
    if (column->standings[number] != TABLE_GONE || column->rows[number] > 0)
        return;
    column->named[number / 64] &= ~(UINT64_C(1) << (number % 64));
    uncover(cover, c, number, number + 1);
}

static void drop_holes(struct table_cover *cover, uint32_t c)
{
    const struct table_cover_column *column = &cover->columns[c];
    for (uint32_t w = 0; w < (column->values.count + 63) / 64; w++)
        for (uint64_t rest = column->named[w]; rest; rest &= rest - 1)
            drop_hole(cover, c, 64 * w + (uint32_t)__builtin_ctzll(rest));
}

/* ---- All ---- */

static bool give(
    struct table_cover *cover, struct table_cover_column *column,
    struct reason *ret)
{
    if (column->below > 0)
        explain_values_add(column->named, column->below - 1);
    if (column->above < column->values.count)
        explain_values_add(column->named, column->above);
    return explain_values_gone(
        cover->before, &column->values, column->named, ret);
}

bool table_cover_explain(struct table_cover *cover, struct reason *ret)
{
    if (cover->failed)
        return false;
    cover->open_count = cover->row_count;
    while (cover->open_count > 0) {
        struct choice choice = best_choice(cover);
        name_choice(&choice);
        close_rows(cover, choice.column);
    }
    count_covers(cover);
    for (uint32_t c = 0; c < cover->column_count; c++) {
        drop_holes(cover, c);
        weaken_bounds(cover, c);
    }
    for (uint32_t c = 0; c < cover->column_count; c++)
        if (!give(cover, &cover->columns[c], ret))
            return false;
    return true;
}
