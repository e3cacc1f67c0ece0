/* pando.h — Pando, a finite-domain constraint solver to build into programs
 *
 *     struct pando_model *model = pando_model_new();
 *     pando_var x = pando_int(model, 1, 9), y = pando_int(model, 1, 9);
 *     pando_linear(
 *         model, (int64_t[]){1, 1}, (pando_var[]){x, y}, 2, PANDO_EQ, 10);
 *     pando_all_different(model, (pando_var[]){x, y}, 2);
 *     struct pando_search *search = pando_search_new(model, NULL);
 *     while (pando_search_next(search) == PANDO_SOLUTION)
 *         use(pando_search_value(search, x));
 *     pando_search_free(search);
 *     pando_model_free(model);
 *
 * A model is built, then searched: the first search or tree freezes it, and
 * posting to it afterwards is a fatal error. Values are int64_t and exact.
 * A search branch is a coroutine (coro.h): it can be forked, told, propagated,
 * inspected, pickled, and run by a search routine of your own.
 *
 * Nothing here prints, exits or keeps global state. Arrays that are passed in
 * are copied. What a function named …_new gives is given back to …_free. A
 * model is used by one thread while it is built, and is immutable once frozen;
 * a search or a tree with its branches is used by one thread at a time.
 *
 * Every solution has been checked against every constraint before it is given.
 */
#ifndef PANDO_H
#define PANDO_H

#include <coro/coro.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined __GNUC__
#define PANDO_API __attribute__((visibility("default")))
#else
#define PANDO_API
#endif

struct pando_model;
struct pando_search;
struct pando_tree;
struct pando_branch;

/* A variable of a model. */
typedef struct {
    uint32_t index;
} pando_var;

/* A posted constraint: for pando_if and pando_iff. */
typedef struct {
    uint32_t index;
} pando_constraint;

PANDO_API const char *pando_version(void);

/* ---- Models ---- */

PANDO_API struct pando_model *pando_model_new(void);
PANDO_API void pando_model_free(struct pando_model *model);

/* min..max; an empty range makes the model unsatisfiable. INT64_MIN itself is
 * no value. */
PANDO_API pando_var
pando_int(struct pando_model *model, int64_t min, int64_t max);
/* One of the values, in any order. */
PANDO_API pando_var pando_int_of(
    struct pando_model *model, const int64_t *values, size_t count);
/* 0 or 1. */
PANDO_API pando_var pando_bool(struct pando_model *model);
PANDO_API pando_var pando_constant(struct pando_model *model, int64_t value);

/* ---- Constraints ---- */

enum pando_relation {
    PANDO_EQ,
    PANDO_NE,
    PANDO_LE,
    PANDO_LT,
    PANDO_GE,
    PANDO_GT,
};

enum pando_strength {
    PANDO_DEFAULT,
    PANDO_VALUE,
    PANDO_BOUNDS,
    PANDO_DOMAIN,
};

/* Σ coefficients[i]·xs[i] relation constant. */
PANDO_API pando_constraint pando_linear(
    struct pando_model *model, const int64_t *coefficients,
    const pando_var *xs, size_t count, enum pando_relation relation,
    int64_t constant);
/* The same with decimal integers of any size; false if one is no integer. */
PANDO_API bool pando_linear_big(
    struct pando_model *model, const char *const *coefficients,
    const pando_var *xs, size_t count, enum pando_relation relation,
    const char *constant);
/* x relation y + offset */
PANDO_API pando_constraint pando_compare(
    struct pando_model *model, pando_var x, enum pando_relation relation,
    pando_var y, int64_t offset);
/* One of positive is 1 or one of negative is 0. */
PANDO_API pando_constraint pando_clause(
    struct pando_model *model, const pando_var *positive,
    size_t positive_count, const pando_var *negative, size_t negative_count);
/* All are 1. */
PANDO_API pando_constraint
pando_all(struct pando_model *model, const pando_var *xs, size_t count);
/* An odd number of them is 1. */
PANDO_API pando_constraint
pando_odd(struct pando_model *model, const pando_var *xs, size_t count);
/* x is one of the values, in any order. */
PANDO_API pando_constraint pando_member(
    struct pando_model *model, pando_var x, const int64_t *values,
    size_t count);
PANDO_API pando_constraint pando_times(
    struct pando_model *model, pando_var x, pando_var y, pando_var product);
/* Rounds towards zero; y is never 0. */
PANDO_API pando_constraint pando_divide(
    struct pando_model *model, pando_var x, pando_var y, pando_var quotient);
PANDO_API pando_constraint pando_modulo(
    struct pando_model *model, pando_var x, pando_var y, pando_var remainder);
PANDO_API pando_constraint pando_power(
    struct pando_model *model, pando_var x, pando_var y, pando_var power);
PANDO_API pando_constraint pando_absolute(
    struct pando_model *model, pando_var x, pando_var magnitude);
PANDO_API pando_constraint pando_maximum(
    struct pando_model *model, const pando_var *xs, size_t count,
    pando_var maximum);
PANDO_API pando_constraint pando_minimum(
    struct pando_model *model, const pando_var *xs, size_t count,
    pando_var minimum);
/* array[index] = result, index from 0. */
PANDO_API pando_constraint pando_element(
    struct pando_model *model, const pando_var *array, size_t count,
    pando_var index, pando_var result);
PANDO_API pando_constraint pando_element_of(
    struct pando_model *model, const int64_t *array, size_t count,
    pando_var index, pando_var result);
PANDO_API pando_constraint pando_all_different(
    struct pando_model *model, const pando_var *xs, size_t count,
    enum pando_strength strength);
/* f[i] = j exactly if g[j] = i, from 0. */
PANDO_API pando_constraint pando_inverse(
    struct pando_model *model, const pando_var *f, const pando_var *g,
    size_t count);
/* next[i] follows i on one circuit through all, from 0. */
PANDO_API pando_constraint pando_circuit(
    struct pando_model *model, const pando_var *next, size_t count);
/* The xs are one of the rows: row_count × count values. */
PANDO_API pando_constraint pando_table(
    struct pando_model *model, const pando_var *xs, size_t count,
    const int64_t *rows, size_t row_count);
/* The xs spell a word of an automaton: states 1..states, symbols 1..symbols,
 * next[(state - 1)·symbols + symbol - 1], 0 where there is no move. */
PANDO_API pando_constraint pando_regular(
    struct pando_model *model, const pando_var *xs, size_t count,
    int64_t states, int64_t symbols, const int64_t *next, int64_t start,
    const int64_t *finals, size_t final_count);
PANDO_API pando_constraint pando_cumulative(
    struct pando_model *model, const pando_var *start,
    const pando_var *duration, const pando_var *resource, size_t count,
    pando_var capacity);
PANDO_API pando_constraint pando_disjunctive(
    struct pando_model *model, const pando_var *start,
    const pando_var *duration, size_t count, bool strict);
/* Exactly n of the xs equal y. */
PANDO_API pando_constraint pando_count(
    struct pando_model *model, const pando_var *xs, size_t count, pando_var y,
    pando_var n);
/* cover[k] occurs counts[k] times; closed: nothing else occurs. */
PANDO_API pando_constraint pando_global_cardinality(
    struct pando_model *model, const pando_var *xs, size_t count,
    const int64_t *cover, const pando_var *counts, size_t cover_count,
    bool closed);

/* condition → constraint; condition ↔ constraint. False where the constraint
 * cannot be reified (times to global_cardinality but pando_count), or is
 * already. */
PANDO_API bool pando_if(
    struct pando_model *model, pando_var condition,
    pando_constraint constraint);
PANDO_API bool pando_iff(
    struct pando_model *model, pando_var condition,
    pando_constraint constraint);

/* ---- Goal and search plan ---- */

PANDO_API void pando_minimize(struct pando_model *model, pando_var objective);
PANDO_API void pando_maximize(struct pando_model *model, pando_var objective);

/* Labels the xs next, after what earlier calls named. Names as in MiniZinc:
 * "first_fail", "indomain_min", …; false where one is unknown. What no call
 * names is labelled last. */
PANDO_API bool pando_label(
    struct pando_model *model, const pando_var *xs, size_t count,
    const char *selection, const char *split);
/* "none", "constant", "linear", "geometric", "luby"; scale in nodes, base is
 * geometric's factor. False where the policy is unknown. */
PANDO_API bool pando_restart(
    struct pando_model *model, const char *policy, uint64_t scale,
    double base);

/* ---- Searching ---- */

enum pando_outcome {
    PANDO_SOLUTION,
    PANDO_EXHAUSTED,   /* no further (or better) solution */
    PANDO_INTERRUPTED, /* a limit, or *stop */
    PANDO_INCORRECT,   /* a solution failed its check: please report it */
};

/* Zero is no limit. */
struct pando_options {
    uint64_t time_ms, nodes, failures, memory_bytes;
    uint64_t seed;
    const volatile int *stop; /* nonzero: interrupt */
    bool learn;       /* from failures; not with a search of your own */
    bool free_search; /* learning need not follow the model's plan */
    /* A search of your own: pushes the bottom frame of the root branch with
     * CORO_START. Such a routine runs in a propagated branch and returns when
     * all its variables are fixed; what is left open makes the solution
     * incorrect unless it calls pando_plan, which labels the rest. */
    void (*start)(struct coro *root, void *context);
    void *start_context;
};

struct pando_statistics {
    uint64_t nodes, failures, solutions, restarts, propagations;
    uint64_t peak_depth, open, memory_bytes;
    uint64_t forks, chunks_copied, bytes_copied;
    uint64_t nogoods, backjumps, decisions; /* 0 where nothing is learned */
    double seconds;
};

/* options may be NULL. */
PANDO_API struct pando_search *pando_search_new(
    struct pando_model *model, const struct pando_options *options);
PANDO_API void pando_search_free(struct pando_search *search);
PANDO_API enum pando_outcome pando_search_next(struct pando_search *search);
/* Another time limit, still counted from the search's beginning; 0: none. What
 * the old one interrupted goes on at the next call. */
PANDO_API void
pando_search_set_time_limit(struct pando_search *search, uint64_t time_ms);
/* In the last solution. */
PANDO_API int64_t
pando_search_value(const struct pando_search *search, pando_var x);
PANDO_API void pando_search_statistics(
    const struct pando_search *search, struct pando_statistics *ret);
/* The explored part of the tree, from 0 to 1; a search that learns has no such
 * tree, and says 0 until it is done. */
PANDO_API double pando_search_explored(const struct pando_search *search);

/* All of the above in one call: solutions go to the callback until it returns
 * false. Returns how the search ended. */
typedef bool pando_callback(const struct pando_search *search, void *context);
PANDO_API enum pando_outcome pando_solve(
    struct pando_model *model, const struct pando_options *options,
    pando_callback *callback, void *context);

/* ---- Branches ---- */

/* Owns the memory of its branches; all are to be discarded before it. routines
 * are those of your own that pickles may name, ending with NULL; or NULL. */
PANDO_API struct pando_tree *pando_tree_new(
    struct pando_model *model, const struct coro_routine *const *routines);
PANDO_API void pando_tree_free(struct pando_tree *tree);

/* The propagated root; NULL if the model has no solution. */
PANDO_API struct pando_branch *pando_root(struct pando_tree *tree);
PANDO_API struct pando_branch *pando_fork(struct pando_branch *branch);
PANDO_API void pando_discard(struct pando_branch *branch);
/* x relation v, then propagates. False: the branch has failed and can only be
 * discarded. */
PANDO_API bool pando_tell(
    struct pando_branch *branch, pando_var x, enum pando_relation relation,
    int64_t v);
PANDO_API int64_t pando_min(const struct pando_branch *branch, pando_var x);
PANDO_API int64_t pando_max(const struct pando_branch *branch, pando_var x);
PANDO_API uint64_t pando_size(const struct pando_branch *branch, pando_var x);
PANDO_API bool
pando_contains(const struct pando_branch *branch, pando_var x, int64_t v);
/* A malloc'ed pickle: any process with the same model goes on from it. */
PANDO_API uint8_t *
pando_pickle(const struct pando_branch *branch, size_t *ret_size);
/* NULL and a sentence if the bytes are damaged or of another model. */
PANDO_API struct pando_branch *pando_unpickle(
    struct pando_tree *tree, const uint8_t *bytes, size_t size,
    const char **reterr_message);

/* A branch is a coroutine, and a routine finds its branch. */
PANDO_API struct coro *pando_coro(struct pando_branch *branch);
PANDO_API struct pando_branch *pando_branch_of(struct coro *coro);

/* The routine that follows the model's plan and labels the rest:
 * CORO_CALL(rest, done, pando_plan); */
#define pando_plan_FIELDS(V, A, R) V(uint32_t, unused)
#define pando_plan_POINTS(P)       P(rest)
CORO_FRAME_STRUCT(pando_plan);
PANDO_API extern const struct coro_routine pando_plan;

#ifdef __cplusplus
}
#endif

#endif
