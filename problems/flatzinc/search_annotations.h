/* search_annotations.h — the annotations of the solve item as a search plan
 *
 * int_search, bool_search, seq_search, warm_start in all its forms, restart_….
 * What is not known is ignored, as FlatZinc wants it; the user may ask for a
 * warning. A file without search annotations leaves the plan to the solver.
 */
#ifndef PROBLEMS_FLATZINC_SEARCH_ANNOTATIONS_H
#define PROBLEMS_FLATZINC_SEARCH_ANNOTATIONS_H

struct ast;
struct loader;

/* Sets the model's plan and restarts. */
void search_annotations_take(struct loader *loader, const struct ast *ast);

#endif
