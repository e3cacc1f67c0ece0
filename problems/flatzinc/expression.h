/* expression.h — names, arrays, calls and annotations
 *
 * Names are resolved as they are read: a parameter gives its value, a variable
 * its index. Only within annotations may a name be a mere word, or a call.
 */
#ifndef PROBLEMS_FLATZINC_EXPRESSION_H
#define PROBLEMS_FLATZINC_EXPRESSION_H

#include "problems/flatzinc/ast.h"

struct reader;

/* What a declaration asks of a value. */
struct expression_type {
    enum ast_type type;
    bool variable; /* variables of the type are as good as literals */
};

/* Any value but an array literal; an array may be named. */
bool expression_read_single(struct reader *reader, struct ast_value *ret_value);

/* The same, of a type. An int literal for a float becomes a float. */
bool expression_read_typed(
    struct reader *reader, const struct expression_type *type,
    struct ast_value *ret_value);

/* An array literal. Elements are checked if type is not NULL. */
bool expression_read_array(
    struct reader *reader, const struct expression_type *type,
    struct ast_value *ret_value);

/* name(argument,...) */
bool expression_read_call(
    struct reader *reader, const char *what, const struct ast_call **ret_call);

/* Any number of ":: annotation", perhaps none. */
bool expression_read_annotations(
    struct reader *reader, struct ast_values *ret_annotations);

#endif
