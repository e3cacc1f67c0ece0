/* log_literal.h — the event that fixed a Boolean: inline, since analysis asks
 * for it more often than for anything else
 */
#ifndef SOLVER_LOG_LITERAL_H
#define SOLVER_LOG_LITERAL_H

#include "solver/domain.h"
#include "solver/log.h"
#include "solver/worker.h"

/* The id below end of the event that fixed a Boolean (BOOL, NOT); 0: none. */
static inline uint32_t
log_fixing_id(const struct branch *branch, view x, uint32_t end)
{
    const struct worker *worker = branch->worker;
    if (domain_bool_bits(branch, x) == 0)
        return 0;
    uint32_t id = __builtin_expect(worker->nogoods != NULL, 1)
                      ? worker->positions[view_place(x)]
                      : log_find_fixing(branch, x);
    return id < end ? id : 0;
}

#endif
