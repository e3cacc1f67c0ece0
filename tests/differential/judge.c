/* judge.c — see judge.h */
#include "tests/differential/judge.h"

#include "coro/fatal.h"
#include "solver/network.h"

#include <stdlib.h>
#include <string.h>

void judge_init(struct judge *judge)
{
    judge->gone = calloc(judge->expected->count + 1, sizeof *judge->gone);
    if (!judge->gone)
        coro_fatal("out of memory");
}

void judge_clear(struct judge *judge)
{
    free(judge->gone);
}

static void take_found(struct judge *judge)
{
    const struct solutions *expected = judge->expected;
    for (; judge->seen < judge->found->count; judge->seen++)
        for (uint32_t row = 0; row < expected->count; row++)
            judge->gone[row] |=
                memcmp(
                    expected->rows[row], judge->found->rows[judge->seen],
                    sizeof *expected->rows) == 0;
}

/* Better than the best, or not found yet. */
static bool wanted(const struct judge *judge, uint32_t row)
{
    const struct instance *instance = judge->instance;
    if (instance->goal == GOAL_SATISFY || judge->found->count == 0)
        return !judge->gone[row];
    uint32_t x = instance->objective;
    value best = judge->found->rows[judge->found->count - 1][x];
    value v = judge->expected->rows[row][x];
    return instance->goal == GOAL_MINIMIZE ? v < best : v > best;
}

/* The variable of the instance that is seen so; false: none. */
static bool find(const struct judge *judge, view x, uint32_t *ret_var)
{
    for (uint32_t i = 0; i < judge->instance->var_count; i++) {
        *ret_var = i;
        if (view_same(network_view(judge->network, judge->vars[i]), x))
            return true;
    }
    return false;
}

static bool holds(struct literal literal, value v)
{
    switch (literal.kind) {
    case LITERAL_MIN:
        return v >= literal.v;
    case LITERAL_MAX:
        return v <= literal.v;
    case LITERAL_REMOVE:
        return v != literal.v;
    case LITERAL_EQUAL:
        return v == literal.v;
    case LITERAL_NONE:
        break;
    }
    return false;
}

static bool clause_holds(
    const struct audit_clause *clause, const uint32_t *vars, const value *row)
{
    for (size_t i = 0; i < clause->count; i++)
        if (holds(clause->literals[i], row[vars[i]]))
            return true;
    return false;
}

enum audit_verdict
judge_clause(void *context, const struct audit_clause *clause)
{
    struct judge *judge = context;
    enum audit_verdict verdict = AUDIT_HOLDS;
    uint32_t *vars = calloc(clause->count + 1, sizeof *vars);
    take_found(judge);
    for (size_t i = 0; i < clause->count; i++)
        if (!find(judge, clause->literals[i].x, &vars[i]))
            verdict = AUDIT_UNPROVED;
    for (uint32_t row = 0;
         verdict == AUDIT_HOLDS && row < judge->expected->count; row++)
        if ((clause->lasting || wanted(judge, row)) &&
            !clause_holds(clause, vars, judge->expected->rows[row]))
            verdict = AUDIT_BROKEN;
    free(vars);
    return verdict;
}
