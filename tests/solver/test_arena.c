/* test_arena.c — arenas, growing arrays, and errors of the input */
#include "solver/arena.h"

#include "solver/error.h"
#include "solver/vec.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

Test(arena, blocks_are_zeroed_and_apart)
{
    enum { BLOCKS = 300 };
    struct arena *arena = arena_new();
    uint8_t *blocks[BLOCKS];
    size_t total = 0;
    for (size_t i = 0; i < BLOCKS; i++) {
        size_t size = i * i % 4099;
        blocks[i] = arena_alloc(arena, size);
        cr_assert_eq((uintptr_t)blocks[i] % 16, 0);
        for (size_t k = 0; k < size; k++)
            cr_assert_eq(blocks[i][k], 0);
        memset(blocks[i], (int)(i % 251) + 1, size);
        total += size;
    }
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t k = 0; k < i * i % 4099; k++)
            cr_assert_eq(blocks[i][k], i % 251 + 1);
    cr_assert_geq(arena_bytes(arena), total);
    cr_assert_leq(arena_bytes(arena), 3 * total + 100000);
    const char *copy = arena_copy(arena, "twelve bytes", 13);
    cr_assert_str_eq(copy, "twelve bytes");
    cr_assert(arena_copy(arena, NULL, 0));
    arena_free(arena);
}

Test(arena, vectors)
{
    VEC(uint64_t) numbers = {0};
    for (uint64_t i = 0; i < 1000; i++)
        VEC_PUSH(numbers, i * i);
    uint64_t at = 0;
    VEC_FOR_EACH(number, numbers)
    {
        cr_assert_eq(*number, at * at);
        at++;
    }
    cr_assert_eq(at, 1000);
    VEC_CLEAR(numbers);
    cr_assert(!numbers.items && numbers.count == 0);
}

static void assert_printed(const struct error *error, const char *expected)
{
    char text[400] = {0};
    FILE *file = fmemopen(text, sizeof text - 1, "w");
    error_print(error, file);
    fclose(file);
    cr_assert_str_eq(text, expected);
}

Test(arena, errors)
{
    struct error error;
    error_set(&error, "a.fzn", 3, 7, "unknown name: %s", "x");
    assert_printed(&error, "a.fzn:3:7: unknown name: x\n");
    error_set(&error, "a.fzn", 0, 0, "cannot be read");
    assert_printed(&error, "a.fzn: cannot be read\n");
    error_set(&error, NULL, 0, 0, "%d", 5);
    assert_printed(&error, "5\n");
    error_set(&error, NULL, 0, 0, "%0300d", 5);
    cr_assert_eq(strlen(error.message), sizeof error.message - 1);
    error_set(NULL, NULL, 0, 0, "not wanted");
}
