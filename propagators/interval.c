/* interval.c — see interval.h */
#include "propagators/interval.h"

#include <assert.h>

struct range range_hull(struct range a, struct range b)
{
    if (range_empty(a))
        return b;
    if (range_empty(b))
        return a;
    return (struct range){
        a.min < b.min ? a.min : b.min, a.max > b.max ? a.max : b.max};
}

value divide_down(value a, value b)
{
    assert(b > 0);
    return a / b - (a % b < 0);
}

value divide_up(value a, value b)
{
    assert(b > 0);
    return a / b + (a % b > 0);
}

value power_capped(value base, uint32_t n)
{
    value result = 1;
    for (; n > 0; n >>= 1) {
        if ((n & 1) && __builtin_mul_overflow(result, base, &result))
            return INT64_MAX;
        if (n > 1 && __builtin_mul_overflow(base, base, &base))
            return INT64_MAX;
    }
    return result;
}

value root_down(value v, uint32_t n)
{
    assert(v >= 0 && n > 0);
    if (v < 2 || n == 1)
        return v;
    /* v < 2^bits, so the root lies below 2^(bits / n rounded up) */
    uint32_t bits = 64 - (uint32_t)__builtin_clzll((uint64_t)v);
    uint32_t width = (bits + n - 1) / n;
    value low = (value)1 << ((bits - 1) / n), high = (value)1 << width;
    while (high - low > 1) {
        value middle = low + (high - low) / 2;
        wide power = middle;
        for (uint32_t i = 1; i < n && power <= v; i++)
            power *= middle;
        if (power <= v)
            low = middle;
        else
            high = middle;
    }
    return low;
}

value root_up(value v, uint32_t n)
{
    value root = root_down(v, n);
    return power_capped(root, n) < v ? root + 1 : root;
}
