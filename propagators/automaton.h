/* automaton.h — a deterministic automaton unrolled over a row of variables
 *
 * Only what can lie on an accepted word is kept: a state is alive in a layer if
 * it is reached from the start through the domains before it and reaches a
 * final state through those behind it (Pesant, A Regular Language Membership
 * Constraint, 2004). States are numbered anew, in the order in which layers
 * meet them, so that the alive states of a layer have neighbouring numbers.
 *
 * Ownership: automaton_new gives it to the caller, automaton_free takes it.
 */
#ifndef PROPAGATORS_AUTOMATON_H
#define PROPAGATORS_AUTOMATON_H

#include "solver/constraint.h"

#define AUTOMATON_NO_STATE UINT32_MAX

struct automaton {
    uint32_t length; /* of the words; layers are 0..length */
    uint32_t states; /* alive in some layer; 0: no word is accepted */
    uint32_t start;
    uint32_t symbols; /* symbol k is the value base + k; but, where… */
    value base;
    bool outside;    /* …the last is every value beyond the others */
    uint32_t *next;  /* [state · symbols + symbol], or AUTOMATON_NO_STATE */
    uint32_t words;  /* of a set of states */
    uint64_t *alive; /* [layer · words]: sets of states */
};

/* The automaton of a constraint_regular, or of its negation. */
struct automaton *automaton_new(
    const struct post *post, const struct constraint *constraint,
    const view *xs, bool negated);
void automaton_free(struct automaton *automaton);

/* The accepted words, `length` values each, if there are at most `most` and no
 * symbol stands for others. Returns how many, or UINT32_MAX. */
uint32_t automaton_words(
    const struct automaton *automaton, const struct post *post, const view *xs,
    uint32_t most, value *ret_words);

static inline bool
automaton_alive(const struct automaton *automaton, uint32_t layer, uint32_t q)
{
    return automaton->alive[(size_t)layer * automaton->words + q / 64] >>
               (q % 64) &
           1;
}

/* ---- The arguments of a constraint_regular ---- */

struct automaton_arguments {
    value states, symbols, start;
    const value *next;   /* [(state - 1) · symbols + symbol - 1] */
    const value *finals; /* final_count */
    value final_count;
};

static inline struct automaton_arguments
automaton_arguments(const struct constraint *c)
{
    const value *next = c->values + 2;
    const value *rest = next + c->values[0] * c->values[1];
    return (struct automaton_arguments){c->values[0], c->values[1], rest[0],
                                        next,         rest + 2,     rest[1]};
}

/* The state after reading v in state q, or 0. */
static inline value
automaton_move(const struct automaton_arguments *a, value q, value v)
{
    if (q < 1 || q > a->states || v < 1 || v > a->symbols)
        return 0;
    return a->next[(q - 1) * a->symbols + v - 1];
}

#endif
