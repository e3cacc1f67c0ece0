/* export.c — see export.h */
#include "problems/bench/export.h"

#include "problems/bench/results.h"
#include "problems/buffer.h"
#include "problems/puzzles/json.h"

#include <inttypes.h>
#include <string.h>

/* ---- CSV ---- */

static void csv_text(struct buffer *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        buffer_append_text(out, text);
        return;
    }
    buffer_append_text(out, "\"");
    for (; *text; text++)
        buffer_append_text(out, *text == '"' ? "\"\"" : (char[]){*text, 0});
    buffer_append_text(out, "\"");
}

static void csv_run(
    const struct results *results, size_t instance, size_t contestant,
    const struct result *result, struct buffer *out)
{
    const struct measurement *m = &result->measurement;
    csv_text(out, results->instances[instance].text);
    buffer_append_text(out, ",");
    csv_text(out, results->contestants->items[contestant].name);
    buffer_append_format(
        out, ",%" PRIu64 ",%u,%s,", result->seed, result->round,
        measure_status_name(m->status));
    if (m->status != MEASURE_UNFIT)
        buffer_append_format(
            out, "%.6f,%.6f,%" PRId64, m->seconds, m->cpu_seconds,
            m->peak_kilobytes);
    else
        buffer_append_text(out, ",,");
    if (m->counted)
        buffer_append_format(
            out, ",%" PRIu64 ",%" PRIu64, m->nodes, m->failures);
    else
        buffer_append_text(out, ",,");
    buffer_append_format(out, ",%" PRIu64 ",", m->solutions);
    if (m->valued)
        buffer_append_value(out, m->objective);
    buffer_append_text(out, "\r\n");
}

void export_csv(const struct results *results, struct buffer *out)
{
    buffer_append_text(
        out, "instance,contestant,seed,round,status,seconds,cpu_seconds,"
             "peak_kilobytes,nodes,failures,solutions,objective\r\n");
    for (size_t i = 0; i < results->instance_count; i++)
        for (size_t k = 0; k < results->contestants->count; k++) {
            const struct cell *cell = results_cell(results, i, k);
            for (size_t r = 0; r < cell->count; r++)
                csv_run(results, i, k, &cell->items[r], out);
        }
}

/* ---- JSON ---- */

static void name_real(struct buffer *out, const char *name, double real)
{
    buffer_append_text(out, ",");
    json_name(out, name);
    json_real(out, real);
}

static void json_run(const struct result *result, struct buffer *out)
{
    const struct measurement *m = &result->measurement;
    buffer_append_format(
        out, "{\"seed\":%" PRIu64 ",\"round\":%u,\"status\":\"%s\"",
        result->seed, result->round, measure_status_name(m->status));
    name_real(out, "seconds", m->seconds);
    name_real(out, "cpu_seconds", m->cpu_seconds);
    buffer_append_format(
        out, ",\"peak_kilobytes\":%" PRId64 ",\"solutions\":%" PRIu64,
        m->peak_kilobytes, m->solutions);
    if (m->counted)
        buffer_append_format(
            out, ",\"nodes\":%" PRIu64 ",\"failures\":%" PRIu64, m->nodes,
            m->failures);
    if (m->valued)
        buffer_append_format(out, ",\"objective\":%" PRId64, m->objective);
    buffer_append_text(out, "}");
}

static void json_medians(
    const struct results *results, size_t instance, size_t contestant,
    struct buffer *out)
{
    struct summary summary;
    results_summarize(results, instance, contestant, &summary);
    buffer_append_format(
        out, "\"runs\":%zu,\"completed\":%zu", summary.runs, summary.completed);
    name_real(out, "median_seconds", summary.seconds);
    name_real(out, "median_cpu_seconds", summary.cpu_seconds);
    name_real(out, "median_nodes", summary.nodes);
    name_real(out, "median_failures", summary.failures);
    name_real(out, "median_nodes_per_second", summary.nodes_per_second);
}

static void json_cell(
    const struct results *results, size_t instance, size_t contestant,
    struct buffer *out)
{
    const struct cell *cell = results_cell(results, instance, contestant);
    const struct contestant *who = &results->contestants->items[contestant];
    buffer_append_text(out, "{\"instance\":");
    json_text(out, results->instances[instance].text);
    buffer_append_text(out, ",\"contestant\":");
    json_text(out, who->name);
    if (who->command) {
        buffer_append_text(out, ",\"command\":");
        json_text(out, who->command);
    }
    buffer_append_text(out, ",");
    json_medians(results, instance, contestant, out);
    buffer_append_text(out, ",\"results\":[");
    for (size_t r = 0; r < cell->count; r++) {
        buffer_append_text(out, r > 0 ? ",\n  " : "\n  ");
        json_run(&cell->items[r], out);
    }
    buffer_append_text(out, "]}");
}

void export_json(
    const struct results *results, const struct export_options *options,
    struct buffer *out)
{
    buffer_append_text(out, "{\"version\":");
    json_text(out, options->version);
    buffer_append_format(
        out,
        ",\"all_solutions\":%s,\"time_limit_ms\":%" PRIu64
        ",\"interrupted\":%s,\"cells\":[",
        options->all ? "true" : "false", options->time_ms,
        options->interrupted ? "true" : "false");
    bool first = true;
    for (size_t i = 0; i < results->instance_count; i++)
        for (size_t k = 0; k < results->contestants->count; k++) {
            buffer_append_text(out, first ? "\n" : ",\n");
            json_cell(results, i, k, out);
            first = false;
        }
    buffer_append_text(out, "\n]}\n");
}
