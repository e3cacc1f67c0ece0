/* post.h — what a constraint's post function may do
 *
 * Called while a model is frozen: domains have their places, branches do not
 * exist yet. The bounds that a post function sees are the model's; what it
 * finds impossible it says with post_fail.
 */
#ifndef SOLVER_POST_H
#define SOLVER_POST_H

#include "solver/constraint.h"
#include "solver/log.h"
#include "solver/prop.h"

#include <stddef.h>

view post_view(struct post *post, var x);
view post_constant(struct post *post, value v);
/* base + offset, or offset - base. */
view post_derived(struct post *post, view base, bool negated, value offset);
/* The variable behind a view: x = base + offset, or offset - base. The base is
 * neither NOT nor DERIVED. */
view post_base(
    const struct post *post, view x, bool *ret_negated, value *ret_offset);
/* The bounds of a view before propagation. */
value post_min(const struct post *post, view x);
value post_max(const struct post *post, view x);
/* Number of values, at most UINT64_MAX. */
uint64_t post_size(const struct post *post, view x);
bool post_contains(const struct post *post, view x, value v);

/* Facts of the root: told before anything is propagated. */
void post_tell_min(struct post *post, view x, value v);
void post_tell_max(struct post *post, view x, value v);
void post_tell_remove(struct post *post, view x, value v);

/* The model has no solution. */
void post_fail(struct post *post);

/* Memory of the network, zeroed, 16-byte aligned. */
void *post_alloc(struct post *post, size_t size);
void *post_copy(struct post *post, const void *from, size_t size);

/* A new propagator: an object of size bytes that begins with a struct prop. It
 * runs once at the root; after that when what it watches changes. */
void *post_prop(
    struct post *post, const struct prop_class *class, size_t size);

/* The propagators posted from this many on say sooner what others say as well,
 * but for reasons so long that a search that learns is better off without: it
 * runs them once, at its root. */
uint32_t post_prop_count(const struct post *post);
void post_unlearned(struct post *post, uint32_t from);

/* Words of each branch for this propagator, zero at first, at prop->state;
 * aligned to 8. Objects of 8 bytes or less never straddle a chunk; larger spans
 * may, except where `contiguous` and size <= CORO_CHUNK. */
void post_state(
    struct post *post, struct prop *prop, uint32_t size, bool contiguous);
/* 32-bit words of each worker, zero at first, at prop->hint: right for every
 * branch whatever they hold. */
void post_hint(struct post *post, struct prop *prop, uint32_t count);

/* Wakes the propagator on events of x; nothing for constants. */
void post_wake(
    struct post *post, const struct prop *prop, view x, enum wake wake);
/* For a propagator of condition → x + y <= most, x and y being ± narrow
 * variables, the condition a literal or VIEW_TRUE. With a literal most changes
 * of a bound lead to nothing: it wakes when the least x or y grows so that it
 * has something to say, and when the condition becomes true. Without one it
 * wakes whenever they grow. Where nogoods listen it is not woken: see guards.h.
 */
struct post_term {
    view x; /* SMALL, INTERVAL or LARGE */
    bool negated;
};
void post_wake_guarded(
    struct post *post, const struct prop *prop, view condition,
    const struct post_term terms[2], int32_t most);
/* Advises it (class->advise) when a literal becomes true. */
void post_advise_true(
    struct post *post, const struct prop *prop, view literal, uint32_t data);

/* The propagator is no more than condition → a literal: x >= v, x <= v, x != v
 * or x = v. A search that learns holds that as a nogood instead. */
void post_link(
    struct post *post, const struct prop *prop, view condition, view x,
    enum literal_kind kind, value v);

/* One of the views, of distinct variables, has the value v. That follows from
 * what is posted besides, but later: a search that learns holds it as a nogood,
 * one that does not never sees it. */
void post_cover(struct post *post, const view *xs, uint32_t count, value v);

/* x != y + offset, as reactions and no propagator: when one is fixed, the other
 * loses a value. Where a domain cannot hold holes, a value inside its bounds is
 * lost only when the variable is fixed to it. */
void post_differ(struct post *post, view x, view y, value offset);
/* At least one literal (views of 0..1, constants allowed) is true. */
void post_clause(struct post *post, const view *literals, uint32_t count);

#endif
