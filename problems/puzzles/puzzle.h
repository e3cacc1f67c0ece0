/* puzzle.h — a puzzle as a model, and how its solutions look
 *
 *     struct puzzle *puzzle = queens_new(8);
 *     puzzle_plan(puzzle, NULL, true);
 *     … run.h …
 *     puzzle_free(puzzle);
 *
 * A puzzle is made by its own file, given a plan (its own, or a strategy of the
 * user's), and searched. `values` below are those of vars, in their order.
 *
 * Ownership: a puzzle owns its model and what it points to.
 */
#ifndef PROBLEMS_PUZZLES_PUZZLE_H
#define PROBLEMS_PUZZLES_PUZZLE_H

#include "problems/buffer.h"
#include "propagators/pando.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strategy;
struct terminal;

enum puzzle_goal {
    PUZZLE_SATISFY,
    PUZZLE_MINIMIZE,
    PUZZLE_MAXIMIZE,
};

struct puzzle {
    const char *name;
    struct pando_model *model;
    pando_var *vars; /* what is labelled, in order */
    size_t count;
    const char *selection, *split; /* NULL: as the model does by itself */
    const char *quick; /* a strategy, with restarts perhaps, where one solution
                        * is enough; or NULL */
    enum puzzle_goal goal;
    pando_var objective;
    uint64_t enough;      /* solutions wanted if the user does not say; 2 asks
                           * whether there is only one */
    const char *none;     /* how to say that there is no solution */
    struct buffer fields; /* JSON: "size":8 and the like */
    size_t columns; /* JSON: the values come in rows of so many; 0: one row */

    void (*draw)(
        const struct puzzle *puzzle, const int64_t *values,
        const struct terminal *terminal, struct buffer *out);
    /* JSON of a solution; NULL: its values. */
    void (*write)(
        const struct puzzle *puzzle, const int64_t *values, struct buffer *out);
    /* Which solutions count; NULL: all. */
    bool (*wanted)(const struct puzzle *puzzle, const int64_t *values);
    /* Changes a plan that the model has; NULL: it has none. */
    void (*replan)(struct puzzle *puzzle, const struct strategy *strategy);
    void *context; /* the puzzle's own */
    void (*free_context)(void *context);
};

/* With an empty model and room for count variables. */
struct puzzle *puzzle_new(const char *name, size_t count);
void puzzle_free(struct puzzle *puzzle);

/* Tells the model how to search: as the strategy says, or, where that is NULL
 * or says nothing, as the puzzle does. only_one: the search will end with the
 * first solution. */
void puzzle_plan(
    struct puzzle *puzzle, const struct strategy *strategy, bool only_one);

/* The JSON of a solution. */
void puzzle_write(
    const struct puzzle *puzzle, const int64_t *values, struct buffer *out);

#endif
