/* lessons.h — failures made by hand, and what is learned from them: for
 * test_conflict.c and test_shrink.c
 *
 * A failure is a set of literals that are true; here the test says which,
 * whether they contradict each other or not.
 */
#ifndef TESTS_SOLVER_LESSONS_H
#define TESTS_SOLVER_LESSONS_H

#include "solver/conflict.h"

#include "propagators/propagators.h"
#include "solver/literal.h"
#include "solver/tell.h"
#include "tests/solver/rig.h"

#include <criterion/criterion.h>

enum { LEVELS = 8 };

struct setup {
    struct rig rig;
    struct conflict *conflict;
    bool by_values;
    struct branch *path[LEVELS + 1]; /* the last one is not frozen */
    uint32_t begins[LEVELS];
    uint32_t level;
    struct lesson lesson;
};

/* The rig's model has its variables and constraints. */
static inline void begin(struct setup *setup)
{
    rig_freeze_logging(&setup->rig, 0);
    setup->conflict = conflict_new(setup->rig.network, setup->by_values);
    setup->path[0] = branch_new(setup->rig.worker);
    setup->level = 0;
    cr_assert(branch_start(setup->path[0]));
}

static inline void end(struct setup *setup)
{
    for (uint32_t l = 0; l <= setup->level; l++)
        branch_discard(setup->path[l]);
    conflict_free(setup->conflict);
    rig_clear(&setup->rig);
}

static inline struct branch *current(const struct setup *setup)
{
    return setup->path[setup->level];
}

static inline struct literal
on(const struct setup *setup, var x, enum literal_kind kind, value v)
{
    return (struct literal){rig_view(&setup->rig, x), kind, v};
}

static inline struct literal min(const struct setup *setup, var x, value v)
{
    return on(setup, x, LITERAL_MIN, v);
}

static inline struct literal max(const struct setup *setup, var x, value v)
{
    return on(setup, x, LITERAL_MAX, v);
}

static inline struct literal gone(const struct setup *setup, var x, value v)
{
    return on(setup, x, LITERAL_REMOVE, v);
}

static inline struct literal equal(const struct setup *setup, var x, value v)
{
    return on(setup, x, LITERAL_EQUAL, v);
}

static inline void decide(struct setup *setup, struct literal l)
{
    setup->begins[setup->level] = log_end(current(setup));
    struct branch *branch = branch_fork(current(setup));
    setup->path[++setup->level] = branch;
    log_open_level(branch);
    bool told = l.kind == LITERAL_MIN     ? tell_min(branch, l.x, l.v)
                : l.kind == LITERAL_MAX   ? tell_max(branch, l.x, l.v)
                : l.kind == LITERAL_EQUAL ? tell_fix(branch, l.x, l.v)
                                          : tell_remove(branch, l.x, l.v);
    cr_assert(told);
    cr_assert(propagate_branch(branch));
}

static inline bool
learn(struct setup *setup, const struct literal *literals, size_t count)
{
    struct reason failure = {0};
    for (size_t i = 0; i < count; i++)
        VEC_PUSH(failure, literals[i]);
    bool learned = conflict_learn(
        setup->conflict, current(setup), &failure, setup->begins,
        &setup->lesson);
    VEC_CLEAR(failure);
    return learned;
}

#define LEARN(setup, ...)                                                      \
    learn(                                                                     \
        setup, (struct literal[]){__VA_ARGS__},                                \
        sizeof((struct literal[]){__VA_ARGS__}) / sizeof(struct literal))

/* The first of the lesson is the first of these; the others come in any order.
 */
static inline void
expect(const struct setup *setup, const struct literal *literals, size_t count)
{
    const struct lesson *lesson = &setup->lesson;
    cr_expect_eq(lesson->count, count, "%u literals", lesson->count);
    cr_expect(literal_same(lesson->literals[0], literals[0]));
    for (size_t i = 0; i < count; i++) {
        bool there = false;
        for (uint32_t k = 0; k < lesson->count; k++)
            there |= literal_same(lesson->literals[k], literals[i]);
        cr_expect(there, "literal %zu is missing", i);
    }
}

#define EXPECT(setup, ...)                                                     \
    expect(                                                                    \
        setup, (struct literal[]){__VA_ARGS__},                                \
        sizeof((struct literal[]){__VA_ARGS__}) / sizeof(struct literal))

/* ---- Models ---- */

/* a <= b */
static inline void imply(struct model *model, var a, var b)
{
    model_add(
        model, &constraint_linear_le, 2, (var[]){a, b}, 3,
        (value[]){1, -1, 0});
}

#endif
