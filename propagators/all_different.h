/* all_different.h — all-different, between the files that make it
 *
 *   all_different.c         class: check, simplify, and the choice of
 * propagators all_different_value.c   value elimination all_different_bounds.c
 * bounds (Z) all_different_wide.c    both of them for values that are far apart
 *   all_different_domain.c  domain, on top of value elimination
 *   all_different_explain.c reasons for values and bounds
 *   all_different_hall.c    reasons for domain consistency
 *   all_different_numbers.c values as small numbers, for it
 *
 * Most all-differents are *compact*: domains can hold holes, and all values lie
 * in one run of at most ALL_DIFFERENT_SPAN. Their propagators compute with
 * places, place = value - origin, and with sets of places as bitsets.
 *
 * A branch holds, at prop.state of the struct all_different:
 *
 *   open_words words    bit i: x_i is open, that is, its value has not yet been
 *                       taken from the others
 *   taken_words words   compact: bit p: some x_i that is not open has place p
 *
 * Invariant, compact: while no event is pending, domains of open variables hold
 * no taken place, and all that are fixed are not open.
 */
#ifndef PROPAGATORS_ALL_DIFFERENT_H
#define PROPAGATORS_ALL_DIFFERENT_H

#include "solver/domain.h"
#include "solver/explain.h"
#include "solver/post.h"
#include "solver/tell.h"

enum {
    ALL_DIFFERENT_SPAN = 4096
};

/* A variable: place = value of x + shift where x is narrow, else value -
 * origin. */
struct cell {
    view x;
    int32_t shift;
};

struct all_different {
    struct prop prop;
    uint32_t count;
    uint32_t open_words, taken_words;
    bool compact;
    bool shared;        /* two cells see one variable */
    value origin, span; /* compact */
    const struct cell *cells;
};

/* A propagator on top of the one that eliminates values. */
struct all_different_filter {
    struct prop prop;
    const struct all_different *all;
};

extern const struct prop_class all_different_value_class; /* of one word */
extern const struct prop_class all_different_value_long_class;
extern const struct prop_class all_different_wide_class;
extern const struct prop_class all_different_bounds_class; /* of one word */
extern const struct prop_class all_different_bounds_long_class;

/* That each value is taken, where there are as many values as variables: the
 * constraint says it in another way, or it is posted too. */
enum covers {
    COVERS_KNOWN,
    COVERS_POSTED
};
/* Posts the propagators, first the one that eliminates values. */
void all_different_post(
    struct post *post, const var *vars, uint32_t count, enum strength strength,
    enum covers covers);
/* The one for domain consistency; nothing where there are too many values. */
void all_different_domain_post(
    struct post *post, const struct all_different *all, const view *xs,
    const var *vars);
/* Bounds of all variables; hint is the first of 2 count + 1 words. */
enum prop_status all_different_wide_filter(
    struct branch *branch, const struct all_different *all, uint32_t hint);
/* prop_class->init of what eliminates values: all are open. */
void all_different_init(struct branch *branch, const struct prop *prop);

/* prop_class->explain, for struct all_different and all_different_filter. */
bool all_different_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);
bool all_different_filter_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

/* ---- Numbered values ---- */

struct all_different_run {
    value min, max; /* … have the numbers first, first + 1, … */
    uint32_t first;
};

struct all_different_numbers {
    uint32_t run_count, count;
    const struct all_different_run *runs;
};

/* False if there are too many values. */
bool all_different_numbers_make(
    struct post *post, const struct all_different *all, const var *vars,
    struct all_different_numbers *ret_numbers);
/* Explains domain consistency. */
bool all_different_hall_explain(
    const struct explain_view *before, const struct all_different *all,
    const struct all_different_numbers *numbers, struct literal wanted,
    struct reason *ret);
/* The number of a value that has one, and back. */
uint32_t
all_different_number(const struct all_different_numbers *numbers, value v);
value all_different_numbered(
    const struct all_different_numbers *numbers, uint32_t number);

/* ---- For the propagators ---- */

static inline uint64_t
all_different_word(const struct branch *branch, uint32_t at, uint32_t w)
{
    const uint64_t *word = branch_read(branch, at + 8 * w);
    return *word;
}

/* The open variables 64 w, 64 w + 1, …, as bits. */
static inline uint64_t all_different_open(
    const struct branch *branch, const struct all_different *all, uint32_t w)
{
    return all_different_word(branch, all->prop.state, w);
}

static inline uint64_t all_different_taken(
    const struct branch *branch, const struct all_different *all, uint32_t w)
{
    return all_different_word(branch, all->prop.state, all->open_words + w);
}

/* for (i of the open variables, ascending) */
#define ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, all)                         \
    for (uint32_t w_##i = 0; w_##i < (all)->open_words; w_##i++)            \
        for (uint64_t rest_##i = all_different_open(branch, all, w_##i), i; \
             rest_##i &&                                                    \
             (i = 64 * w_##i + (uint32_t)__builtin_ctzll(rest_##i), true);  \
             rest_##i &= rest_##i - 1)

struct places {
    uint32_t low, high;
};

/* Out of line, for what is not narrow. */
struct places all_different_places(
    const struct branch *branch, const struct all_different *all, uint32_t i);

/* The places of a variable's bounds; compact only. */
static inline __attribute__((always_inline)) struct places cell_places(
    const struct branch *branch, const struct all_different *all, uint32_t i)
{
    struct cell cell = all->cells[i];
    if (!view_is_narrow(cell.x))
        return all_different_places(branch, all, i);
    const struct domain_interval *bounds = domain_bounds(branch, cell.x);
    return (struct places){
        (uint32_t)(cell.shift + bounds->low),
        (uint32_t)(cell.shift - bounds->negated_high)};
}

/* What makes values of cells comparable: value + shift. */
static inline value
all_different_shift(const struct all_different *all, uint32_t i)
{
    struct cell cell = all->cells[i];
    return view_is_narrow(cell.x) ? cell.shift : -all->origin;
}

/* The value of a cell's x at a place. */
static inline value
cell_value(const struct all_different *all, uint32_t i, uint32_t place)
{
    struct cell cell = all->cells[i];
    return view_is_narrow(cell.x) ? (value)place - cell.shift
                                  : all->origin + (value)place;
}

#endif
