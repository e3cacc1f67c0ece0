/* plan.h — how a model is to be searched: a tree of annotations
 *
 * PLAN_LABEL fixes its variables one after another; PLAN_SEQUENCE runs its
 * children in order. What a plan leaves open is labelled at the end by the
 * default search (label.c).
 */
#ifndef SOLVER_PLAN_H
#define SOLVER_PLAN_H

#include "solver/view.h"

#define PLAN_NONE UINT32_MAX

/* Which variable next; ties go to the first. */
#define PLAN_SELECTIONS(X)                                                     \
    X(INPUT_ORDER, "input_order")                                              \
    X(FIRST_FAIL, "first_fail")                                                \
    X(ANTI_FIRST_FAIL, "anti_first_fail")                                      \
    X(SMALLEST, "smallest")                                                    \
    X(LARGEST, "largest")                                                      \
    X(OCCURRENCE, "occurrence")                                                \
    X(MOST_CONSTRAINED, "most_constrained")                                    \
    X(MAX_REGRET, "max_regret")                                                \
    X(DOM_W_DEG, "dom_w_deg")                                                  \
    X(IMPACT, "impact")

/* How its domain is split. */
#define PLAN_SPLITS(X)                                                         \
    X(MIN, "indomain_min")                                                     \
    X(MAX, "indomain_max")                                                     \
    X(MIDDLE, "indomain_middle")                                               \
    X(MEDIAN, "indomain_median")                                               \
    X(RANDOM, "indomain_random")                                               \
    X(SPLIT, "indomain_split")                                                 \
    X(REVERSE_SPLIT, "indomain_reverse_split")                                 \
    X(SPLIT_RANDOM, "indomain_split_random")                                   \
    X(INTERVAL, "indomain_interval")                                           \
    X(ENUMERATE, "indomain")                                                   \
    X(OUT_MIN, "outdomain_min")                                                \
    X(OUT_MAX, "outdomain_max")                                                \
    X(OUT_MEDIAN, "outdomain_median")                                          \
    X(OUT_RANDOM, "outdomain_random")                                          \
    X(ZERO_OUTWARDS, "zero_outwards")

#define PLAN_SELECT_ENUM(name, text) SELECT_##name,
#define PLAN_SPLIT_ENUM(name, text)  SPLIT_##name,

enum selection { PLAN_SELECTIONS(PLAN_SELECT_ENUM) SELECTION_COUNT };
enum split { PLAN_SPLITS(PLAN_SPLIT_ENUM) SPLIT_COUNT };

enum restart_policy {
    RESTART_NONE,
    RESTART_CONSTANT,
    RESTART_LINEAR,
    RESTART_GEOMETRIC,
    RESTART_LUBY,
};

struct restarts {
    enum restart_policy policy;
    double base;    /* geometric: the factor */
    uint64_t scale; /* nodes of the first run */
};

enum plan_kind {
    PLAN_LABEL,
    PLAN_SEQUENCE,
};

struct plan_node {
    enum plan_kind kind;
    enum selection selection;
    enum split split;
    const var *vars; /* PLAN_LABEL */
    uint32_t var_count;
    const uint32_t *children; /* PLAN_SEQUENCE: indices in the plan */
    uint32_t child_count;
    const value *warm; /* PLAN_LABEL: values to try first, or NULL */
};

const char *plan_selection_name(enum selection selection);
const char *plan_split_name(enum split split);
/* False where no selection or split has that name. */
bool plan_selection_named(const char *name, enum selection *ret_selection);
bool plan_split_named(const char *name, enum split *ret_split);

#endif
