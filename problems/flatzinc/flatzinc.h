/* flatzinc.h — a FlatZinc file as a model, and what it wants to have printed
 *
 *     struct flatzinc *flatzinc;
 *     if (!flatzinc_load(path, &options, &flatzinc, &error)) …
 *     model_simplify(flatzinc->model);
 *     … solve …
 *     output_solution(&flatzinc->outputs, values, &buffer);
 *
 * Ownership: a struct flatzinc owns its model and its outputs; it borrows
 * nothing, not even the file's path.
 */
#ifndef PROBLEMS_FLATZINC_FLATZINC_H
#define PROBLEMS_FLATZINC_FLATZINC_H

#include "problems/flatzinc/output.h"

#include <stdbool.h>
#include <stdint.h>

struct error;
struct model;

struct flatzinc_options {
    bool verbose;     /* warn on standard error of what is ignored */
    bool free_search; /* leave the search annotations out */
};

struct flatzinc {
    struct model *model;
    struct outputs outputs;
    uint32_t bool_count, int_count; /* variables that the file declares */
};

/* Reads a file, or standard input if path is "-". An error borrows path. */
bool flatzinc_load(
    const char *path, const struct flatzinc_options *options,
    struct flatzinc **ret_flatzinc, struct error *reterr);
/* The same for text in memory. */
bool flatzinc_load_text(
    const char *name, const char *text, size_t size,
    const struct flatzinc_options *options, struct flatzinc **ret_flatzinc,
    struct error *reterr);
void flatzinc_free(struct flatzinc *flatzinc);

#endif
