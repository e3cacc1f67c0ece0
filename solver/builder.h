/* builder.h — a network while it is being built: for network.c, layout.c,
 * post.c and pack.c alone
 *
 * Ownership: the vectors are the builder's and go when the network is done;
 * what lives on is copied into the network's arena.
 */
#ifndef SOLVER_BUILDER_H
#define SOLVER_BUILDER_H

#include "solver/model.h"
#include "solver/network.h"
#include "solver/post.h"
#include "solver/vec.h"

struct wake_entry {
    uint32_t slot, prop;
    enum wake wake;
};

struct reaction_entry {
    uint32_t slot;
    uint32_t run; /* 0: fixed, or true; 1: false */
    struct reaction reaction;
};

struct guard_entry {
    uint32_t slot;
    uint32_t run; /* which of struct guard_runs */
    struct guard guard;
    struct guard_speaker speaker;
};

struct post {
    struct network *network;
    const struct model *model;
    uint32_t constraint; /* being posted */
    uint32_t memory;     /* bytes reserved so far */
    VEC(struct wake_entry) wakes;
    VEC(struct reaction_entry) reactions;
    VEC(struct guard_entry) guards;
    VEC(struct prop *) props;
    VEC(struct clause *) clauses;
    VEC(struct link) links;
    VEC(uint32_t) unlearned; /* propagators */
    VEC(struct literal) cover_literals;
    VEC(uint32_t) cover_ends;
    VEC(struct derived) derived;
    VEC(value) constants;
    VEC(struct fact) facts;
    uint32_t *constant_index; /* hash of value → index + 1 */
    uint32_t constant_buckets;
};

/* Gives every variable of the model its view, and the image its domains. */
void layout_variables(struct post *post);

/* Makes network->steps: the model's plan, then the default search for what it
 * leaves open. */
void plan_freeze(struct post *post);

/* offset + v, or offset - v; fatal beyond 64 bits. */
value post_shifted(value offset, bool negated, value v);

/* Turns what was posted into the network's arrays (pack.c). */
void post_finish(struct post *post);
void post_clear(struct post *post);

#endif
