/* vivify.h — shortening learned nogoods in clones of the root
 *
 * The literals of a nogood are made false one after another, each on a level of
 * its own, while the nogood itself is not heard (Piette, Hamadi, Saïs,
 * Vivifying propositional clausal formulae, 2008; of learned ones: Luo, Li,
 * Xiao, Manyà, Lü, An effective learnt clause minimization approach for CDCL
 * SAT solvers, 2017). A literal that has become false by itself is left out.
 * Where the clone fails, or another literal becomes true, the nogood says no
 * more than what of the decisions that rests on (blame.h).
 *
 * Literals that are frequent come first and nogoods with the same beginning
 * come one after another: the clones of the levels in common are still there,
 * and are cloned again.
 *
 * Ownership: one per search; the store of the root's worker is changed.
 */
#ifndef SOLVER_VIVIFY_H
#define SOLVER_VIVIFY_H

#include <stdbool.h>
#include <stdint.h>

struct branch;
struct network;
struct vivify;

struct vivify_counters {
    uint64_t tried;
    uint64_t shortened; /* of these, those that became facts included, */
    uint64_t literals;  /* by so many */
};

struct vivify *vivify_new(const struct network *network);
void vivify_free(struct vivify *vivify);

/* Shortens nogoods of few levels that have been of use, and have not been
 * tried, until so much effort (side.h) has been spent. False if the root has
 * failed. The root is at its fixpoint, before and after, and only it lives. */
__attribute__((warn_unused_result)) bool
vivify_nogoods(struct vivify *vivify, struct branch *root, uint64_t effort);

const struct vivify_counters *vivify_counters(const struct vivify *vivify);

#endif
