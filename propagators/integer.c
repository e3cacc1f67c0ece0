/* integer.c — see integer.h */
#include "propagators/integer.h"

#include <assert.h>

value integer_divide_down(value a, value b)
{
    assert(b > 0);
    return a / b - (a % b < 0);
}

value integer_divide_up(value a, value b)
{
    assert(b > 0);
    return a / b + (a % b > 0);
}

value integer_power(value base, uint32_t n)
{
    value result = 1;
    for (;; n >>= 1) {
        if ((n & 1) && __builtin_mul_overflow(result, base, &result))
            return INT64_MAX;
        if (n <= 1)
            return result;
        if (__builtin_mul_overflow(base, base, &base))
            return INT64_MAX;
    }
}

value integer_root_down(value v, uint32_t n)
{
    assert(v >= 0 && n > 0);
    if (v < 2 || n == 1)
        return v;
    /* 2^(bits - 1) <= v < 2^bits gives bounds of the root */
    uint32_t bits = 64 - (uint32_t)__builtin_clzll((uint64_t)v);
    value low = (value)1 << (bits - 1) / n;
    value high = (value)1 << (bits + n - 1) / n;
    while (high - low > 1) {
        value middle = low + (high - low) / 2;
        __int128 power = middle;
        for (uint32_t i = 1; i < n && power <= v; i++)
            power *= middle;
        if (power <= v)
            low = middle;
        else
            high = middle;
    }
    return low;
}

value integer_root_up(value v, uint32_t n)
{
    value root = integer_root_down(v, n);
    return integer_power(root, n) < v ? root + 1 : root;
}
