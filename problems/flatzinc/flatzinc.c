/* flatzinc.c — see flatzinc.h
 *
 *   parser.c → loader.c              variables
 *            → constraints.c         constraints, one by one, then forgotten
 *   at the end: the objective, search_annotations.c, output.c
 */
#include "problems/flatzinc/flatzinc.h"

#include "coro/fatal.h"
#include "problems/flatzinc/ast.h"
#include "problems/flatzinc/constraints.h"
#include "problems/flatzinc/loader.h"
#include "problems/flatzinc/parser.h"
#include "problems/flatzinc/search_annotations.h"
#include "solver/error.h"
#include "solver/model.h"

#include <stdlib.h>

static bool take_variable(
    void *context, const struct ast *ast, uint32_t index, struct error *reterr)
{
    return loader_declare(context, ast, index, reterr);
}

static bool take_constraint(
    void *context, const struct ast *ast,
    const struct ast_constraint *constraint, struct error *reterr)
{
    return constraints_add(context, ast, constraint, reterr);
}

static bool take_objective(
    struct loader *loader, const struct ast *ast, struct error *reterr)
{
    const struct ast_value *objective = &ast->solve.objective;
    if (ast->solve.goal == AST_SATISFY)
        return true;
    bool good = objective->kind == AST_VARIABLE ||
                (objective->kind == AST_INT && objective->integer >= VALUE_MIN);
    if (!good)
        return ast_error(
            ast, objective->offset, reterr,
            "the objective must be an int variable or an int of 64 bits");
    loader->model->goal =
        ast->solve.goal == AST_MINIMIZE ? GOAL_MINIMIZE : GOAL_MAXIMIZE;
    loader->model->objective = loader_var(loader, objective);
    return true;
}

static bool finish(
    struct loader *loader, const struct ast *ast, struct outputs *outputs,
    struct error *reterr)
{
    if (!take_objective(loader, ast, reterr))
        return false;
    search_annotations_take(loader, ast);
    return output_collect(outputs, loader, ast, reterr);
}

/* Where the text comes from. */
struct flatzinc_source {
    const char *name, *text; /* text NULL: the file of that name */
    size_t size;
};

static bool read_source(
    const struct flatzinc_source *source,
    const struct parser_consumer *consumer, struct ast **ret_ast,
    struct error *reterr)
{
    return source->text
               ? parser_read_text(
                     source->name, source->text, source->size, consumer,
                     ret_ast, reterr)
               : parser_read_file(source->name, consumer, ret_ast, reterr);
}

static bool load(
    const struct flatzinc_source *source,
    const struct flatzinc_options *options, struct flatzinc **ret_flatzinc,
    struct error *reterr)
{
    struct flatzinc *flatzinc = calloc(1, sizeof *flatzinc);
    if (!flatzinc)
        coro_fatal("out of memory");
    flatzinc->model = model_new();
    struct loader loader;
    loader_init(&loader, flatzinc->model);
    loader.verbose = options->verbose;
    loader.free_search = options->free_search;
    const struct parser_consumer consumer = {
        .context = &loader,
        .variable = take_variable,
        .constraint = take_constraint,
    };
    struct ast *ast;
    bool good = read_source(source, &consumer, &ast, reterr);
    if (good) {
        good = finish(&loader, ast, &flatzinc->outputs, reterr);
        ast_free(ast);
    }
    flatzinc->bool_count = loader.bool_count;
    flatzinc->int_count = loader.int_count;
    loader_clear(&loader);
    if (good)
        *ret_flatzinc = flatzinc;
    else
        flatzinc_free(flatzinc);
    return good;
}

bool flatzinc_load(
    const char *path, const struct flatzinc_options *options,
    struct flatzinc **ret_flatzinc, struct error *reterr)
{
    const struct flatzinc_source source = {.name = path};
    return load(&source, options, ret_flatzinc, reterr);
}

bool flatzinc_load_text(
    const char *name, const char *text, size_t size,
    const struct flatzinc_options *options, struct flatzinc **ret_flatzinc,
    struct error *reterr)
{
    const struct flatzinc_source source = {name, text, size};
    return load(&source, options, ret_flatzinc, reterr);
}

void flatzinc_free(struct flatzinc *flatzinc)
{
    output_clear(&flatzinc->outputs);
    model_free(flatzinc->model);
    free(flatzinc);
}
