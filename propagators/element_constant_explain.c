/* element_constant_explain.c — reasons of element over integers
 *
 * A place of the array is excluded by the index, which has lost it, or by the
 * result, which has lost what lies there. Where the index still holds a place
 * it is the result; and where one bound of the result excludes it, that is
 * taken rather than holes of the index, a literal each. What is left outside
 * the index's bounds costs one bound, as weak as what it is needed for. (Index
 * by index, tdtsp took 1.2 times the conflicts and 1.7 times the time.)
 *
 * What a literal forbids lies together, if it is about the result where places
 * are known by what lies there: others are not looked at, nor read if they are
 * most.
 */
#include "propagators/element.h"

#include "propagators/explain_values.h"
#include "solver/worker.h"

#include <string.h>

enum {
    FEW = 4, /* a part so small of the places is read one by one */
};

struct question {
    const struct explain_view *before;
    const struct element_integers *element;
    struct literal forbids; /* what follows: what it allows is left alone */
    bool of_index;
    const uint32_t *order; /* of the places; NULL: as they lie */
    uint32_t from, to;     /* in this order: those that may be asked for */
    struct explain_values places; /* of the index */
    uint64_t *gone;               /* that the index is to exclude */
    value min, max;               /* of the result, */
    value floor, ceiling;         /* and what of these bounds is needed */
};

static uint32_t place_of(const struct question *question, uint32_t k)
{
    return question->order ? question->order[k] : k;
}

static value value_of(const struct question *question, uint32_t k)
{
    const struct element_integers *element = question->element;
    return element->at(&element->prop, place_of(question, k));
}

/* Is place i to be excluded? Facts of the root need no reason. */
static bool
asked_for(const struct question *question, uint32_t i, value leads_to)
{
    struct literal l = question->forbids;
    if (explain_values_in(question->places.early, i))
        return false;
    if (l.kind == LITERAL_NONE)
        return true;
    return !explain_values_allowed(
        l, question->of_index ? question->element->first + i : leads_to);
}

/* Did the index hold it? */
static bool by_result(const struct question *question, uint32_t i)
{
    return explain_values_in(question->places.held, i);
}

/* Is it beyond a bound of the result? Then that is asked for. */
static bool take_bound(struct question *question, value v)
{
    if (v < question->min)
        question->floor = v >= question->floor ? v + 1 : question->floor;
    else if (v > question->max)
        question->ceiling = v <= question->ceiling ? v - 1 : question->ceiling;
    else
        return false;
    return true;
}

static bool excluded(const struct question *question, value v)
{
    return v < question->floor || v > question->ceiling;
}

/* What only the result excludes. */
static bool ask_result(struct question *question, struct reason *ret)
{
    for (uint32_t k = question->from; k < question->to; k++) {
        uint32_t i = place_of(question, k);
        value v = value_of(question, k);
        if (asked_for(question, i, v) && by_result(question, i) &&
            !take_bound(question, v) &&
            !reason_add(
                question->before, ret, question->element->result,
                LITERAL_REMOVE, v))
            return false;
    }
    return true;
}

static bool is_inside(const struct question *question, uint32_t i)
{
    return i >= question->places.low && i < question->places.high;
}

/* Holes of the index, as far as no bound of the result excludes them as well;
 * then what is outside its bounds, if no bound that is needed excludes it. */
static void ask_index(struct question *question, bool inside)
{
    for (uint32_t k = question->from; k < question->to; k++) {
        uint32_t i = place_of(question, k);
        value v = value_of(question, k);
        if (is_inside(question, i) == inside && asked_for(question, i, v) &&
            !by_result(question, i) &&
            !(inside ? take_bound(question, v) : excluded(question, v)))
            explain_values_add(question->gone, i);
    }
}

static bool add_bounds(const struct question *question, struct reason *ret)
{
    const struct element_integers *element = question->element;
    value last = element->first + (value)(element->count - 1);
    return reason_add(
               question->before, ret, element->result, LITERAL_MIN,
               question->floor) &&
           reason_add(
               question->before, ret, element->result, LITERAL_MAX,
               question->ceiling) &&
           reason_add(
               question->before, ret, element->index, LITERAL_MIN,
               element->first) &&
           reason_add(question->before, ret, element->index, LITERAL_MAX, last);
}

/* The first in order that leads to v or more. */
static uint32_t find(const struct question *question, value v)
{
    if (question->of_index)
        return explain_values_from(&question->places, v);
    uint32_t from = 0, to = question->element->count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (value_of(question, middle) < v)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* The first that leads to more. */
static uint32_t find_behind(const struct question *question, value v)
{
    return v == VALUE_MAX ? question->element->count : find(question, v + 1);
}

/* What the literal forbids. */
static void take_candidates(struct question *question)
{
    struct literal l = question->forbids;
    question->to = question->element->count;
    if (l.kind == LITERAL_NONE ||
        !(question->of_index || question->element->places))
        return;
    if (!question->of_index)
        question->order = question->element->places;
    if (l.kind == LITERAL_REMOVE)
        question->from = find(question, l.v);
    if (l.kind == LITERAL_MAX)
        question->from = find_behind(question, l.v);
    else
        question->to = l.kind == LITERAL_MIN ? find(question, l.v)
                                             : find_behind(question, l.v);
}

static void read_places(struct question *question)
{
    const struct explain_view *before = question->before;
    struct explain_values *places = &question->places;
    if (question->to - question->from >= question->element->count / FEW) {
        explain_values_read(before, places);
        return;
    }
    struct range early = explain_values_bounds(before, places);
    for (uint32_t k = question->from; k < question->to; k++)
        explain_values_look(before, places, early, place_of(question, k));
}

static void begin(struct question *question)
{
    const struct element_integers *element = question->element;
    const struct explain_view *before = question->before;
    const struct network *network = before->branch->network;
    size_t words = ((size_t)element->count + 63) / 64;
    uint64_t *sets =
        worker_scratch(before->branch->worker, 3 * words * sizeof *sets);
    question->places = (struct explain_values){
        .x = element->index,
        .count = element->count,
        .base = element->first,
        .held = sets,
        .early = sets + words};
    question->gone = sets + 2 * words;
    memset(question->gone, 0, words * sizeof *sets);
    take_candidates(question);
    read_places(question);
    question->min = explain_min(before, element->result);
    question->max = explain_max(before, element->result);
    question->floor = explain_root_min(network, element->result);
    question->ceiling = explain_root_max(network, element->result);
}

/* Why no index leads to what l forbids; l is about the index or the result. A
 * place alone needs no more than its own value: a result that narrows takes
 * many places, each an event. */
static bool explain_forbidden(
    const struct explain_view *before, const struct element_integers *element,
    struct literal l, bool of_index, struct reason *ret)
{
    uint64_t place = (uint64_t)l.v - (uint64_t)element->first;
    if (of_index && l.kind == LITERAL_REMOVE && place < element->count)
        return reason_removed(
            before, ret, element->result,
            element->at(&element->prop, (uint32_t)place));
    struct question question = {
        .before = before,
        .element = element,
        .forbids = l,
        .of_index = of_index};
    begin(&question);
    if (!ask_result(&question, ret))
        return false;
    ask_index(&question, true);
    ask_index(&question, false);
    return add_bounds(&question, ret) &&
           explain_values_gone(before, &question.places, question.gone, ret);
}

bool element_integers_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct element_integers *element =
        (const struct element_integers *)prop;
    const struct network *network = before->branch->network;
    view seen[2] = {element->index, element->result};
    size_t mark = ret->count;
    if (wanted->kind == LITERAL_NONE)
        return explain_forbidden(before, element, *wanted, true, ret);
    for (int k = 0; k < 2; k++) {
        struct literal l = {seen[k], LITERAL_REMOVE, 0};
        if (explain_removes(network, *wanted, seen[k], &l.v) &&
            explain_forbidden(before, element, l, k == 0, ret))
            return true;
        ret->count = mark;
        if (explain_matches(network, *wanted, seen[k], &l) &&
            explain_forbidden(before, element, l, k == 0, ret))
            return true;
        ret->count = mark;
    }
    return false;
}
