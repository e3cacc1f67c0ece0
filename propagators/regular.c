/* regular.c — the xs spell a word that an automaton accepts
 *
 * Domain consistent. The automaton is unrolled first (automaton.c). Where few
 * words are left, they are a table; else one of two propagators works on what
 * is left: regular_shift.c, regular_layered.c. The negation is the complement:
 * every other state is final, and words that have no move go on in a state that
 * accepts all.
 */
#include "propagators/regular.h"

#include "propagators/propagators.h"
#include "propagators/shared.h"
#include "propagators/table.h"
#include "solver/post.h"
#include "solver/zeroed.h"

#include <stdlib.h>

/* States and symbols count from 0 here; what is below is far above. */
static bool regular_check(const struct constraint *c, const value *values)
{
    struct automaton_arguments a = automaton_arguments(c);
    uint64_t states = (uint64_t)a.states, symbols = (uint64_t)a.symbols;
    uint64_t q = (uint64_t)a.start - 1;
    for (uint32_t i = 0; i < c->var_count; i++) {
        uint64_t symbol = (uint64_t)values[c->vars[i].index] - 1;
        if (q >= states || symbol >= symbols)
            return false;
        q = (uint64_t)a.next[q * symbols + symbol] - 1;
    }
    for (value k = 0; k < a.final_count; k++)
        if ((uint64_t)a.finals[k] - 1 == q)
            return q < states;
    return false;
}

static enum simplified
regular_simplify(struct model *model, const struct constraint *c)
{
    for (uint32_t i = 0; i < c->var_count; i++)
        if (!model_tighten(model, c->vars[i], 1, c->values[1]))
            return SIMPLIFY_FAILED;
    return SIMPLIFY_KEEP;
}

/* ---- Reading and telling symbols ---- */

uint64_t regular_read_beyond(
    const struct branch *branch, const struct regular *self, view x, uint32_t k)
{
    uint32_t inside = self->symbols - 1, first = 64 * k;
    uint64_t bits = 0;
    if (first < inside) {
        bits = window_read(branch, x, self->base + first);
        if (inside - first < 64)
            bits &= (UINT64_C(1) << (inside - first)) - 1;
    }
    if (inside / 64 == k &&
        (domain_min(branch, x) < self->base ||
         domain_max(branch, x) - self->base >= (value)inside))
        bits |= UINT64_C(1) << (inside % 64);
    return bits;
}

bool regular_remove(
    struct branch *branch, const struct regular *self, view x, uint32_t k,
    uint64_t gone)
{
    for (; gone; gone &= gone - 1) {
        uint32_t symbol = 64 * k + (uint32_t)__builtin_ctzll(gone);
        if (self->outside && symbol == self->symbols - 1) {
            if (!tell_min(branch, x, self->base) ||
                !tell_max(branch, x, self->base + (value)symbol - 1))
                return false;
        } else if (!tell_remove(branch, x, self->base + symbol)) {
            return false;
        }
    }
    return true;
}

/* ---- Posting ---- */

struct regular *regular_post(
    struct post *post, const struct prop_class *class, size_t size,
    const struct automaton *automaton, const view *xs, view condition)
{
    struct regular *self = post_prop(post, class, size);
    self->condition = condition;
    self->length = automaton->length;
    self->states = automaton->states;
    self->symbols = automaton->symbols;
    self->start = automaton->start;
    self->base = automaton->base;
    self->outside = automaton->outside;
    self->xs = post_copy(post, xs, automaton->length * sizeof *xs);
    self->exact = shared_exact(xs, automaton->length);
    for (uint32_t i = 0; i < automaton->length; i++)
        post_wake(post, &self->prop, xs[i], WAKE_DOMAIN);
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
    return self;
}

static void post_automaton(
    struct post *post, const struct automaton *automaton, const view *xs,
    view condition)
{
    enum {
        TABLE_ROWS = 64
    };
    value *words =
        zeroed((size_t)TABLE_ROWS * automaton->length, sizeof *words);
    uint32_t count = automaton_words(automaton, post, xs, TABLE_ROWS, words);
    if (count != UINT32_MAX)
        table_post_rows(
            post, xs, automaton->length, words, count, condition, false);
    else if (regular_shift_fits(automaton))
        regular_post_shift(post, automaton, xs, condition);
    else
        regular_post_layered(post, automaton, xs, condition);
    free(words);
}

static void post_either(
    struct post *post, const struct constraint *c, view condition, bool negated)
{
    view *xs = zeroed(c->var_count, sizeof *xs);
    for (uint32_t i = 0; i < c->var_count; i++)
        xs[i] = post_view(post, c->vars[i]);
    struct automaton *automaton = automaton_new(post, c, xs, negated);
    view refuted = view_negated(condition);
    if (automaton->states == 0)
        post_clause(post, &refuted, 1);
    else
        post_automaton(post, automaton, xs, condition);
    automaton_free(automaton);
    free(xs);
}

static void regular_post_positive(
    struct post *post, const struct constraint *c, view condition)
{
    post_either(post, c, condition, false);
}

static void regular_post_negation(
    struct post *post, const struct constraint *c, view condition)
{
    post_either(post, c, condition, true);
}

const struct constraint_class constraint_regular = {
    .name = "regular",
    .check = regular_check,
    .simplify = regular_simplify,
    .post = regular_post_positive,
    .post_negation = regular_post_negation,
    .makes_holes = true,
};
