/* arrange_build.c — an arrangement becomes a model, a network and a root
 *
 * Aliases are made with model_alias, as FlatZinc's equations make them. A BROAD
 * argument is declared wide and told the box in the root only, so that simplify
 * and post do not see it.
 */
#include "tests/propagators/arrange.h"

#include "coro/fatal.h"
#include "solver/tell.h"

/* ---- Variables ---- */

/* this = offset ± base: declares the base with the preimage of the domain. */
static var add_alias(struct model *model, const struct arrange_arg *arg)
{
    bool negated = arg->kind == ARRANGE_NEGATED;
    struct range runs[ARRANGE_RUNS];
    for (uint32_t i = 0; i < arg->run_count; i++) {
        if (negated)
            runs[arg->run_count - 1 - i] = (struct range){
                arg->offset - arg->runs[i].max, arg->offset - arg->runs[i].min};
        else
            runs[i] = (struct range){
                arg->runs[i].min - arg->offset, arg->runs[i].max - arg->offset};
    }
    var base = model_var_ranges(model, runs, arg->run_count);
    var x = model_var_ranges(model, arg->runs, arg->run_count);
    if (!model_alias(model, x, base, negated, arg->offset))
        coro_fatal("arrange: the alias has no value");
    return x;
}

static value further(value v, value distance)
{
    __int128 wide = (__int128)v + distance;
    return wide > VALUE_MAX   ? VALUE_MAX
           : wide < VALUE_MIN ? VALUE_MIN
                              : (value)wide;
}

static var add_broad(struct model *model, const struct arrange_arg *arg)
{
    value beyond = arg->offset < 0 ? -arg->offset : arg->offset;
    return model_var(
        model, further(arg->runs[0].min, -beyond),
        further(arg->runs[arg->run_count - 1].max, beyond + 1));
}

/* The same variable, or an alias of it; the domain is that of both. */
static var
add_repeated(struct model *model, const struct arrange_arg *arg, var that)
{
    const struct arrange_link *link = &arg->link;
    bool possible, same = link->offset == 0 && !link->negated;
    var x = that;
    if (same) {
        possible = model_intersect(model, that, arg->runs, arg->run_count);
    } else {
        x = model_var_ranges(model, arg->runs, arg->run_count);
        possible = model_alias(model, x, that, link->negated, link->offset);
    }
    if (!possible)
        coro_fatal("arrange: the repeated variable has no value");
    return x;
}

static var add_arg(struct arrangement *arrangement, uint32_t index)
{
    struct model *model = arrangement->model;
    struct arrange_arg *arg = &arrangement->args[index];
    switch (arg->kind) {
    case ARRANGE_SHIFTED:
    case ARRANGE_NEGATED:
        return add_alias(model, arg);
    case ARRANGE_BROAD:
        return add_broad(model, arg);
    case ARRANGE_REPEATED:
        return add_repeated(model, arg, arrangement->args[arg->link.that].var);
    case ARRANGE_PLAIN:
    case ARRANGE_CONSTANT:
        break;
    }
    return model_var_ranges(model, arg->runs, arg->run_count);
}

/* Other variables, so that the arguments lie anywhere in a branch's memory. */
static void add_others(struct model *model, struct dice *dice)
{
    for (uint64_t n = dice_below(dice, 40); n > 0; n--)
        model_bool(model);
    for (uint64_t n = dice_below(dice, 20); n > 0; n--)
        model_var(model, 0, 9);
}

/* ---- Model and network ---- */

static struct constraint *
add_constraint(const struct check *check, struct model *model, const var *vars)
{
    if (check->post)
        return check->post(model, vars);
    struct constraint *constraint = model_add(
        model, check->class, check->arity, vars, check->value_count,
        check->values);
    constraint->strength = check->wanted;
    return constraint;
}

/* Which arguments are, after simplifying, views of the same domain. */
static void find_links(struct arrangement *arrangement)
{
    var bases[ARRANGE_ARGS];
    bool negated[ARRANGE_ARGS];
    value offsets[ARRANGE_ARGS];
    for (uint32_t i = 0; i < arrangement->count; i++) {
        struct arrange_link *link = &arrangement->links[i];
        model_resolve(
            arrangement->model, arrangement->args[i].var, &bases[i],
            &negated[i], &offsets[i]);
        for (uint32_t k = 0; k < i && !link->linked; k++) {
            if (bases[k].index != bases[i].index)
                continue;
            /* this = oi ± base, that = ok ± base */
            link->linked = true;
            link->that = k;
            link->negated = negated[i] != negated[k];
            link->offset = link->negated ? offsets[i] + offsets[k]
                                         : offsets[i] - offsets[k];
        }
    }
}

static bool view_holds_holes(const struct network *network, view x)
{
    if (view_kind(x) == VIEW_DERIVED)
        x = network->derived[view_place(x)].base;
    return view_kind(x) != VIEW_INTERVAL && view_kind(x) != VIEW_WIDE;
}

static void find_views(struct arrangement *arrangement)
{
    arrangement->holds_holes = true;
    for (uint32_t i = 0; i < arrangement->count; i++) {
        struct arrange_arg *arg = &arrangement->args[i];
        arg->view = network_view(arrangement->network, arg->var);
        arg->holds_holes = view_holds_holes(arrangement->network, arg->view);
        arrangement->holds_holes &= arg->holds_holes;
        arrangement->exempt |= arg->kind == ARRANGE_REPEATED ||
                               (!arg->holds_holes && arg->run_count > 1);
    }
}

void arrange_build(struct arrangement *arrangement, struct dice *dice)
{
    const struct check *check = arrangement->check;
    struct model *model = arrangement->model = model_new();
    var vars[ARRANGE_ARGS];
    add_others(model, dice);
    for (uint32_t i = 0; i < arrangement->count; i++)
        vars[i] = arrangement->args[i].var = add_arg(arrangement, i);
    struct constraint *constraint = add_constraint(check, model, vars);
    constraint->reification = arrangement->reification;
    if (arrangement->reification != REIFY_NONE)
        constraint->condition = vars[check->arity];
    arrangement->constraint = constraint;
    model_simplify(model);
    find_links(arrangement);
    struct network *network = arrangement->network = network_new(model);
    find_views(arrangement);
    arrangement->world = coro_world_new(
        sizeof(struct branch),
        arrangement->logging ? log_memory_size(network) : network->memory_size,
        network->fingerprint);
    coro_world_set_levels(arrangement->world, (uint32_t)dice_below(dice, 3));
    arrangement->worker = worker_new(network, arrangement->world);
    arrangement->worker->logging = arrangement->logging;
}

void arrange_clear(struct arrangement *arrangement)
{
    worker_free(arrangement->worker);
    coro_world_free(arrangement->world);
    network_free(arrangement->network);
    model_free(arrangement->model);
}

struct branch *arrange_root(const struct arrangement *arrangement)
{
    struct branch *root = branch_new(arrangement->worker);
    for (uint32_t i = 0; i < arrangement->count; i++) {
        const struct arrange_arg *arg = &arrangement->args[i];
        if (arg->kind == ARRANGE_BROAD && !arrangement->network->failed &&
            (!tell_min(root, arg->view, arg->runs[0].min) ||
             !tell_max(root, arg->view, arg->runs[0].max))) {
            /* simplifying found that the domain has no value of the box */
            arrangement->network->failed = true;
        }
    }
    return root;
}
