/* all_different_hall.c — reasons of all-different: domain
 *
 * x != v, because v belongs to a Hall set: variables, not x, that have no more
 * values left than they are. It is found anew in the view: all others are
 * matched to values (augmenting paths: Berge 1957); v's variable, and who has a
 * value of those reached so far, are the set, if no free value is reached. A
 * failure is a set with one variable more than values. What the set's variables
 * have lost between its least and greatest value, and their bounds, are the
 * reason.
 *
 * Values are numbered as for the propagator.
 */
#include "propagators/all_different.h"

#include "coro/fatal.h"
#include "propagators/explain_values.h"
#include "solver/network.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

struct matching {
    const struct explain_view *before;
    const struct all_different *all;
    const struct all_different_numbers *numbers;
    uint32_t skip;            /* not matched; count: none is left out */
    uint32_t words;           /* of a set of numbers */
    uint64_t *open;           /* by cell: the numbers in its domain */
    uint64_t *seen;           /* the numbers that were reached */
    uint32_t *match;          /* by cell */
    uint32_t *owner;          /* by number */
    uint32_t *queue, *parent; /* of cells, and by number: who reached it */
    uint32_t reached;         /* cells */
};

static value seen_value(const struct matching *m, uint32_t i, uint32_t number)
{
    value v = all_different_numbered(m->numbers, number);
    if (!m->all->compact)
        return v;
    return cell_value(m->all, i, (uint32_t)(v - m->all->origin));
}

static const uint64_t *open_of(const struct matching *m, uint32_t i)
{
    return m->open + (size_t)i * m->words;
}

/* Reads the domains; `early` and `values` are scratch. (To ask for each value
 * takes 1.3 to 1.5 times the instructions in all, black_hole.) */
static void read_domains(struct matching *m, uint64_t *early, value *values)
{
    bool compact = m->all->compact;
    for (uint32_t k = 0; !compact && k < m->numbers->count; k++)
        values[k] = seen_value(m, 0, k);
    for (uint32_t i = 0; i < m->all->count; i++) {
        struct explain_values read = {
            .x = m->all->cells[i].x,
            .count = m->numbers->count,
            .base = seen_value(m, i, 0),
            .values = compact ? NULL : values,
            .held = m->open + (size_t)i * m->words,
            .early = early};
        explain_values_read(m->before, &read);
    }
}

static void matching_init(struct matching *m)
{
    size_t n = m->all->count, numbers = m->numbers->count;
    m->words = (uint32_t)(numbers + 63) / 64;
    size_t words = (n + 2) * m->words;
    m->open = malloc((words + numbers) * sizeof *m->open);
    m->match = malloc((2 * n + 2 * numbers) * sizeof *m->match);
    if (!m->open || !m->match)
        coro_fatal("out of memory");
    m->seen = m->open + n * m->words;
    m->queue = m->match + n;
    m->owner = m->queue + n;
    m->parent = m->owner + numbers;
    memset(m->match, 0xff, (2 * n + 2 * numbers) * sizeof *m->match);
    read_domains(m, m->seen + m->words, (value *)(m->open + words));
}

static void matching_clear(struct matching *m)
{
    free(m->open);
    free(m->match);
}

/* Reaches, from the cells in the queue, values and those matched to them.
 * Returns a value that is free, or NONE: then the queue is the set. */
static uint32_t reach(struct matching *m)
{
    for (uint32_t at = 0; at < m->reached; at++) {
        uint32_t i = m->queue[at];
        for (uint32_t w = 0; w < m->words; w++) {
            uint64_t fresh = open_of(m, i)[w] & ~m->seen[w];
            m->seen[w] |= fresh;
            for (; fresh; fresh &= fresh - 1) {
                uint32_t k = 64 * w + (uint32_t)__builtin_ctzll(fresh);
                m->parent[k] = i;
                if (m->owner[k] == NONE)
                    return k;
                m->queue[m->reached++] = m->owner[k];
            }
        }
    }
    return NONE;
}

static uint32_t reach_from(struct matching *m, uint32_t i)
{
    memset(m->seen, 0, m->words * sizeof *m->seen);
    m->queue[0] = i;
    m->reached = 1;
    return reach(m);
}

/* False where a cell has no value left: the queue is then the set. */
static bool match_others(struct matching *m)
{
    for (uint32_t i = 0; i < m->all->count; i++) {
        if (i == m->skip)
            continue;
        uint32_t number = reach_from(m, i);
        if (number == NONE)
            return false;
        while (number != NONE) {
            uint32_t owner = m->parent[number], next = m->match[owner];
            m->match[owner] = number;
            m->owner[number] = owner;
            number = next;
        }
    }
    return true;
}

/* The set's variables have none but the values that were reached. */
static bool add_set(const struct matching *m, struct reason *ret)
{
    uint32_t least = 0, greatest = m->numbers->count - 1;
    while (least < greatest && !explain_values_in(m->seen, least))
        least++;
    while (least < greatest && !explain_values_in(m->seen, greatest))
        greatest--;
    for (uint32_t at = 0; at < m->reached; at++) {
        uint32_t i = m->queue[at];
        view x = m->all->cells[i].x;
        if (!reason_add(
                m->before, ret, x, LITERAL_MIN, seen_value(m, i, least)) ||
            !reason_add(
                m->before, ret, x, LITERAL_MAX, seen_value(m, i, greatest)))
            return false;
        for (uint32_t k = least; k <= greatest; k++)
            if (!explain_values_in(m->seen, k) &&
                !reason_removed(m->before, ret, x, seen_value(m, i, k)))
                return false;
    }
    return true;
}

/* The variable left out cannot have the number; all others are matched. */
static bool
explain_number(struct matching *m, uint32_t number, struct reason *ret)
{
    return m->owner[number] != NONE &&
           reach_from(m, m->owner[number]) == NONE && add_set(m, ret);
}

/* What the literal l excludes of cell `skip`, value by value. */
static bool
explain_cell(struct matching *m, struct literal l, struct reason *ret)
{
    uint32_t i = m->skip;
    view x = m->all->cells[i].x;
    if (!match_others(m))
        return add_set(m, ret);
    if ((l.kind == LITERAL_MIN && !reason_min(m->before, ret, x)) ||
        (l.kind == LITERAL_MAX && !reason_max(m->before, ret, x)))
        return false;
    for (uint32_t k = 0; k < m->numbers->count; k++) {
        value v = seen_value(m, i, k);
        bool excluded = l.kind == LITERAL_MIN   ? v < l.v
                        : l.kind == LITERAL_MAX ? v > l.v
                                                : v == l.v;
        if (excluded && !(explain_values_in(open_of(m, i), k)
                              ? explain_number(m, k, ret)
                              : reason_removed(m->before, ret, x, v)))
            return false;
    }
    return true;
}

static bool
explain_one(struct matching *m, struct literal l, struct reason *ret)
{
    matching_init(m);
    bool explained = l.kind == LITERAL_NONE
                         ? !match_others(m) && add_set(m, ret)
                         : explain_cell(m, l, ret);
    matching_clear(m);
    return explained;
}

bool all_different_hall_explain(
    const struct explain_view *before, const struct all_different *all,
    const struct all_different_numbers *numbers, struct literal wanted,
    struct reason *ret)
{
    const struct network *network = before->branch->network;
    struct matching m = {
        .before = before, .all = all, .numbers = numbers, .skip = all->count};
    size_t mark = ret->count;
    if (wanted.kind == LITERAL_NONE)
        return explain_one(&m, wanted, ret);
    for (m.skip = 0; m.skip < all->count; m.skip++) {
        view x = all->cells[m.skip].x;
        struct literal l = {x, LITERAL_REMOVE, 0};
        if ((explain_removes(network, wanted, x, &l.v) ||
             explain_matches(network, wanted, x, &l)) &&
            explain_one(&m, l, ret))
            return true;
        ret->count = mark;
    }
    return false;
}
