/* command.c — another program solves an instance: its answers are read back */
#include "coro/fatal.h"
#include "tests/differential/solutions.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_file(
    const struct instance *instance, enum dialect dialect, char *path)
{
    int descriptor = mkstemps(path, 4);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (!file)
        coro_fatal("cannot write a temporary file");
    flatzinc_print(instance, dialect, file);
    fclose(file);
}

/* "x7 = -3;" or "x7 = true;" */
static void take_line(const char *line, uint32_t width, value *row)
{
    char *rest;
    if (line[0] != 'x')
        return;
    unsigned long x = strtoul(line + 1, &rest, 10);
    if (x >= width || strncmp(rest, " = ", 3) != 0)
        return;
    row[x] = rest[3] == 't'   ? 1
             : rest[3] == 'f' ? 0
                              : strtoll(rest + 3, NULL, 10);
}

struct solutions solutions_by_command(
    const struct instance *instance, const char *command, enum dialect dialect)
{
    struct solutions solutions = {0};
    char path[] = "/tmp/pando-differential-XXXXXX.fzn";
    char shell[1000], line[1000];
    value row[INSTANCE_VARS] = {0};
    bool ended = false;
    for (uint32_t x = 0; x < instance->var_count; x++)
        row[x] = instance->vars[x].sample; /* constants remain */
    write_file(instance, dialect, path);
    snprintf(shell, sizeof shell, "timeout 60 %s %s 2>&1", command, path);
    FILE *answers = popen(shell, "r");
    while (answers && fgets(line, sizeof line, answers)) {
        take_line(line, instance->var_count, row);
        if (strncmp(line, "----------", 10) == 0)
            solutions_add(&solutions, row);
        ended |= strncmp(line, "==========", 10) == 0 ||
                 strncmp(line, "=====UNSATISFIABLE=====", 23) == 0;
    }
    if (!answers || pclose(answers) != 0 || !ended)
        solutions.complaint = "the other solver did not come to an end";
    unlink(path);
    if (instance->goal == GOAL_SATISFY)
        solutions_sort(&solutions);
    return solutions;
}
