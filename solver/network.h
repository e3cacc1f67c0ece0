/* network.h — a frozen model: the constraint network that all branches share
 *
 * Built once by network_new from a model (layout.c chooses where each domain
 * lies, post.c runs the constraints' post functions) and immutable from then
 * on. Everything that a search changes lies in branches and workers.
 *
 * Ownership: a network owns what it points to, in one arena; it borrows the
 * model, which must outlive it.
 */
#ifndef SOLVER_NETWORK_H
#define SOLVER_NETWORK_H

#include "solver/plan.h"
#include "solver/prop.h"
#include "solver/view.h"

#include <stddef.h>

struct model;

/* base + offset, or offset - base where negated. */
struct derived {
    view base;
    bool negated;
    value offset;
};

/* What a fixed variable does at once, before any propagator runs. */
enum reaction_kind {
    REACT_DIFFER, /* target != the value + data */
    REACT_IMPLY,  /* target, a literal, becomes true */
    REACT_CLAUSE, /* clause number target lost a literal */
    REACT_ADVISE, /* propagator number target is advised with data */
};

struct reaction {
    uint32_t target;
    int32_t kind : 3;
    int32_t data : 29;
};

/* Propagators 64 word, 64 word + 1, …, as bits. */
struct wake_set {
    uint32_t word;
    uint64_t props;
};

/* One side of a constraint condition → x + y <= most, where x and y are ±
 * variables with 32-bit bounds: whether there is anything to say when the least
 * x has grown, as mostly there is not. The least y lies at y in a branch, and 4
 * bytes aside, at y ^ 4, the greatest, negated. */
struct guard {
    int32_t most;
    uint32_t y;
    uint32_t condition_at;  /* the byte that holds the condition's two bits, */
    uint8_t truth, falsity; /* if there is one: it is true, or false */
};

/* Who speaks for the guard of the same number, and of what. */
struct guard_speaker {
    uint32_t prop;
    view y, condition; /* condition: a literal or VIEW_TRUE */
};

/* Those of the two sides of one constraint, by number. */
struct guard_pair {
    uint32_t sides[2];
};

/* What watches one variable. Propagators to wake:
 *
 *   wake[FIX]..  [MIN]..  [DOMAIN]..  [BOUNDS]..  [MAX]..  [COUNT]: FIX again
 *
 * are consecutive runs of network->wakes, so that all those for one change are
 * contiguous: for "the minimum grew" MIN, DOMAIN, BOUNDS; for "the maximum fell
 * and is the only value" DOMAIN, BOUNDS, MAX, FIX. Reactions: those of a
 * Boolean that became true, then those of one that became false; an integer has
 * only the first run. */
struct watches {
    uint32_t wake[WAKE_COUNT + 2];
    uint32_t react[3];
};

/* A variable's guards: those for when its minimum grew, with a condition, then
 * without, then the same for when its maximum fell. */
struct guard_runs {
    uint32_t from[5];
};

/* condition → a bound, x = v or x != v: for searches with nogoods a nogood of
 * two literals in a propagator's place. kind is an enum literal_kind. */
struct link {
    view condition; /* a literal */
    view x;         /* not DERIVED, CONSTANT or NOT */
    uint32_t kind;
    value v;
};

/* A fact of the root. */
enum fact_kind { FACT_MIN, FACT_MAX, FACT_REMOVE };
struct fact {
    view x;
    enum fact_kind kind;
    value v;
};

/* A plan's node with views for variables; without those that are constant. */
struct step {
    enum plan_kind kind;
    enum selection selection;
    enum split split;
    view *xs;
    uint32_t count;
    const value *warm; /* by x, or NULL */
    uint32_t *children; /* indices in network->steps */
    uint32_t child_count;
};

struct network {
    const struct model *model;
    bool failed;           /* posting found that there is no solution */
    view *views;           /* of each model variable */
    uint32_t view_count;
    uint32_t bool_count;
    uint32_t slot_count;   /* see view_slot */
    uint32_t memory_size;  /* bytes of a branch */
    uint32_t entailed_at;  /* offset of the bits of entailed propagators */
    struct watches *watches; /* by slot */
    uint8_t *watched; /* by slot: the events that something watches */
    struct wake_set *wakes;
    struct reaction *reactions;
    struct guard *guards;
    struct guard_speaker *guard_speakers;
    struct guard_runs *guard_runs; /* by slot, if there are guards */
    uint32_t guard_count, guard_pair_count;
    struct guard_pair *guard_pairs; /* with a condition, */
    uint32_t *guard_pair_runs;      /* by 2 place + sign of this, and an end */
    struct prop **props; /* by ascending cost */
    uint8_t *costs;      /* by propagator: enum prop_cost */
    uint32_t prop_count;
    uint32_t hint_count;
    struct clause **clauses;
    uint32_t clause_count;
    struct link *links;
    uint32_t link_count;
    uint32_t *unlearned; /* propagators: see post_unlearned, post_link */
    uint32_t unlearned_count;
    struct literal *cover_literals; /* cover (post_cover) after cover */
    uint32_t *cover_ends;           /* where each ends there */
    uint32_t cover_count;
    struct derived *derived;
    uint32_t derived_count;
    struct step *steps; /* the last one is the whole plan */
    uint32_t step_count;
    struct fact *facts;
    uint32_t fact_count;
    value *constants;
    uint32_t constant_count;
    uint8_t *image; /* memory_size bytes: the initial domains */
    struct arena *arena;
    uint64_t fingerprint; /* of model and layout: pickles need the same */
};

/* Freezes a model. Never fails: a model without solutions gives a network whose
 * root fails. */
struct network *network_new(const struct model *model);
void network_free(struct network *network);

/* Number of the variable behind a view that is not DERIVED or CONSTANT, for
 * arrays indexed by variable: dense for Booleans, one in two or three used
 * for others. */
static inline uint32_t view_slot(const struct network *network, view x)
{
    return view_is_literal(x) ? view_place(x)
                              : network->bool_count + view_place(x);
}

static inline view network_view(const struct network *network, var x)
{
    return network->views[x.index];
}

#endif
