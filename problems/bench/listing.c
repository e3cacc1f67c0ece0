/* listing.c — see listing.h
 *
 * Chuffed and others have names of their own for the same statistics.
 */
#include "problems/bench/listing.h"

#include <stdlib.h>
#include <string.h>

static bool read_count(
    const char *name, const char *text, const char *const *names,
    uint64_t *ret_count)
{
    char *end;
    for (; *names; names++)
        if (strcmp(name, *names) == 0) {
            *ret_count = strtoull(text, &end, 10);
            return end > text;
        }
    return false;
}

/* "nodes=12" */
static void take_statistic(struct listing *listing, char *text)
{
    static const char *const nodes[] = {"nodes", NULL};
    static const char *const failures[] = {"failures", "fails", NULL};
    char *equals = strchr(text, '='), *end;
    if (!equals)
        return;
    *equals = 0;
    const char *value = equals + 1;
    listing->has_nodes |= read_count(text, value, nodes, &listing->nodes);
    listing->has_failures |=
        read_count(text, value, failures, &listing->failures);
    if (strcmp(text, "objective") == 0) {
        listing->objective = strtoll(value, &end, 10);
        listing->has_objective |= end > value;
    }
}

static void take_line(struct listing *listing, char *line)
{
    static const char statistic[] = "%%%mzn-stat:";
    if (strcmp(line, "----------") == 0)
        listing->solutions++;
    else if (
        strcmp(line, "==========") == 0 ||
        strcmp(line, "=====UNSATISFIABLE=====") == 0)
        listing->complete = true;
    else if (strncmp(line, statistic, sizeof statistic - 1) == 0) {
        line += sizeof statistic - 1;
        take_statistic(listing, line + strspn(line, " "));
    }
}

void listing_end(struct listing *listing)
{
    if (listing->length < LISTING_LINE) {
        if (listing->length > 0 && listing->line[listing->length - 1] == '\r')
            listing->length--;
        listing->line[listing->length] = 0;
        take_line(listing, listing->line);
    }
    listing->length = 0;
}

void listing_take(struct listing *listing, const char *bytes, size_t size)
{
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t part = end ? (size_t)(end - bytes) : size;
        if (listing->length + part < LISTING_LINE) {
            memcpy(listing->line + listing->length, bytes, part);
            listing->length += part;
        } else {
            listing->length = LISTING_LINE;
        }
        if (!end)
            return;
        listing_end(listing);
        bytes += part + 1;
        size -= part + 1;
    }
}
