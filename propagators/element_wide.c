/* element_wide.c — element over variables, where index or result is wide
 *
 * Domain consistent like element.c, by scanning: for each open index the least
 * and greatest value that its variable shares with the result; what the result
 * holds between them is compared with the union of the variables word by word,
 * unless one of them covers all.
 */
#include "propagators/element.h"

#include "propagators/range.h"
#include "propagators/window.h"
#include "solver/worker.h"

/* What a pass has found: indices that are left, and the hull of the values that
 * they lead to. */
struct scan {
    uint32_t count;
    uint32_t *kept; /* places in the array */
    struct range hull;
};

/* Does array[i] have a value in common with the result? Widens the hull. */
static bool scan_variable(
    const struct branch *branch, const struct element *element, uint32_t i,
    struct range result, struct scan *scan)
{
    view x = element->array[i];
    value first, last;
    if (!range_first_common(branch, x, element->result, result, &first))
        return false;
    scan->kept[scan->count++] = i;
    struct range above = {first, result.max};
    if (range_last_common(branch, x, element->result, above, &last))
        scan->hull = range_hull(scan->hull, (struct range){first, last});
    return true;
}

/* Scans 64 indices from place i on, and takes out those that lead nowhere. */
static bool scan_word(
    struct branch *branch, const struct element *element, uint32_t i,
    struct range result, struct scan *scan)
{
    value from = element->first + i;
    uint64_t gone = 0;
    for (uint64_t rest = window_read(branch, element->index, from); rest;
         rest &= rest - 1) {
        uint32_t k = (uint32_t)__builtin_ctzll(rest);
        if (!scan_variable(branch, element, i + k, result, scan))
            gone |= UINT64_C(1) << k;
    }
    for (; gone; gone &= gone - 1)
        if (!tell_remove(
                branch, element->index, from + __builtin_ctzll(gone)))
            return false;
    return true;
}

static bool scan_all(
    struct branch *branch, const struct element *element, struct scan *scan)
{
    struct range result = range_of(branch, element->result);
    struct range index = range_of(branch, element->index);
    scan->kept = worker_scratch(
        branch->worker, element->count * sizeof *scan->kept);
    scan->count = 0;
    scan->hull = RANGE_EMPTY;
    uint64_t last = (uint64_t)(index.max - element->first);
    for (uint64_t i = (uint64_t)(index.min - element->first); i <= last;
         i += 64)
        if (!scan_word(branch, element, (uint32_t)i, result, scan))
            return false;
    return scan->count > 0;
}

/* Is all of a inside one variable that has no holes? */
static bool covered(
    const struct branch *branch, const struct element *element,
    const struct scan *scan, struct range a)
{
    for (uint32_t k = 0; k < scan->count; k++) {
        view x = element->array[scan->kept[k]];
        struct range range = range_of(branch, x);
        if (range.min <= a.min && range.max >= a.max &&
            range_dense(branch, x))
            return true;
    }
    return false;
}

/* Takes values out of the result that no variable can take. */
static bool cut_holes(
    struct branch *branch, const struct element *element,
    const struct scan *scan)
{
    view result = element->result;
    struct range a = range_of(branch, result);
    if (!range_holds_holes(branch, result) || range_fixed(a) ||
        covered(branch, element, scan, a))
        return true;
    for (value from = a.min;; from += 64) {
        uint64_t open = window_read(branch, result, from);
        for (uint32_t k = 0; open && k < scan->count; k++)
            open &= ~window_read(
                branch, element->array[scan->kept[k]], from);
        for (; open; open &= open - 1)
            if (!tell_remove(branch, result, from + __builtin_ctzll(open)))
                return false;
        if (a.max - from < 64)
            return true;
    }
}

static enum prop_status
element_wide_propagate(struct branch *branch, const struct prop *prop)
{
    const struct element *element = (const struct element *)prop;
    view result = element->result;
    struct scan scan;
    if (!scan_all(branch, element, &scan) ||
        !range_tell(branch, result, scan.hull))
        return PROP_FAILED;
    if (scan.count > 1)
        return cut_holes(branch, element, &scan) ? PROP_AGAIN : PROP_FAILED;
    view x = element->array[scan.kept[0]];
    if (!tell_fix(branch, element->index, element->first + scan.kept[0]) ||
        !range_equate(branch, x, result))
        return PROP_FAILED;
    return range_equated(branch, x, result) ? PROP_ENTAILED : PROP_AGAIN;
}

const struct prop_class element_wide_class = {
    .name = "element_wide",
    .cost = PROP_LINEAR,
    .propagate = element_wide_propagate,
    .explain = element_explain,
};
