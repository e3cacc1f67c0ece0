/* trial.c — what is demanded of a branch at its fixpoint */
#include "tests/propagators/trial.h"

#include "solver/domain.h"
#include "tests/propagators/explained.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const defect_names[] = {
    [CHECK_FINE] = "fine",
    [CHECK_DISAGREES] = "check disagrees with the oracle",
    [CHECK_LOST_SOLUTION] = "a solution is lost",
    [CHECK_KEPT_NON_SOLUTION] = "a non-solution is kept",
    [CHECK_OPEN_CONDITION] = "the condition is open",
    [CHECK_WEAK] = "weaker than claimed",
    [CHECK_UNSTABLE] = "not at its fixpoint",
    [CHECK_NOT_ENTAILED] = "not entailed",
    [CHECK_CHANGED_ORIGIN] = "the origin of a fork changed",
    [CHECK_MISCOUNTED] = "miscounted",
    [CHECK_LEAKED] = "leaked",
    [CHECK_WRONG_LOG] = "the log is not what happened",
    [CHECK_UNEXPLAINED] = "not explained",
    [CHECK_UNTRUE_REASON] = "the reason is not true",
    [CHECK_WRONG_REASON] = "the reason is none",
};

/* ---- Reports ---- */

static void append(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void append(char *text, size_t size, const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}

static void append_domains(
    const struct trial *trial, const struct branch *branch, char *text,
    size_t size)
{
    enum {
        SHOWN = 24
    };
    for (uint32_t i = 0; i < trial->arrangement.count; i++) {
        view x = trial->arrangement.args[i].view;
        uint32_t shown = 0;
        append(text, size, "  x%u in {", i);
        DOMAIN_FOR_EACH (v, branch, x) {
            if (shown++ == SHOWN) {
                append(text, size, " … %lld", (long long)domain_max(branch, x));
                break;
            }
            append(text, size, " %lld", (long long)v);
        }
        append(text, size, " }\n");
    }
}

bool trial_report(
    struct trial *trial, const struct branch *branch, enum check_defect defect,
    const char *format, ...)
{
    struct check_report *report = trial->report;
    char *text = report->text;
    size_t size = sizeof report->text, used;
    report->defect = defect;
    snprintf(text, size, "%s: %s: ", trial->check->name, defect_names[defect]);
    used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
    append(
        text, size, "\n  CHECK_SEED=%#llx repeats it; ",
        (unsigned long long)report->seed);
    arrange_print(
        &trial->arrangement, text + strlen(text), size - strlen(text));
    if (branch)
        append_domains(trial, branch, text, size);
    return false;
}

static const char *
row_text(const struct trial *trial, const value *a, char *text, size_t size)
{
    text[0] = '\0';
    for (uint32_t i = 0; i < trial->arrangement.count; i++)
        append(text, size, "%s%lld", i ? " " : "", (long long)a[i]);
    return text;
}

/* ---- Demands ---- */

/* No solution among those alive before propagation is gone after it. */
static bool demand_kept(
    struct trial *trial, const struct branch *branch,
    const struct alive *before, const struct alive *after)
{
    char text[600];
    uint32_t k = 0;
    for (uint32_t i = 0; i < before->count; i++) {
        uint32_t row = before->rows[i];
        if (k < after->count && after->rows[k] == row)
            k++;
        else if (trial->rows.flags[row] & ROW_SOLUTION)
            return trial_report(
                trial, branch, CHECK_LOST_SOLUTION, "%s (%s)",
                row_text(trial, rows_at(&trial->rows, row), text, sizeof text),
                branch ? "pruned" : "failed");
    }
    return true;
}

static uint32_t
open_variables(const struct trial *trial, const struct branch *branch)
{
    uint32_t open = 0;
    for (uint32_t i = 0; i < trial->check->arity; i++)
        open += !domain_fixed(branch, trial->arrangement.args[i].view);
    return open;
}

/* Once all variables are fixed: so is the condition, and it is a solution. */
static bool demand_decided(struct trial *trial, const struct branch *branch)
{
    const struct arrangement *arrangement = &trial->arrangement;
    char text[600];
    value a[ARRANGE_ARGS];
    if (open_variables(trial, branch) > 0)
        return true;
    for (uint32_t i = 0; i < arrangement->count; i++)
        a[i] = domain_value(branch, arrangement->args[i].view);
    row_text(trial, a, text, sizeof text);
    uint32_t last = arrangement->count - 1;
    if (!domain_fixed(branch, arrangement->args[last].view)) {
        a[last] = 1;
        if (arrangement->reification == REIFY_FULL ||
            !arrange_holds(arrangement, a))
            return trial_report(
                trial, branch, CHECK_OPEN_CONDITION, "%s", text);
    }
    if (!arrange_holds(arrangement, a))
        return trial_report(trial, branch, CHECK_KEPT_NON_SOLUTION, "%s", text);
    if (!arrange_checks(arrangement, a))
        return trial_report(trial, branch, CHECK_DISAGREES, "%s", text);
    return true;
}

/* Is there a solution with argument arg = v in the given sense? */
static bool supported(
    const struct trial *trial, const struct branch *branch,
    const struct alive *alive, enum check_strength strength, uint32_t arg,
    value v)
{
    const struct rows *rows = &trial->rows;
    struct range hull[ARRANGE_ARGS];
    if (arg == trial->check->arity && v == 0 &&
        trial->arrangement.reification == REIFY_HALF)
        return true;
    for (uint32_t i = 0; i < rows->width; i++) {
        view x = trial->arrangement.args[i].view;
        hull[i] = (struct range){domain_min(branch, x), domain_max(branch, x)};
    }
    if (strength == BOUNDS_R)
        return trial->check->supported(hull, arg, v);
    if (strength != BOUNDS_Z) {
        for (uint32_t i = 0; i < alive->count; i++)
            if ((rows->flags[alive->rows[i]] & ROW_SOLUTION) &&
                rows_at(rows, alive->rows[i])[arg] == v)
                return true;
        return false;
    }
    for (uint32_t row = 0; row < rows->count; row++) {
        const value *a = rows_at(rows, row);
        uint32_t i = 0;
        while (i < rows->width && a[i] >= hull[i].min && a[i] <= hull[i].max)
            i++;
        if (i == rows->width && a[arg] == v &&
            (rows->flags[row] & ROW_SOLUTION))
            return true;
    }
    return false;
}

static enum check_strength
claimed(const struct trial *trial, const struct branch *branch, uint32_t arg)
{
    const struct check *check = trial->check;
    const struct arrangement *arrangement = &trial->arrangement;
    if (arg == check->arity)
        return check->condition_strength;
    if (arrangement->reification != REIFY_NONE) {
        view condition = arrangement->args[check->arity].view;
        if (domain_max(branch, condition) == 0)
            return arrangement->reification == REIFY_FULL
                       ? check->negation_strength
                       : CHECK_NONE;
        if (domain_min(branch, condition) == 0)
            return CHECK_NONE;
    }
    return !arrangement->holds_holes && check->broad_strength
               ? check->broad_strength
               : check->strength;
}

static bool demand_support(
    struct trial *trial, const struct branch *branch, const struct alive *alive,
    uint32_t arg)
{
    view x = trial->arrangement.args[arg].view;
    enum check_strength strength = claimed(trial, branch, arg);
    bool holes = trial->arrangement.args[arg].holds_holes;
    value min = domain_min(branch, x), max = domain_max(branch, x);
    if (strength <= CHECK_NONE)
        return true;
    if (strength == CHECK_VALUE &&
        (!holes || open_variables(trial, branch) > 1))
        return true;
    holes &= strength == DOMAIN || strength == CHECK_VALUE;
    DOMAIN_FOR_EACH (v, branch, x) {
        if (!holes && v != min && v != max)
            continue;
        if (!supported(trial, branch, alive, strength, arg, v))
            return trial_report(
                trial, branch, CHECK_WEAK, "x%u = %lld has no support", arg,
                (long long)v);
    }
    return true;
}

static bool demand_strength(
    struct trial *trial, const struct branch *branch, const struct alive *alive)
{
    if (!trial->rows.complete || trial->arrangement.exempt)
        return true;
    for (uint32_t i = 0; i < trial->arrangement.count; i++)
        if (!demand_support(trial, branch, alive, i))
            return false;
    return true;
}

static bool entailed(const struct branch *branch, uint32_t prop)
{
    const uint64_t *word =
        branch_read(branch, branch->network->entailed_at + prop / 64 * 8);
    return *word >> (prop % 64) & 1;
}

/* Nothing changes when every propagator runs once more. Domains only shrink, so
 * their sizes say whether anything did. */
static bool demand_stable(struct trial *trial, struct branch *branch)
{
    const struct arrangement *arrangement = &trial->arrangement;
    const struct network *network = arrangement->network;
    struct branch *fork = branch_fork(branch);
    bool stable = true;
    for (uint32_t p = 0; stable && p < network->prop_count; p++) {
        const struct prop *prop = network->props[p];
        if (entailed(branch, p))
            continue;
        stable = prop->class->propagate(fork, prop) != PROP_FAILED;
        for (uint32_t i = 0; i < arrangement->count; i++)
            stable &= domain_size(fork, arrangement->args[i].view) ==
                      domain_size(branch, arrangement->args[i].view);
        if (!stable)
            trial_report(
                trial, branch, CHECK_UNSTABLE, "propagator %s changes more",
                prop->class->name);
    }
    worker_forget(arrangement->worker);
    branch_discard(fork);
    return stable;
}

/* All is entailed, or done by simplify: no non-solution is left. */
static bool demand_entailed(
    struct trial *trial, const struct branch *branch, const struct alive *alive)
{
    const struct arrangement *arrangement = &trial->arrangement;
    const struct network *network = arrangement->network;
    char text[600];
    bool done = !model_constraint_posted(arrangement->model, 0);
    if (!done && (trial->silent || network->prop_count == 0))
        return true;
    for (uint32_t p = 0; p < network->prop_count; p++)
        if (!entailed(branch, p))
            return true;
    for (uint32_t i = 0; i < alive->count; i++) {
        uint32_t row = alive->rows[i];
        if (!(trial->rows.flags[row] & ROW_SOLUTION))
            return trial_report(
                trial, branch, CHECK_NOT_ENTAILED, "%s%s",
                row_text(trial, rows_at(&trial->rows, row), text, sizeof text),
                done ? " (said simplify)" : "");
    }
    return true;
}

/* ---- Settling ---- */

/* then: before propagation. */
static bool demand_explained(
    struct trial *trial, struct branch *branch,
    const struct explained_domains *then, bool failed)
{
    struct explained_domains now;
    if (!branch->log)
        return true;
    if (!failed) {
        explained_take(trial, branch, &now);
        if (!explained_view(trial, branch, &now))
            return false;
    }
    return explained_view(trial, branch, then) &&
           explained_view(trial, branch, &trial->started) &&
           explained_events(trial, branch, then->end, failed);
}

static enum settled settle(
    struct trial *trial, struct branch *branch, struct alive *alive,
    const struct explained_domains *then, bool possible)
{
    struct alive after = {malloc((alive->count + 1) * sizeof *after.rows), 0};
    bool fine;
    if (possible)
        after.count = rows_inside(
            &trial->rows, &trial->arrangement, branch, alive->rows,
            alive->count, after.rows);
    fine = demand_kept(trial, possible ? branch : NULL, alive, &after);
    memcpy(alive->rows, after.rows, after.count * sizeof *after.rows);
    alive->count = after.count;
    free(after.rows);
    if (fine && !possible)
        return demand_explained(trial, branch, then, true) ? SETTLED_FAILED
                                                           : SETTLED_DEFECT;
    fine = fine && demand_decided(trial, branch) &&
           demand_stable(trial, branch) &&
           demand_entailed(trial, branch, alive) &&
           demand_strength(trial, branch, alive) &&
           demand_explained(trial, branch, then, false);
    return fine ? SETTLED_OPEN : SETTLED_DEFECT;
}

enum settled
trial_start(struct trial *trial, struct branch *branch, struct alive *alive)
{
    if (branch->log)
        explained_take(trial, branch, &trial->started);
    return settle(
        trial, branch, alive, &trial->started, branch_start(branch));
}

enum settled
trial_settle(struct trial *trial, struct branch *branch, struct alive *alive)
{
    alive->count = rows_inside(
        &trial->rows, &trial->arrangement, branch, alive->rows, alive->count,
        alive->rows);
    struct explained_domains then;
    if (branch->log)
        explained_take(trial, branch, &then);
    return settle(trial, branch, alive, &then, propagate_branch(branch));
}
