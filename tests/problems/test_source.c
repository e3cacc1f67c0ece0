/* test_source.c — a FlatZinc text from a file or from standard input */
#include "problems/flatzinc/source.h"

#include "solver/error.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Opens a new file of size bytes, all x, and gives its path. */
static int new_file(char ret_path[24], size_t size)
{
    strcpy(ret_path, "/tmp/test_source_XXXXXX");
    int file = mkstemp(ret_path);
    cr_assert_geq(file, 0);
    for (size_t i = 0; i < size; i++)
        cr_assert_eq(write(file, "x", 1), 1);
    return file;
}

static void check_read(const char *path, size_t wanted)
{
    char *text;
    uint32_t size;
    struct error error;
    cr_assert(source_read(path, &text, &size, &error), "%s", error.message);
    cr_expect_eq(size, wanted);
    for (size_t i = 0; i < size; i++)
        cr_assert_eq(text[i], 'x');
    cr_expect_eq(text[size], 0);
    free(text);
}

Test(source, reads_a_file)
{
    static const size_t sizes[] = {0, 1, 4096, 65535, 65536, 65537, 140000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        char path[24];
        int file = new_file(path, sizes[s]);
        check_read(path, sizes[s]);
        lseek(file, 0, SEEK_SET);
        dup2(file, STDIN_FILENO);
        check_read("-", sizes[s]);
        close(file);
        unlink(path);
    }
}

Test(source, reads_a_pipe)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "xxxxx", 5), 5);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    check_read("-", 5);
    close(ends[0]);
}

Test(source, says_why_not)
{
    static const char *const wanted[][2] = {
        {"/nonexistent", "cannot open: No such file or directory"},
        {"/", "cannot read: Is a directory"},
    };
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++) {
        char *text;
        uint32_t size;
        struct error error;
        cr_assert(!source_read(wanted[w][0], &text, &size, &error));
        cr_expect_str_eq(error.file, wanted[w][0]);
        cr_expect_eq(error.line, 0);
        cr_expect_str_eq(error.message, wanted[w][1]);
    }
}
