/* output.h — printing solutions as FlatZinc wants it
 *
 *     x = 3;
 *     b = true;
 *     a = [1,2,3];                       output_array([1..3]), see below
 *     m = array2d(1..2, 1..3, [ … ]);
 *     ----------
 *
 * MiniZinc up to 2.7.7 wants arrays with their index sets, and gets them; later
 * ones ask for one dimension 1..n, which is the same form.
 *
 * Ownership: outputs own their names and variables.
 */
#ifndef PROBLEMS_FLATZINC_OUTPUT_H
#define PROBLEMS_FLATZINC_OUTPUT_H

#include "solver/vec.h"
#include "solver/view.h"

#include <stdbool.h>

struct ast;
struct buffer;
struct error;
struct loader;

/* One line of a solution: text, then the values of variables, then text. */
struct output {
    char *before, *after;
    bool is_bool;
    uint32_t count;
    var *vars;
};

struct outputs {
    VEC(struct output) items;
};

/* What the annotations output_var and output_array ask for. */
bool output_collect(
    struct outputs *outputs, struct loader *loader, const struct ast *ast,
    struct error *reterr);
void output_clear(struct outputs *outputs);

/* Appends the lines of a solution, with the ten dashes; values are those of the
 * model's variables. */
void output_solution(
    const struct outputs *outputs, const value *values, struct buffer *buffer);

#endif
