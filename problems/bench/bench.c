/* bench.c — see bench.h
 *
 * Rounds go round all contestants and instances, A B A B …, so that whatever
 * else the machine does is shared fairly. The first rounds warm up and do not
 * count.
 */
#include "problems/bench/bench.h"

#include "coro/fatal.h"
#include "problems/bench/child.h"
#include "problems/bench/contestants.h"
#include "problems/bench/export.h"
#include "problems/bench/instance.h"
#include "problems/bench/measure.h"
#include "problems/bench/results.h"
#include "problems/bench/table.h"
#include "problems/buffer.h"
#include "problems/puzzles/arguments.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/terminal.h"
#include "problems/puzzles/trouble.h"
#include "propagators/pando.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    bool all, cpu, ascii;
    uint64_t time_ms, repeat, warm_up;
    struct arguments_words strategies, externals;
    const char *selections, *splits, *restarts, *seeds;
    const char *csv, *json;
};

#define FIELD(name) offsetof(struct options, name)

static const struct argument table[] = {
    {"--all", ARGUMENT_FLAG, FIELD(all)},
    {"--cpu", ARGUMENT_FLAG, FIELD(cpu)},
    {"--time", ARGUMENT_TIME, FIELD(time_ms)},
    {"--repeat", ARGUMENT_NUMBER, FIELD(repeat)},
    {"--warm-up", ARGUMENT_NUMBER, FIELD(warm_up)},
    {"--seeds", ARGUMENT_TEXT, FIELD(seeds)},
    {"--strategy", ARGUMENT_TEXTS, FIELD(strategies)},
    {"--variables", ARGUMENT_TEXT, FIELD(selections)},
    {"--values", ARGUMENT_TEXT, FIELD(splits)},
    {"--restarts", ARGUMENT_TEXT, FIELD(restarts)},
    {"--external", ARGUMENT_TEXTS, FIELD(externals)},
    {"--csv", ARGUMENT_TEXT, FIELD(csv)},
    {"--json", ARGUMENT_TEXT, FIELD(json)},
    {"--ascii", ARGUMENT_FLAG, FIELD(ascii)},
    {0},
};

enum {
    SEEDS = 100
};

struct bench {
    const struct options *options;
    struct terminal terminal;
    uint64_t seeds[SEEDS];
    size_t seed_count;
    struct instance *instances;
    size_t instance_count;
    struct contestants contestants;
    struct results results;
    FILE *csv, *json;     /* NULL: not wanted */
    size_t made, planned; /* runs */
    bool interrupted;
};

/* ---- Reading what is wanted ---- */

static bool read_seeds(struct bench *bench, struct trouble *reterr)
{
    const char *at = bench->options->seeds;
    if (!at)
        bench->seeds[bench->seed_count++] = 1;
    while (at && *at) {
        char *end;
        bool digit = *at >= '0' && *at <= '9';
        if (bench->seed_count == SEEDS)
            return trouble_set(reterr, "more than %d seeds", SEEDS);
        bench->seeds[bench->seed_count++] = strtoull(at, &end, 10);
        if (!digit || (*end && *end != ','))
            return trouble_set(
                reterr,
                "--seeds takes numbers with commas, as in 1,2,3, not "
                "'%s'",
                bench->options->seeds);
        at = end + (*end == ',');
    }
    return bench->seed_count > 0 ||
           trouble_set(reterr, "--seeds needs a number");
}

static bool read_grid(struct bench *bench, struct trouble *reterr)
{
    const struct options *options = bench->options;
    if (!options->selections && !options->splits && !options->restarts)
        return true;
    return contestants_add_grid(
        &bench->contestants,
        options->selections ? options->selections : "first_fail",
        options->splits ? options->splits : "min", options->restarts, reterr);
}

static bool read_contestants(struct bench *bench, struct trouble *reterr)
{
    const struct options *options = bench->options;
    struct contestants *contestants = &bench->contestants;
    for (size_t i = 0; i < options->strategies.count; i++)
        if (!contestants_add_strategy(
                contestants, options->strategies.items[i], reterr))
            return false;
    if (!read_grid(bench, reterr))
        return false;
    if (contestants->count == 0 &&
        !contestants_add_strategy(contestants, "default", reterr))
        return false;
    for (size_t i = 0; i < options->externals.count; i++)
        if (!contestants_add_external(
                contestants, options->externals.items[i], reterr))
            return false;
    return true;
}

static bool read_instances(
    struct bench *bench, const struct arguments_words *words,
    struct trouble *reterr)
{
    if (words->count == 0)
        return trouble_set(
            reterr,
            "what shall be measured? For example: pando bench queens:12 "
            "--all (see pando bench --help)");
    bench->instances = calloc(words->count, sizeof *bench->instances);
    if (!bench->instances)
        coro_fatal("out of memory");
    for (; bench->instance_count < words->count; bench->instance_count++)
        if (!instance_check(
                words->items[bench->instance_count],
                &bench->instances[bench->instance_count], reterr))
            return false;
    return true;
}

/* With restarts one cannot count all solutions. */
static bool restarts_fit(const struct bench *bench, struct trouble *reterr)
{
    for (size_t i = 0; bench->options->all && i < bench->instance_count; i++)
        for (size_t k = 0; k < bench->contestants.count; k++) {
            const struct contestant *who = &bench->contestants.items[k];
            if (!bench->instances[i].optimizing && !who->command &&
                strategy_restarting(&who->strategy))
                return trouble_set(
                    reterr,
                    "%s restarts and would find solutions of %s again: "
                    "leave --all out",
                    who->name, bench->instances[i].text);
        }
    return true;
}

static bool open_file(const char *path, FILE **ret_file, struct trouble *reterr)
{
    if (!path)
        return true;
    *ret_file = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
    return *ret_file ||
           trouble_set_at(reterr, path, 0, 0, "%s", strerror(errno));
}

static bool prepare(
    struct bench *bench, const struct arguments_words *words,
    struct trouble *reterr)
{
    return read_seeds(bench, reterr) && read_contestants(bench, reterr) &&
           read_instances(bench, words, reterr) &&
           restarts_fit(bench, reterr) &&
           open_file(bench->options->csv, &bench->csv, reterr) &&
           open_file(bench->options->json, &bench->json, reterr);
}

/* ---- Measuring ---- */

/* What was not completed once is not tried again. */
static bool given_up(const struct cell *cell, uint64_t seed)
{
    for (size_t i = 0; i < cell->count; i++) {
        enum measure_status status = cell->items[i].measurement.status;
        bool same = cell->items[i].seed == seed;
        if (status == MEASURE_FAILED || status == MEASURE_UNFIT ||
            (same && status == MEASURE_LIMITED))
            return true;
    }
    return false;
}

static void show_progress(struct bench *bench, size_t instance, size_t k)
{
    bench->made++;
    if (bench->terminal.progress)
        fprintf(
            stderr, "\r\033[Krun %zu of at most %zu: %s, %s", bench->made,
            bench->planned, bench->instances[instance].text,
            bench->contestants.items[k].name);
}

static void measure_one(
    struct bench *bench, const struct child_watch *watch, size_t instance,
    size_t k, const struct measure_options *options, uint64_t round)
{
    struct cell *cell = results_cell(&bench->results, instance, k);
    uint64_t warm_up = bench->options->warm_up;
    bool warming = round < warm_up;
    struct result result = {
        .seed = options->seed,
        .round = warming ? 0 : (uint32_t)(round - warm_up + 1)};
    show_progress(bench, instance, k);
    if (given_up(cell, options->seed))
        return;
    measure(
        watch, &bench->instances[instance], &bench->contestants.items[k],
        options, &result.measurement);
    enum measure_status status = result.measurement.status;
    if (status == MEASURE_INTERRUPTED)
        bench->interrupted = true;
    else if (!warming || status != MEASURE_COMPLETED)
        results_add(cell, &result);
}

static void measure_round(
    struct bench *bench, const struct child_watch *watch, uint64_t round)
{
    struct measure_options options = {
        .all = bench->options->all, .time_ms = bench->options->time_ms};
    for (size_t s = 0; s < bench->seed_count; s++)
        for (size_t i = 0; i < bench->instance_count; i++)
            for (size_t k = 0; k < bench->contestants.count; k++) {
                options.seed = bench->seeds[s];
                if (!bench->interrupted)
                    measure_one(bench, watch, i, k, &options, round);
            }
}

static void measure_all(struct bench *bench)
{
    uint64_t rounds = bench->options->warm_up + bench->options->repeat;
    struct child_watch watch;
    results_init(
        &bench->results, bench->instances, bench->instance_count,
        &bench->contestants);
    bench->results.by_cpu = bench->options->cpu;
    bench->planned = rounds * bench->seed_count * bench->instance_count *
                     bench->contestants.count;
    child_watch_init(&watch);
    for (uint64_t round = 0; round < rounds && !bench->interrupted; round++)
        measure_round(bench, &watch, round);
    if (bench->terminal.progress)
        fputs("\r\033[K", stderr);
    child_watch_clear(&watch);
}

/* ---- Reporting ---- */

static bool write_file(
    const char *path, FILE *file, struct buffer *text, struct trouble *reterr)
{
    bool good = fwrite(text->bytes, 1, text->size, file) == text->size &&
                fflush(file) == 0;
    buffer_clear(text);
    return good || trouble_set_at(reterr, path, 0, 0, "%s", strerror(errno));
}

static bool report(struct bench *bench, struct trouble *reterr)
{
    const struct options *options = bench->options;
    struct buffer text = {0};
    if (bench->csv != stdout && bench->json != stdout) {
        const struct table_options drawing = {
            .all = options->all,
            .interrupted = bench->interrupted,
            .utf8 = bench->terminal.utf8,
            .time_ms = options->time_ms};
        table_draw(&bench->results, &drawing, &text);
        if (!write_file("standard output", stdout, &text, reterr))
            return false;
    }
    if (bench->csv) {
        export_csv(&bench->results, &text);
        if (!write_file(options->csv, bench->csv, &text, reterr))
            return false;
    }
    if (!bench->json)
        return true;
    const struct export_options exporting = {
        .all = options->all,
        .interrupted = bench->interrupted,
        .time_ms = options->time_ms,
        .version = pando_version()};
    export_json(&bench->results, &exporting, &text);
    return write_file(options->json, bench->json, &text, reterr);
}

/* ---- The command ---- */

static void clear_bench(struct bench *bench)
{
    if (bench->results.cells)
        results_clear(&bench->results);
    contestants_clear(&bench->contestants);
    free(bench->instances);
    if (bench->csv && bench->csv != stdout)
        fclose(bench->csv);
    if (bench->json && bench->json != stdout)
        fclose(bench->json);
}

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    enum {
        USUAL_TIME_MS = 10000,
        USUAL_REPEAT = 3,
        USUAL_WARM_UP = 1
    };
    struct options options = {
        .time_ms = USUAL_TIME_MS,
        .repeat = USUAL_REPEAT,
        .warm_up = USUAL_WARM_UP};
    const struct argument_group groups[] = {{table, &options}, {0}};
    struct arguments_words words = {0};
    struct bench bench = {.options = &options};
    bool good = arguments_read(count, arguments, groups, &words, reterr);
    if (good && (options.repeat == 0 || options.repeat > UINT32_MAX))
        good = trouble_set(reterr, "--repeat takes a number from 1 on");
    bench.terminal = terminal_look(options.ascii);
    good = good && prepare(&bench, &words, reterr);
    if (good) {
        measure_all(&bench);
        good = report(&bench, reterr);
    }
    clear_bench(&bench);
    arguments_clear(&options.strategies);
    arguments_clear(&options.externals);
    arguments_clear(&words);
    return good;
}

const struct command bench_command = {
    .name = "bench",
    .usage = "INSTANCE… [option]…",
    .summary = "compares search strategies and solvers",
    .help =
        "Measures search strategies of Pando, and other solvers, on puzzles "
        "and\n"
        "FlatZinc files. Each run is a process of its own with a time limit; "
        "the\n"
        "contestants take turns, A B A B …; medians are shown. Times are "
        "those\n"
        "of the whole process, from start to end, the same for everybody; the\n"
        "last column is the ratio to the first contestant's.\n"
        "\n"
        "An instance is a file that ends with .fzn, or one of queens:N, "
        "magic:N,\n"
        "golomb:N, langford:N, crypt:SUM, sudoku:FILE, nonogram:FILE. One\n"
        "solution is looked for, or the best if there is an objective.\n"
        "\n"
        "Examples\n"
        "  Is first_fail better than dom_w_deg, all solutions?\n"
        "    pando bench queens:10 langford:8 --all \\\n"
        "      --strategy first_fail/min --strategy dom_w_deg/min\n"
        "  All combinations of variable orders, value orders and restarts:\n"
        "    pando bench magic:6 --time 5s --variables first_fail,dom_w_deg "
        "\\\n"
        "      --values min,random --restarts none,luby:100 --seeds 1,2,3\n"
        "  Pando beside another solver, on the search that the files ask for:\n"
        "    pando bench *.fzn --time 20s --repeat 5 --csv runs.csv \\\n"
        "      --external 'gecode=fzn-gecode -s -time {time_ms} {file}'\n"
        "\n"
        "What is measured\n"
        "  --all              all solutions (another solver's command must ask "
        "for\n"
        "                     them, too: fzn-gecode -a …)\n"
        "  --strategy S       may be repeated; a name may stand before it, as "
        "in\n"
        "                     weighted=dom_w_deg/min. The default: default\n"
        "  --variables LIST   with --values and --restarts: all combinations\n"
        "  --values LIST\n"
        "  --restarts LIST\n"
        "  --external N=CMD   another solver: its name, and a shell command "
        "in\n"
        "                     which {file}, {seed}, {time_ms}, {time_s} are "
        "filled\n"
        "                     in; FlatZinc files only. May be repeated\n"
        "\n"
        "How\n"
        "  --time T           limit of a run: 10s, 500ms, 2m; the default is "
        "10s\n"
        "  --repeat N         runs that count, 3 by default\n"
        "  --warm-up N        runs before them that do not, 1 by default\n"
        "  --seeds LIST       as in 1,2,3: each run is made with each seed\n"
        "\n"
        "What is shown\n"
        "  --cpu              ratios and nodes/s by processor time instead of "
        "the\n"
        "                     wall clock's: for machines that do other work, "
        "too\n"
        "  --csv FILE         every run, for spreadsheets; - is standard "
        "output\n"
        "  --json FILE        every run and the medians\n"
        "  --ascii            no characters beyond ASCII\n"
        "\n"
        "A run that is not completed is not repeated. It counts as longer than "
        "any\n"
        "other, so that a median over too many such is shown as > limit. The "
        "first\n"
        "Ctrl-C stops and shows what was measured.\n"
        "\n"
        "A strategy is VARIABLES/VALUES or VARIABLES/VALUES/RESTARTS, or "
        "'default',\n"
        "what the puzzle or the file asks for:\n"
        "  variables  input_order first_fail anti_first_fail smallest largest\n"
        "             occurrence most_constrained max_regret dom_w_deg impact\n"
        "  values     min max middle median random split reverse_split\n"
        "             split_random interval outdomain_min outdomain_max\n"
        "             outdomain_median outdomain_random zero_outwards\n"
        "  restarts   none, constant:N, linear:N, geometric:N:FACTOR, luby:N\n"
        "             (N in nodes), as in dom_w_deg/random/luby:100\n",
    .run = run,
};
