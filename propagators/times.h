/* times.h — special cases of x·y = z, for times.c */
#ifndef PROPAGATORS_TIMES_H
#define PROPAGATORS_TIMES_H

#include "solver/view.h"

struct post;

/* Posts x·b = z where b is a literal. */
void times_literal_post(struct post *post, view x, view b, view z);

/* Posts x·x = z (power.c). */
void times_square_post(struct post *post, view x, view z);

#endif
