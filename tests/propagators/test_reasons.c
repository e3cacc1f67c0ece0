/* test_reasons.c — reasons are as weak as they can be
 *
 * That they are right is tested with every propagator (explained.h). Here some
 * literals are told, what follows is asked for, and the reason is compared with
 * the one that a person would give.
 */
#include "coro/coro.h"
#include "propagators/propagators.h"
#include "solver/explain.h"
#include "solver/network.h"
#include "solver/tell.h"
#include "solver/vec.h"
#include "solver/worker.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum {
    VARS = 4
};

/* A literal about variable i. */
struct claim {
    uint32_t i;
    enum literal_kind kind;
    value v;
};

struct situation {
    const struct constraint_class *class;
    uint32_t count;
    struct range box[VARS];
    struct claim told[6];
    uint32_t told_count;
    struct claim wanted;
    struct claim reason[6];
    uint32_t reason_count;
};

#define LEAST(i, v)         \
    {                       \
        i, LITERAL_MIN, (v) \
    }
#define MOST(i, v)          \
    {                       \
        i, LITERAL_MAX, (v) \
    }
#define NOT(i, v)              \
    {                          \
        i, LITERAL_REMOVE, (v) \
    }
#define CLAIMS(name, ...)  \
    .name = {__VA_ARGS__}, \
    .name##_count =        \
        sizeof((struct claim[]){__VA_ARGS__}) / sizeof(struct claim)

static bool tell(struct branch *branch, view x, struct claim claim)
{
    return claim.kind == LITERAL_MIN   ? tell_min(branch, x, claim.v)
           : claim.kind == LITERAL_MAX ? tell_max(branch, x, claim.v)
                                       : tell_remove(branch, x, claim.v);
}

/* The first event that made the literal true. */
static uint32_t
first_event(const struct branch *branch, view x, struct claim claim)
{
    struct literal literal = {x, claim.kind, claim.v};
    uint32_t id = 1;
    for (; log_find(branch, id, &id); id++) {
        struct explain_view then = {branch, id + 1};
        if (explain_true(&then, literal))
            return id;
    }
    cr_assert_fail("x%u: nothing happened", claim.i);
    return 0;
}

static void assert_reason(
    const struct situation *s, const struct network *network, const var *xs,
    const struct reason *reason)
{
    cr_assert_eq(reason->count, s->reason_count);
    for (uint32_t k = 0; k < s->reason_count; k++) {
        const struct claim *claim = &s->reason[k];
        const struct literal *l = &reason->items[k];
        cr_expect(view_same(l->x, network_view(network, xs[claim->i])));
        cr_expect_eq(l->kind, claim->kind);
        cr_expect_eq(l->v, claim->v);
    }
}

static void ask(const struct situation *s, struct branch *branch, const var *xs)
{
    const struct network *network = branch->network;
    struct reason reason = {0};
    cr_assert(branch_start(branch));
    for (uint32_t k = 0; k < s->told_count; k++) {
        view x = network_view(network, xs[s->told[k].i]);
        cr_assert(tell(branch, x, s->told[k]));
    }
    cr_assert(propagate_branch(branch));
    view x = network_view(network, xs[s->wanted.i]);
    struct literal wanted = {x, s->wanted.kind, s->wanted.v};
    uint32_t id = first_event(branch, x, s->wanted);
    cr_assert(explain_event(branch, id, wanted, &reason));
    assert_reason(s, network, xs, &reason);
    VEC_CLEAR(reason);
}

static void try(const struct situation *s)
{
    struct model *model = model_new();
    var xs[VARS];
    for (uint32_t i = 0; i < s->count; i++)
        xs[i] = model_var(model, s->box[i].min, s->box[i].max);
    model_add(model, s->class, s->count, xs, 0, NULL);
    struct network *network = network_new(model);
    struct coro_world *world = coro_world_new(
        sizeof(struct branch), log_memory_size(network), network->fingerprint);
    struct worker *worker = worker_new(network, world);
    worker->logging = true;
    struct branch *branch = branch_new(worker);
    ask(s, branch, xs);
    branch_discard(branch);
    worker_free(worker);
    coro_world_free(world);
    network_free(network);
    model_free(model);
}

#define REASON(name, ...)                         \
    Test(reasons, name)                           \
    {                                             \
        const struct situation s = {__VA_ARGS__}; \
        try(&s);                                  \
    }

/* ---- Products and quotients ---- */

REASON(
    product, .class = &constraint_times, .count = 3,
    .box = {{0, 99}, {0, 99}, {0, 9999}},
    CLAIMS(told, MOST(0, 4), LEAST(0, 2), MOST(1, 5), LEAST(1, 1)),
    .wanted = MOST(2, 20), CLAIMS(reason, MOST(0, 4), MOST(1, 5)))

/* 29 would be 4·7, but not 5·6 */
REASON(
    product_weaker, .class = &constraint_times, .count = 3,
    .box = {{0, 99}, {0, 99}, {0, 9999}}, CLAIMS(told, MOST(0, 4), MOST(1, 5)),
    .wanted = MOST(2, 29), CLAIMS(reason, MOST(0, 5), MOST(1, 5)))

/* y >= -2 suffices: -9·-2 <= 20 */
REASON(
    product_signs, .class = &constraint_times, .count = 3,
    .box = {{-9, 9}, {-9, 9}, {-99, 99}},
    CLAIMS(told, MOST(0, 4), LEAST(0, 0), MOST(1, 5), LEAST(1, 0)),
    .wanted = MOST(2, 20), CLAIMS(reason, MOST(0, 4), LEAST(1, -2), MOST(1, 5)))

REASON(
    factor, .class = &constraint_times, .count = 3,
    .box = {{0, 99}, {0, 99}, {0, 9999}},
    CLAIMS(told, LEAST(2, 50), MOST(1, 7)), .wanted = LEAST(0, 8),
    CLAIMS(reason, MOST(1, 7), LEAST(2, 50)))

REASON(
    factor_weaker, .class = &constraint_times, .count = 3,
    .box = {{0, 99}, {0, 99}, {0, 9999}},
    CLAIMS(told, LEAST(2, 50), MOST(1, 7)), .wanted = LEAST(0, 5),
    CLAIMS(reason, MOST(1, 12), LEAST(2, 49)))

REASON(
    quotient, .class = &constraint_division, .count = 3,
    .box = {{0, 99}, {1, 20}, {0, 99}}, CLAIMS(told, MOST(0, 50), LEAST(1, 7)),
    .wanted = MOST(2, 7), CLAIMS(reason, MOST(0, 55), LEAST(1, 7)))

REASON(
    remainder_of_divisor, .class = &constraint_modulo, .count = 3,
    .box = {{0, 99}, {1, 20}, {0, 99}}, CLAIMS(told, MOST(1, 7)),
    .wanted = MOST(2, 6), CLAIMS(reason, MOST(1, 7)))

REASON(
    square_root, .class = &constraint_power, .count = 3,
    .box = {{0, 99}, {2, 2}, {0, 9999}}, CLAIMS(told, MOST(2, 90)),
    .wanted = MOST(0, 9), CLAIMS(reason, MOST(2, 99)))

REASON(
    literal_true, .class = &constraint_times, .count = 3,
    .box = {{10, 30}, {0, 1}, {0, 99}}, CLAIMS(told, LEAST(2, 3)),
    .wanted = LEAST(1, 1), CLAIMS(reason, LEAST(2, 1)))

REASON(
    literal_false, .class = &constraint_times, .count = 3,
    .box = {{10, 30}, {0, 1}, {0, 99}}, CLAIMS(told, MOST(2, 3)),
    .wanted = MOST(1, 0), CLAIMS(reason, MOST(2, 9)))

REASON(
    literal_open, .class = &constraint_times, .count = 3,
    .box = {{10, 30}, {0, 1}, {0, 99}}, CLAIMS(told, MOST(0, 20)),
    .wanted = MOST(2, 25), CLAIMS(reason, MOST(0, 25)))

/* ---- Extrema and magnitudes ---- */

REASON(
    maximum_below, .class = &constraint_maximum, .count = 3,
    .box = {{0, 99}, {0, 99}, {0, 50}}, CLAIMS(told, MOST(1, 30), MOST(2, 40)),
    .wanted = MOST(0, 60), CLAIMS(reason, MOST(1, 60)))

REASON(
    maximum_reached, .class = &constraint_maximum, .count = 4,
    .box = {{0, 99}, {0, 99}, {0, 50}, {0, 99}},
    CLAIMS(told, LEAST(0, 60), MOST(1, 20)), .wanted = LEAST(3, 60),
    CLAIMS(reason, LEAST(0, 60), MOST(1, 59)))

REASON(
    minimum_above, .class = &constraint_minimum, .count = 3,
    .box = {{0, 99}, {0, 99}, {0, 99}}, CLAIMS(told, LEAST(0, 9)),
    .wanted = LEAST(2, 5), CLAIMS(reason, LEAST(0, 5)))

REASON(
    magnitude_of_sign, .class = &constraint_absolute, .count = 2,
    .box = {{-99, 99}, {0, 99}}, CLAIMS(told, MOST(0, 3), LEAST(1, 9)),
    .wanted = MOST(0, -7), CLAIMS(reason, MOST(0, 6), LEAST(1, 7)))

REASON(
    magnitude_below, .class = &constraint_absolute, .count = 2,
    .box = {{-99, 99}, {0, 99}}, CLAIMS(told, MOST(0, 3), LEAST(0, -8)),
    .wanted = MOST(1, 20), CLAIMS(reason, MOST(0, 20), LEAST(0, -20)))

REASON(
    magnitude_hole, .class = &constraint_absolute, .count = 2,
    .box = {{-20, 20}, {0, 20}}, CLAIMS(told, LEAST(1, 9), MOST(1, 9)),
    .wanted = NOT(0, 2), CLAIMS(reason, NOT(1, 2)))
