/* rig.c — see rig.h */
#include "tests/solver/rig.h"

#include "solver/nogood.h"

#include <criterion/criterion.h>
#include <string.h>

void rig_init(struct rig *rig)
{
    *rig = (struct rig){.model = model_new()};
}

static void freeze(struct rig *rig, uint32_t levels, bool logging)
{
    model_simplify(rig->model);
    struct network *network = rig->network = network_new(rig->model);
    rig->world = coro_world_new(
        sizeof(struct branch),
        logging ? log_memory_size(network) : network->memory_size,
        network->fingerprint);
    coro_world_set_levels(rig->world, levels);
    rig->worker = worker_new(network, rig->world);
    rig->worker->logging = logging;
}

void rig_freeze(struct rig *rig, uint32_t levels)
{
    freeze(rig, levels, false);
}

void rig_freeze_logging(struct rig *rig, uint32_t levels)
{
    freeze(rig, levels, true);
}

struct nogoods *rig_use_nogoods(struct rig *rig)
{
    rig->nogoods = nogoods_new(rig->network);
    worker_use_nogoods(rig->worker, rig->nogoods);
    return rig->nogoods;
}

void rig_clear(struct rig *rig)
{
    if (rig->nogoods) {
        worker_use_nogoods(rig->worker, NULL);
        nogoods_free(rig->nogoods);
    }
    cr_assert_eq(coro_pool_live_bytes(rig->worker->pool), 0);
    worker_free(rig->worker);
    coro_world_free(rig->world);
    network_free(rig->network);
    model_free(rig->model);
}

/* ---- Scripts ---- */

struct script {
    rig_post *post;
    void *context;
};

static bool script_check(const struct constraint *c, const value *values)
{
    (void)c;
    (void)values;
    return true;
}

static void
script_post(struct post *post, const struct constraint *c, view condition)
{
    struct script script;
    memcpy(&script, c->values, sizeof script);
    script.post(post, c, condition, script.context);
}

static const struct constraint_class script_class = {
    .name = "script",
    .check = script_check,
    .post = script_post,
    .post_negation = script_post};

struct constraint *rig_add(
    struct model *model, rig_post *post, void *context, uint32_t count,
    const var *vars)
{
    struct script script = {post, context};
    value words[sizeof script / sizeof(value)];
    memcpy(words, &script, sizeof script);
    return model_add(
        model, &script_class, count, vars, sizeof words / sizeof *words,
        words);
}

/* ---- Probes ---- */

static enum prop_status
probe_propagate(struct branch *branch, const struct prop *prop)
{
    struct rig_log *log = ((const struct rig_probe *)prop)->log;
    log->runs++;
    if (log->order)
        log->order[(*log->order_count)++] = prop->id;
    if (log->act && !log->act(branch, prop, log))
        return PROP_FAILED;
    return log->status;
}

static bool
probe_advise(struct branch *branch, const struct prop *prop, uint32_t data)
{
    (void)branch;
    struct rig_log *log = ((const struct rig_probe *)prop)->log;
    log->advised++;
    log->advised_data += data;
    return log->advised_runs;
}

#define PROBE(level)                                                           \
    {                                                                          \
        .name = "probe", .cost = level, .propagate = probe_propagate,          \
        .advise = probe_advise                                                 \
    }

static const struct prop_class probe_classes[PROP_COSTS] = {
    PROBE(PROP_UNARY),  PROBE(PROP_BINARY),    PROBE(PROP_TERNARY),
    PROBE(PROP_LINEAR), PROBE(PROP_QUADRATIC), PROBE(PROP_CUBIC),
};

struct prop *
rig_probe(struct post *post, enum prop_cost cost, struct rig_log *log)
{
    struct rig_probe *probe =
        post_prop(post, &probe_classes[cost], sizeof *probe);
    probe->log = log;
    return &probe->prop;
}
