/* ternary.c — see ternary.h */
#include "propagators/ternary.h"

static struct range model_range(const struct model *model, var x)
{
    return (struct range){model_min(model, x), model_max(model, x)};
}

enum simplified ternary_simplify(
    struct model *model, const struct constraint *c, narrow_function *narrow)
{
    /* what more rounds would find, propagation finds */
    enum {
        ROUNDS = 4
    };
    const var *vars = c->vars;
    for (int round = 0; round < ROUNDS; round++) {
        struct box old = {
            model_range(model, vars[0]), model_range(model, vars[1]),
            model_range(model, vars[2])};
        struct box box = old;
        if (!narrow(&box))
            return SIMPLIFY_FAILED;
        if (box_same(&old, &box))
            return box_fixed(&box) ? SIMPLIFY_DONE : SIMPLIFY_KEEP;
        if (!model_tighten(model, vars[0], box.x.min, box.x.max) ||
            !model_tighten(model, vars[1], box.y.min, box.y.max) ||
            !model_tighten(model, vars[2], box.z.min, box.z.max))
            return SIMPLIFY_FAILED;
    }
    return SIMPLIFY_KEEP;
}

void ternary_post(
    struct post *post, const struct prop_class *class, view x, view y, view z)
{
    struct ternary *ternary = post_prop(post, class, sizeof *ternary);
    ternary->x = x;
    ternary->y = y;
    ternary->z = z;
    post_wake(post, &ternary->prop, x, WAKE_BOUNDS);
    post_wake(post, &ternary->prop, y, WAKE_BOUNDS);
    post_wake(post, &ternary->prop, z, WAKE_BOUNDS);
}
