/* layout.c — where each variable's domain lies in a branch's memory
 *
 * Variables are laid out in the order in which a depth-first walk of the
 * constraint graph meets them, so that those which change together share chunks
 * (breadth-first interleaves chains and was measured as bad as random). Large
 * constraints are not followed: they say little about what changes together.
 */
#include "solver/builder.h"

#include "coro/coro.h"
#include "coro/fatal.h"
#include "solver/arena.h"
#include "solver/domain.h"
#include "solver/zeroed.h"

#include <stdlib.h>
#include <string.h>

enum {
    FOLLOWED_ARITY_MAX = 40,
    SMALL_WIDTH = 64,
    LARGE_WIDTH_MAX = 4096,     /* values; wider ones get no bitset… */
    SPARSE_WIDTH_MAX = 1 << 16, /* …unless they were declared with holes */
};

/* ---- Order ---- */

struct graph {
    uint32_t *begin, *constraints; /* constraints of each variable, CSR */
};

static uint32_t base_of(const struct model *model, var x)
{
    var base;
    bool negated;
    value offset;
    model_resolve(model, x, &base, &negated, &offset);
    return base.index;
}

static bool followed(const struct model *model, uint32_t i)
{
    return model->constraints.items[i].var_count <= FOLLOWED_ARITY_MAX &&
           model_constraint_posted(model, i);
}

static struct graph graph_new(const struct model *model)
{
    size_t vars = model->vars.count, arcs = 0;
    struct graph graph = {.begin = zeroed(vars + 1, sizeof(uint32_t))};
    for (uint32_t i = 0; i < model->constraints.count; i++) {
        const struct constraint *c = &model->constraints.items[i];
        for (uint32_t k = 0; followed(model, i) && k < c->var_count;
             k++, arcs++)
            graph.begin[base_of(model, c->vars[k]) + 1]++;
    }
    for (size_t x = 0; x < vars; x++)
        graph.begin[x + 1] += graph.begin[x];
    graph.constraints = zeroed(arcs, sizeof(uint32_t));
    uint32_t *next = zeroed(vars, sizeof(uint32_t));
    memcpy(next, graph.begin, vars * sizeof *next);
    for (uint32_t i = 0; i < model->constraints.count; i++) {
        const struct constraint *c = &model->constraints.items[i];
        for (uint32_t k = 0; followed(model, i) && k < c->var_count; k++)
            graph.constraints[next[base_of(model, c->vars[k])]++] = i;
    }
    free(next);
    return graph;
}

/* Depth first from one variable; appends to order. */
static void walk(
    const struct model *model, const struct graph *graph, uint32_t from,
    uint8_t *seen, uint8_t *followed_already, uint32_t *order, size_t *count)
{
    VEC(uint32_t) stack = {0};
    VEC_PUSH(stack, from);
    while (stack.count > 0) {
        uint32_t x = stack.items[--stack.count];
        if (seen[x])
            continue;
        seen[x] = 1;
        order[(*count)++] = x;
        for (uint32_t k = graph->begin[x + 1]; k-- > graph->begin[x];) {
            uint32_t i = graph->constraints[k];
            const struct constraint *c = &model->constraints.items[i];
            if (followed_already[i]++)
                continue;
            followed_already[i] = 1;
            for (uint32_t v = c->var_count; v-- > 0;)
                VEC_PUSH(stack, base_of(model, c->vars[v]));
        }
    }
    VEC_CLEAR(stack);
}

/* The variables that are not aliases, in their order of layout. */
static uint32_t *layout_order(const struct model *model, size_t *ret_count)
{
    size_t vars = model->vars.count;
    uint32_t *order = zeroed(vars, sizeof *order);
    uint8_t *seen = zeroed(vars, 1);
    uint8_t *followed_already = zeroed(model->constraints.count, 1);
    struct graph graph = graph_new(model);
    *ret_count = 0;
    for (uint32_t x = 0; x < vars; x++)
        if (!model->vars.items[x].is_alias)
            walk(model, &graph, x, seen, followed_already, order, ret_count);
    free(graph.begin);
    free(graph.constraints);
    free(seen);
    free(followed_already);
    return order;
}

/* ---- Kinds ---- */

static bool makes_holes(const struct constraint *c)
{
    return c->class->makes_holes ||
           (c->class->negation_makes_holes && c->reification == REIFY_FULL &&
            c->var_count <= 2);
}

static uint8_t *holes_wanted(const struct model *model)
{
    uint8_t *wanted = zeroed(model->vars.count, 1);
    for (uint32_t i = 0; i < model->constraints.count; i++) {
        const struct constraint *c = &model->constraints.items[i];
        for (uint32_t k = 0; makes_holes(c) && k < c->var_count; k++)
            wanted[base_of(model, c->vars[k])] = 1;
    }
    VEC_FOR_EACH (node, model->plan) {
        for (uint32_t k = 0; k < node->var_count; k++)
            if (node->selection == SELECT_FIRST_FAIL)
                wanted[base_of(model, node->vars[k])] = 1;
    }
    return wanted;
}

static enum view_kind kind_for(const struct declaration *d, bool holes)
{
    if (d->min == d->max)
        return VIEW_CONSTANT;
    if (d->min == 0 && d->max == 1)
        return VIEW_BOOL;
    if (d->min < -INT32_MAX || d->max > INT32_MAX)
        return VIEW_WIDE;
    value width = d->max - d->min + 1;
    if (width <= SMALL_WIDTH)
        return VIEW_SMALL;
    if (width <= (d->ranges ? SPARSE_WIDTH_MAX : holes ? LARGE_WIDTH_MAX : 0))
        return VIEW_LARGE;
    return VIEW_INTERVAL;
}

static uint32_t record_size(enum view_kind kind)
{
    switch (kind) {
    case VIEW_SMALL:
        return sizeof(struct domain_small);
    case VIEW_INTERVAL:
        return sizeof(struct domain_interval);
    case VIEW_LARGE:
        return sizeof(struct domain_large);
    case VIEW_WIDE:
        return sizeof(struct domain_wide);
    case VIEW_BOOL:
    case VIEW_NOT:
    case VIEW_DERIVED:
    case VIEW_CONSTANT:
        break;
    }
    return 0;
}

/* Reserves size bytes that do not straddle a chunk. */
static uint32_t reserve(struct post *post, uint32_t size)
{
    uint32_t room = CORO_CHUNK - post->memory % CORO_CHUNK;
    if (room < size)
        post->memory += room;
    uint32_t at = post->memory;
    post->memory += size;
    if (post->memory > UINT32_MAX - (1u << 24))
        coro_fatal("the model's domains exceed 4 GB");
    return at;
}

/* ---- Initial domains ---- */

static void set_bits(uint64_t *words, const struct declaration *d, value origin)
{
    struct range whole = {d->min, d->max};
    const struct range *ranges = d->ranges ? d->ranges : &whole;
    for (uint32_t i = 0; i < (d->ranges ? d->range_count : 1); i++)
        for (value v = ranges[i].min; v <= ranges[i].max; v++)
            words[(v - origin) / 64] |= UINT64_C(1) << ((v - origin) % 64);
}

static void write_record(
    struct network *network, const struct declaration *d, view x,
    uint32_t bitset)
{
    uint8_t *at = network->image + view_offset(x);
    if (view_kind(x) == VIEW_WIDE) {
        *(struct domain_wide *)at = (struct domain_wide){d->min, -d->max};
        return;
    }
    *(struct domain_interval *)at =
        (struct domain_interval){(int32_t)d->min, (int32_t)-d->max};
    if (view_kind(x) == VIEW_SMALL) {
        set_bits(&((struct domain_small *)at)->bits, d, d->min);
    } else if (view_kind(x) == VIEW_LARGE) {
        struct domain_large *large = (struct domain_large *)at;
        large->origin = (int32_t)d->min;
        large->bitset = bitset;
        set_bits((uint64_t *)(network->image + bitset), d, d->min);
    }
}

/* ---- Layout ---- */

static view
place_variable(struct post *post, const struct declaration *d, bool holes)
{
    enum view_kind kind = kind_for(d, holes);
    if (kind == VIEW_CONSTANT)
        return post_constant(post, d->min);
    if (kind == VIEW_BOOL)
        return (view){post->network->bool_count++ << 3 | VIEW_BOOL};
    return (view){reserve(post, record_size(kind)) | kind};
}

static void place_aliases(struct post *post)
{
    const struct model *model = post->model;
    for (uint32_t x = 0; x < model->vars.count; x++) {
        var base;
        bool negated;
        value offset;
        if (!model->vars.items[x].is_alias)
            continue;
        model_resolve(model, (var){x}, &base, &negated, &offset);
        post->network->views[x] = post_derived(
            post, post->network->views[base.index], negated, offset);
    }
}

/* Bitsets come after all records, in the same order; and a domain with holes
 * that gets no bitset keeps its bounds out of them by a propagator (post.c). */
static void write_image(struct post *post, const uint32_t *order, size_t count)
{
    struct network *network = post->network;
    const struct model *model = post->model;
    uint32_t *bitsets = zeroed(model->vars.count, sizeof *bitsets);
    post->memory = (post->memory + 7) / 8 * 8;
    for (size_t i = 0; i < count; i++) {
        const struct declaration *d = &model->vars.items[order[i]];
        if (view_kind(network->views[order[i]]) != VIEW_LARGE)
            continue;
        bitsets[order[i]] = post->memory;
        post->memory += (uint32_t)((d->max - d->min) / 64 + 1) * 8;
    }
    network->memory_size = post->memory;
    network->image = zeroed(post->memory, 1);
    for (size_t i = 0; i < count; i++) {
        view x = network->views[order[i]];
        if (record_size(view_kind(x)) > 0)
            write_record(
                network, &model->vars.items[order[i]], x, bitsets[order[i]]);
    }
    free(bitsets);
}

void layout_variables(struct post *post)
{
    struct network *network = post->network;
    const struct model *model = post->model;
    size_t count;
    uint32_t *order = layout_order(model, &count);
    uint8_t *holes = holes_wanted(model);
    network->view_count = (uint32_t)model->vars.count;
    network->views =
        arena_alloc(network->arena, model->vars.count * sizeof(view));
    post_constant(post, 0);
    post_constant(post, 1);
    uint32_t bools = 0;
    for (size_t i = 0; i < count; i++)
        bools += kind_for(&model->vars.items[order[i]], false) == VIEW_BOOL;
    post->memory = (bools + 31) / 32 * 8;
    for (size_t i = 0; i < count; i++)
        network->views[order[i]] =
            place_variable(post, &model->vars.items[order[i]], holes[order[i]]);
    network->slot_count = bools + post->memory / 8 + 1;
    write_image(post, order, count);
    place_aliases(post);
    free(order);
    free(holes);
}
