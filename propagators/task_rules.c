/* task_rules.c — the rules that filter disjunctive tasks, read backwards: which
 * tasks force what is wanted? (Vilím, Computing explanations for the unary
 * resource constraint, CPAIOR 2005)
 *
 * For a set Ω of other tasks with durations of p(Ω) in all, task i and its
 * duration p:
 *
 * Precedences: if i ends at or behind e, all that start before e go before it.
 * If those of Ω do, and start at or behind a, i starts at or behind a + p(Ω).
 *
 * Edge finding: if all of Ω and i start at or behind a, all of Ω end by b, and
 * a + p(Ω) + p > b, then i ends behind b; and precedences go on from there.
 *
 * Not first: if all of Ω end by b and i ends behind b - p(Ω), it is not before
 * all of Ω, so it starts when some of Ω may have ended.
 *
 * Each rule is monotone: what it has found once, it finds in every later view.
 * It is searched for over all b and a, in O(n) or, edges, O(n²).
 */
#include "propagators/task_reason.h"

/* ---- Precedences ---- */

/* Chooses tasks that start before e and lead to v. */
static bool choose_before(struct task_reason *r, wide e, wide v)
{
    r->set_count = 0;
    for (uint32_t k = 0; k < r->count; k++) {
        if (r->tasks[k].lst >= e)
            continue;
        task_reason_choose(r, &r->tasks[k]);
        wide slack = r->tasks[k].est + r->total - v;
        if (slack < 0)
            continue;
        task_reason_drop(r, slack, 1);
        return true;
    }
    return false;
}

static void need_before(struct task_reason *r, wide e, wide v)
{
    for (uint32_t k = 0; k < r->set_count; k++)
        task_reason_need(r->set[k], v - r->total, e - 1);
}

/* Before which time the chosen tasks start and the own one cannot end: as late
 * as can be, so that as little as can be is said of them, unless nothing has to
 * be. */
static wide meeting_time(const struct task_reason *r)
{
    wide root_last = r->set[0]->lst;
    for (uint32_t k = 0; k < r->set_count; k++) {
        wide root_lst = task_reason_root_lst(r, r->set[k]);
        root_last = root_lst > root_last ? root_lst : root_last;
    }
    wide ect = task_ect(&r->own);
    return root_last < ect ? root_last + 1 : ect;
}

static bool explain_precedences(struct task_reason *r, wide v)
{
    if (!choose_before(r, task_ect(&r->own), v))
        return false;
    wide e = meeting_time(r);
    need_before(r, e, v);
    task_reason_need(&r->own, e - r->own.duration, r->own.high);
    return true;
}

/* ---- Not first ---- */

static bool explain_not_first(struct task_reason *r, wide v)
{
    struct task_bounds *const *by_lct = task_reason_by_lct(r);
    r->set_count = 0;
    for (uint32_t k = 0; k < r->count; k++) {
        struct task_bounds *task = by_lct[k];
        if (task_ect(task) < v)
            continue;
        task_reason_choose(r, task);
        wide slack = task_ect(&r->own) + r->total - task_lct(task) - 1;
        if (slack < 0)
            continue;
        task_reason_drop(r, slack, 1);
        wide last = task_reason_lct(r);
        for (uint32_t j = 0; j < r->set_count; j++)
            task_reason_need(
                r->set[j], v - r->set[j]->duration, last - r->set[j]->duration);
        task_reason_need(
            &r->own, last - r->total - r->own.duration + 1, r->own.high);
        return true;
    }
    return false;
}

/* ---- Edge finding ---- */

/* Chooses tasks that end by `last`, which with the own one they cannot. */
static bool choose_crowd(struct task_reason *r, wide last, wide *ret_slack)
{
    const struct task_bounds *own = &r->own;
    r->set_count = 0;
    for (uint32_t k = 0; k < r->count; k++) {
        if (task_lct(&r->tasks[k]) > last)
            continue;
        task_reason_choose(r, &r->tasks[k]);
        wide est = r->tasks[k].est < own->est ? r->tasks[k].est : own->est;
        *ret_slack = est + r->total + own->duration - last - 1;
        if (*ret_slack >= 0)
            return true;
    }
    return false;
}

static void need_crowd(struct task_reason *r, wide last, wide slack)
{
    task_reason_drop(r, slack, 0);
    wide est = last + 1 - r->total - r->own.duration;
    task_reason_need_set(r, est, last);
    task_reason_need(&r->own, est, r->own.high);
}

static bool explain_edge(struct task_reason *r, wide v)
{
    struct task_bounds *const *by_lct = task_reason_by_lct(r);
    for (uint32_t k = 0; k < r->count; k++) {
        wide last = task_lct(by_lct[k]), slack;
        if (!choose_crowd(r, last, &slack))
            continue;
        if (v + r->own.duration > last + 1) {
            if (!choose_before(r, last + 1, v))
                continue;
            need_before(r, last + 1, v);
            choose_crowd(r, last, &slack);
        }
        need_crowd(r, last, slack);
        return true;
    }
    return false;
}

bool task_rules_explain(struct task_reason *r, wide v)
{
    return explain_precedences(r, v) || explain_edge(r, v) ||
           explain_not_first(r, v);
}

/* ---- No schedule ---- */

static wide middle(wide from, wide to)
{
    return from + (to - from) / 2;
}

/* Two of which neither can go before the other. */
static bool refute_pair(struct task_reason *r)
{
    for (uint32_t k = 0; k < r->count; k++) {
        for (uint32_t m = 0; m < k; m++) {
            struct task_bounds *x = &r->tasks[k], *y = &r->tasks[m];
            if (task_ect(x) <= y->lst || task_ect(y) <= x->lst)
                continue;
            wide ect_x = middle(y->lst + 1, task_ect(x));
            wide ect_y = middle(x->lst + 1, task_ect(y));
            task_reason_need(x, ect_x - x->duration, ect_y - 1);
            task_reason_need(y, ect_y - y->duration, ect_x - 1);
            return true;
        }
    }
    return false;
}

/* Chooses tasks that end by `last`, which they cannot. */
static bool choose_overload(struct task_reason *r, wide last)
{
    r->set_count = 0;
    for (uint32_t k = 0; k < r->count; k++) {
        if (task_lct(&r->tasks[k]) > last)
            continue;
        task_reason_choose(r, &r->tasks[k]);
        wide slack = r->tasks[k].est + r->total - last - 1;
        if (slack < 0)
            continue;
        task_reason_drop(r, slack, 0);
        return true;
    }
    return false;
}

/* The smallest overload; half of the slack goes to either side. */
static bool refute_overload(struct task_reason *r)
{
    struct task_bounds *const *by_lct = task_reason_by_lct(r);
    wide best = 0;
    uint32_t least = UINT32_MAX;
    for (uint32_t k = 0; k < r->count; k++) {
        wide last = task_lct(by_lct[k]);
        if (choose_overload(r, last) && r->set_count < least) {
            least = r->set_count;
            best = last;
        }
    }
    if (least == UINT32_MAX)
        return false;
    choose_overload(r, best);
    wide est = task_reason_est(r), lct = task_reason_lct(r);
    wide slack = est + r->total - lct - 1;
    est -= slack / 2;
    task_reason_need_set(r, est, est + r->total - 1);
    return true;
}

bool task_rules_refute(struct task_reason *r)
{
    return refute_pair(r) || refute_overload(r);
}
