/* regular_shift.c — automata of up to 64 states, by shifting sets of states
 *
 * A set of states is a word. A symbol moves it by a few shifts: states that
 * move by the same number of places go together, and in most automata that
 * describe runs and counts they are almost all. One pass forwards finds the
 * reachable states of each layer, one pass backwards those that also reach the
 * end, and with them the symbols that are used (Pesant, 2004). Nothing is kept
 * between runs: the passes are cheaper than what they would be kept in.
 *
 * Where there are few symbols, the shifts are tabulated by set of symbols, all
 * sets with the same number of shifts: then a pass has no branches to predict.
 */
#include "propagators/regular.h"

#include "coro/fatal.h"
#include "solver/post.h"
#include "solver/worker.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOVES_A_SYMBOL = 6, /* on average, at most */
    TABULATED_SYMBOLS = 4,
};

struct shift_move {
    uint64_t from; /* these states… */
    uint32_t by;   /* …move so many places up, modulo 64 */
};

/* Entries are symbols or, tabulated, sets of symbols. */
struct regular_shift {
    struct regular regular;
    uint64_t finals;
    bool tabulated;
    const uint32_t *begin; /* of each entry's moves */
    const struct shift_move *moves;
    const uint64_t *movable; /* by entry: states that every symbol moves */
};

static inline uint32_t
entry_of(const struct regular_shift *self, uint64_t symbol_bit)
{
    return self->tabulated ? (uint32_t)symbol_bit
                           : (uint32_t)__builtin_ctzll(symbol_bit);
}

static inline uint64_t rotated(uint64_t set, uint32_t by)
{
    return set << (by & 63) | set >> (-by & 63);
}

static inline uint64_t
image(const struct regular_shift *self, uint64_t set, uint32_t entry)
{
    uint64_t moved = 0;
    for (uint32_t m = self->begin[entry]; m < self->begin[entry + 1]; m++)
        moved |= rotated(set & self->moves[m].from, self->moves[m].by);
    return moved;
}

static inline uint64_t
preimage(const struct regular_shift *self, uint64_t set, uint32_t entry)
{
    uint64_t moved = 0;
    for (uint32_t m = self->begin[entry]; m < self->begin[entry + 1]; m++)
        moved |= rotated(set, -self->moves[m].by) & self->moves[m].from;
    return moved;
}

/* What the pass forwards finds; layer i's symbols lie between sets i, i + 1. */
struct layer {
    uint64_t states, symbols;
};

/* Fills the layers; *ret_lost are states in which some word ends too early. */
static void pass_forwards(
    const struct branch *branch, const struct regular_shift *self,
    struct layer *layers, uint64_t *ret_lost)
{
    const struct regular *regular = &self->regular;
    uint64_t set = UINT64_C(1) << regular->start, lost = 0;
    for (uint32_t i = 0; i < regular->length; i++) {
        uint64_t symbols = regular_read(branch, regular, regular->xs[i], 0);
        layers[i] = (struct layer){set, symbols};
        if (self->tabulated) {
            lost |= set & ~self->movable[symbols];
            set = image(self, set, (uint32_t)symbols);
            continue;
        }
        uint64_t moved = 0;
        for (uint64_t rest = symbols; rest; rest &= rest - 1) {
            uint32_t symbol = (uint32_t)__builtin_ctzll(rest);
            moved |= image(self, set, symbol);
            lost |= set & ~self->movable[symbol];
        }
        set = moved;
    }
    layers[regular->length] = (struct layer){set, 0};
    *ret_lost = lost | (set & ~self->finals);
}

static bool tell_symbols(
    struct branch *branch, const struct regular *regular, view x, uint64_t now,
    uint64_t kept)
{
    if (regular->outside)
        return regular_remove(branch, regular, x, 0, now & ~kept);
    return window_tell(branch, x, regular->base, now, kept);
}

/* The states of a layer from which the set behind it is reached; *ret_used are
 * the symbols that do it. */
static uint64_t step_back(
    const struct regular_shift *self, const struct layer *layer, uint64_t set,
    uint64_t *ret_used)
{
    uint64_t before = 0, used = 0;
    for (uint64_t rest = layer->symbols; rest; rest &= rest - 1) {
        uint64_t bit = rest & -rest;
        uint64_t from = preimage(self, set, entry_of(self, bit));
        from &= layer->states;
        before |= from;
        used |= from ? bit : 0;
    }
    *ret_used = used;
    return before;
}

static enum prop_status pass_backwards(
    struct branch *branch, const struct regular_shift *self,
    const struct layer *layers)
{
    const struct regular *regular = &self->regular;
    uint64_t set = layers[regular->length].states & self->finals;
    bool pruned = false;
    for (uint32_t i = regular->length; i-- > 0;) {
        uint64_t symbols = layers[i].symbols, used;
        if (!(symbols & (symbols - 1))) {
            set =
                preimage(self, set, entry_of(self, symbols)) & layers[i].states;
            continue;
        }
        set = step_back(self, &layers[i], set, &used);
        if (used == symbols)
            continue;
        pruned = true;
        if (!tell_symbols(branch, regular, regular->xs[i], symbols, used))
            return PROP_FAILED;
    }
    return pruned && !regular->exact ? PROP_AGAIN : PROP_STABLE;
}

static enum prop_status
shift_propagate(struct branch *branch, const struct prop *prop)
{
    const struct regular_shift *self = (const struct regular_shift *)prop;
    uint32_t length = self->regular.length;
    view condition_view = self->regular.condition;
    enum condition condition = condition_read(branch, condition_view);
    uint64_t lost;
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    struct layer *layers =
        worker_scratch(branch->worker, (length + 1) * sizeof *layers);
    pass_forwards(branch, self, layers, &lost);
    if (!(layers[length].states & self->finals))
        return condition_refuted(branch, condition_view);
    if (!lost)
        return PROP_ENTAILED;
    if (condition == CONDITION_OPEN)
        return PROP_STABLE;
    return pass_backwards(branch, self, layers);
}

/* ---- Explaining ---- */

static const struct regular_shift *shift_of(const struct regular *regular)
{
    return (const struct regular_shift *)regular;
}

static void
shift_enter(const struct regular *regular, bool forwards, uint64_t *sets)
{
    if (forwards)
        sets[0] = UINT64_C(1) << regular->start;
    else
        sets[regular->length] = shift_of(regular)->finals;
}

static bool shift_ahead(
    const struct regular *regular, uint32_t i, const uint64_t *symbols,
    uint64_t *sets)
{
    const struct regular_shift *self = shift_of(regular);
    uint64_t moved = 0;
    if (self->tabulated)
        moved = image(self, sets[i], (uint32_t)symbols[0]);
    for (uint64_t rest = self->tabulated ? 0 : symbols[0]; rest;
         rest &= rest - 1)
        moved |= image(self, sets[i], (uint32_t)__builtin_ctzll(rest));
    sets[i + 1] = i + 1 < regular->length ? moved : moved & self->finals;
    return sets[i + 1] != 0;
}

static bool shift_back(
    const struct regular *regular, uint32_t i, const uint64_t *symbols,
    uint64_t *sets)
{
    const struct regular_shift *self = shift_of(regular);
    uint64_t moved = 0;
    if (self->tabulated)
        moved = preimage(self, sets[i + 1], (uint32_t)symbols[0]);
    for (uint64_t rest = self->tabulated ? 0 : symbols[0]; rest;
         rest &= rest - 1)
        moved |= preimage(self, sets[i + 1], (uint32_t)__builtin_ctzll(rest));
    sets[i] = i > 0 ? moved : moved & UINT64_C(1) << regular->start;
    return sets[i] != 0;
}

static bool shift_leads(
    const struct regular *regular, uint32_t i, uint32_t symbol,
    const uint64_t *from, const uint64_t *to)
{
    const struct regular_shift *self = shift_of(regular);
    uint32_t entry = entry_of(self, UINT64_C(1) << symbol);
    uint64_t moved = image(self, from ? from[i] : UINT64_MAX, entry);
    return (to ? moved & to[i + 1] : moved) != 0;
}

static bool shift_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    static const struct regular_moves moves = {
        shift_enter, shift_ahead, shift_back, shift_leads};
    const struct regular *regular = (const struct regular *)prop;
    return regular_explain(
        before, regular, &moves, regular->length + 1, *wanted, ret);
}

static const struct prop_class shift_class = {
    .name = "regular_shift",
    .cost = PROP_QUADRATIC,
    .propagate = shift_propagate,
    .explain = shift_explain,
};

/* ---- Posting ---- */

/* Adds the moves of one symbol to a list; returns how many there are then. */
static uint32_t add_moves(
    const struct automaton *automaton, uint32_t symbol,
    struct shift_move *moves, uint32_t count, uint64_t *movable)
{
    uint64_t moving = 0;
    for (uint32_t q = 0; q < automaton->states; q++) {
        uint32_t next =
            automaton->next[(size_t)q * automaton->symbols + symbol];
        if (next == AUTOMATON_NO_STATE)
            continue;
        uint32_t by = (next - q) & 63, m = 0;
        while (m < count && moves[m].by != by)
            m++;
        if (m == count)
            moves[count++] = (struct shift_move){0, by};
        moves[m].from |= UINT64_C(1) << q;
        moving |= UINT64_C(1) << q;
    }
    *movable &= moving;
    return count;
}

bool regular_shift_fits(const struct automaton *automaton)
{
    struct shift_move moves[64];
    uint64_t movable = 0;
    uint32_t count = 0;
    if (automaton->states > 64 || automaton->symbols > 64)
        return false;
    for (uint32_t s = 0; s < automaton->symbols; s++)
        count += add_moves(automaton, s, moves, 0, &movable);
    return count <= MOVES_A_SYMBOL * automaton->symbols;
}

/* The moves of all entries, with room for any. */
struct entries {
    struct shift_move moves[64][64];
    uint32_t counts[64];
    uint64_t movable[64];
    uint32_t count;
};

static struct entries *
list_entries(const struct automaton *automaton, bool tabulated)
{
    struct entries *entries = calloc(1, sizeof *entries);
    if (!entries)
        coro_fatal("out of memory");
    entries->count = tabulated ? 1u << automaton->symbols : automaton->symbols;
    for (uint32_t e = 0; e < entries->count; e++) {
        entries->movable[e] = UINT64_MAX;
        for (uint32_t s = 0; s < automaton->symbols; s++)
            if (tabulated ? e >> s & 1 : e == s)
                entries->counts[e] = add_moves(
                    automaton, s, entries->moves[e], entries->counts[e],
                    &entries->movable[e]);
    }
    return entries;
}

/* Packs them; tabulated, with as many moves for each entry, some of nothing. */
static void copy_entries(
    struct post *post, const struct entries *entries,
    struct regular_shift *self)
{
    uint32_t most = 0, at = 0;
    for (uint32_t e = 0; e < entries->count; e++)
        most = entries->counts[e] > most ? entries->counts[e] : most;
    uint32_t *begin = post_alloc(post, (entries->count + 1) * sizeof *begin);
    struct shift_move *moves =
        post_alloc(post, (size_t)entries->count * most * sizeof *moves);
    for (uint32_t e = 0; e < entries->count; e++) {
        uint32_t count = entries->counts[e];
        memcpy(moves + at, entries->moves[e], count * sizeof *moves);
        at += self->tabulated ? most : count;
        begin[e + 1] = at;
    }
    self->begin = begin;
    self->moves = moves;
    self->movable = post_copy(
        post, entries->movable, entries->count * sizeof *self->movable);
}

void regular_post_shift(
    struct post *post, const struct automaton *automaton, const view *xs,
    view condition)
{
    struct regular_shift *self = (struct regular_shift *)regular_post(
        post, &shift_class, sizeof *self, automaton, xs, condition);
    self->finals = automaton->alive[automaton->length];
    self->tabulated = automaton->symbols <= TABULATED_SYMBOLS;
    struct entries *entries = list_entries(automaton, self->tabulated);
    copy_entries(post, entries, self);
    free(entries);
}
