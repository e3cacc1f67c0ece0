/* regular_layered.c — automata of any size
 *
 * A branch keeps, for each layer, the set of states that still lie on an
 * accepted word, and the symbols at the last run. A run looks again only at
 * layers whose symbols or neighbours changed: forwards, a state stays while
 * some move leads to it; backwards, while some move leads on; a symbol stays
 * while some state uses it (Pesant, 2004). The move that showed it last is
 * tried first (a hint), so no degrees are counted and little is written.
 *
 * In a branch, from prop.state on, words of 64 bits:
 *
 *   0     1 once it has run
 *   1     sets of states, layer by layer, each only where it ever had states
 *   …     sets of symbols, variable by variable
 */
#include "propagators/regular_layered.h"

#include "propagators/words.h"
#include "solver/post.h"
#include "solver/worker.h"

#include <stddef.h>
#include <string.h>

/* One run; arrays are scratch. */
struct run {
    struct branch *branch;
    const struct layered *self;
    uint32_t *hints;
    uint64_t *states; /* as in the branch */
    uint64_t *symbols;
    bool *changed; /* by variable: its symbols */
    bool *shrunk;  /* by layer: its states */
};

static inline bool has_state(const struct run *run, uint32_t layer, uint32_t q)
{
    const struct layered_layer *l = &run->self->layers[layer];
    uint32_t word = q / 64 - l->first;
    return word < l->words && (run->states[l->at + word] >> (q % 64) & 1);
}

static inline bool has_symbol(const struct run *run, uint32_t i, uint32_t s)
{
    return run->symbols[i * run->self->symbol_words + s / 64] >> (s % 64) & 1;
}

static inline uint32_t
next_of(const struct run *run, uint32_t q, uint32_t symbol)
{
    return run->self->next[(size_t)q * run->self->regular.symbols + symbol];
}

/* ---- What a state or a symbol needs ---- */

static inline bool arrives(
    const struct run *run, uint32_t layer,
    const struct layered_arrival *arrival)
{
    return has_symbol(run, layer - 1, arrival->symbol) &&
           has_state(run, layer - 1, arrival->from);
}

static bool
reached(const struct run *run, uint32_t layer, uint32_t q, uint32_t *hint)
{
    const struct layered *self = run->self;
    uint32_t begin = self->begin[q], end = self->begin[q + 1];
    if (arrives(run, layer, &self->arrivals[begin + *hint]))
        return true;
    for (uint32_t i = begin; i < end; i++) {
        if (arrives(run, layer, &self->arrivals[i])) {
            *hint = i - begin;
            return true;
        }
    }
    return false;
}

static inline bool
uses(const struct run *run, uint32_t layer, uint32_t q, uint32_t symbol)
{
    uint32_t next = next_of(run, q, symbol);
    return next != AUTOMATON_NO_STATE && has_state(run, layer + 1, next);
}

static bool
reaches(const struct run *run, uint32_t layer, uint32_t q, uint32_t *hint)
{
    uint32_t words = run->self->symbol_words;
    const uint64_t *symbols = run->symbols + (size_t)layer * words;
    if (has_symbol(run, layer, *hint) && uses(run, layer, q, *hint))
        return true;
    for (uint32_t w = 0; w < words; w++) {
        for (uint64_t rest = symbols[w]; rest; rest &= rest - 1) {
            uint32_t symbol = 64 * w + (uint32_t)__builtin_ctzll(rest);
            if (uses(run, layer, q, symbol)) {
                *hint = symbol;
                return true;
            }
        }
    }
    return false;
}

static bool
used(const struct run *run, uint32_t i, uint32_t symbol, uint32_t *hint)
{
    const struct layered_layer *l = &run->self->layers[i];
    if (has_state(run, i, *hint) && uses(run, i, *hint, symbol))
        return true;
    for (uint32_t w = 0; w < l->words; w++) {
        for (uint64_t rest = run->states[l->at + w]; rest; rest &= rest - 1) {
            uint32_t q = 64 * (l->first + w) + (uint32_t)__builtin_ctzll(rest);
            if (uses(run, i, q, symbol)) {
                *hint = q;
                return true;
            }
        }
    }
    return false;
}

/* ---- Passes ---- */

/* Drops the states of a layer that nothing leads to, or that lead to nothing.
 * False if none is left. */
static bool drop_states(struct run *run, uint32_t layer, bool forwards)
{
    const struct layered_layer *l = &run->self->layers[layer];
    uint32_t *hints = run->hints + l->hint + (forwards ? 0 : 64 * l->words);
    uint64_t any = 0;
    for (uint32_t w = 0; w < l->words; w++) {
        uint64_t set = run->states[l->at + w], kept = set;
        for (uint64_t rest = set; rest; rest &= rest - 1) {
            uint32_t bit = (uint32_t)__builtin_ctzll(rest);
            uint32_t q = 64 * (l->first + w) + bit;
            uint32_t *hint = hints + 64 * w + bit;
            if (!(forwards ? reached(run, layer, q, hint)
                           : reaches(run, layer, q, hint)))
                kept &= ~(rest & -rest);
        }
        run->states[l->at + w] = kept;
        run->shrunk[layer] |= kept != set;
        any |= kept;
    }
    return any != 0;
}

static bool update_states(struct run *run)
{
    uint32_t length = run->self->regular.length;
    for (uint32_t i = 0; i < length; i++)
        if ((run->changed[i] || run->shrunk[i]) &&
            !drop_states(run, i + 1, true))
            return false;
    for (uint32_t i = length; i-- > 0;)
        if ((run->changed[i] || run->shrunk[i + 1]) &&
            !drop_states(run, i, false))
            return false;
    return true;
}

/* Drops the symbols of one variable that no state uses. */
static bool drop_symbols(struct run *run, uint32_t i, bool *ret_pruned)
{
    const struct layered *self = run->self;
    const struct regular *regular = &self->regular;
    uint64_t *symbols = run->symbols + (size_t)i * self->symbol_words;
    uint32_t *hints = run->hints + self->symbol_hint + i * regular->symbols;
    for (uint32_t w = 0; w < self->symbol_words; w++) {
        uint64_t kept = symbols[w];
        for (uint64_t rest = kept; rest; rest &= rest - 1) {
            uint32_t symbol = 64 * w + (uint32_t)__builtin_ctzll(rest);
            if (!used(run, i, symbol, hints + symbol))
                kept &= ~(rest & -rest);
        }
        uint64_t now =
            regular->exact
                ? symbols[w]
                : regular_read(run->branch, regular, regular->xs[i], w);
        symbols[w] = kept;
        *ret_pruned |= kept != now;
        if (!regular_remove(
                run->branch, regular, regular->xs[i], w, now & ~kept))
            return false;
    }
    return true;
}

static bool filter(struct run *run, bool all, bool *ret_pruned)
{
    *ret_pruned = false;
    for (uint32_t i = 0; i < run->self->regular.length; i++)
        if ((all || run->changed[i] || run->shrunk[i] || run->shrunk[i + 1]) &&
            !drop_symbols(run, i, ret_pruned))
            return false;
    return true;
}

/* ---- Running ---- */

static void layered_init(struct branch *branch, const struct prop *prop)
{
    const struct layered *self = (const struct layered *)prop;
    uint32_t symbols = self->regular.length * self->symbol_words;
    uint32_t at = prop->state + 8;
    words_write(branch, at, self->initial, self->state_words);
    at += 8 * self->state_words;
    for (uint32_t k = 0; k < symbols; k++, at += 8)
        *(uint64_t *)branch_write(branch, at) = UINT64_MAX;
}

static void begin(struct run *run)
{
    const struct layered *self = run->self;
    const struct regular *regular = &self->regular;
    size_t symbols = (size_t)regular->length * self->symbol_words;
    size_t words = self->state_words + symbols, flags = 2 * regular->length + 1;
    run->states = worker_scratch(run->branch->worker, 8 * words + flags);
    run->symbols = run->states + self->state_words;
    run->changed = (bool *)(run->states + words);
    run->shrunk = run->changed + regular->length;
    run->hints = run->branch->worker->hints + regular->prop.hint;
    memset(run->changed, 0, flags);
    words_read(
        run->branch, regular->prop.state + 8, run->states, (uint32_t)words);
}

/* Reads the domains; returns whether anything changed. */
static bool read_symbols(struct run *run)
{
    const struct layered *self = run->self;
    const struct regular *regular = &self->regular;
    uint64_t *symbols = run->symbols;
    bool any = false;
    for (uint32_t i = 0; i < regular->length; i++) {
        for (uint32_t w = 0; w < self->symbol_words; w++, symbols++) {
            uint64_t now =
                *symbols &
                regular_read(run->branch, regular, regular->xs[i], w);
            run->changed[i] |= now != *symbols;
            *symbols = now;
        }
        any |= run->changed[i];
    }
    return any;
}

static void end(struct run *run)
{
    const struct layered *self = run->self;
    uint64_t ran = 1;
    words_write(run->branch, self->regular.prop.state, &ran, 1);
    words_write(
        run->branch, self->regular.prop.state + 8, run->states,
        self->state_words + self->regular.length * self->symbol_words);
}

static bool all_fixed(const struct run *run)
{
    const struct regular *regular = &run->self->regular;
    for (uint32_t i = 0; i < regular->length; i++)
        if (!domain_fixed(run->branch, regular->xs[i]))
            return false;
    return true;
}

static enum prop_status
layered_propagate(struct branch *branch, const struct prop *prop)
{
    const struct layered *self = (const struct layered *)prop;
    enum condition condition = condition_read(branch, self->regular.condition);
    struct run run = {.branch = branch, .self = self};
    bool pruned = false;
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    begin(&run);
    bool first = *(const uint64_t *)branch_read(branch, prop->state) == 0;
    bool all = first || !self->regular.exact ||
               !view_same(self->regular.condition, VIEW_TRUE);
    if (!read_symbols(&run) && !all)
        return PROP_STABLE;
    if (!update_states(&run))
        return condition_refuted(branch, self->regular.condition);
    if (condition == CONDITION_TRUE && !filter(&run, all, &pruned))
        return PROP_FAILED;
    end(&run);
    if (pruned && !self->regular.exact)
        return PROP_AGAIN;
    return all_fixed(&run) ? PROP_ENTAILED : PROP_STABLE;
}

static const struct prop_class layered_class = {
    .name = "regular_layered",
    .cost = PROP_CUBIC,
    .propagate = layered_propagate,
    .init = layered_init,
    .explain = regular_layered_explain,
};

/* ---- Posting ---- */

static void list_arrivals(
    struct post *post, const struct automaton *automaton, struct layered *self)
{
    size_t moves = (size_t)automaton->states * automaton->symbols;
    uint32_t *first =
        post_alloc(post, ((size_t)automaton->states + 2) * sizeof *first);
    for (size_t m = 0; m < moves; m++)
        if (automaton->next[m] != AUTOMATON_NO_STATE)
            first[automaton->next[m] + 2]++;
    for (uint32_t q = 0; q < automaton->states; q++)
        first[q + 2] += first[q + 1];
    struct layered_arrival *arrivals = post_alloc(
        post, ((size_t)first[automaton->states + 1] + 1) * sizeof *arrivals);
    for (size_t m = 0; m < moves; m++)
        if (automaton->next[m] != AUTOMATON_NO_STATE)
            arrivals[first[automaton->next[m] + 1]++] =
                (struct layered_arrival){
                    (uint32_t)(m / automaton->symbols),
                    (uint32_t)(m % automaton->symbols)};
    self->begin = first;
    self->arrivals = arrivals;
}

/* Returns the number of hints that the layers' states need. */
static uint32_t lay_out_layers(
    struct post *post, const struct automaton *automaton, struct layered *self)
{
    uint32_t layers = automaton->length + 1, hints = 0, at = 0;
    struct layered_layer *list = post_alloc(post, layers * sizeof *list);
    uint64_t *initial =
        post_alloc(post, (size_t)layers * automaton->words * sizeof *initial);
    for (uint32_t i = 0; i < layers; i++) {
        const uint64_t *set = automaton->alive + (size_t)i * automaton->words;
        uint32_t first = 0, end = automaton->words;
        while (first < end && !set[first])
            first++;
        while (end > first && !set[end - 1])
            end--;
        list[i] = (struct layered_layer){first, end - first, at, hints};
        memcpy(initial + at, set + first, (end - first) * sizeof *set);
        at += end - first;
        hints += 2 * 64 * (end - first);
    }
    self->layers = list;
    self->initial = initial;
    self->state_words = at;
    return hints;
}

void regular_post_layered(
    struct post *post, const struct automaton *automaton, const view *xs,
    view condition)
{
    struct layered *self = (struct layered *)regular_post(
        post, &layered_class, sizeof *self, automaton, xs, condition);
    uint32_t length = automaton->length;
    self->next = post_copy(
        post, automaton->next,
        (size_t)automaton->states * automaton->symbols * sizeof *self->next);
    list_arrivals(post, automaton, self);
    self->symbol_words = (automaton->symbols + 63) / 64;
    self->symbol_hint = lay_out_layers(post, automaton, self);
    post_hint(
        post, &self->regular.prop,
        self->symbol_hint + length * automaton->symbols);
    post_state(
        post, &self->regular.prop,
        8 * (1 + self->state_words + length * self->symbol_words), false);
}
