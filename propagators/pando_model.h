/* pando_model.h — what is behind pando.h's opaque names */
#ifndef PROPAGATORS_PANDO_MODEL_H
#define PROPAGATORS_PANDO_MODEL_H

#include "propagators/pando.h"
#include "solver/model.h"
#include "solver/network.h"

struct pando_model {
    struct model *model;
    struct network *network; /* NULL until frozen */
    VEC(uint32_t) labels;    /* steps of the plan, in order */
};

/* Takes over a model that was built in another way. */
struct pando_model *pando_model_of(struct model *model);

/* Freezes the model if that has not been done. */
const struct network *pando_model_freeze(struct pando_model *model);

/* The model, which must not be frozen yet. */
struct model *pando_model_open(struct pando_model *model);

static inline var inner_var(pando_var x)
{
    return (var){x.index};
}

/* Ascending disjoint ranges of the values: min, max, min, max, …; malloc'ed. */
value *pando_ranges(const int64_t *values, size_t count, uint32_t *ret_count);

#endif
