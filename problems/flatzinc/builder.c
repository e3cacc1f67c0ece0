/* builder.c — see builder.h */
#include "problems/flatzinc/builder.h"

#include "coro/fatal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUILDER_FIRST_BYTES = 1 << 12
};

static const size_t element_sizes[] = {
    [AST_BOOLS] = sizeof(bool),
    [AST_INTS] = sizeof(int64_t),
    [AST_FLOATS] = sizeof(double),
    [AST_VARIABLES] = sizeof(uint32_t),
    [AST_VALUES] = sizeof(struct ast_value),
};

void builder_init(
    struct builder *builder, struct builder_stack *stack, uint32_t offset,
    bool packing)
{
    const size_t grain = sizeof(struct ast_value);
    size_t base = (stack->top + grain - 1) / grain * grain;
    *builder = (struct builder){
        .stack = stack,
        .floor = stack->top,
        .base = base,
        .offset = offset,
        .elements = AST_VALUES,
        .packing = packing,
    };
    stack->top = base;
}

/* Makes room for size more bytes and returns them. */
static void *push(struct builder_stack *stack, size_t size)
{
    if (stack->top + size > stack->size) {
        stack->size = stack->size ? stack->size * 2 : BUILDER_FIRST_BYTES;
        while (stack->size < stack->top + size)
            stack->size *= 2;
        stack->bytes = realloc(stack->bytes, stack->size);
        if (!stack->bytes)
            coro_fatal("out of memory");
    }
    void *room = stack->bytes + stack->top;
    stack->top += size;
    return room;
}

static enum ast_elements elements_for(enum ast_kind kind)
{
    return kind == AST_INT        ? AST_INTS
           : kind == AST_VARIABLE ? AST_VARIABLES
           : kind == AST_BOOL     ? AST_BOOLS
           : kind == AST_FLOAT    ? AST_FLOATS
                                  : AST_VALUES;
}

/* Turns packed elements into values, from the last to the first: a value is
 * written only over elements that have been read. */
static void unpack(struct builder *builder)
{
    size_t growth = sizeof(struct ast_value) - element_sizes[builder->elements];
    push(builder->stack, growth * builder->count);
    char *base = builder->stack->bytes + builder->base;
    struct ast_array packed = {
        .elements = builder->elements,
        .contents = base,
    };
    for (uint32_t i = builder->count; i-- > 0;) {
        struct ast_value value = ast_element(&packed, i, builder->offset);
        memcpy(base + i * sizeof value, &value, sizeof value);
    }
    builder->elements = AST_VALUES;
}

void builder_add(struct builder *builder, const struct ast_value *value)
{
    if (builder->packing) {
        enum ast_elements elements = elements_for(value->kind);
        if (builder->count == 0)
            builder->elements = elements;
        else if (builder->elements != elements)
            unpack(builder);
        builder->packing = builder->elements != AST_VALUES;
    }
    void *room = push(builder->stack, element_sizes[builder->elements]);
    builder->count++;
    switch (builder->elements) {
    case AST_BOOLS:
        memcpy(room, &value->boolean, sizeof value->boolean);
        break;
    case AST_INTS:
        memcpy(room, &value->integer, sizeof value->integer);
        break;
    case AST_FLOATS:
        memcpy(room, &value->real, sizeof value->real);
        break;
    case AST_VARIABLES:
        memcpy(room, &value->variable, sizeof value->variable);
        break;
    case AST_VALUES:
        memcpy(room, value, sizeof *value);
        break;
    }
}

void *builder_finish(struct builder *builder, struct arena *arena)
{
    struct builder_stack *stack = builder->stack;
    size_t size = stack->top - builder->base;
    assert(size == builder->count * element_sizes[builder->elements]);
    void *elements = arena_take(arena, size);
    if (size > 0)
        memcpy(elements, stack->bytes + builder->base, size);
    stack->top = builder->floor;
    return elements;
}
