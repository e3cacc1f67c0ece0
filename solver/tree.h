/* tree.h — a world for the branches of one network: worker, roots, pickles
 *
 * Ownership: a tree owns its world and its worker, and must outlive its
 * branches; it borrows the network.
 */
#ifndef SOLVER_TREE_H
#define SOLVER_TREE_H

#include <stddef.h>
#include <stdint.h>

struct branch;
struct coro;
struct coro_routine;
struct network;
struct tree;
struct worker;

/* routines: those that pickles may name besides the solver's own, ending with
 * NULL; may be NULL. */
struct tree *tree_new(
    const struct network *network, const struct coro_routine *const *routines);
/* Its branches keep logs (log.h). */
struct tree *tree_new_logging(
    const struct network *network, const struct coro_routine *const *routines);
void tree_free(struct tree *tree);
struct worker *tree_worker(const struct tree *tree);

/* The network's root, propagated, with the frame that start pushes (NULL: the
 * one of the network's plan); NULL if it fails or the worker was stopped. */
struct branch *tree_root(
    struct tree *tree, void (*start)(struct coro *root, void *context),
    void *context);

/* Bytes taken from the system for branches. */
uint64_t tree_footprint(const struct tree *tree);

/* The branch that a pickle of coro_pickle describes; see coro_unpickle. */
struct branch *tree_unpickle(
    struct tree *tree, const uint8_t *bytes, size_t size,
    const char **reterr_message);

#endif
