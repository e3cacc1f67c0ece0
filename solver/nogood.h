/* nogood.h — learned nogoods: clauses over predicates, and how they propagate
 *
 * A nogood says that one of its literals is true: x >= v, x <= v, x != v, x = v
 * over any variables, without a Boolean behind each. It is heard when two of
 * them become false: each nogood is watched at its first two literals
 * (Moskewicz et al., Chaff, 2001), and each watch is listed at its variable and
 * kind with its value as threshold, so that a bound that moves from old to v
 * calls those whose threshold it has passed (cf. Flippo et al., Pumpkin, CP
 * 2024).
 *
 * Invariant. In the branch that the worker runs, once all events are heard: if
 * a watched literal is false, another literal is true since no later level, or
 * the nogood has told its last one. It stays so on the way down to a fork, and
 * on the way back to a frozen ancestor, whose log is a prefix of ours: what was
 * not false below is not false there. So nothing is repaired, and nothing
 * undone.
 *
 * In a worker that has a store, the network's clauses are nogoods too, kept for
 * good.
 *
 * Ownership: a store belongs to one worker. References are indices; those that
 * are reasons in the log of the current branch are not reclaimed.
 */
#ifndef SOLVER_NOGOOD_H
#define SOLVER_NOGOOD_H

#include "solver/explain.h"
#include "solver/log.h"

#include <stddef.h>

struct nogoods;

/* A literal in 8 bytes: its kind in the two highest bits of the view's code.
 * The value of a WIDE variable is an index into the store's wide values. */
struct tight {
    uint32_t code;
    int32_t v;
};

struct nogood {
    uint32_t size;
    uint16_t lbd;      /* literal block distance (Audemard, Simon, 2009) */
    bool kept : 1;     /* never to be forgotten */
    bool vivified : 1; /* vivify.h has been there */
    uint8_t used;      /* since the last reduction: 2, 1, 0 */
    float activity;
    uint16_t place;  /* where the search for a literal to watch goes on */
    uint16_t locked; /* the reduction, modulo 2^16, that saw it as a reason */
    struct tight literals[];
};

/* Views have room for the kind: branches' memory is below 1 GB. */
bool nogoods_possible(const struct network *network);

struct nogoods *nogoods_new(const struct network *network);
void nogoods_free(struct nogoods *nogoods);

/* Adds a nogood of two or more literals; the first two are watched: they are
 * those that were open last. */
uint32_t nogood_add(
    struct nogoods *nogoods, const struct literal *literals, uint32_t count,
    uint32_t lbd, bool kept);

struct nogood *nogood_at(struct nogoods *nogoods, uint32_t reference);
struct literal
nogood_literal(const struct nogoods *nogoods, struct tight literal);

/* Lets nogoods hear what the log holds from worker->heard on: to the end, or
 * until they have told something and guards are to hear it. False: one of them
 * has failed, and the worker knows which. */
__attribute__((warn_unused_result)) bool nogoods_hear(struct branch *branch);

/* At a fixpoint: each nogood has a literal that is true, or two that are open.
 * Slow, for checks. */
bool nogoods_settled(
    const struct nogoods *nogoods, const struct branch *branch);

/* Appends why it told its last open literal, from which `wanted` follows, or
 * failed (LITERAL_NONE): the others are false. */
bool nogood_explain(
    const struct explain_view *before, uint32_t reference,
    struct literal wanted, struct reason *ret);

/* It took part in a conflict. */
void nogood_bump(struct nogoods *nogoods, uint32_t reference);
/* Bumps count for less from now on. */
void nogoods_decay(struct nogoods *nogoods);

/* Forgets about half of what was of little use; the branch's reasons stay. */
void nogoods_reduce(struct nogoods *nogoods, const struct branch *branch);

/* ---- Shortening, where only a root and clones of it live ---- */

/* A nogood that is detached is not heard; its literals stay as they are. */
void nogood_detach(struct nogoods *nogoods, uint32_t reference);
void nogood_attach(struct nogoods *nogoods, uint32_t reference);
/* What a detached one is with these literals alone, all open in the root and
 * two at least. The old one stays in memory until nogood_give_back; the list of
 * those learned is left to the caller. */
uint32_t nogood_shorten(
    struct nogoods *nogoods, uint32_t reference, const struct literal *literals,
    uint32_t count);
/* A detached one is of no use any more. */
void nogood_give_back(struct nogoods *nogoods, uint32_t reference);

/* Events heard so far: a measure of effort. */
uint64_t nogoods_heard(const struct nogoods *nogoods);

/* Learned ones that are held, and bytes of all. */
uint64_t nogoods_count(const struct nogoods *nogoods);
uint64_t nogoods_bytes(const struct nogoods *nogoods);

#endif
