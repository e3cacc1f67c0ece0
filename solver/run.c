/* run.c — see run.h */
#include "solver/run.h"

#include "solver/activity.h"
#include "solver/literal.h"

void run_begin(struct run *run, struct turns *turns, const struct branch *root)
{
    *run = (struct run){.turn = turns_next(turns, root)};
}

void run_end(struct run *run, enum turn_end end)
{
    run->ending = true;
    run->end = end;
}

void run_learned(struct run *run, struct turns *turns, uint32_t levels)
{
    enum turn_advice advice = turns_learned(turns, levels);
    run->again = advice == TURN_AGAIN;
    if (advice == TURN_OVER)
        run_end(run, TURN_LIMITED);
}

/* Its last conflict may have refuted what it asked for. */
void run_close(
    const struct run *run, struct turns *turns, const struct branch *root)
{
    const struct turn *turn = &run->turn;
    bool refuted = turn->lead_count == 1 &&
                   literal_truth(root, turn->leads[0]) == TRUTH_FALSE;
    turns_end(turns, refuted ? TURN_EXHAUSTED : run->end);
}

/* ---- Leading decisions ---- */

bool run_lead(
    struct run *run, const struct branch *branch, struct literal *ret_lead)
{
    const struct turn *turn = &run->turn;
    for (; run->lead < turn->lead_count; run->lead++) {
        *ret_lead = turn->leads[run->lead];
        enum truth truth = literal_truth(branch, *ret_lead);
        if (truth == TRUTH_OPEN)
            return true;
        if (truth == TRUTH_FALSE) {
            run_end(run, TURN_EXHAUSTED);
            return false;
        }
    }
    if (turn->kind == TURN_PROBE)
        run_end(run, TURN_HELD);
    return false;
}

/* ---- Deciding again ---- */

static bool repeats(
    const struct run *run, const struct path *path, struct activity *activity,
    uint32_t level)
{
    const struct made *made = &path->made.items[level];
    struct literal decision;
    if (made->lead < run->turn.lead_count)
        return true;
    return made->literal.kind != LITERAL_NONE &&
           activity_decide(
               activity, path->frozen.items[level], level, run->turn.phase,
               &decision) &&
           literal_same(decision, made->literal);
}

uint32_t run_repeats(
    const struct run *run, const struct path *path, struct activity *activity)
{
    uint32_t level = 0;
    activity_jump(activity, 0);
    while (level < path_level(path) && repeats(run, path, activity, level))
        level++;
    return level;
}
