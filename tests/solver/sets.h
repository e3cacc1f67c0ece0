/* sets.h — domains as plain sets: what the solver's domains are compared with
 *
 * A set is a run of values, or, where it keeps holes, an array of flags. What
 * is told of a view (base + offset, or offset - base) is tried on every value,
 * on 128 bits; nothing here resembles tell.c.
 */
#ifndef TESTS_SOLVER_SETS_H
#define TESTS_SOLVER_SETS_H

#include "solver/view.h"

enum {
    SETS_SPAN = 1024 /* values between the ends of a set with holes, at most */
};

struct set {
    value min, max;
    bool keeps_holes;
    value origin;
    bool in[SETS_SPAN]; /* origin + i; where it keeps holes */
};

enum fact_told {
    TOLD_MIN,
    TOLD_MAX,
    TOLD_FIX,
    TOLD_REMOVE,
    TOLD_BITS,
    TOLD_COUNT,
};

struct told {
    enum fact_told kind;
    value v;       /* TOLD_BITS: the value of bit 0 */
    uint64_t bits; /* TOLD_BITS */
};

/* How a view sees a set. */
struct image {
    bool negated;
    value offset;
};

__int128 image_of(struct image image, value at_base);

bool set_contains(const struct set *set, value v);
uint64_t set_size(const struct set *set);
/* Keeps the values whose images agree with what is told, as far as the set can;
 * false if none does, and then the set is as it was. */
bool set_tell(struct set *set, struct image image, struct told told);
/* What a change from before to after must be announced as (enum event). */
uint32_t set_events(const struct set *before, const struct set *after);

#endif
