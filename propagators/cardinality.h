/* cardinality.h — cover[k] occurs counts[k] times among the xs: the files
 *
 *   cardinality.c          propagator
 *   cardinality_explain.c  reasons
 *   cardinality_post.c     class: check, simplify, post
 */
#ifndef PROPAGATORS_CARDINALITY_H
#define PROPAGATORS_CARDINALITY_H

#include "propagators/among.h"

enum {
    CARDINALITY_NOT_COVERED = UINT32_MAX
};

struct cardinality {
    struct prop prop;
    view condition;
    uint32_t count, cover_count;
    bool closed;
    bool exact;       /* all domains hold holes, and are different ones */
    uint32_t must_at; /* offset in a branch */
    const view *xs, *counts;
    const value *cover;   /* ascending */
    struct among_set set; /* the same as ranges and bits */
    uint8_t place[64];    /* of each bit: the index in the cover */
};

/* Index in the cover. */
uint32_t cardinality_place(const struct cardinality *self, value v);

extern const struct prop_class cardinality_class;

bool cardinality_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
