/* ast.c — the tables of an ast, and the hash table of its names
 *
 * Symbols are found by open addressing with linear probing, at most two thirds
 * full. Growing moves the slots and looks at nothing else.
 */
#include "problems/flatzinc/ast.h"

#include "coro/fatal.h"
#include "solver/error.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    AST_FIRST_SLOTS = 1024,
    AST_FIRST_ENTRIES = 64
};

static struct ast_slot *new_slots(uint32_t count)
{
    struct ast_slot *slots = calloc(count, sizeof *slots);
    if (!slots)
        coro_fatal("out of memory");
    return slots;
}

struct ast *ast_new(const char *file, char *text, uint32_t size)
{
    struct ast *ast = calloc(1, sizeof *ast);
    if (!ast)
        coro_fatal("out of memory");
    ast->file = file;
    ast->text = text;
    ast->size = size;
    ast->slot_count = AST_FIRST_SLOTS;
    ast->slots = new_slots(ast->slot_count);
    return ast;
}

void ast_free(struct ast *ast)
{
    arena_clear(&ast->arena);
    free(ast->arrays);
    free(ast->variables);
    free(ast->slots);
    free(ast->symbols);
    free(ast->text);
    free(ast);
}

/* The table items, moved if need be, with room for one more entry. */
static void *
room_for_one(void *items, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : AST_FIRST_ENTRIES;
    items = realloc(items, *capacity * size);
    if (!items)
        coro_fatal("out of memory");
    return items;
}

static void grow_slots(struct ast *ast)
{
    struct ast_slot *old = ast->slots;
    uint32_t old_count = ast->slot_count;
    ast->slot_count = old_count * 2;
    ast->slots = new_slots(ast->slot_count);
    uint32_t mask = ast->slot_count - 1;
    for (uint32_t s = 0; s < old_count; s++) {
        uint32_t slot = old[s].hash & mask;
        if (!old[s].symbol)
            continue;
        while (ast->slots[slot].symbol)
            slot = (slot + 1) & mask;
        ast->slots[slot] = old[s];
    }
    free(old);
}

static uint32_t add_symbol(struct ast *ast, uint32_t offset, uint32_t length)
{
    ast->symbols = room_for_one(
        ast->symbols, ast->symbol_count, &ast->symbol_capacity,
        sizeof *ast->symbols);
    ast->symbols[ast->symbol_count] =
        (struct ast_symbol){.offset = offset, .length = length};
    return ast->symbol_count++;
}

uint32_t
ast_intern(struct ast *ast, uint32_t offset, uint32_t length, uint32_t hash)
{
    const char *name = ast->text + offset;
    uint32_t mask = ast->slot_count - 1;
    uint32_t slot = hash & mask;
    for (; ast->slots[slot].symbol; slot = (slot + 1) & mask) {
        const struct ast_slot *found = &ast->slots[slot];
        if (found->hash != hash)
            continue;
        const struct ast_symbol *symbol = &ast->symbols[found->symbol - 1];
        __builtin_prefetch(symbol);
        /* that text comes before this one: it is as long, and more */
        if (memcmp(ast->text + found->offset, name, length) == 0 &&
            symbol->length == length)
            return found->symbol - 1;
    }
    uint32_t added = add_symbol(ast, offset, length);
    ast->slots[slot] = (struct ast_slot){
        .hash = hash, .symbol = added + 1, .offset = offset};
    if (ast->symbol_count > ast->slot_count / 3 * 2)
        grow_slots(ast);
    return added;
}

uint32_t ast_add_variable(struct ast *ast, const struct ast_variable *variable)
{
    ast->variables = room_for_one(
        ast->variables, ast->variable_count, &ast->variable_capacity,
        sizeof *ast->variables);
    ast->variables[ast->variable_count] = *variable;
    return ast->variable_count++;
}

uint32_t ast_add_array(struct ast *ast, const struct ast_array_item *array)
{
    ast->arrays = room_for_one(
        ast->arrays, ast->array_count, &ast->array_capacity,
        sizeof *ast->arrays);
    ast->arrays[ast->array_count] = *array;
    return ast->array_count++;
}

struct ast_text ast_name(const struct ast *ast, uint32_t symbol)
{
    const struct ast_symbol *found = &ast->symbols[symbol];
    return (struct ast_text){ast->text + found->offset, (int)found->length};
}

bool ast_named(const struct ast *ast, uint32_t symbol, const char *name)
{
    const struct ast_symbol *found = &ast->symbols[symbol];
    return strlen(name) == found->length &&
           memcmp(name, ast->text + found->offset, found->length) == 0;
}

struct ast_text
ast_literal(const struct ast *ast, const struct ast_value *value)
{
    const char *start = ast->text + value->offset;
    if (value->kind == AST_STRING)
        return (struct ast_text){start + 1, (int)value->length - 2};
    return (struct ast_text){start, (int)value->length};
}

struct ast_value
ast_element(const struct ast_array *array, uint32_t i, uint32_t offset)
{
    struct ast_value value = {.offset = offset};
    switch (array->elements) {
    case AST_BOOLS:
        value.kind = AST_BOOL;
        value.boolean = array->bools[i];
        break;
    case AST_INTS:
        value.kind = AST_INT;
        value.integer = array->ints[i];
        break;
    case AST_FLOATS:
        value.kind = AST_FLOAT;
        value.real = array->floats[i];
        break;
    case AST_VARIABLES:
        value.kind = AST_VARIABLE;
        value.variable = array->variables[i];
        break;
    case AST_VALUES:
        value = array->values[i];
        break;
    }
    return value;
}

void ast_locate(
    const struct ast *ast, uint32_t offset, int *ret_line, int *ret_column)
{
    const char *line = ast->text, *place = ast->text + offset;
    *ret_line = 1;
    for (const char *at; (at = memchr(line, '\n', (size_t)(place - line)));) {
        line = at + 1;
        ++*ret_line;
    }
    *ret_column = (int)(place - line) + 1;
}

bool ast_error(
    const struct ast *ast, uint32_t offset, struct error *reterr,
    const char *format, ...)
{
    char message[sizeof reterr->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    int line, column;
    ast_locate(ast, offset, &line, &column);
    error_set(reterr, ast->file, line, column, "%s", message);
    return false;
}
