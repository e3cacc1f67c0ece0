/* meanings.c — what each constraint means; a[i] is its i-th variable's value */
#include "tests/differential/kinds.h"

typedef __int128 wide;

/* ---- Booleans ---- */

bool holds_clause(const struct item *item, const value *a)
{
    for (uint32_t i = 0; i < item->var_count; i++)
        if (i < (uint32_t)item->values[0] ? a[i] == 1 : a[i] == 0)
            return true;
    return false;
}

bool holds_conjunction(const struct item *item, const value *a)
{
    value ones = 0;
    for (uint32_t i = 0; i < item->var_count; i++)
        ones += a[i];
    return ones == item->var_count;
}

bool holds_parity(const struct item *item, const value *a)
{
    value ones = 0;
    for (uint32_t i = 0; i < item->var_count; i++)
        ones += a[i];
    return ones % 2 == 1;
}

/* ---- Arithmetic ---- */

/* The sum is less than 2^127: few terms, small coefficients (rolls.c). */
static wide excess(const struct item *item, const value *a)
{
    wide sum = 0;
    for (uint32_t i = 0; i < item->var_count; i++)
        sum += (wide)item->values[i] * a[i];
    return sum - item->values[item->var_count];
}

bool holds_linear_le(const struct item *item, const value *a)
{
    return excess(item, a) <= 0;
}

bool holds_linear_eq(const struct item *item, const value *a)
{
    return excess(item, a) == 0;
}

bool holds_linear_ne(const struct item *item, const value *a)
{
    return excess(item, a) != 0;
}

static bool
in_ranges(const value *ranges, uint32_t count, value v)
{
    for (uint32_t i = 0; i < count; i += 2)
        if (ranges[i] <= v && v <= ranges[i + 1])
            return true;
    return false;
}

bool holds_member(const struct item *item, const value *a)
{
    return in_ranges(item->values, item->value_count, a[0]);
}

bool holds_times(const struct item *item, const value *a)
{
    (void)item;
    return (wide)a[0] * a[1] == a[2];
}

/* x = y·z + remainder, which is nearer to 0 than y and has the sign of x */
bool holds_division(const struct item *item, const value *a)
{
    (void)item;
    if (a[1] == 0)
        return false;
    wide remainder = a[0] - (wide)a[1] * a[2];
    wide size = remainder < 0 ? -remainder : remainder;
    wide limit = a[1] < 0 ? -(wide)a[1] : a[1];
    return size < limit && (remainder == 0 || (remainder < 0) == (a[0] < 0));
}

bool holds_modulo(const struct item *item, const value *a)
{
    (void)item;
    if (a[1] == 0)
        return false;
    wide size = a[2] < 0 ? -(wide)a[2] : a[2];
    wide limit = a[1] < 0 ? -(wide)a[1] : a[1];
    return size < limit && (a[2] == 0 || (a[2] < 0) == (a[0] < 0)) &&
           ((wide)a[0] - a[2]) % a[1] == 0;
}

/* With a negative exponent 1 div x^-y, for x other than 0. */
bool holds_power(const struct item *item, const value *a)
{
    (void)item;
    wide result = 1;
    wide limit = (wide)1 << 64;
    value exponent = a[1] < 0 ? -a[1] : a[1];
    if (a[1] < 0 && a[0] == 0)
        return false;
    if (a[0] == 1 || a[0] == 0 || a[0] == -1)
        exponent = exponent < 2 ? exponent : 2 + exponent % 2;
    for (value i = 0; i < exponent && result < limit && result > -limit; i++)
        result *= a[0];
    return (a[1] < 0 ? 1 / result : result) == a[2];
}

bool holds_absolute(const struct item *item, const value *a)
{
    (void)item;
    return a[1] >= 0 && (a[0] == a[1] || a[0] == -a[1]);
}

bool holds_maximum(const struct item *item, const value *a)
{
    bool reached = false;
    for (uint32_t i = 1; i < item->var_count; i++) {
        if (a[i] > a[0])
            return false;
        reached |= a[i] == a[0];
    }
    return reached;
}

bool holds_minimum(const struct item *item, const value *a)
{
    bool reached = false;
    for (uint32_t i = 1; i < item->var_count; i++) {
        if (a[i] < a[0])
            return false;
        reached |= a[i] == a[0];
    }
    return reached;
}

/* ---- Elements, permutations ---- */

bool holds_element_constant(const struct item *item, const value *a)
{
    wide at = (wide)a[0] - item->values[0];
    return at >= 0 && at < item->value_count - 1 &&
           item->values[1 + (uint32_t)at] == a[1];
}

bool holds_element(const struct item *item, const value *a)
{
    wide at = (wide)a[0] - item->values[0];
    return at >= 0 && at < item->var_count - 2 && a[2 + (uint32_t)at] == a[1];
}

bool holds_all_different(const struct item *item, const value *a)
{
    for (uint32_t i = 0; i < item->var_count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (a[i] == a[j])
                return false;
    return true;
}

bool holds_inverse(const struct item *item, const value *a)
{
    uint32_t n = item->var_count / 2;
    const value *f = a, *g = a + n;
    for (uint32_t i = 0; i < n; i++) {
        wide j = (wide)f[i] - item->values[1], k = (wide)g[i] - item->values[0];
        if (j < 0 || j >= n || g[(uint32_t)j] != item->values[0] + i)
            return false;
        if (k < 0 || k >= n || f[(uint32_t)k] != item->values[1] + i)
            return false;
    }
    return true;
}

/* From the first node, n steps lead back for the first time. */
bool holds_circuit(const struct item *item, const value *a)
{
    uint32_t n = item->var_count, at = 0;
    for (uint32_t step = 1; step <= n; step++) {
        wide next = (wide)a[at] - item->values[0];
        if (next < 0 || next >= n || (next == 0) != (step == n))
            return false;
        at = (uint32_t)next;
    }
    return true;
}

/* ---- Extensional ---- */

bool holds_table(const struct item *item, const value *a)
{
    uint32_t n = item->var_count;
    for (uint32_t row = 0; row + n <= item->value_count; row += n) {
        bool same = true;
        for (uint32_t i = 0; i < n; i++)
            same &= item->values[row + i] == a[i];
        if (same)
            return true;
    }
    return false;
}

/* values: Q, S, next[Q·S], start, number of finals, finals… */
bool holds_regular(const struct item *item, const value *a)
{
    value states = item->values[0], symbols = item->values[1];
    const value *next = item->values + 2;
    const value *end = next + states * symbols;
    value state = end[0];
    for (uint32_t i = 0; i < item->var_count; i++) {
        if (a[i] < 1 || a[i] > symbols)
            return false;
        state = next[(state - 1) * symbols + a[i] - 1];
        if (state == 0)
            return false;
    }
    for (value f = 0; f < end[1]; f++)
        if (end[2 + f] == state)
            return true;
    return false;
}

/* ---- Scheduling ---- */

/* The use only grows where a task begins. */
bool holds_cumulative(const struct item *item, const value *a)
{
    uint32_t n = item->var_count / 3;
    const value *start = a, *duration = a + n, *resource = a + 2 * n;
    for (uint32_t i = 0; i < n; i++) {
        wide used = 0;
        for (uint32_t k = 0; k < n; k++)
            if (start[k] <= start[i] &&
                start[i] < (wide)start[k] + duration[k])
                used += resource[k];
        if (used > a[3 * n])
            return false;
    }
    return true;
}

bool holds_disjunctive(const struct item *item, const value *a)
{
    uint32_t n = item->var_count / 2;
    const value *start = a, *duration = a + n;
    bool strict = item->values[0];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < i; k++) {
            if (!strict && (duration[i] == 0 || duration[k] == 0))
                continue;
            if ((wide)start[i] + duration[i] > start[k] &&
                (wide)start[k] + duration[k] > start[i])
                return false;
        }
    return true;
}

/* ---- Counting ---- */

bool holds_count(const struct item *item, const value *a)
{
    value count = 0;
    for (uint32_t i = 2; i < item->var_count; i++)
        count += a[i] == a[0];
    return count == a[1];
}

bool holds_among(const struct item *item, const value *a)
{
    value count = 0;
    for (uint32_t i = 1; i < item->var_count; i++)
        count += in_ranges(item->values, item->value_count, a[i]);
    return count == a[0];
}

/* values: n, closed, cover[m] */
bool holds_global_cardinality(const struct item *item, const value *a)
{
    uint32_t n = (uint32_t)item->values[0], m = item->value_count - 2;
    value covered = 0;
    for (uint32_t k = 0; k < m; k++) {
        value count = 0;
        for (uint32_t i = 0; i < n; i++)
            count += a[i] == item->values[2 + k];
        if (count != a[n + k])
            return false;
        covered += count;
    }
    return !item->values[1] || covered == n;
}
