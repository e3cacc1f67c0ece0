/* fatal.h — the end of a program that is wrong or has no memory at all
 *
 * One line on standard error, then abort. An embedder may set a hook that is
 * called with the line first and may leave by longjmp; it is process-wide, set
 * once before any thread is started.
 */
#ifndef CORO_FATAL_H
#define CORO_FATAL_H

typedef void coro_fatal_hook(const char *message);

void coro_set_fatal_hook(coro_fatal_hook *hook);

_Noreturn void coro_fatal(const char *message);

#endif
