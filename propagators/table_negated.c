/* table_negated.c — the xs are none of the rows of a table
 *
 * Domain consistent: a value goes when as many live rows have it as there are
 * assignments of the other variables (Verhaeghe, Lecoutre, Schaus, Extending
 * Compact-Table to Negative and Short Tables, 2017). There can be such a value
 * only when few assignments are left, so rows are counted rarely.
 */
#include "propagators/table_rows.h"

#include "solver/post.h"
#include "solver/worker.h"

#include <string.h>

/* Counts the live rows with each value. */
static uint32_t *count_rows(const struct table_run *run)
{
    const struct table_rows *self = run->self;
    uint32_t *counts = run->counts;
    memset(counts, 0, self->numbers * sizeof *counts);
    for (uint32_t i = 0; i < run->index_count; i++) {
        uint32_t k = run->index[i];
        for (uint64_t rest = run->live[k]; rest; rest &= rest - 1) {
            uint32_t r = 64 * k + (uint32_t)__builtin_ctzll(rest);
            const uint32_t *cells =
                self->cells + (size_t)r * self->column_count;
            for (uint32_t c = 0; c < self->column_count; c++)
                counts[self->columns[c].first_number + cells[c]]++;
        }
    }
    return counts;
}

typedef unsigned __int128 wide;

/* Are there so few assignments that all of those with some value may be live
 * rows? If so, *ret_assignments is their number. */
static bool few_assignments(const struct table_run *run, wide *ret_assignments)
{
    const struct table_rows *self = run->self;
    uint64_t widest = 1, most = 64 * (uint64_t)run->index_count;
    wide others = 1; /* assignments of all but the widest */
    for (uint32_t c = 0; c < self->column_count; c++) {
        uint64_t size = domain_size(run->branch, self->columns[c].x);
        others *= size < widest ? size : widest;
        widest = size < widest ? widest : size;
        if (others > most)
            return false;
    }
    *ret_assignments = others * widest;
    return true;
}

static bool
remove_full(struct table_run *run, const uint32_t *counts, wide assignments)
{
    for (uint32_t c = 0; c < run->self->column_count; c++) {
        const struct table_column *column = &run->self->columns[c];
        wide others = assignments / domain_size(run->branch, column->x);
        for (uint32_t number = 0; number < column->count; number++) {
            if (counts[column->first_number + number] < others)
                continue;
            value v = table_column_value(column, number);
            if (!tell_remove(run->branch, column->x, v))
                return false;
        }
    }
    return true;
}

static enum prop_status
negated_propagate(struct branch *branch, const struct prop *prop)
{
    const struct table_rows *self = (const struct table_rows *)prop;
    enum condition condition = condition_read(branch, self->condition);
    struct table_run run;
    wide assignments;
    if (condition == CONDITION_FALSE || !table_rows_begin(&run, branch, self))
        return PROP_ENTAILED;
    table_rows_update(&run);
    if (run.index_count == 0)
        return PROP_ENTAILED;
    table_rows_end(&run);
    if (!few_assignments(&run, &assignments))
        return PROP_STABLE;
    if (table_rows_count(&run, UINT64_MAX) == assignments)
        return condition_refuted(branch, self->condition);
    if (condition == CONDITION_OPEN)
        return PROP_STABLE;
    if (!remove_full(&run, count_rows(&run), assignments))
        return PROP_FAILED;
    return self->exact ? PROP_STABLE : PROP_AGAIN;
}

static const struct prop_class negated_class = {
    .name = "table_negated",
    .cost = PROP_QUADRATIC,
    .propagate = negated_propagate,
    .explain = table_negated_explain,
};

void table_post_negated(
    struct post *post, const struct table *table, view condition)
{
    table_rows_post(post, &negated_class, table, condition);
}
