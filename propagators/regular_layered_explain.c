/* regular_layered_explain.c — sets of states that move through the layers of
 * regular_layered.c, for regular_explain.c
 */
#include "propagators/regular_layered.h"

#include <string.h>

static const struct layered *layered_of(const struct regular *regular)
{
    return (const struct layered *)regular;
}

/* Where the symbol leads from q, in layer i, if that is in the sets. */
static inline uint32_t next_in(
    const struct layered *self, uint32_t i, uint32_t q, uint32_t symbol,
    const uint64_t *sets)
{
    const struct layered_layer *l = &self->layers[i + 1];
    uint32_t next = self->next[(size_t)q * self->regular.symbols + symbol];
    uint32_t word = next / 64 - l->first;
    bool inside = next != AUTOMATON_NO_STATE && word < l->words &&
                  (sets[l->at + word] >> (next % 64) & 1);
    return inside ? next : AUTOMATON_NO_STATE;
}

static inline void add_state(
    const struct layered *self, uint32_t layer, uint32_t q, uint64_t *sets)
{
    const struct layered_layer *l = &self->layers[layer];
    sets[l->at + q / 64 - l->first] |= UINT64_C(1) << (q % 64);
}

static void
layered_enter(const struct regular *regular, bool forwards, uint64_t *sets)
{
    const struct layered *self = layered_of(regular);
    const struct layered_layer *l =
        &self->layers[forwards ? 0 : regular->length];
    memcpy(sets + l->at, self->initial + l->at, l->words * sizeof *sets);
}

/* ---- Ahead ---- */

static bool add_moves(
    const struct layered *self, uint32_t i, uint32_t q, const uint64_t *symbols,
    uint64_t *sets)
{
    bool any = false;
    for (uint32_t w = 0; w < self->symbol_words; w++) {
        for (uint64_t rest = symbols[w]; rest; rest &= rest - 1) {
            uint32_t symbol = 64 * w + (uint32_t)__builtin_ctzll(rest);
            uint32_t next = next_in(self, i, q, symbol, self->initial);
            if (next == AUTOMATON_NO_STATE)
                continue;
            add_state(self, i + 1, next, sets);
            any = true;
        }
    }
    return any;
}

static bool layered_ahead(
    const struct regular *regular, uint32_t i, const uint64_t *symbols,
    uint64_t *sets)
{
    const struct layered *self = layered_of(regular);
    const struct layered_layer *l = &self->layers[i];
    bool any = false;
    memset(
        sets + self->layers[i + 1].at, 0,
        self->layers[i + 1].words * sizeof *sets);
    for (uint32_t w = 0; w < l->words; w++)
        for (uint64_t rest = sets[l->at + w]; rest; rest &= rest - 1) {
            uint32_t q = 64 * (l->first + w) + (uint32_t)__builtin_ctzll(rest);
            any |= add_moves(self, i, q, symbols, sets);
        }
    return any;
}

/* ---- Back ---- */

static bool moves_on(
    const struct layered *self, uint32_t i, uint32_t q, const uint64_t *symbols,
    const uint64_t *sets)
{
    for (uint32_t w = 0; w < self->symbol_words; w++) {
        for (uint64_t rest = symbols[w]; rest; rest &= rest - 1) {
            uint32_t symbol = 64 * w + (uint32_t)__builtin_ctzll(rest);
            if (next_in(self, i, q, symbol, sets) != AUTOMATON_NO_STATE)
                return true;
        }
    }
    return false;
}

static bool layered_back(
    const struct regular *regular, uint32_t i, const uint64_t *symbols,
    uint64_t *sets)
{
    const struct layered *self = layered_of(regular);
    const struct layered_layer *l = &self->layers[i];
    uint64_t any = 0;
    for (uint32_t w = 0; w < l->words; w++) {
        uint64_t kept = 0;
        for (uint64_t rest = self->initial[l->at + w]; rest; rest &= rest - 1) {
            uint32_t q = 64 * (l->first + w) + (uint32_t)__builtin_ctzll(rest);
            if (moves_on(self, i, q, symbols, sets))
                kept |= rest & -rest;
        }
        sets[l->at + w] = kept;
        any |= kept;
    }
    return any != 0;
}

/* ---- All ---- */

static bool layered_leads(
    const struct regular *regular, uint32_t i, uint32_t symbol,
    const uint64_t *from, const uint64_t *to)
{
    const struct layered *self = layered_of(regular);
    const struct layered_layer *l = &self->layers[i];
    from = from ? from : self->initial;
    to = to ? to : self->initial;
    for (uint32_t w = 0; w < l->words; w++)
        for (uint64_t rest = from[l->at + w]; rest; rest &= rest - 1) {
            uint32_t q = 64 * (l->first + w) + (uint32_t)__builtin_ctzll(rest);
            if (next_in(self, i, q, symbol, to) != AUTOMATON_NO_STATE)
                return true;
        }
    return false;
}

bool regular_layered_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    static const struct regular_moves moves = {
        layered_enter, layered_ahead, layered_back, layered_leads};
    const struct layered *self = (const struct layered *)prop;
    return regular_explain(
        before, &self->regular, &moves, self->state_words, *wanted, ret);
}
