/* test_bench.c — what `pando bench` computes from its runs */
#include "problems/bench/child.h"
#include "problems/bench/contestants.h"
#include "problems/bench/export.h"
#include "problems/bench/instance.h"
#include "problems/bench/listing.h"
#include "problems/bench/measure.h"
#include "problems/bench/results.h"
#include "problems/bench/table.h"
#include "problems/buffer.h"
#include "problems/puzzles/trouble.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- What solvers print ---- */

Test(bench, listing)
{
    static const char text[] =
        "x = 1;\n----------\nx = 2;\r\n----------\r\n"
        "%%%mzn-stat: nodes=12\n%%%mzn-stat: failures=3\n"
        "%%%mzn-stat: objective=-7\n%%%mzn-stat: method=\"x\"\n"
        "% ==========\n==========";
    for (size_t block = 1; block < sizeof text; block++) {
        struct listing listing = {0};
        for (size_t at = 0; at < sizeof text - 1; at += block) {
            size_t left = sizeof text - 1 - at;
            listing_take(&listing, text + at, left < block ? left : block);
        }
        cr_expect_not(listing.complete);
        listing_end(&listing);
        cr_expect(listing.complete);
        cr_expect_eq(listing.solutions, 2);
        cr_expect_eq(listing.nodes, 12);
        cr_expect_eq(listing.failures, 3);
        cr_expect(listing.has_objective && listing.objective == -7);
    }
}

Test(bench, listing_of_long_lines)
{
    struct listing listing = {0};
    for (int i = 0; i < 100; i++)
        listing_take(&listing, "----------", 10);
    listing_take(&listing, "\n----------\n", 12);
    cr_expect_eq(listing.solutions, 1);
}

/* ---- Contestants ---- */

Test(bench, contestants)
{
    struct contestants contestants = {0};
    struct trouble trouble;
    cr_expect(contestants_add_strategy(&contestants, "default", &trouble));
    cr_expect_not(contestants_add_strategy(&contestants, "default", &trouble));
    cr_expect(
        contestants_add_strategy(&contestants, "w=dom_w_deg/min", &trouble));
    cr_expect(contestants_add_grid(
        &contestants, "first_fail,smallest", "min,max", "none,luby:5",
        &trouble));
    cr_expect_eq(contestants.count, 10);
    cr_expect_str_eq(contestants.items[1].name, "w");
    cr_expect_str_eq(contestants.items[9].name, "smallest/max/luby:5");
    cr_expect_not(contestants_add_external(&contestants, "x", &trouble));
    cr_expect_not(contestants_add_external(&contestants, "x=y", &trouble));
    cr_expect_not(contestants_add_external(&contestants, "{file}=y", &trouble));
    cr_expect(contestants_add_external(
        &contestants, "g=s -r {seed} -t {time_ms} {time_s} {file} {x}",
        &trouble));
    struct buffer command = {0};
    contestants_command(&contestants.items[10], "it's.fzn", 3, 1500, &command);
    cr_expect_str_eq(command.bytes, "s -r 3 -t 1500 2 'it'\\''s.fzn' {x}");
    buffer_clear(&command);
    contestants_clear(&contestants);
}

/* ---- Medians ---- */

Test(bench, median)
{
    cr_expect_eq(results_median((double[]){3, 1, 2}, 3), 2);
    cr_expect_eq(results_median((double[]){4, 1, 2, 3}, 4), 2.5);
    cr_expect_eq(
        results_median((double[]){INFINITY, 1, INFINITY}, 3), INFINITY);
    cr_expect_eq(results_median((double[]){1, INFINITY}, 2), INFINITY);
    cr_expect(isnan(results_median(NULL, 0)));
}

/* Two instances, two contestants; the second is twice as fast on the first
 * instance and does not complete the second. */
struct fixture {
    struct instance instances[2];
    struct contestants contestants;
    struct results results;
};

static void add_run(
    struct fixture *fixture, size_t instance, size_t contestant,
    enum measure_status status, double seconds, uint64_t solutions)
{
    const struct result result = {
        .seed = 1,
        .round = 1,
        .measurement = {
            .status = status,
            .counted = true,
            .nodes = 1000,
            .failures = 500,
            .solutions = solutions,
            .seconds = seconds,
            .cpu_seconds = seconds / 2}};
    results_add(results_cell(&fixture->results, instance, contestant), &result);
}

static void init_fixture(struct fixture *fixture)
{
    struct trouble trouble;
    *fixture = (struct fixture){
        .instances = {{.text = "first"}, {.text = "second, \"quoted\""}}};
    contestants_add_strategy(&fixture->contestants, "a=default", &trouble);
    contestants_add_strategy(&fixture->contestants, "b=default", &trouble);
    results_init(
        &fixture->results, fixture->instances, 2, &fixture->contestants);
    for (int i = 1; i <= 3; i++) {
        add_run(fixture, 0, 0, MEASURE_COMPLETED, 2.0 * i, 92);
        add_run(fixture, 0, 1, MEASURE_COMPLETED, 1.0 * i, 92);
        add_run(fixture, 1, 0, MEASURE_COMPLETED, 5, 1);
        add_run(fixture, 1, 1, MEASURE_LIMITED, 10, 0);
    }
}

static void clear_fixture(struct fixture *fixture)
{
    results_clear(&fixture->results);
    contestants_clear(&fixture->contestants);
}

Test(bench, summary)
{
    struct fixture fixture;
    struct summary summary;
    size_t count, first, second;
    init_fixture(&fixture);
    results_summarize(&fixture.results, 0, 0, &summary);
    cr_expect_eq(summary.seconds, 4);
    cr_expect_eq(summary.nodes_per_second, 250);
    cr_expect_eq(summary.completed, 3);
    results_summarize(&fixture.results, 1, 1, &summary);
    cr_expect(isinf(summary.seconds) && summary.partial);
    cr_expect_eq(summary.limited, 3);
    cr_expect_eq(results_mean_ratio(&fixture.results, 1, &count), 0.5);
    cr_expect_eq(count, 1);
    cr_expect_not(
        results_contradict(&fixture.results, 0, true, &first, &second));
    fixture.results.cells[1].items[0].measurement.solutions = 91;
    cr_expect(results_contradict(&fixture.results, 0, true, &first, &second));
    cr_expect(first == 0 && second == 1);
    cr_expect_not(
        results_contradict(&fixture.results, 0, false, &first, &second));
    clear_fixture(&fixture);
}

Test(bench, outputs)
{
    struct fixture fixture;
    struct buffer out = {0};
    init_fixture(&fixture);
    export_csv(&fixture.results, &out);
    buffer_append(&out, "", 1);
    cr_expect_not_null(strstr(
        out.bytes, "\r\n\"second, \"\"quoted\"\"\",b,1,1,time limit,10.000000,"
                   "5.000000,0,1000,500,0,\r\n"));
    out.size = 0;
    table_draw(
        &fixture.results, &(struct table_options){.time_ms = 10000}, &out);
    buffer_append(&out, "", 1);
    cr_expect_not_null(strstr(out.bytes, "> 10.00"));
    cr_expect_not_null(strstr(out.bytes, ">= 1,000"));
    cr_expect_not_null(strstr(out.bytes, "3 of 12 runs"));
    cr_expect_not_null(strstr(out.bytes, "b takes 0.50 times as long as a"));
    out.size = 0;
    export_json(
        &fixture.results, &(struct export_options){.version = "1"}, &out);
    buffer_append(&out, "", 1);
    cr_expect_not_null(strstr(out.bytes, "\"median_seconds\":null"));
    cr_expect_not_null(strstr(out.bytes, "\"median_seconds\":4,"));
    buffer_clear(&out);
    clear_fixture(&fixture);
}

/* ---- Children ---- */

static int sleep_long(void *context, int out)
{
    (void)context;
    (void)out;
    sleep(60);
    return 0;
}

static int say_word(void *context, int out)
{
    (void)context;
    return write(out, "word", 4) == 4 ? 5 : 6;
}

static int crash(void *context, int out)
{
    (void)context;
    (void)out;
    abort();
}

static void take_bytes(void *context, const char *bytes, size_t size)
{
    buffer_append(context, bytes, size);
}

static struct child_result
run_child(int (*work)(void *context, int out), struct buffer *received)
{
    struct child_watch watch;
    struct child_result result;
    const struct child_task task = {
        .context = received,
        .work = work,
        .take = take_bytes,
        .limit_seconds = 0.3,
        .grace_seconds = 0.3};
    child_watch_init(&watch);
    child_run(&watch, &task, &result);
    child_watch_clear(&watch);
    return result;
}

Test(bench, children)
{
    struct buffer received = {0};
    struct child_result result = run_child(say_word, &received);
    cr_expect(result.end == CHILD_EXITED && result.status == 5);
    cr_expect(received.size == 4 && memcmp(received.bytes, "word", 4) == 0);
    result = run_child(sleep_long, &received);
    cr_expect_eq(result.end, CHILD_LIMITED);
    cr_expect(result.seconds > 0.29 && result.seconds < 20);
    result = run_child(crash, &received);
    cr_expect(result.end == CHILD_CRASHED && result.status == SIGABRT);
    buffer_clear(&received);
}

/* ---- Whole runs ---- */

static struct measurement
measure_text(const char *text, const char *strategy, bool all, uint64_t time_ms)
{
    struct instance instance;
    struct contestants contestants = {0};
    struct trouble trouble;
    struct child_watch watch;
    struct measurement measurement;
    cr_assert(instance_check(text, &instance, &trouble), "%s", trouble.message);
    cr_assert(contestants_add_strategy(&contestants, strategy, &trouble));
    child_watch_init(&watch);
    measure(
        &watch, &instance, &contestants.items[0],
        &(struct measure_options){.all = all, .time_ms = time_ms, .seed = 1},
        &measurement);
    child_watch_clear(&watch);
    contestants_clear(&contestants);
    return measurement;
}

Test(bench, measurements)
{
    struct measurement m = measure_text("queens:8", "default", true, 60000);
    cr_expect_eq(m.status, MEASURE_COMPLETED);
    cr_expect_eq(m.solutions, 92);
    cr_expect(m.counted && m.nodes > 100 && m.seconds > 0);
    m = measure_text("golomb:7", "dom_w_deg/min", false, 60000);
    cr_expect(m.valued && m.objective == 25);
    m = measure_text("queens:20", "input_order/min", true, 300);
    cr_expect_eq(m.status, MEASURE_LIMITED);
    cr_expect(m.counted && m.nodes > 0);
}

Test(bench, instances)
{
    static const char *const bad[] = {
        "queens",  "queens:",    "queens:x",          "queens:0",    "chess:8",
        "crypt:A", "sudoku:/no", "/no/such/file.fzn", "golomb:1000", ""};
    struct instance instance;
    struct trouble trouble;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(
            instance_check(bad[i], &instance, &trouble), "%s", bad[i]);
    cr_expect(instance_check("crypt:A+A=B", &instance, &trouble));
    cr_expect(instance_check("golomb:5", &instance, &trouble));
    cr_expect(instance.optimizing);
}
