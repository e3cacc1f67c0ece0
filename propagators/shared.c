/* shared.c — see shared.h */
#include "propagators/shared.h"

#include "coro/fatal.h"
#include "propagators/window.h"

#include <stdlib.h>
#include <string.h>

static int code_compare(const void *a, const void *b)
{
    uint32_t x = ((const view *)a)->code, y = ((const view *)b)->code;
    return x < y ? -1 : x > y;
}

/* The same domain, or a literal and its negation. */
static bool same_domain(view x, view y)
{
    if (view_is_literal(x) && view_is_literal(y))
        return view_place(x) == view_place(y);
    return view_same(x, y) && view_kind(x) != VIEW_CONSTANT;
}

bool shared_among(const view *views, uint32_t count)
{
    view *sorted = malloc((count + 1) * sizeof *sorted);
    if (!sorted)
        coro_fatal("out of memory");
    memcpy(sorted, views, count * sizeof *views);
    qsort(sorted, count, sizeof *sorted, code_compare);
    bool shared = false;
    for (uint32_t i = 0; i < count && !shared; i++)
        shared = view_kind(sorted[i]) == VIEW_DERIVED ||
                 (i > 0 && same_domain(sorted[i - 1], sorted[i]));
    free(sorted);
    return shared;
}

bool shared_exact(const view *views, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (view_kind(views[i]) != VIEW_CONSTANT && !window_exact(views[i]))
            return false;
    return !shared_among(views, count);
}
