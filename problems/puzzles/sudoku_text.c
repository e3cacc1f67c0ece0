/* sudoku_text.c — see sudoku_text.h */
#include "problems/puzzles/sudoku_text.h"

#include "coro/fatal.h"
#include "problems/puzzles/text.h"
#include "problems/puzzles/trouble.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    uint32_t size, box_rows, box_columns;
} shapes[] = {{4, 2, 2},  {6, 2, 3},  {9, 3, 3},
              {12, 3, 4}, {16, 4, 4}, {25, 5, 5}};

enum {
    SHAPES = sizeof shapes / sizeof *shapes
};

/* Reads line after line; a grid may be unfinished. */
struct reader {
    const struct text *text;
    struct sudoku_list *list;
    struct trouble *reterr;
    size_t line;   /* the one being read, from 0 */
    uint32_t rows; /* of the last sudoku that are filled in */
};

void sudoku_text_clear(struct sudoku_list *list)
{
    free(list->items);
    *list = (struct sudoku_list){0};
}

char sudoku_text_symbol(int64_t v)
{
    return ".123456789ABCDEFGHIJKLMNOP"[v];
}

static bool
refuse(const struct reader *reader, size_t column, const char *message)
{
    return trouble_set_at(
        reader->reterr, reader->text->name, (int)reader->line + 1,
        (int)column + 1, "%s", message);
}

/* ---- Cells ---- */

/* The value of a cell's character; -1 if it is none. */
static int cell_value(char c)
{
    if (c && strchr(".0_*", c))
        return 0;
    if (isdigit((unsigned char)c))
        return c - '0';
    int letter = toupper((unsigned char)c);
    return letter >= 'A' && letter <= 'P' ? letter - 'A' + 10 : -1;
}

/* The cells of the first word of a line. */
static size_t cells_of_word(const char *line)
{
    size_t count = 0;
    while (cell_value(line[count]) >= 0)
        count++;
    return line[count] && !isspace((unsigned char)line[count]) &&
                   line[count] != ',' && line[count] != ';'
               ? 0
               : count;
}

static bool is_rule(const char *line)
{
    return line[strspn(line, "-+=|: \t")] == 0;
}

/* Reads the cells of a line, with what may stand between; false at a character
 * that has no place there. */
static bool read_cells(
    const struct reader *reader, const char *line,
    uint8_t ret_cells[SUDOKU_CELLS], uint32_t *ret_count)
{
    *ret_count = 0;
    for (const char *at = line; *at; at++) {
        int v = cell_value(*at);
        if (v >= 0 && *ret_count < SUDOKU_CELLS)
            ret_cells[(*ret_count)++] = (uint8_t)v;
        else if (v >= 0 || !strchr(" \t|", *at))
            return refuse(
                reader, (size_t)(at - line),
                v >= 0 ? "too many cells"
                       : "this is no cell: a digit, or . if it is empty");
    }
    return true;
}

/* ---- Puzzles ---- */

static struct sudoku *last(const struct reader *reader)
{
    return &reader->list->items[reader->list->count - 1];
}

static void add(struct reader *reader, int shape)
{
    struct sudoku_list *list = reader->list;
    if ((list->count & (list->count - 1)) == 0) {
        size_t capacity = list->count ? 2 * list->count : 1;
        list->items = realloc(list->items, capacity * sizeof *list->items);
        if (!list->items)
            coro_fatal("out of memory");
    }
    list->items[list->count++] = (struct sudoku){
        .size = shapes[shape].size,
        .box_rows = shapes[shape].box_rows,
        .box_columns = shapes[shape].box_columns,
        .line = (int)reader->line + 1};
    reader->rows = 0;
}

/* The place of the first value that is larger than the sudoku. */
static bool too_large(const struct reader *reader, const char *line)
{
    for (const char *at = line; *at; at++)
        if (cell_value(*at) > (int)last(reader)->size)
            return !refuse(
                reader, (size_t)(at - line),
                "this is larger than the sudoku has rows");
    return false;
}

static bool take_cells(
    struct reader *reader, const char *line, const uint8_t *cells,
    uint32_t count)
{
    struct sudoku *sudoku = last(reader);
    memcpy(sudoku->cells + reader->rows * sudoku->size, cells, count);
    reader->rows += count / sudoku->size;
    return !too_large(reader, line);
}

static bool unfinished(const struct reader *reader)
{
    return reader->list->count > 0 && reader->rows < last(reader)->size;
}

/* A row of a grid that is begun, or a whole sudoku, or a first row. */
static bool read_line(struct reader *reader, char *line)
{
    uint8_t cells[SUDOKU_CELLS];
    uint32_t count;
    char *first = line + strspn(line, " \t");
    size_t word = cells_of_word(first);
    for (int s = 0; s < SHAPES && !unfinished(reader); s++)
        if (word == (size_t)shapes[s].size * shapes[s].size &&
            word > SUDOKU_SIZE)
            first[word] = 0;
    if (!read_cells(reader, line, cells, &count))
        return false;
    if (unfinished(reader)) {
        if (count == last(reader)->size)
            return take_cells(reader, line, cells, count);
        return trouble_set_at(
            reader->reterr, reader->text->name, (int)reader->line + 1, 1,
            "this row has %u cells; the grid that begins in line %d has %u a "
            "row",
            count, last(reader)->line, last(reader)->size);
    }
    for (int s = 0; s < SHAPES; s++)
        if (count == shapes[s].size ||
            (count > SUDOKU_SIZE && count == shapes[s].size * shapes[s].size)) {
            add(reader, s);
            return take_cells(reader, line, cells, count);
        }
    return trouble_set_at(
        reader->reterr, reader->text->name, (int)reader->line + 1, 1,
        "this line has %u cells; a sudoku is one line of 81, or nine lines of "
        "nine",
        count);
}

bool sudoku_text_read(
    const struct text *text, struct sudoku_list *ret_list,
    struct trouble *reterr)
{
    *ret_list = (struct sudoku_list){0};
    struct reader reader = {.text = text, .list = ret_list, .reterr = reterr};
    for (; reader.line < text->count; reader.line++) {
        char *line = text->lines[reader.line];
        line[strcspn(line, "#")] = 0;
        if (!is_rule(line) && !read_line(&reader, line))
            return false;
    }
    if (unfinished(&reader))
        return trouble_set_at(
            reterr, text->name, last(&reader)->line, 1,
            "the grid that begins here has %u rows; it should have %u",
            reader.rows, last(&reader)->size);
    if (ret_list->count > 0)
        return true;
    return trouble_set_at(
        reterr, text->name, 0, 0,
        "no sudoku in it: one line of 81 cells, or nine lines of nine");
}
