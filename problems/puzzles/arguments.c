/* arguments.c — see arguments.h */
#include "problems/puzzles/arguments.h"

#include "coro/fatal.h"
#include "problems/puzzles/spelling.h"
#include "problems/puzzles/trouble.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void arguments_clear(struct arguments_words *words)
{
    free(words->items);
    *words = (struct arguments_words){0};
}

static void push(struct arguments_words *words, const char *word)
{
    words->items =
        realloc(words->items, (words->count + 1) * sizeof *words->items);
    if (!words->items)
        coro_fatal("out of memory");
    words->items[words->count++] = word;
}

bool arguments_number(const char *text, uint64_t *ret_number)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    errno = 0;
    *ret_number = strtoull(text, &end, 10);
    return *end == 0 && errno == 0;
}

bool arguments_time(const char *text, uint64_t *ret_ms)
{
    static const struct {
        const char *name;
        double ms;
    } units[] = {{"ms", 1}, {"s", 1e3}, {"", 1e3}, {"m", 6e4}, {"h", 3.6e6}};
    const double longest = 1e15;
    char *end;
    if (!isdigit((unsigned char)*text) || strpbrk(text, "xXpP"))
        return false;
    double amount = strtod(text, &end);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(end, units[i].name) == 0) {
            double ms = amount * units[i].ms;
            if (!(ms > 0 && ms < longest))
                return false;
            *ret_ms = ms < 1 ? 1 : (uint64_t)ms;
            return true;
        }
    return false;
}

/* ---- Finding an option ---- */

/* The length of the name in "--name=value". */
static size_t name_length(const char *argument)
{
    return strcspn(argument, "=");
}

static const struct argument *find(
    const struct argument_group *groups, const char *argument, void **ret_field)
{
    size_t length = name_length(argument);
    for (; groups->table; groups++)
        for (const struct argument *entry = groups->table; entry->name; entry++)
            if (strlen(entry->name) == length &&
                memcmp(entry->name, argument, length) == 0) {
                *ret_field = (char *)groups->fields + entry->offset;
                return entry;
            }
    return NULL;
}

static const char *option_name(const void *context, size_t i)
{
    const struct argument_group *group = context;
    for (; group->table; group++)
        for (const struct argument *entry = group->table; entry->name; entry++)
            if (i-- == 0)
                return entry->name;
    return NULL;
}

static bool unknown(
    const struct argument_group *groups, const char *command,
    const char *argument, struct trouble *reterr)
{
    const char *nearest = spelling_nearest(argument, option_name, groups);
    if (nearest)
        return trouble_set(
            reterr, "unknown option %s; did you mean %s? (pando %s --help)",
            argument, nearest, command);
    return trouble_set(
        reterr, "unknown option %s (see pando %s --help)", argument, command);
}

/* ---- Reading one ---- */

static bool read_value(
    const struct argument *entry, const char *text, void *field,
    struct trouble *reterr)
{
    const char *name = entry->name;
    switch (entry->kind) {
    case ARGUMENT_FLAG:
        break;
    case ARGUMENT_NUMBER:
        return arguments_number(text, field) ||
               trouble_set(
                   reterr, "%s takes a whole number, not '%s'", name, text);
    case ARGUMENT_TIME:
        return arguments_time(text, field) ||
               trouble_set(
                   reterr, "%s takes a time such as 10s or 500ms, not '%s'",
                   name, text);
    case ARGUMENT_TEXT:
        *(const char **)field = text;
        break;
    case ARGUMENT_TEXTS:
        push(field, text);
        break;
    }
    return true;
}

/* Reads the option at *at, and its value; moves *at to the last of them. */
static bool read_option(
    int count, char *const *arguments, const struct argument_group *groups,
    int *at, struct trouble *reterr)
{
    const char *argument = arguments[*at];
    const char *value = strchr(argument, '=');
    void *field;
    const struct argument *entry = find(groups, argument, &field);
    if (!entry)
        return unknown(groups, arguments[0], argument, reterr);
    if (entry->kind == ARGUMENT_FLAG) {
        if (value)
            return trouble_set(reterr, "%s takes no value", entry->name);
        *(bool *)field = true;
        return true;
    }
    if (value)
        return read_value(entry, value + 1, field, reterr);
    if (*at + 1 == count)
        return trouble_set(reterr, "%s needs a value after it", entry->name);
    return read_value(entry, arguments[++*at], field, reterr);
}

/* A single dash is standard input, and -3 a number. */
static bool looks_like_option(const char *argument)
{
    return argument[0] == '-' && argument[1] != 0 &&
           !isdigit((unsigned char)argument[1]);
}

bool arguments_read(
    int count, char *const *arguments, const struct argument_group *groups,
    struct arguments_words *ret_words, struct trouble *reterr)
{
    bool only_words = false;
    for (int at = 1; at < count; at++) {
        if (!only_words && strcmp(arguments[at], "--") == 0)
            only_words = true;
        else if (only_words || !looks_like_option(arguments[at]))
            push(ret_words, arguments[at]);
        else if (!read_option(count, arguments, groups, &at, reterr))
            return false;
    }
    return true;
}

bool arguments_only_number(
    const struct arguments_words *words, const char *what, uint64_t min,
    uint64_t max, uint64_t *ret_number, struct trouble *reterr)
{
    if (words->count == 0)
        return trouble_set(reterr, "give %s (see --help)", what);
    if (words->count > 1)
        return trouble_set(
            reterr, "'%s' is one argument too many", words->items[1]);
    if (arguments_number(words->items[0], ret_number) && *ret_number >= min &&
        *ret_number <= max)
        return true;
    return trouble_set(
        reterr, "give %s from %" PRIu64 " to %" PRIu64 ", not '%s'", what, min,
        max, words->items[0]);
}
