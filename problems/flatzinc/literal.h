/* literal.h — numbers, ranges, sets, truth values and strings */
#ifndef PROBLEMS_FLATZINC_LITERAL_H
#define PROBLEMS_FLATZINC_LITERAL_H

#include "problems/flatzinc/ast.h"

struct reader;

bool literal_read(struct reader *reader, struct ast_value *ret_value);

/* Of an AST_INT, AST_FLOAT or AST_INFINITY. */
double literal_as_double(const struct ast_value *number);

#endif
