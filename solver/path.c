/* path.c — see path.h */
#include "solver/path.h"

#include "solver/tell.h"

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

/* ---- Decisions ---- */

static enum truth of(bool is_true, bool is_false)
{
    return is_true ? TRUTH_TRUE : is_false ? TRUTH_FALSE : TRUTH_OPEN;
}

enum truth literal_truth(const struct branch *branch, struct literal l)
{
    bool held = domain_contains(branch, l.x, l.v);
    bool alone = held && domain_fixed(branch, l.x);
    switch (l.kind) {
    case LITERAL_MIN:
        return of(
            domain_min(branch, l.x) >= l.v, domain_max(branch, l.x) < l.v);
    case LITERAL_MAX:
        return of(
            domain_max(branch, l.x) <= l.v, domain_min(branch, l.x) > l.v);
    case LITERAL_EQUAL:
        return of(alone, !held);
    case LITERAL_REMOVE:
        return of(!held, alone);
    case LITERAL_NONE:
        break;
    }
    return TRUTH_FALSE;
}

bool literal_tell(struct branch *branch, struct literal literal)
{
    switch (literal.kind) {
    case LITERAL_MIN:
        return tell_min(branch, literal.x, literal.v);
    case LITERAL_MAX:
        return tell_max(branch, literal.x, literal.v);
    case LITERAL_EQUAL:
        return tell_fix(branch, literal.x, literal.v);
    case LITERAL_REMOVE:
        return tell_remove(branch, literal.x, literal.v);
    case LITERAL_NONE:
        break;
    }
    return false;
}
