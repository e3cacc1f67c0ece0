/* session.c — see session.h
 *
 * Two threads are at it: the search, and the one of signals.h, which writes
 * what waits and speaks the last words. The lock guards all that is written.
 */
#include "problems/puzzles/session.h"

#include "coro/fatal.h"
#include "problems/buffer.h"
#include "problems/puzzles/arguments.h"
#include "problems/puzzles/json.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/run.h"
#include "problems/puzzles/strategy.h"
#include "problems/puzzles/summary.h"
#include "problems/puzzles/terminal.h"
#include "problems/puzzles/trouble.h"
#include "problems/signals.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define FIELD(name) offsetof(struct session_options, name)

const struct argument session_arguments[] = {
    {"--all", ARGUMENT_FLAG, FIELD(all)},
    {"--count", ARGUMENT_FLAG, FIELD(count)},
    {"--limit", ARGUMENT_NUMBER, FIELD(limit)},
    {"--time", ARGUMENT_TIME, FIELD(time_ms)},
    {"--json", ARGUMENT_FLAG, FIELD(json)},
    {"--stats", ARGUMENT_FLAG, FIELD(statistics)},
    {"--ascii", ARGUMENT_FLAG, FIELD(ascii)},
    {"--strategy", ARGUMENT_TEXT, FIELD(strategy)},
    {"--seed", ARGUMENT_NUMBER, FIELD(seed)},
    {0},
};

const char session_help[] =
    "  --all            all solutions\n"
    "  --count          only the number of all solutions\n"
    "  --limit N        stop after N solutions\n"
    "  --time T         stop after T: 10s, 500ms, 2m\n"
    "  --json           for machines: one JSON object on one line\n"
    "  --stats          what the search did\n"
    "  --strategy S     how to search, as in dom_w_deg/min/luby:100;\n"
    "                   see pando bench --help\n"
    "  --seed N         for what is random in a strategy\n"
    "  --ascii          no characters beyond ASCII\n"
    "\n"
    "The first Ctrl-C stops and prints what is known, a second ends at once.\n"
    "The exit status is 1 if something is wrong with the input, else 0.\n";

struct session {
    const struct session_options *options;
    struct strategy strategy;
    struct terminal terminal;
    struct signals *signals;
    double begin, deadline;

    pthread_mutex_t lock; /* of what follows */
    struct buffer pending;
    struct buffer
        best;       /* the solution to print at the end, if it is the last */
    double written; /* when something was written last */
    bool closed;    /* nobody reads standard output any more */
    bool line;      /* the progress line is on the screen */
    bool begun;     /* some output */
    const struct puzzle *searched;
    const struct puzzle *puzzle; /* whose output has begun, or NULL */
    double puzzle_begin;
    uint64_t solutions; /* of it */
    int64_t objective;
};

/* ---- Writing; the lock is held ---- */

static void
write_bytes(struct session *session, int file, const char *bytes, size_t size)
{
    while (size > 0 && !session->closed) {
        ssize_t count = write(file, bytes, size);
        if (count >= 0) {
            bytes += count;
            size -= (size_t)count;
        } else if (errno != EINTR) {
            session->closed = true;
        }
    }
}

static void wipe_line(struct session *session)
{
    static const char wipe[] = "\r\033[K";
    if (session->line)
        write_bytes(session, STDERR_FILENO, wipe, sizeof wipe - 1);
    session->line = false;
}

static void write_pending(struct session *session)
{
    if (session->terminal.shared && session->pending.size > 0)
        wipe_line(session);
    write_bytes(
        session, STDOUT_FILENO, session->pending.bytes, session->pending.size);
    session->pending.size = 0;
    session->written = signals_now();
}

static void write_now_and_then(struct session *session)
{
    enum {
        BLOCK = 1 << 16
    };
    const double quiet = 0.02;
    if (session->pending.size >= BLOCK ||
        signals_now() - session->written > quiet)
        write_pending(session);
}

/* ---- The beginning and the end of a puzzle's output; the lock is held ---- */

static void begin_puzzle(struct session *session, const struct puzzle *puzzle)
{
    struct buffer *out = &session->pending;
    session->puzzle = puzzle;
    session->begun = true;
    session->puzzle_begin = signals_now();
    session->solutions = 0;
    session->best.size = 0;
    if (!session->options->json)
        return;
    buffer_append_text(out, "{\"puzzle\":");
    json_text(out, puzzle->name);
    buffer_append_text(out, ",");
    buffer_append(out, puzzle->fields.bytes, puzzle->fields.size);
    if (puzzle->fields.size > 0)
        buffer_append_text(out, ",");
    if (!session->options->count)
        buffer_append_text(out, "\"solutions\":[");
}

static void end_json(
    struct session *session, const struct run_result *result,
    const char *reason, bool statistics)
{
    struct buffer *out = &session->pending;
    if (!session->options->count)
        buffer_append_text(out, "],");
    summary_json(session->puzzle, result, reason, out);
    if (statistics)
        summary_json_statistics(result, out);
    buffer_append_text(out, "}\n");
}

static void end_text(
    struct session *session, const struct run_result *result,
    const char *reason, bool statistics)
{
    struct buffer *out = &session->pending;
    if (result->solutions > 0 && !session->options->count)
        buffer_append_text(out, "\n");
    summary_sentence(session->puzzle, session->options, result, reason, out);
    if (statistics)
        summary_statistics(result, out);
}

static void end_puzzle(
    struct session *session, const struct run_result *result,
    const char *reason, bool statistics)
{
    wipe_line(session);
    buffer_append(&session->pending, session->best.bytes, session->best.size);
    if (session->options->json)
        end_json(session, result, reason, statistics);
    else
        end_text(session, result, reason, statistics);
    write_pending(session);
    session->puzzle = NULL;
}

/* ---- What the other thread calls ---- */

static void speak_last_words(void *context)
{
    struct session *session = context;
    pthread_mutex_lock(&session->lock);
    if (session->puzzle) {
        const struct run_result result = {
            .solutions = session->solutions,
            .objective = session->objective,
            .interrupted = true,
            .seconds = signals_now() - session->puzzle_begin,
        };
        end_puzzle(session, &result, session_reason(session), false);
    } else if (!session->begun && !session->options->json) {
        buffer_append_text(&session->pending, "stopped before it began\n");
    }
    write_pending(session);
    pthread_mutex_unlock(&session->lock);
}

static void write_what_waits(void *context)
{
    struct session *session = context;
    if (pthread_mutex_trylock(&session->lock) != 0)
        return;
    if (session->pending.size > 0)
        write_now_and_then(session);
    pthread_mutex_unlock(&session->lock);
}

/* ---- What the search calls ---- */

static bool
take_solution(void *context, const int64_t *values, int64_t objective)
{
    struct session *session = context;
    const struct session_options *options = session->options;
    const struct puzzle *puzzle = session->puzzle;
    bool keep = puzzle->goal != PUZZLE_SATISFY && !options->all;
    pthread_mutex_lock(&session->lock);
    struct buffer *out = keep ? &session->best : &session->pending;
    if (keep)
        out->size = 0;
    else if (session->solutions > 0 && !options->count)
        buffer_append_text(out, options->json ? "," : "\n");
    session->solutions++;
    session->objective = objective;
    if (options->count)
        ;
    else if (options->json)
        puzzle_write(puzzle, values, out);
    else
        puzzle->draw(puzzle, values, &session->terminal, out);
    write_now_and_then(session);
    bool open = !session->closed;
    pthread_mutex_unlock(&session->lock);
    return open;
}

static void show_progress(void *context, const struct pando_search *search)
{
    struct session *session = context;
    pthread_mutex_lock(&session->lock);
    static const char wipe[] = "\r\033[K";
    struct buffer line = {0};
    size_t longest = sizeof wipe - 1 + session->terminal.width - 1;
    buffer_append_text(&line, wipe);
    summary_progress(
        session->searched, search, session->solutions, session->objective,
        &line);
    if (line.size > longest)
        line.size = longest; /* what wraps cannot be wiped */
    write_bytes(session, STDERR_FILENO, line.bytes, line.size);
    session->line = true;
    buffer_clear(&line);
    pthread_mutex_unlock(&session->lock);
}

/* ---- Sessions ---- */

struct session *
session_new(const struct session_options *options, struct trouble *reterr)
{
    struct strategy strategy = {0};
    if (options->strategy &&
        !strategy_read(options->strategy, &strategy, reterr))
        return NULL;
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        coro_fatal("out of memory");
    session->options = options;
    session->strategy = strategy;
    session->terminal = terminal_look(options->ascii);
    session->begin = session->written = signals_now();
    session->deadline = options->time_ms
                            ? session->begin + (double)options->time_ms * 1e-3
                            : INFINITY;
    pthread_mutex_init(&session->lock, NULL);
    const struct signals_hooks hooks = {
        .context = session,
        .last_words = speak_last_words,
        .tick = write_what_waits,
    };
    session->signals = signals_new(session->deadline, &hooks);
    return session;
}

void session_free(struct session *session)
{
    if (!session)
        return;
    signals_ending(session->signals);
    pthread_mutex_lock(&session->lock);
    write_pending(session);
    pthread_mutex_unlock(&session->lock);
    signals_free(session->signals);
    pthread_mutex_destroy(&session->lock);
    buffer_clear(&session->pending);
    buffer_clear(&session->best);
    free(session);
}

bool session_stopped(struct session *session)
{
    pthread_mutex_lock(&session->lock);
    bool closed = session->closed;
    pthread_mutex_unlock(&session->lock);
    return closed || *signals_stop_flag(session->signals);
}

const char *session_reason(const struct session *session)
{
    const double early = 0.025; /* the deadline is met a little before */
    if (!*signals_stop_flag(session->signals))
        return NULL;
    return signals_now() + early >= session->deadline ? "the time limit"
                                                      : "an interrupt";
}

const struct terminal *session_terminal(const struct session *session)
{
    return &session->terminal;
}

void session_print(struct session *session, const struct buffer *text)
{
    pthread_mutex_lock(&session->lock);
    buffer_append(&session->pending, text->bytes, text->size);
    write_now_and_then(session);
    pthread_mutex_unlock(&session->lock);
}

/* ---- Playing ---- */

static bool restarts_fit(
    const struct session *session, const struct puzzle *puzzle, uint64_t wanted,
    struct trouble *reterr)
{
    return wanted == 1 || puzzle->goal != PUZZLE_SATISFY ||
           !strategy_restarting(&session->strategy) ||
           trouble_set(
               reterr, "a search that restarts finds solutions again: add "
                       "--limit 1, or leave the restarts out of --strategy");
}

static bool search(
    struct session *session, struct puzzle *puzzle,
    const struct run_options *options, struct run_result *ret,
    struct trouble *reterr)
{
    struct run_options all = *options;
    all.seed = session->options->seed;
    all.stop = signals_stop_flag(session->signals);
    all.progress = session->terminal.progress ? show_progress : NULL;
    all.progress_context = session;
    session->searched = puzzle;
    puzzle_plan(puzzle, &session->strategy, all.solutions == 1);
    run_puzzle(puzzle, &all, ret);
    return !ret->incorrect ||
           trouble_set(
               reterr, "a solution failed its check: this is a bug in Pando, "
                       "please report it");
}

bool session_search(
    struct session *session, struct puzzle *puzzle,
    const struct run_options *options, struct run_result *ret,
    struct trouble *reterr)
{
    return restarts_fit(session, puzzle, options->solutions, reterr) &&
           search(session, puzzle, options, ret, reterr);
}

uint64_t session_wanted(
    const struct session_options *options, const struct puzzle *puzzle)
{
    if (options->limit)
        return options->limit;
    return options->all || options->count ? 0 : puzzle->enough;
}

bool session_play(
    struct session *session, struct puzzle *puzzle, struct trouble *reterr)
{
    const struct run_options run = {
        .solutions = session_wanted(session->options, puzzle),
        .context = session,
        .solution = take_solution,
    };
    if (!restarts_fit(session, puzzle, run.solutions, reterr))
        return false;
    struct run_result result;
    pthread_mutex_lock(&session->lock);
    begin_puzzle(session, puzzle);
    pthread_mutex_unlock(&session->lock);
    bool good = search(session, puzzle, &run, &result, reterr);
    const char *reason = result.interrupted ? session_reason(session) : NULL;
    pthread_mutex_lock(&session->lock);
    end_puzzle(session, &result, reason, session->options->statistics);
    pthread_mutex_unlock(&session->lock);
    return good;
}
