/* fatal.c — see fatal.h */
#include "coro/fatal.h"

#include <stdio.h>
#include <stdlib.h>

static coro_fatal_hook *fatal_hook;

void coro_set_fatal_hook(coro_fatal_hook *hook)
{
    fatal_hook = hook;
}

void coro_fatal(const char *message)
{
    if (fatal_hook)
        fatal_hook(message);
    fprintf(stderr, "pando: fatal: %s\n", message);
    abort();
}
