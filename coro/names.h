/* names.h — what a pickle may name: routines by name, references by index
 *
 * Ownership: names belong to their world; the arrays in coro_naming are
 * borrowed from whoever froze it.
 */
#ifndef CORO_NAMES_H
#define CORO_NAMES_H

#include "coro/coro.h"

struct names;

struct names *names_new(const struct coro_naming *naming);
void names_free(struct names *names);

/* NULL if there is none of that name; length excludes the final 0. */
const struct coro_routine *
names_routine(const struct names *names, const char *name, size_t length);
bool names_know(const struct names *names, const struct coro_routine *routine);

/* References count from 1; 0 is NULL. UINT32_MAX if the pointer is unknown. */
uint32_t names_index_of(const struct names *names, const void *reference);
const void *names_reference(const struct names *names, uint32_t index);
uint32_t names_reference_count(const struct names *names);

/* Ends with a NULL name; never NULL. */
const struct coro_field *names_own_fields(const struct names *names);

#endif
