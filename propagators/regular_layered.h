/* regular_layered.h — what regular_layered.c and its explanations share */
#ifndef PROPAGATORS_REGULAR_LAYERED_H
#define PROPAGATORS_REGULAR_LAYERED_H

#include "propagators/regular.h"

/* The words of one layer's set of states: numbers 64·first… */
struct layered_layer {
    uint32_t first, words;
    uint32_t at;   /* its first word among those of all layers */
    uint32_t hint; /* of its states: a move to it, then a move on from it */
};

/* A move to some state. */
struct layered_arrival {
    uint32_t from, symbol;
};

struct layered {
    struct regular regular;
    const uint32_t *next;  /* [state · symbols + symbol] */
    const uint32_t *begin; /* of each state's arrivals */
    const struct layered_arrival *arrivals;
    const struct layered_layer *layers;
    uint32_t state_words, symbol_words; /* of all layers; of one variable */
    uint32_t symbol_hint;
    const uint64_t *initial; /* state_words */
};

/* See regular_layered_explain.c. */
bool regular_layered_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
