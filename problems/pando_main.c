/* pando_main.c — `pando`: puzzles, FlatZinc files and benchmarks for people
 *
 * Commands lie in the table below. They report what is wrong; only this file
 * prints it and ends the program.
 */
#include "problems/bench/bench.h"
#include "problems/pando_solve.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/session.h"
#include "problems/puzzles/spelling.h"
#include "problems/puzzles/trouble.h"
#include "propagators/pando.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command *const commands[] = {
    &solve_command,    &queens_command,
    &sudoku_command,   &crypt_command,
    &magic_command,    &golomb_command,
    &langford_command, &nonogram_command,
    &bench_command,    NULL,
};

static void print_help(void)
{
    puts("usage: pando COMMAND [argument]…\n"
         "\n"
         "Pando is a constraint solver. It solves puzzles of its own and "
         "problems\n"
         "that MiniZinc has compiled to FlatZinc, and compares search "
         "strategies.\n"
         "\n"
         "Commands");
    for (int i = 0; commands[i]; i++)
        printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    puts("\n"
         "Examples\n"
         "  pando queens 20\n"
         "  pando crypt \"SEND+MORE=MONEY\"\n"
         "  pando golomb 9 --stats\n"
         "  pando bench queens:12 magic:4 --all --strategy default \\\n"
         "    --strategy dom_w_deg/min\n"
         "\n"
         "pando COMMAND --help tells more, with examples.");
}

static void print_command_help(const struct command *command)
{
    printf(
        "usage: pando %s %s\n\n%s", command->name, command->usage,
        command->help);
    if (command->shared_options)
        fputs(session_help, stdout);
}

static bool is_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

static bool wants_help(int count, char *const *arguments)
{
    for (int i = 1; i < count && strcmp(arguments[i], "--") != 0; i++)
        if (is_help(arguments[i]))
            return true;
    return false;
}

static const char *command_name(const void *context, size_t i)
{
    const struct command *const *table = context;
    return table[i] ? table[i]->name : NULL;
}

static const struct command *find(const char *name, struct trouble *reterr)
{
    for (int i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    const char *nearest = spelling_nearest(name, command_name, commands);
    if (nearest)
        trouble_set(
            reterr,
            "no command is called '%s'; did you mean %s? (pando --help)", name,
            nearest);
    else
        trouble_set(
            reterr, "no command is called '%s' (see pando --help)", name);
    return NULL;
}

/* pando help queens is pando queens --help. */
static bool help(int count, char *const *arguments, struct trouble *reterr)
{
    const struct command *command = NULL;
    if (count > 2) {
        command = find(arguments[2], reterr);
        if (!command)
            return false;
    }
    if (command)
        print_command_help(command);
    else
        print_help();
    return true;
}

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    if (count < 2)
        return trouble_set(
            reterr, "what shall it do? For a start: pando --help");
    const char *name = arguments[1];
    if (is_help(name) || strcmp(name, "help") == 0)
        return help(count, arguments, reterr);
    if (strcmp(name, "--version") == 0) {
        printf("pando %s\n", pando_version());
        return true;
    }
    const struct command *command = find(name, reterr);
    if (!command)
        return false;
    if (wants_help(count - 1, arguments + 1)) {
        print_command_help(command);
        return true;
    }
    return command->run(count - 1, arguments + 1, reterr);
}

int main(int count, char **arguments)
{
    struct trouble trouble = {0};
    bool good = run(count, arguments, &trouble);
    if (!good)
        trouble_print(&trouble, stderr);
    if (fflush(stdout) != 0 && good)
        return EXIT_FAILURE;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
