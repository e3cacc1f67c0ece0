/* fzn_pando.c — the program that MiniZinc calls
 *
 *     bytes → flatzinc_load → model → model_simplify → network_new
 *           → search_next, again and again → report
 *
 * Everything that ends early (time limit, signals) comes from signals.h and is
 * seen by the search as its stop flag.
 */
#include "problems/flatzinc/flatzinc.h"
#include "problems/options.h"
#include "problems/report.h"
#include "problems/signals.h"
#include "solver/audit.h"
#include "solver/error.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/search.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct session {
    struct options options;
    struct signals *signals;
    struct report *report;
    struct flatzinc *flatzinc;
    struct network *network;
    struct search *search;
    struct audit audit; /* with --audit */
};

/* ---- Hooks of the signal thread ---- */

static void say_last_words(void *context)
{
    report_end_hurried(((struct session *)context)->report);
}

static void flush(void *context)
{
    report_flush(((struct session *)context)->report);
}

/* ---- One search ---- */

/* Where many solutions are wanted, failures are few for each. */
static bool learning(const struct session *session)
{
    const struct options *options = &session->options;
    if (options->learning != LEARNING_AUTO)
        return options->learning == LEARNING_ON;
    return session->flatzinc->model->goal != GOAL_SATISFY ||
           (!options->all && options->solutions <= 1);
}

/* Free search was asked for, or there is no annotation to follow. */
static bool searching_freely(const struct session *session)
{
    return session->options.free_search ||
           session->flatzinc->model->plan_root == PLAN_NONE;
}

/* The annotation may say so well how to search that learning does not pay. */
static bool taking_turns(const struct session *session)
{
    return session->options.learning == LEARNING_AUTO &&
           !session->options.audit && learning(session) &&
           !searching_freely(session);
}

static void say_how(const struct session *session, bool learns)
{
    const struct options *options = &session->options;
    if (options->verbose)
        fprintf(
            stderr, "%% learning from failures: %s%s%s\n",
            learns ? "on" : "off",
            options->learning != LEARNING_AUTO ? ""
            : learns ? " (one solution, or the best one, is wanted)"
                     : " (many solutions are wanted)",
            !learns                     ? ""
            : searching_freely(session) ? ", free search"
            : taking_turns(session)     ? ", in turns with a search without"
                                        : "");
}

static void begin_search(struct session *session)
{
    say_how(session, learning(session));
    struct search_options options = {
        .seed = session->options.seed,
        .learning = learning(session),
        .free = searching_freely(session),
        .slice = taking_turns(session) ? SEARCH_SLICE : 0,
        .stop = signals_stop_flag(session->signals),
    };
    struct model *model = session->flatzinc->model;
    session->network = network_new(model);
    if (session->options.audit) {
        audit_init(&session->audit, session->network);
        options.audit = &session->audit;
    }
    session->search = search_new(session->network, &options);
    report_attach(
        session->report, session->flatzinc, session->network, session->search);
    signals_heeded(session->signals);
}

static void end_search(struct session *session)
{
    report_attach(session->report, session->flatzinc, NULL, NULL);
    search_free(session->search);
    if (session->options.audit)
        audit_clear(&session->audit);
    network_free(session->network);
}

/* False if something that was learned is wrong. */
static bool say_audit(const struct session *session)
{
    const struct audit *audit = &session->audit;
    if (!session->options.audit)
        return true;
    fprintf(
        stderr,
        "audit: %" PRIu64 " nogoods, %" PRIu64 " reasons, %" PRIu64
        " of them not proved, %" PRIu64 " wrong\n",
        audit->nogoods, audit->reasons, audit->unproved, audit->wrong);
    if (audit->wrong)
        fprintf(stderr, "audit: %s\n", audit->complaint);
    return audit->wrong == 0;
}

static bool say_incorrect(const struct session *session)
{
    const struct model *model = session->flatzinc->model;
    uint32_t index = search_violated(session->search);
    struct error error = {.file = session->options.path};
    const char *name = "a domain";
    if (index < model->constraints.count) {
        const struct constraint *violated = &model->constraints.items[index];
        error.line = (int)violated->line;
        error.column = (int)violated->column;
        name = violated->class->name;
    }
    snprintf(
        error.message, sizeof error.message,
        "a solution was found that violates this constraint (%s): please "
        "report this bug of Pando",
        name);
    error_print(&error, stderr);
    return false;
}

/* Nothing (more) was found, but only values of 64 bits were looked at. */
static void say_unbounded(const struct session *session, uint32_t x)
{
    const char *name = session->flatzinc->model->vars.items[x].name;
    struct error error = {.file = session->options.path};
    snprintf(
        error.message, sizeof error.message,
        "%s%s%s has no bounds, and there is no further solution with values "
        "of 64 bits: give it bounds",
        name ? "variable '" : "a variable", name ? name : "", name ? "'" : "");
    error_print(&error, stderr);
}

/* The objective cannot be better, whatever the other variables are. */
static bool objective_at_its_end(const struct session *session)
{
    const struct model *model = session->flatzinc->model;
    value best;
    if (!report_objective(session->report, &best))
        return false;
    return best == (model->goal == GOAL_MINIMIZE
                        ? model_min(model, model->objective)
                        : model_max(model, model->objective));
}

/* What it means that there are no more solutions. False if it may mean only
 * that none was seen. */
static bool
take_exhausted(struct session *session, enum report_ending *ret_ending)
{
    uint32_t x = search_unbounded(session->search);
    *ret_ending = REPORT_COMPLETE;
    if (x == UINT32_MAX || objective_at_its_end(session))
        return true;
    say_unbounded(session, x);
    *ret_ending = REPORT_INTERRUPTED;
    return false;
}

/* Searches until `wanted` solutions were reported (0: no limit) or there are no
 * more. False if there is an error instead. */
static bool report_solutions(
    struct session *session, uint64_t wanted, bool keep,
    enum report_ending *ret_ending)
{
    for (uint64_t found = 0; wanted == 0 || found < wanted; found++) {
        switch (search_next(session->search)) {
        case SEARCH_SOLUTION:
            break;
        case SEARCH_EXHAUSTED:
            return take_exhausted(session, ret_ending) || found > 0;
        case SEARCH_INTERRUPTED:
            *ret_ending = REPORT_INTERRUPTED;
            return true;
        case SEARCH_INCORRECT:
            return say_incorrect(session);
        }
        const value *values = search_solution(session->search);
        if (!report_solution(session->report, values, keep))
            signals_stop(session->signals); /* nobody listens */
    }
    *ret_ending = REPORT_ENOUGH;
    return true;
}

/* ---- What was asked for ---- */

static bool objective_endless(const struct session *session, value best)
{
    const struct model *model = session->flatzinc->model;
    return model->goal == GOAL_MINIMIZE ? best == VALUE_MIN : best == VALUE_MAX;
}

static bool optimise(struct session *session, enum report_ending *ret_ending)
{
    const struct options *options = &session->options;
    bool keep = !options->all && !options->intermediate;
    if (!report_solutions(session, 0, keep, ret_ending))
        return false;
    struct model *model = session->flatzinc->model;
    value best;
    bool optimal = *ret_ending == REPORT_COMPLETE &&
                   report_objective(session->report, &best);
    if (optimal && objective_endless(session, best))
        *ret_ending = REPORT_UNBOUNDED;
    else if (optimal && (options->all_optimal || options->optimal > 1)) {
        /* the optimum is known: now it is a constraint */
        end_search(session);
        model->goal = GOAL_SATISFY;
        if (!model_tighten(model, model->objective, best, best))
            model->failed = true;
        begin_search(session);
        return report_solutions(
            session, options->all_optimal ? 0 : options->optimal, false,
            ret_ending);
    }
    return true;
}

static bool satisfy(struct session *session, enum report_ending *ret_ending)
{
    const struct options *options = &session->options;
    uint64_t wanted = options->solutions ? options->solutions
                      : options->all     ? 0
                                         : 1;
    return report_solutions(session, wanted, false, ret_ending);
}

static bool load(struct session *session)
{
    const struct flatzinc_options options = {
        .verbose = session->options.verbose,
        .free_search = session->options.free_search &&
                       session->options.learning == LEARNING_OFF,
    };
    struct error error;
    if (flatzinc_load(
            session->options.path, &options, &session->flatzinc, &error))
        return true;
    signals_ending(session->signals);
    error_print(&error, stderr);
    return false;
}

/* False where there was an error. */
static bool solve(struct session *session)
{
    enum report_ending ending;
    if (!load(session))
        return false;
    report_attach(session->report, session->flatzinc, NULL, NULL);
    model_simplify(session->flatzinc->model);
    begin_search(session);
    bool optimising = session->flatzinc->model->goal != GOAL_SATISFY;
    bool correct =
        optimising ? optimise(session, &ending) : satisfy(session, &ending);
    signals_ending(session->signals);
    if (correct)
        report_end(session->report, ending);
    bool good =
        say_audit(session) && correct && !report_failed(session->report);
    if (*signals_stop_flag(session->signals))
        _exit(good ? EXIT_SUCCESS : EXIT_FAILURE); /* time is up */
    end_search(session);
    flatzinc_free(session->flatzinc);
    return good;
}

int main(int count, char **arguments)
{
    double begin = signals_now();
    struct session session = {0};
    struct error error;
    if (!options_read(count, arguments, &session.options, &error)) {
        error_print(&error, stderr);
        return EXIT_FAILURE;
    }
    if (session.options.help || session.options.version) {
        fputs(
            session.options.help ? options_help
                                 : "fzn-pando " PANDO_VERSION "\n",
            stdout);
        return EXIT_SUCCESS;
    }
    uint64_t limit = session.options.time_ms;
    double deadline = limit ? begin + (double)limit / 1000 : INFINITY;
    const struct signals_hooks hooks = {&session, say_last_words, flush};
    session.report = report_new(&session.options, begin);
    session.signals = signals_new(deadline, &hooks);
    bool good = solve(&session);
    signals_free(session.signals);
    report_free(session.report);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
