/* table.c — see table.h */
#include "problems/bench/table.h"

#include "coro/fatal.h"
#include "problems/bench/results.h"
#include "problems/buffer.h"
#include "problems/puzzles/board.h"
#include "problems/puzzles/summary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column {
    INSTANCE,
    CONTESTANT,
    COMPLETED,
    TIME,
    CPU,
    NODES,
    FAILURES,
    RATE,
    RATIO,
    COLUMNS
};

/* Cells as strings; NULL is nothing. */
struct row {
    char *cells[COLUMNS];
};

struct table {
    struct row *rows;
    size_t count;
    uint32_t widths[COLUMNS];
    bool utf8;
};

/* ---- Cells ---- */

/* Makes a string of a buffer that it empties. */
static char *finish(struct buffer *buffer)
{
    buffer_append(buffer, "", 1);
    char *text = buffer->bytes;
    *buffer = (struct buffer){0};
    return text;
}

static void
put(struct table *table, struct row *row, enum column column, char *text)
{
    uint32_t width = board_width(text);
    row->cells[column] = text;
    if (width > table->widths[column])
        table->widths[column] = width;
}

static void put_text(
    struct table *table, struct row *row, enum column column, const char *text)
{
    struct buffer buffer = {0};
    buffer_append_text(&buffer, text);
    put(table, row, column, finish(&buffer));
}

/* Three significant digits. */
static void append_seconds(struct buffer *buffer, double seconds)
{
    int digits = seconds < 1 ? 4 : seconds < 10 ? 3 : seconds < 100 ? 2 : 1;
    buffer_append_format(buffer, "%.*f", digits, seconds);
}

static void put_seconds(
    struct table *table, struct row *row, enum column column, double seconds,
    uint64_t limit_ms)
{
    struct buffer buffer = {0};
    if (isinf(seconds)) {
        buffer_append_text(&buffer, "> ");
        seconds = (double)limit_ms * 1e-3;
    }
    append_seconds(&buffer, seconds);
    put(table, row, column, finish(&buffer));
}

static void put_count(
    struct table *table, struct row *row, enum column column, double count,
    bool partial)
{
    struct buffer buffer = {0};
    if (partial)
        buffer_append_text(&buffer, table->utf8 ? "≥ " : ">= ");
    summary_count(&buffer, (uint64_t)(count + 0.5));
    put(table, row, column, finish(&buffer));
}

static void put_completed(
    struct table *table, struct row *row, const struct summary *summary)
{
    struct buffer buffer = {0};
    buffer_append_format(&buffer, "%zu/%zu", summary->completed, summary->runs);
    put(table, row, COMPLETED, finish(&buffer));
}

/* ---- Rows ---- */

static void put_heads(struct table *table, struct row *row)
{
    static const char *const heads[COLUMNS] = {
        "instance", "contestant", "completed", "time s", "cpu s",
        "nodes",    "failures",   "nodes/s",   "ratio"};
    for (int c = 0; c < COLUMNS; c++)
        put_text(table, row, (enum column)c, heads[c]);
}

static void
put_ratio(struct table *table, struct row *row, double base, double seconds)
{
    char text[32];
    if (!isfinite(base) || !isfinite(seconds) || base <= 0)
        return;
    snprintf(text, sizeof text, "%.2f", seconds / base);
    put_text(table, row, RATIO, text);
}

/* A file's name without its folders. */
static const char *short_name(const struct instance *instance)
{
    const char *slash = strrchr(instance->text, '/');
    return instance->is_file && slash ? slash + 1 : instance->text;
}

static void put_result(
    struct table *table, struct row *row, const struct results *results,
    const struct table_options *options, size_t instance, size_t contestant)
{
    struct summary summary, base;
    results_summarize(results, instance, 0, &base);
    results_summarize(results, instance, contestant, &summary);
    if (contestant == 0)
        put_text(
            table, row, INSTANCE, short_name(&results->instances[instance]));
    put_text(
        table, row, CONTESTANT, results->contestants->items[contestant].name);
    if (summary.runs == 0 || summary.unfit) {
        put_text(table, row, COMPLETED, summary.unfit ? "no .fzn" : "not run");
        return;
    }
    put_completed(table, row, &summary);
    if (summary.failed)
        put_text(table, row, TIME, "failed");
    else
        put_seconds(table, row, TIME, summary.seconds, options->time_ms);
    if (isfinite(summary.cpu_seconds))
        put_seconds(table, row, CPU, summary.cpu_seconds, 0);
    if (summary.counted) {
        put_count(table, row, NODES, summary.nodes, summary.partial);
        put_count(table, row, FAILURES, summary.failures, summary.partial);
        put_count(table, row, RATE, summary.nodes_per_second, false);
    }
    put_ratio(table, row, base.compared, summary.compared);
}

static void draw_rule(const struct table *table, struct buffer *out)
{
    for (int c = 0; c < COLUMNS; c++) {
        buffer_append_text(out, c > 0 ? "  " : "");
        for (uint32_t i = 0; i < table->widths[c]; i++)
            buffer_append_text(out, table->utf8 ? "─" : "-");
    }
    buffer_append_text(out, "\n");
}

static void
append_padded(struct buffer *out, const char *text, uint32_t width, bool left)
{
    uint32_t used = board_width(text);
    if (left)
        buffer_append_text(out, text);
    for (; used < width; used++)
        buffer_append_text(out, " ");
    if (!left)
        buffer_append_text(out, text);
}

static void
draw_row(const struct table *table, const struct row *row, struct buffer *out)
{
    size_t start = out->size;
    for (int c = 0; c < COLUMNS; c++) {
        buffer_append_text(out, c > 0 ? "  " : "");
        append_padded(
            out, row->cells[c] ? row->cells[c] : "", table->widths[c],
            c <= CONTESTANT);
    }
    while (out->size > start && out->bytes[out->size - 1] == ' ')
        out->size--;
    buffer_append_text(out, "\n");
}

/* ---- What is said below ---- */

static void
note_contradictions(const struct results *results, bool all, struct buffer *out)
{
    size_t first, second;
    for (size_t i = 0; i < results->instance_count; i++)
        if (results_contradict(results, i, all, &first, &second))
            buffer_append_format(
                out, "WRONG: %s and %s disagree on %s (see --json)\n",
                results->contestants->items[first].name,
                results->contestants->items[second].name,
                results->instances[i].text);
}

/* What was wrong with failed runs. */
static void note_failures(const struct results *results, struct buffer *out)
{
    for (size_t i = 0; i < results->instance_count; i++)
        for (size_t k = 0; k < results->contestants->count; k++) {
            const struct cell *cell = results_cell(results, i, k);
            const struct measurement *last =
                cell->count ? &cell->items[cell->count - 1].measurement : NULL;
            if (!last || last->status != MEASURE_FAILED)
                continue;
            buffer_append_format(
                out, "%s failed on %s with %s %d%s\n",
                results->contestants->items[k].name, results->instances[i].text,
                last->crashed ? "signal" : "exit status", last->code,
                !last->crashed && last->code == 127 ? " (command not found)"
                                                    : "");
        }
}

static void note_means(const struct results *results, struct buffer *out)
{
    for (size_t k = 1; k < results->contestants->count; k++) {
        size_t count;
        double mean = results_mean_ratio(results, k, &count);
        if (count > 0)
            buffer_append_format(
                out,
                "%s takes %.2f times as long as %s (geometric mean of %zu "
                "instance%s that both completed)\n",
                results->contestants->items[k].name, mean,
                results->contestants->items[0].name, count,
                count == 1 ? "" : "s");
    }
}

/* Counts cells that were not completed. */
static void note_incomplete(
    const struct results *results, const struct table_options *options,
    struct buffer *out)
{
    size_t incomplete = 0, runs = 0;
    for (size_t i = 0; i < results->instance_count; i++)
        for (size_t k = 0; k < results->contestants->count; k++) {
            struct summary summary;
            results_summarize(results, i, k, &summary);
            runs += summary.unfit ? 0 : summary.runs;
            incomplete += summary.limited;
        }
    if (incomplete > 0)
        buffer_append_format(
            out,
            "%zu of %zu runs were not completed within %g s: they count as "
            "longer than any,\nwith the nodes and failures up to there "
            "(%s), and were not repeated\n",
            incomplete, runs, (double)options->time_ms * 1e-3,
            options->utf8 ? "≥" : ">=");
    if (options->interrupted)
        buffer_append_text(out, "interrupted: not all runs were made\n");
}

static void free_table(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        for (int c = 0; c < COLUMNS; c++)
            free(table->rows[i].cells[c]);
    free(table->rows);
}

void table_draw(
    const struct results *results, const struct table_options *options,
    struct buffer *out)
{
    size_t contestants = results->contestants->count;
    size_t count = 1 + results->instance_count * contestants;
    struct table table = {
        .rows = calloc(count, sizeof(struct row)), .utf8 = options->utf8};
    if (!table.rows)
        coro_fatal("out of memory");
    put_heads(&table, &table.rows[table.count++]);
    for (size_t i = 0; i < results->instance_count; i++)
        for (size_t k = 0; k < contestants; k++)
            put_result(
                &table, &table.rows[table.count++], results, options, i, k);
    draw_row(&table, &table.rows[0], out);
    draw_rule(&table, out);
    for (size_t i = 1; i < table.count; i++) {
        if (i > 1 && contestants > 1 && (i - 1) % contestants == 0)
            buffer_append_text(out, "\n");
        draw_row(&table, &table.rows[i], out);
    }
    free_table(&table);
    buffer_append_text(out, "\n");
    note_means(results, out);
    note_incomplete(results, options, out);
    note_failures(results, out);
    note_contradictions(results, options->all, out);
}
