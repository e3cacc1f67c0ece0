/* call.h — one constraint of a file, on its way into the model
 *
 * constraints.c finds the rule for a constraint's name and arity and checks the
 * arguments against the rule's signature, one letter each:
 *
 *     i  int variable      I  array of such
 *     b  bool variable     B  array of such
 *     n  int               P  array of such
 *                          T  array of bools
 *     s  set of int
 *     z, N, Z, Q  like i, n, I, P, but ints beyond 64 bits too
 *
 * A variable may always be a literal. What then turns the call into constraints
 * need not check again: it pushes arguments, in the order that the class of
 * propagators.h wants, and ends with call_add.
 */
#ifndef PROBLEMS_FLATZINC_CALL_H
#define PROBLEMS_FLATZINC_CALL_H

#include "problems/flatzinc/ast.h"
#include "problems/flatzinc/loader.h"
#include "solver/constraint.h"

struct call {
    struct loader *loader;
    const struct ast *ast;
    const struct ast_constraint *item;
    const struct ast_value *arguments; /* without the condition */
    uint32_t count;
    const struct rule *rule;
    enum reification reification;
    var condition;
    enum strength strength;
    struct error *reterr;
};

/* How calls of one name and arity become constraints. */
struct rule {
    const char *name;
    const char *signature; /* without a condition */
    bool (*add)(struct call *);
    const struct constraint_class *class; /* for add; may be NULL */
    enum rule_forms {
        RULE_PLAIN,     /* name alone */
        RULE_REIFIED,   /* also name_reif and name_imp with a condition last */
        RULE_CONDITION, /* name has itself a condition last; also name_imp */
    } forms;
    int option; /* for add */
};

/* Every argument is as the signature says. */
bool call_check(const struct call *call);

/* An error at an argument. Returns false. */
bool call_refuse(
    const struct call *call, uint32_t argument, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Elements of an array argument. */
uint32_t call_length(const struct call *call, uint32_t argument);
/* An error unless two arrays are of the same length. */
bool call_same_length(const struct call *call, uint32_t a, uint32_t b);
/* An n argument. */
value call_value(const struct call *call, uint32_t argument);

/* Each pushes an argument: variables to the variables, ints to the values, a
 * set as its ranges. */
void call_push(struct call *call, uint32_t argument);
void call_push_var(struct call *call, var x);
void call_push_value(struct call *call, value v);

/* Adds a constraint with what was pushed. Returns true, to be returned. */
bool call_add(struct call *call, const struct constraint_class *class);
/* Completes a constraint that was just added otherwise. */
bool call_complete(struct call *call, struct constraint *constraint);
void call_forget(struct call *call);

#endif
