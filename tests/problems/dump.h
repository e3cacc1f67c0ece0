/* dump.h — writes out what the parser made of a text
 *
 * In a notation of our own: packed arrays as I[..], B[..], F[..] and V[..],
 * others as M[..], a declared array by name and contents, words of annotations
 * as 'word, numbers beyond 64 bits as big:digits. Constraints come first, since
 * the consumer hears of them while the rest is still being read.
 */
#ifndef TESTS_PROBLEMS_DUMP_H
#define TESTS_PROBLEMS_DUMP_H

#include <stddef.h>

/* On one line what the text says, or the error in it, with "t" for the file. To
 * be freed. */
char *dump_text(const char *text, size_t size);

#endif
