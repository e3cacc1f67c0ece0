/* side.c — see side.h */
#include "solver/side.h"

#include "solver/audit.h"
#include "solver/literal.h"
#include "solver/nogood.h"
#include "solver/worker.h"

struct branch *
side_try(struct branch *branch, struct literal decision, bool *ret_possible)
{
    worker_resume(branch);
    struct branch *clone = branch_fork(branch);
    log_open_level(clone);
    *ret_possible = propagate_told(clone, literal_tell(clone, decision));
    return clone;
}

bool side_tell_root(struct branch *root, struct literal fact)
{
    struct worker *worker = root->worker;
    if (worker->audit)
        audit_implied(worker->audit, root, &fact, 1);
    worker->running = (struct log_cause){LOG_ROOT, 0};
    bool possible = literal_tell(root, fact);
    worker->running = (struct log_cause){LOG_DECISION, 0};
    if (!possible)
        worker_forget(worker);
    return possible;
}

uint64_t side_effort(const struct worker *worker)
{
    return worker->counters.propagations + nogoods_heard(worker->nogoods);
}
