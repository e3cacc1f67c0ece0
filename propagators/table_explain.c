/* table_explain.c — see table_explain.h
 *
 * What is early covers what it can, at no price. Of the other values the one
 * that covers most open rows is named next; all values beyond an end of a
 * domain are one *choice*, since a bound names them all (Chvátal, A Greedy
 * Heuristic for the Set-Covering Problem, 1979). In the end what the later ones
 * have made needless is dropped, and bounds are weakened as far as the rows
 * that have no other cover allow.
 *
 * Each number that has gone has a set of the rows that it covers; all others
 * share two. Many rows are covered in batches: what one has named is free for
 * the next.
 */
#include "propagators/table_explain.h"

#include "solver/network.h"
#include "solver/worker.h"

#include <string.h>

enum {
    SET_HELD, /* it has not gone */
    SET_WELL, /* it agrees with what is wanted: such rows need no cover */
    SETS_SHARED,
    WIDTH_MAX = 4, /* words of each: so many rows are a batch */
};

/* Values of a column that a hole, or one bound, names. */
struct table_choice {
    struct table_cover_column *column;
    uint32_t from, to; /* numbers from..to - 1 */
    uint64_t *rows;    /* that it covers */
};

/* ---- Filling in ---- */

static uint32_t words_of(uint32_t rows)
{
    return (rows + 63) / 64;
}

void table_cover_begin(
    struct table_cover *ret_cover, const struct explain_view *before,
    struct table_cover_size size)
{
    struct table_cover *cover = ret_cover;
    uint32_t bounds = 2 * size.columns;
    uint32_t sets = SETS_SHARED + size.numbers + bounds + 2;
    uint32_t width = words_of(size.rows);
    width = width < WIDTH_MAX ? width : WIDTH_MAX;
    size_t words = 3 * (size_t)size.words + (size_t)sets * width;
    uint64_t *memory = worker_scratch(
        before->branch->worker,
        words * sizeof *memory + (size.columns + 1) * sizeof *cover->columns +
            (size.numbers + bounds) * sizeof *cover->choices +
            size.numbers * sizeof *cover->columns->sets);
    *cover = (struct table_cover){
        .before = before,
        .set_count = sets,
        .width = width,
        .sets = memory + 3 * (size_t)size.words};
    cover->once = cover->sets + (size_t)(sets - 1) * width;
    cover->open = cover->once - width;
    cover->columns = (struct table_cover_column *)(memory + words);
    cover->choices = (struct table_choice *)(cover->columns + size.columns + 1);
    memset(cover->sets, 0, (size_t)sets * width * sizeof *cover->sets);
    memset(memory, 0, size.words * sizeof *memory);
    /* each column says where the next one's begin */
    cover->columns[0].named = memory;
    cover->columns[0].values.held = memory + size.words;
    cover->columns[0].values.early = memory + 2 * (size_t)size.words;
    cover->columns[0].sets =
        (uint32_t *)(cover->choices + size.numbers + bounds);
    cover->columns[0].first = SETS_SHARED;
}

void table_cover_add_column(
    struct table_cover *cover, view x, uint32_t count, value base,
    const value *values)
{
    struct table_cover_column *column = &cover->columns[cover->column_count++];
    struct table_cover_column this = *column;
    uint32_t words = words_of(count);
    column[1].named = this.named + words;
    column[1].values.held = this.values.held + words;
    column[1].values.early = this.values.early + words;
    column[1].sets = this.sets + count;
    column[1].first = this.first + count;
    *column = (struct table_cover_column){
        .values =
            {x, count, base, values, .held = this.values.held,
             .early = this.values.early},
        .sets = this.sets,
        .first = this.first,
        .named = this.named,
        .above = count};
}

static void place_numbers(struct table_cover_column *column)
{
    const struct explain_values *values = &column->values;
    for (uint32_t k = 0; k < values->count; k++)
        column->sets[k] =
            explain_values_in(values->held, k) ? SET_HELD : column->first + k;
    for (uint32_t k = 0; column->asked && k < values->count; k++)
        if (explain_values_allowed(
                column->asked_for, explain_values_at(values, k)))
            column->sets[k] = SET_WELL;
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
        place_numbers(column);
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

/* ---- Sets of rows ---- */

static inline uint64_t *set_at(const struct table_cover *cover, uint32_t set)
{
    return cover->sets + (size_t)set * cover->width;
}

static bool have_common(
    const struct table_cover *cover, const uint64_t *a, const uint64_t *b)
{
    for (uint32_t w = 0; w < cover->width; w++)
        if (a[w] & b[w])
            return true;
    return false;
}

static uint32_t common_count(
    const struct table_cover *cover, const uint64_t *a, const uint64_t *b)
{
    int count = 0;
    for (uint32_t w = 0; w < cover->width; w++)
        count += __builtin_popcountll(a[w] & b[w]);
    return (uint32_t)count;
}

static void
take_away(const struct table_cover *cover, uint64_t *from, const uint64_t *rows)
{
    for (uint32_t w = 0; w < cover->width; w++)
        from[w] &= ~rows[w];
}

/* ---- What there is to choose from ---- */

/* The numbers from..to - 1 at once. */
static void
list_bound(struct table_cover *cover, uint32_t c, uint32_t from, uint32_t to)
{
    uint32_t bounds = cover->set_count - 2 - 2 * cover->column_count;
    struct table_choice choice = {
        &cover->columns[c], from, to,
        set_at(cover, bounds + 2 * c + (from > 0))};
    for (uint32_t k = from; k < to; k++) {
        const uint64_t *rows = table_cover_rows(cover, c, k);
        bool own = choice.column->sets[k] >= SETS_SHARED;
        for (uint32_t w = 0; own && w < cover->width; w++)
            choice.rows[w] |= rows[w];
    }
    if (have_common(cover, choice.rows, cover->open))
        cover->choices[cover->choice_count++] = choice;
}

static void list_choices(struct table_cover *cover, uint32_t c)
{
    struct table_cover_column *column = &cover->columns[c];
    const struct explain_values *values = &column->values;
    list_bound(cover, c, 0, values->low);
    if (values->high < values->count)
        list_bound(cover, c, values->high, values->count);
    for (uint32_t k = values->low; k < values->high; k++) {
        if (column->sets[k] < SETS_SHARED)
            continue;
        uint64_t *rows = table_cover_rows(cover, c, k);
        if (have_common(cover, rows, cover->open))
            cover->choices[cover->choice_count++] =
                (struct table_choice){column, k, k + 1, rows};
    }
}

/* Is it named, or early, so that it may as well be named? */
static bool is_free(const struct table_cover_column *column, uint32_t number)
{
    return explain_values_in(column->values.early, number) ||
           explain_values_in(column->named, number) || number < column->below ||
           number >= column->above;
}

/* What is free covers rows, which need no choice. */
static void cover_freely(struct table_cover *cover, uint32_t c)
{
    struct table_cover_column *column = &cover->columns[c];
    for (uint32_t k = 0; k < column->values.count; k++) {
        const uint64_t *rows = table_cover_rows(cover, c, k);
        if (column->sets[k] < SETS_SHARED || !is_free(column, k) ||
            !have_common(cover, rows, cover->open))
            continue;
        if (explain_values_in(column->values.early, k))
            explain_values_add(column->named, k);
        take_away(cover, cover->open, rows);
    }
}

/* ---- Choosing ---- */

static bool is_open(const struct table_cover *cover)
{
    return have_common(cover, cover->open, cover->open);
}

/* Makes the choice that covers most open rows. */
static void choose(struct table_cover *cover)
{
    uint32_t best = cover->made_count, most = 0;
    for (uint32_t i = cover->made_count; i < cover->choice_count; i++) {
        uint32_t rows =
            common_count(cover, cover->choices[i].rows, cover->open);
        best = rows > most ? i : best;
        most = rows > most ? rows : most;
    }
    cover->failed |= most == 0;
    if (cover->failed)
        return;
    struct table_choice choice = cover->choices[best];
    cover->choices[best] = cover->choices[cover->made_count];
    cover->choices[cover->made_count++] = choice;
    take_away(cover, cover->open, choice.rows);
}

/* ---- What of it is needed ---- */

static void find_once(struct table_cover *cover)
{
    for (uint32_t w = 0; w < cover->width; w++) {
        uint64_t any = 0, twice = 0;
        for (uint32_t i = 0; i < cover->made_count; i++) {
            uint64_t rows = cover->choices[i].rows[w];
            twice |= any & rows;
            any |= rows;
        }
        cover->once[w] = any & ~twice;
    }
}

/* The earlier ones, which covered most, go first. */
static void drop_needless(struct table_cover *cover)
{
    find_once(cover);
    for (uint32_t i = 0; i < cover->made_count;) {
        if (have_common(cover, cover->choices[i].rows, cover->once)) {
            i++;
            continue;
        }
        cover->choices[i] = cover->choices[--cover->made_count];
        find_once(cover);
    }
}

static bool is_needed(
    const struct table_cover *cover, const struct table_choice *choice,
    uint32_t number)
{
    uint32_t set = choice->column->sets[number];
    return set >= SETS_SHARED &&
           have_common(cover, set_at(cover, set), cover->once);
}

/* Names a bound no further than it is needed; then it covers no more. */
static void
name_bound(struct table_cover *cover, const struct table_choice *choice)
{
    struct table_cover_column *column = choice->column;
    uint32_t from = choice->from, to = choice->to;
    find_once(cover);
    if (to <= column->values.low) {
        while (to > from && !is_needed(cover, choice, to - 1))
            to--;
        column->below = to > column->below ? to : column->below;
    } else {
        while (from < to && !is_needed(cover, choice, from))
            from++;
        column->above = from < column->above ? from : column->above;
    }
    for (uint32_t w = 0; w < cover->width; w++)
        choice->rows[w] &= cover->once[w];
}

static void
name_choice(struct table_cover *cover, const struct table_choice *choice)
{
    const struct explain_values *values = &choice->column->values;
    if (choice->from < values->low || choice->from >= values->high)
        name_bound(cover, choice);
    else
        explain_values_add(choice->column->named, choice->from);
}

/* ---- All ---- */

/* Covers the rows that are open. */
static void cover_batch(struct table_cover *cover)
{
    take_away(cover, cover->open, set_at(cover, SET_WELL));
    for (uint32_t c = 0; c < cover->column_count; c++)
        cover_freely(cover, c);
    for (uint32_t c = 0; c < cover->column_count; c++)
        list_choices(cover, c);
    /* what is not open any more needs no choice */
    for (uint32_t i = 0; i < cover->choice_count; i++)
        for (uint32_t w = 0; w < cover->width; w++)
            cover->choices[i].rows[w] &= cover->open[w];
    while (is_open(cover) && !cover->failed)
        choose(cover);
    drop_needless(cover);
    for (uint32_t i = 0; i < cover->made_count; i++)
        name_choice(cover, &cover->choices[i]);
}

uint32_t table_cover_place(struct table_cover *cover)
{
    if (cover->row_count == 64 * cover->width) {
        cover_batch(cover);
        memset(
            cover->sets, 0,
            (size_t)cover->set_count * cover->width * sizeof *cover->sets);
        cover->row_count = cover->choice_count = cover->made_count = 0;
    }
    explain_values_add(cover->open, cover->row_count);
    return cover->row_count++;
}

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
    cover_batch(cover);
    for (uint32_t c = 0; c < cover->column_count && !cover->failed; c++)
        cover->failed |= !give(cover, &cover->columns[c], ret);
    return !cover->failed;
}
