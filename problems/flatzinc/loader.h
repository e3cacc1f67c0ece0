/* loader.h — what turns a FlatZinc file into a model, while it is read
 *
 * Variables of the file become variables of the model one by one; a variable
 * declared equal to another is that other one; a literal where a variable may
 * stand becomes a constant, one for each value.
 *
 * Ownership: a loader owns its tables and borrows the model that it fills.
 */
#ifndef PROBLEMS_FLATZINC_LOADER_H
#define PROBLEMS_FLATZINC_LOADER_H

#include "solver/model.h"
#include "solver/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct ast;
struct ast_array;
struct ast_value;
struct error;
struct rule;

/* A hash table of the constants that have a variable. */
struct loader_constants {
    struct loader_constant *slots;
    uint32_t slot_count, used; /* slot_count is a power of 2, or 0 */
};

enum {
    LOADER_FOUND = 64
};

/* What a constraint's name was found to mean: see constraints.c. */
struct loader_found {
    uint32_t symbol, count;
    const struct rule *rule; /* NULL: nothing yet */
    enum reification reification;
};

struct loader {
    struct model *model;
    VEC(var) vars; /* by variable of the ast */
    struct loader_constants constants;
    uint32_t bool_count, int_count; /* declared variables */
    bool verbose;                   /* warn of what is ignored */
    bool free_search;               /* ignore search annotations */

    struct loader_found found[LOADER_FOUND];

    /* Of the constraint that is being added: see call.h. */
    VEC(var) pushed_vars;
    VEC(value) pushed_values;

    /* The last place that was located: places come in order. */
    uint32_t place, line_start;
    int line;
};

void loader_init(struct loader *loader, struct model *model);
void loader_clear(struct loader *loader);

/* Takes in variable `index` of the ast. */
bool loader_declare(
    struct loader *loader, const struct ast *ast, uint32_t index,
    struct error *reterr);

/* The model's variable for a variable or a literal (AST_VARIABLE, AST_INT that
 * is not INT64_MIN, AST_BOOL). */
var loader_var(struct loader *loader, const struct ast_value *x);
var loader_constant(struct loader *loader, value v);

/* The line and column of a place that does not lie before the last one. */
void loader_locate(
    struct loader *loader, const struct ast *ast, uint32_t offset,
    uint32_t *ret_line, uint32_t *ret_column);

/* The ascending runs of an AST_RANGE or AST_SET. The caller frees them with
 * VEC_CLEAR. */
struct loader_ranges {
    VEC(struct range) runs;
};
struct loader_ranges loader_ranges(const struct ast_value *set);

/* A warning on standard error, if the user asked for such. */
void loader_warn(
    const struct loader *loader, const struct ast *ast, uint32_t offset,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
