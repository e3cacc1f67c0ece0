/* regular_explain.c — why no accepted word is left: a cut of the layers
 *
 * If what is wanted were false, the words would be those that agree with that;
 * the symbols that had gone in the view cut each of them off. Not all are
 * needed (Gange, Stuckey, Szymanek, MDD propagators with explanation, 2011).
 * Forwards:
 *
 *   1. from the end, the states that still reach it are found, layer by layer;
 *   2. from the start, the states that would be reached if only the reason's
 *      symbols had gone: a symbol belongs to the reason if it leads from one of
 *      these to one of the others. All that is not needed is given back.
 *
 * No state is of both kinds, and when there is none of the second kind left,
 * all is said. So no symbol of the reason can be spared. The same is done
 * backwards, and the reason of fewer literals is taken.
 *
 * A bound excludes what lies beyond it as well, which may spare later symbols;
 * what is early is always given where it excludes anything.
 */
#include "propagators/regular.h"

#include "propagators/explain_values.h"
#include "solver/network.h"
#include "solver/worker.h"

#include <string.h>

struct cut_layer {
    struct explain_values values; /* held: what words still use here */
    bool asked;                   /* what is wanted is about its variable: */
    struct literal asked_for;     /* in terms of x */
    uint64_t *barred;             /* symbols that agree with what is wanted */
    bool below, above;            /* a value beyond the symbols would not */
};

struct cut {
    const struct explain_view *before;
    const struct regular *self;
    const struct regular_moves *moves;
    uint32_t symbol_words;
    size_t set_words;
    struct cut_layer *layers;
    uint64_t *left;    /* states that are joined to the far end */
    uint64_t *gained;  /* states that the reason leaves to the near end */
    uint64_t *needed;  /* symbols of one layer that the reason excludes, */
    uint64_t *allowed; /* and what it leaves */
};

/* ---- The symbols of a layer ---- */

static uint32_t inside(const struct regular *self)
{
    return self->symbols - self->outside;
}

/* Does what is wanted leave v to x, were it false? */
static bool disputed(const struct cut_layer *layer, value v)
{
    return !layer->asked || !explain_values_allowed(layer->asked_for, v);
}

static void bar_symbols(struct cut_layer *layer)
{
    const struct explain_values *values = &layer->values;
    for (uint32_t k = 0; k < values->count; k++)
        if (!disputed(layer, explain_values_at(values, k)))
            explain_values_add(layer->barred, k);
}

/* The last symbol, which is all values beyond the others. */
static void read_outside(const struct cut *cut, struct cut_layer *layer)
{
    const struct network *network = cut->before->branch->network;
    struct explain_values *values = &layer->values;
    view x = values->x;
    value first = values->base, last = first + (value)values->count - 1;
    struct literal l = layer->asked_for;
    layer->below = !layer->asked || l.kind == LITERAL_MIN ||
                   (l.kind == LITERAL_MAX ? l.v < first - 1 : l.v < first);
    layer->above = !layer->asked || l.kind == LITERAL_MAX ||
                   (l.kind == LITERAL_MIN ? l.v > last + 1 : l.v > last);
    if (!layer->below && !layer->above)
        explain_values_add(layer->barred, values->count);
    else if (
        (layer->below && explain_min(cut->before, x) < first) ||
        (layer->above && explain_max(cut->before, x) > last))
        explain_values_add(values->held, values->count);
    else if (
        explain_root_min(network, x) >= first &&
        explain_root_max(network, x) <= last)
        explain_values_add(values->early, values->count);
}

/* The symbol's number is not held. */
static void read_layer(const struct cut *cut, uint32_t i, struct literal wanted)
{
    const struct network *network = cut->before->branch->network;
    struct cut_layer *layer = &cut->layers[i];
    explain_values_read(cut->before, &layer->values);
    layer->asked =
        explain_matches(network, wanted, layer->values.x, &layer->asked_for);
    if (layer->asked)
        bar_symbols(layer);
    if (cut->self->outside)
        read_outside(cut, layer);
    for (uint32_t w = 0; w < cut->symbol_words; w++)
        layer->values.held[w] &= ~layer->barred[w];
}

/* ---- All layers ---- */

static void begin_cut(struct cut *cut)
{
    const struct regular *self = cut->self;
    size_t symbols = cut->symbol_words, length = self->length;
    size_t words = symbols * (3 * length + 2) + 2 * cut->set_words;
    struct cut_layer *layers = worker_scratch(
        cut->before->branch->worker,
        length * sizeof *layers + words * sizeof(uint64_t));
    uint64_t *sets = (uint64_t *)(layers + length);
    memset(sets, 0, 3 * length * symbols * sizeof *sets);
    cut->layers = layers;
    for (uint32_t i = 0; i < length; i++, sets += 3 * symbols)
        layers[i] = (struct cut_layer){
            .values =
                {self->xs[i], inside(self), self->base, .held = sets,
                 .early = sets + symbols},
            .barred = sets + 2 * symbols};
    cut->needed = sets;
    cut->allowed = cut->needed + symbols;
    cut->left = cut->allowed + symbols;
    cut->gained = cut->left + cut->set_words;
}

/* False if what is wanted is neither about a variable, nor about the condition,
 * nor a failure. */
static bool
read_layers(struct cut *cut, struct literal wanted, struct reason *ret)
{
    const struct network *network = cut->before->branch->network;
    view condition = cut->self->condition;
    bool refutes = explain_falsifies(network, wanted, condition);
    bool ours = refutes || wanted.kind == LITERAL_NONE;
    for (uint32_t i = 0; i < cut->self->length; i++) {
        read_layer(cut, i, wanted);
        ours |= cut->layers[i].asked;
    }
    return ours && (refutes || reason_true(cut->before, ret, condition));
}

/* ---- Choosing ---- */

/* Is the reason to exclude a symbol that is not held? What is early is to be
 * where it leads anywhere. */
static bool
is_needed(const struct cut *cut, uint32_t i, uint32_t symbol, bool forwards)
{
    bool early = explain_values_in(cut->layers[i].values.early, symbol);
    const uint64_t *far = early ? NULL : cut->left;
    return cut->moves->leads(
        cut->self, i, symbol, forwards ? cut->gained : far,
        forwards ? far : cut->gained);
}

static void find_needed(const struct cut *cut, uint32_t i, bool forwards)
{
    const struct cut_layer *layer = &cut->layers[i];
    for (uint32_t w = 0; w < cut->symbol_words; w++) {
        uint64_t rest = ~(layer->values.held[w] | layer->barred[w]);
        cut->needed[w] = 0;
        if (cut->self->symbols - 64 * w < 64)
            rest &= (UINT64_C(1) << (cut->self->symbols - 64 * w)) - 1;
        for (; rest; rest &= rest - 1) {
            uint32_t symbol = 64 * w + (uint32_t)__builtin_ctzll(rest);
            if (is_needed(cut, i, symbol, forwards))
                explain_values_add(cut->needed, symbol);
        }
    }
}

/* What is needed beyond the bounds takes with it what lies still further out.
 */
static void widen_needed(const struct cut *cut, uint32_t i)
{
    const struct explain_values *values = &cut->layers[i].values;
    bool below = false, above = false;
    for (uint32_t k = values->low; k-- > 0;) {
        below |= explain_values_in(cut->needed, k);
        if (below)
            explain_values_add(cut->needed, k);
    }
    for (uint32_t k = values->high; k < values->count; k++) {
        above |= explain_values_in(cut->needed, k);
        if (above)
            explain_values_add(cut->needed, k);
    }
}

static void find_allowed(const struct cut *cut, uint32_t i)
{
    const struct cut_layer *layer = &cut->layers[i];
    for (uint32_t w = 0; w < cut->symbol_words; w++)
        cut->allowed[w] =
            ~(cut->needed[w] | layer->barred[w] | layer->values.early[w]);
    uint32_t over = cut->symbol_words * 64 - cut->self->symbols;
    cut->allowed[cut->symbol_words - 1] &= UINT64_MAX >> over;
}

static bool give_needed(const struct cut *cut, uint32_t i, struct reason *ret)
{
    const struct cut_layer *layer = &cut->layers[i];
    const struct explain_values *values = &layer->values;
    uint32_t last = values->count;
    if (cut->self->outside && explain_values_in(cut->needed, last)) {
        cut->needed[last / 64] &= ~(UINT64_C(1) << (last % 64));
        if (layer->below &&
            !reason_add(cut->before, ret, values->x, LITERAL_MIN, values->base))
            return false;
        if (layer->above && !reason_add(
                                cut->before, ret, values->x, LITERAL_MAX,
                                values->base + (value)last - 1))
            return false;
    }
    return explain_values_gone(cut->before, values, cut->needed, ret);
}

/* ---- Sweeping ---- */

static bool move(
    const struct cut *cut, uint32_t i, bool forwards, const uint64_t *symbols,
    uint64_t *sets)
{
    return forwards ? cut->moves->ahead(cut->self, i, symbols, sets)
                    : cut->moves->back(cut->self, i, symbols, sets);
}

/* What is joined to the end that a sweep in the other direction starts from. */
static void find_left(const struct cut *cut, bool forwards)
{
    uint32_t length = cut->self->length;
    bool more = true;
    memset(cut->left, 0, cut->set_words * sizeof *cut->left);
    cut->moves->enter(cut->self, forwards, cut->left);
    for (uint32_t k = 0; more && k < length; k++) {
        uint32_t i = forwards ? k : length - 1 - k;
        more = move(cut, i, forwards, cut->layers[i].values.held, cut->left);
    }
}

static bool sweep(const struct cut *cut, bool forwards, struct reason *ret)
{
    uint32_t length = cut->self->length;
    find_left(cut, !forwards);
    cut->moves->enter(cut->self, forwards, cut->gained);
    for (uint32_t k = 0; k < length; k++) {
        uint32_t i = forwards ? k : length - 1 - k;
        find_needed(cut, i, forwards);
        widen_needed(cut, i);
        find_allowed(cut, i);
        if (!give_needed(cut, i, ret))
            return false;
        if (!move(cut, i, forwards, cut->allowed, cut->gained))
            return true;
    }
    return false;
}

/* Of two reasons, begin..middle and middle.., the shorter stays. */
static void keep_shorter(struct reason *reason, size_t begin, size_t middle)
{
    size_t second = reason->count - middle;
    if (second < middle - begin)
        memmove(
            reason->items + begin, reason->items + middle,
            second * sizeof *reason->items);
    reason->count = begin + (second < middle - begin ? second : middle - begin);
}

bool regular_explain(
    const struct explain_view *before, const struct regular *self,
    const struct regular_moves *moves, size_t set_words, struct literal wanted,
    struct reason *ret)
{
    struct cut cut = {
        .before = before,
        .self = self,
        .moves = moves,
        .symbol_words = (self->symbols + 63) / 64,
        .set_words = set_words,
    };
    begin_cut(&cut);
    if (!read_layers(&cut, wanted, ret))
        return false;
    size_t begin = ret->count;
    if (!sweep(&cut, true, ret))
        return false;
    size_t middle = ret->count;
    if (middle - begin > 1 && sweep(&cut, false, ret))
        keep_shorter(ret, begin, middle);
    return true;
}
