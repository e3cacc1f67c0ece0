/* profile.c — time-table filtering (Beldiceanu and Carlsson, 2002; as a scan
 * over a profile: Gay, Hartert, Schaus, Simple and Scalable Time-Table
 * Filtering, 2015)
 */
#include "propagators/profile.h"

/* ---- Building ---- */

/* The current run ends at `to`; the next begins behind it. */
static void
close_run(struct profile *profile, value *from, value to, uint64_t height)
{
    profile->runs[profile->count++] = (struct profile_run){*from, to, height};
    if (height > profile->highest)
        profile->highest = height;
    *from = to < VALUE_MAX ? to + 1 : to;
}

/* The next task of an order that has a compulsory part. */
static inline uint32_t next_compulsory(
    const struct profile_task *tasks, const uint32_t *order, uint32_t at,
    uint32_t count)
{
    while (at < count && !profile_compulsory(&tasks[order[at]]))
        at++;
    return at;
}

bool profile_build(
    struct profile *profile, const struct profile_task *tasks,
    const uint32_t *by_lst, const uint32_t *by_last, uint32_t count,
    uint64_t capacity)
{
    uint32_t s = next_compulsory(tasks, by_lst, 0, count);
    uint32_t e = next_compulsory(tasks, by_last, 0, count);
    uint64_t height = 0;
    profile->count = 0;
    profile->highest = 0;
    if (s == count)
        return true;
    value from = tasks[by_lst[s]].lst;
    while (e < count) {
        const struct profile_task *ending = &tasks[by_last[e]];
        if (s < count && tasks[by_lst[s]].lst <= ending->last) {
            const struct profile_task *starting = &tasks[by_lst[s]];
            if (starting->lst > from)
                close_run(profile, &from, starting->lst - 1, height);
            height += (uint64_t)starting->resource;
            if (height > capacity)
                return false;
            s = next_compulsory(tasks, by_lst, s + 1, count);
        } else {
            if (ending->last >= from)
                close_run(profile, &from, ending->last, height);
            height -= (uint64_t)ending->resource;
            e = next_compulsory(tasks, by_last, e + 1, count);
        }
    }
    return true;
}

uint32_t profile_find(const struct profile *profile, value time)
{
    uint32_t low = 0, high = profile->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (profile->runs[middle].to >= time)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---- Filtering ---- */

bool profile_push_up(
    const struct profile *profile, struct profile_task *task, uint64_t capacity)
{
    uint64_t room = capacity - (uint64_t)task->resource;
    for (uint32_t k = profile_find(profile, task->est); k < profile->count;
         k++) {
        const struct profile_run *run = &profile->runs[k];
        /* from lst on it runs anyway, and that has been counted */
        if (run->from > task->last || run->from >= task->lst)
            return true;
        if (run->height <= room)
            continue;
        if (run->to >= task->lst)
            return false;
        task->est = run->to + 1;
        task->last = profile_last(task->est, task->duration);
    }
    return true;
}

bool profile_push_down(
    const struct profile *profile, struct profile_task *task, uint64_t capacity)
{
    uint64_t room = capacity - (uint64_t)task->resource;
    value last = profile_last(task->lst, task->duration);
    uint32_t k = profile_find(profile, last);
    if (k < profile->count && profile->runs[k].from <= last)
        k++;
    while (k-- > 0) {
        const struct profile_run *run = &profile->runs[k];
        /* up to task->last it runs anyway */
        if (run->to < task->lst || run->to <= task->last)
            return true;
        if (run->height <= room)
            continue;
        if (run->from <= task->last)
            return false;
        task->lst = run->from - task->duration;
    }
    return true;
}
