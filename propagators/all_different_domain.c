#include "propagators/all_different.h"
static enum prop_status domain_propagate(struct branch *b, const struct prop *p){(void)b;(void)p;return PROP_STABLE;}
const struct prop_class all_different_domain_class = {.name="d",.cost=PROP_CUBIC,.propagate=domain_propagate};
