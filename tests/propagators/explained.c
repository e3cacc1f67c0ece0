/* explained.c — see explained.h */
#include "tests/propagators/explained.h"

#include "solver/domain.h"
#include "solver/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WEAKER = 2,          /* weaker literals asked for an event */
    EARLIER = 20,        /* percent: all earlier events are asked for too */
    ROWS_A_ROUND = 60000 /* looked at for one propagation, more or less */
};

/* ---- Views ---- */

/* The values from the least on of which it is noted whether they are left. */
static uint64_t noted(value min, value max)
{
    uint64_t width = (uint64_t)max - (uint64_t)min;
    return width > 63 ? 64 : width + 1;
}

void explained_take(
    const struct trial *trial, const struct branch *branch,
    struct explained_domains *ret)
{
    ret->end = log_end(branch);
    for (uint32_t i = 0; i < trial->arrangement.count; i++) {
        view x = trial->arrangement.args[i].view;
        ret->min[i] = domain_min(branch, x);
        ret->max[i] = domain_max(branch, x);
        ret->bits[i] = 0;
        for (uint64_t k = 0; k < noted(ret->min[i], ret->max[i]); k++)
            if (domain_contains(branch, x, ret->min[i] + (value)k))
                ret->bits[i] |= UINT64_C(1) << k;
    }
}

bool explained_view(
    struct trial *trial, const struct branch *branch,
    const struct explained_domains *taken)
{
    struct explain_view view_then = {branch, taken->end};
    for (uint32_t i = 0; i < trial->arrangement.count; i++) {
        view x = trial->arrangement.args[i].view;
        value min = taken->min[i], max = taken->max[i];
        bool same = explain_min(&view_then, x) == min &&
                    explain_max(&view_then, x) == max;
        for (uint64_t k = 0; same && k < noted(min, max); k++)
            same = explain_contains(&view_then, x, min + (value)k) ==
                   (taken->bits[i] >> k & 1);
        if (!same)
            return trial_report(
                trial, branch, CHECK_WRONG_LOG,
                "x%u was %lld..%lld when the log ended at %u", i,
                (long long)min, (long long)max, taken->end);
    }
    return true;
}

/* ---- Literals on rows ---- */

struct term {
    uint32_t arg;
    enum literal_kind kind;
    value v;
};

/* False if no argument has the variable. */
static bool find_term(
    const struct trial *trial, struct literal literal, struct term *ret)
{
    struct literal seen;
    for (uint32_t i = 0; i < trial->arrangement.count; i++) {
        view x = trial->arrangement.args[i].view;
        if (!explain_matches(trial->arrangement.network, literal, x, &seen))
            continue;
        *ret = (struct term){i, seen.kind, seen.v};
        return true;
    }
    return false;
}

static bool holds(const struct term *term, const value *a)
{
    value v = a[term->arg];
    return term->kind == LITERAL_MIN   ? v >= term->v
           : term->kind == LITERAL_MAX ? v <= term->v
                                       : v != term->v;
}

static bool all_hold(const struct term *terms, size_t count, const value *a)
{
    for (size_t i = 0; i < count; i++)
        if (!holds(&terms[i], a))
            return false;
    return true;
}

/* ---- Reasons ---- */

static const char *const kind_names[] = {">=", "<=", "!="};

static void print_literal(
    const struct trial *trial, struct literal literal, char *text, size_t size)
{
    struct term term;
    size_t used = strlen(text);
    if (literal.kind == LITERAL_NONE)
        snprintf(text + used, size - used, " false");
    else if (find_term(trial, literal, &term))
        snprintf(
            text + used, size - used, " x%u %s %lld", term.arg,
            kind_names[term.kind], (long long)term.v);
    else
        snprintf(
            text + used, size - used, " view %u %s %lld", literal.x.code,
            kind_names[literal.kind], (long long)literal.v);
}

static bool report(
    struct trial *trial, const struct explain_view *before,
    struct log_cause cause, struct literal wanted, const struct reason *reason,
    enum check_defect defect)
{
    const struct network *network = trial->arrangement.network;
    char text[1200] = "";
    for (size_t i = 0; i < reason->count; i++)
        print_literal(trial, reason->items[i], text, sizeof text - 400);
    strcat(text, " →");
    print_literal(trial, wanted, text, sizeof text);
    for (uint32_t i = 0; i < trial->arrangement.count; i++) {
        view x = trial->arrangement.args[i].view;
        size_t used = strlen(text);
        snprintf(
            text + used, sizeof text - used, "%s x%u in %lld..%lld",
            i ? "," : ", before:", i, (long long)explain_min(before, x),
            (long long)explain_max(before, x));
    }
    return trial_report(
        trial, NULL, defect, "%s (cause %u, %s; log until %u)", text, cause.why,
        cause.why == LOG_PROP ? network->props[cause.data]->class->name : "",
        before->end);
}

/* Is there a solution that satisfies the reason, but not what was wanted? */
static bool refuted(
    const struct trial *trial, struct literal wanted,
    const struct reason *reason)
{
    struct term terms[4 * ARRANGE_ARGS + 80], last = {0};
    if (reason->count > sizeof terms / sizeof *terms)
        return false;
    for (size_t i = 0; i < reason->count; i++)
        if (!find_term(trial, reason->items[i], &terms[i]))
            return false; /* a variable that the rows do not have */
    if (wanted.kind != LITERAL_NONE && !find_term(trial, wanted, &last))
        return false;
    for (uint32_t i = 0; i < trial->initial_count; i++) {
        uint32_t row = trial->initial[i];
        const value *a = rows_at(&trial->rows, row);
        if ((trial->rows.flags[row] & ROW_SOLUTION) &&
            all_hold(terms, reason->count, a) &&
            (wanted.kind == LITERAL_NONE || !holds(&last, a)))
            return true;
    }
    return false;
}

static bool explainable(const struct trial *trial, struct log_cause cause)
{
    const struct network *network = trial->arrangement.network;
    if (cause.why == LOG_PROP)
        return network->props[cause.data]->class->explain != NULL;
    return cause.why != LOG_DECISION && cause.why != LOG_ROOT;
}

/* Demands one reason. */
static bool ask(
    struct trial *trial, const struct explain_view *before,
    struct log_cause cause, struct literal wanted)
{
    struct reason reason = {0};
    enum check_defect defect = CHECK_FINE;
    if (!explain_cause(before, cause, wanted, &reason))
        defect = CHECK_UNEXPLAINED;
    for (size_t i = 0; i < reason.count; i++)
        if (!defect && !explain_true(before, reason.items[i]))
            defect = CHECK_UNTRUE_REASON;
    if (!defect && refuted(trial, wanted, &reason))
        defect = CHECK_WRONG_REASON;
    if (trial->trace)
        fprintf(
            stderr, "  reason of %zu literals, cause %u %s\n", reason.count,
            cause.why,
            cause.why == LOG_PROP
                ? trial->arrangement.network->props[cause.data]->class->name
                : "");
    bool fine =
        !defect || report(trial, before, cause, wanted, &reason, defect);
    VEC_CLEAR(reason);
    return fine;
}

/* The same for weaker literals; old is the bound that the view has. */
static bool ask_weaker(
    struct trial *trial, const struct explain_view *before,
    struct log_cause cause, struct literal wanted)
{
    if (!ask(trial, before, cause, wanted))
        return false;
    if (wanted.kind >= LITERAL_REMOVE || cause.why == LOG_HOLES)
        return true;
    value old = wanted.kind == LITERAL_MIN ? explain_min(before, wanted.x)
                                           : explain_max(before, wanted.x);
    struct literal weaker = wanted;
    for (int n = 0; n < WEAKER; n++) {
        weaker.v = wanted.kind == LITERAL_MIN
                       ? dice_between(&trial->dice, old + 1, wanted.v)
                       : dice_between(&trial->dice, wanted.v, old - 1);
        if (weaker.v != wanted.v && !ask(trial, before, cause, weaker))
            return false;
    }
    return true;
}

/* ---- Events and failures ---- */

static bool explained_event(
    struct trial *trial, const struct branch *branch, uint32_t id)
{
    const struct log_event *event = log_at(branch, id);
    struct explain_view before = {branch, id};
    struct log_cause cause = {event->why, event->data};
    struct literal happened = {event->x, event->kind, event->v};
    if (explain_true(&before, happened))
        return trial_report(
            trial, branch, CHECK_WRONG_LOG, "event %u was true before", id);
    return !explainable(trial, cause) ||
           ask_weaker(trial, &before, cause, happened);
}

/* The tell that was refused has its reason; and with what refuted it, there is
 * no solution. */
static bool
explained_failure(struct trial *trial, const struct branch *branch)
{
    const struct worker *worker = branch->worker;
    struct explain_view before = {branch, log_end(branch)};
    struct literal none = {.kind = LITERAL_NONE};
    struct reason reason = {0};
    if (!explainable(trial, worker->refuser))
        return true;
    bool fine = ask(trial, &before, worker->refuser, worker->refused);
    bool given = fine && explain_failure(branch, &reason);
    if (fine && (!given || refuted(trial, none, &reason)))
        fine = report(
            trial, &before, worker->refuser, none, &reason,
            given ? CHECK_WRONG_REASON : CHECK_UNEXPLAINED);
    VEC_CLEAR(reason);
    return fine;
}

bool explained_events(
    struct trial *trial, const struct branch *branch, uint32_t id, bool failed)
{
    if (dice_chance(&trial->dice, EARLIER))
        id = 1;
    uint32_t asked = trial->initial_count * (1 + WEAKER) + 1;
    uint32_t events = log_end(branch) - id + 1;
    uint32_t percent = 100;
    if ((uint64_t)asked * events > ROWS_A_ROUND)
        percent = 1 + (uint32_t)(100ull * ROWS_A_ROUND / asked / events);
    for (; log_find(branch, id, &id); id++)
        if ((trial->simple || dice_chance(&trial->dice, percent)) &&
            !explained_event(trial, branch, id))
            return false;
    return !failed || explained_failure(trial, branch);
}
