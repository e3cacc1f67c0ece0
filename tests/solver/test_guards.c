/* test_guards.c — condition → ±x ± y <= most, heard from the log, beside plain
 * propagation of bounds
 *
 * Branches are told at random, forked, and gone back to. The propagator runs
 * when a root begins, and never again where nogoods listen.
 */
#include "solver/guards.h"

#include "solver/domain.h"
#include "solver/nogood.h"
#include "solver/tell.h"
#include "tests/propagators/dice.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>
#include <string.h>

enum {
    INTEGERS = 7,
    BOOLEANS = 5,
    VARIABLES = INTEGERS + BOOLEANS,
    RULES = 14,
    UNCONDITIONAL = -1,
    STEPS = 12
};

struct rule {
    uint32_t x[2];
    bool negated[2];
    value most;
    int condition;     /* Boolean, or UNCONDITIONAL */
    bool condition_is; /* what this Boolean has to be */
};

struct system {
    value high[INTEGERS];
    struct rule rules[RULES];
};

static struct system system_roll(struct dice *dice)
{
    struct system s;
    for (int i = 0; i < INTEGERS; i++) /* SMALL and INTERVAL */
        s.high[i] = dice_chance(dice, 50) ? 60 : 300;
    for (int r = 0; r < RULES; r++) {
        struct rule *rule = &s.rules[r];
        for (int t = 0; t < 2; t++) {
            rule->x[t] = (uint32_t)dice_below(dice, INTEGERS);
            rule->negated[t] = dice_chance(dice, 50);
        }
        rule->most = dice_between(dice, -20, 80);
        rule->condition = dice_chance(dice, 25)
                              ? UNCONDITIONAL
                              : (int)dice_below(dice, BOOLEANS);
        rule->condition_is = dice_chance(dice, 50);
    }
    return s;
}

/* ---- Plain bounds: integers, then Booleans ---- */

struct bounds {
    value low[VARIABLES], high[VARIABLES];
};

static value least(const struct bounds *b, const struct rule *rule, int t)
{
    uint32_t x = rule->x[t];
    return rule->negated[t] ? -b->high[x] : b->low[x];
}

static void at_most(struct bounds *b, const struct rule *rule, int t, value v)
{
    uint32_t x = rule->x[t];
    if (rule->negated[t] && b->low[x] < -v)
        b->low[x] = -v;
    if (!rule->negated[t] && b->high[x] > v)
        b->high[x] = v;
}

static void follow(struct bounds *b, const struct rule *rule)
{
    value out = rule->most + 1 - least(b, rule, 0) - least(b, rule, 1);
    if (rule->condition != UNCONDITIONAL) {
        uint32_t c = INTEGERS + (uint32_t)rule->condition;
        if (out <= 0 && rule->condition_is)
            b->high[c] = 0;
        if (out <= 0 && !rule->condition_is)
            b->low[c] = 1;
        if (b->low[c] != b->high[c] || b->low[c] != rule->condition_is)
            return;
    }
    at_most(b, rule, 0, rule->most - least(b, rule, 1));
    at_most(b, rule, 1, rule->most - least(b, rule, 0));
}

static bool empty(const struct bounds *b)
{
    for (int i = 0; i < VARIABLES; i++)
        if (b->low[i] > b->high[i])
            return true;
    return false;
}

static bool closure(const struct system *s, struct bounds *b)
{
    struct bounds before;
    do {
        before = *b;
        for (int r = 0; r < RULES && !empty(b); r++)
            follow(b, &s->rules[r]);
    } while (!empty(b) && memcmp(&before, b, sizeof before) != 0);
    return !empty(b);
}

/* ---- The propagator ---- */

struct rule_prop {
    struct prop prop;
    struct post_term terms[2];
    view condition;
    value most;
    uint32_t *runs;
};

static value term_least(const struct branch *branch, struct post_term term)
{
    return term.negated ? -domain_max(branch, term.x)
                        : domain_min(branch, term.x);
}

static bool tell_most(struct branch *branch, struct post_term term, value v)
{
    return term.negated ? tell_min(branch, term.x, -v)
                        : tell_max(branch, term.x, v);
}

static enum prop_status
rule_propagate(struct branch *branch, const struct prop *prop)
{
    const struct rule_prop *rule = (const struct rule_prop *)prop;
    ++*rule->runs;
    const struct post_term *terms = rule->terms;
    if (term_least(branch, terms[0]) + term_least(branch, terms[1]) >
            rule->most &&
        !tell_false(branch, rule->condition))
        return PROP_FAILED;
    if (domain_min(branch, rule->condition) == 0)
        return PROP_STABLE;
    for (int t = 0; t < 2; t++)
        if (!tell_most(
                branch, terms[t],
                rule->most - term_least(branch, terms[1 - t])))
            return PROP_FAILED;
    return PROP_AGAIN;
}

static const struct prop_class rule_class = {
    .name = "rule", .cost = PROP_TERNARY, .propagate = rule_propagate};

struct setup {
    struct rig rig;
    const struct system *system;
    var vars[VARIABLES];
    uint32_t runs;
};

static void post_rules(
    struct post *post, const struct constraint *c, view ignored, void *context)
{
    (void)ignored;
    struct setup *setup = context;
    for (int r = 0; r < RULES; r++) {
        const struct rule *rule = &setup->system->rules[r];
        struct post_term terms[2];
        for (int t = 0; t < 2; t++)
            terms[t] = (struct post_term){
                post_view(post, c->vars[rule->x[t]]), rule->negated[t]};
        view condition = VIEW_TRUE;
        if (rule->condition != UNCONDITIONAL) {
            view b = post_view(post, c->vars[INTEGERS + rule->condition]);
            condition = rule->condition_is ? b : view_negated(b);
        }
        struct rule_prop *prop = post_prop(post, &rule_class, sizeof *prop);
        memcpy(prop->terms, terms, sizeof terms);
        prop->condition = condition;
        prop->most = rule->most;
        prop->runs = &setup->runs;
        post_wake_guarded(post, &prop->prop, condition, terms, rule->most);
    }
}

static void setup_init(struct setup *setup, const struct system *system)
{
    *setup = (struct setup){.system = system};
    rig_init(&setup->rig);
    for (int i = 0; i < INTEGERS; i++)
        setup->vars[i] = model_var(setup->rig.model, 0, system->high[i]);
    for (int i = INTEGERS; i < VARIABLES; i++)
        setup->vars[i] = model_bool(setup->rig.model);
    rig_add(setup->rig.model, post_rules, setup, VARIABLES, setup->vars);
    rig_freeze_logging(&setup->rig, 0);
    rig_use_nogoods(&setup->rig);
}

/* ---- Both ---- */

struct pair {
    struct branch *branch;
    struct bounds bounds;
};

static void assert_same(const struct setup *setup, const struct pair *pair)
{
    for (int i = 0; i < VARIABLES; i++) {
        view x = rig_view(&setup->rig, setup->vars[i]);
        cr_assert_eq(domain_min(pair->branch, x), pair->bounds.low[i]);
        cr_assert_eq(domain_max(pair->branch, x), pair->bounds.high[i]);
    }
}

/* Tells both the same; false if they failed. */
static bool
tell_both(const struct setup *setup, struct pair *pair, struct dice *dice)
{
    uint32_t i = (uint32_t)dice_below(dice, VARIABLES);
    view x = rig_view(&setup->rig, setup->vars[i]);
    value *low = &pair->bounds.low[i], *high = &pair->bounds.high[i];
    value v = dice_between(dice, *low, *high);
    bool up = dice_chance(dice, 50);
    bool told =
        up ? tell_min(pair->branch, x, v) : tell_max(pair->branch, x, v);
    *(up ? low : high) = v;
    bool possible = propagate_told(pair->branch, told);
    cr_assert_eq(possible, closure(setup->system, &pair->bounds));
    return possible;
}

static struct pair pair_fork(const struct pair *pair)
{
    return (struct pair){branch_fork(pair->branch), pair->bounds};
}

/* Goes down at random, and back to where it was forked, where it fails. */
static void walk(struct setup *setup, struct pair *root, struct dice *dice)
{
    struct pair current = pair_fork(root);
    for (int step = 0; step < STEPS; step++) {
        if (tell_both(setup, &current, dice)) {
            assert_same(setup, &current);
            continue;
        }
        branch_discard(current.branch);
        worker_resume(root->branch);
        current = pair_fork(root);
    }
    branch_discard(current.branch);
    worker_resume(root->branch);
}

Test(guards, heard_as_bounds_say)
{
    uint32_t walked = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct dice dice = {seed};
        struct system system = system_roll(&dice);
        struct setup setup;
        setup_init(&setup, &system);
        struct pair root = {branch_new(setup.rig.worker), {{0}, {0}}};
        for (int i = 0; i < VARIABLES; i++)
            root.bounds.high[i] = i < INTEGERS ? system.high[i] : 1;
        bool possible = branch_start(root.branch);
        cr_assert_eq(possible, closure(&system, &root.bounds));
        uint32_t runs = setup.runs;
        for (int i = 0; possible && i < 5; i++, walked++)
            walk(&setup, &root, &dice);
        cr_assert_eq(setup.runs, runs, "it is heard, not run");
        branch_discard(root.branch);
        rig_clear(&setup.rig);
    }
    cr_assert_gt(walked, 200);
}

/* x < y and y < x move on by ones: whoever stops it need not wait. */
Test(guards, stops)
{
    struct system system = {
        .high = {1 << 30, 1 << 30, 5, 5, 5, 5, 5},
        .rules = {
            {.x = {0, 1}, .negated = {false, true}, .most = -1},
            {.x = {1, 0}, .negated = {false, true}, .most = -1}}};
    for (int r = 2; r < RULES; r++)
        system.rules[r] = (struct rule){.x = {2, 3}, .most = 10};
    struct setup setup;
    setup_init(&setup, &system);
    struct branch *branch = branch_new(setup.rig.worker);
    cr_assert(branch_start(branch));
    int stop = 1;
    setup.rig.worker->stop = &stop;
    view b = rig_view(&setup.rig, setup.vars[INTEGERS]);
    cr_assert(propagate_told(branch, tell_false(branch, b)));
    cr_assert(setup.rig.worker->stopped);
    branch_discard(branch);
    rig_clear(&setup.rig);
}
