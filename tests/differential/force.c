/* force.c — rows of solutions; brute force; comparing */
#include "tests/differential/solutions.h"

#include "coro/fatal.h"
#include "tests/differential/kinds.h"

#include <stdlib.h>
#include <string.h>

/* ---- Rows ---- */

void solutions_add(struct solutions *solutions, const value *row)
{
    if (solutions->count == solutions->capacity) {
        solutions->capacity =
            solutions->capacity ? 2 * solutions->capacity : 64;
        solutions->rows = realloc(
            solutions->rows, solutions->capacity * sizeof *solutions->rows);
        if (!solutions->rows)
            coro_fatal("out of memory");
    }
    memcpy(
        solutions->rows[solutions->count++], row, sizeof *solutions->rows);
}

void solutions_clear(struct solutions *solutions)
{
    free(solutions->rows);
    solutions->rows = NULL;
    solutions->count = solutions->capacity = 0;
}

static int compare_rows(const void *left, const void *right)
{
    const value *a = left, *b = right;
    for (uint32_t i = 0; i < INSTANCE_VARS; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

void solutions_sort(struct solutions *solutions)
{
    if (solutions->count > 0)
        qsort(
            solutions->rows, solutions->count, sizeof *solutions->rows,
            compare_rows);
}

/* ---- Brute force: an item is tried once its variables have values ---- */

struct force {
    const struct instance *instance;
    struct solutions solutions;
    value values[INSTANCE_VARS];
    uint32_t last[INSTANCE_ITEMS]; /* the item's last variable */
    uint64_t tried;
};

enum { TRIED_MAX = 3000000 };

static bool holds_so_far(const struct force *force, uint32_t x)
{
    const struct instance *instance = force->instance;
    for (uint32_t i = 0; i < instance->item_count; i++)
        if (force->last[i] == x &&
            !item_holds(&instance->items[i], force->values))
            return false;
    return true;
}

static void assign(struct force *force, uint32_t x)
{
    const struct instance *instance = force->instance;
    if (force->solutions.complaint)
        return;
    if (x == instance->var_count) {
        if (force->solutions.count == SOLUTIONS_MAX)
            force->solutions.complaint = "too many solutions";
        else
            solutions_add(&force->solutions, force->values);
        return;
    }
    const struct variable *variable = &instance->vars[x];
    for (uint32_t r = 0; r < variable->run_count; r++)
        for (value v = variable->runs[r].min;; v++) {
            force->values[x] = v;
            if (force->tried++ > TRIED_MAX)
                force->solutions.complaint = "too many assignments";
            if (holds_so_far(force, x))
                assign(force, x + 1);
            if (v == variable->runs[r].max)
                break;
        }
}

struct solutions solutions_by_force(const struct instance *instance)
{
    struct force force = {.instance = instance};
    for (uint32_t i = 0; i < instance->item_count; i++) {
        const struct item *item = &instance->items[i];
        force.last[i] =
            item->reification == REIFY_NONE ? 0 : item->condition;
        for (uint32_t k = 0; k < item->var_count; k++)
            if (item->vars[k] > force.last[i])
                force.last[i] = item->vars[k];
    }
    assign(&force, 0);
    return force.solutions;
}

/* ---- Comparing ---- */

static const char *compare_best(
    const struct instance *instance, const struct solutions *expected,
    const struct solutions *found)
{
    if (expected->count == 0)
        return found->count ? "it has no solution, but one was found" : NULL;
    if (found->count == 0)
        return "it has solutions, but none was found";
    const value *last = found->rows[found->count - 1];
    uint32_t x = instance->objective;
    value best = expected->rows[0][x];
    bool known = false;
    for (uint32_t row = 0; row < expected->count; row++) {
        const value *other = expected->rows[row];
        if (instance->goal == GOAL_MINIMIZE ? other[x] < best : other[x] > best)
            best = other[x];
        known |= compare_rows(other, last) == 0;
    }
    if (!known)
        return "the last solution is none";
    return last[x] == best ? NULL : "the last solution is not best";
}

const char *solutions_compare(
    const struct instance *instance, const struct solutions *expected,
    const struct solutions *found)
{
    if (found->complaint)
        return found->complaint;
    if (instance->goal != GOAL_SATISFY)
        return compare_best(instance, expected, found);
    if (found->count < expected->count)
        return "solutions are missing";
    if (found->count > expected->count)
        return "there are too many solutions, or some twice";
    if (found->count &&
        memcmp(
            found->rows, expected->rows,
            found->count * sizeof *found->rows) != 0)
        return "solutions differ";
    return NULL;
}
