/* regular_shift.c — automata of up to 64 states, by shifting sets of states
 *
 * A set of states is a word. A symbol moves it by a few shifts: states that
 * move by the same number of places go together, and in most automata that
 * describe runs and counts they are almost all. One pass forwards finds the
 * reachable states of each layer, one pass backwards those that also reach the
 * end, and with them the symbols that are used (Pesant, 2004). Nothing is kept
 * between runs: the passes are cheaper than what they would be kept in.
 */
#include "propagators/regular.h"

#include "solver/post.h"
#include "solver/worker.h"

#include <stdlib.h>

enum {
    MOVES_A_SYMBOL = 6
}; /* on average, at most */

struct shift_move {
    uint64_t from; /* these states… */
    uint32_t by;   /* …move so many places up, modulo 64 */
};

struct regular_shift {
    struct regular regular;
    uint64_t finals;
    const uint32_t *begin; /* of each symbol's moves */
    const struct shift_move *moves;
    const uint64_t *movable; /* by symbol: states with a move */
};

static inline uint64_t rotated(uint64_t set, uint32_t by)
{
    return set << (by & 63) | set >> (-by & 63);
}

static inline uint64_t
image(const struct regular_shift *self, uint64_t set, uint32_t symbol)
{
    uint64_t moved = 0;
    for (uint32_t m = self->begin[symbol]; m < self->begin[symbol + 1]; m++)
        moved |= rotated(set & self->moves[m].from, self->moves[m].by);
    return moved;
}

static inline uint64_t
preimage(const struct regular_shift *self, uint64_t set, uint32_t symbol)
{
    uint64_t moved = 0;
    for (uint32_t m = self->begin[symbol]; m < self->begin[symbol + 1]; m++)
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
        uint64_t moved = 0;
        layers[i] = (struct layer){set, symbols};
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

static enum prop_status pass_backwards(
    struct branch *branch, const struct regular_shift *self,
    const struct layer *layers)
{
    const struct regular *regular = &self->regular;
    uint64_t set = layers[regular->length].states & self->finals;
    bool pruned = false;
    for (uint32_t i = regular->length; i-- > 0;) {
        uint64_t kept = 0, before = 0;
        for (uint64_t rest = layers[i].symbols; rest; rest &= rest - 1) {
            uint32_t symbol = (uint32_t)__builtin_ctzll(rest);
            uint64_t used = preimage(self, set, symbol) & layers[i].states;
            before |= used;
            kept |= used ? rest & -rest : 0;
        }
        set = before;
        if (kept == layers[i].symbols)
            continue;
        pruned = true;
        if (!tell_symbols(
                branch, regular, regular->xs[i], layers[i].symbols, kept))
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

static const struct prop_class shift_class = {
    .name = "regular_shift",
    .cost = PROP_QUADRATIC,
    .propagate = shift_propagate,
};

/* ---- Posting ---- */

/* The moves of one symbol; returns how many. */
static uint32_t list_moves(
    const struct automaton *automaton, uint32_t symbol,
    struct shift_move *ret_moves, uint64_t *ret_movable)
{
    uint32_t count = 0;
    *ret_movable = 0;
    for (uint32_t q = 0; q < automaton->states; q++) {
        uint32_t next =
            automaton->next[(size_t)q * automaton->symbols + symbol];
        if (next == AUTOMATON_NO_STATE)
            continue;
        uint32_t by = (next - q) & 63, m = 0;
        while (m < count && ret_moves[m].by != by)
            m++;
        if (m == count)
            ret_moves[count++] = (struct shift_move){0, by};
        ret_moves[m].from |= UINT64_C(1) << q;
        *ret_movable |= UINT64_C(1) << q;
    }
    return count;
}

bool regular_shift_fits(const struct automaton *automaton)
{
    struct shift_move moves[64];
    uint64_t movable;
    uint32_t count = 0;
    if (automaton->states > 64 || automaton->symbols > 64)
        return false;
    for (uint32_t s = 0; s < automaton->symbols; s++)
        count += list_moves(automaton, s, moves, &movable);
    return count <= MOVES_A_SYMBOL * automaton->symbols;
}

void regular_post_shift(
    struct post *post, const struct automaton *automaton, const view *xs,
    view condition)
{
    struct shift_move moves[64 * 64];
    uint32_t begin[65], count = 0;
    uint64_t movable[64];
    for (uint32_t s = 0; s < automaton->symbols; s++) {
        begin[s] = count;
        count += list_moves(automaton, s, moves + count, &movable[s]);
    }
    begin[automaton->symbols] = count;
    struct regular_shift *self = (struct regular_shift *)regular_post(
        post, &shift_class, sizeof *self, automaton, xs, condition);
    self->finals = automaton->alive[automaton->length];
    self->begin =
        post_copy(post, begin, (automaton->symbols + 1) * sizeof *begin);
    self->moves = post_copy(post, moves, count * sizeof *moves);
    self->movable =
        post_copy(post, movable, automaton->symbols * sizeof *movable);
}
