/* element_explain.c — reasons of element over variables
 *
 * An index i is *out* where it is not in the index's domain, or where array[i]
 * and the result have nothing in common; it is *silent* about result = v where
 * it is out, or array[i] cannot be v. A bound or value of the result goes when
 * all indices are silent about it, an index when it is out by its variable.
 * What array[i] loses is what the result has lost, once the index is i.
 *
 * Of two reasons for an index the one by the index's own domain is taken.
 */
#include "propagators/element.h"

#include "solver/network.h"

/* ---- One index ---- */

static bool
explain_gone(const struct explain_view *before, const struct element *element,
             uint32_t i, struct reason *ret)
{
    return reason_removed(before, ret, element->index, element->first + i);
}

static bool
explain_out(const struct explain_view *before, const struct element *element,
            uint32_t i, struct reason *ret)
{
    size_t mark = ret->count;
    if (explain_gone(before, element, i, ret))
        return true;
    ret->count = mark;
    return reason_disjoint(before, ret, element->array[i], element->result);
}

/* The index lies in the array. */
static bool explain_inside(
    const struct explain_view *before, const struct element *element,
    struct reason *ret)
{
    return reason_add(
               before, ret, element->index, LITERAL_MIN, element->first) &&
           reason_add(
               before, ret, element->index, LITERAL_MAX,
               element->first + (value)(element->count - 1));
}

/* All indices are out but those that literal l leaves to the index. */
static bool explain_index(
    const struct explain_view *before, const struct element *element,
    struct literal l, struct reason *ret)
{
    if (l.kind == LITERAL_REMOVE) {
        uint64_t i = (uint64_t)l.v - (uint64_t)element->first;
        return i >= element->count ||
               reason_disjoint(
                   before, ret, element->array[i], element->result);
    }
    if (!explain_inside(before, element, ret))
        return false;
    for (uint32_t i = 0; i < element->count; i++) {
        value v = element->first + i;
        bool left = l.kind == LITERAL_MIN   ? v >= l.v
                    : l.kind == LITERAL_MAX ? v <= l.v
                                            : false;
        if (!left && !explain_out(before, element, i, ret))
            return false;
    }
    return true;
}

/* ---- The result ---- */

static bool explain_result(
    const struct explain_view *before, const struct element *element,
    struct literal l, struct reason *ret)
{
    if (!explain_inside(before, element, ret))
        return false;
    for (uint32_t i = 0; i < element->count; i++) {
        size_t mark = ret->count;
        if (explain_gone(before, element, i, ret))
            continue;
        ret->count = mark;
        if (reason_equal(before, ret, element->result, element->array[i], l))
            continue;
        ret->count = mark;
        if (!reason_disjoint(before, ret, element->array[i], element->result))
            return false;
    }
    return true;
}

/* ---- A variable of the array ---- */

static bool explain_variable(
    const struct explain_view *before, const struct element *element,
    uint32_t i, struct literal l, struct reason *ret)
{
    return explain_min(before, element->index) == element->first + i &&
           reason_fixed(before, ret, element->index) &&
           reason_equal(before, ret, element->array[i], element->result, l);
}

/* ---- All ---- */

/* The literal in terms of x: as it is, or, of a Boolean, as the loss of a
 * value. */
static bool wanted_of(
    const struct network *network, struct literal wanted, view x, bool loss,
    struct literal *ret)
{
    value v;
    if (!loss)
        return explain_matches(network, wanted, x, ret);
    if (!explain_removes(network, wanted, x, &v))
        return false;
    *ret = (struct literal){x, LITERAL_REMOVE, v};
    return true;
}

static bool explain_as(
    const struct explain_view *before, const struct element *element,
    struct literal wanted, bool loss, struct reason *ret)
{
    const struct network *network = before->branch->network;
    size_t mark = ret->count;
    struct literal l;
    if (wanted_of(network, wanted, element->index, loss, &l) &&
        explain_index(before, element, l, ret))
        return true;
    ret->count = mark;
    if (wanted_of(network, wanted, element->result, loss, &l) &&
        explain_result(before, element, l, ret))
        return true;
    for (uint32_t i = 0; i < element->count; i++) {
        ret->count = mark;
        if (wanted_of(network, wanted, element->array[i], loss, &l) &&
            explain_variable(before, element, i, l, ret))
            return true;
    }
    ret->count = mark;
    return false;
}

bool element_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct element *element = (const struct element *)prop;
    if (wanted->kind == LITERAL_NONE)
        return explain_index(before, element, *wanted, ret);
    return explain_as(before, element, *wanted, false, ret) ||
           explain_as(before, element, *wanted, true, ret);
}
