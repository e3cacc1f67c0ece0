/* sparse.h — domains with holes that are too wide for a bitset
 *
 * A propagator keeps the bounds of such a variable on values of its declared
 * ranges; strength: bounds (D).
 */
#ifndef SOLVER_SPARSE_H
#define SOLVER_SPARSE_H

struct post;

/* Posts one for each variable of the model that needs it. */
void post_sparse_domains(struct post *post);

#endif
