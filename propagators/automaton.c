/* automaton.c — unrolling: forwards through the domains, then backwards, then
 * new numbers for what is left
 */
#include "propagators/automaton.h"

#include "solver/post.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

/* While it is being built, states have their own numbers, from 0 on; in a
 * negation one more, where every word ends that the automaton has left. */
struct unrolling {
    const struct post *post;
    struct automaton_arguments arguments;
    const view *xs;
    bool negated;
    uint32_t length, states, symbols, words;
    value base;
    bool outside;
    uint64_t *alive; /* [layer · words] */
};

static bool in_set(const uint64_t *set, uint32_t q)
{
    return set[q / 64] >> (q % 64) & 1;
}

static void add_to_set(uint64_t *set, uint32_t q)
{
    set[q / 64] |= UINT64_C(1) << (q % 64);
}

static uint64_t *layer_of(const struct unrolling *u, uint32_t layer)
{
    return u->alive + (size_t)layer * u->words;
}

static uint32_t move(const struct unrolling *u, uint32_t q, uint32_t symbol)
{
    bool outside = u->outside && symbol == u->symbols - 1;
    value next =
        outside ? 0
                : automaton_move(&u->arguments, (value)q + 1, u->base + symbol);
    if (next >= 1 && next <= u->arguments.states)
        return (uint32_t)next - 1;
    return u->negated ? u->states - 1 : AUTOMATON_NO_STATE;
}

/* Can x be the symbol, before propagation? */
static bool possible(const struct unrolling *u, view x, uint32_t symbol)
{
    if (u->outside && symbol == u->symbols - 1)
        return post_min(u->post, x) < 1 ||
               post_max(u->post, x) > u->arguments.symbols;
    return post_contains(u->post, x, u->base + symbol);
}

/* The symbols that the domains hold, as one range. */
static void find_symbols(struct unrolling *u)
{
    value min = u->arguments.symbols + 1, max = 0;
    for (uint32_t i = 0; i < u->length; i++) {
        value low = post_min(u->post, u->xs[i]);
        value high = post_max(u->post, u->xs[i]);
        u->outside |= low < 1 || high > u->arguments.symbols;
        low = low < 1 ? 1 : low;
        high = high > u->arguments.symbols ? u->arguments.symbols : high;
        min = low < min ? low : min;
        max = high > max ? high : max;
    }
    u->base = min;
    u->symbols = (max < min ? 0 : (uint32_t)(max - min) + 1) + u->outside;
}

/* The possible symbols of layer's variable, as a list. */
static uint32_t
list_symbols(const struct unrolling *u, uint32_t layer, uint32_t *ret_symbols)
{
    uint32_t count = 0;
    for (uint32_t s = 0; s < u->symbols; s++)
        if (possible(u, u->xs[layer], s))
            ret_symbols[count++] = s;
    return count;
}

static void reach_forwards(struct unrolling *u, uint32_t *symbols)
{
    if (u->arguments.start >= 1 && u->arguments.start <= u->arguments.states)
        add_to_set(layer_of(u, 0), (uint32_t)u->arguments.start - 1);
    for (uint32_t i = 0; i < u->length; i++) {
        uint32_t count = list_symbols(u, i, symbols);
        for (uint32_t q = 0; q < u->states; q++) {
            for (uint32_t k = 0; in_set(layer_of(u, i), q) && k < count; k++) {
                uint32_t next = move(u, q, symbols[k]);
                if (next != AUTOMATON_NO_STATE)
                    add_to_set(layer_of(u, i + 1), next);
            }
        }
    }
}

static void keep_final(struct unrolling *u)
{
    uint64_t *finals = zeroed(u->words, sizeof *finals);
    for (value k = 0; k < u->arguments.final_count; k++) {
        value q = u->arguments.finals[k];
        if (q >= 1 && q <= u->arguments.states)
            add_to_set(finals, (uint32_t)q - 1);
    }
    for (uint32_t w = 0; w < u->words; w++)
        layer_of(u, u->length)[w] &= u->negated ? ~finals[w] : finals[w];
    free(finals);
}

static bool reaches_next(
    const struct unrolling *u, uint32_t layer, uint32_t q,
    const uint32_t *symbols, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) {
        uint32_t next = move(u, q, symbols[k]);
        if (next != AUTOMATON_NO_STATE && in_set(layer_of(u, layer + 1), next))
            return true;
    }
    return false;
}

static void reach_backwards(struct unrolling *u, uint32_t *symbols)
{
    for (uint32_t i = u->length; i-- > 0;) {
        uint32_t count = list_symbols(u, i, symbols);
        for (uint32_t q = 0; q < u->states; q++)
            if (in_set(layer_of(u, i), q) &&
                !reaches_next(u, i, q, symbols, count))
                layer_of(u, i)[q / 64] &= ~(UINT64_C(1) << (q % 64));
    }
}

/* New numbers of the states that are alive somewhere, and how many. */
static uint32_t number_states(const struct unrolling *u, uint32_t *ret_numbers)
{
    uint32_t count = 0;
    for (uint32_t q = 0; q < u->states; q++)
        ret_numbers[q] = AUTOMATON_NO_STATE;
    for (uint32_t i = 0; i <= u->length; i++)
        for (uint32_t q = 0; q < u->states; q++)
            if (in_set(layer_of(u, i), q) &&
                ret_numbers[q] == AUTOMATON_NO_STATE)
                ret_numbers[q] = count++;
    return count;
}

static void copy_states(
    const struct unrolling *u, const uint32_t *numbers,
    struct automaton *automaton)
{
    for (uint32_t q = 0; q < u->states; q++) {
        if (numbers[q] == AUTOMATON_NO_STATE)
            continue;
        for (uint32_t s = 0; s < u->symbols; s++) {
            uint32_t next = move(u, q, s);
            automaton->next[(size_t)numbers[q] * u->symbols + s] =
                next == AUTOMATON_NO_STATE ? next : numbers[next];
        }
        for (uint32_t i = 0; i <= u->length; i++)
            if (in_set(layer_of(u, i), q))
                add_to_set(
                    automaton->alive + (size_t)i * automaton->words,
                    numbers[q]);
    }
}

static struct automaton *automaton_left(const struct unrolling *u)
{
    struct automaton *automaton = zeroed(1, sizeof *automaton);
    uint32_t *numbers = zeroed(u->states, sizeof *numbers);
    uint32_t states = number_states(u, numbers);
    *automaton = (struct automaton){
        .length = u->length,
        .states = states,
        .symbols = u->symbols,
        .base = u->base,
        .outside = u->outside,
        .words = (states + 63) / 64,
    };
    if (states > 0)
        automaton->start = numbers[u->arguments.start - 1];
    automaton->next =
        zeroed((size_t)states * u->symbols, sizeof *automaton->next);
    automaton->alive = zeroed(
        ((size_t)u->length + 1) * automaton->words, sizeof *automaton->alive);
    copy_states(u, numbers, automaton);
    free(numbers);
    return automaton;
}

struct automaton *automaton_new(
    const struct post *post, const struct constraint *constraint,
    const view *xs, bool negated)
{
    struct unrolling u = {
        .post = post,
        .arguments = automaton_arguments(constraint),
        .xs = xs,
        .negated = negated,
        .length = constraint->var_count,
    };
    u.states = (uint32_t)u.arguments.states + negated;
    u.words = (u.states + 63) / 64;
    find_symbols(&u);
    u.alive = zeroed(((size_t)u.length + 1) * u.words, sizeof *u.alive);
    uint32_t *symbols = zeroed(u.symbols, sizeof *symbols);
    reach_forwards(&u, symbols);
    keep_final(&u);
    reach_backwards(&u, symbols);
    struct automaton *automaton = automaton_left(&u);
    free(symbols);
    free(u.alive);
    return automaton;
}

void automaton_free(struct automaton *automaton)
{
    free(automaton->next);
    free(automaton->alive);
    free(automaton);
}

/* ---- Words ---- */

struct spelling {
    const struct automaton *automaton;
    const struct post *post;
    const view *xs;
    uint32_t most, count;
    value *words;
    value *word; /* so far */
};

/* All words that go on from a state; each state that is alive has some. False
 * once there are too many. */
static bool spell(struct spelling *spelling, uint32_t layer, uint32_t q)
{
    const struct automaton *automaton = spelling->automaton;
    uint32_t length = automaton->length;
    if (layer == length) {
        if (spelling->count == spelling->most)
            return false;
        memcpy(
            spelling->words + (size_t)spelling->count++ * length,
            spelling->word, length * sizeof(value));
        return true;
    }
    for (uint32_t s = 0; s < automaton->symbols; s++) {
        value v = automaton->base + s;
        uint32_t next = automaton->next[(size_t)q * automaton->symbols + s];
        if (next == AUTOMATON_NO_STATE ||
            !automaton_alive(automaton, layer + 1, next) ||
            !post_contains(spelling->post, spelling->xs[layer], v))
            continue;
        spelling->word[layer] = v;
        if (!spell(spelling, layer + 1, next))
            return false;
    }
    return true;
}

uint32_t automaton_words(
    const struct automaton *automaton, const struct post *post, const view *xs,
    uint32_t most, value *ret_words)
{
    enum {
        LENGTH_MAX = 1000
    }; /* of a recursion */
    struct spelling spelling = {
        .automaton = automaton,
        .post = post,
        .xs = xs,
        .most = most,
        .words = ret_words,
    };
    if (automaton->outside || automaton->length > LENGTH_MAX)
        return UINT32_MAX;
    spelling.word = zeroed(automaton->length, sizeof(value));
    bool all = spell(&spelling, 0, automaton->start);
    free(spelling.word);
    return all ? spelling.count : UINT32_MAX;
}
