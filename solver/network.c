/* network.c — freezing a model */
#include "solver/network.h"

#include "coro/fatal.h"
#include "solver/arena.h"
#include "solver/builder.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- Fingerprint: of all that the bytes of a pickle rely on ---- */

struct hash {
    uint64_t state;
};

/* FNV-1a on words, its high bits mixed in; the last word is filled up. */
static void hash_bytes(struct hash *hash, const void *bytes, size_t size)
{
    for (size_t at = 0; at < size; at += 8) {
        uint64_t word = 0;
        memcpy(
            &word, (const uint8_t *)bytes + at, size - at < 8 ? size - at : 8);
        uint64_t mixed = (hash->state ^ word) * UINT64_C(0x100000001b3);
        hash->state = mixed ^ mixed >> 32;
    }
}

static void hash_number(struct hash *hash, uint64_t number)
{
    hash_bytes(hash, &number, sizeof number);
}

static void hash_constraint(struct hash *hash, const struct constraint *c)
{
    hash_bytes(hash, c->class->name, strlen(c->class->name));
    hash_number(hash, c->var_count);
    hash_bytes(hash, c->vars, c->var_count * sizeof *c->vars);
    hash_number(hash, c->value_count);
    hash_bytes(hash, c->values, c->value_count * sizeof *c->values);
    hash_number(hash, (uint64_t)c->reification << 8 | c->strength);
    hash_number(hash, c->condition.index);
    for (uint32_t i = 0; i < c->big_count; i++) {
        hash_number(hash, (uint64_t)mpz_sgn(c->big[i]));
        hash_bytes(
            hash, mpz_limbs_read(c->big[i]),
            mpz_size(c->big[i]) * sizeof(mp_limb_t));
    }
}

static void hash_step(struct hash *hash, const struct step *step)
{
    hash_number(hash, (uint64_t)step->kind << 16 | step->selection << 8 |
                          step->split);
    hash_number(hash, step->count);
    hash_bytes(hash, step->xs, step->count * sizeof *step->xs);
    hash_number(hash, step->child_count);
    hash_bytes(
        hash, step->children, step->child_count * sizeof *step->children);
}

static uint64_t fingerprint(const struct network *network)
{
    const struct model *model = network->model;
    struct hash hash = {UINT64_C(0xcbf29ce484222325)};
    hash_bytes(
        &hash, network->views, network->view_count * sizeof *network->views);
    hash_bytes(&hash, network->image, network->memory_size);
    hash_bytes(
        &hash, network->constants,
        network->constant_count * sizeof *network->constants);
    for (uint32_t i = 0; i < network->derived_count; i++) {
        hash_number(&hash, network->derived[i].base.code);
        hash_number(&hash, network->derived[i].negated);
        hash_number(&hash, (uint64_t)network->derived[i].offset);
    }
    VEC_FOR_EACH(constraint, model->constraints)
    {
        hash_constraint(&hash, constraint);
    }
    for (uint32_t p = 0; p < network->prop_count; p++) {
        const char *name = network->props[p]->class->name;
        hash_bytes(&hash, name, strlen(name));
    }
    for (uint32_t i = 0; i < network->step_count; i++)
        hash_step(&hash, &network->steps[i]);
    hash_number(&hash, model->goal);
    hash_number(&hash, model->goal ? model->objective.index : 0);
    return hash.state;
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
