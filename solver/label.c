/* label.c — see label.h */
#include "solver/label.h"

#include "solver/select.h"
#include "solver/split.h"
#include "solver/worker.h"

/* Tells an alternative and propagates. */
static bool
take(struct branch *branch, view x, uint8_t form, value v, uint32_t alternative)
{
    return propagate_told(branch, split_tell(branch, x, form, v, alternative));
}

/* The same, and learns how much the decision changed. */
static bool take_weighing(
    struct branch *branch, const struct step *step, view x, uint8_t form,
    value v, uint32_t alternative)
{
    double before = select_freedom(branch, step);
    bool possible = take(branch, x, form, v, alternative);
    select_learn_impact(branch, step, x, before);
    return possible;
}

CORO_DEFINE(label)
{
    struct branch *branch = branch_of(coro);
    const struct step *plan = branch->network->steps;
    const struct step *own;
    uint32_t arity, alternative;
    bool possible;
    CORO_BEGIN(label);
    for (;;) {
        at = select_variable(branch, &plan[step], &from);
        if (at == plan[step].count)
            CORO_RETURN(1);
        arity = split_domain(branch, &plan[step], at, &form, &v);
        CORO_CHOOSE(split, alternative, arity);
        if (alternative == LABEL_AGAIN)
            continue;
        own = &plan[step];
        possible = own->selection == SELECT_IMPACT
                       ? take_weighing(
                             branch, own, own->xs[at], form, v,
                             alternative)
                       : take(branch, own->xs[at], form, v, alternative);
        if (!possible)
            CORO_FAIL();
        if (branch->worker->stopped)
            CORO_FAIL();
    }
    CORO_END(label);
}

CORO_DEFINE(follow)
{
    const struct step *plan = branch_of(coro)->network->steps;
    int64_t done;
    CORO_BEGIN(follow);
    if (plan[step].kind == PLAN_LABEL) {
        CORO_CALL(labelling, done, label, .step = step);
        CORO_RETURN(done);
    }
    for (; child < plan[step].child_count; child++)
        CORO_CALL(
            sequence, done, follow, .step = plan[step].children[child]);
    CORO_RETURN(1);
    CORO_END(follow);
}
