/* call.c — see call.h */
#include "problems/flatzinc/call.h"

#include "solver/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Checking ---- */

static bool is_variable(
    const struct ast *ast, const struct ast_value *item, enum ast_type type)
{
    return item->kind == AST_VARIABLE &&
           ast->variables[item->variable].type == type;
}

static bool is_int(const struct ast_value *item)
{
    return item->kind == AST_INT && item->integer >= VALUE_MIN;
}

static bool is_big(const struct ast_value *item)
{
    return item->kind == AST_INT || item->kind == AST_BIG;
}

static bool
fits_scalar(const struct ast *ast, const struct ast_value *item, char letter)
{
    switch (letter) {
    case 'i':
        return is_int(item) || is_variable(ast, item, AST_TYPE_INT);
    case 'z':
        return is_big(item) || is_variable(ast, item, AST_TYPE_INT);
    case 'b':
        return item->kind == AST_BOOL || is_variable(ast, item, AST_TYPE_BOOL);
    case 'n':
        return is_int(item);
    case 'N':
        return is_big(item);
    case 't':
        return item->kind == AST_BOOL;
    case 's':
        return item->kind == AST_RANGE || item->kind == AST_SET;
    default:
        assert(false);
        return false;
    }
}

/* The letter of an array's elements; 0 if it is not the letter of an array. */
static char element_letter(char letter)
{
    static const char arrays[] = "IBPTZQ", elements[] = "ibntzN";
    const char *at = strchr(arrays, letter);
    return at ? elements[at - arrays] : 0;
}

/* Index of the first element that does not fit, or the array's count. */
static uint32_t
first_unfit(const struct ast *ast, const struct ast_array *array, char letter)
{
    uint32_t i = 0;
    for (; i < array->count; i++) {
        struct ast_value element = ast_element(array, i, 0);
        if (!fits_scalar(ast, &element, letter))
            break;
    }
    return i;
}

static const char *describe(char letter)
{
    switch (letter) {
    case 'i':
    case 'z':
        return "an int variable";
    case 'b':
        return "a bool variable";
    case 'n':
        return "an int within 64 bits";
    case 'N':
        return "an int";
    case 's':
        return "a set of int";
    case 'I':
    case 'Z':
        return "an array of int variables";
    case 'B':
        return "an array of bool variables";
    case 'P':
        return "an array of ints within 64 bits";
    case 'Q':
        return "an array of ints";
    default:
        return "an array of bools";
    }
}

static bool check_argument(const struct call *call, uint32_t i, char letter)
{
    const struct ast_value *argument = &call->arguments[i];
    char element = element_letter(letter);
    if (!element)
        return fits_scalar(call->ast, argument, letter) ||
               call_refuse(call, i, "must be %s", describe(letter));
    if (argument->kind != AST_ARRAY)
        return call_refuse(call, i, "must be %s", describe(letter));
    const struct ast_array *array = argument->array;
    uint32_t unfit = first_unfit(call->ast, array, element);
    return unfit == array->count ||
           call_refuse(
               call, i, "must be %s: element %u is not", describe(letter),
               unfit + 1);
}

bool call_check(const struct call *call)
{
    assert(strlen(call->rule->signature) == call->count);
    for (uint32_t i = 0; i < call->count; i++)
        if (!check_argument(call, i, call->rule->signature[i]))
            return false;
    return true;
}

bool call_refuse(
    const struct call *call, uint32_t argument, const char *format, ...)
{
    char message[sizeof call->reterr->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct ast_text name = ast_name(call->ast, call->item->call->symbol);
    return ast_error(
        call->ast, call->arguments[argument].offset, call->reterr,
        "argument %u of %.*s %s", argument + 1, name.length, name.start,
        message);
}

/* ---- Arguments ---- */

uint32_t call_length(const struct call *call, uint32_t argument)
{
    return call->arguments[argument].array->count;
}

bool call_same_length(const struct call *call, uint32_t a, uint32_t b)
{
    uint32_t wanted = call_length(call, a), length = call_length(call, b);
    return length == wanted ||
           call_refuse(
               call, b, "has %u elements where argument %u has %u", length,
               a + 1, wanted);
}

value call_value(const struct call *call, uint32_t argument)
{
    return call->arguments[argument].integer;
}

void call_push_var(struct call *call, var x)
{
    VEC_PUSH(call->loader->pushed_vars, x);
}

void call_push_value(struct call *call, value v)
{
    VEC_PUSH(call->loader->pushed_values, v);
}

static void push_ranges(struct call *call, const struct ast_value *set)
{
    struct loader_ranges ranges = loader_ranges(set);
    VEC_FOR_EACH (run, ranges.runs) {
        call_push_value(call, run->min);
        call_push_value(call, run->max);
    }
    VEC_CLEAR(ranges.runs);
}

static void
push_scalar(struct call *call, const struct ast_value *item, bool is_parameter)
{
    if (!is_parameter)
        call_push_var(call, loader_var(call->loader, item));
    else if (item->kind == AST_BOOL)
        call_push_value(call, item->boolean);
    else
        call_push_value(call, item->integer);
}

void call_push(struct call *call, uint32_t argument)
{
    const struct ast_value *item = &call->arguments[argument];
    char letter = call->rule->signature[argument];
    bool is_parameter = strchr("nPT", letter);
    if (letter == 's') {
        push_ranges(call, item);
    } else if (item->kind != AST_ARRAY) {
        push_scalar(call, item, is_parameter);
    } else {
        for (uint32_t i = 0; i < item->array->count; i++) {
            struct ast_value element = ast_element(item->array, i, 0);
            push_scalar(call, &element, is_parameter);
        }
    }
}

/* ---- Adding ---- */

bool call_complete(struct call *call, struct constraint *constraint)
{
    constraint->reification = call->reification;
    constraint->condition = call->condition;
    constraint->strength = call->strength;
    loader_locate(
        call->loader, call->ast, call->item->offset, &constraint->line,
        &constraint->column);
    return true;
}

void call_forget(struct call *call)
{
    call->loader->pushed_vars.count = 0;
    call->loader->pushed_values.count = 0;
}

bool call_add(struct call *call, const struct constraint_class *class)
{
    struct loader *loader = call->loader;
    struct constraint *added = model_add(
        loader->model, class, (uint32_t)loader->pushed_vars.count,
        loader->pushed_vars.items, (uint32_t)loader->pushed_values.count,
        loader->pushed_values.items);
    call_forget(call);
    return call_complete(call, added);
}
