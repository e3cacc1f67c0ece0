/* literal.c — see literal.h */
#include "solver/literal.h"

#include "solver/domain.h"
#include "solver/tell.h"

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

struct literal literal_negated(struct literal l)
{
    switch (l.kind) {
    case LITERAL_MIN:
        return (struct literal){l.x, LITERAL_MAX, l.v - 1};
    case LITERAL_MAX:
        return (struct literal){l.x, LITERAL_MIN, l.v + 1};
    case LITERAL_REMOVE:
        return (struct literal){l.x, LITERAL_EQUAL, l.v};
    case LITERAL_EQUAL:
        return (struct literal){l.x, LITERAL_REMOVE, l.v};
    case LITERAL_NONE:
        break;
    }
    return l;
}
