/* element_wide.c — element over variables, where index or result was wide at
 * first
 *
 * As soon as both fit words, element.c takes over. Until then it is domain
 * consistent by supports, which are hints: for each open index a value that its
 * variable and the result have in common, for each end of the result an index
 * whose variable has it. What has lost its support looks for another. What the
 * result holds between its ends is compared with the union of the variables
 * word by word, unless one of them covers all. (To compare all domains at each
 * run took amaze2 four times the time.)
 */
#include "propagators/element.h"

#include "propagators/range.h"
#include "propagators/window.h"
#include "solver/worker.h"

/* What a pass has found: places of the array whose indices are left. */
struct scan {
    uint32_t count;
    uint32_t *kept;
};

/* ---- Hints ---- */

/* Behind the one of element.c: by place a value, less element->from; then
 * places in the array. */
enum hinted_place {
    END_MIN, /* who has the ends of the result, */
    END_MAX,
    COVER, /* and who covers all between them */
    PLACES
};

void element_wide_hints(struct post *post, struct element *element)
{
    post_hint(post, &element->prop, 1 + element->count + PLACES);
}

static uint32_t *
hints_of(const struct branch *branch, const struct element *element)
{
    return branch->worker->hints + element->prop.hint + 1;
}

static bool both_have(const struct branch *branch, view x, view y, value v)
{
    return domain_contains(branch, x, v) && domain_contains(branch, y, v);
}

/* Has array[i] a value in common with the result? */
static bool shares(
    const struct branch *branch, const struct element *element, uint32_t i,
    struct range result)
{
    uint32_t *hint = hints_of(branch, element) + i;
    view x = element->array[i];
    value v, hinted = (value)((uint64_t)element->from + *hint);
    if (both_have(branch, x, element->result, hinted))
        return true;
    if (!range_first_common(branch, x, element->result, result, &v))
        return false;
    *hint = (uint32_t)((uint64_t)v - (uint64_t)element->from);
    return true;
}

static bool is_left(
    const struct branch *branch, const struct element *element, uint32_t place)
{
    return domain_contains(branch, element->index, element->first + place);
}

/* Has a variable all of a? */
typedef bool offer(const struct branch *branch, view x, struct range a);

/* Has one that is left? The place that had it last is asked first. */
static inline bool offered(
    const struct branch *branch, const struct element *element,
    const struct scan *scan, enum hinted_place which, struct range a,
    offer *offers)
{
    uint32_t *hint = hints_of(branch, element) + element->count + which;
    if (is_left(branch, element, *hint) &&
        offers(branch, element->array[*hint], a))
        return true;
    for (uint32_t k = 0; k < scan->count; k++)
        if (offers(branch, element->array[scan->kept[k]], a)) {
            *hint = scan->kept[k];
            return true;
        }
    return false;
}

/* ---- The index ---- */

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
    for (uint64_t w = 0; w <= width; w += 64)
        for (uint64_t rest =
                 window_read(branch, index.x, index.from + (value)w);
             rest; rest &= rest - 1) {
            uint32_t i =
                (uint32_t)(first + w + (uint32_t)__builtin_ctzll(rest));
            if (shares(branch, element, i, result))
                scan->kept[scan->count++] = i;
        }
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

/* ---- The result ---- */

/* The hull of what the result has in common with the variables. */
static struct range hull_of(
    const struct branch *branch, const struct element *element,
    const struct scan *scan, struct range result)
{
    struct range hull = RANGE_EMPTY;
    for (uint32_t k = 0; k < scan->count; k++) {
        view x = element->array[scan->kept[k]];
        value first, last;
        if (range_first_common(branch, x, element->result, result, &first) &&
            range_last_common(
                branch, x, element->result, (struct range){first, result.max},
                &last))
            hull = range_hull(hull, (struct range){first, last});
    }
    return hull;
}

static bool has_value(const struct branch *branch, view x, struct range a)
{
    return domain_contains(branch, x, a.min);
}

static bool cut_ends(
    struct branch *branch, const struct element *element,
    const struct scan *scan)
{
    struct range a = range_of(branch, element->result);
    struct range min = {a.min, a.min}, max = {a.max, a.max};
    return (offered(branch, element, scan, END_MIN, min, has_value) &&
            offered(branch, element, scan, END_MAX, max, has_value)) ||
           range_tell(
               branch, element->result, hull_of(branch, element, scan, a));
}

/* Without holes. */
static bool covers(const struct branch *branch, view x, struct range a)
{
    struct range range = range_of(branch, x);
    return range.min <= a.min && range.max >= a.max && range_dense(branch, x);
}

/* Takes values out of the result that no variable can take. */
static bool cut_holes(
    struct branch *branch, const struct element *element,
    const struct scan *scan)
{
    view result = element->result;
    struct range a = range_of(branch, result);
    if (!range_holds_holes(branch, result) || range_fixed(a) ||
        offered(branch, element, scan, COVER, a, covers))
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
        !cut_index(branch, element, &scan) || !cut_ends(branch, element, &scan))
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
