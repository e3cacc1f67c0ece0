/* test_tell.c — random tells to views of every kind, beside plain sets
 *
 * A herd of branches is told, forked and discarded at random; each has its own
 * sets. After each tell the result, the events on the agenda and the domain are
 * compared, and now and then all domains of another branch, which must not have
 * noticed.
 */
#include "solver/tell.h"

#include "solver/domain.h"
#include "tests/solver/zoo.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum {
    HERD = 6,
    TELLS = 250
};

/* What wakes on each event of each base. */
struct watch {
    struct rig_log log;
    const struct prop *props[ZOO_BASES][WAKE_COUNT];
};

struct member {
    struct branch *branch;
    struct set *sets;
};

struct herd {
    struct zoo *zoo;
    const struct watch *watch;
    struct dice *dice;
    struct member members[HERD];
};

static void post_watch(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    struct watch *watch = context;
    for (uint32_t v = 0; v < ZOO_BASES; v++)
        for (int w = 0; w < WAKE_COUNT; w++) {
            struct prop *prop = rig_probe(
                post, (enum prop_cost)(w % PROP_COSTS), &watch->log);
            post_wake(post, prop, post_view(post, c->vars[v]), (enum wake)w);
            watch->props[v][w] = prop;
        }
}

/* ---- The herd ---- */

static struct member copy_of(const struct member *from)
{
    struct member copy = {
        branch_fork(from->branch), malloc(ZOO_BASES * sizeof(struct set))};
    memcpy(copy.sets, from->sets, ZOO_BASES * sizeof(struct set));
    return copy;
}

static void drop(struct member *member)
{
    branch_discard(member->branch);
    free(member->sets);
}

static void herd_init(struct herd *herd)
{
    herd->members[0] = (struct member){
        branch_new(herd->zoo->worker), malloc(ZOO_BASES * sizeof(struct set))};
    memcpy(
        herd->members[0].sets, herd->zoo->initial, sizeof herd->zoo->initial);
    for (int m = 1; m < HERD; m++)
        herd->members[m] = copy_of(&herd->members[0]);
}

static void herd_clear(struct herd *herd)
{
    for (int m = 0; m < HERD; m++)
        drop(&herd->members[m]);
}

/* Member `to` becomes a fork of member `from`. */
static void herd_replace(struct herd *herd, uint64_t to, uint64_t from)
{
    if (to == from)
        return;
    drop(&herd->members[to]);
    herd->members[to] = copy_of(&herd->members[from]);
}

/* ---- One tell ---- */

static uint64_t any_bits(struct dice *dice)
{
    uint64_t roll = dice_below(dice, 4);
    uint64_t bits = dice_roll(dice);
    return roll == 0   ? bits
           : roll == 1 ? bits & dice_roll(dice) & dice_roll(dice)
           : roll == 2 ? bits | dice_roll(dice) | dice_roll(dice)
                       : UINT64_MAX >> (bits & 63);
}

static struct told
any_told(const struct zoo *zoo, const struct set *sets, uint32_t v,
         struct dice *dice)
{
    struct told told = {
        .kind = (enum fact_told)dice_below(dice, TOLD_COUNT),
        .v = zoo_value(zoo, sets, v, dice)};
    if (told.kind == TOLD_BITS) {
        told.bits = any_bits(dice);
        if (told.v > INT64_MIN + 70)
            told.v -= (value)dice_below(dice, 64);
    }
    if (told.kind == TOLD_FIX && dice_chance(dice, 70))
        told.kind = TOLD_REMOVE; /* else all is fixed too soon */
    return told;
}

static bool tell(struct branch *branch, view x, struct told told)
{
    switch (told.kind) {
    case TOLD_MIN:
        return tell_min(branch, x, told.v);
    case TOLD_MAX:
        return tell_max(branch, x, told.v);
    case TOLD_FIX:
        return tell_fix(branch, x, told.v);
    case TOLD_REMOVE:
        return tell_remove(branch, x, told.v);
    case TOLD_BITS:
    case TOLD_COUNT:
        break;
    }
    return tell_bits(branch, x, told.v, told.bits);
}

static bool queued(const struct worker *worker, const struct prop *prop)
{
    return worker->agenda.queued[prop->id / 64] >> (prop->id % 64) & 1;
}

/* The agenda holds what this change wakes and nothing else. An inner value that
 * goes may go unsaid where a bound moves too. */
static void assert_agenda(
    struct worker *worker, const struct watch *watch, uint32_t base,
    const struct set *before, const struct set *after)
{
    uint32_t events = set_events(before, after);
    uint32_t bounds = events & (EVENT_MIN | EVENT_MAX);
    uint32_t expected[WAKE_COUNT] = {
        [WAKE_FIX] = events & EVENT_FIX, [WAKE_MIN] = events & EVENT_MIN,
        [WAKE_DOMAIN] = events,          [WAKE_BOUNDS] = bounds,
        [WAKE_MAX] = events & EVENT_MAX};
    for (uint32_t v = 0; v < ZOO_BASES; v++)
        for (int w = 0; w < WAKE_COUNT; w++)
            cr_assert_eq(
                queued(worker, watch->props[v][w]),
                v == base && expected[w] != 0, "base %u, wake %d, events %u",
                v, w, events);
}

static void tell_one(struct herd *herd, uint64_t m)
{
    struct zoo *zoo = herd->zoo;
    struct member *member = &herd->members[m];
    uint32_t v = (uint32_t)dice_below(herd->dice, zoo->count);
    const struct zoo_view *seen = &zoo->views[v];
    struct set *set = &member->sets[seen->base];
    struct set before = *set;
    struct told told = any_told(zoo, member->sets, v, herd->dice);
    bool possible = tell(member->branch, seen->view, told);
    bool expected = set_tell(set, seen->image, told);
    cr_assert_eq(
        possible, expected, "kind %d of view %u: told %lld, said %d",
        told.kind, v, (long long)told.v, possible);
    if (possible)
        assert_agenda(zoo->worker, herd->watch, seen->base, &before, set);
    worker_forget(zoo->worker);
    if (!possible && told.kind == TOLD_BITS) {
        herd_replace(herd, m, (m + 1) % HERD); /* half told, perhaps */
        return;
    }
    zoo_assert_read(zoo, member->branch, member->sets, v, herd->dice);
    zoo_assert_read(
        zoo, member->branch, member->sets, seen->base, herd->dice);
    if (told.kind == TOLD_REMOVE && possible)
        cr_assert_eq(
            tell_remove_lasting(member->branch, seen->view, told.v),
            !domain_contains(member->branch, seen->view, told.v));
}

static void run(uint64_t seed, uint32_t padding, uint32_t levels)
{
    struct dice dice = {seed};
    struct zoo zoo;
    struct watch watch;
    zoo_init_posting(&zoo, &dice, padding, levels, post_watch, &watch);
    struct herd herd = {.zoo = &zoo, .watch = &watch, .dice = &dice};
    herd_init(&herd);
    for (int i = 0; i < TELLS; i++) {
        tell_one(&herd, dice_below(&dice, HERD));
        if (dice_chance(&dice, 8))
            herd_replace(
                &herd, dice_below(&dice, HERD), dice_below(&dice, HERD));
        const struct member *other = &herd.members[dice_below(&dice, HERD)];
        if (dice_chance(&dice, 10))
            zoo_assert_all(&zoo, other->branch, other->sets, &dice);
    }
    herd_clear(&herd);
    zoo_clear(&zoo);
}

Test(tell, flat)
{
    for (uint64_t seed = 0; seed < 60; seed++)
        run(seed, 0, 0);
}

Test(tell, one_level)
{
    for (uint64_t seed = 0; seed < 40; seed++)
        run(1000 + seed, (uint32_t)seed * 20, 1);
}

Test(tell, two_levels)
{
    for (uint64_t seed = 0; seed < 40; seed++)
        run(2000 + seed, (uint32_t)seed * 100, 2);
}

/* A tell that fails leaves the domain as it was and says nothing. */
Test(tell, failure_changes_nothing)
{
    struct dice dice = {1};
    struct zoo zoo;
    struct watch watch;
    zoo_init_posting(&zoo, &dice, 0, 0, post_watch, &watch);
    struct branch *root = branch_new(zoo.worker);
    for (uint32_t v = 0; v < zoo.count; v++) {
        view x = zoo.views[v].view;
        value min = domain_min(root, x), max = domain_max(root, x);
        if (max < VALUE_MAX)
            cr_assert(!tell_min(root, x, max + 1));
        if (min > VALUE_MIN)
            cr_assert(!tell_max(root, x, min - 1));
        cr_assert(max == VALUE_MAX || !tell_fix(root, x, max + 1));
        cr_assert(!tell_bits(root, x, min, 0));
        cr_assert_eq(agenda_take(&zoo.worker->agenda), AGENDA_EMPTY);
    }
    zoo_assert_all(&zoo, root, zoo.initial, &dice);
    branch_discard(root);
    zoo_clear(&zoo);
}

/* Literals: true, false, their negations, and the constants. */
Test(tell, literals)
{
    struct dice dice = {3};
    struct zoo zoo;
    zoo_init(&zoo, &dice, 0, 0);
    view b = zoo.views[0].view, not_b = view_negated(b);
    struct branch *root = branch_new(zoo.worker);
    cr_assert(!literal_true(root, b) && !literal_false(root, b));
    struct branch *left = branch_fork(root);
    cr_assert(tell_true(left, b));
    cr_assert(literal_true(left, b) && literal_false(left, not_b));
    cr_assert(!tell_false(left, b) && !tell_true(left, not_b));
    worker_forget(zoo.worker);
    cr_assert(tell_false(root, b));
    cr_assert(literal_true(root, not_b) && !literal_true(root, b));
    cr_assert_eq(domain_max(root, b), 0);
    cr_assert_eq(domain_min(root, not_b), 1);
    cr_assert(tell_true(root, VIEW_TRUE) && !tell_true(root, VIEW_FALSE));
    cr_assert(tell_false(root, VIEW_FALSE) && !tell_false(root, VIEW_TRUE));
    worker_forget(zoo.worker);
    branch_discard(left);
    branch_discard(root);
    zoo_clear(&zoo);
}
