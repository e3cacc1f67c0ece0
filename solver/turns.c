/* turns.c — see turns.h
 *
 * Each kind of run has its share of the conflicts; the one that lags behind its
 * share is next.
 */
#include "solver/turns.h"

#include "solver/leap.h"
#include "solver/model.h"
#include "solver/near.h"
#include "solver/network.h"
#include "solver/random.h"
#include "solver/restart.h"
#include "solver/shave.h"
#include "solver/zeroed.h"

#include <stdlib.h>

enum {
    RUN_CONFLICTS = 200, /* of the first run: 100 takes 4 % more in all */
    NEAR_CONFLICTS = 100,
    SHAVE_CONFLICTS = 200,
    LEAP_CONFLICTS = 50,
    AGAIN_CONFLICTS = 2, /* before it may be decided again */
    TURN_COST = 10,      /* what a turn costs besides, in conflicts */
    JITTER = 8,          /* runs are longer by up to such a part, by chance */
    DULL_TURNS = 5,      /* from which nothing came: half the share is left */
    MANNERS = 8,         /* turns of plan or activity, then again */
};

/* Of all conflicts, while something comes of them. Measured without and with
 * neighbourhoods, after as many conflicts: kidney-exchange 1,300 and 1,309 to
 * 1,361, community-detection 112 and 111 to 168 thousand (greatest), elsewhere
 * by chance; so do shares of 0.2 to 0.4 and runs of 50 to 200 differ. Half the
 * share after 20 dull turns instead of 5, or 0.1 for shaves, costs proofs some
 * 5 % more conflicts. */
static const double NEAR_SHARE = 0.4, SHAVE_SHARE = 0.05;

struct turns {
    struct turns_options options;
    bool planned;      /* there is an annotation */
    struct near *near; /* NULL: there is no objective */
    var objective;
    struct shave shave;
    struct leap leap;
    literals leads;
    uint64_t random;
    struct restart_sequence restarts;
    struct restart_averages averages;
    struct turn turn;   /* the current one */
    uint64_t run;       /* conflicts in it, */
    uint64_t since;     /* since it began to decide again, */
    uint64_t conflicts; /* and in all */
    uint64_t spent[TURN_KINDS];
    uint64_t dull[TURN_KINDS]; /* turns since something came of one */
    uint64_t turned;           /* turns of plan or activity so far */
    struct turns_counters counters;
};

static bool optimising(const struct network *network)
{
    return network->model->goal != GOAL_SATISFY;
}

/* A model's restarts are followed as they are. */
static bool restarts_are_own(const struct turns_options *options)
{
    return options->is_free && options->restarts.policy == RESTART_NONE;
}

struct turns *
turns_new(const struct network *network, const struct turns_options *options)
{
    struct turns *turns = zeroed(1, sizeof *turns);
    turns->options = *options;
    turns->planned = network->model->plan_root != PLAN_NONE;
    turns->random = random_state(options->seed);
    const struct restarts luby = {RESTART_LUBY, 0, RUN_CONFLICTS};
    restart_begin(
        &turns->restarts,
        restarts_are_own(options) ? &luby : &options->restarts);
    if (!options->is_free || !optimising(network))
        return turns;
    turns->near = near_new(network, options->seed);
    turns->objective = network->model->objective;
    struct cost cost = {
        network_view(network, turns->objective),
        network->model->goal == GOAL_MINIMIZE};
    shave_init(&turns->shave, cost);
    leap_init(&turns->leap, cost);
    return turns;
}

void turns_free(struct turns *turns)
{
    if (turns->near)
        near_free(turns->near);
    VEC_CLEAR(turns->leads);
    free(turns);
}

const struct turns_counters *turns_counters(const struct turns *turns)
{
    return &turns->counters;
}

/* ---- Kinds ---- */

static bool lags(const struct turns *turns, enum turn_kind kind, double share)
{
    double faded = share / (1 + (double)turns->dull[kind] / DULL_TURNS);
    return (double)turns->spent[kind] < faded * (double)turns->conflicts;
}

static struct turn led(struct turns *turns, enum turn_kind kind, uint64_t limit)
{
    return (struct turn){
        .kind = kind,
        .phase = PHASE_SAVED,
        .limit = limit,
        .leads = turns->leads.items,
        .lead_count = (uint32_t)turns->leads.count};
}

static void
ask(struct turns *turns, struct literal lead, enum turn_kind kind,
    uint64_t limit)
{
    turns->leads.count = 0;
    VEC_PUSH(turns->leads, lead);
    turns->turn = led(turns, kind, limit);
}

static bool leap(struct turns *turns, const struct branch *root)
{
    struct literal lead;
    if (!leap_next(&turns->leap, root, &lead))
        return false;
    ask(turns, lead, TURN_LEAP, LEAP_CONFLICTS);
    turns->counters.leaps++;
    return true;
}

static bool probe(struct turns *turns, const struct branch *root)
{
    struct literal lead;
    if (!shave_probe(&turns->shave, root, &lead))
        return false;
    ask(turns, lead, TURN_PROBE, 0);
    turns->counters.shaves++;
    return true;
}

static bool shave(struct turns *turns, const struct branch *root)
{
    struct literal lead;
    if (!lags(turns, TURN_SHAVE, SHAVE_SHARE) ||
        !shave_next(&turns->shave, root, &lead))
        return false;
    ask(turns, lead, TURN_SHAVE, SHAVE_CONFLICTS);
    turns->counters.shaves++;
    return true;
}

static bool near(struct turns *turns, const struct branch *root)
{
    if (!lags(turns, TURN_NEAR, NEAR_SHARE) ||
        !near_choose(turns->near, root, &turns->leads))
        return false;
    turns->turn = led(turns, TURN_NEAR, NEAR_CONFLICTS);
    turns->counters.near++;
    return true;
}

/* Restarts of our own differ by the seed, as no tie does where all that is
 * decided has been active. */
static uint64_t next_limit(struct turns *turns)
{
    uint64_t limit = restart_next(&turns->restarts);
    return restarts_are_own(&turns->options)
               ? limit + random_below(&turns->random, limit / JITTER + 1)
               : limit;
}

/* How a run decides. */
enum manner {
    FOLLOW, /* the annotation, if there is one */
    SAVED,  /* by activity, stable, as in the best solution or as it was */
    STATIC, /* by activity, deciding again by levels */
};

/* The manners of a free search. (To follow in one of 8 takes 0.9 of the
 * conflicts that one of 4 does on 14 models, one of 2 takes 1.3 times as many;
 * the default search instead of an annotation, on 19 models without, would take
 * 1.2 times the time. The other way round, saved and again by levels,
 * costas_array takes five times the conflicts.) An annotation often finds a
 * first solution soon, which is a beginning where there is an objective;
 * without one it comes second, in 0.9 of the time on 20 models. */
static const enum manner optimising_manners[MANNERS] = {
    FOLLOW, STATIC, SAVED, STATIC, SAVED, STATIC, SAVED, STATIC};
static const enum manner satisfying_manners[MANNERS] = {
    SAVED, FOLLOW, STATIC, SAVED, STATIC, SAVED, STATIC, STATIC};

/* A run of the whole space. */
static struct turn wide(struct turns *turns)
{
    const enum manner *manners =
        turns->near ? optimising_manners : satisfying_manners;
    enum manner manner = manners[turns->turned++ % MANNERS];
    bool active =
        turns->options.is_free && (manner != FOLLOW || !turns->planned);
    return (struct turn){
        .kind = active ? TURN_ACTIVITY : TURN_PLAN,
        .phase = manner == STATIC ? PHASE_STATIC : PHASE_SAVED,
        .by_levels = active && manner == STATIC,
        .limit = next_limit(turns)};
}

struct turn turns_next(struct turns *turns, const struct branch *root)
{
    turns->run = turns->since = 0;
    if (!turns->near ||
        (!leap(turns, root) && !probe(turns, root) && !shave(turns, root) &&
         !near(turns, root)))
        turns->turn = wide(turns);
    return turns->turn;
}

/* ---- What comes of them ---- */

enum turn_advice turns_learned(struct turns *turns, uint32_t levels)
{
    const struct turn *turn = &turns->turn;
    turns->conflicts++;
    turns->run++;
    turns->spent[turn->kind]++;
    turns->since++;
    restart_learned(&turns->averages, levels);
    if (turn->limit > 0 && turns->run >= turn->limit)
        return TURN_OVER;
    if (!turn->by_levels || turns->since < AGAIN_CONFLICTS ||
        !restart_due(&turns->averages))
        return TURN_GO_ON;
    turns->since = 0;
    return TURN_AGAIN;
}

void turns_end(struct turns *turns, enum turn_end end)
{
    bool refuted = end == TURN_EXHAUSTED;
    turns->spent[turns->turn.kind] += TURN_COST;
    turns->dull[turns->turn.kind]++;
    switch (turns->turn.kind) {
    case TURN_PROBE:
        shave_probed(&turns->shave, refuted);
        turns->counters.shaves_refuted += refuted;
        break;
    case TURN_SHAVE:
        shave_shaved(&turns->shave, refuted);
        if (refuted)
            turns->dull[TURN_SHAVE] = 0;
        turns->counters.shaves_refuted += refuted;
        break;
    case TURN_NEAR:
        near_adapt(turns->near, refuted);
        break;
    case TURN_LEAP:
        if (end != TURN_SOLVED)
            leap_failed(&turns->leap);
        break;
    case TURN_PLAN:
    case TURN_ACTIVITY:
    case TURN_KINDS:
        break;
    }
}

bool turns_take_solution(struct turns *turns, const value *values)
{
    enum turn_kind kind = turns->turn.kind;
    if (!turns->near)
        return false;
    turns->counters.near_better += kind == TURN_NEAR;
    turns->counters.leaps_reached += kind == TURN_LEAP;
    turns->dull[TURN_NEAR] = 0;
    near_take_solution(turns->near, values);
    leap_take_solution(
        &turns->leap,
        cost_of(turns->leap.cost, values[turns->objective.index]),
        turns->conflicts);
    return kind == TURN_SHAVE || turns->leap.step > 0;
}
