/* names.c — see names.h
 *
 * References are found by binary search in an array sorted by address.
 */
#include "coro/names.h"

#include "coro/fatal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct numbered {
    uintptr_t address;
    uint32_t index;
};

struct names {
    struct coro_naming naming;
    uint32_t reference_count;
    struct numbered sorted[]; /* by address */
};

static int compare(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    return (a->address > b->address) - (a->address < b->address);
}

struct names *names_new(const struct coro_naming *naming)
{
    uint32_t count = 0;
    while (naming->references && naming->references[count])
        count++;
    struct names *names = malloc(sizeof *names + count * sizeof *names->sorted);
    if (!names)
        coro_fatal("out of memory");
    names->naming = *naming;
    names->reference_count = count;
    for (uint32_t i = 0; i < count; i++)
        names->sorted[i] =
            (struct numbered){(uintptr_t)naming->references[i], i + 1};
    qsort(names->sorted, count, sizeof *names->sorted, compare);
    return names;
}

void names_free(struct names *names)
{
    free(names);
}

const struct coro_routine *
names_routine(const struct names *names, const char *name, size_t length)
{
    const struct coro_routine *const *routine = names->naming.routines;
    for (; routine && *routine; routine++)
        if (strlen((*routine)->name) == length &&
            memcmp((*routine)->name, name, length) == 0)
            return *routine;
    return NULL;
}

bool names_know(const struct names *names, const struct coro_routine *routine)
{
    return names_routine(names, routine->name, strlen(routine->name)) ==
           routine;
}

uint32_t names_index_of(const struct names *names, const void *reference)
{
    if (!reference)
        return 0;
    struct numbered wanted = {(uintptr_t)reference, 0};
    const struct numbered *found = bsearch(
        &wanted, names->sorted, names->reference_count, sizeof wanted, compare);
    return found ? found->index : UINT32_MAX;
}

const void *names_reference(const struct names *names, uint32_t index)
{
    assert(index <= names->reference_count);
    return index ? names->naming.references[index - 1] : NULL;
}

uint32_t names_reference_count(const struct names *names)
{
    return names->reference_count;
}

const struct coro_field *names_own_fields(const struct names *names)
{
    static const struct coro_field none[] = {{NULL, CORO_VALUE, 0, 0, 0}};
    return names->naming.own_fields ? names->naming.own_fields : none;
}
