/* sparse.c — see sparse.h */
#include "solver/sparse.h"

#include "solver/builder.h"
#include "solver/explain.h"
#include "solver/tell.h"

struct sparse {
    struct prop prop;
    view x;
    uint32_t range_count;
    const struct range *ranges;
};

/* Index of the first range whose max is >= v; range_count if none is. */
static uint32_t sparse_find(const struct sparse *sparse, value v)
{
    uint32_t low = 0, high = sparse->range_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (sparse->ranges[middle].max >= v)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static enum prop_status
sparse_propagate(struct branch *branch, const struct prop *prop)
{
    const struct sparse *sparse = (const struct sparse *)prop;
    const struct range *ranges = sparse->ranges;
    uint32_t first = sparse_find(sparse, domain_min(branch, sparse->x));
    if (first == sparse->range_count ||
        !tell_min(branch, sparse->x, ranges[first].min))
        return PROP_FAILED;
    value max = domain_max(branch, sparse->x);
    uint32_t last = sparse_find(sparse, max);
    if (last < sparse->range_count && ranges[last].min <= max)
        return first == last ? PROP_ENTAILED : PROP_STABLE;
    if (last == 0 || !tell_max(branch, sparse->x, ranges[last - 1].max))
        return PROP_FAILED;
    return first == last - 1 ? PROP_ENTAILED : PROP_STABLE;
}

/* x lies between two ranges, or beyond one. */
static bool sparse_explain_gap(
    const struct explain_view *before, const struct sparse *sparse,
    uint32_t next, struct reason *ret)
{
    const struct range *ranges = sparse->ranges;
    view x = sparse->x;
    return (next == 0 || reason_add(
                             before, ret, x, LITERAL_MIN,
                             ranges[next - 1].max + 1)) &&
           (next == sparse->range_count ||
            reason_add(before, ret, x, LITERAL_MAX, ranges[next].min - 1));
}

static bool sparse_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct sparse *sparse = (const struct sparse *)prop;
    const struct range *ranges = sparse->ranges;
    value v = wanted->v;
    if (wanted->kind == LITERAL_NONE)
        return sparse_explain_gap(
            before, sparse,
            sparse_find(sparse, explain_min(before, sparse->x)), ret);
    bool least = wanted->kind == LITERAL_MIN;
    uint32_t next = sparse_find(sparse, least ? v - 1 : v + 1);
    if (least)
        return next == 0 || reason_add(
                                before, ret, sparse->x, LITERAL_MIN,
                                ranges[next - 1].max + 1);
    return next == sparse->range_count ||
           reason_add(
               before, ret, sparse->x, LITERAL_MAX, ranges[next].min - 1);
}

static const struct prop_class sparse_class = {
    .name = "sparse domain",
    .cost = PROP_UNARY,
    .propagate = sparse_propagate,
    .explain = sparse_explain,
};

void post_sparse_domains(struct post *post)
{
    for (uint32_t i = 0; i < post->model->vars.count; i++) {
        const struct declaration *d = &post->model->vars.items[i];
        view x = post->network->views[i];
        bool wide =
            view_kind(x) == VIEW_INTERVAL || view_kind(x) == VIEW_WIDE;
        if (d->is_alias || !d->ranges || !wide)
            continue;
        struct sparse *sparse = post_prop(post, &sparse_class, sizeof *sparse);
        sparse->x = x;
        sparse->ranges = d->ranges;
        sparse->range_count = d->range_count;
        post_wake(post, &sparse->prop, x, WAKE_BOUNDS);
    }
}
