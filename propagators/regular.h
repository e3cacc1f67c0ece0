/* regular.h — what the propagators of regular.c are made of */
#ifndef PROPAGATORS_REGULAR_H
#define PROPAGATORS_REGULAR_H

#include "propagators/automaton.h"
#include "propagators/condition.h"
#include "propagators/window.h"
#include "solver/explain.h"
#include "solver/prop.h"

#include <stddef.h>

/* The head of both propagators: how variables are read as sets of symbols. */
struct regular {
    struct prop prop;
    view condition;
    uint32_t length, states, symbols, start;
    value base;   /* symbol k is the value base + k… */
    bool outside; /* …but the last is every value beyond the others */
    bool exact;   /* all domains hold holes, and are different ones */
    const view *xs;
};

struct regular *regular_post(
    struct post *post, const struct prop_class *class, size_t size,
    const struct automaton *automaton, const view *xs, view condition);

/* Few states and symbols, and moves that are mostly the same steps. */
bool regular_shift_fits(const struct automaton *automaton);
void regular_post_shift(
    struct post *post, const struct automaton *automaton, const view *xs,
    view condition);
void regular_post_layered(
    struct post *post, const struct automaton *automaton, const view *xs,
    view condition);

/* Symbols 64·k… that x can be. */
uint64_t regular_read_beyond(
    const struct branch *branch, const struct regular *self, view x,
    uint32_t k);
/* Takes the symbols 64·k… that are in `gone` from x. */
MUST_USE bool regular_remove(
    struct branch *branch, const struct regular *self, view x, uint32_t k,
    uint64_t gone);

/* How sets of states move, for regular_explain.c: an array holds one of each
 * layer, in a way that is the propagator's own. */
struct regular_moves {
    /* Writes the first layer, or else the last one, from where words begin. */
    void (*enter)(const struct regular *self, bool forwards, uint64_t *sets);
    /* Writes layer i + 1: what the symbols lead to from layer i. Of the last
     * layer only final states count. False if there is none. */
    bool (*ahead)(
        const struct regular *self, uint32_t i, const uint64_t *symbols,
        uint64_t *sets);
    /* Writes layer i: what the symbols lead from to layer i + 1. Of the first
     * layer only the start counts. */
    bool (*back)(
        const struct regular *self, uint32_t i, const uint64_t *symbols,
        uint64_t *sets);
    /* Does the symbol lead from one set, in layer i, to another, in layer i +
     * 1? NULL: from, or to, any state. */
    bool (*leads)(
        const struct regular *self, uint32_t i, uint32_t symbol,
        const uint64_t *from, const uint64_t *to);
};

bool regular_explain(
    const struct explain_view *before, const struct regular *self,
    const struct regular_moves *moves, size_t set_words, struct literal wanted,
    struct reason *ret);

static inline uint64_t regular_read(
    const struct branch *branch, const struct regular *self, view x, uint32_t k)
{
    return self->outside ? regular_read_beyond(branch, self, x, k)
                         : window_read(branch, x, self->base + (value)k * 64);
}

#endif
