/* path.c — see path.h */
#include "solver/path.h"

#include <stdlib.h>

struct branch *
path_freeze(struct path *path, struct branch *branch, struct made made)
{
    VEC_PUSH(path->frozen, branch);
    VEC_PUSH(path->begins, log_end(branch));
    VEC_PUSH(path->made, made);
    return branch_fork(branch);
}

static void cut(struct path *path, uint32_t levels)
{
    while (path->frozen.count > levels)
        branch_discard(path->frozen.items[--path->frozen.count]);
    path->begins.count = path->made.count = path->frozen.count;
}

struct branch *path_resume(struct path *path, uint32_t level)
{
    cut(path, level + 1);
    struct branch *branch = path->frozen.items[level];
    path->frozen.count = path->begins.count = path->made.count = level;
    return branch;
}

void path_clear(struct path *path)
{
    cut(path, 0);
    VEC_CLEAR(path->frozen);
    VEC_CLEAR(path->begins);
    VEC_CLEAR(path->made);
}
