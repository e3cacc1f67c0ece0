/* contestants.c — see contestants.h */
#include "problems/bench/contestants.h"

#include "coro/fatal.h"
#include "problems/buffer.h"
#include "problems/puzzles/trouble.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void contestants_clear(struct contestants *contestants)
{
    for (size_t i = 0; i < contestants->count; i++)
        free(contestants->items[i].name);
    free(contestants->items);
    *contestants = (struct contestants){0};
}

static bool
add(struct contestants *contestants, const char *name, size_t length,
    const struct contestant *contestant, struct trouble *reterr)
{
    struct contestant *items = contestants->items;
    for (size_t i = 0; i < contestants->count; i++)
        if (strlen(items[i].name) == length &&
            memcmp(items[i].name, name, length) == 0)
            return trouble_set(
                reterr, "two contestants are called %.*s", (int)length, name);
    items = realloc(items, (contestants->count + 1) * sizeof *items);
    char *copy = strndup(name, length);
    if (!items || !copy)
        coro_fatal("out of memory");
    contestants->items = items;
    items[contestants->count] = *contestant;
    items[contestants->count++].name = copy;
    return true;
}

bool contestants_add_strategy(
    struct contestants *contestants, const char *text, struct trouble *reterr)
{
    const char *equals = strchr(text, '=');
    const char *rest = equals ? equals + 1 : text;
    struct contestant contestant = {0};
    return strategy_read(rest, &contestant.strategy, reterr) &&
           add(contestants, text,
               equals ? (size_t)(equals - text) : strlen(text), &contestant,
               reterr);
}

bool contestants_add_external(
    struct contestants *contestants, const char *text, struct trouble *reterr)
{
    const char *equals = strchr(text, '=');
    size_t length = equals ? (size_t)(equals - text) : 0;
    if (length == 0 || strcspn(text, " \t/{") < length || !equals[1])
        return trouble_set(
            reterr,
            "--external takes a name and a command, as in "
            "'gecode=fzn-gecode -s {file}', not '%s'",
            text);
    if (!strstr(equals, "{file}"))
        return trouble_set(
            reterr, "the command of --external %.*s has no {file} in it",
            (int)length, text);
    const struct contestant contestant = {.command = equals + 1};
    return add(contestants, text, length, &contestant, reterr);
}

/* ---- Grids ---- */

/* Copies the next item of a list with commas; false after the last. */
static bool next_item(
    const char **list, char ret_item[STRATEGY_NAME], struct trouble *reterr,
    bool *ret_good)
{
    size_t length = strcspn(*list, ",");
    *ret_good = true;
    if (!**list)
        return false;
    if (length == 0 || length >= STRATEGY_NAME) {
        *ret_good = trouble_set(
            reterr, "there is something wrong with the list at '%s'", *list);
        return false;
    }
    memcpy(ret_item, *list, length);
    ret_item[length] = 0;
    *list += length + ((*list)[length] == ',');
    return true;
}

static bool add_restarts(
    struct contestants *contestants, const char *selection, const char *split,
    const char *restarts, struct trouble *reterr)
{
    char restart[STRATEGY_NAME], text[3 * STRATEGY_NAME];
    bool good = true;
    if (!restarts) {
        snprintf(text, sizeof text, "%s/%s", selection, split);
        return contestants_add_strategy(contestants, text, reterr);
    }
    while (good && next_item(&restarts, restart, reterr, &good)) {
        snprintf(text, sizeof text, "%s/%s/%s", selection, split, restart);
        good = contestants_add_strategy(contestants, text, reterr);
    }
    return good;
}

bool contestants_add_grid(
    struct contestants *contestants, const char *selections, const char *splits,
    const char *restarts, struct trouble *reterr)
{
    char selection[STRATEGY_NAME], split[STRATEGY_NAME];
    bool good = true;
    while (good && next_item(&selections, selection, reterr, &good))
        for (const char *rest = splits;
             good && next_item(&rest, split, reterr, &good);)
            good =
                add_restarts(contestants, selection, split, restarts, reterr);
    return good;
}

/* ---- Commands ---- */

/* 'it'\''s' */
static void append_quoted(struct buffer *out, const char *text)
{
    buffer_append_text(out, "'");
    for (; *text; text++)
        if (*text == '\'')
            buffer_append_text(out, "'\\''");
        else
            buffer_append(out, text, 1);
    buffer_append_text(out, "'");
}

static bool starts_with(const char *text, const char *start, size_t *ret_length)
{
    *ret_length = strlen(start);
    return strncmp(text, start, *ret_length) == 0;
}

void contestants_command(
    const struct contestant *contestant, const char *file, uint64_t seed,
    uint64_t time_ms, struct buffer *ret_command)
{
    size_t length;
    for (const char *at = contestant->command; *at; at += length) {
        if (starts_with(at, "{file}", &length))
            append_quoted(ret_command, file);
        else if (starts_with(at, "{seed}", &length))
            buffer_append_format(ret_command, "%" PRIu64, seed);
        else if (starts_with(at, "{time_ms}", &length))
            buffer_append_format(ret_command, "%" PRIu64, time_ms);
        else if (starts_with(at, "{time_s}", &length))
            buffer_append_format(
                ret_command, "%" PRIu64, (time_ms + 999) / 1000);
        else
            buffer_append(ret_command, at, length = 1);
    }
    buffer_append(ret_command, "", 1);
}
