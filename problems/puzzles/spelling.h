/* spelling.h — did you mean …? */
#ifndef PROBLEMS_PUZZLES_SPELLING_H
#define PROBLEMS_PUZZLES_SPELLING_H

#include <stddef.h>

/* Insertions, deletions, replacements and swaps of neighbours between two words
 * (optimal string alignment); long words are cut. */
unsigned spelling_distance(const char *a, const char *b);

/* The word that is nearest to what was typed, if it is near enough to have been
 * meant, else NULL. name(context, i) gives the words, NULL after the last. */
const char *spelling_nearest(
    const char *typed, const char *(*name)(const void *context, size_t i),
    const void *context);

#endif
