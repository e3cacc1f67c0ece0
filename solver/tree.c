/* tree.c — see tree.h */
#include "solver/tree.h"

#include "coro/fatal.h"
#include "solver/branch.h"
#include "solver/label.h"
#include "solver/network.h"
#include "solver/worker.h"

#include <stdlib.h>

enum {
    ROUTINES_MAX = 64
};

struct tree {
    const struct network *network;
    struct coro_world *world;
    struct worker *worker;
    const struct coro_routine *routines[ROUTINES_MAX + 3];
    const void *references[2];
};

static void
name_routines(struct tree *tree, const struct coro_routine *const *routines)
{
    size_t count = 0;
    tree->routines[count++] = &follow;
    tree->routines[count++] = &label;
    for (size_t i = 0; routines && routines[i]; i++) {
        if (i == ROUTINES_MAX)
            coro_fatal("more than 64 routines in a tree");
        tree->routines[count++] = routines[i];
    }
}

/* A search that learns reads so much more than it writes that flat memory wins
 * for longer than coro/memory.c assumes: by 10 % where a decision takes 5 us or
 * more, up to 40 KB. But a dive that decides every variable is to fit. */
static bool stays_flat(const struct network *network)
{
    enum {
        FLAT_MAX = 40 << 10,
        DIVE_MAX = 128 << 20
    };
    uint64_t size = log_memory_size(network);
    return size <= FLAT_MAX && size * network->view_count <= DIVE_MAX;
}

static struct tree *make(
    const struct network *network, const struct coro_routine *const *routines,
    bool logging)
{
    struct tree *tree = calloc(1, sizeof *tree);
    if (!tree)
        coro_fatal("out of memory");
    tree->network = network;
    tree->world = coro_world_new(
        sizeof(struct branch),
        logging ? log_memory_size(network) : network->memory_size,
        network->fingerprint);
    if (logging && stays_flat(network))
        coro_world_set_levels(tree->world, 0);
    tree->worker = worker_new(network, tree->world);
    tree->worker->logging = logging;
    name_routines(tree, routines);
    struct branch *root = branch_new(tree->worker);
    struct coro_naming naming = {
        .routines = tree->routines, .references = tree->references};
    coro_world_freeze(tree->world, &root->coro, &naming);
    branch_discard(root);
    return tree;
}

struct tree *tree_new(
    const struct network *network, const struct coro_routine *const *routines)
{
    return make(network, routines, false);
}

struct tree *tree_new_logging(
    const struct network *network, const struct coro_routine *const *routines)
{
    return make(network, routines, true);
}

void tree_free(struct tree *tree)
{
    worker_free(tree->worker);
    coro_world_free(tree->world);
    free(tree);
}

struct worker *tree_worker(const struct tree *tree)
{
    return tree->worker;
}

struct branch *tree_root(
    struct tree *tree, void (*start)(struct coro *root, void *context),
    void *context)
{
    struct branch *root = branch_new(tree->worker);
    if (start)
        start(&root->coro, context);
    else
        CORO_START(&root->coro, follow, .step = tree->network->step_count - 1);
    if (branch_start(root) && !tree->worker->stopped)
        return root;
    branch_discard(root);
    return NULL;
}

uint64_t tree_footprint(const struct tree *tree)
{
    return coro_world_footprint(tree->world);
}

struct branch *tree_unpickle(
    struct tree *tree, const uint8_t *bytes, size_t size,
    const char **reterr_message)
{
    struct coro *coro =
        coro_unpickle(tree->worker->pool, bytes, size, reterr_message);
    if (!coro)
        return NULL;
    struct branch *branch = branch_of(coro);
    branch->worker = tree->worker;
    branch->network = tree->network;
    return branch;
}
