/* audit.c — see audit.h */
#include "solver/audit.h"

#include "solver/branch.h"
#include "solver/conflict.h"
#include "solver/counterexample.h"
#include "solver/literal.h"
#include "solver/network.h"
#include "solver/nogood.h"
#include "solver/prop.h"
#include "solver/tell.h"
#include "solver/tree.h"
#include "solver/worker.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void audit_init(struct audit *audit, const struct network *network)
{
    *audit = (struct audit){
        .network = network,
        .tree = tree_new(network, NULL),
        .solution = solution_new(network)};
    audit->root = tree_root(audit->tree, NULL, NULL);
}

void audit_clear(struct audit *audit)
{
    if (audit->root)
        branch_discard(audit->root);
    tree_free(audit->tree);
    solution_free(audit->solution);
    VEC_CLEAR(audit->clause);
}

/* ---- Complaints ---- */

__attribute__((format(printf, 2, 3))) static void
say(struct audit *audit, const char *format, ...)
{
    size_t length = strlen(audit->complaint);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(
        audit->complaint + length, sizeof audit->complaint - length, format,
        arguments);
    va_end(arguments);
}

/* By the first variable of the model that is seen so. */
static void say_literal(struct audit *audit, struct literal literal)
{
    static const char *const signs[] = {">=", "<=", "!=", "?", "="};
    uint32_t x = 0;
    if (literal.kind == LITERAL_NONE) {
        say(audit, " false");
        return;
    }
    while (x < audit->network->view_count &&
           !view_same(audit->network->views[x], literal.x))
        x++;
    say(audit, " [v%u %s %" PRId64 "]", x, signs[literal.kind], literal.v);
}

/* What is wrong with: literals. */
static void complain(
    struct audit *audit, const char *what, const char *who,
    const struct literal *literals, size_t count)
{
    if (audit->wrong++ > 0)
        return;
    say(audit, "%s (%s):", what, who);
    for (size_t i = 0; i < count; i++)
        say_literal(audit, literals[i]);
}

static const char *
name_of(const struct network *network, struct log_cause cause)
{
    static const char *const names[] = {
        [LOG_DECISION] = "decision", [LOG_ROOT] = "root",
        [LOG_PROP] = "propagator",   [LOG_CLAUSE] = "clause",
        [LOG_REACTION] = "reaction", [LOG_HOLES] = "holes",
        [LOG_NOGOOD] = "nogood"};
    return cause.why == LOG_PROP ? network->props[cause.data]->class->name
                                 : names[cause.why];
}

/* ---- Judging a clause ---- */

enum {
    FAILURES = 20 /* of looking for a counterexample */
};

static bool tell_opposite(struct branch *branch, struct literal l)
{
    return l.kind == LITERAL_NONE || literal_tell(branch, literal_negated(l));
}

static bool
tell_all_false(struct branch *branch, const struct audit_clause *clause)
{
    bool told = true;
    for (size_t i = 0; told && i < clause->count; i++)
        told = tell_opposite(branch, clause->literals[i]);
    return propagate_told(branch, told);
}

/* Consumes the branch, in which all literals are false. Which solutions are not
 * wanted any more, because they have been found, is not known here. */
static bool refuted(
    struct audit *audit, struct branch *branch,
    const struct audit_clause *clause, const struct worker *searching)
{
    branch->worker->bounding = searching->bounding;
    if (!audit->excluding && propagate_branch(branch))
        return counterexample_find(
            branch, clause->literals, clause->count, FAILURES, audit->solution);
    branch_discard(branch);
    return false;
}

static enum audit_verdict judge_by_propagation(
    struct audit *audit, const struct audit_clause *clause,
    const struct worker *searching)
{
    if (!audit->root)
        return AUDIT_HOLDS;
    struct branch *branch = branch_fork(audit->root);
    struct worker *worker = branch->worker;
    worker->bounding = clause->lasting ? BOUND_NONE : searching->bounding;
    worker->objective = searching->objective;
    worker->bound = searching->bound;
    if (tell_all_false(branch, clause))
        return refuted(audit, branch, clause, searching) ? AUDIT_BROKEN
                                                         : AUDIT_UNPROVED;
    branch_discard(branch);
    return AUDIT_HOLDS;
}

static void judge(
    struct audit *audit, const struct audit_clause *clause,
    const struct worker *searching, const char *what, const char *who)
{
    enum audit_verdict verdict =
        audit->judge ? audit->judge(audit->context, clause)
                     : judge_by_propagation(audit, clause, searching);
    audit->unproved += verdict == AUDIT_UNPROVED;
    if (verdict == AUDIT_BROKEN)
        complain(audit, what, who, clause->literals, clause->count);
}

/* The clause that says: if the reason, then what is wanted. */
static void judge_reason(
    struct audit *audit, const struct worker *searching, struct log_cause cause,
    struct literal wanted, const struct literal *reason, size_t count)
{
    audit->reasons++;
    audit->clause.count = 0;
    for (size_t i = 0; i < count; i++)
        VEC_PUSH(audit->clause, literal_negated(reason[i]));
    if (wanted.kind != LITERAL_NONE)
        VEC_PUSH(audit->clause, wanted);
    const struct audit_clause clause = {
        .literals = audit->clause.items,
        .count = audit->clause.count,
        .lasting = cause.why == LOG_PROP || cause.why == LOG_CLAUSE ||
                   cause.why == LOG_REACTION || cause.why == LOG_HOLES};
    judge(
        audit, &clause, searching, "a reason does not imply what it is for",
        name_of(audit->network, cause));
}

static void check_true(
    struct audit *audit, const struct explain_view *before,
    struct log_cause cause, const struct literal *reason, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!explain_true(before, reason[i]))
            complain(
                audit, "a reason is not true before its event",
                name_of(audit->network, cause), &reason[i], 1);
}

/* ---- What there is to check ---- */

void audit_reason(
    struct audit *audit, const struct branch *branch, uint32_t event,
    struct literal wanted, bool explained, const struct literal *reason,
    size_t count)
{
    const struct log_event *at = log_at(branch, event);
    struct explain_view before = {branch, event}, after = {branch, event + 1};
    struct log_cause cause = {at->why, at->data};
    if (at->why == LOG_DECISION || at->level == 0)
        complain(
            audit, "it has no reason", name_of(audit->network, cause), &wanted,
            1);
    if (explain_true(&before, wanted) || !explain_true(&after, wanted))
        complain(
            audit, "an event did not make it true",
            name_of(audit->network, cause), &wanted, 1);
    check_true(audit, &before, cause, reason, count);
    if (!explained)
        cause = (struct log_cause){LOG_DECISION, 0};
    judge_reason(audit, branch->worker, cause, wanted, reason, count);
}

void audit_failure(
    struct audit *audit, const struct branch *branch,
    const struct literal *reason, size_t count)
{
    const struct explain_view now = {branch, log_end(branch)};
    const struct log_cause cause = {LOG_ROOT, 0};
    static const struct literal none = {.kind = LITERAL_NONE};
    check_true(audit, &now, cause, reason, count);
    judge_reason(audit, branch->worker, cause, none, reason, count);
}

void audit_lesson(
    struct audit *audit, const struct branch *branch,
    const struct lesson *lesson)
{
    const struct explain_view now = {branch, log_end(branch)};
    const struct literal *literals = lesson->literals;
    audit->nogoods++;
    for (uint32_t i = 0; i < lesson->count; i++) {
        bool is_false = explain_true(&now, literal_negated(literals[i]));
        if (explain_true(&now, literals[i]) || is_false != (i > 0))
            complain(
                audit, "a lesson tells nothing where it is told", "nogood",
                literals, lesson->count);
    }
    const struct audit_clause clause = {literals, lesson->count, false};
    judge(
        audit, &clause, branch->worker, "what was learned does not hold",
        "nogood");
}

void audit_implied(
    struct audit *audit, const struct branch *branch,
    const struct literal *literals, size_t count)
{
    const struct explain_view now = {branch, log_end(branch)};
    audit->nogoods++;
    for (size_t i = 0; i < count; i++)
        if (explain_true(&now, literal_negated(literals[i])))
            complain(
                audit, "of what was shortened a literal is false", "nogood",
                literals, count);
    const struct audit_clause clause = {literals, count, false};
    judge(
        audit, &clause, branch->worker, "what was found aside does not hold",
        "nogood");
}

void audit_fixpoint(struct audit *audit, const struct branch *branch)
{
    if (!nogoods_settled(branch->worker->nogoods, branch))
        complain(
            audit, "a nogood has not told its last literal", "nogood", NULL, 0);
}
