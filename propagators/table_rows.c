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

#include "propagators/window.h"
#include "propagators/words.h"
#include "solver/worker.h"

#include <string.h>

/* Looking at a row costs this much less than at the words of a value. */
enum {
    WALKING = 16
};

/* ---- Reading ---- */

static uint64_t low_bits(uint32_t count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

static void fill(uint64_t *set, uint32_t count)
{
    for (uint32_t k = 0; 64 * k < count; k++)
        set[k] = low_bits(count - 64 * k);
}

static void
lay_out_scratch(struct table_run *run, const struct table_rows *self)
{
    size_t sets = self->set_words, words = self->live_words;
    size_t lists = self->column_count + (size_t)self->numbers + words;
    uint64_t *scratch = worker_scratch(
        run->branch->worker, 8 * (3 * sets + 2 * words) + 4 * lists);
    run->now = scratch;
    run->last = run->now + sets;
    run->seen = run->last + sets;
    run->live = run->seen + sets;
    run->mask = run->live + words;
    run->index = (uint32_t *)(run->mask + words);
    run->changed = run->index + words;
    run->counts = run->changed + self->column_count;
}

static void read_live(struct table_run *run)
{
    const struct table_rows *self = run->self;
    uint64_t range =
        *(const uint64_t *)branch_read(run->branch, self->prop.state);
    run->from = (uint32_t)range;
    run->to = (uint32_t)(range >> 32);
    run->first = run->to == 0;
    if (run->first) {
        run->to = self->live_words;
        fill(run->live, self->row_count);
        for (uint32_t c = 0; c < self->column_count; c++)
            fill(
                run->last + self->columns[c].first_word,
                self->columns[c].count);
    } else {
        words_read(
            run->branch, self->live_at + 8 * run->from, run->live + run->from,
            run->to - run->from);
        words_read(run->branch, self->set_at, run->last, self->set_words);
    }
    for (uint32_t k = run->from; k < run->to; k++) {
        run->index[run->index_count] = k;
        run->index_count += run->live[k] != 0;
    }
}

/* The values of a column's domain whose bits are set in `last`. */
static inline uint64_t read_set(
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

bool table_rows_begin(
    struct table_run *ret_run, struct branch *branch,
    const struct table_rows *self)
{
    struct table_run *run = ret_run;
    *run = (struct table_run){.branch = branch, .self = self};
    lay_out_scratch(run, self);
    read_live(run);
    for (uint32_t c = 0; c < self->column_count; c++) {
        const struct table_column *column = &self->columns[c];
        uint32_t at = column->first_word, possible = 0;
        bool changed = false;
        for (uint32_t k = 0; k < column->words; k++, at++) {
            run->now[at] = read_set(branch, column, k, run->last[at]);
            changed |= run->now[at] != run->last[at];
            possible += (uint32_t)__builtin_popcountll(run->now[at]);
        }
        if (possible == 0)
            return false;
        run->possible += possible;
        if (changed)
            run->changed[run->changed_count++] = c;
    }
    return true;
}

uint64_t table_rows_count(const struct table_run *run, uint64_t enough)
{
    uint64_t count = 0;
    if (run->index_count > enough)
        return run->index_count;
    for (uint32_t i = 0; i < run->index_count && count <= enough; i++)
        count += (uint64_t)__builtin_popcountll(run->live[run->index[i]]);
    return count;
}

/* ---- By words ---- */

/* Drops the words that have become 0 from the index. */
static void compact_index(struct table_run *run)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < run->index_count; i++) {
        run->index[count] = run->index[i];
        count += run->live[run->index[i]] != 0;
    }
    run->index_count = count;
}

/* Lists the numbers whose bits are set in a & ~b, of a column's sets. */
static uint32_t list_numbers(
    const struct table_column *column, const uint64_t *a, const uint64_t *b,
    uint32_t *ret_numbers)
{
    uint32_t count = 0;
    for (uint32_t w = 0; w < column->words; w++) {
        uint32_t at = column->first_word + w;
        for (uint64_t rest = a[at] & ~(b ? b[at] : 0); rest; rest &= rest - 1)
            ret_numbers[count++] = 64 * w + (uint32_t)__builtin_ctzll(rest);
    }
    return count;
}

/* The mask becomes the union of the rows of these values, in the words of the
 * index. */
static void unite(
    struct table_run *run, const struct table_column *column,
    const uint32_t *numbers, uint32_t count)
{
    uint32_t words = run->self->live_words;
    for (uint32_t i = 0; i < run->index_count; i++)
        run->mask[run->index[i]] = 0;
    for (uint32_t n = 0; n < count; n++) {
        if (!column->index) {
            const uint64_t *rows = column->mask + (size_t)numbers[n] * words;
            for (uint32_t i = 0; i < run->index_count; i++)
                run->mask[run->index[i]] |= rows[run->index[i]];
            continue;
        }
        uint32_t end = column->begin[numbers[n] + 1];
        for (uint32_t i = column->begin[numbers[n]]; i < end; i++)
            run->mask[column->index[i]] |= column->mask[i];
    }
}

static void
update_by_words(struct table_run *run, const struct table_column *column)
{
    uint32_t *numbers = run->counts;
    uint32_t gone = list_numbers(column, run->last, run->now, numbers);
    uint32_t left = list_numbers(column, run->now, NULL, numbers + gone);
    bool keep = left < gone;
    unite(run, column, keep ? numbers + gone : numbers, keep ? left : gone);
    uint64_t flip = keep ? 0 : UINT64_MAX;
    for (uint32_t i = 0; i < run->index_count; i++) {
        uint32_t k = run->index[i];
        run->live[k] &= run->mask[k] ^ flip;
    }
    compact_index(run);
}

/* ---- By rows ---- */

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
    for (uint32_t i = 0; i < run->index_count; i++) {
        uint32_t k = run->index[i];
        for (uint64_t rest = run->live[k]; rest; rest &= rest - 1)
            if (!walk_row(run, 64 * k + (uint32_t)__builtin_ctzll(rest)))
                run->live[k] &= ~(rest & -rest);
    }
    compact_index(run);
}

void table_rows_update(struct table_run *run)
{
    const struct table_rows *self = run->self;
    uint64_t few = WALKING * (uint64_t)run->possible / self->column_count;
    if (table_rows_count(run, few) <= few) {
        walk_rows(run);
        return;
    }
    for (uint32_t i = 0; i < run->changed_count && run->index_count > 0; i++)
        update_by_words(run, &self->columns[run->changed[i]]);
}

void table_rows_end(struct table_run *run)
{
    const struct table_rows *self = run->self;
    if (run->index_count > 0) {
        run->from = run->index[0];
        run->to = run->index[run->index_count - 1] + 1;
    }
    uint64_t range = (uint64_t)run->to << 32 | run->from;
    words_write(run->branch, self->prop.state, &range, 1);
    words_write(
        run->branch, self->live_at + 8 * run->from, run->live + run->from,
        run->to - run->from);
    words_write(run->branch, self->set_at, run->now, self->set_words);
}
