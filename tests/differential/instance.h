/* instance.h — a small random model as plain data
 *
 * From one seed: variables, constraints of every class with arguments that fit
 * them, a goal, a search plan. An instance has a sample assignment, which most
 * constraints are rolled around, so that many instances have solutions.
 *
 * Ownership: an instance owns nothing; it may be copied.
 */
#ifndef TESTS_DIFFERENTIAL_INSTANCE_H
#define TESTS_DIFFERENTIAL_INSTANCE_H

#include "solver/constraint.h"
#include "solver/model.h"
#include "solver/plan.h"
#include "tests/propagators/dice.h"

enum {
    INSTANCE_VARS = 40, /* constants included */
    INSTANCE_RUNS = 3,
    INSTANCE_ITEMS = 50,
    INSTANCE_LABELS = 3,
    ITEM_VARS = 16,
    ITEM_VALUES = 80
};

struct kind;

/* An ascending set of runs; one value: a constant. */
struct variable {
    struct range runs[INSTANCE_RUNS];
    uint32_t run_count;
    bool is_bool; /* not an integer of 0..1 */
    value sample; /* one of its values */
};

/* A constraint; its variables are indices of the instance's. */
struct item {
    const struct kind *kind;
    uint32_t var_count, value_count;
    uint32_t vars[ITEM_VARS];
    value values[ITEM_VALUES];
    enum reification reification;
    uint32_t condition;
    enum strength strength;
};

struct labelling {
    enum selection selection;
    enum split split;
    uint32_t count;
    uint32_t vars[INSTANCE_VARS];
};

struct instance {
    uint64_t seed;
    uint32_t var_count, item_count, label_count;
    struct variable vars[INSTANCE_VARS];
    struct item items[INSTANCE_ITEMS];
    struct labelling labels[INSTANCE_LABELS];
    enum goal goal;
    uint32_t objective;
    struct restarts restarts;
    bool crowded;   /* many constraints on small domains: conflicts */
    double product; /* of the numbers of values */
};

/* only: the name of the one kind to be used, or NULL. */
void instance_roll(struct instance *instance, uint64_t seed, const char *only);

bool variable_contains(const struct variable *variable, value v);
uint64_t variable_size(const struct variable *variable);
static inline bool variable_fixed(const struct variable *variable)
{
    return variable->run_count == 1 &&
           variable->runs[0].min == variable->runs[0].max;
}

/* Does an assignment satisfy an item, as its definition (kinds.h) says? */
bool item_holds(const struct item *item, const value *values);

/* ---- For the rolls of kinds (rolls.c) ---- */

uint32_t roll_int(const struct instance *instance, struct dice *dice);
uint32_t roll_bool(const struct instance *instance, struct dice *dice);
uint32_t roll_constant(struct instance *instance, value v);
/* A variable of min..max with this sample; smaller or a constant where the
 * instance is large enough. */
uint32_t roll_new(
    struct instance *instance, struct dice *dice, value min, value max,
    value sample);

#endif
