/* element_wide.c — element over variables, where index or result was wide at
 * first
 *
 * As soon as both fit words, element.c takes over. Until then it is domain
 * consistent by scanning: for each open index the least and greatest value that
 * its variable shares with the result; what the result holds between them is
 * compared with the union of the variables word by word, unless one of them
 * covers all.
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

/* Keeps i if array[i] has a value in common with the result. */
static void scan_variable(
    const struct branch *branch, const struct element *element, uint32_t i,
    struct range result, struct scan *scan)
{
    view x = element->array[i];
    value first, last;
    if (!range_first_common(branch, x, element->result, result, &first))
        return;
    scan->kept[scan->count++] = i;
    struct range above = {first, result.max};
    if (range_last_common(branch, x, element->result, above, &last))
        scan->hull = range_hull(scan->hull, (struct range){first, last});
}

static bool scan_all(
    struct branch *branch, const struct element *element, struct scan *scan)
{
    struct range result = range_of(branch, element->result);
    struct range open = range_of(branch, element->index);
    struct word_view index =
        element_unshifted(branch, element->index, open.min);
    uint64_t first = (uint64_t)(open.min - element->first);
    uint64_t width = (uint64_t)(open.max - open.min);
    scan->kept =
        worker_scratch(branch->worker, element->count * sizeof *scan->kept);
    scan->count = 0;
    scan->hull = RANGE_EMPTY;
    for (uint64_t i = 0; i <= width; i += 64)
        for (uint64_t rest =
                 window_read(branch, index.x, index.from + (value)i);
             rest; rest &= rest - 1)
            scan_variable(
                branch, element,
                (uint32_t)(first + i + (uint32_t)__builtin_ctzll(rest)), result,
                scan);
    return scan->count > 0;
}

/* Takes out the indices that are not kept. */
static bool cut_index(
    struct branch *branch, const struct element *element,
    const struct scan *scan)
{
    view index = element->index;
    value first = element->first;
    if (!tell_min(branch, index, first + scan->kept[0]) ||
        !tell_max(branch, index, first + scan->kept[scan->count - 1]))
        return false;
    if (domain_size(branch, index) == scan->count)
        return true;
    for (uint32_t k = 1; k < scan->count; k++)
        for (uint32_t i = scan->kept[k - 1] + 1; i < scan->kept[k]; i++)
            if (!tell_remove(branch, index, first + i))
                return false;
    return true;
}

/* Is all of a inside one variable that has no holes? */
static bool covered(
    const struct branch *branch, const struct element *element,
    const struct scan *scan, struct range a)
{
    for (uint32_t k = 0; k < scan->count; k++) {
        view x = element->array[scan->kept[k]];
        struct range range = range_of(branch, x);
        if (range.min <= a.min && range.max >= a.max && range_dense(branch, x))
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
            open &= ~window_read(branch, element->array[scan->kept[k]], from);
        for (; open; open &= open - 1)
            if (!tell_remove(branch, result, from + __builtin_ctzll(open)))
                return false;
        if (a.max - from < 64)
            return true;
    }
}

/* Does it fit words by now? */
static bool narrowed(const struct branch *branch, const struct element *element)
{
    return range_fits_word(range_of(branch, element->index)) &&
           range_fits_word(range_of(branch, element->result));
}

static enum prop_status
run_words(struct branch *branch, const struct element *element)
{
    value index = domain_min(branch, element->index);
    value result = domain_min(branch, element->result);
    return element_run_words(
        branch, element, (struct word_view){element->index, index},
        (struct word_view){element->result, result},
        (uint32_t)(index - element->first));
}

static enum prop_status
element_wide_propagate(struct branch *branch, const struct prop *prop)
{
    const struct element *element = (const struct element *)prop;
    view result = element->result;
    if (narrowed(branch, element))
        return run_words(branch, element);
    struct scan scan;
    if (!scan_all(branch, element, &scan) ||
        !cut_index(branch, element, &scan) ||
        !range_tell(branch, result, scan.hull))
        return PROP_FAILED;
    if (scan.count > 1)
        return cut_holes(branch, element, &scan) ? PROP_AGAIN : PROP_FAILED;
    view x = element->array[scan.kept[0]];
    if (!range_equate(branch, x, result))
        return PROP_FAILED;
    return range_equated(branch, x, result) ? PROP_ENTAILED : PROP_AGAIN;
}

const struct prop_class element_wide_class = {
    .name = "element_wide",
    .cost = PROP_LINEAR,
    .propagate = element_wide_propagate,
    .explain = element_explain,
};
