/* clause.c — see clause.h */
#include "solver/clause.h"

#include "solver/tell.h"
#include "solver/worker.h"

/* No literal is left open, or one. */
static __attribute__((noinline, cold)) bool clause_finish_logging(
    struct branch *branch, const struct clause *clause, uint32_t found,
    uint32_t open)
{
    struct worker *worker = branch->worker;
    struct log_cause running = worker->running;
    worker->running = (struct log_cause){LOG_CLAUSE, clause->id};
    if (found == 0 || !tell_open_literal(branch, clause->literals[open]))
        return false;
    worker->running = running;
    return true;
}

/* Looks for two literals that are not false, or one that is true. */
static bool clause_search(
    struct branch *branch, const struct clause *clause, uint32_t *hints)
{
    uint32_t found = 0, open = 0;
    for (uint32_t i = 0; i < clause->count; i++) {
        view literal = clause->literals[i];
        if (literal_false(branch, literal))
            continue;
        if (literal_true(branch, literal)) {
            hints[0] = i;
            return true;
        }
        open = i;
        hints[found++] = i;
        if (found == 2)
            return true;
    }
    if (__builtin_expect(branch->log != NULL, 0))
        return clause_finish_logging(branch, clause, found, open);
    return found == 1 && tell_open_literal(branch, clause->literals[open]);
}

bool clause_lost_literal(struct branch *branch, const struct clause *clause)
{
    uint32_t *hints = branch->worker->hints + clause->hint;
    view first = clause->literals[hints[0]];
    view second = clause->literals[hints[1]];
    if (literal_true(branch, first) || literal_true(branch, second))
        return true;
    if (hints[0] != hints[1] && !literal_false(branch, first) &&
        !literal_false(branch, second))
        return true;
    return clause_search(branch, clause, hints);
}
