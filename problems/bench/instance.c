/* instance.c — see instance.h */
#include "problems/bench/instance.h"

#include "problems/pando_solve.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/trouble.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && strcmp(text + length - end_length, end) == 0;
}

/* In a file, the goal is on one line, or its words are on several. */
static bool has_objective(FILE *file)
{
    char *line = NULL;
    size_t capacity = 0;
    bool solve = false, found = false;
    while (!found && getline(&line, &capacity, file) >= 0) {
        const char *start = line + strspn(line, " \t");
        solve = solve || strncmp(start, "solve", strlen("solve")) == 0 ||
                strstr(line, "; solve");
        found = solve && (strstr(line, "minimize") || strstr(line, "maximize"));
    }
    free(line);
    return found;
}

bool instance_check(
    const char *text, struct instance *ret_instance, struct trouble *reterr)
{
    *ret_instance = (struct instance){.text = text};
    if (!puzzles_named(text) && ends_with(text, ".fzn")) {
        ret_instance->is_file = true;
        FILE *file = fopen(text, "rb");
        if (!file)
            return trouble_set_at(reterr, text, 0, 0, "%s", strerror(errno));
        ret_instance->optimizing = has_objective(file);
        fclose(file);
        return true;
    }
    struct puzzle *puzzle = puzzles_make(text, reterr);
    if (puzzle)
        ret_instance->optimizing = puzzle->goal != PUZZLE_SATISFY;
    puzzle_free(puzzle);
    return puzzle != NULL;
}

struct puzzle *
instance_load(const struct instance *instance, struct trouble *reterr)
{
    return instance->is_file ? pando_solve_load(instance->text, false, reterr)
                             : puzzles_make(instance->text, reterr);
}
