/* declaration.h — items that declare a parameter, a variable or an array
 *
 *     int: n = 3;
 *     var 1..9: x :: output_var;
 *     var bool: b = true;
 *     array [1..2] of var int: a :: output_array([1..2]) = [x,5];
 */
#ifndef PROBLEMS_FLATZINC_DECLARATION_H
#define PROBLEMS_FLATZINC_DECLARATION_H

#include <stdbool.h>

struct reader;

/* Reads the item up to its semicolon and tells the consumer of a variable. */
bool declaration_read(struct reader *reader);

#endif
