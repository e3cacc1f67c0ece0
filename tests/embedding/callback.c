/* callback.c — an embedding: send more money, a callback for each solution */
#include <pando.h>

#include <inttypes.h>
#include <stdio.h>

enum { S, E, N, D, M, O, R, Y, LETTERS };

static bool print(const struct pando_search *search, void *context)
{
    const pando_var *letters = context;
    for (int i = 0; i < LETTERS; i++)
        printf(
            "%c=%" PRId64 "%c", "SENDMORY"[i],
            pando_search_value(search, letters[i]),
            i + 1 < LETTERS ? ' ' : '\n');
    return true;
}

int main(void)
{
    struct pando_model *model = pando_model_new();
    pando_var x[LETTERS];
    for (int i = 0; i < LETTERS; i++)
        x[i] = pando_int(model, i == S || i == M, 9);
    int64_t weights[LETTERS] = {0};
    weights[S] = 1000, weights[E] = 100 - 10 + 1, weights[N] = 10 - 100;
    weights[D] = 1, weights[M] = 1000 - 10000, weights[O] = 100 - 1000;
    weights[R] = 10, weights[Y] = -1;
    pando_linear(model, weights, x, LETTERS, PANDO_EQ, 0);
    pando_all_different(model, x, LETTERS, PANDO_DOMAIN);
    enum pando_outcome end = pando_solve(model, NULL, print, x);
    pando_model_free(model);
    return end == PANDO_EXHAUSTED ? 0 : 1;
}
