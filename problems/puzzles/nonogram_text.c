/* nonogram_text.c — see nonogram_text.h
 *
 * First the lines are sorted into the two blocks of clues; then each block is
 * read as so many clues as there are rows or columns.
 */
#include "problems/puzzles/nonogram_text.h"

#include "coro/fatal.h"
#include "problems/puzzles/text.h"
#include "problems/puzzles/trouble.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Some lines in a row, from first up to end; nothing if they are equal. */
struct block {
    size_t first, end;
};

struct reader {
    const struct text *text;
    struct trouble *reterr;
    struct nonogram *nonogram;
    struct block rows, columns;
};

static bool refuse(
    const struct reader *reader, size_t line, size_t column,
    const char *message)
{
    return trouble_set_at(
        reader->reterr, reader->text->name, (int)line + 1, (int)column + 1,
        "%s", message);
}

static void clear_clues(struct nonogram_clue *clues, uint32_t count)
{
    for (uint32_t i = 0; clues && i < count; i++)
        free(clues[i].blocks);
    free(clues);
}

void nonogram_text_clear(struct nonogram *nonogram)
{
    clear_clues(nonogram->rows, nonogram->height);
    clear_clues(nonogram->columns, nonogram->width);
    *nonogram = (struct nonogram){0};
}

/* ---- Lines ---- */

static const char *line_at(const struct reader *reader, size_t line)
{
    const char *text = reader->text->lines[line];
    return text + strspn(text, " \t");
}

static bool is_empty(const struct reader *reader, size_t line)
{
    return !*line_at(reader, line);
}

static bool is_clue(const struct reader *reader, size_t line)
{
    return isdigit((unsigned char)*line_at(reader, line));
}

/* What follows a keyword, or NULL if the line begins otherwise. */
static const char *after(const char *line, const char *keyword)
{
    size_t length = strlen(keyword);
    if (strncmp(line, keyword, length) != 0)
        return NULL;
    const char *rest = line + length;
    if (*rest && !isspace((unsigned char)*rest))
        return NULL;
    return rest + strspn(rest, " \t");
}

/* The run of clues and empty lines that begins here. */
static struct block run_of_clues(const struct reader *reader, size_t first)
{
    size_t end = first;
    while (end < reader->text->count &&
           (is_clue(reader, end) || is_empty(reader, end)))
        end++;
    return (struct block){first, end};
}

/* ---- Clues ---- */

/* Reads "3,1" or "3 1". */
static bool read_clue(
    const struct reader *reader, size_t line, uint32_t length,
    struct nonogram_clue *clue)
{
    const char *start = reader->text->lines[line], *at = start;
    uint64_t needed = 0;
    clue->line = (int)line + 1;
    clue->blocks = calloc(strlen(start) + 1, sizeof *clue->blocks);
    if (!clue->blocks)
        coro_fatal("out of memory");
    while (*(at += strspn(at, " \t,"))) {
        if (!isdigit((unsigned char)*at))
            return refuse(
                reader, line, (size_t)(at - start),
                isalpha((unsigned char)*at)
                    ? "only black and white nonograms are understood"
                    : "clues are numbers with spaces or commas between");
        char *end;
        unsigned long block = strtoul(at, &end, 10);
        needed += block > 0 ? (block <= length ? block : length + 1) + 1 : 0;
        if (needed > (uint64_t)length + 1)
            return trouble_set_at(
                reader->reterr, reader->text->name, (int)line + 1,
                (int)(at - start) + 1, "these blocks do not fit into %u cells",
                length);
        if (block > 0)
            clue->blocks[clue->count++] = (uint32_t)block;
        at = end;
    }
    return true;
}

static size_t clue_lines(const struct reader *reader, struct block block)
{
    size_t count = 0;
    for (size_t i = block.first; i < block.end; i++)
        count += is_clue(reader, i);
    return count;
}

/* Empty lines are clues only where there would be too few otherwise. */
static bool read_clues(
    const struct reader *reader, struct block block, uint32_t count,
    uint32_t length, const char *what, struct nonogram_clue **ret_clues)
{
    size_t given = clue_lines(reader, block);
    bool skip_empty = given >= count;
    if (given > count || (!skip_empty && block.end - block.first < count))
        return trouble_set_at(
            reader->reterr, reader->text->name, (int)block.first + 1, 1,
            "%zu clues for %u %s follow", given, count, what);
    struct nonogram_clue *clues = calloc(count, sizeof *clues);
    if (!clues)
        coro_fatal("out of memory");
    *ret_clues = clues;
    for (size_t i = block.first, k = 0; k < count; i++)
        if (!(skip_empty && is_empty(reader, i)) &&
            !read_clue(reader, i, length, &clues[k++]))
            return false;
    return true;
}

/* ---- The .non format ---- */

static bool read_size(
    const struct reader *reader, size_t line, const char *text,
    uint32_t *ret_size)
{
    char *end;
    unsigned long size = strtoul(text, &end, 10);
    end += strspn(end, " \t");
    if (!isdigit((unsigned char)*text) || *end || size < 1 ||
        size > NONOGRAM_LARGEST)
        return refuse(
            reader, line, (size_t)(text - reader->text->lines[line]),
            "this should be a number from 1 to 1000");
    *ret_size = (uint32_t)size;
    return true;
}

/* "the title" */
static void read_title(struct nonogram *nonogram, const char *text)
{
    size_t length = strlen(text), size = sizeof nonogram->title;
    bool quoted = length > 1 && *text == '"' && text[length - 1] == '"';
    snprintf(
        nonogram->title, size, "%.*s", (int)(quoted ? length - 2 : length),
        text + quoted);
}

/* Reads a line with a keyword; clues that follow are passed in *at. */
static bool read_keyword(struct reader *reader, size_t *at)
{
    struct nonogram *nonogram = reader->nonogram;
    size_t line = (*at)++;
    const char *text = line_at(reader, line), *rest;
    if ((rest = after(text, "title"))) {
        read_title(nonogram, rest);
        return true;
    }
    rest = after(text, "width");
    if (rest || ((rest = after(text, "columns")) && *rest))
        return read_size(reader, line, rest, &nonogram->width);
    if (rest) {
        reader->columns = run_of_clues(reader, *at);
        *at = reader->columns.end;
        return true;
    }
    rest = after(text, "height");
    if (rest || ((rest = after(text, "rows")) && *rest))
        return read_size(reader, line, rest, &nonogram->height);
    if (rest) {
        reader->rows = run_of_clues(reader, *at);
        *at = reader->rows.end;
    }
    return true; /* other lines tell of the author and the like */
}

static bool find_in_non(struct reader *reader)
{
    for (size_t at = 0; at < reader->text->count;)
        if (!read_keyword(reader, &at))
            return false;
    const struct nonogram *nonogram = reader->nonogram;
    const char *missing = nonogram->width == 0       ? "width"
                          : nonogram->height == 0    ? "height"
                          : reader->rows.end == 0    ? "rows"
                          : reader->columns.end == 0 ? "columns"
                                                     : NULL;
    return !missing ||
           trouble_set_at(
               reader->reterr, reader->text->name, 0, 0,
               "no line says '%s' (see pando nonogram --help)", missing);
}

/* ---- Plain clues ---- */

static struct block next_paragraph(const struct reader *reader, size_t at)
{
    while (at < reader->text->count && is_empty(reader, at))
        at++;
    struct block block = {at, at};
    while (block.end < reader->text->count && !is_empty(reader, block.end))
        block.end++;
    return block;
}

static bool find_in_plain(struct reader *reader)
{
    reader->rows = next_paragraph(reader, 0);
    reader->columns = next_paragraph(reader, reader->rows.end);
    struct block rest = next_paragraph(reader, reader->columns.end);
    size_t height = reader->rows.end - reader->rows.first;
    size_t width = reader->columns.end - reader->columns.first;
    if (width == 0)
        return refuse(
            reader, reader->rows.end - 1, 0,
            "the clues of the columns should follow after an empty line");
    if (rest.end > rest.first)
        return refuse(
            reader, rest.first, 0,
            "this is the third block of clues; there are two, rows and "
            "columns");
    if (height > NONOGRAM_LARGEST || width > NONOGRAM_LARGEST)
        return refuse(reader, 0, 0, "more than 1000 rows or columns");
    reader->nonogram->height = (uint32_t)height;
    reader->nonogram->width = (uint32_t)width;
    return true;
}

/* ---- Both ---- */

bool nonogram_text_read(
    const struct text *text, struct nonogram *ret_nonogram,
    struct trouble *reterr)
{
    *ret_nonogram = (struct nonogram){0};
    struct reader reader = {
        .text = text, .reterr = reterr, .nonogram = ret_nonogram};
    size_t first = 0;
    for (size_t i = 0; i < text->count; i++)
        text->lines[i][strcspn(text->lines[i], "#")] = 0;
    while (first < text->count && is_empty(&reader, first))
        first++;
    if (first == text->count)
        return trouble_set_at(
            reterr, text->name, 0, 0, "there is nothing in it");
    bool plain = is_clue(&reader, first);
    uint32_t *width = &ret_nonogram->width, *height = &ret_nonogram->height;
    return (plain ? find_in_plain(&reader) : find_in_non(&reader)) &&
           read_clues(
               &reader, reader.rows, *height, *width, "rows",
               &ret_nonogram->rows) &&
           read_clues(
               &reader, reader.columns, *width, *height, "columns",
               &ret_nonogram->columns);
}
