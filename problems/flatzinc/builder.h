/* builder.h — arrays whose length is known only at their end
 *
 * Elements are gathered on a stack of bytes and copied to an arena when all are
 * there. They lie packed while all are of one packable kind; the first that is
 * not turns those before it into values. Builders nest: one begun later must be
 * finished before the one under it goes on.
 *
 * Ownership: the stack is shared by all builders of a reader and freed by it. A
 * builder that is never finished leaves nothing else behind.
 */
#ifndef PROBLEMS_FLATZINC_BUILDER_H
#define PROBLEMS_FLATZINC_BUILDER_H

#include "problems/flatzinc/ast.h"

struct builder_stack {
    char *bytes;
    size_t top, size;
};

struct builder {
    struct builder_stack *stack;
    size_t floor;    /* the stack's top before */
    size_t base;     /* where its elements begin: floor, aligned */
    uint32_t offset; /* in the text: the place of elements once packed */
    uint32_t count;
    enum ast_elements elements;
    bool packing; /* may choose another layout than values */
};

void builder_init(
    struct builder *builder, struct builder_stack *stack, uint32_t offset,
    bool packing);

void builder_add(struct builder *builder, const struct ast_value *value);

/* Moves the elements to the arena; returns the first. See builder->elements for
 * their type and builder->count for their number. */
void *builder_finish(struct builder *builder, struct arena *arena);

#endif
