/* explained.h — what is demanded of logs and explanations
 *
 * For every event that a propagator, a clause or a reaction made, and for every
 * failure, the reason is asked for: of what was told, and of weaker literals.
 * It must be true in the view before, and be a reason by the constraint alone:
 * each solution of the whole box that satisfies it satisfies what was wanted.
 * Events of propagators that do not explain are left out.
 */
#ifndef TESTS_PROPAGATORS_EXPLAINED_H
#define TESTS_PROPAGATORS_EXPLAINED_H

#include "tests/propagators/trial.h"

/* The domains of all arguments at the end of a log. */
void explained_take(
    const struct trial *trial, const struct branch *branch,
    struct explained_domains *ret);
/* The log, read up to where that was taken, gives these domains. */
bool explained_view(
    struct trial *trial, const struct branch *branch,
    const struct explained_domains *taken);
/* Demands reasons of all events from id on, sometimes also of those before, and
 * of the failure if it failed. */
bool explained_events(
    struct trial *trial, const struct branch *branch, uint32_t id,
    bool failed);

#endif
