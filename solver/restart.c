/* restart.c — see restart.h
 *
 * Luby, Sinclair, Zuckerman, Optimal speedup of Las Vegas algorithms, 1993.
 */
#include "solver/restart.h"

void restart_begin(
    struct restart_sequence *sequence, const struct restarts *restarts)
{
    *sequence = (struct restart_sequence){
        .restarts = *restarts, .run = 1, .geometric = 1};
}

/* 1 1 2 1 1 2 4 1 1 2 … */
static uint64_t luby(uint64_t run)
{
    for (;;) {
        uint64_t power = UINT64_C(1) << (63 - __builtin_clzll(run + 1));
        if (run + 1 == power)
            return power / 2;
        run -= power - 1;
    }
}

uint64_t restart_next(struct restart_sequence *sequence)
{
    const struct restarts *restarts = &sequence->restarts;
    uint64_t run = sequence->run++;
    double growth = sequence->geometric;
    switch (restarts->policy) {
    case RESTART_NONE:
        break;
    case RESTART_CONSTANT:
        return restarts->scale;
    case RESTART_LINEAR:
        return restarts->scale * run;
    case RESTART_LUBY:
        return restarts->scale * luby(run);
    case RESTART_GEOMETRIC:
        if (growth < 1e15)
            sequence->geometric *= restarts->base;
        return (uint64_t)((double)restarts->scale * growth);
    }
    return 0;
}

/* ---- Averages ---- */

static const double FAST = 1.0 / 33, SLOW = 1.0 / 10000, MARGIN = 1.1;

/* Begins at nothing, and what is missing is known (Kingma, Ba, Adam, 2015). */
static void average(double *mean, double *unseen, double rate, double x)
{
    *mean += rate * (x - *mean);
    *unseen *= 1 - rate;
}

void restart_learned(struct restart_averages *averages, uint32_t levels)
{
    if (!averages->begun)
        averages->fast_unseen = averages->slow_unseen = 1;
    averages->begun = true;
    average(&averages->fast, &averages->fast_unseen, FAST, levels);
    average(&averages->slow, &averages->slow_unseen, SLOW, levels);
}

bool restart_due(const struct restart_averages *averages)
{
    return averages->begun &&
           averages->fast / (1 - averages->fast_unseen) >
               MARGIN * averages->slow / (1 - averages->slow_unseen);
}
