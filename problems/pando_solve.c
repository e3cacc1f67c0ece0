/* pando_solve.c — see pando_solve.h
 *
 * The file's model goes into a pando_model, whose variables keep their indices,
 * and is then a puzzle as any other. This is the only puzzle that looks behind
 * pando.h.
 */
#include "problems/pando_solve.h"

#include "coro/fatal.h"
#include "problems/flatzinc/flatzinc.h"
#include "problems/puzzles/arguments.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/json.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/session.h"
#include "problems/puzzles/strategy.h"
#include "problems/puzzles/trouble.h"
#include "propagators/pando_model.h"
#include "solver/error.h"

#include <string.h>

/* ---- Solutions ---- */

static void draw(
    const struct puzzle *puzzle, const int64_t *values,
    const struct terminal *terminal, struct buffer *out)
{
    static const char dashes[] = "----------\n";
    const struct flatzinc *flatzinc = puzzle->context;
    (void)terminal;
    output_solution(&flatzinc->outputs, values, out);
    out->size -= sizeof dashes - 1;
    if (flatzinc->outputs.items.count == 0)
        buffer_append_text(
            out,
            "(solved; the file asks for no output: it has no output_var)\n");
}

static void write_output(
    const struct output *output, const int64_t *values, struct buffer *out)
{
    bool array = strstr(output->before, " = array") != NULL;
    buffer_append_text(out, array ? "[" : "");
    for (uint32_t i = 0; i < output->count; i++) {
        int64_t v = values[output->vars[i].index];
        buffer_append_text(out, i > 0 ? "," : "");
        if (output->is_bool)
            buffer_append_text(out, v ? "true" : "false");
        else
            buffer_append_value(out, v);
    }
    buffer_append_text(out, array ? "]" : "");
}

/* {"x":1,"queens":[1,3,…]}: arrays are flat */
static void write_solution(
    const struct puzzle *puzzle, const int64_t *values, struct buffer *out)
{
    const struct flatzinc *flatzinc = puzzle->context;
    buffer_append_text(out, "{");
    VEC_FOR_EACH (output, flatzinc->outputs.items) {
        size_t length = strcspn(output->before, " ");
        if (output > flatzinc->outputs.items.items)
            buffer_append_text(out, ",");
        buffer_append_text(out, "\"");
        buffer_append(out, output->before, length);
        buffer_append_text(out, "\":");
        write_output(output, values, out);
    }
    buffer_append_text(out, "}");
}

/* ---- The puzzle ---- */

/* The annotations still say which variables come first, the strategy in which
 * order. */
static void replan(struct puzzle *puzzle, const struct strategy *strategy)
{
    struct model *model = puzzle->model->model;
    enum selection selection;
    enum split split;
    if (!plan_selection_named(strategy->selection, &selection) ||
        !plan_split_named(strategy->split, &split))
        coro_fatal("a strategy asks for a search that does not exist");
    VEC_FOR_EACH (node, model->plan) {
        if (node->kind == PLAN_LABEL) {
            node->selection = selection;
            node->split = split;
        }
    }
}

static void free_flatzinc(void *context)
{
    flatzinc_free(context);
}

static struct puzzle *puzzle_of(const char *path, struct flatzinc *flatzinc)
{
    struct model *model = flatzinc->model;
    struct puzzle *puzzle = puzzle_new("solve", model->vars.count);
    pando_model_free(puzzle->model);
    puzzle->model = pando_model_of(model);
    flatzinc->model = NULL; /* it has an owner now */
    for (uint32_t i = 0; i < puzzle->count; i++)
        puzzle->vars[i] = (pando_var){i};
    if (model->plan_root != PLAN_NONE)
        puzzle->replan = replan;
    puzzle->goal = model->goal == GOAL_SATISFY    ? PUZZLE_SATISFY
                   : model->goal == GOAL_MINIMIZE ? PUZZLE_MINIMIZE
                                                  : PUZZLE_MAXIMIZE;
    puzzle->objective = (pando_var){model->objective.index};
    puzzle->draw = draw;
    puzzle->write = write_solution;
    puzzle->context = flatzinc;
    puzzle->free_context = free_flatzinc;
    buffer_append_text(&puzzle->fields, "\"file\":");
    json_text(&puzzle->fields, path);
    return puzzle;
}

struct puzzle *
pando_solve_load(const char *path, bool free, struct trouble *reterr)
{
    const struct flatzinc_options options = {.free_search = free};
    struct flatzinc *flatzinc;
    struct error error = {0};
    if (flatzinc_load(path, &options, &flatzinc, &error))
        return puzzle_of(path, flatzinc);
    trouble_set_at(
        reterr, error.file, error.line, error.column, "%s", error.message);
    return NULL;
}

/* ---- The command ---- */

struct options {
    struct session_options session;
    bool free;
};

static const struct argument table[] = {
    {"--free", ARGUMENT_FLAG, offsetof(struct options, free)},
    {0},
};

static bool play_file(
    const struct options *options, const char *path, struct trouble *reterr)
{
    struct session *session = session_new(&options->session, reterr);
    struct puzzle *puzzle =
        session ? pando_solve_load(path, options->free, reterr) : NULL;
    bool good = puzzle != NULL;
    if (good && options->session.count && puzzle->goal != PUZZLE_SATISFY)
        good = trouble_set(
            reterr, "--count is for satisfaction problems; this one has an "
                    "objective");
    good = good && session_play(session, puzzle, reterr);
    puzzle_free(puzzle);
    session_free(session);
    return good;
}

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    struct options options = {0};
    const struct argument_group groups[] = {
        {table, &options}, {session_arguments, &options.session}, {0}};
    struct arguments_words words = {0};
    bool good = arguments_read(count, arguments, groups, &words, reterr);
    if (good && words.count != 1)
        good = trouble_set(
            reterr,
            "give one FlatZinc file, or - for standard input (see pando "
            "solve --help)");
    good = good && play_file(&options, words.items[0], reterr);
    arguments_clear(&words);
    return good;
}

const struct command solve_command = {
    .name = "solve",
    .usage = "FILE.fzn|- [option]…",
    .summary = "a problem that MiniZinc has compiled to FlatZinc",
    .help =
        "Solves a FlatZinc file, for people to watch: with a line on what the\n"
        "search does, the solution, and how it ended. MiniZinc itself calls\n"
        "fzn-pando, which speaks its language.\n"
        "\n"
        "Examples\n"
        "  minizinc -c --solver pando model.mzn -o model.fzn\n"
        "  pando solve model.fzn --time 1m --stats\n"
        "  pando solve model.fzn --all --json\n"
        "\n"
        "Options\n"
        "  --free           do not follow the file's search annotations\n"
        "  --all            all solutions; with an objective, each better "
        "one\n",
    .shared_options = true,
    .run = run,
};
