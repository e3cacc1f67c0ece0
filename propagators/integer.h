/* integer.h — rounded quotients, powers and roots of 64-bit integers */
#ifndef PROPAGATORS_INTEGER_H
#define PROPAGATORS_INTEGER_H

#include "solver/view.h"

/* a / b, rounded down or up; b > 0. */
value integer_divide_down(value a, value b);
value integer_divide_up(value a, value b);

/* base to the power n, or INT64_MAX if that is less; base >= 0. */
value integer_power(value base, uint32_t n);

/* The greatest r with r^n <= v, the least r with r^n >= v; v >= 0, n > 0. */
value integer_root_down(value v, uint32_t n);
value integer_root_up(value v, uint32_t n);

#endif
