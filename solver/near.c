/* near.c — see near.h
 *
 * Connected are variables that occur in one constraint of the model, its
 * condition included; aliases stand for what they are an alias of.
 */
#include "solver/near.h"

#include "solver/domain.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/random.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

enum {
    OPEN_MIN = 4, /* open variables; with fewer there is nothing to free */
    BROAD = 100,  /* a constraint over more variables connects too much */
};

/* Of the open variables, how many are free: at the beginning, and bounds. */
static const double FREEDOM = 0.3, FREEDOM_MIN = 0.01, FREEDOM_MAX = 0.9;
static const double MORE = 1.2, LESS = 1 / 1.1;

struct near {
    const struct network *network;
    VEC(var) vars;      /* that may lead */
    VEC(var) open;      /* those that are open at the root */
    VEC(var) queue;     /* of variables that are connected to the first */
    uint32_t *starts;   /* by variable: in `touching`; NULL: not made yet */
    uint32_t *touching; /* constraints */
    uint32_t *seen;     /* by variable: stamps */
    uint32_t *freed;    /* by variable: stamps */
    uint32_t stamp;
    value *best;
    bool solved;
    double freedom;
    uint64_t random;
    uint64_t chosen; /* neighbourhoods so far */
};

/* ---- The variables ---- */

static var behind(const struct model *model, var x)
{
    bool negated;
    value offset;
    var base;
    model_resolve(model, x, &base, &negated, &offset);
    return base;
}

static void add_variable(struct near *near, var x)
{
    const struct model *model = near->network->model;
    x = behind(model, x);
    bool goal = model->goal != GOAL_SATISFY &&
                x.index == behind(model, model->objective).index;
    if (goal || near->seen[x.index] == near->stamp ||
        view_kind(network_view(near->network, x)) == VIEW_CONSTANT)
        return;
    near->seen[x.index] = near->stamp;
    VEC_PUSH(near->vars, x);
}

static void find_variables(struct near *near)
{
    const struct model *model = near->network->model;
    near->stamp++;
    for (size_t i = 0; model->plan_root != PLAN_NONE && i < model->plan.count;
         i++) {
        const struct plan_node *node = &model->plan.items[i];
        for (uint32_t k = 0; node->kind == PLAN_LABEL && k < node->var_count;
             k++)
            add_variable(near, node->vars[k]);
    }
    if (near->vars.count >= OPEN_MIN)
        return;
    for (uint32_t i = 0; i < model->vars.count; i++)
        add_variable(near, (var){i});
}

struct near *near_new(const struct network *network, uint64_t seed)
{
    struct near *near = zeroed(1, sizeof *near);
    size_t count = network->model->vars.count;
    near->network = network;
    near->seen = zeroed(count, sizeof *near->seen);
    near->freed = zeroed(count, sizeof *near->freed);
    near->best = zeroed(count, sizeof *near->best);
    near->freedom = FREEDOM;
    near->random = random_state(seed);
    find_variables(near);
    return near;
}

void near_free(struct near *near)
{
    VEC_CLEAR(near->vars);
    VEC_CLEAR(near->open);
    VEC_CLEAR(near->queue);
    free(near->starts);
    free(near->touching);
    free(near->seen);
    free(near->freed);
    free(near->best);
    free(near);
}

void near_take_solution(struct near *near, const value *values)
{
    memcpy(
        near->best, values,
        near->network->model->vars.count * sizeof *near->best);
    near->solved = true;
}

static uint32_t draw(struct near *near, size_t bound)
{
    return (uint32_t)random_below(&near->random, bound);
}

static void find_open(struct near *near, const struct branch *root)
{
    near->open.count = 0;
    VEC_FOR_EACH (x, near->vars) {
        if (!domain_fixed(root, network_view(near->network, *x)))
            VEC_PUSH(near->open, *x);
    }
}

static void shuffle(struct near *near)
{
    var *open = near->open.items;
    for (size_t i = near->open.count; i > 1; i--) {
        uint32_t k = draw(near, i);
        var x = open[i - 1];
        open[i - 1] = open[k];
        open[k] = x;
    }
}

/* ---- Connections ---- */

static uint32_t members(const struct constraint *constraint)
{
    return constraint->var_count + (constraint->reification != REIFY_NONE);
}

static var member(
    const struct model *model, const struct constraint *constraint, uint32_t k)
{
    return behind(
        model, k < constraint->var_count ? constraint->vars[k]
                                         : constraint->condition);
}

/* Counts, then places: starts[x] moves from the end of x's to their begin. */
static void connect(struct near *near)
{
    const struct model *model = near->network->model;
    size_t total = 0;
    near->starts = zeroed(model->vars.count + 1, sizeof *near->starts);
    VEC_FOR_EACH (constraint, model->constraints) {
        total += members(constraint);
        for (uint32_t k = 0; k < members(constraint); k++)
            near->starts[member(model, constraint, k).index]++;
    }
    for (size_t i = 1; i <= model->vars.count; i++)
        near->starts[i] += near->starts[i - 1];
    near->touching = zeroed(total, sizeof *near->touching);
    for (size_t c = 0; c < model->constraints.count; c++) {
        const struct constraint *constraint = &model->constraints.items[c];
        for (uint32_t k = 0; k < members(constraint); k++) {
            uint32_t x = member(model, constraint, k).index;
            near->touching[--near->starts[x]] = (uint32_t)c;
        }
    }
}

static void reach(struct near *near, var x)
{
    if (near->seen[x.index] == near->stamp)
        return;
    near->seen[x.index] = near->stamp;
    VEC_PUSH(near->queue, x);
}

static void reach_neighbours(struct near *near, var x)
{
    const struct model *model = near->network->model;
    uint32_t first = near->starts[x.index];
    uint32_t count = near->starts[x.index + 1] - first;
    uint32_t turn = count ? draw(near, count) : 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct constraint *constraint =
            &model->constraints
                 .items[near->touching[first + (i + turn) % count]];
        for (uint32_t k = 0;
             members(constraint) <= BROAD && k < members(constraint); k++)
            reach(near, member(model, constraint, k));
    }
}

/* Those among the first `wanted` that are reached from random ones. */
static void free_connected(struct near *near, size_t wanted)
{
    size_t reached = 0, next = 0;
    uint32_t may_lead = near->stamp; /* marks the open ones in `freed` */
    if (!near->starts)
        connect(near);
    VEC_FOR_EACH (x, near->open) {
        near->freed[x->index] = may_lead;
    }
    near->queue.count = 0;
    for (size_t at = 0; reached < wanted; at++) {
        if (at == near->queue.count)
            while (at == near->queue.count && next < near->open.count)
                reach(near, near->open.items[next++]);
        if (at == near->queue.count)
            return;
        var x = near->queue.items[at];
        if (near->freed[x.index] == may_lead) {
            near->freed[x.index] = may_lead + 1;
            reached++;
        }
        reach_neighbours(near, x);
    }
}

static void free_random(struct near *near, size_t wanted)
{
    for (size_t i = 0; i < wanted; i++)
        near->freed[near->open.items[i].index] = near->stamp + 1;
}

/* ---- Choosing ---- */

/* Where x != v cannot be kept, x = v is two decisions: of one, no nogood could
 * say that it was wrong. */
static void lead_with(literals *leads, view x, value v)
{
    if (view_is_literal(x) || view_keeps_holes(x)) {
        VEC_PUSH(*leads, (struct literal){x, LITERAL_EQUAL, v});
        return;
    }
    VEC_PUSH(*leads, (struct literal){x, LITERAL_MIN, v});
    VEC_PUSH(*leads, (struct literal){x, LITERAL_MAX, v});
}

bool near_choose(
    struct near *near, const struct branch *root, literals *ret_leads)
{
    ret_leads->count = 0;
    find_open(near, root);
    if (!near->solved || near->open.count < OPEN_MIN)
        return false;
    near->stamp += 2;
    shuffle(near);
    size_t wanted = 1 + (size_t)(near->freedom * (double)near->open.count);
    if (near->chosen++ % 2)
        free_random(near, wanted);
    else
        free_connected(near, wanted);
    VEC_FOR_EACH (x, near->open) {
        if (near->freed[x->index] != near->stamp + 1)
            lead_with(
                ret_leads, network_view(near->network, *x),
                near->best[x->index]);
    }
    return true;
}

void near_adapt(struct near *near, bool exhausted)
{
    near->freedom *= exhausted ? MORE : LESS;
    if (near->freedom > FREEDOM_MAX)
        near->freedom = FREEDOM_MAX;
    if (near->freedom < FREEDOM_MIN)
        near->freedom = FREEDOM_MIN;
}
