/* routine.c — an embedding: a search routine of one's own
 *
 * Queens, the middle columns first: the routine chooses among all rows of a
 * column at once (an n-ary choice), tells, and fails or goes on.
 */
#include <pando.h>

#include <stdio.h>

enum { QUEENS = 8 };

/* Shared by all branches: the columns in the order of search. */
struct columns {
    pando_var queen[QUEENS];
};

#define middle_FIELDS(V, A, R) V(int32_t, column) R(struct columns, columns)
#define middle_POINTS(P)       P(row) P(plan)
CORO_ROUTINE(middle)
{
    struct pando_branch *branch = pando_branch_of(coro);
    uint32_t choice;
    int64_t done;
    CORO_BEGIN(middle);
    for (; column < QUEENS; column++) {
        CORO_CHOOSE(row, choice, QUEENS);
        if (!pando_tell(
                branch, columns->queen[column], PANDO_EQ, (int64_t)choice))
            CORO_FAIL();
    }
    CORO_CALL(plan, done, pando_plan);
    CORO_RETURN(done);
    CORO_END(middle);
}

static void begin(struct coro *root, void *context)
{
    CORO_START(root, middle, .columns = context);
}

static bool count(const struct pando_search *search, void *context)
{
    (void)search;
    ++*(int *)context;
    return true;
}

int main(void)
{
    struct pando_model *model = pando_model_new();
    struct columns columns;
    pando_var in_order[QUEENS];
    for (int i = 0; i < QUEENS; i++)
        in_order[i] = pando_int(model, 0, QUEENS - 1);
    for (int i = 0; i < QUEENS; i++) {
        int outward = (i % 2 ? -1 : 1) * ((i + 1) / 2);
        columns.queen[i] = in_order[QUEENS / 2 + outward];
        for (int j = 0; j < i; j++)
            for (int slope = -1; slope <= 1; slope++)
                pando_compare(
                    model, in_order[i], PANDO_NE, in_order[j],
                    slope * (i - j));
    }
    struct pando_options options = {.start = begin, .start_context = &columns};
    int solutions = 0;
    enum pando_outcome end = pando_solve(model, &options, count, &solutions);
    pando_model_free(model);
    printf("%d\n", solutions);
    return end == PANDO_EXHAUSTED && solutions == 92 ? 0 : 1;
}
