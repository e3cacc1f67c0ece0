/* regular.h — what the propagators of regular.c are made of */
#ifndef PROPAGATORS_REGULAR_H
#define PROPAGATORS_REGULAR_H

#include "propagators/automaton.h"
#include "propagators/condition.h"
#include "propagators/window.h"
#include "solver/prop.h"

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

static inline uint64_t regular_read(
    const struct branch *branch, const struct regular *self, view x, uint32_t k)
{
    return self->outside ? regular_read_beyond(branch, self, x, k)
                         : window_read(branch, x, self->base + (value)k * 64);
}

#endif
