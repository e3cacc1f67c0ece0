/* test_clause.c — clauses, beside plain unit propagation
 *
 * Branches that have nothing to do with each other are told in turn, so that
 * the hints of one are found by another. Among the literals are NOT views,
 * constants, repeated ones and their negations.
 */
#include "solver/clause.h"

#include "solver/domain.h"
#include "solver/tell.h"
#include "tests/propagators/dice.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>
#include <string.h>

enum {
    BOOLS = 12,
    CLAUSES = 24,
    LENGTH_MAX = 6,
    HERD = 5
};

/* literal 2 i: Boolean i; 2 i + 1: its negation */
struct formula {
    uint32_t count;
    uint32_t length[CLAUSES];
    uint32_t literals[CLAUSES][LENGTH_MAX];
};

/* What is known of the Booleans: -1 open, 0, 1. */
struct known {
    int8_t values[BOOLS];
};

static int literal_value(const struct known *known, uint32_t literal)
{
    int v = known->values[literal / 2];
    return v < 0 ? -1 : v ^ (int)(literal & 1);
}

static bool make_true(struct known *known, uint32_t literal)
{
    known->values[literal / 2] = !(literal & 1);
    return true;
}

/* False if a clause has no literal left. */
static bool
unit_step(const struct formula *formula, struct known *known, bool *ret_changed)
{
    for (uint32_t c = 0; c < formula->count; c++) {
        uint32_t open = 0; /* bits */
        bool satisfied = false;
        for (uint32_t i = 0; i < formula->length[c]; i++) {
            uint32_t literal = formula->literals[c][i];
            int v = literal_value(known, literal);
            satisfied |= v == 1;
            open |= v < 0 ? 1u << literal : 0;
        }
        if (satisfied || (open & (open - 1)))
            continue;
        if (open == 0)
            return false;
        *ret_changed = make_true(known, (uint32_t)__builtin_ctz(open));
    }
    return true;
}

static bool unit_closure(const struct formula *formula, struct known *known)
{
    bool changed = true;
    while (changed) {
        changed = false;
        if (!unit_step(formula, known, &changed))
            return false;
    }
    return true;
}

static struct formula any_formula(struct dice *dice)
{
    struct formula formula = {.count = 8 + (uint32_t)dice_below(dice, 16)};
    for (uint32_t c = 0; c < formula.count; c++) {
        uint32_t *literals = formula.literals[c];
        uint32_t length = 2 + (uint32_t)dice_below(dice, LENGTH_MAX - 1);
        for (uint32_t i = 0; i < length; i++)
            literals[i] = (uint32_t)dice_below(dice, 2 * BOOLS);
        for (uint32_t i = 1; i < length; i++)
            if (dice_chance(dice, 5))
                literals[i] = literals[i - 1];
        formula.length[c] = length;
    }
    return formula;
}

static void post_formula(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    const struct formula *formula = context;
    for (uint32_t k = 0; k < formula->count; k++) {
        view literals[LENGTH_MAX];
        for (uint32_t i = 0; i < formula->length[k]; i++) {
            uint32_t literal = formula->literals[k][i];
            view x = post_view(post, c->vars[literal / 2]);
            literals[i] = literal & 1 ? view_negated(x) : x;
        }
        post_clause(post, literals, formula->length[k]);
    }
}

/* Booleans of every kind: BOOL, NOT (of one that no clause has), constant. */
static void add_bools(
    struct model *model, struct dice *dice, var *xs, struct known *known)
{
    for (uint32_t i = 0; i < BOOLS; i++) {
        uint64_t roll = dice_below(dice, 12);
        known->values[i] = (int8_t)(roll < 2 ? (int)roll : -1);
        if (roll < 2) {
            xs[i] = model_constant(model, (value)roll);
        } else if (roll < 6) {
            var base = model_bool(model);
            xs[i] = model_bool(model);
            cr_assert(model_alias(model, xs[i], base, true, 1));
        } else {
            xs[i] = model_bool(model);
        }
    }
}

static void assert_known(
    const struct rig *rig, const struct branch *branch, const var *xs,
    const struct known *known)
{
    for (uint32_t i = 0; i < BOOLS; i++) {
        view x = rig_view(rig, xs[i]);
        cr_assert_eq(domain_min(branch, x), known->values[i] == 1);
        cr_assert_eq(domain_max(branch, x), known->values[i] != 0);
    }
}

struct member {
    struct branch *branch;
    struct known known;
};

/* Tells one Boolean; the branch goes back to the root where it fails. */
static void tell_one(
    const struct rig *rig, const struct formula *formula, const var *xs,
    struct member *member, const struct member *root, struct dice *dice)
{
    uint32_t literal = (uint32_t)dice_below(dice, 2 * BOOLS);
    view x = rig_view(rig, xs[literal / 2]);
    int v = literal_value(&member->known, literal);
    if (v >= 0)
        return;
    make_true(&member->known, literal);
    bool possible = unit_closure(formula, &member->known);
    cr_assert(literal & 1 ? tell_false(member->branch, x)
                          : tell_true(member->branch, x));
    cr_assert_eq(propagate_branch(member->branch), possible);
    if (possible) {
        assert_known(rig, member->branch, xs, &member->known);
        return;
    }
    branch_discard(member->branch);
    *member = (struct member){branch_fork(root->branch), root->known};
}

static void jump(struct member *herd, struct dice *dice)
{
    uint64_t from = dice_below(dice, HERD), to = dice_below(dice, HERD - 1) + 1;
    if (from == to)
        return;
    branch_discard(herd[to].branch);
    herd[to] = (struct member){
        branch_fork(herd[from].branch), herd[from].known};
}

static void run_herd(
    const struct rig *rig, const struct formula *formula, const var *xs,
    struct member root, struct dice *dice)
{
    struct member herd[HERD];
    for (int m = 0; m < HERD; m++)
        herd[m] = (struct member){branch_fork(root.branch), root.known};
    for (int i = 0; i < 200; i++) {
        tell_one(
            rig, formula, xs, &herd[dice_below(dice, HERD)], &root, dice);
        if (dice_chance(dice, 10))
            jump(herd, dice);
        const struct member *other = &herd[dice_below(dice, HERD)];
        assert_known(rig, other->branch, xs, &other->known);
    }
    for (int m = 0; m < HERD; m++)
        branch_discard(herd[m].branch);
}

Test(clause, unit_propagation)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct dice dice = {seed};
        struct formula formula = any_formula(&dice);
        struct rig rig;
        rig_init(&rig);
        var xs[BOOLS];
        struct member root;
        add_bools(rig.model, &dice, xs, &root.known);
        rig_add(rig.model, post_formula, &formula, BOOLS, xs);
        rig_freeze(&rig, (uint32_t)seed % 3);
        bool possible = unit_closure(&formula, &root.known);
        root.branch = branch_new(rig.worker);
        cr_assert_eq(branch_start(root.branch), possible);
        if (possible) {
            assert_known(&rig, root.branch, xs, &root.known);
            run_herd(&rig, &formula, xs, root, &dice);
        }
        branch_discard(root.branch);
        rig_clear(&rig);
    }
}

/* ---- Clauses that are none ---- */

static void post_one(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)condition;
    (void)context;
    view a = post_view(post, c->vars[0]), b = post_view(post, c->vars[1]);
    post_clause(post, (view[]){a, b, view_negated(a)}, 3);
    post_clause(post, (view[]){a, VIEW_TRUE, b}, 3);
    post_clause(post, (view[]){VIEW_FALSE, a, a, VIEW_FALSE}, 4);
}

Test(clause, normalised)
{
    struct rig rig;
    rig_init(&rig);
    var xs[2] = {model_bool(rig.model), model_bool(rig.model)};
    rig_add(rig.model, post_one, NULL, 2, xs);
    rig_freeze(&rig, 0);
    cr_assert_eq(rig.network->clause_count, 0);
    cr_assert_eq(rig.network->fact_count, 1, "the third says a");
    struct branch *root = branch_new(rig.worker);
    cr_assert(branch_start(root));
    cr_assert(literal_true(root, rig_view(&rig, xs[0])));
    cr_assert(!domain_fixed(root, rig_view(&rig, xs[1])));
    branch_discard(root);
    rig_clear(&rig);
}

static void post_empty(
    struct post *post, const struct constraint *c, view condition,
    void *context)
{
    (void)c;
    (void)condition;
    (void)context;
    post_clause(post, (view[]){VIEW_FALSE}, 1);
}

Test(clause, empty_fails)
{
    struct rig rig;
    rig_init(&rig);
    var x = model_bool(rig.model);
    rig_add(rig.model, post_empty, NULL, 1, &x);
    rig_freeze(&rig, 0);
    cr_assert(rig.network->failed);
    struct branch *root = branch_new(rig.worker);
    cr_assert(!branch_start(root));
    branch_discard(root);
    rig_clear(&rig);
}
