/* all_different_domain.c — all-different: domain
 *
 * Régin (AAAI 1994): a value of a variable has a support exactly if the edge
 * between them lies in some matching that covers all variables. One matching is
 * found from the one that a hint holds, and repaired by augmenting paths. Given
 * it, say that variable x can *displace* y if y's matched value is in the
 * domain of x. Then an edge from x to the value matched to y has a support
 * exactly if y can displace x in turn, through others (they lie in one strong
 * component), or if a chain of displacements leads from y to a value that is
 * free.
 *
 * Domains are bitsets over numbered values (all_different_numbers.c), so that
 * "which variables can x displace that have not been visited?" is an
 * intersection of words: the search for strong components (path-based: Gabow,
 * 2000) costs variables times words and not edges.
 *
 * Only open variables are looked at: on top of value elimination, the taken
 * values are in none of their domains but where those cannot hold holes.
 */
#include "propagators/all_different.h"

#include "solver/worker.h"

#include <string.h>

#define NONE UINT32_MAX

struct domain_filter {
    struct prop prop;
    const struct all_different *all;
    struct all_different_numbers numbers;
};

/* Open variables are known by their index in `cell`. */
struct graph {
    uint32_t count, words;
    uint32_t *cell;
    uint64_t *domain;    /* words for each variable */
    uint32_t *match;     /* number of its value, or NONE */
    uint32_t *owner;     /* by number: variable, or NONE */
    uint32_t *stack;     /* of variables: a path, or a queue */
    uint32_t *parent;    /* by variable: who is to displace it */
    uint32_t *visited;   /* variables in order of visit */
    uint32_t *start;     /* by component on the path: its first in visited */
    uint64_t *component; /* the same: its matched values */
    uint64_t *left;      /* values not visited */
    uint64_t *active;    /* values of components on the path */
    uint64_t *good;      /* values from which a free one can be reached */
};

/* ---- Sets of numbers ---- */

static inline bool has(const uint64_t *set, uint32_t number)
{
    return set[number / 64] >> (number % 64) & 1;
}

static inline void add(uint64_t *set, uint32_t number)
{
    set[number / 64] |= UINT64_C(1) << (number % 64);
}

static inline void drop(uint64_t *set, uint32_t number)
{
    set[number / 64] &= ~(UINT64_C(1) << (number % 64));
}

/* The least number in both; NONE if there is none. */
static inline uint32_t
first_common(const uint64_t *a, const uint64_t *b, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++)
        if (a[w] & b[w])
            return 64 * w + (uint32_t)__builtin_ctzll(a[w] & b[w]);
    return NONE;
}

static inline uint64_t *domain_of(const struct graph *graph, uint32_t x)
{
    return graph->domain + (size_t)x * graph->words;
}

/* ---- Reading ---- */

static struct graph
graph_reserve(struct worker *worker, const struct domain_filter *filter)
{
    size_t n = filter->all->count;
    size_t words = filter->numbers.count / 64 + 1;
    uint64_t *sets = worker_scratch(
        worker, (2 * n + 3) * words * sizeof(uint64_t) +
                    (6 * n + 64 * words) * sizeof(uint32_t));
    struct graph graph = {.words = (uint32_t)words, .domain = sets};
    graph.component = graph.domain + n * words;
    graph.left = graph.component + n * words;
    graph.active = graph.left + words;
    graph.good = graph.active + words;
    graph.cell = (uint32_t *)(graph.good + words);
    graph.match = graph.cell + n;
    graph.stack = graph.match + n;
    graph.parent = graph.stack + n;
    graph.visited = graph.parent + n;
    graph.start = graph.visited + n;
    graph.owner = graph.start + n;
    return graph;
}

/* A value as the variable of cell i has it. */
static value seen_value(const struct all_different *all, uint32_t i, value v)
{
    if (!all->compact)
        return v;
    return cell_value(all, i, (uint32_t)(v - all->origin));
}

static void read_domain(
    const struct branch *branch, const struct domain_filter *filter, uint32_t i,
    uint64_t *set, uint32_t words)
{
    memset(set, 0, words * sizeof *set);
    for (uint32_t r = 0; r < filter->numbers.run_count; r++) {
        struct all_different_run run = filter->numbers.runs[r];
        uint32_t at = run.first;
        for (uint64_t left = (uint64_t)run.max - (uint64_t)run.min;;) {
            value from = run.max - (value)left;
            uint64_t bits = domain_bits(
                branch, filter->all->cells[i].x,
                seen_value(filter->all, i, from));
            if (left < 63)
                bits &= UINT64_MAX >> (63 - left);
            set[at / 64] |= bits << (at % 64);
            if (at % 64 && bits >> (64 - at % 64))
                set[at / 64 + 1] |= bits >> (64 - at % 64);
            if (left < 64)
                break;
            left -= 64;
            at += 64;
        }
    }
}

/* Where domains cannot hold holes: taken values are not in them. */
static void drop_taken(
    const struct branch *branch, const struct domain_filter *filter,
    const struct graph *graph)
{
    const struct all_different *all = filter->all;
    for (uint32_t i = 0; i < all->count; i++) {
        if (all_different_open(branch, all, i / 64) >> (i % 64) & 1)
            continue;
        uint32_t number = all_different_number(
            &filter->numbers, domain_value(branch, all->cells[i].x));
        for (uint32_t x = 0; x < graph->count; x++)
            drop(domain_of(graph, x), number);
    }
}

static void read_graph(
    const struct branch *branch, const struct domain_filter *filter,
    struct graph *graph)
{
    ALL_DIFFERENT_FOR_EACH_OPEN(i, branch, filter->all)
    {
        graph->cell[graph->count] = (uint32_t)i;
        read_domain(
            branch, filter, (uint32_t)i, domain_of(graph, graph->count),
            graph->words);
        graph->count++;
    }
    if (!filter->all->compact)
        drop_taken(branch, filter, graph);
}

/* ---- Matching ---- */

static void match(const struct graph *graph, uint32_t x, uint32_t number)
{
    graph->match[x] = number;
    graph->owner[number] = x;
}

/* Takes over what is still right of the matching in the hints. */
static void match_by_hints(const struct graph *graph, const uint32_t *hints)
{
    memset(graph->owner, 0xff, 64 * graph->words * sizeof *graph->owner);
    for (uint32_t x = 0; x < graph->count; x++) {
        uint32_t number = hints[graph->cell[x]];
        graph->match[x] = NONE;
        if (has(domain_of(graph, x), number) && graph->owner[number] == NONE)
            match(graph, x, number);
    }
}

/* x takes a free value, whoever waits for x takes that of x, and so on. */
static void displace(const struct graph *graph, uint32_t x, uint32_t number)
{
    while (x != NONE) {
        uint32_t given_up = graph->match[x];
        match(graph, x, number);
        number = given_up;
        x = graph->parent[x];
    }
}

/* Breadth first, from x on, to somebody who can take a free value. */
static bool augment(const struct graph *graph, uint32_t x)
{
    uint32_t head = 0, tail = 0;
    memset(graph->left, 0xff, graph->words * sizeof *graph->left);
    graph->parent[x] = NONE;
    graph->stack[tail++] = x;
    while (head < tail) {
        x = graph->stack[head++];
        const uint64_t *domain = domain_of(graph, x);
        uint32_t number;
        while ((number = first_common(domain, graph->left, graph->words)) !=
               NONE) {
            uint32_t owner = graph->owner[number];
            drop(graph->left, number);
            if (owner == NONE) {
                displace(graph, x, number);
                return true;
            }
            graph->parent[owner] = x;
            graph->stack[tail++] = owner;
        }
    }
    return false;
}

/* False if there is no matching of all. */
static bool match_all(const struct graph *graph, uint32_t *hints)
{
    match_by_hints(graph, hints);
    for (uint32_t x = 0; x < graph->count; x++)
        if (graph->match[x] == NONE && !augment(graph, x))
            return false;
    for (uint32_t x = 0; x < graph->count; x++)
        hints[graph->cell[x]] = graph->match[x];
    return true;
}

/* ---- Filtering ---- */

/* Only the matched values of `set` have a support for variable x. */
static bool
cut(struct branch *branch, const struct domain_filter *filter,
    const struct graph *graph, uint32_t x, const uint64_t *set, bool *changed)
{
    const struct all_different *all = filter->all;
    const uint64_t *domain = domain_of(graph, x);
    uint32_t i = graph->cell[x], least = NONE, greatest = 0;
    view seen = all->cells[i].x;
    bool lost = false;
    for (uint32_t w = 0; w < graph->words; w++) {
        uint64_t kept = domain[w] & set[w];
        lost |= kept != domain[w];
        if (kept && least == NONE)
            least = 64 * w + (uint32_t)__builtin_ctzll(kept);
        if (kept)
            greatest = 64 * w + 63 - (uint32_t)__builtin_clzll(kept);
    }
    if (!lost)
        return true;
    *changed = true;
    value from = all_different_numbered(&filter->numbers, least);
    value to = all_different_numbered(&filter->numbers, greatest);
    if (!tell_min(branch, seen, seen_value(all, i, from)) ||
        !tell_max(branch, seen, seen_value(all, i, to)))
        return false;
    for (uint32_t w = least / 64; w <= greatest / 64; w++)
        for (uint64_t gone = domain[w] & ~set[w]; gone; gone &= gone - 1) {
            value v = all_different_numbered(
                &filter->numbers, 64 * w + (uint32_t)__builtin_ctzll(gone));
            if (!tell_remove(branch, seen, seen_value(all, i, v)))
                return false;
        }
    return true;
}

/* Where the search for strong components is. */
struct walk {
    uint32_t depth;      /* of graph->stack */
    uint32_t visited;    /* variables in no finished component */
    uint32_t components; /* on the path */
};

static inline uint64_t *component_of(const struct graph *graph, uint32_t c)
{
    return graph->component + (size_t)c * graph->words;
}

/* Visits x: a component of its own at the end of the path. */
static void enter(const struct graph *graph, struct walk *walk, uint32_t x)
{
    uint64_t *component = component_of(graph, walk->components);
    memset(component, 0, graph->words * sizeof *component);
    add(component, graph->match[x]);
    add(graph->active, graph->match[x]);
    drop(graph->left, graph->match[x]);
    graph->start[walk->components++] = walk->visited;
    graph->visited[walk->visited++] = x;
    graph->stack[walk->depth++] = x;
}

/* Can x displace somebody in a component before the last one of the path? */
static bool
leads_back(const struct graph *graph, const struct walk *walk, uint32_t x)
{
    const uint64_t *domain = domain_of(graph, x);
    const uint64_t *last = component_of(graph, walk->components - 1);
    for (uint32_t w = 0; w < graph->words; w++)
        if (domain[w] & graph->active[w] & ~last[w])
            return true;
    return false;
}

static void merge_last_two(const struct graph *graph, struct walk *walk)
{
    uint64_t *last = component_of(graph, --walk->components);
    for (uint32_t w = 0; w < graph->words; w++)
        last[(int64_t)w - graph->words] |= last[w];
}

/* The path's last component is complete: all that its variables can displace
 * has been seen. */
static bool finish(
    struct branch *branch, const struct domain_filter *filter,
    const struct graph *graph, struct walk *walk, bool *changed)
{
    uint64_t *component = component_of(graph, --walk->components);
    uint32_t first = graph->start[walk->components], end = walk->visited;
    bool good = false;
    for (uint32_t k = first; !good && k < end; k++)
        good = first_common(
                   domain_of(graph, graph->visited[k]), graph->good,
                   graph->words) != NONE;
    for (uint32_t w = 0; w < graph->words; w++) {
        graph->active[w] &= ~component[w];
        if (good)
            graph->good[w] |= component[w];
        component[w] |= graph->good[w];
    }
    walk->visited = first;
    for (uint32_t k = first; k < end; k++)
        if (!cut(branch, filter, graph, graph->visited[k], component, changed))
            return false;
    return true;
}

/* All components that x leads to. */
static bool filter_from(
    struct branch *branch, const struct domain_filter *filter,
    const struct graph *graph, uint32_t x, bool *changed)
{
    struct walk walk = {0};
    enter(graph, &walk, x);
    while (walk.depth > 0) {
        x = graph->stack[walk.depth - 1];
        while (leads_back(graph, &walk, x))
            merge_last_two(graph, &walk);
        uint32_t number =
            first_common(domain_of(graph, x), graph->left, graph->words);
        if (number != NONE) {
            enter(graph, &walk, graph->owner[number]);
            continue;
        }
        walk.depth--;
        if (graph->visited[graph->start[walk.components - 1]] == x &&
            !finish(branch, filter, graph, &walk, changed))
            return false;
    }
    return true;
}

static bool filter_all(
    struct branch *branch, const struct domain_filter *filter,
    const struct graph *graph, bool *changed)
{
    size_t size = graph->words * sizeof(uint64_t);
    memset(graph->active, 0, size);
    memset(graph->left, 0, size);
    memset(graph->good, 0xff, size);
    for (uint32_t x = 0; x < graph->count; x++) {
        add(graph->left, graph->match[x]);
        drop(graph->good, graph->match[x]);
    }
    for (uint32_t x = 0; x < graph->count; x++)
        if (has(graph->left, graph->match[x]) &&
            !filter_from(branch, filter, graph, x, changed))
            return false;
    return true;
}

static enum prop_status
domain_propagate(struct branch *branch, const struct prop *prop)
{
    const struct domain_filter *filter = (const struct domain_filter *)prop;
    struct graph graph = graph_reserve(branch->worker, filter);
    read_graph(branch, filter, &graph);
    if (filter->all->compact && graph.count <= 2)
        return PROP_ENTAILED;
    bool changed = false;
    if (!match_all(&graph, branch->worker->hints + prop->hint) ||
        !filter_all(branch, filter, &graph, &changed))
        return PROP_FAILED;
    bool fixpoint = filter->all->compact && !filter->all->shared;
    return changed && !fixpoint ? PROP_AGAIN : PROP_STABLE;
}

static bool domain_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct domain_filter *filter = (const struct domain_filter *)prop;
    return all_different_hall_explain(
        before, filter->all, &filter->numbers, *wanted, ret);
}

static const struct prop_class domain_class = {
    .name = "all different: domain",
    .cost = PROP_CUBIC,
    .propagate = domain_propagate,
    .explain = domain_explain,
};

void all_different_domain_post(
    struct post *post, const struct all_different *all, const view *xs,
    const var *vars)
{
    struct all_different_numbers numbers;
    if (!all_different_numbers_make(post, all, vars, &numbers))
        return;
    struct domain_filter *filter =
        post_prop(post, &domain_class, sizeof *filter);
    filter->all = all;
    filter->numbers = numbers;
    post_hint(post, &filter->prop, all->count);
    for (uint32_t i = 0; i < all->count; i++)
        post_wake(post, &filter->prop, xs[i], WAKE_DOMAIN);
}
