/* network.c — freezing a model */
#include "solver/network.h"

#include "coro/fatal.h"
#include "solver/arena.h"
#include "solver/builder.h"

#include <stdlib.h>

static void post_constraint(struct post *post, const struct constraint *c)
{
    const struct constraint_class *class = c->class;
    if (c->reification == REIFY_NONE) {
        class->post(post, c, VIEW_TRUE);
        return;
    }
    view condition = post_view(post, c->condition);
    if (!view_same(condition, VIEW_FALSE))
        class->post(post, c, condition);
    if (c->reification == REIFY_FULL && !view_same(condition, VIEW_TRUE))
        class->post_negation(post, c, view_negated(condition));
}

/* FNV-1a over what a branch's memory means: its layout and its root. */
static uint64_t fingerprint(const struct network *network)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const uint8_t *parts[] = {
        (const uint8_t *)network->views, network->image};
    size_t sizes[] = {
        network->view_count * sizeof *network->views, network->memory_size};
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < sizes[p]; i++)
            hash = (hash ^ parts[p][i]) * UINT64_C(0x100000001b3);
    for (uint32_t p = 0; p < network->prop_count; p++) {
        const char *name = network->props[p]->class->name;
        for (; *name; name++)
            hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
    }
    return hash;
}

struct network *network_new(const struct model *model)
{
    struct network *network = calloc(1, sizeof *network);
    if (!network)
        coro_fatal("out of memory");
    network->model = model;
    network->arena = arena_new();
    network->failed = model->failed;
    struct post post = {.network = network, .model = model};
    layout_variables(&post);
    plan_freeze(&post);
    for (uint32_t i = 0; i < model->constraints.count; i++) {
        post.constraint = i;
        if (!network->failed && model_constraint_posted(model, i))
            post_constraint(&post, &model->constraints.items[i]);
    }
    post_finish(&post);
    post_clear(&post);
    network->fingerprint = fingerprint(network);
    return network;
}

void network_free(struct network *network)
{
    free(network->image);
    arena_free(network->arena);
    free(network);
}
