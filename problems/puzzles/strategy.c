/* strategy.c — see strategy.h */
#include "problems/puzzles/strategy.h"

#include "coro/fatal.h"
#include "problems/puzzles/trouble.h"
#include "propagators/pando.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Does the library know the names? */
static bool labels(const char *selection, const char *split)
{
    struct pando_model *model = pando_model_new();
    bool known = pando_label(model, NULL, 0, selection, split);
    pando_model_free(model);
    return known;
}

static bool restarts(const char *policy)
{
    struct pando_model *model = pando_model_new();
    bool known = pando_restart(model, policy, 1, 2);
    pando_model_free(model);
    return known;
}

/* "min" is indomain_min where there is no such name as min. */
static bool read_split(const char *text, char ret_split[STRATEGY_NAME])
{
    static const char *const prefixes[] = {"", "indomain_"};
    for (int i = 0; i < 2; i++) {
        int length =
            snprintf(ret_split, STRATEGY_NAME, "%s%s", prefixes[i], text);
        if (length < STRATEGY_NAME && labels("input_order", ret_split))
            return true;
    }
    return false;
}

/* "geometric:100:1.5" */
static bool read_restart(const char *text, struct strategy *strategy)
{
    char *rest;
    size_t length = strcspn(text, ":");
    snprintf(strategy->restart, STRATEGY_NAME, "%.*s", (int)length, text);
    if (length >= STRATEGY_NAME || !restarts(strategy->restart))
        return false;
    if (strcmp(strategy->restart, "none") == 0)
        return text[length] == 0;
    if (text[length] == 0)
        return false;
    if (!isdigit((unsigned char)text[length + 1]))
        return false;
    strategy->scale = strtoull(text + length + 1, &rest, 10);
    bool geometric = strcmp(strategy->restart, "geometric") == 0;
    if (geometric && *rest == ':')
        strategy->base = strtod(rest + 1, &rest);
    return *rest == 0 && strategy->scale > 0 &&
           (!geometric || (strategy->base > 1 && strategy->base < 1e6));
}

/* The part of text up to a slash; moves *text behind it. */
static bool next_part(const char **text, char ret_part[STRATEGY_NAME])
{
    size_t length = strcspn(*text, "/");
    if (length == 0 || length >= STRATEGY_NAME)
        return false;
    memcpy(ret_part, *text, length);
    ret_part[length] = 0;
    *text += length + ((*text)[length] == '/');
    return true;
}

bool strategy_read(
    const char *text, struct strategy *ret_strategy, struct trouble *reterr)
{
    char split[STRATEGY_NAME], restart[STRATEGY_NAME];
    const char *rest = text;
    struct strategy strategy = {0};
    if (!next_part(&rest, strategy.selection))
        return trouble_set(reterr, "'%s' is no strategy", text);
    if (strcmp(strategy.selection, "default") == 0)
        strategy.selection[0] = 0;
    else if (!labels(strategy.selection, "indomain_min"))
        return trouble_set(
            reterr, "no order of variables is called %s (in strategy '%s')",
            strategy.selection, text);
    else if (!next_part(&rest, split) || !read_split(split, strategy.split))
        return trouble_set(
            reterr, "strategy '%s' needs an order of values, as in %s/min",
            text, strategy.selection);
    if (*rest && (!next_part(&rest, restart) ||
                  !read_restart(restart, &strategy) || *rest))
        return trouble_set(
            reterr,
            "the restarts in strategy '%s' should be none, constant:N, "
            "linear:N, geometric:N:FACTOR or luby:N",
            text);
    *ret_strategy = strategy;
    return true;
}

bool strategy_restarting(const struct strategy *strategy)
{
    return strategy->restart[0] && strcmp(strategy->restart, "none") != 0;
}

void strategy_restart(
    const struct strategy *strategy, struct pando_model *model)
{
    if (strategy->restart[0] &&
        !pando_restart(
            model, strategy->restart, strategy->scale, strategy->base))
        coro_fatal("a strategy asks for restarts that do not exist");
}
