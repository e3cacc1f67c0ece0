/* log_literal.h — the event that fixed a Boolean: inline, since analysis asks
 * for it more often than for anything else
 */
#ifndef SOLVER_LOG_LITERAL_H
#define SOLVER_LOG_LITERAL_H

#include "solver/domain.h"
#include "solver/log.h"
#include "solver/worker.h"

/* The worker's own positions are those of the branch. */
static inline bool log_on_path(const struct branch *branch)
{
    return __builtin_expect(branch->worker->nogoods != NULL, 1);
}

/* The id below end of the event that fixed a Boolean (BOOL, NOT); 0: none. */
static inline uint32_t
log_fixing_id(const struct branch *branch, view x, uint32_t end)
{
    if (domain_bool_bits(branch, x) == 0)
        return 0;
    uint32_t id = log_on_path(branch) ? branch->worker->positions[view_place(x)]
                                      : log_find_fixing(branch, x);
    return id < end ? id : 0;
}

/* The same, if it made [x >= 1] (LITERAL_MIN) or [x <= 0] (LITERAL_MAX) true.
 */
static inline uint32_t log_literal_id(
    const struct branch *branch, view x, enum literal_kind kind, uint32_t end)
{
    uint32_t id = log_fixing_id(branch, x, end);
    return id && literal_true(branch, x) == (kind == LITERAL_MIN) ? id : 0;
}

#endif
