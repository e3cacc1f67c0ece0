/* among.h — how many of the xs lie in a set: for among.c and count.c */
#ifndef PROPAGATORS_AMONG_H
#define PROPAGATORS_AMONG_H

#include "propagators/condition.h"
#include "solver/explain.h"
#include "solver/model.h"
#include "solver/prop.h"

/* Ascending ranges with gaps between them; where they fit a window, as bits too
 * (bits = 0: they do not). */
struct among_set {
    const struct range *ranges;
    uint32_t count;
    value base;
    uint64_t bits;
};

struct among_set among_set_of(const struct range *ranges, uint32_t count);

/* Where a domain lies. */
enum membership {
    MEMBERSHIP_OPEN,
    MEMBERSHIP_INSIDE,
    MEMBERSHIP_OUTSIDE,
};

enum membership among_membership(
    const struct branch *branch, view x, const struct among_set *set);

/* Makes the domain lie in the set, as far as it can hold holes. */
MUST_USE bool
among_include(struct branch *branch, view x, const struct among_set *set);

/* The xs as far as they are known: some are inside, some open. */
struct among_tally {
    view condition;
    view number;
    const struct among_set *set;
    uint32_t inside;
    uint32_t open_count;
    const view *open;
    bool exact; /* all domains hold holes, and are different ones */
};

/* condition → number of the xs lie in the set; or do not. */
enum prop_status
among_settle(struct branch *branch, const struct among_tally *tally);
enum prop_status
among_settle_negated(struct branch *branch, const struct among_tally *tally);

/* Posts the propagator for a set that is known. */
void among_post(
    struct post *post, view number, const view *xs, uint32_t count,
    struct among_set set, view condition, bool negated);

/* ---- Reasons (among_explain.c) ---- */

/* Number of the xs, in a view, where the contrary of `wanted` is assumed. */
struct among_claim {
    const struct explain_view *before;
    struct literal wanted;
    view number;
    uint32_t count;
    const view *xs;
};

/* Why `number` of the xs cannot lie in the set; that is, if the set is not
 * `whole`, cannot have one value of it in common. */
EXPLAIN_USED bool among_refutes(
    const struct among_claim *claim, const struct among_set *set, bool whole,
    struct reason *ret);
/* Why just as many lie in the set. */
EXPLAIN_USED bool among_refutes_negated(
    const struct among_claim *claim, const struct among_set *set,
    struct reason *ret);

/* Why some xs, so many as are needed, lie on one side. */
EXPLAIN_USED bool among_some(
    const struct among_claim *claim, const struct among_set *set,
    enum membership where, value needed, struct reason *ret);

/* Has the domain a value in min..max? */
bool among_reaches(const struct branch *branch, view x, value min, value max);

#endif
