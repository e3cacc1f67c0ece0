/* broken.c — see broken.h
 *
 * The propagator is bounds propagation of x <= y, as it should be, but for one
 * flaw at a time.
 */
#include "tests/propagators/broken.h"

#include "propagators/propagators.h"
#include "solver/explain.h"
#include "solver/post.h"
#include "solver/tell.h"

struct broken {
    struct prop prop;
    view x, y, condition;
    enum flaw flaw;
    bool negated; /* x > y */
    value remembered;
};

static enum flaw flaw_of(const struct constraint *c)
{
    return (enum flaw)c->values[0];
}

static bool broken_check(const struct constraint *c, const value *values)
{
    value x = values[c->vars[0].index], y = values[c->vars[1].index];
    return flaw_of(c) == FLAW_WRONG_CHECK ? x < y : x <= y;
}

static enum simplified
broken_simplify(struct model *model, const struct constraint *c)
{
    (void)model;
    return flaw_of(c) == FLAW_DONE_EARLY ? SIMPLIFY_DONE : SIMPLIFY_KEEP;
}

/* ---- Flaws of memory ---- */

/* Counts its runs in two ways; false if they disagree. */
static bool count_runs(struct branch *branch, const struct broken *broken)
{
    uint32_t at = broken->prop.state;
    const uint64_t *runs = branch_read(branch, at);
    if (broken->flaw == FLAW_WRITES_TO_ORIGIN) {
        ++*(uint64_t *)runs;
        return true;
    }
    uint64_t now = ++*(uint64_t *)branch_write(branch, at);
    return broken->flaw != FLAW_KEEPS_POINTER || *runs == now;
}

static bool misbehave(struct branch *branch, const struct broken *broken)
{
    value y = domain_max(branch, broken->y);
    if (broken->flaw == FLAW_LEAKS)
        branch_fork(branch);
    if (broken->flaw == FLAW_REMEMBERS) {
        struct broken *shared = (struct broken *)broken;
        if (y < shared->remembered)
            shared->remembered = y;
        return tell_max(branch, broken->x, shared->remembered);
    }
    return count_runs(branch, broken);
}

/* ---- The propagator ---- */

/* A number, as far as the flaw lets it be one. */
static value seen(const struct broken *broken, value v)
{
    return broken->flaw == FLAW_TRUNCATES ? (int32_t)v : v;
}

/* low <= high is to hold, by the bounds */
static enum prop_status prune(
    struct branch *branch, const struct broken *broken, view low, view high,
    value strict)
{
    value min = seen(broken, domain_min(branch, low)) + strict;
    value max = seen(broken, domain_max(branch, high)) - strict;
    value old = domain_max(branch, low);
    if (broken->flaw == FLAW_PRUNES_TOO_MUCH && old > max)
        max--;
    if (broken->flaw == FLAW_CREEPS && old > max)
        max = old - 1;
    if (!tell_max(branch, low, max) || !tell_min(branch, high, min))
        return PROP_FAILED;
    if (broken->flaw == FLAW_CREEPS)
        return PROP_STABLE;
    value gap = domain_min(branch, high) - domain_max(branch, low);
    return gap >= strict || broken->flaw == FLAW_ENTAILED_EARLY ? PROP_ENTAILED
                                                                : PROP_AGAIN;
}

static bool too_soon(const struct branch *branch, const struct broken *broken)
{
    bool x = domain_fixed(branch, broken->x);
    bool y = domain_fixed(branch, broken->y);
    return broken->flaw == FLAW_NEVER_RUNS ||
           (broken->flaw == FLAW_TOO_LATE && !x && !y) ||
           (broken->flaw == FLAW_FAILS_TOO_MUCH && !(x && y));
}

static enum prop_status
broken_propagate(struct branch *branch, const struct prop *prop)
{
    const struct broken *broken = (const struct broken *)prop;
    view low = broken->negated ? broken->y : broken->x;
    view high = broken->negated ? broken->x : broken->y;
    value strict = broken->negated;
    if (domain_max(branch, broken->condition) == 0)
        return PROP_ENTAILED;
    if (!misbehave(branch, broken))
        return PROP_FAILED;
    if (domain_min(branch, broken->condition) == 0) {
        bool possible =
            domain_min(branch, low) + strict <= domain_max(branch, high);
        if (possible || broken->flaw == FLAW_IGNORES_CONDITION)
            return PROP_STABLE;
        return tell_false(branch, broken->condition) ? PROP_ENTAILED
                                                     : PROP_FAILED;
    }
    if (too_soon(branch, broken))
        return PROP_STABLE;
    if (broken->flaw == FLAW_FAILS_TOO_MUCH)
        return domain_min(branch, low) < domain_min(branch, high)
                   ? PROP_ENTAILED
                   : PROP_FAILED;
    return prune(branch, broken, low, high, strict);
}

static const struct prop_class broken_class = {
    .name = "broken",
    .cost = PROP_BINARY,
    .propagate = broken_propagate,
};

/* ---- Reasons ---- */

/* The literal that implies low <= v, or high >= v, in low <= high. */
static bool explain_side(
    const struct explain_view *before, const struct broken *broken, view other,
    enum literal_kind kind, value v, struct reason *ret)
{
    value worse = kind == LITERAL_MIN ? -1 : 1;
    struct literal literal = {other, kind, v};
    if (broken->flaw == FLAW_FORGETS_REASON)
        return true;
    if (broken->flaw == FLAW_WEAKENS_TOO_MUCH &&
        explain_true(before, (struct literal){other, kind, v + worse}))
        literal.v += worse;
    if (broken->flaw == FLAW_LATE_REASON)
        literal.v = kind == LITERAL_MIN ? domain_min(before->branch, other)
                                        : domain_max(before->branch, other);
    if (broken->flaw == FLAW_STRONG_REASON) {
        struct literal matched;
        literal.v -= 2 * worse;
        if (!view_is_literal(other) &&
            view_kind(other) != VIEW_CONSTANT &&
            view_kind(other) != VIEW_DERIVED) {
            matched = literal;
            VEC_PUSH(*ret, matched);
            return true;
        }
    }
    return reason_add(before, ret, other, literal.kind, literal.v);
}

static bool broken_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct broken *broken = (const struct broken *)prop;
    const struct network *network = before->branch->network;
    view low = broken->negated ? broken->y : broken->x;
    view high = broken->negated ? broken->x : broken->y;
    value strict = broken->negated;
    size_t mark = ret->count;
    struct literal x;
    if (reason_refutes(before, ret, *wanted, broken->condition)) {
        value min = explain_min(before, low);
        if (reason_add(before, ret, low, LITERAL_MIN, min) &&
            reason_add(before, ret, high, LITERAL_MAX, min + strict - 1))
            return true;
    }
    ret->count = mark;
    if (explain_matches(network, *wanted, low, &x) && x.kind == LITERAL_MAX &&
        reason_true(before, ret, broken->condition) &&
        explain_side(
            before, broken, high, LITERAL_MAX, x.v + strict, ret))
        return true;
    ret->count = mark;
    return explain_matches(network, *wanted, high, &x) &&
           x.kind == LITERAL_MIN &&
           reason_true(before, ret, broken->condition) &&
           explain_side(before, broken, low, LITERAL_MIN, x.v - strict, ret);
}

static const struct prop_class broken_explained_class = {
    .name = "broken, explained",
    .cost = PROP_BINARY,
    .propagate = broken_propagate,
    .explain = broken_explain,
};

static void make(
    struct post *post, const struct constraint *c, view condition, bool negated)
{
    enum flaw flaw = flaw_of(c);
    bool explained = flaw == FLAW_NONE || flaw >= FLAW_FORGETS_REASON;
    struct broken *broken = post_prop(
        post, explained ? &broken_explained_class : &broken_class,
        sizeof *broken);
    broken->x = post_view(post, c->vars[0]);
    broken->y = post_view(post, c->vars[1]);
    broken->condition = condition;
    broken->flaw = flaw_of(c);
    broken->negated = negated;
    broken->remembered = VALUE_MAX;
    post_state(post, &broken->prop, 8, false);
    post_wake(post, &broken->prop, broken->x, WAKE_BOUNDS);
    if (broken->flaw != FLAW_NOT_WOKEN)
        post_wake(post, &broken->prop, broken->y, WAKE_BOUNDS);
    post_wake(post, &broken->prop, condition, WAKE_FIX);
}

static void
broken_post(struct post *post, const struct constraint *c, view condition)
{
    make(post, c, condition, false);
}

static void broken_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    if (flaw_of(c) != FLAW_NO_NEGATION)
        make(post, c, condition, true);
}

const struct constraint_class broken_less_equal = {
    .name = "broken_less_equal",
    .check = broken_check,
    .simplify = broken_simplify,
    .post = broken_post,
    .post_negation = broken_post_negation,
};
