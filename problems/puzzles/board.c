/* board.c — see board.h */
#include "problems/puzzles/board.h"

#include "problems/buffer.h"

/* The characters of a frame: the three kinds of rule are top, middle, bottom.
 */
struct frame {
    const char *across, *down;
    const char *left[3], *cross[3], *right[3];
};

static const struct frame lines = {
    "─", "│", {"┌", "├", "└"}, {"┬", "┼", "┴"}, {"┐", "┤", "┘"}};
static const struct frame ascii = {
    "-", "|", {"+", "+", "+"}, {"+", "+", "+"}, {"+", "+", "+"}};

uint32_t board_width(const char *text)
{
    uint32_t width = 0;
    for (; *text; text++) {
        if (*text == '\033') {
            while (text[1] && *text != 'm')
                text++;
            continue;
        }
        width += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return width;
}

static void draw_rule(
    const struct board *board, const struct frame *frame, int kind,
    struct buffer *out)
{
    buffer_append_text(out, frame->left[kind]);
    for (uint32_t c = 0; c < board->columns; c++) {
        if (c > 0 && c % board->box_columns == 0) {
            buffer_append_text(out, frame->across);
            buffer_append_text(out, frame->cross[kind]);
        }
        for (uint32_t i = 0; i <= board->cell_width; i++)
            buffer_append_text(out, frame->across);
    }
    buffer_append_text(out, frame->across);
    buffer_append_text(out, frame->right[kind]);
    buffer_append_text(out, "\n");
}

static void draw_row(
    const struct board *board, const struct frame *frame, uint32_t row,
    struct buffer *out)
{
    for (uint32_t c = 0; c < board->columns; c++) {
        char text[BOARD_CELL] = "";
        board->cell(board->context, row, c, text);
        if (c % board->box_columns == 0) {
            buffer_append_text(out, c > 0 ? " " : "");
            buffer_append_text(out, frame->down);
        }
        for (uint32_t i = board_width(text); i <= board->cell_width; i++)
            buffer_append_text(out, " ");
        buffer_append_text(out, text);
    }
    buffer_append_text(out, " ");
    buffer_append_text(out, frame->down);
    buffer_append_text(out, "\n");
}

void board_draw(const struct board *board, bool utf8, struct buffer *out)
{
    enum {
        TOP,
        MIDDLE,
        BOTTOM
    };
    const struct frame *frame = utf8 ? &lines : &ascii;
    draw_rule(board, frame, TOP, out);
    for (uint32_t r = 0; r < board->rows; r++) {
        if (r > 0 && r % board->box_rows == 0)
            draw_rule(board, frame, MIDDLE, out);
        draw_row(board, frame, r, out);
    }
    draw_rule(board, frame, BOTTOM, out);
}
