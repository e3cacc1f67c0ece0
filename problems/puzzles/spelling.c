/* spelling.c — see spelling.h
 *
 * Damerau, A technique for computer detection and correction of spelling
 * errors, 1964.
 */
#include "problems/puzzles/spelling.h"

#include <string.h>

enum {
    LONGEST = 31
};

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned spelling_distance(const char *a, const char *b)
{
    unsigned row[LONGEST + 1][LONGEST + 1];
    size_t m = strnlen(a, LONGEST), n = strnlen(b, LONGEST);
    for (unsigned i = 0; i <= m; i++)
        row[i][0] = i;
    for (unsigned j = 0; j <= n; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= m; i++)
        for (size_t j = 1; j <= n; j++) {
            unsigned changed = a[i - 1] != b[j - 1];
            unsigned best = row[i - 1][j - 1] + changed;
            best = least(best, row[i - 1][j] + 1);
            best = least(best, row[i][j - 1] + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = least(best, row[i - 2][j - 2] + 1);
            row[i][j] = best;
        }
    return row[m][n];
}

const char *spelling_nearest(
    const char *typed, const char *(*name)(const void *context, size_t i),
    const void *context)
{
    const char *nearest = NULL;
    if (!*typed)
        return NULL;
    unsigned nearest_distance = 1 + (unsigned)(strlen(typed) + 1) / 3;
    for (size_t i = 0; name(context, i); i++) {
        const char *word = name(context, i);
        unsigned distance = spelling_distance(typed, word);
        if (strncmp(typed, word, strlen(typed)) == 0)
            distance = 0;
        if (distance < nearest_distance) {
            nearest_distance = distance;
            nearest = word;
        }
    }
    return nearest;
}
