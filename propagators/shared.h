/* shared.h — do the arguments of a propagator share domains?
 *
 * Who tells one of them may change another then, and be at no fixpoint.
 */
#ifndef PROPAGATORS_SHARED_H
#define PROPAGATORS_SHARED_H

#include "solver/view.h"

/* May two of these views be of one domain? True for any DERIVED one, whose base
 * is not known when it is posted; constants do not count. */
bool shared_among(const view *views, uint32_t count);

/* Nothing is shared, and all domains hold holes: what is told stays told. */
bool shared_exact(const view *views, uint32_t count);

#endif
