/* kinds.h — the constraint classes of propagators.h, as the differential test
 * knows them: how to roll arguments, what they mean, how FlatZinc spells them
 *
 * `holds` is written from the definition in propagators.h, on 128 bits, without
 * a look at the class's own check.
 */
#ifndef TESTS_DIFFERENTIAL_KINDS_H
#define TESTS_DIFFERENTIAL_KINDS_H

#include "tests/differential/instance.h"

struct kind {
    const char *name;
    const struct constraint_class *class;
    void (*roll)(struct instance *, struct dice *, struct item *);
    bool (*holds)(const struct item *, const value *a);
    /* Names in FlatZinc; "": not there. */
    const char *pando, *gecode;
    /* The arguments in FlatZinc's order, one letter each (flatzinc.c). */
    const char *format, *gecode_format;
};

extern const struct kind kinds[];
extern const uint32_t kind_count;

/* ---- meanings.c ---- */

bool holds_clause(const struct item *item, const value *a);
bool holds_conjunction(const struct item *item, const value *a);
bool holds_parity(const struct item *item, const value *a);
bool holds_linear_le(const struct item *item, const value *a);
bool holds_linear_eq(const struct item *item, const value *a);
bool holds_linear_ne(const struct item *item, const value *a);
bool holds_member(const struct item *item, const value *a);
bool holds_times(const struct item *item, const value *a);
bool holds_division(const struct item *item, const value *a);
bool holds_modulo(const struct item *item, const value *a);
bool holds_power(const struct item *item, const value *a);
bool holds_absolute(const struct item *item, const value *a);
bool holds_maximum(const struct item *item, const value *a);
bool holds_minimum(const struct item *item, const value *a);
bool holds_element_constant(const struct item *item, const value *a);
bool holds_element(const struct item *item, const value *a);
bool holds_all_different(const struct item *item, const value *a);
bool holds_inverse(const struct item *item, const value *a);
bool holds_circuit(const struct item *item, const value *a);
bool holds_table(const struct item *item, const value *a);
bool holds_regular(const struct item *item, const value *a);
bool holds_cumulative(const struct item *item, const value *a);
bool holds_disjunctive(const struct item *item, const value *a);
bool holds_count(const struct item *item, const value *a);
bool holds_among(const struct item *item, const value *a);
bool holds_global_cardinality(const struct item *item, const value *a);

/* ---- rolls.c ---- */

void roll_literals(struct instance *, struct dice *, struct item *);
void roll_clause(struct instance *, struct dice *, struct item *);
void roll_linear(struct instance *, struct dice *, struct item *);
void roll_difference(struct instance *, struct dice *, struct item *);
void roll_member(struct instance *, struct dice *, struct item *);
void roll_times(struct instance *, struct dice *, struct item *);
void roll_division(struct instance *, struct dice *, struct item *);
void roll_modulo(struct instance *, struct dice *, struct item *);
void roll_power(struct instance *, struct dice *, struct item *);
void roll_absolute(struct instance *, struct dice *, struct item *);
void roll_extremum(struct instance *, struct dice *, struct item *);
void roll_element_constant(struct instance *, struct dice *, struct item *);
void roll_element(struct instance *, struct dice *, struct item *);
void roll_some(struct instance *, struct dice *, struct item *);
void roll_inverse(struct instance *, struct dice *, struct item *);
void roll_circuit(struct instance *, struct dice *, struct item *);
void roll_table(struct instance *, struct dice *, struct item *);
void roll_regular(struct instance *, struct dice *, struct item *);
void roll_cumulative(struct instance *, struct dice *, struct item *);
void roll_disjunctive(struct instance *, struct dice *, struct item *);
void roll_count(struct instance *, struct dice *, struct item *);
void roll_among(struct instance *, struct dice *, struct item *);
void roll_global_cardinality(struct instance *, struct dice *, struct item *);

#endif
