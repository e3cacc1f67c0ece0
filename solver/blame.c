/* blame.c — see blame.h */
#include "solver/blame.h"

#include "solver/conflict_state.h"
#include "solver/zeroed.h"

#include <stdlib.h>

/* A literal that held before an id, and is still to be explained. */
struct awaited {
    struct literal literal;
    uint32_t end;
};

/* An event was explained for a literal with this value. */
struct explained {
    uint32_t stamp;
    value v;
};

struct blame {
    VEC(struct awaited) pending;
    VEC(struct explained) explained; /* by event */
    VEC(uint32_t) levels;            /* stamps */
    uint32_t stamp;
    struct reason reason; /* scratch */
};

struct blame *blame_new(void)
{
    struct blame *blame = zeroed(1, sizeof *blame);
    return blame;
}

void blame_free(struct blame *blame)
{
    VEC_CLEAR(blame->pending);
    VEC_CLEAR(blame->explained);
    VEC_CLEAR(blame->levels);
    VEC_CLEAR(blame->reason);
    free(blame);
}

bool blamed(const struct blame *blame, uint32_t level)
{
    return level < blame->levels.count &&
           blame->levels.items[level] == blame->stamp;
}

static void blame_level(struct blame *blame, uint32_t level)
{
    while (blame->levels.count <= level)
        VEC_PUSH(blame->levels, 0);
    blame->levels.items[level] = blame->stamp;
}

static void blame_levels(struct blame *blame, uint32_t last)
{
    for (uint32_t level = 1; level <= last; level++)
        blame_level(blame, level);
}

/* It was for this literal, or one that implies it. */
static bool
explained_before(struct blame *blame, uint32_t event, struct literal literal)
{
    while (blame->explained.count <= event)
        VEC_PUSH(blame->explained, (struct explained){0});
    struct explained *then = &blame->explained.items[event];
    struct literal earlier = {literal.x, literal.kind, then->v};
    if (then->stamp == blame->stamp &&
        (!literal_is_bound(literal) || literal_implies(earlier, literal)))
        return true;
    *then = (struct explained){blame->stamp, literal.v};
    return false;
}

static void await(struct blame *blame, uint32_t end)
{
    for (size_t i = 0; i < blame->reason.count; i++)
        VEC_PUSH(blame->pending, (struct awaited){blame->reason.items[i], end});
}

static void follow_one(
    struct blame *blame, const struct branch *branch, struct awaited pending,
    uint32_t suspect)
{
    struct literal literal = pending.literal;
    uint32_t event = trace_event(branch, &literal, pending.end);
    const struct log_event *at = event ? log_at(branch, event) : NULL;
    if (!at || at->level == 0)
        return;
    if (at->why == LOG_DECISION) {
        blame_level(blame, at->level);
        return;
    }
    if (explained_before(blame, event, literal))
        return;
    blame->reason.count = 0;
    if ((at->why == LOG_NOGOOD && at->data == suspect) ||
        !explain_event(branch, event, literal, &blame->reason))
        blame_levels(blame, at->level);
    else
        await(blame, event);
}

static void
follow(struct blame *blame, const struct branch *branch, uint32_t suspect)
{
    while (blame->pending.count > 0)
        follow_one(
            blame, branch, blame->pending.items[--blame->pending.count],
            suspect);
}

void blame_failure(
    struct blame *blame, const struct branch *branch, uint32_t suspect)
{
    log_trace(branch);
    blame->stamp++;
    blame->reason.count = 0;
    if (!explain_failure(branch, &blame->reason)) {
        blame_levels(blame, branch->log->level);
        return;
    }
    await(blame, log_end(branch));
    follow(blame, branch, suspect);
}

void blame_literal(
    struct blame *blame, const struct branch *branch, struct literal literal,
    uint32_t suspect)
{
    log_trace(branch);
    blame->stamp++;
    blame->reason.count = 0;
    bool equal = literal.kind == LITERAL_EQUAL;
    if (equal)
        literal.kind = LITERAL_MIN;
    VEC_PUSH(blame->reason, literal);
    if (equal) {
        literal.kind = LITERAL_MAX;
        VEC_PUSH(blame->reason, literal);
    }
    await(blame, log_end(branch));
    follow(blame, branch, suspect);
}
