/* puzzle.c — see puzzle.h */
#include "problems/puzzles/puzzle.h"

#include "coro/fatal.h"
#include "problems/puzzles/json.h"
#include "problems/puzzles/strategy.h"
#include "problems/puzzles/trouble.h"

#include <stdlib.h>

struct puzzle *puzzle_new(const char *name, size_t count)
{
    struct puzzle *puzzle = calloc(1, sizeof *puzzle);
    pando_var *vars = calloc(count + 1, sizeof *vars);
    if (!puzzle || !vars)
        coro_fatal("out of memory");
    puzzle->name = name;
    puzzle->model = pando_model_new();
    puzzle->vars = vars;
    puzzle->count = count;
    puzzle->enough = 1;
    puzzle->none = "there is no solution";
    return puzzle;
}

void puzzle_free(struct puzzle *puzzle)
{
    if (!puzzle)
        return;
    if (puzzle->free_context)
        puzzle->free_context(puzzle->context);
    pando_model_free(puzzle->model);
    buffer_clear(&puzzle->fields);
    free(puzzle->vars);
    free(puzzle);
}

static void
label(struct puzzle *puzzle, const char *selection, const char *split)
{
    if (!pando_label(
            puzzle->model, puzzle->vars, puzzle->count, selection, split))
        coro_fatal("a puzzle asks for a search that does not exist");
}

static void read_quick(const struct puzzle *puzzle, struct strategy *ret)
{
    struct trouble trouble;
    if (!strategy_read(puzzle->quick, ret, &trouble))
        coro_fatal(trouble.message);
}

static void set_goal(struct puzzle *puzzle)
{
    if (puzzle->goal == PUZZLE_MINIMIZE)
        pando_minimize(puzzle->model, puzzle->objective);
    if (puzzle->goal == PUZZLE_MAXIMIZE)
        pando_maximize(puzzle->model, puzzle->objective);
}

void puzzle_plan(
    struct puzzle *puzzle, const struct strategy *strategy, bool only_one)
{
    struct strategy quick;
    bool given = strategy && strategy->selection[0];
    if (!given && puzzle->quick && only_one) {
        read_quick(puzzle, &quick);
        label(puzzle, quick.selection, quick.split);
        strategy_restart(&quick, puzzle->model);
    } else if (given && puzzle->replan) {
        puzzle->replan(puzzle, strategy);
    } else if (given) {
        label(puzzle, strategy->selection, strategy->split);
    } else if (puzzle->selection) {
        label(puzzle, puzzle->selection, puzzle->split);
    }
    if (strategy)
        strategy_restart(strategy, puzzle->model);
    set_goal(puzzle);
}

void puzzle_write(
    const struct puzzle *puzzle, const int64_t *values, struct buffer *out)
{
    if (puzzle->write)
        puzzle->write(puzzle, values, out);
    else
        json_values(out, values, puzzle->count, puzzle->columns);
}
